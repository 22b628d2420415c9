//===- LinkTest.cpp - Many units, one program -----------------------------===//
#include "Facts.h"
#include "Model/FactsBinary.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <numeric>
#include <random>

using namespace recolor;
using namespace recolor::test;

namespace {

/// The rules of the function \p Name, separated by blanks.
std::string rules(const Program &P, llvm::StringRef Name) {
  std::string S;
  for (const ProgramRule &R : P.Functions[fn(P, Name)].Rules)
    S += (S.empty() ? "" : " ") + R.Rule;
  return S;
}

bool together(const Program &P, llvm::StringRef A, llvm::StringRef B) {
  return P.ClassOf[fn(P, A)] == P.ClassOf[fn(P, B)];
}

TEST(Link, NothingGivesAnEmptyProgram) {
  Program P = link({});
  EXPECT_EQ(P.Units, 0u);
  EXPECT_EQ(P.classCount(), 0u);
}

TEST(Link, UnitesAFunctionByItsKey) {
  Program P = program(R"(
unit /a.cpp
fn f "n::f" project redecl=/h.h:1:1 loc=/h.h:1:1 noexcept
unit /b.cpp
fn other "n::f" key=f project defined redecl=/b.cpp:9:1 redecl=/h.h:1:1 loc=/b.cpp:9:1
)");
  ASSERT_EQ(P.Functions.size(), 1u);
  const ProgramFunction &F = P.Functions[0];
  EXPECT_TRUE(F.is(FF_Defined));
  EXPECT_TRUE(F.is(FF_InProject));
  EXPECT_TRUE(F.is(FF_Noexcept));
  EXPECT_EQ(F.Redecls.size(), 2u);
  EXPECT_EQ(P.describe(F.Loc), "/b.cpp:9:1");
  EXPECT_EQ(P.Units, 2u);
}

TEST(Link, OneForeignDeclarationMakesItForeign) {
  Program P = program("unit /a.cpp\nfn f project defined\n"
                      "unit /b.cpp\nfn f\n");
  EXPECT_FALSE(P.Functions[0].is(FF_InProject));
  EXPECT_EQ(rules(P, "f"), "outside-project");
}

TEST(Link, DropsACallThatSeveralUnitsSaw) {
  Program P = program(R"(
unit /a.cpp
fn f project defined
fn g project defined
call f -> g /h.h:2:3
unit /b.cpp
fn g project defined
fn f project defined
call f -> g /h.h:2:3 rule=catch-handler
call f -> g /h.h:3:3
)");
  ASSERT_EQ(P.Calls.size(), 2u);
  ASSERT_EQ(P.Calls[0].Rules.size(), 1u);
  EXPECT_EQ(P.Calls[0].Rules.front(), "catch-handler");
  EXPECT_EQ(P.callsTo(fn(P, "g")).size(), 2u);
  EXPECT_EQ(P.callsFrom(fn(P, "f")), std::make_pair(0u, 2u));
}

TEST(Link, KeepsCallsOfDifferentKindsApart) {
  EXPECT_EQ(program("fn f\nfn g\ncall f -> g /a:1:1\n"
                    "call f -> g virtual /a:1:1\n"
                    "call f -> g callback /a:1:1 via=f\n"
                    "call - -> g /a:1:1\n")
                .Calls.size(),
            4u);
}

TEST(Link, AnInitializerAtNamespaceScopeSortsLast) {
  Program P = program("fn f\nfn g\ncall - -> g /a:1:1\ncall f -> g /a:2:1\n");
  EXPECT_EQ(P.Calls[0].Caller, fn(P, "f"));
  EXPECT_EQ(P.Calls[1].Caller, None);
}

TEST(Link, OverrideFamiliesAreOneClassOverAllUnits) {
  Program P = program(R"(
unit /a.cpp
fn A::f virtual project pure
fn B::f virtual project defined overrides=A::f
unit /b.cpp
fn B::f virtual project defined
fn C::f virtual project defined overrides=B::f
fn D::f virtual project defined
)");
  EXPECT_TRUE(together(P, "A::f", "C::f"));
  EXPECT_FALSE(together(P, "A::f", "D::f"));
  EXPECT_EQ(P.members(P.ClassOf[fn(P, "B::f")]).size(), 3u);
  EXPECT_EQ(rules(P, "A::f"), "");
}

TEST(Link, AForeignBaseBarsItsWholeFamily) {
  Program P = program(R"(
fn Lib::f virtual
fn A::f virtual project defined overrides=Lib::f
fn B::f virtual project defined overrides=Lib::f
fn C::f virtual project defined overrides=B::f
)");
  EXPECT_EQ(rules(P, "A::f"), "foreign-override");
  EXPECT_EQ(rules(P, "C::f"), "foreign-override");
  EXPECT_EQ(rules(P, "Lib::f"), "outside-project");
  EXPECT_EQ(P.Functions[fn(P, "A::f")].Rules[0].Detail, "Lib::f");
  EXPECT_TRUE(together(P, "A::f", "C::f"));
  EXPECT_FALSE(together(P, "A::f", "Lib::f"));
}

TEST(Link, AFamilyHasOneBaseResult) {
  Program P = program(R"(
fn A::f virtual project defined returns="Base *"
fn B::f virtual project defined returns="Other *"
fn C::f virtual project defined returns="Derived *" overrides=A::f overrides=B::f
fn D::g virtual project defined returns=T
fn E::g virtual project defined returns=int overrides=D::g
fn F::h virtual project defined returns="Base *"
fn G::h virtual project defined returns="Derived *" overrides=F::h
)");
  EXPECT_EQ(rules(P, "A::f"), "covariant-return");
  EXPECT_EQ(rules(P, "B::f"), "covariant-return");
  EXPECT_EQ(rules(P, "C::f"), "covariant-return");
  EXPECT_EQ(rules(P, "E::g"), "");
  EXPECT_EQ(rules(P, "F::h"), "");
  EXPECT_EQ(rules(P, "G::h"), "");
}

TEST(Link, ASpecialisationBelongsToItsPattern) {
  Program P = program(R"(
fn f project template returns="T *"
fn f<int> project defined returns="int *" overrides=f
fn Lib::g template
fn g<int> project defined overrides=Lib::g
)");
  EXPECT_TRUE(together(P, "f", "f<int>"));
  EXPECT_EQ(rules(P, "f"), "");
  EXPECT_EQ(rules(P, "f<int>"), "");
  EXPECT_EQ(rules(P, "g<int>"), "explicit-specialization");
}

TEST(Link, RulesThatOnlyTheWholeProgramShows) {
  Program P = program(R"(
unit /a.cpp
fn declared project
fn pure project pure virtual
fn elsewhere project
fn hook slot project
fn theirs slot
fn foreign
unit /b.cpp
fn elsewhere project defined
)");
  EXPECT_EQ(rules(P, "declared"), "no-definition");
  EXPECT_EQ(rules(P, "pure"), "");
  EXPECT_EQ(rules(P, "elsewhere"), "");
  EXPECT_EQ(rules(P, "hook"), "");
  EXPECT_EQ(rules(P, "theirs"), "slot");
  EXPECT_EQ(rules(P, "foreign"), "outside-project");
}

TEST(Link, ASlotAndWhatFlowsIntoItAreOneClass) {
  Program P = program(R"(
unit /a.cpp
fn f project defined
fn g project defined
fn param slot project
fn field slot project
fn other slot project
call param -> f flow /a:1:1 via=g
call field -> param flow /a:2:1 via=g
call other -> g flow /a:3:1 via=g
)");
  EXPECT_EQ(P.ClassOf[fn(P, "f")], P.ClassOf[fn(P, "field")]);
  EXPECT_EQ(P.ClassOf[fn(P, "param")], P.ClassOf[fn(P, "field")]);
  EXPECT_NE(P.ClassOf[fn(P, "f")], P.ClassOf[fn(P, "g")]);
}

TEST(Link, WhatCannotChangeKeepsItsSlots) {
  Program P = program(R"(
unit /a.cpp
fn f project defined
fn free
fn param slot project
fn field slot project
call param -> f flow /a:1:1 via=f
call field -> param flow /a:2:1 via=f
call field -> free flow /a:3:1 via=f
)");
  EXPECT_EQ(rules(P, "param"), "slot");
  EXPECT_EQ(P.Functions[fn(P, "param")].Rules[0].Detail, "free");
  EXPECT_NE(P.ClassOf[fn(P, "f")], P.ClassOf[fn(P, "param")]);
}

TEST(Link, ALambdaThatIsHandedOnIsACallback) {
  Program P = program(R"(
fn f project defined
fn each "std::for_each"
fn hook slot project
fn kept slot project
rule kept slot
fn l1 lambda project defined parent=f
fn l2 lambda project defined parent=f
fn l3 lambda project defined parent=f
fn l4 lambda project defined parent=f
call each -> l1 callback /a:1:1 via=f
call hook -> l2 flow /a:2:1 via=f
call kept -> l4 flow /a:5:1 via=f
call f -> l3 lambda /a:3:1
call each -> f callback /a:4:1 via=f
)");
  EXPECT_EQ(rules(P, "l1"), "callback");
  EXPECT_EQ(P.Functions[fn(P, "l1")].Rules[0].Detail, "std::for_each");
  // The slot changes with what flows into it, unless it keeps its type.
  EXPECT_EQ(rules(P, "l2"), "");
  EXPECT_EQ(rules(P, "l4"), "callback");
  EXPECT_EQ(rules(P, "l3"), "");
  EXPECT_EQ(rules(P, "f"), "");
}

TEST(Link, OneSiteInATemplateMakesItsCalleesOneClass) {
  const char *Facts = R"(
fn t template project defined
fn l lambda project defined parent=t
fn plain project defined
fn A::read project defined
fn B::read project defined
fn A::write project defined
fn C::read project defined
fn D::read project defined
fn E::read project defined
fn F::read project defined
fn slot slot
call t -> A::read /a:1:1 end=8
call t -> B::read virtual /a:1:1 end=8
call t -> slot slot /a:1:1 end=8
call t -> A::write /a:1:1 end=16
call l -> C::read /a:2:1
call l -> D::read /a:2:1
call plain -> E::read /a:3:1
call plain -> F::read /a:3:1
)";
  Program P = program(Facts);
  EXPECT_TRUE(together(P, "A::read", "B::read"));
  EXPECT_TRUE(together(P, "A::read", "slot")) << "nothing awaits what it holds";
  EXPECT_FALSE(together(P, "A::read", "A::write")) << "read().write()";
  EXPECT_TRUE(together(P, "C::read", "D::read")) << "a lambda in a template";
  EXPECT_FALSE(together(P, "E::read", "F::read"));
}

TEST(Link, LambdasAtOneTemplateSiteAreOneClass) {
  Program P = program(R"(
fn t template project defined
fn l1 lambda project defined
fn l2 lambda project defined
fn A::operator() operator project defined
call t -> l1 lambda /a:1:1
call t -> l2 lambda /a:1:1
call t -> A::operator() operator /a:1:1
)");
  EXPECT_TRUE(together(P, "l1", "l2"));
  EXPECT_FALSE(together(P, "l1", "A::operator()"));
}

TEST(Link, UnitesContexts) {
  Program P = program(R"(
unit /a.cpp
context io member type=loop editable method=run
unit /b.cpp
context io member type=loop escapes method=poll method=run
)");
  ASSERT_EQ(P.Contexts.size(), 1u);
  EXPECT_TRUE(P.Contexts[0].Escapes);
  EXPECT_FALSE(P.Contexts[0].Editable);
  EXPECT_EQ(P.Contexts[0].Methods, (std::vector<std::string>{"poll", "run"}));
}

TEST(Link, RemembersTheUnitsThatFailed) {
  Program P = program("unit /b.cpp failed\nerror \"/b.cpp:1:1: error: x\"\n"
                      "unit /a.cpp failed\nunit /c.cpp\ninclude x.h\n");
  ASSERT_EQ(P.Failed.size(), 2u);
  EXPECT_EQ(P.Failed[0].File, "/a.cpp");
  EXPECT_EQ(P.Failed[1].Errors.size(), 1u);
  EXPECT_EQ(P.Includes, std::vector<std::string>{"x.h"});
}

/// Every order of these units gives the same program, to the byte.
TEST(Link, IsCommutative) {
  std::vector<UnitFacts> Units = units(R"(
unit /a.cpp
include a.h
fn f (int) project redecl=/h.h:1:1 loc=/h.h:1:1
fn g project defined loc=/a.cpp:2:1
context io local /a.cpp:2:9 type=loop owner=g editable
call g -> f /a.cpp:3:1 context=io
call g -> f /h.h:5:1
unit /b.cpp failed
include b.h
error "broken"
fn f (int x) project defined loc=/b.cpp:1:1 redecl=/b.cpp:1:1
rule f stack-frame "alloca" loc=/b.cpp:2:2
fn h virtual project defined overrides=f
unit /c.cpp
fn h virtual public project loc=/c.cpp:1:1
fn g project loc=/c.cpp:7:1
fn f project loc=/c.cpp:6:1 redecl=/c.cpp:6:1
call g -> f /h.h:5:1 rule=macro-body
call - -> h /c.cpp:8:8
unit /d.cpp
fn f "f" (int y) project defined loc=/b.cpp:1:1
context io local /d.cpp:2:9 type=loop escapes
)");
  // What was encoded is known by its fingerprints when it comes again.
  std::vector<std::string> Encoded;
  for (const UnitFacts &U : Units)
    Encoded.push_back(encodeFacts(U));
  std::vector<unsigned> Order = {0, 1, 2, 3};
  std::string First, FirstTwice;
  do {
    std::vector<UnitFacts> Shuffled, Decoded, Twice, DecodedTwice;
    for (unsigned I : Order) {
      Shuffled.push_back(Units[I]);
      Decoded.push_back(llvm::cantFail(decodeFacts(Encoded[I])));
      for (unsigned Again : {I, (I + 1) % 4}) {
        Twice.push_back(Units[Again]);
        DecodedTwice.push_back(llvm::cantFail(decodeFacts(Encoded[Again])));
      }
    }
    std::string Text = text(link(std::move(Shuffled)));
    std::string TextTwice = text(link(std::move(Twice)));
    if (First.empty()) {
      First = Text;
      FirstTwice = TextTwice;
    }
    EXPECT_EQ(First, Text);
    EXPECT_EQ(First, text(link(std::move(Decoded))));
    EXPECT_EQ(FirstTwice, TextTwice);
    EXPECT_EQ(FirstTwice, text(link(std::move(DecodedTwice))));
  } while (std::next_permutation(Order.begin(), Order.end()));
}

/// What a program says is what its own facts, linked again, say.
TEST(Link, IsIdempotent) {
  Program P = program("unit /a.cpp\nfn A::f virtual project pure\n"
                      "fn B::f virtual project defined overrides=A::f\n"
                      "fn m project defined\ncall m -> A::f /a.cpp:1:1\n");
  Program Again = program("unit /a.cpp\n" + text(P) + "unit /b.cpp\n" + text(P));
  Again.Units = P.Units;
  EXPECT_EQ(text(P), text(Again));
}

/// Units that have everything facts can have, in headers that several of them
/// see, differently and alike.
std::vector<UnitFacts> manyUnits(unsigned Count) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  for (unsigned U = 0; U != Count; ++U) {
    unsigned H = U % 3, Other = (U + 1) % Count;
    OS << "unit /" << U << ".cpp\ninclude h" << H << ".h\n"
       << "fn Base::f (int) virtual pure project public redecl=/h" << H
       << ".h:1:1 loc=/h" << H << ".h:1:1 returns=int\n"
       << "fn f" << U << " (int) virtual project defined overrides=Base::f loc=/"
       << U << ".cpp:1:1 redecl=/" << U << ".cpp:1:1 digest=" << U + 1 << "\n"
       << "fn f" << Other << " (int x) virtual project redecl=/h" << H
       << ".h:" << Other + 2 << ":1 loc=/h" << H << ".h:" << Other + 2
       << ":1 label=l" << U % 2 << "\n"
       << "fn inline" << H << " template project defined loc=/h" << H
       << ".h:50:1 digest=" << (U % 5 == 4 ? 9 : 7) << "\n"
       << "rule inline" << H << " variadic loc=/h" << H << ".h:51:" << U % 2 + 1
       << "\nfn hook slot project loc=/h" << H << ".h:60:1\n"
       << "fn check\nfn l lambda project defined parent=f" << U << " key=l" << U
       << "\ncontext io global /h" << H << ".h:70:1 type=loop method=m" << U % 4
       << " owner=f" << U << "\n"
       << "call inline" << H << " -> check /h" << H << ".h:52:1@9 end=12"
       << (U % 2 ? " rule=macro-body" : " rule=catch-handler rule=macro-body")
       << "\ncall inline" << H << " -> f" << U << " /h" << H
       << ".h:53:1@15 end=22 instance=inline<" << U << ">"
       << (U % 4 ? " when=check" : "") << "\n"
       << "call inline" << H << " -> check /h" << H << ".h:53:1@15 end=22\n"
       << "call f" << U << " -> check /" << U << ".cpp:7:1@60 context=io\n"
       << "call f" << U << " -> check /" << U << ".cpp:6:1@50 when=check\n"
       << "call hook -> l flow /" << U << ".cpp:8:1 via=f" << U << "\n"
       << "call - -> check /h" << H << ".h:80:1\n"
       << "call - -> f" << U << " /" << U << ".cpp:9:1\n";
  }
  return units(Text);
}

TEST(Link, UnitsComeOneByOneInAnyOrder) {
  std::vector<UnitFacts> Units = manyUnits(12);
  std::string First = text(link(Units));
  std::vector<unsigned> Order(Units.size());
  std::iota(Order.begin(), Order.end(), 0u);
  for (unsigned Seed = 1; Seed != 50; ++Seed) {
    std::shuffle(Order.begin(), Order.end(), std::mt19937(Seed));
    Linker L;
    for (unsigned I : Order) {
      UnitFacts U = Units[I];
      L.add(std::move(U));
      EXPECT_TRUE(U.Functions.empty()) << "nothing of it remains";
    }
    ASSERT_EQ(text(L.finish()), First) << "seed " << Seed;
  }
}

TEST(Link, AUnitThatComesAgainChangesNothing) {
  std::vector<UnitFacts> Units = manyUnits(5);
  Program Once = link(Units);
  for (unsigned I = 0; I != 5; ++I)
    Units.push_back(Units[I]);
  Program Twice = link(std::move(Units));
  Twice.Units = Once.Units;
  EXPECT_EQ(text(Once), text(Twice));
}

TEST(Link, SiteRulesAreStoredOnceForAllSites) {
  Program P = program(R"(
unit /a.cpp
fn f
fn g
call f -> g /a:1:1 rule=macro-body rule=catch-handler
call f -> g /a:2:1 rule=catch-handler rule=macro-body
call f -> g /a:3:1 rule=catch-handler
call f -> g /a:4:1
unit /b.cpp
fn f
fn g
call f -> g /a:3:1 rule=macro-body
)");
  ASSERT_EQ(P.Calls.size(), 4u);
  std::vector<llvm::StringRef> Both = {"catch-handler", "macro-body"};
  for (unsigned Site : {0, 1, 2})
    EXPECT_TRUE(llvm::equal(P.Calls[Site].Rules, Both)) << Site;
  EXPECT_TRUE(P.Calls[0].Rules.sameAs(P.Calls[1].Rules));
  EXPECT_EQ(P.Calls.detailOf(0), P.Calls.detailOf(2));
  EXPECT_TRUE(P.Calls[3].Rules.empty());
  EXPECT_EQ(P.Calls.detailOf(3), 0u);
}

TEST(Link, WhatACallHasReadsBack) {
  Program P = program(R"(
fn f
fn g
fn h
context io local /a:1:1
call f -> g callback /a:2:1@70000 end=70009 via=h context=io instance=f<int> unless=h
call f -> g /a:1:1@3 end=1 unwritten
call f -> h
)");
  ASSERT_EQ(P.Calls.size(), 3u);
  ProgramCall A = P.Calls[0], B = P.Calls[1], C = P.Calls[2];
  EXPECT_EQ(A.Loc.Offset, 3u);
  EXPECT_EQ(A.End, 1u) << "an end before its beginning is lost nowhere";
  EXPECT_EQ(A.Via, None);
  EXPECT_FALSE(A.Written);
  EXPECT_TRUE(B.Written);
  EXPECT_EQ(B.Loc.Offset, 70000u);
  EXPECT_EQ(B.End, 70009u);
  EXPECT_EQ(B.Kind, CallKind::Callback);
  EXPECT_EQ(B.Via, fn(P, "h"));
  EXPECT_EQ(B.Context, 0u);
  EXPECT_EQ(P.Instances[B.Instance], "f<int>");
  EXPECT_EQ(B.Guard, fn(P, "h"));
  EXPECT_FALSE(B.GuardHolds);
  EXPECT_FALSE(C.Loc.isValid());
}

TEST(Link, FindsFunctionsByKeyAndRanksThemByName) {
  Program P = program("fn c name=x\nfn a name=y\nfn b name=x\n");
  EXPECT_EQ(P.findKey("b"), 1u);
  EXPECT_EQ(P.findKey("bb"), None);
  EXPECT_EQ(P.NameRank, (std::vector<uint32_t>{2, 0, 1}));
}

} // namespace
