//===- SolveTest.cpp - The least fixpoint over colour classes -------------===//
#include "Facts.h"

using namespace recolor;
using namespace recolor::test;

namespace {

/// Solves the facts in \p Text and gives the colouring as text.
std::string solved(llvm::StringRef Text, const SolveOptions &O) {
  Program P = program(Text);
  auto C = solve(P, O);
  return C ? text(P, *C) : "error: " + llvm::toString(C.takeError());
}

/// A chain main -> f -> leaf in the project.
constexpr const char *Chain = "fn main main project defined\n"
                              "fn f project defined\n"
                              "fn leaf project defined\n"
                              "call main -> f /a:1:1\n"
                              "call f -> leaf /a:2:1\n";

/// A runtime with one blocking call that is a seed.
Runtime runtime() {
  Runtime RT;
  RT.Calls.resize(2);
  RT.Calls[0].Functions = {"lib::read", "recv"};
  RT.Calls[1].Functions = {"lib::peek"};
  RT.Calls[1].Seed = false;
  RT.HandlerNamespaces = {"lib::"};
  RT.OffloadFunctions = {"lib::offload"};
  RT.index();
  return RT;
}

TEST(Solve, WithoutSeedsNothingChanges) { EXPECT_EQ(solved(Chain, {}), ""); }

TEST(Solve, ColoursTheCallersOfASeed) {
  EXPECT_EQ(solved(Chain, seeds({"leaf"})), "async f depth=1 calls leaf\n"
                                            "async leaf depth=0 seed\n"
                                            "async main depth=2 calls f\n");
}

TEST(Solve, TakesTheShortestChainAndThenTheFirstName) {
  EXPECT_EQ(solved("fn f project defined\nfn z project defined\n"
                   "fn b project defined\nfn a project defined\n"
                   "call a -> z /a:1:1\ncall b -> z /a:2:1\n"
                   "call f -> b /a:3:1\ncall f -> a /a:4:1\n",
                   seeds({"z"})),
            "async a depth=1 calls z\nasync b depth=1 calls z\n"
            "async f depth=2 calls a\nasync z depth=0 seed\n");
  EXPECT_EQ(solved("fn f project defined\nfn a project defined\n"
                   "fn z project defined\n"
                   "call f -> a /a:1:1\ncall a -> z /a:2:1\n"
                   "call f -> z /a:9:1\n",
                   seeds({"z"})),
            "async a depth=1 calls z\nasync f depth=1 calls z\n"
            "async z depth=0 seed\n");
}

TEST(Solve, RecursionEnds) {
  EXPECT_EQ(solved("fn f project defined\nfn g project defined\n"
                   "call f -> g /a:1:1\ncall g -> f /a:2:1\n"
                   "call g -> g /a:3:1\n",
                   seeds({"g"})),
            "async f depth=1 calls g\nasync g depth=0 seed\n");
}

TEST(Solve, AForeignSeedIsAsyncThoughNobodyCanEditIt) {
  EXPECT_EQ(solved("fn recv\nfn f project defined\ncall f -> recv /a:1:1\n",
                   seeds({"recv"})),
            "async f depth=1 calls recv\nasync recv depth=0 seed\n");
}

TEST(Solve, ABarrierStopsAndIsNamed) {
  EXPECT_EQ(solved("fn X::X constructor project defined\n"
                   "rule X::X constructor\nfn g project defined\n"
                   "fn f project defined\n"
                   "call X::X -> g /a:1:1\ncall f -> X::X constructor /a:2:1\n",
                   seeds({"g"})),
            "async g depth=0 seed\nfrontier X -> g constructor\n"
            "barrier X constructor\n");
}

TEST(Solve, AHazardStopsNothing) {
  EXPECT_EQ(solved("fn f project defined\nrule f noexcept-coroutine\n"
                   "fn g project defined\ncall f -> g /a:1:1\n",
                   seeds({"g"})),
            "async f depth=1 calls g\nasync g depth=0 seed\n");
}

TEST(Solve, ASeedThatCannotChangeSaysWhy) {
  EXPECT_EQ(solved("fn f project defined\nrule f variadic\n", seeds({"f"})),
            "barrier f variadic\n");
}

TEST(Solve, AReportTakesTheUsersWordForASeedWithoutDefinition) {
  const char *Facts = "fn f project\nfn g project defined\n"
                      "call g -> f /a:1:1\n";
  EXPECT_EQ(solved(Facts, seeds({"f"})),
            "async f depth=0 seed\nasync g depth=1 calls f\n");
  Runtime RT = runtime();
  SolveOptions O = seeds({"f"});
  O.RT = &RT;
  EXPECT_EQ(solved(Facts, O), "barrier f no-definition\n");
}

TEST(Solve, SitesThatCannotAwaitAreTheFrontier) {
  EXPECT_EQ(solved("fn s\nfn a project defined\nfn b project defined\n"
                   "fn c project defined\nfn each\n"
                   "call a -> s /a:1:1 rule=catch-handler\n"
                   "call b -> s implicit /a:2:1\n"
                   "call each -> s callback /a:3:1 via=c\n"
                   "call - -> s /a:4:1\n",
                   seeds({"s"})),
            "async s depth=0 seed\n"
            "frontier a -> s catch-handler\n"
            "frontier b -> s implicit-call\n"
            "frontier each -> s handed-on\n"
            "frontier - -> s static-initializer\n");
}

TEST(Solve, AnotherCallMakesItAsyncAllTheSame) {
  EXPECT_EQ(solved("fn s\nfn f project defined\n"
                   "call f -> s /a:1:1 rule=macro-body\ncall f -> s /a:2:1\n",
                   seeds({"s"})),
            "async f depth=1 calls s\nasync s depth=0 seed\n"
            "frontier f -> s macro-body\n");
}

TEST(Solve, AnUnevaluatedUseKeepsTheCallee) {
  EXPECT_EQ(solved("fn f project defined\nfn g project defined\nfn s\n"
                   "call f -> s /a:1:1\ncall g -> f unevaluated /a:2:1\n",
                   seeds({"s"})),
            "async s depth=0 seed\nfrontier f -> s unevaluated\n"
            "barrier f unevaluated\n");
  EXPECT_EQ(solved("fn f project defined\nfn s\n"
                   "call f -> s unevaluated /a:1:1\n",
                   seeds({"s"})),
            "async s depth=0 seed\n");
}

TEST(Solve, AnOverrideFamilyChangesTogether) {
  EXPECT_EQ(solved("fn A::f virtual project pure\n"
                   "fn B::f virtual project defined overrides=A::f\n"
                   "fn C::f virtual project defined overrides=A::f\n"
                   "fn use project defined\nfn s\n"
                   "call B::f -> s /a:1:1\ncall use -> A::f virtual /a:2:1\n",
                   seeds({"s"})),
            "async f depth=1 with f.2\nasync f.2 depth=1 calls s\n"
            "async f.3 depth=1 with f.2\nasync s depth=0 seed\n"
            "async use depth=2 calls f\n");
}

TEST(Solve, AMemberThatCallsAsyncItselfSaysSo) {
  EXPECT_EQ(solved("fn A::f virtual project defined\n"
                   "fn B::f virtual project defined overrides=A::f\nfn s\n"
                   "call B::f -> s /a:1:1\ncall A::f -> s /a:2:1\n",
                   seeds({"s"})),
            "async f depth=1 calls s\nasync f.2 depth=1 calls s\n"
            "async s depth=0 seed\n");
}

TEST(Solve, OneBarredMemberKeepsTheFamily) {
  EXPECT_EQ(solved("fn A::f virtual project defined\n"
                   "fn B::f virtual project defined overrides=A::f\n"
                   "rule A::f variadic\nfn s\ncall B::f -> s /a:1:1\n",
                   seeds({"s"})),
            "async s depth=0 seed\nfrontier f.2 -> s variadic\n"
            "barrier f variadic\n");
}

TEST(Solve, StopsKeepTheirColour) {
  SolveOptions O = seeds({"leaf"});
  O.Stops.push_back(pattern("f"));
  EXPECT_EQ(solved(Chain, O), "async leaf depth=0 seed\n"
                              "frontier f -> leaf kept\n"
                              "barrier f kept \"f\"\n");
}

TEST(Solve, DemotedFunctionsKeepTheirColour) {
  SolveOptions O = seeds({"leaf"});
  O.Demoted["f"] = "no viable conversion";
  EXPECT_EQ(solved(Chain, O),
            "async leaf depth=0 seed\nfrontier f -> leaf verification\n"
            "barrier f verification \"no viable conversion\"\n");
}

TEST(Solve, OnlyWhatRootsReachChanges) {
  SolveOptions O = seeds({"s"});
  O.Roots.push_back(pattern("root"));
  EXPECT_EQ(solved("fn s\nfn a project defined\nfn b project defined\n"
                   "fn root project defined\nfn top project defined\n"
                   "call a -> s /a:1:1\ncall b -> s /a:2:1\n"
                   "call root -> a /a:3:1\ncall top -> root /a:4:1\n"
                   "call b -> a /a:5:1\n",
                   O),
            "async a depth=1 calls s\nasync root depth=2 calls a\n"
            "async s depth=0 seed\n"
            "frontier b -> a kept\nfrontier top -> root kept\n"
            "barrier b kept \"it is on no path from a root\"\n"
            "barrier top kept \"it is on no path from a root\"\n");
}

TEST(Solve, CodeBehindABarrierIsStillOnThePath) {
  SolveOptions O = seeds({"s"});
  O.Roots.push_back(pattern("root"));
  EXPECT_EQ(
      solved("fn s\nfn a project defined\n"
             "fn X::X constructor project defined\nrule X::X constructor\n"
             "fn root project defined\ncall a -> s /a:1:1\n"
             "call X::X -> a /a:2:1\ncall root -> X::X /a:3:1\n",
             O),
      "async a depth=1 calls s\nasync s depth=0 seed\n"
      "frontier X -> a constructor\nbarrier X constructor\n");
}

TEST(Solve, RefuseLeavesNothingToBridge) {
  const char *Facts = "fn s\nfn f project defined\nfn g project defined\n"
                      "fn h project defined\nfn i project defined\n"
                      "fn X::X constructor project defined\n"
                      "rule X::X constructor\n"
                      "call f -> s /a:1:1\ncall g -> f /a:2:1\n"
                      "call X::X -> g /a:3:1\ncall h -> g /a:4:1\n"
                      "call i -> s /a:5:1\n";
  SolveOptions O = seeds({"s"});
  O.Refuse = true;
  EXPECT_EQ(solved(Facts, O),
            "async i depth=1 calls s\nasync s depth=0 seed\n"
            "frontier f -> s constructor\n"
            "barrier f constructor \"one of its calls cannot await it\"\n"
            "barrier g constructor \"one of its calls cannot await it\"\n");
}

TEST(Solve, CoroutinesAwaitWithoutBeingColoured) {
  const char *Facts = "fn s\nfn co coroutine async project defined\n"
                      "fn f project defined\ncall co -> s /a:1:1\n"
                      "call f -> co /a:2:1\n";
  EXPECT_EQ(solved(Facts, seeds({"s"})), "async s depth=0 seed\n");
  EXPECT_EQ(solved(Facts, seeds({"co"})),
            "async co depth=0 seed\nasync f depth=1 calls co\n");
}

TEST(Solve, AFunctionThatReturnsATaskIsNoCoroutineYet) {
  EXPECT_EQ(solved("fn s\nfn f async project defined\ncall f -> s /a:1:1\n",
                   seeds({"s"})),
            "async s depth=0 seed\nfrontier f -> s result-type\n"
            "barrier f result-type \"it returns a task already\"\n");
}

TEST(Solve, RuntimesNameSeeds) {
  Runtime RT = runtime();
  SolveOptions O;
  O.RT = &RT;
  O.RuntimeSeeds = true;
  EXPECT_EQ(solved("fn r \"lib::read\"\nfn p \"lib::peek\"\n"
                   "fn f project defined\nfn g project defined\n"
                   "fn recv project defined\nfn h project defined\n"
                   "call f -> r /a:1:1\ncall g -> p /a:2:1\n"
                   "call h -> recv /a:3:1\n",
                   O),
            "async f depth=1 calls read\nasync read depth=0 seed\n");
}

TEST(Solve, WhoCallsALambdaNamesItsRule) {
  const char *Facts = "fn s\nfn g project defined\n"
                      "fn post \"lib::post\"\nfn off \"lib::offload\"\n"
                      "fn each \"std::for_each\"\n"
                      "fn l1 lambda project defined\n"
                      "fn l2 lambda project defined\n"
                      "fn l3 lambda project defined\n"
                      "call l1 -> s /a:1:1\ncall l2 -> s /a:2:1\n"
                      "call l3 -> s /a:3:1\ncall l2 -> g /a:4:1\n"
                      "call g -> s /a:5:1\n"
                      "call post -> l1 callback /a:6:1\n"
                      "call off -> l2 callback /a:7:1\n"
                      "call each -> l3 callback /a:8:1\n";
  Runtime RT = runtime();
  SolveOptions O = seeds({"s"});
  O.RT = &RT;
  EXPECT_EQ(solved(Facts, O), "async g depth=1 calls s\n"
                              "async s depth=0 seed\n"
                              "frontier l1 -> s event-loop-handler\n"
                              "frontier l2 -> g offloaded\n"
                              "frontier l3 -> s callback\n"
                              "barrier l1 event-loop-handler \"lib::post\"\n"
                              "barrier l3 callback \"std::for_each\"\n");
}

TEST(Solve, ForeignCodeThatCallsASeedIsNotReported) {
  EXPECT_EQ(solved("fn s\nfn t\ncall t -> s /a:1:1\n", seeds({"s"})),
            "async s depth=0 seed\n");
}

TEST(Solve, PatternsMustMatch) {
  EXPECT_EQ(solved("fn f \"net::read\"\n", seeds({"read"})),
            "error: no function matches 'read'; did you mean 'net::read'?");
  EXPECT_EQ(solved("fn reader\n", seeds({"raeder"})),
            "error: no function matches 'raeder'; did you mean 'reader'?");
  EXPECT_EQ(solved("fn f\n", seeds({"a.cpp:3"})),
            "error: no function is declared at 'a.cpp:3'");
  SolveOptions O = seeds({"leaf"});
  O.Stops.push_back(pattern("nothing::like::it"));
  EXPECT_EQ(solved(Chain, O), "error: no function matches 'nothing::like::it'");
}

TEST(Solve, PatternsFindByPlaceGlobAndParameters) {
  Program P = program("fn a \"n::f\" (int) project loc=/p/a.cpp:3:1\n"
                      "fn b \"n::f\" (char) project redecl=/p/a.h:9:1\n"
                      "fn s \"n::slot\" slot\n");
  auto Found = [&](llvm::StringRef Text) {
    return llvm::cantFail(findFunctions(P, pattern(Text)));
  };
  EXPECT_EQ(Found("a.cpp:3"), std::vector<uint32_t>{0});
  EXPECT_EQ(Found("a.h:9"), std::vector<uint32_t>{1});
  EXPECT_EQ(Found("n::f( int )"), std::vector<uint32_t>{0});
  EXPECT_EQ(Found("n::*").size(), 2u) << "a glob does not mean slots";
  EXPECT_EQ(Found("n::slot"), std::vector<uint32_t>{2});
}

TEST(Solve, WildcardsTakeSeedsThatCouldBeCoroutines) {
  Program P = program("fn a \"C::C\" constructor project defined\n"
                      "fn b \"C::~C\" destructor project defined\n"
                      "fn c \"C::operator int\" conversion project defined\n"
                      "fn d \"C::operator==\" operator project defined\n"
                      "fn e \"C::operator()\" operator project defined\n"
                      "fn f \"C::f\" method project defined\n"
                      "fn g \"D::D\" constructor project defined\n");
  auto Found = [&](llvm::StringRef Text) {
    return llvm::cantFail(findSeeds(P, seeds({Text})));
  };
  EXPECT_EQ(Found("C::*"), (std::vector<uint32_t>{fn(P, "C::f"), fn(P, "C::operator()")}));
  EXPECT_EQ(Found("C::**").size(), 2u);
  EXPECT_EQ(Found("*::~C"), std::vector<uint32_t>{fn(P, "C::~C")});
  EXPECT_EQ(Found("C::C"), std::vector<uint32_t>{fn(P, "C::C")});
  EXPECT_EQ(Found("C::operator*").size(), 3u);
  EXPECT_EQ(llvm::toString(findSeeds(P, seeds({"D::*"})).takeError()),
            "'D::*' matches only functions that cannot be coroutines, such as constructors; "
            "name one without a wildcard");
}

TEST(Solve, FindBarrierAnswersForTheClass) {
  Program P = program("fn A::f virtual project defined\n"
                      "fn B::f virtual project defined overrides=A::f\n"
                      "rule A::f variadic\nfn g project defined\nfn s\n");
  EXPECT_EQ(findBarrier(P, {}, fn(P, "B::f"))->Rule, "variadic");
  EXPECT_FALSE(findBarrier(P, {}, fn(P, "g")));
  EXPECT_EQ(findBarrier(P, {}, fn(P, "s"))->Rule, "outside-project");
  EXPECT_FALSE(findBarrier(P, seeds({"s"}), fn(P, "s")));
}

TEST(Solve, ChainsLeadToASeed) {
  Program P =
      program("fn A::f virtual project defined\n"
              "fn B::f virtual project defined overrides=A::f\n"
              "fn use project defined\nfn s\n"
              "call B::f -> s /a:1:1\ncall use -> A::f virtual /a:2:1\n");
  Coloring C = llvm::cantFail(solve(P, seeds({"s"})));
  std::string Names;
  for (const ChainStep &S : chainOf(P, C, fn(P, "use")))
    Names += P.Functions[S.Function].Name + " ";
  EXPECT_EQ(Names, "use A::f B::f s ");
  EXPECT_TRUE(chainOf(P, llvm::cantFail(solve(P, {})), 0).empty());
}

} // namespace
