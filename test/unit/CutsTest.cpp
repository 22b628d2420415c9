//===- CutsTest.cpp - Where to stop the colour ----------------------------===//
#include "Solve/Cuts.h"
#include "Facts.h"
#include "Plan/MakePlan.h"
#include "Render/Report.h"
#include <random>

using namespace recolor;
using namespace recolor::test;

namespace {

/// The cuts of \p Text as `kind name saves`, then what they come to.
std::string cuts(llvm::StringRef Text, unsigned Count,
                 std::initializer_list<llvm::StringRef> Async = {"yield"}) {
  Program P = program(Text);
  Coloring C = llvm::cantFail(solve(P, seeds(Async)));
  CutList List = findCuts(P, C, Count);
  static const char *Kinds[] = {"guard", "gateway", "entry"};
  std::string S;
  for (const Cut &X : List.Cuts)
    S += std::string(Kinds[X.K]) + " " +
         P.Functions[X.Function].Name.str() + " " +
         std::to_string(X.Saves) + "\n";
  return S + std::to_string(List.Before) + " -> " + std::to_string(List.After) +
         "\n";
}

/// N functions `PREFIX0`, ... of which each calls the next and the last the
/// first.
std::string cycle(const std::string &Prefix, unsigned N) {
  std::string S;
  for (unsigned I = 0; I != N; ++I) {
    std::string Name = Prefix + std::to_string(I);
    S += "fn " + Name + " project defined\ncall " + Name + " -> " + Prefix +
         std::to_string((I + 1) % N) + " /" + Prefix + ":" +
         std::to_string(I + 1) + ":1\n";
  }
  return S;
}

/// Two functions that ask `in_co` and have another way.
constexpr const char *Guarded =
    "fn yield project defined\nfn self project defined\n"
    "fn in_co project defined\ncall yield -> self /y:1:1\n"
    "call in_co -> self /y:2:1\nfn co_read project defined\n"
    "call co_read -> yield /y:3:1\nfn poll project defined\n"
    "fn read project defined\nfn write project defined\n"
    "call read -> in_co /r:1:1\ncall read -> co_read /r:2:1 when=in_co\n"
    "call read -> poll /r:3:1 unless=in_co\n"
    "call write -> in_co /w:1:1\ncall write -> co_read /w:2:1 when=in_co\n"
    "call write -> poll /w:3:1 unless=in_co\n"
    "fn user project defined\ncall user -> read /u:1:1\n"
    "call user -> write /u:2:1\n";

TEST(Cuts, NothingIsCutUnlessAsked) {
  EXPECT_EQ(cuts(Guarded, 0), "5 -> 5\n");
}

TEST(Cuts, APredicateThatLooksWhereTheSeedLooksIsAGuard) {
  EXPECT_EQ(cuts(Guarded, 3), "guard in_co 3\n5 -> 2\n");
}

TEST(Cuts, AFeatureSwitchIsNoGuard) {
  std::string Facts = Guarded;
  // It does not look at what the seed looks at.
  Facts.replace(Facts.find("call in_co -> self /y:2:1\n"), 26, "");
  EXPECT_EQ(cuts(Facts, 3), "5 -> 5\n");
}

TEST(Cuts, AGuardWithoutAnotherWayIsNone) {
  std::string Facts = Guarded;
  for (const char *Other : {"call read -> poll /r:3:1 unless=in_co\n",
                            "call write -> poll /w:3:1 unless=in_co\n"})
    Facts.replace(Facts.find(Other), strlen(Other), "");
  EXPECT_EQ(cuts(Facts, 3), "5 -> 5\n");
}

TEST(Cuts, AStoppedGuardKeepsWhatItDecides) {
  Program P = program(Guarded);
  SolveOptions O = seeds({"yield"});
  O.Stops.push_back(pattern("in_co"));
  Coloring C = llvm::cantFail(solve(P, O));
  EXPECT_TRUE(C.isAsync(P, fn(P, "co_read")));
  EXPECT_FALSE(C.isAsync(P, fn(P, "read")));
  EXPECT_FALSE(C.isAsync(P, fn(P, "user")));
}

TEST(Cuts, TheWaysIntoALargeCycleAreCutTogether) {
  // Two coroutines near the seed, and two ways by which logging gets there.
  std::string Facts = "fn yield project defined\nfn a project defined\n"
                      "fn b project defined\nfn top project defined\n"
                      "fn lock project defined\nfn log project defined\n"
                      "call a -> yield /a:1:1\ncall b -> yield /a:2:1\n"
                      "call top -> a /a:3:1\ncall top -> b /a:4:1\n"
                      "call lock -> a /l:1:1\ncall log -> b /l:2:1\n" +
                      cycle("c", 100) +
                      "call c3 -> lock /l:3:1\ncall c53 -> log /l:4:1\n";
  EXPECT_EQ(cuts(Facts, 4), "gateway c3 50\ngateway c53 50\n106 -> 6\n")
      << "as far from the seeds as possible";
  EXPECT_EQ(cuts(Facts, 1), "106 -> 106\n") << "one alone is not worth it";
}

TEST(Cuts, ASmallCycleIsNoReason) {
  EXPECT_EQ(cuts("fn yield project defined\nfn a project defined\n"
                 "call a -> yield /a:1:1\n" +
                     cycle("c", 10) + "call c3 -> a /l:3:1\n",
                 4),
            "12 -> 12\n");
}

TEST(Cuts, WhatAloneLeadsToMainWaitsThere) {
  EXPECT_EQ(cuts("fn yield project defined\nfn co project defined\n"
                 "fn other project defined\ncall co -> yield /a:1:1\n"
                 "call other -> co /a:2:1\nfn load project defined\n"
                 "fn run project defined\nfn main main project defined\n"
                 "call load -> co /a:3:1\ncall run -> load /a:4:1\n"
                 "call main -> run /a:5:1\n",
                 4),
            "entry load 3\n6 -> 3\n")
      << "co is what was asked for";
}

TEST(Cuts, ACutThatLeavesNothingAsyncIsNone) {
  EXPECT_EQ(cuts("fn yield project defined\nfn run project defined\n"
                 "fn main main project defined\ncall run -> yield /a:1:1\n"
                 "call main -> run /a:2:1\n",
                 4),
            "3 -> 3\n");
}

TEST(Cuts, TheReportSaysWhy) {
  Program P = program(Guarded);
  Coloring C = llvm::cantFail(solve(P, seeds({"yield"})));
  Plan Pl = makePlan(P, C, Runtime());
  CutList List = findCuts(P, C, 3);
  auto Said = [&](ReportFormat Format) {
    std::string S;
    llvm::raw_string_ostream OS(S);
    renderReport(OS, Format, P, C, Pl, List, {});
    return S;
  };
  std::string Text = Said(ReportFormat::Text);
  EXPECT_NE(Text.find("remark: keeping 'in_co' sync would spare 3 functions: a "
                      "guard: 2 functions call async code only where it says yes"),
            std::string::npos)
      << Text;
  EXPECT_NE(Text.find("with 1 cut, 2 functions become async instead of 5\n"),
            std::string::npos);
  std::string JSON = Said(ReportFormat::JSON);
  EXPECT_NE(JSON.find("\"saves\": 3"), std::string::npos);
  EXPECT_NE(JSON.find("\"async_after_cuts\": 2"), std::string::npos);
  EXPECT_NE(Said(ReportFormat::SARIF).find("\"level\": \"note\""), std::string::npos);
  EXPECT_NE(Said(ReportFormat::HTML).find("<td>in_co</td>"), std::string::npos);
}

TEST(Cuts, LargeProgramsAreNoTrouble) {
  std::string Facts = "fn yield project defined\nfn a project defined\n"
                      "fn b project defined\ncall a -> yield /a:1:1\n"
                      "call b -> yield /b:1:1\n" +
                      cycle("c", 50000) + "call c3 -> a /l:3:1\n";
  EXPECT_EQ(cuts(Facts, 4), "gateway c3 50000\n50003 -> 3\n");
}

/// How many functions become async by seed 0 through \p Callers when \p Kept stays
/// sync, and which.
unsigned asyncWithout(const std::vector<std::vector<unsigned>> &Callers,
                      unsigned Kept, std::vector<bool> &Async) {
  Async.assign(Callers.size(), false);
  Async[0] = true;
  std::vector<unsigned> Work = {0};
  unsigned Count = 1;
  while (!Work.empty()) {
    unsigned Fn = Work.back();
    Work.pop_back();
    for (unsigned Caller : Callers[Fn])
      if (Caller != Kept && !Async[Caller]) {
        Async[Caller] = true;
        Work.push_back(Caller);
        ++Count;
      }
  }
  return Count;
}

TEST(Cuts, EntriesAreTheBestThatTryingAllWouldFind) {
  std::mt19937 Random(7);
  for (unsigned Round = 0; Round != 200; ++Round) {
    constexpr unsigned N = 24, Main = N - 1;
    std::vector<std::vector<unsigned>> Callers(N);
    std::string Facts;
    for (unsigned I = 0; I != N; ++I)
      Facts += "fn f" + std::to_string(I) +
               (I == Main ? " main" : "") + " project defined\n";
    for (unsigned I = 0; I != 36; ++I) {
      unsigned Caller = Random() % N, Callee = Random() % N;
      Callers[Callee].push_back(Caller);
      Facts += "call f" + std::to_string(Caller) + " -> f" +
               std::to_string(Callee) + " /a:" + std::to_string(I + 1) + ":1\n";
    }
    std::vector<bool> Async;
    const unsigned Before = asyncWithout(Callers, N, Async);
    unsigned Best = Before;
    if (Async[Main])
      for (unsigned Kept = 1; Kept != N; ++Kept) {
        unsigned After = asyncWithout(Callers, Kept, Async);
        // Two at least, and something besides the seed is left.
        if (!Async[Main] && After + 2 <= Before && After > 1)
          Best = std::min(Best, After);
      }
    std::string Found = cuts(Facts, 1, {"f0"});
    std::string Sum = std::to_string(Before) + " -> " + std::to_string(Best) + "\n";
    EXPECT_TRUE(llvm::StringRef(Found).ends_with(Sum)) << Facts << Found << Sum;
  }
}

} // namespace
