//===- Unit.cpp - Translation units and how to parse them -----------------===//
#include "Clang/Unit.h"
#include "Clang/Toolchain.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/YAMLParser.h"

namespace recolor {
using namespace llvm;
using namespace clang;
using namespace clang::tooling;

std::string realPath(const SourceManager &SM, FileEntryRef File) {
  SmallString<256> Path(File.getName());
  // The file system of the parse knows the folder; the process has another.
  if (SM.getFileManager().getVirtualFileSystem().makeAbsolute(Path))
    return realPath(File.getName());
  // Asked for nearly every declaration, and each answer is a system call for
  // every folder on the way.
  static thread_local StringMap<std::string> Known;
  auto [It, New] = Known.try_emplace(Path);
  if (New)
    It->second = realPath(Path);
  return It->second;
}

bool Workspace::inProject(StringRef RealPath) const {
  if (!RealPath.starts_with(Root))
    return false;
  return RealPath.size() > Root.size() &&
         (Root == "/" || RealPath[Root.size()] == '/');
}

//===----------------------------------------------------------------------===//
// The database
//===----------------------------------------------------------------------===//

static Error makeError(const Twine &Message) {
  return createStringError(inconvertibleErrorCode(), Message);
}

static Expected<std::string> findDatabase(const WorkspaceOptions &O) {
  auto Exists = [](const Twine &Dir) {
    return sys::fs::exists(Dir + "/compile_commands.json");
  };
  if (!O.BuildDir.empty()) {
    if (StringRef(O.BuildDir).ends_with(".json") && sys::fs::exists(O.BuildDir))
      return O.BuildDir;
    if (!Exists(O.BuildDir))
      return makeError("no compile_commands.json in '" + O.BuildDir +
                       "': -p names the build folder that holds it");
    return O.BuildDir + "/compile_commands.json";
  }
  SmallString<256> Dir(O.Sources.empty() ? StringRef(".")
                                         : StringRef(O.Sources.front()));
  sys::fs::make_absolute(Dir);
  sys::path::remove_dots(Dir, true);
  if (!O.Sources.empty())
    sys::path::remove_filename(Dir);
  std::string Start(Dir);
  for (; !Dir.empty(); Dir.truncate(sys::path::parent_path(Dir).size())) {
    if (Exists(Dir))
      return (Dir + "/compile_commands.json").str();
    if (Exists(Dir + "/build"))
      return (Dir + "/build/compile_commands.json").str();
    if (Dir == sys::path::root_path(Dir))
      break;
  }
  return makeError("no compile_commands.json in '" + Start +
                   "' or above it: name the build folder with -p, or give "
                   "compiler flags after --");
}

/// The database's reader prints syntax errors on its own; this finds the first
/// before it does.
static Error checkSyntax(const std::string &Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return makeError("cannot read '" + Path +
                     "': " + Buffer.getError().message());
  std::string First;
  SourceMgr Sources;
  Sources.setDiagHandler(
      [](const SMDiagnostic &D, void *Out) {
        std::string &First = *static_cast<std::string *>(Out);
        if (First.empty())
          First = std::to_string(D.getLineNo()) + ":" +
                  std::to_string(D.getColumnNo() + 1) +
                  ": error: " + D.getMessage().str();
      },
      &First);
  yaml::Stream Stream((*Buffer)->getBuffer(), Sources, /*ShowColors=*/false);
  if (!Stream.validate() || !First.empty())
    return makeError(Path + ":" + First);
  return Error::success();
}

/// The folder below which files may be edited: the nearest one above all
/// sources that is marked as a project, otherwise their common ancestor.
static std::string findRoot(ArrayRef<std::string> Sources) {
  if (Sources.empty())
    return realPath(".");
  SmallString<256> Common(sys::path::parent_path(Sources.front()));
  for (StringRef S : Sources)
    while (!(S.starts_with(Common) && (Common == "/" || S[Common.size()] == '/')))
      Common.truncate(sys::path::parent_path(Common).size());
  for (SmallString<256> Dir = Common; !Dir.empty();
       Dir.truncate(sys::path::parent_path(Dir).size())) {
    if (sys::fs::exists(Dir + "/.recolor.yaml") ||
        sys::fs::exists(Dir + "/.git"))
      return std::string(Dir);
    if (Dir == sys::path::root_path(Dir))
      break;
  }
  return std::string(Common);
}

/// Later flags win, but nothing may follow a `--`.
static void addFlags(std::vector<std::string> &Args, ArrayRef<std::string> Flags) {
  Args.insert(llvm::find(Args, "--"), Flags.begin(), Flags.end());
}

/// Reads headers as text that the build reads precompiled: what it precompiled is of
/// one compiler, may not be there yet, and says what the header said before an edit.
static void readHeadersAsText(std::vector<std::string> &Args, StringRef Directory) {
  auto Exists = [&](StringRef Path) {
    SmallString<256> Absolute(Path);
    sys::path::make_absolute(Directory, Absolute);
    return sys::fs::exists(Absolute);
  };
  std::vector<std::string> Out;
  StringSet<> Included;
  SmallVector<std::pair<size_t, std::string>> Precompiled; ///< and where it was named
  for (size_t I = 0; I != Args.size() && Args[I] != "--"; ++I) {
    if (Args[I] != "-include" && Args[I] != "-include-pch") {
      Out.push_back(std::move(Args[I]));
      continue;
    }
    // `-Xclang -include -Xclang FILE` goes past the driver.
    const bool PastDriver = !Out.empty() && Out.back() == "-Xclang";
    const size_t Value = I + 1 + PastDriver;
    if (Value >= Args.size())
      break;
    if (PastDriver)
      Out.pop_back();
    if (Args[I] == "-include-pch") {
      Precompiled.emplace_back(Out.size(), Args[Value]);
    } else {
      // The driver takes a precompiled one that lies beside it.
      Included.insert(Args[Value]);
      for (StringRef Part : {"-Xclang", "-include", "-Xclang"})
        Out.push_back(Part.str());
      Out.push_back(Args[Value]);
    }
    I = Value;
  }
  Out.insert(Out.end(), llvm::find(Args, "--"), Args.end());
  for (const auto &[At, Path] : reverse(Precompiled)) {
    StringRef Header = Path;
    bool Named = Header.consume_back(".pch") || Header.consume_back(".gch");
    if (Named && Included.contains(Header))
      continue;
    Named &= Exists(Header);
    Out.insert(Out.begin() + At, {"-Xclang", Named ? "-include" : "-include-pch", "-Xclang",
                                  Named ? Header.str() : Path});
  }
  Args = std::move(Out);
}

/// Makes a command fit for our parser: no output files, no warnings, the
/// builtin headers of the clang we are linked with.
static std::vector<std::string> adjust(const std::vector<std::string> &Command,
                                       StringRef File, StringRef Directory,
                                       const WorkspaceOptions &O) {
  static const ArgumentsAdjuster Strip = combineAdjusters(
      combineAdjusters(getClangStripOutputAdjuster(),
                       getClangStripDependencyFileAdjuster()),
      getClangSyntaxOnlyAdjuster());
  std::vector<std::string> Args = Strip(Command, File);
  readHeadersAsText(Args, Directory);
  Args.insert(Args.begin() + !Args.empty(), O.ExtraArgsBefore.begin(), O.ExtraArgsBefore.end());
  addFlags(Args, {"-w", "-ferror-limit=0", "-fno-caret-diagnostics",
                  "-resource-dir=" RECOLOR_RESOURCE_DIR});
  addFlags(Args, O.ExtraArgs);
  return Args;
}

/// The name of the compiler, without its folder.
static StringRef driverOf(const UnitCommand &Unit) {
  return sys::path::filename(Unit.CommandLine.front());
}

bool isInC(const UnitCommand &Unit) {
  StringRef Language;
  for (size_t I = 0; I != Unit.CommandLine.size(); ++I)
    if (StringRef Argument = Unit.CommandLine[I]; Argument.consume_front("-x"))
      Language = !Argument.empty() || I + 1 == Unit.CommandLine.size()
                     ? Argument
                     : StringRef(Unit.CommandLine[I + 1]);
  if (!Language.empty())
    return Language == "c";
  return sys::path::extension(Unit.File) == ".c" && !driverOf(Unit).contains("++");
}

std::string coroutineStandard(const UnitCommand &Unit) {
  if (!Unit.Raised.empty() || isInC(Unit))
    return Unit.Raised;
  StringRef Std;
  for (StringRef A : Unit.CommandLine)
    if (A.starts_with("-std="))
      Std = A.drop_front(5);
  StringRef Name = Std;
  Name.consume_front("gnu++") || Name.consume_front("c++");
  if (StringSwitch<bool>(Name).Cases({"20", "2a", "23", "2b", "26", "2c"}, true).Default(false))
    return "";
  return Std.starts_with("c++") ? "-std=c++20" : "-std=gnu++20";
}

void raiseStandard(UnitCommand &Unit) {
  std::string Flag = coroutineStandard(Unit);
  if (Flag.empty())
    return;
  addFlags(Unit.CommandLine, Flag);
  Unit.Raised = std::move(Flag);
}

void lowerStandard(UnitCommand &Unit) {
  llvm::erase(Unit.CommandLine, Unit.Raised);
  Unit.Raised.clear();
}

Expected<Workspace> Workspace::load(const WorkspaceOptions &O) {
  Workspace W;
  std::vector<CompileCommand> Commands;
  // Of all units, whichever are named: what is edited does not depend on them.
  std::vector<std::string> Sources;
  RealPaths Real;
  if (O.HasFixedFlags) {
    if (O.Sources.empty())
      return makeError("flags after -- need at least one source");
    SmallString<256> Cwd;
    sys::fs::current_path(Cwd);
    FixedCompilationDatabase Fixed(Cwd, O.FixedFlags);
    for (const std::string &S : O.Sources) {
      if (!sys::fs::exists(S))
        return makeError("'" + S + "' does not exist");
      for (CompileCommand &C : Fixed.getCompileCommands(S))
        Commands.push_back(std::move(C));
    }
  } else {
    Expected<std::string> Path = findDatabase(O);
    if (!Path)
      return Path.takeError();
    if (Error E = checkSyntax(*Path))
      return std::move(E);
    std::string Message;
    std::unique_ptr<CompilationDatabase> DB =
        JSONCompilationDatabase::loadFromFile(
            *Path, Message, JSONCommandLineSyntax::AutoDetect);
    if (!DB)
      return makeError("'" + *Path + "' is not a compilation database: " +
                       StringRef(Message).trim());
    DB = expandResponseFiles(std::move(DB), vfs::getRealFileSystem());
    if (O.Project.empty() && !O.Sources.empty())
      for (const std::string &F : DB->getAllFiles())
        Sources.push_back(Real.of(F));
    if (O.Sources.empty()) {
      Commands = DB->getAllCompileCommands();
    } else {
      for (const std::string &S : O.Sources) {
        std::vector<CompileCommand> Found =
            DB->getCompileCommands(realPath(S));
        if (Found.empty()) {
          SmallString<256> Abs(S);
          sys::fs::make_absolute(Abs);
          Found = DB->getCompileCommands(Abs);
        }
        if (Found.empty())
          return makeError("'" + S + "' is not in '" + *Path +
                           "': only units of the database can be analysed");
        Commands.insert(Commands.end(), Found.begin(), Found.end());
      }
    }
    if (Commands.empty())
      return makeError("'" + *Path + "' lists no unit");
  }

  for (CompileCommand &C : Commands) {
    UnitCommand U;
    SmallString<256> File(C.Filename);
    sys::path::make_absolute(C.Directory, File);
    sys::path::remove_dots(File, true);
    U.File = std::string(File);
    U.RealFile = Real.of(U.File);
    if (O.Sources.empty())
      Sources.push_back(U.RealFile);
    U.Directory = C.Directory;
    StringRef Ext = sys::path::extension(U.File);
    // Assembler and resource files have commands too, but nothing to parse.
    if (Ext == ".s" || Ext == ".S" || Ext == ".asm" || Ext == ".rc")
      continue;
    if (!sys::fs::exists(U.File)) {
      W.Missing.push_back(U.File);
      continue;
    }
    U.CommandLine = adjust(C.CommandLine, C.Filename, C.Directory, O);
    W.Units.push_back(std::move(U));
  }
  auto Order = [](const UnitCommand &A, const UnitCommand &B) {
    return std::tie(A.RealFile, A.CommandLine, A.Directory) <
           std::tie(B.RealFile, B.CommandLine, B.Directory);
  };
  llvm::sort(W.Units, Order);
  W.Units.erase(std::unique(W.Units.begin(), W.Units.end(),
                            [&](const UnitCommand &A, const UnitCommand &B) {
                              return !Order(A, B) && !Order(B, A);
                            }),
                W.Units.end());
  W.OnlyClang = !O.HasFixedFlags && all_of(W.Units, [](const UnitCommand &U) {
    return isInC(U) || driverOf(U).contains("clang");
  });
  llvm::sort(W.Missing);
  W.Missing.erase(std::unique(W.Missing.begin(), W.Missing.end()),
                  W.Missing.end());
  if (O.HasFixedFlags)
    for (const UnitCommand &U : W.Units)
      Sources.push_back(U.RealFile);
  W.Root = O.Project.empty() ? findRoot(Sources) : realPath(O.Project);
  return W;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

namespace {

/// Keeps the first errors, with the places of their notes.
class CollectErrors : public DiagnosticConsumer {
public:
  explicit CollectErrors(ParseOutcome &Out) : Out(Out) {}

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    ParseOutcome::Diagnostic D;
    if (Info.hasSourceManager() && Info.getLocation().isValid()) {
      const SourceManager &SM = Info.getSourceManager();
      auto [Id, Offset] = SM.getDecomposedLoc(SM.getFileLoc(Info.getLocation()));
      if (OptionalFileEntryRef FE = SM.getFileEntryRefForID(Id))
        D.File = realPath(SM, *FE);
      D.Offset = Offset;
      D.Line = SM.getLineNumber(Id, Offset);
      D.Column = SM.getColumnNumber(Id, Offset);
    }
    if (Level == DiagnosticsEngine::Note) {
      if (Current)
        Out.Errors.back().Notes.emplace_back(D.File, D.Offset);
      return;
    }
    Current = Level >= DiagnosticsEngine::Error && Out.Errors.size() < 8;
    if (!Current)
      return;
    SmallString<128> Text;
    Info.FormatDiagnostic(Text);
    D.Text = std::string(Text);
    Out.Errors.push_back(std::move(D));
  }

private:
  ParseOutcome &Out;
  bool Current = false;
};

} // namespace

ParseOutcome parseUnit(const UnitCommand &Unit, std::unique_ptr<FrontendAction> Action,
                       const ParseOptions &O) {
  ParseOutcome Out;
  FileSystemRef FS = vfs::createPhysicalFileSystem();
  if (O.Asked)
    FS = recording(std::move(FS), *O.Asked);
  if (O.Overlay)
    FS = overlaying(std::move(FS), *O.Overlay);
  if (!O.Added.empty())
    FS = adding(std::move(FS), O.Added);
  if (FS->setCurrentWorkingDirectory(Unit.Directory)) {
    if (O.Asked)
      O.Asked->addUncertain();
    Out.Errors.push_back({"", 0, 0, 0,
                          "the command's directory '" + Unit.Directory +
                              "' does not exist",
                          {}});
    return Out;
  }
  auto Files = llvm::makeIntrusiveRefCnt<FileManager>(FileSystemOptions(), FS);
  std::vector<std::string> Args = Unit.CommandLine;
  addFlags(Args, O.ExtraFlags);
  ToolInvocation Invocation(std::move(Args), std::move(Action), Files.get());
  CollectErrors Consumer(Out);
  Invocation.setDiagnosticConsumer(&Consumer);
  Out.Ok = Invocation.run() && Out.Errors.empty();
  return Out;
}

void forEachIndex(size_t Count, unsigned Jobs, function_ref<void(size_t)> Work) {
  if (Jobs <= 1 || Count <= 1) {
    for (size_t I = 0; I != Count; ++I)
      Work(I);
    return;
  }
  DefaultThreadPool Pool(hardware_concurrency(Jobs));
  for (size_t I = 0; I != Count; ++I)
    Pool.async([&Work, I] { Work(I); });
  Pool.wait();
}

} // namespace recolor
