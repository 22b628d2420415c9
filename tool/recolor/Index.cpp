//===- Index.cpp - recolor index ------------------------------------------===//
#include "Driver/BuildFile.h"
#include "Extract/FactCache.h"
#include "Model/FactsText.h"
#include "Options.h"
#include "Support/Inputs.h"

namespace recolor {
using namespace llvm;

namespace {
enum class IndexFormat { None, Facts, Graph, Ninja };
}
static cl::opt<IndexFormat> Format(
    "format", cl::desc("What to print or write"),
    cl::values(clEnumValN(IndexFormat::Facts, "facts", "what each unit shows, one after the other"),
               clEnumValN(IndexFormat::Graph, "graph", "the linked program: every function and call once"),
               clEnumValN(IndexFormat::Ninja, "ninja", "a build file of ninja that makes the facts of every unit")),
    cl::init(IndexFormat::None), cl::cat(Category), cl::sub(IndexCommand));
static cl::opt<bool> Clean("clean", cl::desc("Remove everything from the cache"),
                           cl::cat(Category), cl::sub(IndexCommand));
static cl::opt<std::string>
    Unit("unit", cl::desc("As a step of a build: only this source, without a cache"),
         cl::value_desc("file"), cl::cat(Category), cl::sub(IndexCommand));
static cl::opt<std::string>
    Depfile("depfile", cl::desc("With --unit and -o: say what was read, as a rule of make"),
            cl::value_desc("file"), cl::cat(Category), cl::sub(IndexCommand));
static cl::opt<std::string>
    Shard("shard", cl::desc("Only the I-th of N parts of the units"),
          cl::value_desc("I/N"), cl::cat(Category), cl::sub(IndexCommand));
static cl::opt<std::string>
    RelativeTo("relative-to",
               cl::desc("With -o: files below this folder are named relative to it,\n"
                        "links in it are taken for files"),
               cl::value_desc("dir"), cl::cat(Category), cl::sub(IndexCommand));

static Error usage(const Twine &Message) {
  return make_error<DriverError>(ExitUsage, Message.str());
}

static int clean() {
  std::string Folder = cacheFolder();
  if (Folder.empty())
    return report(usage("--clean: there is no cache"));
  Expected<size_t> Count = FactCache(Folder).clean();
  if (!Count)
    return report(Count.takeError());
  outs() << *Count << (*Count == 1 ? " unit" : " units") << " removed from '" << Folder
         << "'\n";
  return ExitClean;
}

/// `I/N`, counted from 1.
static Error readShard(IndexOptions &I) {
  auto [Which, Of] = StringRef(Shard).split('/');
  if (Which.getAsInteger(10, I.Shard) || Of.getAsInteger(10, I.Shards) || !I.Shard ||
      I.Shard > I.Shards)
    return usage("--shard '" + Shard + "' must be I/N with I from 1 to N");
  --I.Shard;
  return Error::success();
}

/// The names of files in a rule of make.
static std::string escaped(StringRef Path) {
  std::string Out;
  for (char C : Path) {
    if (C == ' ' || C == '#' || C == '\\')
      Out += '\\';
    if (C == '$')
      Out += '$';
    Out += C;
  }
  return Out;
}

/// Extracts, and writes what was asked for.
static Error makeFiles() {
  IndexOptions I;
  I.Bundle = !OutputFile.empty();
  I.FilesRead = !Unit.empty();
  if (!Shard.empty())
    if (Error E = readShard(I))
      return E;
  if (!Unit.empty() && !(positionals().empty() && Shard.empty() && I.Bundle))
    return usage("--unit names the one source and needs -o; it goes with no other source "
                 "and no --shard");
  if (!Depfile.empty() && Unit.empty())
    return usage("--depfile says what one step of a build has read: it needs --unit");
  if (!RelativeTo.empty()) {
    if (!I.Bundle)
      return usage("--relative-to is about the file that -o names");
    keepLinksBelow(RelativeTo);
    I.OpenFolder = realPath(RelativeTo);
  }
  std::vector<std::string> Sources = positionals();
  if (!Unit.empty())
    Sources = {Unit};
  Expected<DriverOptions> O = driverOptions(Sources);
  if (!O)
    return O.takeError();
  Expected<IndexResult> R = makeIndex(*O, I);
  if (!R)
    return R.takeError();
  if (!Depfile.empty())
    if (Error E = writeToOutput(Depfile, [&](raw_ostream &OS) {
          OS << escaped(OutputFile) << ':';
          for (const std::string &F : R->FilesRead)
            OS << " \\\n  " << escaped(F);
          OS << '\n';
          return Error::success();
        }))
      return E;
  if (I.Bundle)
    return withOutput([&](raw_ostream &OS) { OS << R->Bundle; });
  outs() << R->Units << (R->Units == 1 ? " unit, " : " units, ") << R->Parsed
         << " parsed\n";
  return Error::success();
}

static Error printBuildFile() {
  Expected<DriverOptions> O = driverOptions(positionals());
  if (!O)
    return O.takeError();
  Expected<Workspace> W = Workspace::load(O->Workspace);
  if (!W)
    return usage(toString(W.takeError()));
  return withOutput([&](raw_ostream &OS) { printNinja(OS, *W); });
}

static Error printIndex() {
  Expected<Session> S = openSession(positionals(), /*KeepFacts=*/true);
  if (!S)
    return S.takeError();
  return withOutput([&](raw_ostream &OS) {
    if (Format == IndexFormat::Graph)
      return print(OS, S->P);
    for (const UnitFacts &U : S->Facts)
      print(OS, U);
  });
}

int runIndex() {
  if (Clean)
    return clean();
  Error E = Format == IndexFormat::None    ? makeFiles()
            : Format == IndexFormat::Ninja ? printBuildFile()
                                           : printIndex();
  return E ? report(std::move(E)) : ExitClean;
}

} // namespace recolor
