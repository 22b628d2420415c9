//===- PassThrough.cpp - Functions that only hand a result on -------------===//
#include "Extract/PassThrough.h"
#include "Clang/Signature.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

class Finder {
  const FunctionDecl *FD;
  function_ref<bool(SourceLocation)> InProject;
  unsigned TailCalls = 0;

public:
  Finder(const FunctionDecl *FD, function_ref<bool(SourceLocation)> InProject)
      : FD(FD), InProject(InProject) {}

  bool run() {
    const auto *Body = dyn_cast<CompoundStmt>(FD->getBody());
    if (!Body || Body->body_empty())
      return false;
    // What falls off the end of a void function has no task to return; only a
    // single call needs no other return.
    if (FD->getReturnType()->isVoidType())
      return Body->size() == 1 && tail(valueOf(Body->body_front()));
    return statement(Body) && TailCalls;
  }

private:
  static const Expr *valueOf(const Stmt *S) {
    if (const auto *Return = dyn_cast<ReturnStmt>(S))
      return Return->getRetValue();
    return dyn_cast<Expr>(S);
  }

  bool statement(const Stmt *S) {
    if (!S)
      return true;
    if (const auto *Return = dyn_cast<ReturnStmt>(S))
      return tail(Return->getRetValue());
    if (const auto *E = dyn_cast<Expr>(S))
      return plain(E);
    // Others declare something, catch something, or jump.
    if (isa<CompoundStmt, NullStmt>(S))
      return all_of(S->children(), [&](const Stmt *C) { return statement(C); });
    if (const auto *If = dyn_cast<IfStmt>(S))
      return !If->getInit() && !If->getConditionVariable() && plain(If->getCond()) &&
             statement(If->getThen()) && statement(If->getElse());
    if (const auto *Switch = dyn_cast<SwitchStmt>(S))
      return !Switch->getInit() && !Switch->getConditionVariable() &&
             plain(Switch->getCond()) && statement(Switch->getBody());
    if (const auto *Case = dyn_cast<SwitchCase>(S))
      return statement(Case->getSubStmt());
    return isa<BreakStmt>(S);
  }

  bool tail(const Expr *E) {
    const auto *Call = E ? dyn_cast<CallExpr>(E->IgnoreImplicit()) : nullptr;
    if (!Call || isa<CXXOperatorCallExpr>(Call) || Call->isTypeDependent())
      return false;
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Callee->isVariadic() ||
        !FD->getASTContext().hasSameType(carriedResult(Callee), carriedResult(FD)))
      return false;
    ++TailCalls;
    return plain(Call->getCallee()) &&
           all_of(Call->arguments(), [&](const Expr *A) { return plain(A); });
  }

  /// Does the expression call nothing, and neither make an object nor give away
  /// where a parameter lies that is gone when the function is?
  bool plain(const Expr *E) {
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
      return plain(Default->getExpr());
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
        Cast && Cast->getCastKind() == CK_LValueToRValue)
      return plainPlace(Cast->getSubExpr()) || plain(Cast->getSubExpr());
    // A copy of what needs no destructor is passed by value.
    if (const auto *Copy = dyn_cast<CXXConstructExpr>(E))
      return Copy->getConstructor()->isCopyOrMoveConstructor() &&
             Copy->getConstructor()->isTrivial() && Copy->getNumArgs() == 1 &&
             (plainPlace(Copy->getArg(0)) || plain(Copy->getArg(0)));
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      return !isOwn(Ref->getDecl());
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E)) {
      const FunctionDecl *Callee = Op->getDirectCallee();
      bool Points = Op->getOperator() == OO_Arrow ||
                    (Op->getOperator() == OO_Star && Op->getNumArgs() == 1);
      return Points && Callee && !InProject(Callee->getLocation()) &&
             !Op->getType()->isRecordType() &&
             all_of(Op->arguments(), [&](const Expr *A) { return plain(A); });
    }
    if (isa<CallExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr, LambdaExpr,
            InitListExpr, CXXNewExpr, CXXDeleteExpr, CXXThrowExpr, StmtExpr,
            CXXStdInitializerListExpr, CompoundLiteralExpr>(E) ||
        E->isTypeDependent())
      return false;
    return all_of(E->children(), [&](const Stmt *C) {
      const auto *Sub = dyn_cast_or_null<Expr>(C);
      return Sub && plain(Sub);
    });
  }

  /// A parameter of ours, or a member of one, whose value is read.
  bool plainPlace(const Expr *E) {
    E = E->IgnoreParens();
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
        Cast && Cast->getCastKind() == CK_NoOp)
      E = Cast->getSubExpr()->IgnoreParens();
    if (const auto *Member = dyn_cast<MemberExpr>(E);
        Member && !Member->isArrow() && isa<FieldDecl>(Member->getMemberDecl()))
      return plainPlace(Member->getBase());
    return isa<DeclRefExpr>(E);
  }

  /// Does it live in the function itself?
  static bool isOwn(const ValueDecl *D) {
    const auto *V = dyn_cast<VarDecl>(D);
    return V && V->hasLocalStorage() && !V->getType()->isReferenceType();
  }
};

} // namespace

bool handsResultOn(const FunctionDecl *FD,
                   function_ref<bool(SourceLocation)> InProject) {
  if (!FD->doesThisDeclarationHaveABody() || FD->isDependentContext() ||
      FD->isMain() || FD->isVariadic() || FD->getTemplateInstantiationPattern())
    return false;
  const auto *M = dyn_cast<CXXMethodDecl>(FD);
  if (M && M->getParent()->isLambda())
    return false;
  for (const ParmVarDecl *P : FD->parameters())
    if (P->getType().isDestructedType())
      return false;
  return Finder(FD, InProject).run();
}

} // namespace recolor
