//===- ProjectConsumer.h - A unit, as far as the project goes ----*- C++ -*-===//
//
// How facts and edits alike want a unit to be parsed: without the bodies of
// functions outside the project, and with what those would have instantiated.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_PROJECTCONSUMER_H
#define RECOLOR_CLANG_PROJECTCONSUMER_H

#include "Clang/Project.h"
#include "clang/Sema/ExternalSemaSource.h"
#include "clang/Sema/SemaConsumer.h"
#include <functional>

namespace recolor {

/// What is done with the unit is HandleTranslationUnit's.
class ProjectConsumer : public clang::SemaConsumer {
public:
  /// Made before \p CI begins to parse.
  ProjectConsumer(const Workspace &W, clang::CompilerInstance &CI);

  bool shouldSkipFunctionBody(clang::Decl *D) override;
  void InitializeSema(clang::Sema &S) override;
  void ForgetSema() override {}
  void HandleTagDeclDefinition(clang::TagDecl *D) override;
  void HandleCXXImplicitFunctionInstantiation(clang::FunctionDecl *FD) override;

  /// Has instantiated what skipped bodies would have: class templates that a
  /// library's function is instantiated with, and their virtual functions. The
  /// compiler does so where it meets a call of a constructor, which may stand in
  /// such a body: that of std::make_shared, say.
  class SkippedInstances : public clang::ExternalSemaSource {
  public:
    clang::Sema *S = nullptr;
    std::vector<clang::ExternalVTableUse> Classes;
    std::vector<const clang::ClassTemplateSpecializationDecl *> Given;
    /// Adds what was met before the unit's own text.
    std::function<void(SkippedInstances &)> Before;
    void noteClass(clang::CXXRecordDecl *R);
    void noteGiven(const clang::TemplateArgument &Argument, WorkspaceFiles &Files);
    void ReadUsedVTables(llvm::SmallVectorImpl<clang::ExternalVTableUse> &Used) override;
  };
  SkippedInstances &skipped() { return *Skipped; }

protected:
  WorkspaceFiles Files;

private:
  llvm::IntrusiveRefCntPtr<SkippedInstances> Skipped;
};

} // namespace recolor

#endif
