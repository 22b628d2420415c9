//===- Handlers.cpp - What binds a handler to its exception ---------------===//
#include "Clang/Handlers.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"

namespace recolor {
using namespace llvm;
using namespace clang;

HandlerVariable variableOf(const CXXCatchStmt *Catch) {
  const VarDecl *V = Catch->getExceptionDecl();
  if (!V || !V->getIdentifier())
    return HandlerVariable::None;
  if (V->getType()->isReferenceType())
    return HandlerVariable::Reference;
  return V->getType()->isScalarType() ? HandlerVariable::Value
                                      : HandlerVariable::Copy;
}

/// Is it a call of a function of the library that answers by the exception
/// being handled?
static bool asksByName(const Stmt *S) {
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *FD = Call ? Call->getDirectCallee() : nullptr;
  if (!FD || !FD->getIdentifier() || !FD->isInStdNamespace())
    return false;
  return FD->getName() == "current_exception" ||
         FD->getName() == "throw_with_nested";
}

bool asksForCallersException(const Stmt *S) {
  if (!S || isa<CXXCatchStmt, LambdaExpr>(S))
    return false;
  if (const auto *Throw = dyn_cast<CXXThrowExpr>(S); Throw && !Throw->getSubExpr())
    return true;
  return asksByName(S) || any_of(S->children(), asksForCallersException);
}

/// Does code in a handler ask for the exception other than by a `throw;` of its
/// own, which can be written anew?
static bool asksInHandler(const Stmt *S, bool InLambda) {
  if (!S || isa<CXXCatchStmt>(S))
    return false;
  if (asksByName(S))
    return true;
  if (const auto *Throw = dyn_cast<CXXThrowExpr>(S);
      Throw && !Throw->getSubExpr() && InLambda)
    return true;
  if (const auto *L = dyn_cast<LambdaExpr>(S))
    return asksInHandler(L->getBody(), true);
  return any_of(S->children(),
                [&](const Stmt *Child) { return asksInHandler(Child, InLambda); });
}

void forEachRethrow(const CXXCatchStmt *Catch,
                    function_ref<void(const CXXThrowExpr *)> Found) {
  auto Walk = [&](auto &Self, const Stmt *S) -> void {
    // An inner handler has an exception of its own.
    if (!S || isa<CXXCatchStmt, LambdaExpr>(S))
      return;
    if (const auto *Throw = dyn_cast<CXXThrowExpr>(S); Throw && !Throw->getSubExpr())
      Found(Throw);
    for (const Stmt *Child : S->children())
      Self(Self, Child);
  };
  Walk(Walk, Catch->getHandlerBlock());
}

bool canLeaveHandlers(const CXXTryStmt *Try, const SourceManager &SM,
                      const LangOptions &LO) {
  if (Try->getBeginLoc().isMacroID() || Try->getEndLoc().isMacroID())
    return false;
  for (unsigned I = 0; I != Try->getNumHandlers(); ++I) {
    const CXXCatchStmt *Catch = Try->getHandler(I);
    const auto *Block = dyn_cast<CompoundStmt>(Catch->getHandlerBlock());
    if (!Block || Catch->getCatchLoc().isMacroID() ||
        Block->getLBracLoc().isMacroID() || Block->getRBracLoc().isMacroID() ||
        asksInHandler(Block, false))
      return false;
    const VarDecl *V = Catch->getExceptionDecl();
    if (!V)
      continue;
    QualType T = V->getType();
    if (Lexer::makeFileCharRange(CharSourceRange::getTokenRange(V->getSourceRange()),
                                 SM, LO)
            .isInvalid())
      return false;
    // Which of the two it is shows in an instantiation only.
    if (T->isDependentType() && !T->isReferenceType())
      return false;
    bool Rethrows = false;
    forEachRethrow(Catch, [&](const CXXThrowExpr *E) {
      Rethrows |= E->getBeginLoc().isMacroID();
    });
    if (Rethrows)
      return false;
  }
  return true;
}

} // namespace recolor
