//===- Preamble.cpp - Headers that are parsed once for many units ---------===//
#include "Clang/Preamble.h"
#include "Clang/DependencyScan.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/MultiplexConsumer.h"
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

/// Is the argument of the command the unit's file?
static bool namesFile(StringRef Argument, const UnitCommand &Unit) {
  SmallString<256> Path(Argument);
  sys::path::make_absolute(Unit.Directory, Path);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path == Unit.File;
}

std::string Preamble::keyOf(const UnitCommand &Unit) {
  // cl has other flags.
  if (sys::path::stem(Unit.CommandLine.front()).ends_with("cl") ||
      is_contained(Unit.CommandLine, "--driver-mode=cl"))
    return "";
  std::string Key = Unit.Directory + '\0' + sys::path::extension(Unit.File).str();
  for (StringRef Argument : Unit.CommandLine) {
    // These are read before; and a parser of modules has files of its own.
    if (Argument.starts_with("-include") || Argument.starts_with("--include") ||
        Argument.starts_with("-imacros") || Argument.starts_with("-fmodule"))
      return "";
    Key += '\0';
    if (!namesFile(Argument, Unit))
      Key += Argument;
  }
  return Key;
}

UnitCommand Preamble::unitOf(const UnitCommand &Unit, StringRef Directives, AddedFile &Main) {
  UnitCommand Result = Unit;
  // In the top folder nothing lies beside it.
  Result.File = Result.RealFile = ("/<recolor preamble>" + sys::path::extension(Unit.File)).str();
  for (std::string &Argument : Result.CommandLine)
    if (namesFile(Argument, Unit))
      Argument = Result.File;
  Main = {Result.File, Directives};
  return Result;
}

namespace {

/// Notes the files that the main file includes.
class DirectInclusions : public PPCallbacks {
public:
  DirectInclusions(std::vector<FileEntryRef> &Out, const SourceManager &SM) : Out(Out), SM(SM) {}
  void InclusionDirective(SourceLocation HashLoc, const Token &, StringRef, bool,
                          CharSourceRange, OptionalFileEntryRef File, StringRef, StringRef,
                          const clang::Module *, bool, SrcMgr::CharacteristicKind) override {
    if (File && SM.isInMainFile(HashLoc))
      Out.push_back(*File);
  }

private:
  std::vector<FileEntryRef> &Out;
  const SourceManager &SM;
};

} // namespace

/// Writes the precompiled header, and down what of it lies in the project.
class PreambleConsumer : public PCHGenerator {
public:
  PreambleConsumer(const Workspace &W, CompilerInstance &CI, Preamble &Out,
                   ProjectConsumer &Project, std::shared_ptr<PCHBuffer> Buffer)
      : PCHGenerator(CI.getPreprocessor(), CI.getModuleCache(), "", "", Buffer,
                     CI.getCodeGenOpts(), {}),
        Files(W, CI.getSourceManager()), PP(CI.getPreprocessor()), Out(Out), Project(Project),
        Buffer(std::move(Buffer)) {
    PP.addPPCallbacks(std::make_unique<DirectInclusions>(Direct, CI.getSourceManager()));
    PP.addPPCallbacks(recordInclusions(Out.Included, W, CI.getSourceManager()));
  }

  void HandleTranslationUnit(ASTContext &Ctx) override {
    PCHGenerator::HandleTranslationUnit(Ctx);
    if (!hasEmittedPCH() ||
        !all_of(Direct, [&](FileEntryRef File) { return isReadOnce(File, PP); }))
      return;
    for (const ExternalVTableUse &Use : Project.skipped().Classes)
      Out.Classes.push_back(getWriter().getDeclID(Use.Record));
    for (const ClassTemplateSpecializationDecl *R : Project.skipped().Given)
      Out.Given.push_back(getWriter().getDeclID(R));
    for (const Decl *D : Ctx.getTranslationUnitDecl()->decls())
      if (Files.contains(D->getLocation()))
        Out.Declared.push_back(getWriter().getDeclID(D));
    Out.Bytes.assign(Buffer->Data.begin(), Buffer->Data.end());
  }

private:
  WorkspaceFiles Files;
  Preprocessor &PP;
  Preamble &Out;
  ProjectConsumer &Project;
  std::shared_ptr<PCHBuffer> Buffer;
  std::vector<FileEntryRef> Direct;
};

namespace {

class PreambleAction : public ASTFrontendAction {
public:
  PreambleAction(const Workspace &W, Preamble &Out) : W(W), Out(Out) {}

  TranslationUnitKind getTranslationUnitKind() override { return TU_Prefix; }
  bool hasASTFileSupport() const override { return false; }
  bool BeginSourceFileAction(CompilerInstance &CI) override {
    CI.getLangOpts().CompilingPCH = true;
    // Once for all, rather than in each unit.
    CI.getLangOpts().PCHInstantiateTemplates = true;
    return true;
  }
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    auto Project = std::make_unique<ProjectConsumer>(W, CI);
    auto Writer = std::make_unique<PreambleConsumer>(W, CI, Out, *Project,
                                                     std::make_shared<PCHBuffer>());
    std::vector<std::unique_ptr<ASTConsumer>> Both;
    Both.push_back(std::move(Project));
    Both.push_back(std::move(Writer));
    return std::make_unique<MultiplexConsumer>(std::move(Both));
  }

private:
  const Workspace &W;
  Preamble &Out;
};

} // namespace

std::unique_ptr<Preamble> Preamble::build(const Workspace &W, const UnitCommand &Unit,
                                          StringRef Directives) {
  auto Result = std::make_unique<Preamble>();
  Result->Text = Directives;
  AddedFile &Main = Result->Files[1];
  UnitCommand Prefix = unitOf(Unit, Result->Text, Main);
  ParseOptions O;
  O.Added = Main;
  O.Asked = &Result->Asked;
  ParseOutcome Outcome = parseUnit(Prefix, std::make_unique<PreambleAction>(W, *Result), O);
  if (!Outcome.Ok || Result->Bytes.empty())
    return nullptr;
  Result->Included.Files.erase(Prefix.File); // when all there is is the project
  Result->Files[0] = {PchPath.str(), Result->Bytes};
  return Result;
}

void Preamble::use(ParseOptions &O) const {
  assert(O.ExtraFlags.empty() && O.Added.empty() && !O.Overlay && "it was made without them");
  // It was made by this process, of these flags.
  static const std::string Flags[] = {"-include-pch", PchPath.str(), "-Xclang",
                                      "-fno-validate-pch"};
  O.ExtraFlags = Flags;
  O.Added = Files;
}

void Preamble::addSkipped(CompilerInstance &CI, ProjectConsumer::SkippedInstances &To) const {
  for (LocalDeclID Id : Classes)
    To.noteClass(cast<CXXRecordDecl>(load(CI, Id)));
  for (LocalDeclID Id : Given)
    To.Given.push_back(cast<ClassTemplateSpecializationDecl>(load(CI, Id)));
}

Decl *Preamble::load(CompilerInstance &CI, LocalDeclID Id) const {
  ASTReader &Reader = *CI.getASTReader();
  return Reader.GetDecl(
      Reader.getGlobalDeclID(Reader.getModuleManager().getPrimaryModule(), Id));
}

void Preamble::limitWalks(CompilerInstance &CI) const {
  ASTContext &Ctx = CI.getASTContext();
  std::vector<Decl *> Met;
  for (LocalDeclID Id : Declared)
    Met.push_back(load(CI, Id));
  for (Decl *D : Ctx.getTranslationUnitDecl()->noload_decls())
    if (!D->isFromASTFile())
      Met.push_back(D);
  Ctx.setTraversalScope(Met);
  // The printer asks whether this is a macro; a parser that never met the name has
  // not loaded it.
  if (IdentifierInfo *Bool = CI.getPreprocessor().getIdentifierInfo("bool");
      Bool->isOutOfDate())
    CI.getASTReader()->updateOutOfDateIdentifier(*Bool);
}

} // namespace recolor
