//===- StringOrder.cpp - Sorting very many strings ------------------------===//
#include "Support/StringOrder.h"
#include "llvm/Support/Endian.h"
#include <algorithm>
#include <cstring>

namespace recolor {
using namespace llvm;

namespace {

/// Eight bytes of a string as a number that compares like them.
struct Item {
  uint64_t Chunk;
  uint32_t Id;
};

/// Items that agree in the first Depth bytes.
struct Range {
  size_t Begin, End;
  size_t Depth;
};

uint64_t chunk(StringRef S, size_t Depth) {
  if (S.size() >= Depth + 8)
    return support::endian::read64be(S.data() + Depth);
  char Buffer[8] = {};
  if (S.size() > Depth)
    std::memcpy(Buffer, S.data() + Depth, S.size() - Depth);
  return support::endian::read64be(Buffer);
}

} // namespace

std::vector<uint32_t> orderOf(ArrayRef<StringRef> Strings) {
  std::vector<Item> Items(Strings.size());
  for (uint32_t I = 0; I != Items.size(); ++I)
    Items[I].Id = I;
  // A list of what is left to do rather than recursion: strings may be long.
  std::vector<Range> Work;
  if (!Items.empty())
    Work.push_back({0, Items.size(), 0});
  while (!Work.empty()) {
    auto [Begin, End, Depth] = Work.back();
    Work.pop_back();
    auto First = Items.begin() + Begin, Last = Items.begin() + End;
    if (End - Begin < 16) {
      std::sort(First, Last, [&, D = Depth](const Item &A, const Item &B) {
        int Order = Strings[A.Id].substr(D).compare(Strings[B.Id].substr(D));
        return Order != 0 ? Order < 0 : A.Id < B.Id;
      });
      continue;
    }
    for (auto It = First; It != Last; ++It)
      It->Chunk = chunk(Strings[It->Id], Depth);
    uint64_t Same = First->Chunk;
    if (!std::all_of(First, Last,
                     [&](const Item &I) { return I.Chunk == Same; }))
      std::sort(First, Last, [](const Item &A, const Item &B) {
        return A.Chunk < B.Chunk;
      });
    for (auto It = First; It != Last;) {
      auto Next = std::find_if(
          It, Last, [&](const Item &I) { return I.Chunk != It->Chunk; });
      // Of those that agree in the filled-up chunk, the ones that end in it are
      // prefixes of all longer ones.
      auto Longer = std::partition(It, Next, [&, D = Depth](const Item &I) {
        return Strings[I.Id].size() <= D + 8;
      });
      std::sort(It, Longer, [&](const Item &A, const Item &B) {
        return std::make_pair(Strings[A.Id].size(), A.Id) <
               std::make_pair(Strings[B.Id].size(), B.Id);
      });
      if (Next - Longer > 1)
        Work.push_back({size_t(Longer - Items.begin()),
                        size_t(Next - Items.begin()), Depth + 8});
      It = Next;
    }
  }
  std::vector<uint32_t> Order(Items.size());
  for (size_t I = 0; I != Items.size(); ++I)
    Order[I] = Items[I].Id;
  return Order;
}

} // namespace recolor
