//===- PlanFile.h - The plan as a file that people edit ----------*- C++ -*-===//
//
// What is decided by hand is the runtime, the seeds, and which functions are to
// stay as they are; everything else follows. So a plan that was edited is
// applied by solving again with these as constraints.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_PLAN_PLANFILE_H
#define RECOLOR_PLAN_PLANFILE_H

#include "Model/Plan.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace recolor {

/// Writes \p Pl as YAML: the runtime, the seeds, every function that changes
/// with its place, strategy and reason, and every call that is not simply
/// awaited with its treatment and rule. Deterministic.
void writePlan(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
               const Plan &Pl);

/// What a plan file decides. The lists are well-formed patterns.
struct PlanFile {
  std::string Runtime;
  std::vector<std::string> Async;
  std::vector<std::string> Keep; ///< functions with `strategy: keep`
};

/// Reads a plan file. Errors are located and name the nearest known key or
/// word.
llvm::Expected<PlanFile> readPlanFile(llvm::StringRef Text,
                                      llvm::StringRef File);

} // namespace recolor

#endif
