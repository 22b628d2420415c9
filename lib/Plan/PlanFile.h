//===- PlanFile.h - The plan as a file that people edit ----------*- C++ -*-===//
//
// What is decided by hand is the runtime, the seeds, what becomes of a function,
// and what becomes of a call that is not simply awaited; everything else
// follows. So a plan that was edited is applied by solving again with these as
// constraints.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_PLAN_PLANFILE_H
#define RECOLOR_PLAN_PLANFILE_H

#include "Model/Plan.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace recolor {

/// The step that made a function async, in words: `it calls f at a.cpp:1:2`.
/// \p Describe names a place.
std::string because(const Program &P, const Coloring &C, uint32_t Fn,
                    llvm::function_ref<std::string(const Location &)> Describe);

/// Writes \p Pl as YAML: the runtime, the seeds, every function that changes
/// with its place, strategy and reason, and every call that is not simply
/// awaited with its treatment and rule. Deterministic.
void writePlan(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
               const Plan &Pl);

/// What a plan file says of a call that is not simply awaited.
struct PlannedSite {
  std::string At; ///< `file:line:column` of the call
  Treatment T = Treatment::Leave;
  std::string Where; ///< `plan.yaml:3:5`, for complaints
};

/// What a plan file decides. The lists are well-formed patterns.
struct PlanFile {
  std::string Runtime;
  std::vector<std::string> Async;
  std::vector<std::string> Keep; ///< functions with `strategy: keep`
  Strategy Default = Strategy::Convert;
  std::string Rename; ///< empty: not said
  /// Functions whose strategy is neither keep nor entry nor the default.
  std::vector<std::pair<std::string, Strategy>> Strategies;
  std::vector<PlannedSite> Frontier;
};

/// Reads a plan file. Errors are located and name the nearest known key or
/// word.
llvm::Expected<PlanFile> readPlanFile(llvm::StringRef Text,
                                      llvm::StringRef File);

} // namespace recolor

#endif
