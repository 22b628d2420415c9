//===- Paths.cpp - recolor paths ------------------------------------------===//
#include "Options.h"
#include "Render/Paths.h"
#include "Solve/Paths.h"

namespace recolor {
using namespace llvm;

namespace {
enum class PathsFormat { Text, JSON };
}

static cl::opt<PathsFormat> Format(
    "format", cl::desc("How to print the paths"),
    cl::values(clEnumValN(PathsFormat::Text, "text", "diagnostics"),
               clEnumValN(PathsFormat::JSON, "json", "for scripts")),
    cl::init(PathsFormat::Text), cl::cat(Category), cl::sub(PathsCommand));
static cl::opt<unsigned> Limit("limit", cl::desc("Paths to print; 0: all"),
                               cl::value_desc("N"), cl::init(20),
                               cl::cat(Category), cl::sub(PathsCommand));
static cl::opt<bool>
    All("all", cl::desc("Every shortest path between two functions, not one"),
        cl::cat(Category), cl::sub(PathsCommand));

static int usage(Error E) {
  return report(make_error<DriverError>(ExitUsage, toString(std::move(E))));
}

int runPaths() {
  if (positionals().empty()) {
    errs() << "recolor: error: paths needs a query: recolor paths 'main []* "
              "[blocking]'\n";
    return ExitUsage;
  }
  Expected<PathQuery> Q = PathQuery::parse(positionals().front());
  if (!Q)
    return usage(Q.takeError());
  Expected<Session> S = openSession(positionals().drop_front());
  if (!S)
    return report(S.takeError());
  Expected<std::vector<uint32_t>> Blocking = findBlocking(*S);
  if (!Blocking)
    return report(Blocking.takeError());
  Expected<PathsResult> R =
      findPaths(S->P, *Q, *Blocking, {size_t(Limit), bool(All)});
  if (!R)
    return usage(R.takeError());
  if (Error E = withOutput([&](raw_ostream &OS) {
        if (Format == PathsFormat::JSON)
          renderPathsJSON(OS, S->P, *R);
        else
          renderPaths(OS, S->P, *R);
      }))
    return report(std::move(E));
  return R->Paths.empty() ? ExitClean : ExitFindings;
}

} // namespace recolor
