//===- ReportModel.h - What all forms of a report are made from --*- C++ -*-===//
//
// The answer to "which functions and calls does a report speak of, and as
// what?". The forms (text, JSON, SARIF, pages) only write it down.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_RENDER_REPORTMODEL_H
#define RECOLOR_RENDER_REPORTMODEL_H

#include "Model/Cuts.h"
#include "Model/Plan.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace recolor {

/// What a function is to the reader of a report.
enum class Role : uint8_t { Convert, Bridge, Barrier, Twin, Wrap };

llvm::StringRef toString(Role R);
llvm::StringRef toString(Cut::Kind K);

/// A hazard, and whether a site says it already.
struct Remark {
  llvm::StringRef Rule;
  std::string Detail;
  Location Loc;
  bool OfSite = false;
};

/// What turning async costs while the program runs.
struct Cost {
  unsigned Frames = 0;  ///< coroutine frames for each call: 0 or 1
  unsigned InLoops = 0; ///< awaited calls that stand in a loop
  bool PassThrough = false; ///< hands tasks on without a frame
};

/// A function that the report lists.
struct FunctionEntry {
  uint32_t Function = None;
  Role R = Role::Convert;
  Cost Costs;
  std::vector<const Barrier *> Barriers;
  std::vector<Remark> Hazards;
  std::vector<uint32_t> Sites; ///< indices into Report::Sites that it hosts
};

/// A call site that is not simply awaited.
struct SiteEntry {
  uint32_t Site = None;
  Treatment T = Treatment::Leave;
  llvm::StringRef Rule;
  bool OnFrontier = false;
};

/// What a rule says, with what was found in parentheses.
std::string ruleMessage(llvm::StringRef Rule, llvm::StringRef Detail = "");
bool isHazard(llvm::StringRef Rule);
bool isAdvice(llvm::StringRef Rule);
/// What a hazard does to \p Fn, or to an initializer outside functions; or what it is
/// advised.
std::string hazardMessage(const Program &P, uint32_t Fn, llvm::StringRef Rule,
                          llvm::StringRef Detail);
/// Where a function which is async only by contract was stored in the slot that
/// makes it so; None when it is async for another reason. Such a function calls
/// nothing async itself, but who calls the slot expects a task.
uint32_t contractSite(const Program &P, const Coloring &C, uint32_t Fn);
std::string cutMessage(const Program &P, const Cut &X);
/// `is awaited`, `is bridged`, ...
llvm::StringRef treatmentPhrase(Treatment T);

/// What all forms of a report are made from. Keeps references to its arguments.
struct Report {
  const Program &P;
  const Coloring &C;
  const Plan &Pl;
  const CutList Cuts;
  std::vector<FunctionEntry> Functions; ///< by place, then name
  std::vector<SiteEntry> Sites;         ///< by site
  std::vector<uint32_t> Files;          ///< to be edited, sorted
  unsigned Async = 0, Entries = 0, Beside = 0, Barriers = 0;
  unsigned Awaited = 0, Replaced = 0, Offloaded = 0, Bridged = 0, Left = 0;

  Report(const Program &P, const Coloring &C, const Plan &Pl,
         const CutList &Cuts = {});

  /// The function whose text the site stands in.
  uint32_t host(uint32_t Site) const {
    const ProgramCall &Call = P.Calls[Site];
    return Call.Via != None ? Call.Via : Call.Caller;
  }
  /// Does it turn async, in place or by what is put beside it?
  bool becomesAsync(uint32_t Fn) const;
  /// Does it still become async where all cuts are kept?
  bool remains(uint32_t Fn) const;
  /// Of all functions together: frames and awaited calls in loops.
  Cost total() const;
  unsigned passThrough() const;
  unsigned callSites() const {
    return Awaited + Replaced + Offloaded + Bridged;
  }
  /// What is planned for the function, or null.
  const FunctionPlan *planOf(uint32_t Fn) const { return Planned.lookup(Fn); }

private:
  void collectSites();
  void count(Treatment T);
  void collectFunctions();
  void collectFiles();
  void collectCosts();

  llvm::DenseMap<uint32_t, const FunctionPlan *> Planned;
  /// Something stays as it is, so the plan says what changes, not the colours.
  bool ByPlan = false;
};

} // namespace recolor

#endif
