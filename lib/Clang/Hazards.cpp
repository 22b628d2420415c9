//===- Hazards.cpp - What a suspension in the middle disturbs -------------===//
#include "Clang/Hazards.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace recolor {
using namespace llvm;
using namespace clang;

/// Does the class have the two members that [thread.req.lockable.basic] names,
/// in whatever case?
static bool isLockable(const CXXRecordDecl *R) {
  if (!R || !R->hasDefinition())
    return false;
  if (R->hasAttr<CapabilityAttr>())
    return true;
  bool Locks = false, Unlocks = false;
  for (const CXXMethodDecl *M : R->getDefinition()->methods())
    if (M->getIdentifier()) {
      Locks |= M->getName().equals_insensitive("lock");
      Unlocks |= M->getName().equals_insensitive("unlock");
    }
  return Locks && Unlocks;
}

/// Does the destructor, as the class writes it, unlock something?
static bool unlocks(const Stmt *S) {
  if (!S)
    return false;
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S))
    if (const CXXMethodDecl *M = Call->getMethodDecl();
        M && M->getIdentifier() && M->getName().equals_insensitive("unlock") &&
        isLockable(M->getParent()))
      return true;
  return any_of(S->children(), unlocks);
}

bool HeldLocks::isGuard(QualType T) {
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || !(R = R->getDefinition()))
    return false;
  auto [It, New] = Guards.try_emplace(R, false);
  if (!New)
    return It->second;
  bool Guard = R->hasAttr<ScopedLockableAttr>();
  if (R->isInStdNamespace() && R->getIdentifier())
    Guard |= StringSwitch<bool>(R->getName())
                 .Cases({"lock_guard", "scoped_lock", "unique_lock", "shared_lock"}, true)
                 .Default(false);
  else if (const CXXDestructorDecl *D = R->getDestructor(); D && D->isUserProvided())
    Guard |= unlocks(D->getBody());
  if (!Guard && !R->isInStdNamespace() && !R->isLambda()) {
    Guard = any_of(R->fields(), [&](const FieldDecl *F) { return isGuard(F->getType()); }) ||
            any_of(R->bases(), [&](const CXXBaseSpecifier &B) { return isGuard(B.getType()); });
  }
  return Guards[R] = Guard;
}

static bool opensScope(const Stmt *S) {
  return isa<CompoundStmt, IfStmt, SwitchStmt, WhileStmt, DoStmt, ForStmt,
             CXXForRangeStmt, CXXCatchStmt>(S);
}

void HeldLocks::enter(const Stmt *S) {
  if (opensScope(S))
    Scopes.push_back(Locks.size());
}

void HeldLocks::leave(const Stmt *S) {
  if (!opensScope(S))
    return;
  Locks.resize(Scopes.back());
  Scopes.pop_back();
}

void HeldLocks::declare(const VarDecl *V) {
  if (!V->hasLocalStorage() || !isGuard(V->getType()))
    return;
  // `unique_lock l(m, std::defer_lock)` locks later.
  const Expr *Init = V->getInit() ? V->getInit()->IgnoreImplicit() : nullptr;
  const auto *Ctor = dyn_cast_or_null<CXXConstructExpr>(Init);
  bool Deferred = Ctor && (Ctor->getNumArgs() == 0 ||
                           any_of(Ctor->arguments(), [](const Expr *A) {
                             const CXXRecordDecl *R = A->getType()->getAsCXXRecordDecl();
                             return R && R->getIdentifier() && R->isInStdNamespace() &&
                                    R->getName() == "defer_lock_t";
                           }));
  bool Standard = V->getType()->getAsCXXRecordDecl()->isInStdNamespace();
  Locks.push_back({V, !(Standard && Deferred)});
}

/// The variable or field that an expression names.
static const ValueDecl *named(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_Deref)
    E = U->getSubExpr()->IgnoreParenImpCasts();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return Ref->getDecl();
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->getMemberDecl();
  return nullptr;
}

void HeldLocks::call(const CXXMemberCallExpr *Call) {
  const CXXMethodDecl *M = Call->getMethodDecl();
  if (!M || !M->getIdentifier() || !Call->getImplicitObjectArgument())
    return;
  bool Locking = M->getName().equals_insensitive("lock");
  if (!Locking && !M->getName().equals_insensitive("unlock"))
    return;
  const ValueDecl *Of = named(Call->getImplicitObjectArgument());
  if (!Of || !isLockable(M->getParent()))
    return;
  for (Lock &L : Locks)
    if (L.Of == Of) {
      L.Held = Locking;
      return;
    }
  if (Locking)
    Locks.push_back({Of, true});
}

bool HeldLocks::any() const {
  return any_of(Locks, [](const Lock &L) { return L.Held; });
}

/// May other code change the variable while this function waits?
static bool isShared(const ValueDecl *D) {
  if (isa<FieldDecl>(D) || D->getType()->isReferenceType())
    return true;
  const auto *V = dyn_cast<VarDecl>(D);
  return V && V->hasGlobalStorage();
}

static bool reads(const Stmt *S, const ValueDecl *D, const Expr *But) {
  if (!S || S == But || isa<LambdaExpr>(S))
    return false;
  if (const auto *E = dyn_cast<Expr>(S); E && isa<DeclRefExpr, MemberExpr>(E) && named(E) == D)
    return true;
  return any_of(S->children(), [&](const Stmt *C) { return reads(C, D, But); });
}

bool losesUpdate(const Expr *E, ArrayRef<const Stmt *> Parents) {
  const Stmt *Inner = E;
  for (const Stmt *P : reverse(Parents)) {
    if (!isa<Expr>(P))
      return false;
    const auto *Op = dyn_cast<BinaryOperator>(P);
    if (Op && Op->getOpcode() == BO_Assign && Op->getRHS() == Inner)
      if (const ValueDecl *D = named(Op->getLHS()); D && isShared(D))
        return reads(Op->getRHS(), D, E);
    Inner = P;
  }
  return false;
}

} // namespace recolor
