//===- Rewrite.cpp - recolor rewrite --------------------------------------===//
#include "Options.h"
#include "Driver/Series.h"
#include "Plan/PlanFile.h"
#include "Render/Report.h"
#include "Support/AtomicWrite.h"
#include "clang/Tooling/Core/Diagnostic.h"
#include "clang/Tooling/DiagnosticsYaml.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/YAMLTraits.h"

namespace recolor {
using namespace llvm;

static cl::opt<bool> Write("write", cl::desc("Change the files, all or none"),
                           cl::cat(Category), cl::sub(RewriteCommand));
static cl::opt<std::string>
    ExportFixes("export-fixes",
                cl::desc("Write the edits as clang-apply-replacements takes them"),
                cl::value_desc("file"), cl::cat(Category),
                cl::sub(RewriteCommand));
static cl::opt<std::string>
    SeriesDir("series", cl::desc("Write a series of patches, each of which compiles"),
              cl::value_desc("dir"), cl::cat(Category), cl::sub(RewriteCommand));
static cl::opt<std::string> PlanPath("plan", cl::desc("Apply this plan"),
                                     cl::value_desc("file"), cl::cat(Category),
                                     cl::sub(RewriteCommand));
static cl::opt<VerifyLevel> Verify(
    "verify", cl::desc("How far the patch is proved before it comes out"),
    cl::values(clEnumValN(VerifyLevel::None, "none", "not at all"),
               clEnumValN(VerifyLevel::Parse, "parse",
                          "touched units parse and calls keep their meaning"),
               clEnumValN(VerifyLevel::Codegen, "codegen",
                          "and compile to object code")),
    cl::init(VerifyLevel::Codegen), cl::cat(Category), cl::sub(RewriteCommand));

/// The edits in the format of clang-tidy's --export-fixes.
static void printFixes(raw_ostream &OS, const Session &S, const Patch &P) {
  clang::tooling::TranslationUnitDiagnostics Doc;
  Doc.MainSourceFile = S.W.Units.empty() ? "" : S.W.Units.front().File;
  for (const auto &[Path, File] : P.Files) {
    clang::tooling::Diagnostic D("recolor", clang::tooling::Diagnostic::Remark,
                                 S.W.Root);
    D.Message.Message = "rewrite into coroutines";
    D.Message.FilePath = Path;
    // Insertions at one place would be taken for conflicts: they are joined,
    // with the replacement that follows them there.
    for (size_t I = 0; I < File.Edits.size();) {
      uint32_t Offset = File.Edits[I].Offset, Length = 0;
      std::string Text;
      for (; I < File.Edits.size() && File.Edits[I].Offset == Offset; ++I) {
        Text += File.Edits[I].Text;
        Length += File.Edits[I].Expected.size();
      }
      D.Message.FileOffset = D.Message.FileOffset ? D.Message.FileOffset : Offset;
      cantFail(D.Message.Fix[Path].add(
          clang::tooling::Replacement(Path, Offset, Length, Text)));
    }
    Doc.Diagnostics.push_back(std::move(D));
  }
  yaml::Output Out(OS);
  Out << Doc;
}

/// What the user must know to build the result, and what was not done.
static void printNotes(const Session &S, const Patch &P) {
  if (!P.Files.empty()) {
    // The flags that most units lack are said once.
    auto InCpp = find_if(S.W.Units, [](const UnitCommand &U) { return !isInC(U); });
    std::vector<std::string> Flags = conversionFlags(*InCpp, *S.RT);
    errs() << "note: the converted code uses " << S.RT->Title << "; compile it with";
    for (const std::string &F : Flags)
      errs() << ' ' << F;
    if (!S.RT->LinkFlags.empty())
      errs() << " and link with " << join(S.RT->LinkFlags, " ");
    errs() << "\n";
  }
  renderRefusals(errs(), S.P, P.A.C, P.A.Pl);
}

/// Options that say two things at once, or nothing.
static Error checkOptions() {
  auto Usage = [](const Twine &Message) {
    return make_error<DriverError>(ExitUsage, Message.str());
  };
  std::vector<StringRef> Outputs;
  if (Write)
    Outputs.push_back("--write");
  if (!ExportFixes.empty())
    Outputs.push_back("--export-fixes");
  if (!SeriesDir.empty())
    Outputs.push_back("--series");
  if (!OutputFile.empty())
    Outputs.push_back("-o");
  if (Outputs.size() > 1)
    return Usage(Outputs[0] + " and " + Outputs[1] +
                 " exclude each other: the edits go to one place");
  if (!SeriesDir.empty())
    if (Error E = checkSeriesFolder(SeriesDir))
      return E;
  if (!PlanPath.empty() && hasSeeds())
    return Usage("--async and --plan exclude each other: a plan names its seeds");
  if (!PlanPath.empty() && hasStrategy())
    return Usage("--strategy and --plan exclude each other: a plan names its "
                 "strategies");
  return Error::success();
}

int runRewrite() {
  if (Error E = checkOptions())
    return report(std::move(E));
  Expected<DriverOptions> O = driverOptions(positionals());
  if (!O)
    return report(O.takeError());
  O->Verify = Verify;
  if (!PlanPath.empty()) {
    auto Buffer = MemoryBuffer::getFile(PlanPath);
    if (!Buffer)
      return report(make_error<DriverError>(
          ExitUsage, "cannot read the plan '" + PlanPath +
                         "': " + Buffer.getError().message()));
    Expected<PlanFile> File = readPlanFile((*Buffer)->getBuffer(), PlanPath);
    if (!File)
      return report(make_error<DriverError>(ExitUsage, toString(File.takeError())));
    // One that a file describes has its name once the file was read.
    if (StringRef(O->Runtime).ends_with(".yaml"))
      if (Expected<const Runtime *> RT = findRuntime(O->Runtime); !RT)
        return report(make_error<DriverError>(ExitUsage, toString(RT.takeError())));
    O->Runtime = File->Runtime;
    O->Async = File->Async;
    append_range(O->Stops, File->Keep);
    O->Default = File->Default;
    if (!File->Rename.empty())
      O->Rename = File->Rename;
    if (Error E = checkRename(O->Rename))
      return report(std::move(E));
    O->Strategies = File->Strategies;
    O->Frontier = File->Frontier;
  }
  Expected<Session> S = Session::open(std::move(*O));
  if (!S)
    return report(S.takeError());
  PatchMaker Maker(*S);
  Expected<Patch> P = Maker.make();
  if (!P)
    return report(P.takeError());

  if (!SeriesDir.empty()) {
    Expected<std::vector<SeriesStep>> Steps = makeSeries(*S, Maker, *P);
    if (!Steps)
      return report(Steps.takeError());
    if (Error E = writeSeries(*S, *Steps, SeriesDir))
      return report(std::move(E));
  } else if (Write) {
    std::vector<std::pair<std::string, std::string>> Files;
    for (const auto &[Path, File] : P->Files)
      Files.emplace_back(Path, File.New);
    if (Error E = writeFilesAtomically(Files))
      return report(std::move(E));
  } else if (!ExportFixes.empty()) {
    if (Error E = writeToOutput(ExportFixes, [&](raw_ostream &OS) {
          printFixes(OS, *S, *P);
          return Error::success();
        }))
      return report(std::move(E));
  } else if (Error E = withOutput([&](raw_ostream &OS) {
               for (const auto &[Path, File] : P->Files)
                 printDiff(OS, projectPath(*S, Path), File);
             })) {
    return report(std::move(E));
  }
  printNotes(*S, *P);
  noteLackOfSeeds(S->P, P->A.C);
  bool Refused = !P->L.Demoted.empty() ||
                 any_of(P->A.C.Seeds,
                        [&](uint32_t Fn) { return !P->A.C.isAsync(S->P, Fn); }) ||
                 any_of(P->A.Pl.Sites, [&](const SitePlan &Site) {
                   return Site.T == Treatment::Refuse ||
                          (Site.T == Treatment::Leave && !Site.Rule.empty());
                 });
  return Refused ? ExitFindings : ExitClean;
}

} // namespace recolor
