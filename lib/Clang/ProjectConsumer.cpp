//===- ProjectConsumer.cpp - A unit, as far as the project goes -----------===//
#include "Clang/ProjectConsumer.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Sema/Sema.h"

namespace recolor {
using namespace llvm;
using namespace clang;

ProjectConsumer::ProjectConsumer(const Workspace &W, CompilerInstance &CI)
    : Files(W, CI.getSourceManager()),
      Skipped(makeIntrusiveRefCnt<SkippedInstances>()) {
  CI.getFrontendOpts().SkipFunctionBodies = true;
}

bool ProjectConsumer::shouldSkipFunctionBody(Decl *D) {
  return !Files.contains(D->getLocation());
}

void ProjectConsumer::InitializeSema(Sema &S) {
  Skipped->S = &S;
  S.addExternalSource(Skipped);
}

void ProjectConsumer::HandleCXXImplicitFunctionInstantiation(FunctionDecl *FD) {
  const TemplateArgumentList *Arguments = FD->getTemplateSpecializationArgs();
  if (Arguments && !Files.contains(FD->getLocation()))
    for (const TemplateArgument &A : Arguments->asArray())
      Skipped->noteGiven(A, Files);
}

void ProjectConsumer::SkippedInstances::noteGiven(const TemplateArgument &Argument,
                                                  WorkspaceFiles &Files) {
  if (Argument.getKind() == TemplateArgument::Pack) {
    for (const TemplateArgument &A : Argument.pack_elements())
      noteGiven(A, Files);
  } else if (Argument.getKind() == TemplateArgument::Type) {
    const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        Argument.getAsType()->getAsCXXRecordDecl());
    if (R && R->getSpecializationKind() == TSK_Undeclared && Files.contains(R->getLocation()))
      Given.push_back(R);
  }
}

void ProjectConsumer::HandleTagDeclDefinition(TagDecl *D) {
  auto *R = dyn_cast<CXXRecordDecl>(D);
  if (R && R->getTemplateSpecializationKind() == TSK_ImplicitInstantiation &&
      R->isPolymorphic() && !R->isAbstract() && Files.contains(R->getLocation()))
    Skipped->noteClass(R);
}

void ProjectConsumer::SkippedInstances::noteClass(CXXRecordDecl *R) {
  Classes.push_back({R, R->getLocation(), /*DefinitionRequired=*/true});
}

void ProjectConsumer::SkippedInstances::ReadUsedVTables(
    SmallVectorImpl<ExternalVTableUse> &Used) {
  if (auto Add = std::exchange(Before, nullptr))
    Add(*this);
  // Where it fails, the library did not need it whole: that is no error.
  DiagnosticsEngine &Diags = S->getDiagnostics();
  bool Suppressed = Diags.getSuppressAllDiagnostics();
  Diags.setSuppressAllDiagnostics(true);
  for (const ClassTemplateSpecializationDecl *R : std::exchange(Given, {}))
    (void)S->isCompleteType(R->getLocation(), S->Context.getCanonicalTagType(R));
  Diags.setSuppressAllDiagnostics(Suppressed);
  append_range(Used, Classes);
  Classes.clear();
}

} // namespace recolor
