//===- List.cpp - recolor rules, recolor runtimes -------------------------===//
#include "Options.h"
#include "Rules/Rules.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

namespace recolor {
using namespace llvm;

int runRules() {
  for (const RuleInfo &R : allRules())
    outs() << formatv("{0,-24} {1,-8} {2}\n", R.Id,
                      R.Kind == RuleKind::Barrier  ? "barrier"
                      : R.Kind == RuleKind::Hazard ? "hazard"
                                                   : "advice",
                      R.Summary);
  return ExitClean;
}

int runRuntimes() {
  for (const Runtime &R : allRuntimes()) {
    outs() << formatv("{0,-12} {1}\n", R.Name, R.Title);
    for (const BuildFlag &F : R.CompileFlags)
      outs() << formatv("{0,-12}   {1}: {2}\n", "", F.Flag, F.Why);
  }
  return ExitClean;
}

} // namespace recolor
