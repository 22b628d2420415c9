//===- Explain.cpp - recolor explain --------------------------------------===//
#include "Options.h"
#include "Render/Report.h"

namespace recolor {
using namespace llvm;

int runExplain() {
  if (positionals().empty()) {
    errs() << "recolor: error: explain needs a function: recolor explain "
              "FUNCTION --async PATTERN...\n";
    return ExitUsage;
  }
  Expected<Pattern> Pat = Pattern::parse(positionals().front());
  if (!Pat)
    return report(make_error<DriverError>(ExitUsage, toString(Pat.takeError())));
  Expected<Session> S = openSession(positionals().drop_front());
  if (!S)
    return report(S.takeError());
  Expected<std::vector<uint32_t>> Functions = findFunctions(S->P, *Pat);
  if (!Functions)
    return report(
        make_error<DriverError>(ExitUsage, toString(Functions.takeError())));
  Expected<Analysis> A = analyse(*S);
  if (!A)
    return report(A.takeError());
  bool Any = false;
  for (uint32_t Fn : *Functions) {
    renderExplain(outs(), S->P, A->C, A->Pl, Fn);
    Any |= A->C.isAsync(S->P, Fn);
  }
  return Any ? ExitFindings : ExitClean;
}

} // namespace recolor
