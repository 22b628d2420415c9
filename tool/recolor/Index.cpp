//===- Index.cpp - recolor index ------------------------------------------===//
#include "Model/FactsText.h"
#include "Options.h"

namespace recolor {
using namespace llvm;

namespace {
enum class IndexFormat { Facts, Graph };
}
static cl::opt<IndexFormat> Format(
    "format", cl::desc("What to print"),
    cl::values(clEnumValN(IndexFormat::Facts, "facts", "what each unit shows, one after the other (default)"),
               clEnumValN(IndexFormat::Graph, "graph", "the linked program: every function and call once")),
    cl::init(IndexFormat::Facts), cl::cat(Category), cl::sub(IndexCommand));

int runIndex() {
  Expected<Session> S = openSession(positionals(), /*KeepFacts=*/true);
  if (!S)
    return report(S.takeError());
  if (Error E = withOutput([&](raw_ostream &OS) {
        if (Format == IndexFormat::Graph)
          return print(OS, S->P);
        for (const UnitFacts &U : S->Facts)
          print(OS, U);
      }))
    return report(std::move(E));
  return ExitClean;
}

} // namespace recolor
