//===- StringOrderTest.cpp - Sorting very many strings --------------------===//
#include "Support/StringOrder.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>

using namespace recolor;

namespace {

TEST(StringOrder, IsThatOfComparingStrings) {
  std::mt19937 Random(1);
  std::vector<std::string> Texts = {"", std::string(1, '\0'),
                                    std::string(9, '\0')};
  for (unsigned I = 0; I != 3000; ++I) {
    // Long common beginnings, strings that are prefixes of others, equal ones,
    // and bytes of all values.
    std::string S(Random() % 30, 'a');
    for (unsigned N = Random() % 4; N != 0; --N)
      S += char(Random() % 5 ? 'a' : Random() % 256);
    Texts.push_back(S);
  }
  std::vector<llvm::StringRef> Refs(Texts.begin(), Texts.end());
  std::vector<uint32_t> Expected(Refs.size());
  for (uint32_t I = 0; I != Expected.size(); ++I)
    Expected[I] = I;
  std::stable_sort(Expected.begin(), Expected.end(),
                   [&](uint32_t A, uint32_t B) { return Refs[A] < Refs[B]; });
  EXPECT_EQ(orderOf(Refs), Expected);
  EXPECT_TRUE(orderOf({}).empty());
}

TEST(StringOrder, LongStringsNeedNoStack) {
  std::string Long(1 << 22, 'x');
  std::vector<std::string> Texts(20, Long);
  for (unsigned I = 0; I != Texts.size(); ++I)
    Texts[I] += char('z' - I);
  std::vector<llvm::StringRef> Refs(Texts.begin(), Texts.end());
  std::vector<uint32_t> Order = orderOf(Refs);
  EXPECT_EQ(Order.front(), 19u);
  EXPECT_EQ(Order.back(), 0u);
}

} // namespace
