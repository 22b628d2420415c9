//===- Facts.h - What the tests of the pure stages share ---------*- C++
//-*-===//
#ifndef RECOLOR_TEST_UNIT_FACTS_H
#define RECOLOR_TEST_UNIT_FACTS_H

#include "Link/Link.h"
#include "Model/FactsText.h"
#include "Solve/Solve.h"
#include <gtest/gtest.h>

namespace recolor::test {

/// A unit in which every field differs from its default.
inline UnitFacts fullUnit() {
  UnitFacts U;
  U.MainFile = "/p/my file.cpp";
  U.Root = "/p";
  U.Failed = true;
  U.Errors = {"/p/a.cpp:1:2: error: \"x\" \\ y\nz"};
  U.Files = {"/unused.h", "/p/my file.cpp", "/odd=name"};
  U.Includes = {"boost/asio.hpp", "a b.h"};
  U.ProjectFiles = {"/p/a.h"};
  FunctionFact F;
  F.Key = U.save("c:@F@f#I#");
  F.USR = U.save("c:@F@f");
  F.Name = U.save("ns::operator()");
  F.Params = U.save("(const char *)");
  F.Kind = FunctionKind::Operator;
  // All of them but the bit behind FF_Noexcept, which has no name.
  F.Flags = (FF_Unparsed << 1) - 1 - (FF_Noexcept << 1);
  F.Loc = {1, 2, 3, 4};
  F.Redecls = {{0, 1, 1, 0}, {1, 2, 3, 4}};
  F.Overrides = {1};
  F.Rules = {{"stack-frame", "alloca", {2, 7, 8, 9}}, {"kept", "", {}}};
  F.Parent = 1;
  F.Class = U.save("ns::A<int, 3>");
  F.ReturnType = U.save("const T &");
  U.Functions.push_back(F);
  FunctionFact G;
  G.Key = G.USR = G.Name = U.save("operator()");
  G.Params = U.save("(unbalanced");
  U.Functions.push_back(G);
  ContextFact C;
  C.Key = "k";
  C.Name = "io_";
  C.Type = "asio::io_context";
  C.K = ContextFact::Parameter;
  C.Owner = 1;
  C.Loc = {1, 5, 6, 7};
  C.Escapes = C.Editable = true;
  C.Methods = {"poll", "run"};
  U.Contexts = {C, ContextFact()};
  CallFact Call;
  Call.Callee = 1;
  Call.Kind = CallKind::Spawn;
  Call.Loc = {1, 9, 9, 9};
  Call.Via = 0;
  Call.Context = 1;
  Call.Rules = {"catch-handler", "macro-body"};
  CallFact Plain;
  Plain.Caller = 0;
  Plain.Callee = 1;
  U.Calls = {Call, Plain};
  return U;
}

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
