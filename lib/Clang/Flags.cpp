//===- Flags.cpp - What the flags in an argument say ----------------------===//
#include "Clang/Flags.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

class FlagReader {
  const uint64_t Mask;
  const ASTContext &Ctx;
  SmallVector<const VarDecl *, 4> Asked; ///< one that depends on itself adds nothing

public:
  FlagReader(uint64_t Mask, const ASTContext &Ctx) : Mask(Mask), Ctx(Ctx) {}

  FlagState of(const Expr *E) {
    E = E->IgnoreParenCasts();
    if (E->isInstantiationDependent())
      return FlagState::Maybe;
    Expr::EvalResult Value;
    if (E->EvaluateAsInt(Value, Ctx))
      return (Value.Val.getInt().extOrTrunc(64).getZExtValue() & Mask) ? FlagState::Set
                                                                       : FlagState::Clear;
    if (const auto *B = dyn_cast<BinaryOperator>(E)) {
      if (B->getOpcode() == BO_Or)
        return std::max(of(B->getLHS()), of(B->getRHS()));
      if (B->getOpcode() == BO_And)
        return std::min(of(B->getLHS()), of(B->getRHS()));
    }
    if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
      FlagState True = of(C->getTrueExpr()), False = of(C->getFalseExpr());
      return True == False ? True : FlagState::Maybe;
    }
    // The flags that a descriptor has are no new ones.
    if (const auto *Call = dyn_cast<CallExpr>(E))
      if (const FunctionDecl *FD = Call->getDirectCallee();
          FD && FD->getIdentifier() && FD->getName().starts_with("fcntl"))
        return FlagState::Clear;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) && V->getType()->isIntegerType())
        return std::min(ofVariable(V), FlagState::Maybe);
    return FlagState::Maybe;
  }

private:
  FlagState ofVariable(const VarDecl *V) {
    if (is_contained(Asked, V))
      return FlagState::Clear;
    Asked.push_back(V);
    FlagState State = V->getInit() ? of(V->getInit()) : FlagState::Clear;
    if (const auto *Fn = dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod()))
      if (const Stmt *Body = Fn->getBody())
        State = std::max(State, written(Body, V));
    Asked.pop_back();
    return State;
  }

  static bool names(const Expr *E, const VarDecl *V) {
    const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens());
    return Ref && Ref->getDecl() == V;
  }

  FlagState written(const Stmt *S, const VarDecl *V) {
    FlagState State = FlagState::Clear;
    if (const auto *B = dyn_cast<BinaryOperator>(S);
        B && B->isAssignmentOp() && names(B->getLHS(), V))
      State = B->getOpcode() == BO_AndAssign ? FlagState::Clear
              : B->getOpcode() == BO_Assign || B->getOpcode() == BO_OrAssign
                  ? of(B->getRHS())
                  : FlagState::Maybe;
    else if (const auto *U = dyn_cast<UnaryOperator>(S);
             U && (U->getOpcode() == UO_AddrOf || U->isIncrementDecrementOp()) &&
             names(U->getSubExpr(), V))
      State = FlagState::Maybe;
    for (const Stmt *Child : S->children())
      if (Child && State != FlagState::Set)
        State = std::max(State, written(Child, V));
    return State;
  }
};

/// Where a function takes the flag, its arguments counted from 0.
struct Switch {
  llvm::StringLiteral Function;
  unsigned Flags;
  uint64_t Mask;
  int Command = -1; ///< the argument that must have Value
  uint64_t Value = 0;
};

constexpr Switch Switches[] = {
    {"fcntl", 2, O_NONBLOCK, 1, F_SETFL},  {"fcntl64", 2, O_NONBLOCK, 1, F_SETFL},
    {"ioctl", 2, ~uint64_t(0), 1, FIONBIO}, {"socket", 1, SOCK_NONBLOCK},
    {"socketpair", 1, SOCK_NONBLOCK},      {"accept4", 3, SOCK_NONBLOCK},
};

} // namespace

FlagState flagIn(const Expr *E, uint64_t Mask, const ASTContext &Ctx) {
  return FlagReader(Mask, Ctx).of(E);
}

FlagState tellsNotToWait(const CallExpr *Call, unsigned Argument, const ASTContext &Ctx) {
  if (!Argument || Argument > Call->getNumArgs())
    return FlagState::Clear;
  return flagIn(Call->getArg(Argument - 1), MSG_DONTWAIT, Ctx);
}

bool mayStopWaiting(const CallExpr *Call, const ASTContext &Ctx) {
  const FunctionDecl *FD = Call->getDirectCallee();
  if (!FD || !FD->getIdentifier() || !FD->getDeclContext()->getRedeclContext()->isTranslationUnit())
    return false;
  return any_of(Switches, [&](const Switch &S) {
    if (FD->getName() != S.Function || Call->getNumArgs() <= S.Flags)
      return false;
    Expr::EvalResult Command;
    if (S.Command >= 0)
      if (const Expr *E = Call->getArg(S.Command);
          !E->isValueDependent() && E->EvaluateAsInt(Command, Ctx) &&
          Command.Val.getInt().extOrTrunc(64).getZExtValue() != S.Value)
        return false;
    return flagIn(Call->getArg(S.Flags), S.Mask, Ctx) != FlagState::Clear;
  });
}

} // namespace recolor
