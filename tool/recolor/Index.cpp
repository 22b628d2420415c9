//===- Index.cpp - recolor index ------------------------------------------===//
#include "Extract/FactCache.h"
#include "Model/FactsText.h"
#include "Options.h"

namespace recolor {
using namespace llvm;

namespace {
enum class IndexFormat { None, Facts, Graph };
}
static cl::opt<IndexFormat> Format(
    "format", cl::desc("Print what is in the index"),
    cl::values(clEnumValN(IndexFormat::Facts, "facts", "what each unit shows, one after the other"),
               clEnumValN(IndexFormat::Graph, "graph", "the linked program: every function and call once")),
    cl::init(IndexFormat::None), cl::cat(Category), cl::sub(IndexCommand));
static cl::opt<bool> Clean("clean", cl::desc("Remove everything from the cache"),
                           cl::cat(Category), cl::sub(IndexCommand));

static int clean() {
  std::string Folder = cacheFolder();
  if (Folder.empty())
    return report(make_error<DriverError>(ExitUsage, "--clean: there is no cache"));
  Expected<size_t> Count = FactCache(Folder).clean();
  if (!Count)
    return report(Count.takeError());
  outs() << *Count << (*Count == 1 ? " unit" : " units") << " removed from '" << Folder
         << "'\n";
  return ExitClean;
}

static int refresh() {
  Expected<DriverOptions> O = driverOptions(positionals());
  if (!O)
    return report(O.takeError());
  Expected<IndexResult> R = refreshCache(std::move(*O));
  if (!R)
    return report(R.takeError());
  outs() << R->Units << (R->Units == 1 ? " unit, " : " units, ") << R->Parsed
         << " parsed\n";
  return ExitClean;
}

int runIndex() {
  if (Clean)
    return clean();
  if (Format == IndexFormat::None)
    return refresh();
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
