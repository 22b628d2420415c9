//===- Preamble.cpp - What many units begin with --------------------------===//
#include "Clang/Preamble.h"
#include "Clang/ProjectConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/Sema.h"
#include "clang/Serialization/ASTReader.h"
#include "clang/Serialization/ASTWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace recolor {
using namespace llvm;
using namespace clang;

/// Where parsers find it; nothing on a disk has this name.
static constexpr llvm::StringLiteral PchPath = "/<recolor preamble>";

/// The directive a file begins with when it includes another, without what
/// stands before it: `#include "config.h"`. Otherwise empty.
static std::string firstInclude(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return "";
  StringRef Text = (*Buffer)->getBuffer();
  LangOptions Options;
  Options.LineComment = true;
  Lexer Lex(SourceLocation(), Options, Text.begin(), Text.begin(), Text.end());
  Token Hash, Name;
  Lex.LexFromRawLexer(Hash);
  if (Hash.isNot(tok::hash) || Lex.LexFromRawLexer(Name) ||
      Name.isNot(tok::raw_identifier) || Name.getRawIdentifier() != "include")
    return "";
  StringRef File = Text.substr(Lex.getCurrentBufferOffset()).ltrim(" \t");
  char Close = File.starts_with("<") ? '>' : File.starts_with("\"") ? '"' : 0;
  File = File.take_until([](char C) { return C == '\n'; });
  size_t End = Close ? File.find(Close, 1) : StringRef::npos;
  return End == StringRef::npos ? "" : ("#include " + File.take_front(End + 1)).str();
}

/// Is the argument of the command the unit's file?
static bool namesFile(StringRef Argument, const UnitCommand &Unit) {
  SmallString<256> Path(Argument);
  sys::path::make_absolute(Unit.Directory, Path);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path == Unit.File;
}

std::string Preamble::keyOf(const UnitCommand &Unit) {
  if (!isInC(Unit))
    return "";
  std::string Directive = firstInclude(Unit.File);
  if (Directive.empty())
    return "";
  std::string Key = Unit.Directory + '\0' + Directive + '\0';
  // What is written in quotes is looked for beside the file that says so first.
  StringRef File = StringRef(Directive).split('"').second;
  SmallString<256> Beside(sys::path::parent_path(Unit.File));
  sys::path::append(Beside, File.drop_back());
  if (!File.empty() && sys::fs::exists(Beside))
    Key += realPath(Beside);
  Key += sys::path::extension(Unit.File);
  for (const std::string &Argument : Unit.CommandLine) {
    // These are read before.
    if (StringRef(Argument).starts_with("-include") ||
        StringRef(Argument).starts_with("--include") ||
        StringRef(Argument).starts_with("-imacros"))
      return "";
    Key += '\0';
    if (!namesFile(Argument, Unit))
      Key += Argument;
  }
  return Key;
}

namespace {

/// Finds the file that the main file includes.
class FirstInclude : public PPCallbacks {
public:
  FirstInclude(OptionalFileEntryRef &Out, const SourceManager &SM) : Out(Out), SM(SM) {}
  void InclusionDirective(SourceLocation HashLoc, const Token &, StringRef, bool,
                          CharSourceRange, OptionalFileEntryRef File, StringRef, StringRef,
                          const clang::Module *, bool, SrcMgr::CharacteristicKind) override {
    if (SM.isInMainFile(HashLoc))
      Out = File;
  }

private:
  OptionalFileEntryRef &Out;
  const SourceManager &SM;
};

/// Will this file be passed over when it is included again?
bool isReadOnce(FileEntryRef File, Preprocessor &PP) {
  const HeaderFileInfo *Info = PP.getHeaderSearchInfo().getExistingFileInfo(File);
  if (!Info)
    return false;
  const IdentifierInfo *Guard =
      Info->LazyControllingMacro.isValid() && !Info->LazyControllingMacro.isID()
          ? Info->LazyControllingMacro.getPtr()
          : nullptr;
  return Info->isPragmaOnce || (Guard && PP.isMacroDefined(Guard));
}

} // namespace

/// Writes the precompiled header, and down what of it lies in the project.
class PreambleConsumer : public PCHGenerator {
public:
  PreambleConsumer(const Workspace &W, CompilerInstance &CI, Preamble &Out,
                   std::shared_ptr<PCHBuffer> Buffer)
      : PCHGenerator(CI.getPreprocessor(), CI.getModuleCache(), "", "", Buffer,
                     CI.getCodeGenOpts(), {}),
        Files(W, CI.getSourceManager()), PP(CI.getPreprocessor()), Out(Out),
        Buffer(std::move(Buffer)) {
    CI.getFrontendOpts().SkipFunctionBodies = true;
    PP.addPPCallbacks(std::make_unique<FirstInclude>(First, CI.getSourceManager()));
    PP.addPPCallbacks(recordInclusions(Out.Included, W, CI.getSourceManager()));
  }

  bool shouldSkipFunctionBody(Decl *D) override { return !Files.contains(D->getLocation()); }

  void HandleTranslationUnit(ASTContext &Ctx) override {
    PCHGenerator::HandleTranslationUnit(Ctx);
    if (!hasEmittedPCH() || !First || !isReadOnce(*First, PP))
      return;
    for (const Decl *D : Ctx.getTranslationUnitDecl()->decls())
      if (Files.contains(D->getLocation()))
        Out.Declared.push_back(getWriter().getDeclID(D));
    Out.Bytes.assign(Buffer->Data.begin(), Buffer->Data.end());
  }

private:
  WorkspaceFiles Files;
  Preprocessor &PP;
  Preamble &Out;
  std::shared_ptr<PCHBuffer> Buffer;
  OptionalFileEntryRef First;
};

namespace {

class PreambleAction : public ASTFrontendAction {
public:
  PreambleAction(const Workspace &W, Preamble &Out) : W(W), Out(Out) {}

  TranslationUnitKind getTranslationUnitKind() override { return TU_Prefix; }
  bool hasASTFileSupport() const override { return false; }
  bool BeginSourceFileAction(CompilerInstance &CI) override {
    CI.getLangOpts().CompilingPCH = true;
    return true;
  }
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    return std::make_unique<PreambleConsumer>(W, CI, Out, std::make_shared<PCHBuffer>());
  }

private:
  const Workspace &W;
  Preamble &Out;
};

} // namespace

std::unique_ptr<Preamble> Preamble::build(const Workspace &W, const UnitCommand &Unit) {
  auto Result = std::make_unique<Preamble>();
  UnitCommand Prefix = Unit;
  SmallString<256> Path(sys::path::parent_path(Unit.File));
  sys::path::append(Path, "<recolor preamble>" + sys::path::extension(Unit.File));
  Prefix.File = std::string(Path);
  for (std::string &Argument : Prefix.CommandLine)
    if (namesFile(Argument, Unit))
      Argument = Prefix.File;
  std::string Text = firstInclude(Unit.File) + "\n";
  AddedFile Main = {Prefix.File, Text};
  ParseOptions O;
  O.Added = &Main;
  O.Asked = &Result->Asked;
  ParseOutcome Outcome = parseUnit(Prefix, std::make_unique<PreambleAction>(W, *Result), O);
  if (!Outcome.Ok || Result->Bytes.empty())
    return nullptr;
  Result->Included.Files.erase(realPath(Prefix.File));
  Result->File.Path = PchPath.str();
  Result->File.Text = Result->Bytes;
  return Result;
}

void Preamble::use(ParseOptions &O) const {
  assert(O.ExtraFlags.empty() && !O.Added && !O.Overlay && "it was made without them");
  // It was made by this process, of these flags.
  static const std::string Flags[] = {"-include-pch", PchPath.str(), "-Xclang",
                                      "-fno-validate-pch"};
  O.ExtraFlags = Flags;
  O.Added = &File;
}

void Preamble::limitWalks(CompilerInstance &CI) const {
  ASTContext &Ctx = CI.getASTContext();
  ASTReader &Reader = *CI.getASTReader();
  std::vector<Decl *> Met;
  for (LocalDeclID Id : Declared)
    Met.push_back(Reader.GetDecl(
        Reader.getGlobalDeclID(Reader.getModuleManager().getPrimaryModule(), Id)));
  for (Decl *D : Ctx.getTranslationUnitDecl()->noload_decls())
    if (!D->isFromASTFile())
      Met.push_back(D);
  Ctx.setTraversalScope(Met);
  // The printer asks whether this is a macro; a parser that never met the name has
  // not loaded it.
  if (IdentifierInfo *Bool = CI.getPreprocessor().getIdentifierInfo("bool");
      Bool->isOutOfDate())
    Reader.updateOutOfDateIdentifier(*Bool);
}

} // namespace recolor
