//===- PathsTest.cpp - Path queries and how they are said -----------------===//
#include "Solve/Paths.h"
#include "Facts.h"
#include "Render/Paths.h"

using namespace recolor;
using namespace recolor::test;

namespace {

/// The paths of \p Query as `f -> g`, one per line, then how many there are.
std::string found(const Program &P, llvm::StringRef Query, PathsOptions O = {},
                  llvm::ArrayRef<uint32_t> Blocking = {}) {
  auto Q = PathQuery::parse(Query);
  if (!Q)
    return llvm::toString(Q.takeError());
  auto R = findPaths(P, *Q, Blocking, O);
  if (!R)
    return llvm::toString(R.takeError());
  std::string S;
  for (const CallPath &Path : R->Paths) {
    for (const PathStep &Step : Path.Steps)
      S += (S.empty() || S.back() == '\n' ? "" : " -> ") +
           P.Functions[Step.Function].Name.str();
    S += "\n";
  }
  if (R->More || !R->Complete)
    S += (R->Complete ? "+" : "+at least ") + std::to_string(R->More) + "\n";
  return S;
}

std::string found(llvm::StringRef Facts, llvm::StringRef Query,
                  PathsOptions O = {}) {
  return found(program(Facts), Query, O);
}

/// main -> a -> b -> leaf, main -> leaf2, with places in order of the names.
constexpr const char *Chain =
    "fn main main project defined loc=/p/m.cpp:1:1\n"
    "fn a project defined async loc=/p/net/a.cpp:1:1\n"
    "fn b project defined loc=/p/net/a.cpp:2:1\n"
    "fn leaf label=blocking loc=/p/sys.h:1:1\n"
    "call main -> a /p/m.cpp:2:1\ncall a -> b /p/net/a.cpp:1:5\n"
    "call b -> leaf /p/net/a.cpp:2:5\n";

TEST(Paths, AStepIsOneCall) {
  EXPECT_EQ(found(Chain, "main a"), "main -> a\n");
  EXPECT_EQ(found(Chain, "main b"), "");
  EXPECT_EQ(found(Chain, "main [] b"), "main -> a -> b\n");
}

TEST(Paths, StepsRepeat) {
  EXPECT_EQ(found(Chain, "main []* leaf"), "main -> a -> b -> leaf\n");
  EXPECT_EQ(found(Chain, "main ** leaf"), "main -> a -> b -> leaf\n");
  EXPECT_EQ(found(Chain, "[async] [!async]* [blocking]"), "a -> b -> leaf\n");
  EXPECT_EQ(found(Chain, "main []? b"), "main -> a -> b\n");
  EXPECT_EQ(found(Chain, "main []? a"), "main -> a\n");
  EXPECT_EQ(found(Chain, "[async]+ leaf"), "");
  EXPECT_EQ(found(Chain, "[]+ b"), "main -> a -> b\na -> b\n");
}

TEST(Paths, OneStepListsFunctions) {
  EXPECT_EQ(found(Chain, "[async]"), "a\n");
  EXPECT_EQ(found(Chain, "[project & !async]"), "main\nb\n");
}

TEST(Paths, ClassesTestFilesNamesKindsAndLabels) {
  EXPECT_EQ(found(Chain, "[file(net/*.cpp)]"), "a\nb\n");
  EXPECT_EQ(found(Chain, "net/*.cpp leaf"), "b -> leaf\n");
  EXPECT_EQ(found(Chain, "[name(a) | name(b) & !async]"), "a\nb\n");
  EXPECT_EQ(found(Chain, "[(name(a) | name(b)) & !async]"), "b\n");
  EXPECT_EQ(found(Chain, "[annotated(block*)]"), "leaf\n");
  EXPECT_EQ(found(Chain, "[function & main]"), "main\n");
  EXPECT_EQ(found(Chain, "a.cpp:2"), "b\n");
}

TEST(Paths, SeedsBlock) {
  Program P = program(Chain);
  EXPECT_EQ(found(P, "[blocking]", {}, {fn(P, "b")}), "b\nleaf\n");
}

TEST(Paths, TheWitnessIsShortest) {
  EXPECT_EQ(found("fn f\nfn g\nfn h\nfn z\ncall f -> g /a:1:1\n"
                  "call g -> h /a:2:1\ncall h -> z /a:3:1\ncall f -> h /a:1:9\n"
                  "call h -> f /a:3:9\n",
                  "f []* z"),
            "f -> h -> z\n");
}

TEST(Paths, AllShortestWitnessesOnRequest) {
  constexpr const char *Diamond = "fn f\nfn g\nfn h\nfn z\ncall f -> g /a:1:1\n"
                                  "call f -> h /a:1:9\ncall g -> z /a:2:1\n"
                                  "call h -> z /a:3:1\n";
  EXPECT_EQ(found(Diamond, "f []* z"), "f -> g -> z\n");
  EXPECT_EQ(found(Diamond, "f []* z", {20, true}), "f -> g -> z\nf -> h -> z\n");
  EXPECT_EQ(found(Diamond, "f []* []* z", {20, true}),
            "f -> g -> z\nf -> h -> z\n");
  EXPECT_EQ(found(Diamond, "f []* z", {1, true}), "f -> g -> z\n+1\n");
}

TEST(Paths, TheLimitSaysHowManyMore) {
  EXPECT_EQ(found(Chain, "[]+ leaf", {1, false}), "main -> a -> b -> leaf\n+2\n");
  EXPECT_EQ(found(Chain, "[]", {0, false}), "main\na\nb\nleaf\n");
}

TEST(Paths, RecursionEnds) {
  EXPECT_EQ(found("fn f\nfn g\ncall f -> g /a:1:1\ncall g -> f /a:2:1\n",
                  "f []* f"),
            "f -> g -> f\n");
}

TEST(Paths, VirtualCallsReachOverridersOfOverriders) {
  constexpr const char *Family =
      "fn f\nfn B::m method virtual\nfn D::m method virtual overrides=B::m\n"
      "fn E::m method virtual overrides=D::m\nfn z\ncall f -> B::m virtual /a:1:1\n"
      "call E::m -> z /a:9:1\n";
  EXPECT_EQ(found(Family, "f [] z"), "f -> E::m -> z\n");
  EXPECT_EQ(found(Family, "f []"), "f -> B::m\nf -> D::m\nf -> E::m\n");
  // A qualified call is not dispatched.
  EXPECT_EQ(found("fn f\nfn B::m method virtual\n"
                  "fn D::m method virtual overrides=B::m\n"
                  "call f -> B::m /a:1:1\n",
                  "f []"),
            "f -> B::m\n");
}

TEST(Paths, ASlotIsPassedUnlessAStepNamesIt) {
  constexpr const char *Slots =
      "fn f\nfn s slot\nfn g\nfn h\ncall f -> s slot /a:1:1\n"
      "call s -> g flow /a:2:1 via=h\n";
  EXPECT_EQ(found(Slots, "f g"), "f -> s -> g\n");
  EXPECT_EQ(found(Slots, "f s g"), "f -> s -> g\n");
  EXPECT_EQ(found(Slots, "f [slot] g"), "f -> s -> g\n");
  EXPECT_EQ(found(Slots, "f [!async] g"), "");
  EXPECT_EQ(found(Slots, "f []"), "f -> s -> g\n");
  EXPECT_EQ(found(Slots, "f [slot]"), "f -> s\n");
}

TEST(Paths, AnOverridersParameterHoldsWhatTheBaseIsHanded) {
  EXPECT_EQ(found("fn f\nfn base slot\nfn derived slot\nfn g\n"
                  "call f -> derived slot /a:1:1\ncall base -> derived flow\n"
                  "call base -> g flow /a:2:1\n",
                  "f g"),
            "f -> derived -> base -> g\n");
}

TEST(Paths, AHandOverGoesThroughTheUnseenCode) {
  constexpr const char *Facts =
      "fn f\nfn other\nfn std::each\nfn g\n"
      "call f -> std::each /a:1:1\ncall other -> std::each /a:5:1\n"
      "call std::each -> g callback /a:1:9 via=f\n";
  EXPECT_EQ(found(Facts, "f g"), "f -> std::each -> g\n");
  EXPECT_EQ(found(Facts, "f std::each g"), "f -> std::each -> g\n");
  EXPECT_EQ(found(Facts, "other []* g"), "");
}

TEST(Paths, WhatIsUnevaluatedIsNotCalled) {
  EXPECT_EQ(found("fn f\nfn g\ncall f -> g unevaluated /a:1:1\n", "f g"), "");
}

TEST(Paths, AChainOfAMillionFunctions) {
  Program P;
  constexpr uint32_t N = 1000000;
  UnitFacts U;
  U.Functions.resize(N);
  for (uint32_t I = 0; I != N; ++I) {
    U.Functions[I].Key = U.Functions[I].Name = U.save("f" + std::to_string(N + I));
    if (!I)
      continue;
    CallFact C;
    C.Caller = I - 1;
    C.Callee = I;
    U.Calls.push_back(C);
  }
  std::vector<UnitFacts> Units;
  Units.push_back(std::move(U));
  P = link(std::move(Units));
  auto Q = llvm::cantFail(PathQuery::parse("f1000000 []* f1999999"));
  auto R = llvm::cantFail(findPaths(P, Q, {}));
  ASSERT_EQ(R.Paths.size(), 1u);
  EXPECT_EQ(R.Paths[0].Steps.size(), N);
  Q = llvm::cantFail(PathQuery::parse("[]+ f1999999"));
  R = llvm::cantFail(findPaths(P, Q, {}, {1, false}));
  EXPECT_EQ(R.Paths.size(), 1u);
  EXPECT_EQ(R.More, N - 2u);
  EXPECT_TRUE(R.Complete);
}

TEST(PathQuery, ErrorsShowThePlace) {
  EXPECT_EQ(found(Chain, "[asyn]* a"),
            "unknown label 'asyn'; did you mean 'async'?\n"
            "  [asyn]* a\n   ^~~~");
  EXPECT_EQ(found(Chain, "main []* [blocking"),
            "this '[' is never closed\n  main []* [blocking\n           ^");
  EXPECT_EQ(found(Chain, "[name a]"),
            "'name' needs an argument: name(...)\n  [name a]\n   ^~~~");
  EXPECT_EQ(found(Chain, "[async()]"),
            "'async' takes no argument\n  [async()]\n        ^");
  EXPECT_EQ(found(Chain, "[async &]"),
            "expected a label\n  [async &]\n          ^");
  EXPECT_EQ(found(Chain, "[async coroutine]"),
            "expected '&', '|' or ']'\n  [async coroutine]\n         ^");
  EXPECT_EQ(found(Chain, "[name()]"), "the argument is empty\n  [name()]\n       ^~");
  EXPECT_EQ(found(Chain, "[(async]"), "this '(' is never closed\n  [(async]\n   ^");
  EXPECT_EQ(found(Chain, "f(int"),
            "pattern 'f(int': has unbalanced parentheses\n  f(int\n  ^~~~~");
  EXPECT_EQ(found(Chain, " "), "the query is empty; it needs a step, for example "
                               "'main []* [blocking]'\n   \n  ^");
}

TEST(PathQuery, PatternsThatMatchNothingAreErrors) {
  EXPECT_EQ(found(Chain, "main []* leav"),
            "no function matches 'leav'; did you mean 'leaf'?\n"
            "  main []* leav\n           ^~~~");
  EXPECT_EQ(found(Chain, "[file(no/*)]"),
            "no file matches 'no/*'\n  [file(no/*)]\n        ^~~~");
}

TEST(PathQuery, NestingAndLengthAreBounded) {
  EXPECT_NE(found(Chain, "[" + std::string(1000, '(') + "async").find("too deeply"),
            std::string::npos);
  std::string Long;
  for (unsigned I = 0; I != 40; ++I)
    Long += "[] ";
  EXPECT_NE(found(Chain, Long).find("at most 32 steps"), std::string::npos);
}

TEST(PathQuery, PatternsKeepTheirBlanksAndOperators) {
  constexpr const char *Facts =
      "fn f \"ns::f\" (int, char *)\nfn o \"X::operator bool\" conversion\n"
      "fn p \"X::operator+\" operator\nfn q \"X::operator[]\" operator\n"
      "call f -> o conversion /a:1:1\ncall f -> p operator /a:1:2\n"
      "call f -> q operator /a:1:3\n";
  EXPECT_EQ(found(Facts, "ns::f(int, char *) X::operator bool"),
            "ns::f -> X::operator bool\n");
  EXPECT_EQ(found(Facts, "ns::f X::operator+"), "ns::f -> X::operator+\n");
  EXPECT_EQ(found(Facts, "ns::f X::operator[]"), "ns::f -> X::operator[]\n");
  EXPECT_EQ(found(Facts, "ns::f+ X::operator+"), "ns::f -> X::operator+\n");
}

/// \p Query over \p Facts as text.
std::string said(llvm::StringRef Facts, llvm::StringRef Query) {
  Program P = program(Facts);
  auto R = llvm::cantFail(
      findPaths(P, llvm::cantFail(PathQuery::parse(Query)), {}));
  std::string S;
  llvm::raw_string_ostream OS(S);
  renderPaths(OS, P, R, {"/p"});
  return S;
}

TEST(RenderPaths, EachCallIsANote) {
  EXPECT_EQ(said(Chain, "main [] b"), "m.cpp:1:1: remark: 'main' reaches 'b'\n"
                                      "m.cpp:2:1: note: 'main' calls 'a' here (direct)\n"
                                      "net/a.cpp:1:5: note: 'a' calls 'b' here (direct)\n"
                                      "\n1 path\n");
  EXPECT_EQ(said(Chain, "b main"), "0 paths\n");
}

TEST(RenderPaths, OverridersSlotsAndHandOversAreToldApart) {
  EXPECT_EQ(said("fn f loc=/p/a:1:1\nfn B::m method virtual\n"
                 "fn D::m method virtual overrides=B::m loc=/p/d:1:1\n"
                 "call f -> B::m virtual /p/a:2:1\n",
                 "f D::m"),
            "a:1:1: remark: 'f' reaches 'D::m'\n"
            "a:2:1: note: 'f' calls 'B::m' here (virtual)\n"
            "d:1:1: note: 'D::m' overrides 'B::m'\n\n1 path\n");
  EXPECT_EQ(said("fn f loc=/p/a:1:1\nfn s slot\nfn g\ncall f -> s slot /p/a:2:1\n"
                 "call s -> g flow /p/a:3:1\n",
                 "f g"),
            "a:1:1: remark: 'f' reaches 'g'\n"
            "a:2:1: note: 'f' calls 's' here (slot)\n"
            "a:3:1: note: 'g' was stored in 's' here (flow)\n\n1 path\n");
  EXPECT_EQ(said("fn f loc=/p/a:1:1\nfn each\nfn g\nfn z\n"
                 "call f -> each /p/a:2:1\n"
                 "call each -> g callback /p/a:2:9 via=f\n"
                 "call g -> z /p/a:3:1\n",
                 "f g z"),
            "a:1:1: remark: 'f' reaches 'z'\n"
            "a:2:9: note: 'f' hands 'g' to 'each' here (callback)\n"
            "a:3:1: note: 'g' calls 'z' here (direct)\n\n1 path\n");
  // The call in front of a hand-over is its own.
  EXPECT_EQ(said("fn h loc=/p/a:1:1\nfn f\nfn each\nfn g\n"
                 "call h -> f /p/a:1:5\n"
                 "call f -> each /p/a:2:1\n"
                 "call each -> g callback /p/a:2:9 via=f\n",
                 "h f g"),
            "a:1:1: remark: 'h' reaches 'g'\n"
            "a:1:5: note: 'h' calls 'f' here (direct)\n"
            "a:2:9: note: 'f' hands 'g' to 'each' here (callback)\n\n1 path\n");
}

TEST(RenderPaths, JSONNamesTheCallThatLeadsOn) {
  Program P = program(Chain);
  auto R = llvm::cantFail(
      findPaths(P, llvm::cantFail(PathQuery::parse("b leaf")), {}));
  std::string S;
  llvm::raw_string_ostream OS(S);
  renderPathsJSON(OS, P, R);
  EXPECT_NE(S.find("\"schema\": 1"), std::string::npos);
  EXPECT_NE(S.find("\"call\": {\n            \"file\": \"/p/net/a.cpp\",\n"
                   "            \"line\": 2,\n            \"column\": 5,\n"
                   "            \"kind\": \"direct\""),
            std::string::npos)
      << S;
  EXPECT_NE(S.find("\"call\": null"), std::string::npos);
  EXPECT_NE(S.find("\"complete\": true"), std::string::npos);
}

} // namespace
