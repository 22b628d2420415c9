//===- NamedResults.cpp - Templates that name what a call returns ---------===//
#include "Clang/NamedResults.h"
#include "Clang/Names.h"
#include "clang/AST/ASTConcept.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprConcepts.h"

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

/// Do both name one parameter of a template, if \p T names any?
bool isSame(const TemplateTypeParmType *T, const TemplateTypeParmType *Of) {
  return T && T->getDepth() == Of->getDepth() && T->getIndex() == Of->getIndex();
}

/// Looks for a mention of one parameter of a template.
class Mention : public DynamicRecursiveASTVisitor {
  const TemplateTypeParmType *Of;

public:
  bool Found = false;
  explicit Mention(const TemplateTypeParmType *Of) : Of(Of) {}
  bool VisitTemplateTypeParmType(TemplateTypeParmType *T) override {
    Found |= isSame(T, Of);
    return !Found;
  }
};

/// Looks for what depends on the result of calling an object of the type that
/// is the argument for one parameter of a template.
class ResultNames : public DynamicRecursiveASTVisitor {
  const TemplateTypeParmType *Of;
  const FunctionDecl *ButResultOf;

public:
  bool Found = false;
  /// What is written as the result of \p ButResultOf is not looked at.
  explicit ResultNames(const TemplateTypeParmType *Of,
                       const FunctionDecl *ButResultOf = nullptr)
      : Of(Of), ButResultOf(ButResultOf) {}

  bool TraverseTypeLoc(TypeLoc TL, bool Qualifier) override {
    return (ButResultOf && TL.getType() == ButResultOf->getReturnType()) ||
           DynamicRecursiveASTVisitor::TraverseTypeLoc(TL, Qualifier);
  }

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

/// The template that \p FD is the pattern or an instance of, as it is written; null: none.
static FunctionTemplateDecl *writtenTemplate(const FunctionDecl *FD) {
  return patternOf(FD)->getDescribedFunctionTemplate();
}

/// The template's parameter that is the whole type of \p P, references aside; null: none.
static const TemplateTypeParmType *deducedType(const ParmVarDecl *P,
                                               const FunctionTemplateDecl *Template) {
  const auto *T = P->getType().getNonReferenceType()->getAs<TemplateTypeParmType>();
  return T && T->getDepth() == Template->getTemplateParameters()->getDepth() ? T : nullptr;
}

bool namesResult(const ParmVarDecl *P) {
  const auto *FD = dyn_cast<FunctionDecl>(P->getDeclContext());
  FunctionTemplateDecl *Template = FD ? writtenTemplate(FD) : nullptr;
  if (!Template)
    return false;
  // The same parameter in the pattern.
  const FunctionDecl *Written = Template->getTemplatedDecl();
  unsigned Index = P->getFunctionScopeIndex();
  if (Index >= Written->getNumParams())
    return false;
  const TemplateTypeParmType *T = deducedType(Written->getParamDecl(Index), Template);
  if (!T)
    return false;
  ResultNames Names(T);
  Names.TraverseDecl(Template);
  return Names.Found;
}

namespace {

/// Tells of a type in a template whether it is what the call of a parameter returns.
class CallResult {
  const ParmVarDecl *P;
  const TemplateTypeParmType *Of;

public:
  CallResult(const ParmVarDecl *P, const TemplateTypeParmType *Of) : P(P), Of(Of) {}

  bool is(QualType T) const {
    if (const auto *D = T->getAs<DecltypeType>())
      return isCall(D->getUnderlyingExpr());
    // `typename std::invoke_result<F, A...>::type`, or an alias of it.
    const auto *Name = T->getAs<DependentNameType>();
    if (!Name || !Name->getIdentifier()->isStr("type") ||
        Name->getQualifier().getKind() != NestedNameSpecifier::Kind::Type)
      return false;
    const auto *Trait =
        Name->getQualifier().getAsType()->getAs<TemplateSpecializationType>();
    const TemplateDecl *D = Trait ? Trait->getTemplateName().getAsTemplateDecl() : nullptr;
    if (!D || !D->isInStdNamespace() || Trait->template_arguments().empty() ||
        Trait->template_arguments()[0].getKind() != TemplateArgument::Type)
      return false;
    QualType First = Trait->template_arguments()[0].getAsType();
    if (D->getName() == "result_of") // of `F(A...)`
      if (const auto *Call = First->getAs<FunctionProtoType>())
        return isParameter(Call->getReturnType());
    return D->getName() == "invoke_result" && isParameter(First);
  }

  /// `f(a...)`, `std::forward<F>(f)(a...)`, `std::declval<F>()(a...)`, `std::invoke(f, a...)`.
  bool isCall(const Expr *E) const {
    const auto *Call = dyn_cast<CallExpr>(E->IgnoreParens());
    if (!Call)
      return false;
    if (isObject(Call->getCallee()))
      return true;
    const auto *Name = dyn_cast<OverloadExpr>(Call->getCallee()->IgnoreParens());
    return Name && Call->getNumArgs() && isNamedInStd(Name, {"invoke"}) &&
           isObject(Call->getArg(0));
  }

private:
  bool isParameter(QualType T) const {
    return isSame(T.getNonReferenceType()->getAs<TemplateTypeParmType>(), Of);
  }

  bool isObject(const Expr *E) const {
    E = E->IgnoreParenImpCasts();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      return Ref->getDecl() == P;
    const auto *Call = dyn_cast<CallExpr>(E);
    const auto *Name = Call ? dyn_cast<OverloadExpr>(Call->getCallee()->IgnoreParens()) : nullptr;
    if (!Name)
      return false;
    if (Call->getNumArgs() == 1)
      return isNamedInStd(Name, {"forward", "move"}) && isObject(Call->getArg(0));
    return Call->getNumArgs() == 0 && Name->getNumTemplateArgs() == 1 &&
           isNamedInStd(Name, {"declval"}) &&
           Name->template_arguments()[0].getArgument().getKind() == TemplateArgument::Type &&
           isParameter(Name->template_arguments()[0].getArgument().getAsType());
  }

  static bool isNamedInStd(const OverloadExpr *Name, ArrayRef<StringRef> Names) {
    return is_contained(Names, Name->getName().getAsString()) &&
           all_of(Name->decls(), [](const NamedDecl *D) { return D->isInStdNamespace(); });
  }
};

/// The values that a function returns. One that stands in a variable is what the
/// variable was made of.
class ReturnedValues : public ConstDynamicRecursiveASTVisitor {
public:
  SmallVector<const Expr *, 4> Values; ///< null for `return;`

  bool TraverseLambdaExpr(const LambdaExpr *) override { return true; }
  bool VisitReturnStmt(const ReturnStmt *S) override {
    const Expr *E = S->getRetValue();
    const auto *Ref = E ? dyn_cast<DeclRefExpr>(valueOf(E)) : nullptr;
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (V && V->isLocalVarDecl() && V->getInit() && isa<AutoType>(V->getType().getTypePtr()))
      E = V->getInit();
    Values.push_back(E ? valueOf(E) : nullptr);
    return true;
  }

private:
  static const Expr *valueOf(const Expr *E) {
    E = E->IgnoreUnlessSpelledInSource();
    // Moved out of a variable, or copied from it.
    while (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
      if (Made->getNumArgs() != 1 || !Made->getConstructor()->isCopyOrMoveConstructor())
        break;
      E = Made->getArg(0)->IgnoreUnlessSpelledInSource();
    }
    return E;
  }
};

/// Can the argument of a call stand behind the parameters of the function around it?
bool isOfParameters(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Pack = dyn_cast<PackExpansionExpr>(E))
    E = Pack->getPattern()->IgnoreParenImpCasts();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return isa<ParmVarDecl>(Ref->getDecl());
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return isa<OverloadExpr>(Call->getCallee()->IgnoreParens()) &&
           all_of(Call->arguments(), isOfParameters);
  return isa<IntegerLiteral, CXXBoolLiteralExpr, clang::StringLiteral, CXXNullPtrLiteralExpr>(E);
}

} // namespace

/// The call from which \p FD deduces all that it returns, if \p Of says that it is one.
static const CallExpr *deducedFrom(const FunctionDecl *FD, const CallResult &Of) {
  const auto *Result = dyn_cast<AutoType>(FD->getReturnType().getTypePtr());
  FunctionTypeLoc Written = FD->getFunctionTypeLoc();
  if (!Result || Result->isDecltypeAuto() || Result->isConstrained() ||
      FD->getReturnType().hasLocalQualifiers() || !Written ||
      Written.getLocalRangeEnd().isMacroID() ||
      !FD->doesThisDeclarationHaveABody() || FD->getPreviousDecl() ||
      FD->getMostRecentDecl() != FD)
    return nullptr;
  ReturnedValues Returned;
  Returned.TraverseStmt(FD->getBody());
  for (const Expr *E : Returned.Values)
    if (!E || !Of.isCall(E))
      return nullptr;
  const auto *Call = Returned.Values.empty() ? nullptr : cast<CallExpr>(Returned.Values.front());
  return Call && !Call->getBeginLoc().isMacroID() && !Call->getEndLoc().isMacroID() &&
                 all_of(Call->arguments(), isOfParameters)
             ? Call
             : nullptr;
}

FollowedCall FollowedCall::of(const FunctionDecl *FD) {
  FunctionTemplateDecl *Template = writtenTemplate(FD);
  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  if (!Template || (Method && Method->getParent()->isLambda()))
    return {};
  const FunctionDecl *Written = Template->getTemplatedDecl();
  for (const ParmVarDecl *P : Written->parameters()) {
    const TemplateTypeParmType *T = deducedType(P, Template);
    if (!T)
      continue;
    CallResult Result(P, T);
    FollowedCall Call{P, deducedFrom(Written, Result)};
    if (!Call.Deduced && !Result.is(Written->getReturnType()))
      continue;
    ResultNames Elsewhere(T, Written);
    Elsewhere.TraverseDecl(Template);
    return Elsewhere.Found ? FollowedCall() : Call;
  }
  return {};
}

bool deducesItsCalls(const FunctionDecl *Instance) {
  if (!Instance->doesThisDeclarationHaveABody())
    return true;
  ReturnedValues Returned;
  Returned.TraverseStmt(Instance->getBody());
  return all_of(Returned.Values, [&](const Expr *E) {
    return E && E->isPRValue() &&
           Instance->getASTContext().hasSameType(E->getType(), Instance->getReturnType());
  });
}

} // namespace recolor
