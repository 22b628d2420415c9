//===- PlanVerb.cpp - recolor plan ----------------------------------------===//
#include "Options.h"
#include "Plan/PlanFile.h"

namespace recolor {
using namespace llvm;

int runPlan() {
  Expected<Session> S = openSession(positionals());
  if (!S)
    return report(S.takeError());
  Expected<Analysis> A = analyse(*S);
  if (!A)
    return report(A.takeError());
  if (Error E = withOutput(
          [&](raw_ostream &OS) { writePlan(OS, S->P, A->C, A->Pl); }))
    return report(std::move(E));
  noteLackOfSeeds(S->P, A->C);
  return A->Pl.Functions.empty() ? ExitClean : ExitFindings;
}

} // namespace recolor
