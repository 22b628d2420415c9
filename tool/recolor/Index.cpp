//===- Index.cpp - recolor index ------------------------------------------===//
#include "Model/FactsText.h"
#include "Options.h"

namespace recolor {
using namespace llvm;

int runIndex() {
  Expected<Session> S = openSession(positionals(), /*KeepFacts=*/true);
  if (!S)
    return report(S.takeError());
  if (Error E = withOutput([&](raw_ostream &OS) {
        for (const UnitFacts &U : S->Facts)
          print(OS, U);
      }))
    return report(std::move(E));
  return ExitClean;
}

} // namespace recolor
