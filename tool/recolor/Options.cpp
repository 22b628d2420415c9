//===- Options.cpp - The command line -------------------------------------===//
#include "Options.h"
#include "Config/Config.h"
#include "Extract/FactCache.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/WithColor.h"

namespace recolor {
using namespace llvm;

cl::SubCommand ReportCommand("report", "What becomes async, why, and what stops it");
cl::SubCommand ExplainCommand("explain", "The chain from one function to a seed");
cl::SubCommand PlanCommand("plan", "Write the plan as YAML, for editing");
cl::SubCommand RewriteCommand("rewrite", "Rewrite functions into coroutines, as a patch");
cl::SubCommand IndexCommand("index", "Parse what changed and keep its facts for the other verbs");
cl::SubCommand LinkCommand("link", "Make one file of facts from several");
cl::SubCommand PathsCommand("paths", "Paths through the call graph that match a query");
cl::SubCommand RulesCommand("rules", "List the rules");
cl::SubCommand RuntimesCommand("runtimes", "List the coroutine runtimes");

// The verbs that parse a code base, and those of them that colour it.
#define ANALYSING                                                              \
  cl::sub(ReportCommand), cl::sub(ExplainCommand), cl::sub(PlanCommand),       \
      cl::sub(RewriteCommand), cl::sub(IndexCommand), cl::sub(PathsCommand)
#define COLORING                                                               \
  cl::sub(ReportCommand), cl::sub(ExplainCommand), cl::sub(PlanCommand),       \
      cl::sub(RewriteCommand)

cl::OptionCategory Category("recolor options");

static cl::list<std::string> Positional(cl::Positional, cl::desc("[SOURCE...]"),
                                        ANALYSING);
static cl::list<std::string>
    FactsFile("facts",
              cl::desc("Read this file, which index or link has written, and\n"
                       "parse nothing; may be repeated"),
              cl::value_desc("file"), cl::cat(Category), cl::sub(ReportCommand),
              cl::sub(ExplainCommand), cl::sub(PathsCommand), cl::sub(IndexCommand));
static cl::opt<std::string>
    Project("project",
            cl::desc("Folder of what may be edited (default: the nearest one above\n"
                     "all units with .git or .recolor.yaml)"),
            cl::value_desc("dir"), cl::cat(Category), ANALYSING);
static cl::opt<std::string>
    BuildDir("p", cl::desc("Folder that holds compile_commands.json"),
             cl::value_desc("dir"), cl::cat(Category), ANALYSING);
static cl::list<std::string>
    ExtraArg("extra-arg", cl::desc("Argument to append to every compile command"),
             cl::value_desc("flag"), cl::cat(Category), ANALYSING);
static cl::list<std::string>
    ExtraArgBefore("extra-arg-before",
                   cl::desc("Argument to prepend to every compile command"),
                   cl::value_desc("flag"), cl::cat(Category), ANALYSING);
static cl::opt<unsigned> Jobs("jobs", cl::desc("Units to parse at once"),
                              cl::value_desc("N"), cl::init(0),
                              cl::cat(Category), ANALYSING);
static cl::alias JobsShort("j", cl::desc("Alias for --jobs"), cl::aliasopt(Jobs),
                           cl::cat(Category), cl::Prefix);
static cl::opt<bool>
    AllowPartial("allow-partial",
                 cl::desc("Go on when units are missing or do not parse"),
                 cl::cat(Category), ANALYSING);
static cl::opt<std::string>
    CacheDir("cache-dir",
             cl::desc("Where facts are kept (default: recolor in $XDG_CACHE_HOME\n"
                      "or ~/.cache)"),
             cl::value_desc("dir"), cl::cat(Category), ANALYSING);
static cl::opt<bool> NoCache("no-cache",
                             cl::desc("Parse every unit, and keep nothing"),
                             cl::cat(Category), ANALYSING);
static cl::opt<std::string>
    CacheSize("cache-size",
              cl::desc("What was used least recently goes beyond this (default: 5g)"),
              cl::value_desc("size"), cl::init("5g"), cl::cat(Category), ANALYSING);
static cl::list<std::string>
    Async("async", cl::desc("Function that becomes asynchronous, or file:line"),
          cl::value_desc("pattern"), cl::cat(Category), COLORING,
          cl::sub(PathsCommand));
static cl::list<std::string>
    Root("root", cl::desc("Change only what lies between these and a seed"),
         cl::value_desc("pattern"), cl::cat(Category), COLORING);
static cl::list<std::string>
    Stop("stop", cl::desc("Function that keeps its colour"),
         cl::value_desc("pattern"), cl::cat(Category), COLORING);
static cl::opt<std::string>
    RuntimeName("runtime",
                cl::desc("Coroutine library, or a .yaml file that describes one\n"
                         "(default: by the headers in use)"),
                cl::value_desc("name"), cl::cat(Category), COLORING,
                cl::sub(PathsCommand));
namespace {
enum class OnBarrier { Bridge, Refuse };
}
static cl::opt<OnBarrier> Barriers(
    "on-barrier", cl::desc("What to do where async meets a function that stays sync"),
    cl::values(clEnumValN(OnBarrier::Bridge, "bridge", "drive the task there and wait"),
               clEnumValN(OnBarrier::Refuse, "refuse", "keep the callee as it is")),
    cl::init(OnBarrier::Bridge), cl::cat(Category), COLORING);

static cl::opt<Strategy> Default(
    "strategy", cl::desc("What becomes of a function that turns async"),
    cl::values(clEnumValN(Strategy::Convert, "convert", "it becomes a coroutine in place"),
               clEnumValN(Strategy::Twin, "twin",
                          "it stays, and a coroutine is put beside it"),
               clEnumValN(Strategy::Wrap, "wrap",
                          "it stays, and a coroutine that offloads it is put beside")),
    cl::init(Strategy::Convert), cl::cat(Category), COLORING);
static cl::opt<bool>
    NoPassThrough("no-pass-through",
                  cl::desc("Make coroutines also of functions that only return\n"
                           "what another one returns"),
                  cl::cat(Category), COLORING);
static cl::opt<std::string>
    Rename("rename", cl::desc("What a twin is called"), cl::value_desc("pattern"),
           cl::init("{name}_async"), cl::cat(Category), COLORING);

cl::opt<std::string> OutputFile("o", cl::desc("Write to this file"),
                                cl::value_desc("file"), cl::cat(Category),
                                cl::sub(ReportCommand), cl::sub(PlanCommand),
                                cl::sub(RewriteCommand), cl::sub(IndexCommand),
                                cl::sub(PathsCommand), cl::sub(LinkCommand));

static std::vector<std::string> FixedFlags;
static bool HasFixedFlags = false;

void setFixedFlags(std::vector<std::string> Flags) {
  FixedFlags = std::move(Flags);
  HasFixedFlags = true;
}

ArrayRef<std::string> positionals() { return ArrayRef<std::string>(Positional); }

bool hasSeeds() { return !Async.empty(); }

bool hasStrategy() {
  return Default.getNumOccurrences() || Rename.getNumOccurrences();
}

Error checkRename(StringRef Pattern) {
  auto [Before, After] = Pattern.split("{name}");
  auto MayStand = [](StringRef Text) {
    return all_of(Text, [](char C) { return isAlnum(C) || C == '_'; });
  };
  if (Before.size() + After.size() + 6 == Pattern.size() && Pattern.size() > 6 &&
      MayStand(Before) && MayStand(After) &&
      !(!Before.empty() && isDigit(Before.front())))
    return Error::success();
  return make_error<DriverError>(
      ExitUsage, "--rename '" + Pattern.str() +
                     "' must be '{name}' with letters, digits or '_' around it");
}

/// A number of bytes, `k`, `m` or `g` behind it.
static Expected<uint64_t> parseSize(StringRef Text) {
  StringRef Digits = Text;
  uint64_t Size = 0;
  unsigned Shift = Digits.consume_back_insensitive("g")   ? 30
                   : Digits.consume_back_insensitive("m") ? 20
                   : Digits.consume_back_insensitive("k") ? 10
                                                          : 0;
  if (Digits.getAsInteger(10, Size) || Size == 0 || Size > (UINT64_MAX >> Shift))
    return make_error<DriverError>(ExitUsage,
                                   "--cache-size '" + Text.str() +
                                       "' is no size: a number of bytes, with 'k', 'm' "
                                       "or 'g' behind it for more");
  return Size << Shift;
}

std::string cacheFolder() {
  if (NoCache)
    return "";
  return CacheDir.empty() ? FactCache::defaultFolder() : CacheDir;
}

Expected<DriverOptions> driverOptions(ArrayRef<std::string> Sources) {
  DriverOptions O;
  O.Workspace.BuildDir = BuildDir;
  O.Workspace.Project = Project;
  O.FactsFiles.assign(FactsFile.begin(), FactsFile.end());
  if (!O.FactsFiles.empty() && (!Sources.empty() || HasFixedFlags || !BuildDir.empty()))
    return make_error<DriverError>(
        ExitUsage, "--facts says what the units contain: it goes with no source, no -p "
                   "and no flags");
  O.Workspace.Sources.assign(Sources.begin(), Sources.end());
  O.Workspace.ExtraArgs.assign(ExtraArg.begin(), ExtraArg.end());
  O.Workspace.ExtraArgsBefore.assign(ExtraArgBefore.begin(), ExtraArgBefore.end());
  O.Workspace.FixedFlags = FixedFlags;
  O.Workspace.HasFixedFlags = HasFixedFlags;
  O.Async.assign(Async.begin(), Async.end());
  O.Roots.assign(Root.begin(), Root.end());
  O.Stops.assign(Stop.begin(), Stop.end());
  O.Runtime = RuntimeName;
  O.Refuse = Barriers == OnBarrier::Refuse;
  O.Default = Default;
  O.Rename = Rename;
  O.PassThrough = !NoPassThrough;
  if (Error E = checkRename(O.Rename))
    return std::move(E);
  O.Rewrites = PlanCommand || RewriteCommand;
  O.AllowPartial = AllowPartial;
  O.Jobs = Jobs ? unsigned(Jobs) : get_physical_cores();
  if (!O.Jobs || int(O.Jobs) < 0)
    O.Jobs = 1;

  O.CacheFolder = cacheFolder();
  Expected<uint64_t> Size = parseSize(CacheSize);
  if (!Size)
    return Size.takeError();
  O.CacheBytes = *Size;

  // The configuration holds defaults: what the command line says wins.
  Expected<Config> C = findConfig(Sources.empty() ? "." : Sources.front());
  if (!C)
    return make_error<DriverError>(ExitUsage, toString(C.takeError()));
  if (O.Runtime.empty())
    O.Runtime = C->Runtime;
  if (O.Async.empty())
    O.Async = C->Async;
  if (O.Roots.empty())
    O.Roots = C->Roots;
  append_range(O.Stops, C->Stops);
  if (!Barriers.getNumOccurrences() && C->Refuse)
    O.Refuse = *C->Refuse;
  return O;
}

Expected<Session> openSession(ArrayRef<std::string> Sources, bool KeepFacts) {
  Expected<DriverOptions> O = driverOptions(Sources);
  if (!O)
    return O.takeError();
  O->KeepFacts = KeepFacts;
  return Session::open(std::move(*O));
}

void noteLackOfSeeds(const Program &P, const Coloring &C) {
  auto IsConverted = [](const ProgramFunction &F) {
    return F.is(FF_InProject) && F.is(FF_Coroutine);
  };
  if (C.Seeds.empty() && none_of(P.Functions, IsConverted))
    errs() << "note: no call was found that a conversion starts from: name what should "
              "become async with --async\n";
}

int report(Error E) {
  int Code = ExitEnvironment;
  auto Print = [](StringRef Message) {
    // A message about a place in a file begins with the place.
    if (!Message.contains(": error: "))
      errs() << "recolor: error: ";
    errs() << Message << "\n";
  };
  handleAllErrors(
      std::move(E),
      [&](const DriverError &D) {
        Code = D.Code;
        Print(D.Message);
      },
      [&](const ErrorInfoBase &Other) { Print(Other.message()); });
  return Code;
}

Error withOutput(function_ref<void(raw_ostream &)> Print) {
  if (OutputFile.empty() || OutputFile == "-") {
    Print(outs());
    outs().flush();
    return Error::success();
  }
  return writeToOutput(OutputFile, [&](raw_ostream &OS) {
    Print(OS);
    return Error::success();
  });
}

} // namespace recolor
