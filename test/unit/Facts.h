//===- Facts.h - What the tests of the pure stages share ---------*- C++
//-*-===//
#ifndef RECOLOR_TEST_UNIT_FACTS_H
#define RECOLOR_TEST_UNIT_FACTS_H

#include "Link/Link.h"
#include "Model/FactsText.h"
#include "Solve/Solve.h"
#include <gtest/gtest.h>

namespace recolor::test {

/// The units in \p Text, which must be well formed.
inline std::vector<UnitFacts> units(llvm::StringRef Text) {
  auto Units = parseUnits(Text, "facts");
  if (!Units) {
    ADD_FAILURE() << llvm::toString(Units.takeError());
    return {};
  }
  return std::move(*Units);
}

/// The program which the units in \p Text make.
inline Program program(llvm::StringRef Text) { return link(units(Text)); }

/// The id of the function called \p Name; the first one when several are.
inline uint32_t fn(const Program &P, llvm::StringRef Name) {
  for (uint32_t I = 0; I != P.Functions.size(); ++I)
    if (P.Functions[I].Name == Name)
      return I;
  ADD_FAILURE() << "no function " << Name.str();
  return None;
}

/// The text form of any value which has one.
template <typename... T> std::string text(const T &...Values) {
  std::string S;
  llvm::raw_string_ostream OS(S);
  print(OS, Values...);
  return S;
}

/// \p Text as a pattern, which must be well formed.
inline Pattern pattern(llvm::StringRef Text) {
  return llvm::cantFail(Pattern::parse(Text));
}

/// Options with the seeds \p Async.
inline SolveOptions seeds(std::initializer_list<llvm::StringRef> Async) {
  SolveOptions O;
  for (llvm::StringRef A : Async)
    O.Async.push_back(pattern(A));
  return O;
}

} // namespace recolor::test

#endif
