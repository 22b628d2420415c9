//===- NamedResults.cpp - Templates that name what a call returns ---------===//
#include "Clang/NamedResults.h"
#include "clang/AST/ASTConcept.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprConcepts.h"

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

/// Looks for a mention of one parameter of a template.
class Mention : public DynamicRecursiveASTVisitor {
  const TemplateTypeParmType *Of;

public:
  bool Found = false;
  explicit Mention(const TemplateTypeParmType *Of) : Of(Of) {}
  bool VisitTemplateTypeParmType(TemplateTypeParmType *T) override {
    Found |= T->getDepth() == Of->getDepth() && T->getIndex() == Of->getIndex();
    return !Found;
  }
};

/// Looks for what depends on the result of calling an object of the type that
/// is the argument for one parameter of a template.
class ResultNames : public DynamicRecursiveASTVisitor {
  const TemplateTypeParmType *Of;

public:
  bool Found = false;
  explicit ResultNames(const TemplateTypeParmType *Of) : Of(Of) {}

  bool VisitTemplateSpecializationType(TemplateSpecializationType *T) override {
    const TemplateDecl *D = T->getTemplateName().getAsTemplateDecl();
    if (D && answersByResult(D) && mentioned(T->template_arguments()))
      Found = true;
    // An alias (invoke_result_t, or one of the project) says what it stands for.
    else if (T->isTypeAlias() && T->isSugared())
      TraverseType(T->desugar());
    return !Found;
  }

  bool VisitUnresolvedLookupExpr(UnresolvedLookupExpr *E) override {
    for (const NamedDecl *D : E->decls())
      if (answersByResult(D) && mentioned(E->template_arguments()))
        Found = true;
    return !Found;
  }

  /// `template <std::predicate F>`.
  bool VisitTemplateTypeParmDecl(TemplateTypeParmDecl *D) override {
    if (const TypeConstraint *C = D->getTypeConstraint())
      TraverseStmt(C->getImmediatelyDeclaredConstraint());
    return !Found;
  }

  bool VisitConceptSpecializationExpr(ConceptSpecializationExpr *E) override {
    const ConceptDecl *D = dyn_cast_or_null<ConceptDecl>(E->getNamedConcept());
    if (D && asksForResult(D) && mentioned(E->getTemplateArguments()))
      Found = true;
    return !Found;
  }

  bool VisitRequiresExpr(RequiresExpr *E) override {
    for (const ParmVarDecl *P : E->getLocalParameters())
      Found |= mentions(P->getType()) && restrictsResult(E);
    return !Found;
  }

  /// `decltype(std::declval<F>()())`.
  bool VisitDecltypeType(DecltypeType *T) override {
    const auto *Call = dyn_cast<CallExpr>(T->getUnderlyingExpr()->IgnoreParens());
    if (Call && isa<CallExpr>(Call->getCallee()->IgnoreParens())) {
      Mention M(Of);
      M.TraverseStmt(const_cast<Expr *>(Call->getCallee()));
      Found |= M.Found;
    }
    return !Found;
  }

private:
  bool mentions(QualType T) const {
    Mention M(Of);
    M.TraverseType(T);
    return M.Found;
  }

  bool mentioned(ArrayRef<TemplateArgument> Args) const {
    return any_of(Args, [&](const TemplateArgument &A) {
      return A.getKind() == TemplateArgument::Type && mentions(A.getAsType());
    });
  }

  bool mentioned(ArrayRef<TemplateArgumentLoc> Args) const {
    return any_of(Args, [&](const TemplateArgumentLoc &A) {
      return A.getArgument().getKind() == TemplateArgument::Type &&
             mentions(A.getArgument().getAsType());
    });
  }

  /// Is it a trait of the standard library that tells or tests a result?
  static bool answersByResult(const NamedDecl *D) {
    if (!D->isInStdNamespace() || !D->getIdentifier())
      return false;
    StringRef Name = D->getName();
    Name.consume_back("_v") || Name.consume_back("_t");
    return is_contained({"invoke_result", "result_of", "is_invocable_r",
                         "is_nothrow_invocable_r"},
                        Name);
  }

  static bool restrictsResult(const RequiresExpr *E) {
    return any_of(E->getRequirements(), [](const concepts::Requirement *R) {
      const auto *Of = dyn_cast<concepts::ExprRequirement>(R);
      return Of && (Of->getReturnTypeRequirement().isTypeConstraint() ||
                    Of->hasNoexceptRequirement());
    });
  }

  static bool asksForResult(const ConceptDecl *D) {
    // Those of the library that say more than "can be called".
    if (D->isInStdNamespace())
      return is_contained({"predicate", "relation", "equivalence_relation",
                           "strict_weak_order"},
                          D->getName());
    // What a concept of the project says is looked at by its own parameter.
    for (const NamedDecl *P : *D->getTemplateParameters())
      if (const auto *Type = dyn_cast<TemplateTypeParmDecl>(P)) {
        ResultNames Names(cast<TemplateTypeParmType>(Type->getTypeForDecl()));
        Names.TraverseStmt(const_cast<Expr *>(D->getConstraintExpr()));
        if (Names.Found)
          return true;
      }
    return false;
  }
};

} // namespace

bool namesResult(const ParmVarDecl *P) {
  const auto *FD = dyn_cast<FunctionDecl>(P->getDeclContext());
  FunctionTemplateDecl *Template = nullptr;
  if (FD && !(Template = FD->getDescribedFunctionTemplate()))
    Template = FD->getPrimaryTemplate();
  if (!Template)
    return false;
  while (FunctionTemplateDecl *Pattern = Template->getInstantiatedFromMemberTemplate())
    Template = Pattern;
  // The same parameter in the pattern, before anything is substituted.
  const FunctionDecl *Written = Template->getTemplatedDecl();
  unsigned Index = P->getFunctionScopeIndex();
  if (Index >= Written->getNumParams())
    return false;
  const auto *T = Written->getParamDecl(Index)
                      ->getType()
                      .getNonReferenceType()
                      ->getAs<TemplateTypeParmType>();
  if (!T || T->getDepth() != Template->getTemplateParameters()->getDepth())
    return false;
  ResultNames Names(T);
  Names.TraverseDecl(Template);
  return Names.Found;
}

} // namespace recolor
