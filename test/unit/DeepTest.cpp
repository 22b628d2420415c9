//===- DeepTest.cpp - A program that is a chain of a million calls --------===//
//
// No stage may use the stack for a step of a walk, nor say at each function
// what the whole chain is.
//
//===----------------------------------------------------------------------===//
#include "Facts.h"
#include "Plan/MakePlan.h"
#include "Plan/PlanFile.h"
#include "Render/Report.h"

using namespace recolor;
using namespace recolor::test;

namespace {

constexpr uint32_t Length = 1000000, PerUnit = 1000;

/// f0 is the seed; each function calls the one before it.
const Program &chain() {
  static const Program P = [] {
    Linker L;
    for (uint32_t Unit = 0; Unit != Length / PerUnit; ++Unit) {
      UnitFacts U;
      U.Files = {"/" + std::to_string(Unit) + ".cpp"};
      auto Declare = [&](uint32_t Number) {
        FunctionFact &F = U.Functions.emplace_back();
        F.Key = F.USR = F.Name = U.save("f" + std::to_string(Number));
        F.Flags = FF_InProject;
        return uint32_t(U.Functions.size() - 1);
      };
      uint32_t Before = Unit ? Declare(Unit * PerUnit - 1) : None;
      for (uint32_t I = 0; I != PerUnit; ++I) {
        uint32_t Fn = Declare(Unit * PerUnit + I);
        U.Functions[Fn].Flags |= FF_Defined;
        U.Functions[Fn].Loc = {0, I + 1, 1, I * 10};
        if (Before != None) {
          CallFact C;
          C.Caller = Fn;
          C.Callee = Before;
          C.Loc = {0, I + 1, 5, I * 10 + 5};
          U.Calls.push_back(std::move(C));
        }
        Before = Fn;
      }
      L.add(std::move(U));
    }
    return L.finish();
  }();
  return P;
}

/// Counts what is written instead of keeping it.
class LineCounter : public llvm::raw_ostream {
  uint64_t Position = 0;
  void write_impl(const char *Data, size_t Size) override {
    Position += Size;
    Lines += llvm::StringRef(Data, Size).count('\n');
  }
  uint64_t current_pos() const override { return Position; }

public:
  uint64_t Lines = 0;
  ~LineCounter() override { flush(); }
};

TEST(Deep, EveryStageWalksAChainOfAMillion) {
  const Program &P = chain();
  ASSERT_EQ(P.Functions.size(), Length);
  ASSERT_EQ(P.Calls.size(), Length - 1);
  Coloring C = llvm::cantFail(solve(P, seeds({"f0"})));
  uint32_t Last = P.findKey("f999999");
  EXPECT_EQ(C.Classes[P.ClassOf[Last]].Depth, Length - 1);
  EXPECT_EQ(chainOf(P, C, Last).size(), Length);

  Plan Pl = makePlan(P, C, detectRuntime({}));
  EXPECT_EQ(Pl.Functions.size(), Length);
  LineCounter Explained;
  renderExplain(Explained, P, C, Pl, Last, {});
  Explained.flush();
  EXPECT_EQ(Explained.Lines, Length + 1);
  for (ReportFormat F : {ReportFormat::Text, ReportFormat::JSON,
                         ReportFormat::Dot, ReportFormat::HTML}) {
    LineCounter Report;
    renderReport(Report, F, P, C, Pl, {});
    Report.flush();
    EXPECT_GT(Report.Lines, Length);
  }
}

/// With bridges all along the chain, the ways to them are told by their ends.
TEST(Deep, BridgesBelowALongWayFromACoroutine) {
  std::string Text = "fn c coroutine project defined\nfn s project defined\n"
                     "call c -> f0 /a:1:1\n";
  llvm::raw_string_ostream OS(Text);
  constexpr unsigned Count = 2000;
  for (unsigned I = 0; I != Count; ++I) {
    OS << "fn f" << I << " project defined\nrule f" << I << " variadic\n"
       << "call f" << I << " -> s /b:" << I + 1 << ":1\n";
    if (I + 1 != Count)
      OS << "call f" << I << " -> f" << I + 1 << " /c:" << I + 1 << ":1\n";
  }
  Program P = program(Text);
  Coloring C = llvm::cantFail(solve(P, seeds({"s"})));
  Plan Pl = makePlan(P, C, detectRuntime({}));
  std::map<llvm::StringRef, std::string> Paths;
  for (const Hazard &H : Pl.Hazards)
    if (H.Rule == "bridge-in-coroutine")
      Paths[P.Functions[H.Function].Name] = H.Detail;
  ASSERT_EQ(Paths.size(), Count);
  EXPECT_EQ(Paths["f1"], "c -> f0 -> f1");
  EXPECT_EQ(Paths["f100"], "c -> ... -> f89 -> f90 -> f91 -> f92 -> f93 -> "
                           "f94 -> f95 -> f96 -> f97 -> f98 -> f99 -> f100");
}

} // namespace
