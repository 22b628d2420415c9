//===- FactsTextTest.cpp - Facts as lines of text -------------------------===//
#include "Facts.h"

using namespace recolor;
using namespace recolor::test;

namespace {

/// The error which \p Text gives.
std::string error(llvm::StringRef Text) {
  auto U = parseUnits(Text, "t");
  return U ? "no error" : llvm::toString(U.takeError());
}

TEST(FactsText, NamesKeysAndUSRsDefaultToTheLabel) {
  UnitFacts U = units("fn f")[0];
  EXPECT_EQ(U.Functions[0].Name, "f");
  EXPECT_EQ(U.Functions[0].Key, "f");
  EXPECT_EQ(U.Functions[0].USR, "f");
  EXPECT_EQ(U.Functions[0].Flags, 0u);
  EXPECT_EQ(U.Functions[0].Kind, FunctionKind::Function);
}

TEST(FactsText, ReadsTheLinesOfTheHeader) {
  UnitFacts U = units("unit /p/a.cpp\n"
                      "# a comment\n"
                      "\n"
                      "fn f \"ns::f\" (int, void (*)()) defined project "
                      "loc=/p/a.cpp:3:5@17\n"
                      "call f -> g virtual /p/a.cpp:4:3 loop\n"
                      "fn g\n")[0];
  EXPECT_EQ(U.MainFile, "/p/a.cpp");
  ASSERT_EQ(U.Functions.size(), 2u);
  const FunctionFact &F = U.Functions[0];
  EXPECT_EQ(F.Name, "ns::f");
  EXPECT_EQ(F.Params, "(int, void (*)())");
  EXPECT_EQ(F.Flags, uint32_t(FF_Defined | FF_InProject));
  EXPECT_EQ(F.Loc.Line, 3u);
  EXPECT_EQ(F.Loc.Column, 5u);
  EXPECT_EQ(F.Loc.Offset, 17u);
  ASSERT_EQ(U.Calls.size(), 1u);
  EXPECT_EQ(U.Calls[0].Kind, CallKind::Virtual);
  EXPECT_EQ(U.Calls[0].Callee, 1u);
  EXPECT_TRUE(U.Calls[0].InLoop);
  EXPECT_EQ(U.Files, std::vector<std::string>{"/p/a.cpp"});
}

/// A value in which every field differs from its default comes back as it was.
TEST(FactsText, EveryFieldRoundTrips) {
  UnitFacts U = fullUnit();
  std::string Text = text(U);
  UnitFacts V = units(Text)[0];
  EXPECT_EQ(Text, text(V));
  EXPECT_EQ(V.MainFile, U.MainFile);
  EXPECT_TRUE(V.Failed);
  EXPECT_EQ(V.Errors, U.Errors);
  EXPECT_EQ(V.Files, U.Files);
  EXPECT_EQ(V.Includes, U.Includes);
  EXPECT_EQ(V.ProjectFiles, U.ProjectFiles);
  ASSERT_EQ(V.Functions.size(), 2u);
  for (unsigned I = 0; I != 2; ++I) {
    const FunctionFact &X = U.Functions[I], &Y = V.Functions[I];
    EXPECT_EQ(X.Key, Y.Key);
    EXPECT_EQ(X.USR, Y.USR);
    EXPECT_EQ(X.Name, Y.Name);
    EXPECT_EQ(X.Params, Y.Params);
    EXPECT_EQ(X.Kind, Y.Kind);
    EXPECT_EQ(X.Flags, Y.Flags);
    EXPECT_EQ(X.Loc, Y.Loc);
    EXPECT_EQ(X.Redecls, Y.Redecls);
    EXPECT_EQ(X.Overrides, Y.Overrides);
    EXPECT_EQ(X.Rules, Y.Rules);
    EXPECT_EQ(X.Parent, Y.Parent);
    EXPECT_EQ(X.Class, Y.Class);
    EXPECT_EQ(X.ReturnType, Y.ReturnType);
  }
  ASSERT_EQ(V.Contexts.size(), 2u);
  for (unsigned I = 0; I != 2; ++I) {
    const ContextFact &X = U.Contexts[I], &Y = V.Contexts[I];
    EXPECT_EQ(X.Key, Y.Key);
    EXPECT_EQ(X.Name, Y.Name);
    EXPECT_EQ(X.Type, Y.Type);
    EXPECT_EQ(X.K, Y.K);
    EXPECT_EQ(X.Owner, Y.Owner);
    EXPECT_EQ(X.Loc, Y.Loc);
    EXPECT_EQ(X.Escapes, Y.Escapes);
    EXPECT_EQ(X.Editable, Y.Editable);
    EXPECT_EQ(X.Methods, Y.Methods);
  }
  ASSERT_EQ(V.Calls.size(), 2u);
  for (unsigned I = 0; I != 2; ++I) {
    const CallFact &X = U.Calls[I], &Y = V.Calls[I];
    EXPECT_EQ(X.Caller, Y.Caller);
    EXPECT_EQ(X.Callee, Y.Callee);
    EXPECT_EQ(X.Kind, Y.Kind);
    EXPECT_EQ(X.Loc, Y.Loc);
    EXPECT_EQ(X.Via, Y.Via);
    EXPECT_EQ(X.Context, Y.Context);
    EXPECT_EQ(X.Rules, Y.Rules);
  }
}

TEST(FactsText, FunctionsOfOneNameGetNumberedLabels) {
  EXPECT_EQ(text(units("fn a \"n::f\"\nfn b \"m::f\"\ncall a -> b")[0]),
            "unit \"\"\nfn f \"n::f\" key=a\nfn f.2 \"m::f\" key=b\n"
            "call f -> f.2 direct\n");
}

TEST(FactsText, UnitLinesSeparateUnits) {
  auto Units = units("unit /a.cpp\nfn f\nunit /b.cpp\nfn f\n");
  ASSERT_EQ(Units.size(), 2u);
  EXPECT_EQ(Units[1].MainFile, "/b.cpp");
  EXPECT_EQ(Units[1].Functions.size(), 1u);
  auto One = parseFacts("unit /a\nunit /b", "t");
  EXPECT_EQ(llvm::toString(One.takeError()),
            "t: error: one unit expected, found 2");
}

TEST(FactsText, NothingIsAnEmptyUnit) {
  auto U = parseFacts("# only this\n", "t");
  ASSERT_TRUE(bool(U));
  EXPECT_TRUE(U->Functions.empty());
}

TEST(FactsText, ErrorsSayWhereAndWhatWasMeant) {
  EXPECT_EQ(error("fn f\ncal f -> f"),
            "t:2: error: unknown keyword 'cal'; did you mean 'call'?");
  EXPECT_EQ(error("fn f defind"),
            "t:1: error: unknown kind or flag 'defind'; did you mean "
            "'defined'?");
  EXPECT_EQ(error("fn reader\ncall raeder -> reader"),
            "t:2: error: unknown function 'raeder'; did you mean 'reader'?");
  EXPECT_EQ(error("fn f\ncall f -> f virtul"),
            "t:2: error: unknown kind of call 'virtul'; did you mean "
            "'virtual'?");
  EXPECT_EQ(error("fn f lcc=/a:1:1").substr(0, 31),
            "t:1: error: unknown option 'lcc");
  EXPECT_EQ(error("fn f loc=/a:1"),
            "t:1: error: '/a:1' is not a location; write file:line:column");
  EXPECT_EQ(error("fn f\nfn f"), "t:2: error: the label 'f' is used twice");
  EXPECT_EQ(error("fn f\ncall f f"),
            "t:2: error: write a call as 'call CALLER -> CALLEE'");
  EXPECT_EQ(error("error \"x"), "t:1: error: the quoted text is not closed");
  EXPECT_EQ(error("fn f (int"), "t:1: error: the parameter list is not closed");
  EXPECT_EQ(error("fn"), "t:1: error: 'fn' needs a label");
}

} // namespace
