//===- TemplateParameters.cpp - Functions as template arguments -----------===//
#include "Clang/TemplateParameters.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "llvm/ADT/DenseSet.h"

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

/// Looks for uses of a template's parameter other than calls of it.
class OtherUses : public ConstDynamicRecursiveASTVisitor {
  const NonTypeTemplateParmDecl *Parameter;
  DenseSet<const Expr *> Called;
  unsigned Unevaluated = 0;

public:
  bool Found = false;

  explicit OtherUses(const NonTypeTemplateParmDecl *P) : Parameter(P) {}

  bool TraverseDecltypeTypeLoc(DecltypeTypeLoc TL, bool Qualifier) override {
    ++Unevaluated;
    bool Ok = ConstDynamicRecursiveASTVisitor::TraverseDecltypeTypeLoc(TL, Qualifier);
    --Unevaluated;
    return Ok;
  }
  bool VisitCallExpr(const CallExpr *Call) override {
    if (!Unevaluated)
      Called.insert(Call->getCallee()->IgnoreParenImpCasts());
    return true;
  }
  bool VisitDeclRefExpr(const DeclRefExpr *Ref) override {
    // A definition outside of its class has parameters of its own.
    const auto *P = dyn_cast<NonTypeTemplateParmDecl>(Ref->getDecl());
    Found |= P && P->getDepth() == Parameter->getDepth() &&
             P->getIndex() == Parameter->getIndex() && !Called.contains(Ref);
    return !Found;
  }
};

} // namespace

bool onlyCalls(const TemplateDecl *T, const NonTypeTemplateParmDecl *P,
               Callables &Types, ProjectFiles &Files) {
  QualType Type = P->getType();
  const auto *Auto = Type->getAs<AutoType>();
  if (!Files.contains(T->getLocation()) || P->isParameterPack() || T->hasAssociatedConstraints() ||
      (Auto ? Auto->isConstrained() : Type->isDependentType() || !Types.involves(Type)))
    return false;
  const auto *Class = dyn_cast<ClassTemplateDecl>(T);
  SmallVector<const Stmt *, 4> Outside; // bodies that stand elsewhere
  OtherUses Uses(P);
  for (const Decl *D : T->redecls()) {
    if (!Auto && D != T)
      return false;
    Uses.TraverseDecl(D);
  }
  if (Class) {
    SmallVector<ClassTemplatePartialSpecializationDecl *, 1> Partial;
    const_cast<ClassTemplateDecl *>(Class)->getPartialSpecializations(Partial);
    const CXXRecordDecl *R = Class->getTemplatedDecl()->getDefinition();
    if (!R || !Partial.empty())
      return false;
    for (const Decl *D : R->decls()) {
      const FunctionDecl *FD = D->getAsFunction();
      if (FD && FD->getDefinition() && FD->getDefinition()->isOutOfLine())
        Outside.push_back(FD->getDefinition()->getBody());
    }
  } else if (!isa<FunctionTemplateDecl>(T)) {
    return false;
  }
  for (const Stmt *Body : Outside)
    Uses.TraverseStmt(Body);
  return !Uses.Found && (Auto || Outside.empty());
}

} // namespace recolor
