//===- ProjectConsumer.cpp - A unit, as far as the project goes -----------===//
#include "Clang/ProjectConsumer.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Sema/Sema.h"

namespace recolor {
using namespace llvm;
using namespace clang;

ProjectConsumer::ProjectConsumer(const Workspace &W, CompilerInstance &CI)
    : Files(W, CI.getSourceManager()),
      Constructed(makeIntrusiveRefCnt<VirtualMembers>()) {
  CI.getFrontendOpts().SkipFunctionBodies = true;
}

bool ProjectConsumer::shouldSkipFunctionBody(Decl *D) {
  return !Files.contains(D->getLocation());
}

void ProjectConsumer::InitializeSema(Sema &S) { S.addExternalSource(Constructed); }

void ProjectConsumer::HandleTagDeclDefinition(TagDecl *D) {
  auto *R = dyn_cast<CXXRecordDecl>(D);
  if (R && R->getTemplateSpecializationKind() == TSK_ImplicitInstantiation &&
      R->isPolymorphic() && !R->isAbstract() && Files.contains(R->getLocation()))
    Constructed->Classes.push_back({R, R->getLocation(), /*DefinitionRequired=*/true});
}

void ProjectConsumer::VirtualMembers::ReadUsedVTables(
    SmallVectorImpl<ExternalVTableUse> &Used) {
  append_range(Used, Classes);
  Classes.clear();
}

} // namespace recolor
