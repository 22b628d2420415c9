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

bool Held::isGuard(QualType T) {
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

/// May other code change the variable while this function waits?
static bool isShared(const ValueDecl *D) {
  if (isa<FieldDecl>(D) || D->getType()->isReferenceType())
    return true;
  const auto *V = dyn_cast<VarDecl>(D);
  return V && V->hasGlobalStorage();
}

static bool hasMember(const CXXRecordDecl *R, StringRef Name) {
  return any_of(R->methods(), [&](const CXXMethodDecl *M) {
    return M->getIdentifier() && M->getName() == Name;
  });
}

/// Does \p E name something with elements that other code sees, and may change?
static bool isSharedContainer(const Expr *E) {
  if (!E || E->isTypeDependent() || E->getType().isConstQualified())
    return false;
  const CXXRecordDecl *R = E->getType()->getAsCXXRecordDecl();
  const ValueDecl *D = named(E);
  return R && D && isShared(D) && R->hasDefinition() &&
         hasMember(R->getDefinition(), "begin") && hasMember(R->getDefinition(), "end");
}

/// References and pointers, iterators (`*` goes on), and views (a pointer and a
/// size, copied as they are).
static bool refersElsewhere(QualType T) {
  if (T->isReferenceType() || T->isPointerType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || !(R = R->getDefinition()))
    return false;
  if (any_of(R->methods(), [](const CXXMethodDecl *M) {
        return M->getOverloadedOperator() == OO_Star && M->param_empty();
      }))
    return true;
  return R->isTriviallyCopyable() && hasMember(R, "data") && hasMember(R, "size") &&
         !hasMember(R, "fill");
}

/// Is the variable initialized by what a member of a container gives that others
/// see?
static bool refersIntoContainer(const VarDecl *V) {
  const Expr *Init = V->getInit();
  if (!Init || Init->isTypeDependent() || !refersElsewhere(V->getType()))
    return false;
  Init = Init->IgnoreUnlessSpelledInSource();
  // A pointer to an element.
  if (const auto *Address = dyn_cast<UnaryOperator>(Init);
      Address && Address->getOpcode() == UO_AddrOf)
    Init = Address->getSubExpr()->IgnoreUnlessSpelledInSource();
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Init))
    return refersElsewhere(Call->getMethodDecl()
                               ? Call->getMethodDecl()->getReturnType()
                               : Call->getType()) &&
           isSharedContainer(Call->getImplicitObjectArgument());
  if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(Init))
    return Call->getOperator() == OO_Subscript && isSharedContainer(Call->getArg(0));
  // `std::string_view v = name;` converts.
  return isSharedContainer(Init) && !V->getType()->isReferenceType();
}

/// The body of a loop, or null.
static const Stmt *repeatedBy(const Stmt *S) {
  if (const auto *For = dyn_cast<ForStmt>(S))
    return For->getBody();
  if (const auto *For = dyn_cast<CXXForRangeStmt>(S))
    return For->getBody();
  if (const auto *While = dyn_cast<WhileStmt>(S))
    return While->getBody();
  if (const auto *Do = dyn_cast<DoStmt>(S))
    return Do->getBody();
  return nullptr;
}

static bool opensScope(const Stmt *S) {
  return isa<CompoundStmt, IfStmt, SwitchStmt, WhileStmt, DoStmt, ForStmt,
             CXXForRangeStmt, CXXCatchStmt>(S);
}

void Held::enter(const Stmt *S) {
  if (opensScope(S))
    Scopes.push_back({Locks.size(), References.size(), Loops});
  if (const auto *For = dyn_cast<CXXForRangeStmt>(S); For && isSharedContainer(For->getRangeInit()))
    ++Loops;
  if (repeatedBy(S))
    Repeated.push_back(S);
}

void Held::leave(const Stmt *S) {
  if (!opensScope(S))
    return;
  Locks.resize(Scopes.back().Locks);
  References.resize(Scopes.back().References);
  Loops = Scopes.back().Loops;
  Scopes.pop_back();
  if (repeatedBy(S))
    Repeated.pop_back();
}

void Held::declare(const VarDecl *V) {
  if (V->hasLocalStorage() && isGuard(V->getType()))
    declareLock(V);
  else if (V->hasLocalStorage() && refersIntoContainer(V))
    References.push_back({V, usesOf(V)});
}

void Held::declareLock(const VarDecl *V) {
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

void Held::call(const CXXMemberCallExpr *Call) {
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
      L.IsHeld = Locking;
      return;
    }
  if (Locking)
    Locks.push_back({Of, true});
}

bool Held::hasLock() const {
  return any_of(Locks, [](const Lock &L) { return L.IsHeld; });
}

/// What \p S gives another value as a whole, or null.
static const Expr *replacedBy(const Stmt *S) {
  if (const auto *Op = dyn_cast<BinaryOperator>(S))
    return Op->getOpcode() == BO_Assign ? Op->getLHS() : nullptr;
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(S);
  return Call && Call->getOperator() == OO_Equal ? Call->getArg(0) : nullptr;
}

void Held::findUses(const Stmt *S, const VarDecl *V, std::vector<Use> &Uses) {
  if (!S)
    return;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S); Ref && Ref->getDecl() == V)
    Uses.push_back({Ref->getLocation(), false});
  const Expr *Target = replacedBy(S);
  // A reference is never replaced, what it refers to is.
  const auto *Ref = Target && !V->getType()->isReferenceType()
                        ? dyn_cast<DeclRefExpr>(Target->IgnoreParenImpCasts())
                        : nullptr;
  if (Ref && Ref->getDecl() == V)
    Uses.push_back({Ref->getLocation(), true});
  for (const Stmt *Child : S->children())
    if (Child != Target || !Ref || Ref->getDecl() != V)
      findUses(Child, V, Uses);
}

std::vector<Held::Use> Held::usesOf(const VarDecl *V) {
  std::vector<Use> Uses;
  const auto *Fn = dyn_cast<FunctionDecl>(V->getDeclContext());
  findUses(Fn ? Fn->getBody() : nullptr, V, Uses);
  const SourceManager &SM = V->getASTContext().getSourceManager();
  llvm::sort(Uses, [&](const Use &A, const Use &B) {
    return SM.isBeforeInTranslationUnit(A.Loc, B.Loc);
  });
  return Uses;
}

bool Held::hasReferenceUsedAfter(const Expr *E, const SourceManager &SM) const {
  if (Loops)
    return true;
  auto Before = [&](SourceLocation A, SourceLocation B) {
    return SM.isBeforeInTranslationUnit(A, B);
  };
  return any_of(References, [&](const Reference &R) {
    auto Next = find_if(R.Uses, [&](const Use &U) { return Before(E->getEndLoc(), U.Loc); });
    if (Next != R.Uses.end() && !Next->Replaced)
      return true;
    // What comes before it in the text of a loop comes behind it next time.
    return any_of(Repeated, [&](const Stmt *Loop) {
      const Stmt *Body = repeatedBy(Loop);
      if (Before(Body->getBeginLoc(), R.V->getLocation()) &&
          Before(R.V->getLocation(), Body->getEndLoc()))
        return false;
      return any_of(R.Uses, [&](const Use &U) {
        return !U.Replaced && !Before(U.Loc, Loop->getBeginLoc()) &&
               !Before(Loop->getEndLoc(), U.Loc);
      });
    });
  });
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

/// Is the object that \p E names one that only this function sees?
static bool isOwnObject(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  while (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (M->isArrow())
      return false;
    E = M->getBase()->IgnoreParenImpCasts();
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && !V->getType()->isReferenceType();
}

/// The variable or field that \p E names, when others see it and may change it.
static const ValueDecl *sharedIn(const Expr *E) {
  const ValueDecl *D = E->isTypeDependent() ? nullptr : named(E);
  return D && isShared(D) && !isOwnObject(E) &&
                 !D->getType().getNonReferenceType().isConstQualified()
             ? D
             : nullptr;
}

/// What \p S assigns to, or null.
static const Expr *assignedBy(const Stmt *S) {
  if (const auto *Op = dyn_cast<BinaryOperator>(S))
    return Op->isAssignmentOp() ? Op->getLHS() : nullptr;
  if (const auto *Op = dyn_cast<UnaryOperator>(S))
    return Op->isIncrementDecrementOp() ? Op->getSubExpr() : nullptr;
  if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(S)) {
    OverloadedOperatorKind K = Call->getOperator();
    return Call->getNumArgs() &&
                   (Call->isAssignmentOp() || K == OO_PlusPlus || K == OO_MinusMinus)
               ? Call->getArg(0)
               : nullptr;
  }
  // A container of a library that others see changes by its members.
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S)) {
    const CXXMethodDecl *M = Call->getMethodDecl();
    const Expr *Object = Call->getImplicitObjectArgument();
    if (M && Object && !M->isConst() && !M->isStatic() && M->getIdentifier() &&
        isSharedContainer(Object) &&
        StringSwitch<bool>(M->getName())
            .Cases({"push_back", "push_front", "push", "pop", "pop_back", "pop_front",
                    "insert", "emplace", "emplace_back", "erase", "clear", "resize",
                    "assign", "swap"},
                   true)
            .Default(false))
      return Object;
  }
  return nullptr;
}

void Operands::collect(const Stmt *S, Effects &Out) {
  // A closure does it when it is called.
  if (!S || isa<LambdaExpr, UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(S))
    return;
  if (const Expr *To = assignedBy(S))
    if (const ValueDecl *D = sharedIn(To))
      Out.Writes.insert(D);
  // A value is read, and so is what a reference to const refers to; a pointer's value
  // leads to what it points to.
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
      Cast && (Cast->getCastKind() == CK_LValueToRValue ||
               (Cast->getCastKind() == CK_NoOp && Cast->getType().isConstQualified()))) {
    if (const ValueDecl *D = sharedIn(Cast->getSubExpr());
        D && Cast->getCastKind() == CK_LValueToRValue)
      Out.Reads.insert(D);
    const Expr *Of = Cast->getSubExpr()->IgnoreParens();
    if (isa<DeclRefExpr, MemberExpr>(Of) && !Cast->getType()->isPointerType()) {
      if (const ValueDecl *D = named(Of))
        Out.Reads.insert(D);
      if (const auto *M = dyn_cast<MemberExpr>(Of))
        collect(M->getBase(), Out);
      return;
    }
  }
  if (const auto *Name = dyn_cast<Expr>(S); Name && isa<DeclRefExpr, MemberExpr>(Name))
    if (const ValueDecl *D = named(Name); isa_and_nonnull<VarDecl, FieldDecl>(D))
      (Name->getType().isConstQualified() ? Out.Reads : Out.Touched).insert(D);
  if (const auto *Copy = dyn_cast<CXXConstructExpr>(S);
      Copy && Copy->getConstructor()->isCopyOrMoveConstructor() && Copy->getNumArgs())
    if (const ValueDecl *D = sharedIn(Copy->getArg(0)))
      Out.Reads.insert(D);
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    if (const FunctionDecl *FD = Call->getDirectCallee())
      Out.Calls.push_back(FD);
    else
      Out.Opaque = Out.Unknown = true;
  }
  for (const Stmt *Child : S->children())
    collect(Child, Out);
}

void Operands::Effects::add(const Effects &Other) {
  Reads.insert(Other.Reads.begin(), Other.Reads.end());
  Writes.insert(Other.Writes.begin(), Other.Writes.end());
  Touched.insert(Other.Touched.begin(), Other.Touched.end());
  Opaque |= Other.Opaque;
  Unknown |= Other.Unknown;
}

bool Operands::Effects::dependsOn(const Effects &Other) const {
  auto Changed = [&](const ValueDecl *D) {
    return Other.Writes.contains(D) || Other.Touched.contains(D);
  };
  return any_of(Reads, Changed) || any_of(Writes, Changed) || any_of(Touched, Changed);
}

/// Does the library's function return without waiting for anything?
static bool neverWaits(const FunctionDecl *FD) {
  if (FD->getBuiltinID() || FD->isConstexpr() || FD->isImplicit() || FD->isDefaulted())
    return true;
  const auto *M = dyn_cast<CXXMethodDecl>(FD);
  const CXXRecordDecl *R = M ? M->getParent() : nullptr;
  // Containers, strings, pointers; not streams, threads, futures.
  return R && R->isInStdNamespace() &&
         (R->isTriviallyCopyable() || hasMember(R, "begin") || hasMember(R, "swap")) &&
         !hasMember(R, "get_future") && !hasMember(R, "join") && !hasMember(R, "wait") &&
         !hasMember(R, "rdbuf");
}

Operands::Effects Operands::ofCall(const FunctionDecl *FD) {
  constexpr size_t MostFunctions = 64;
  Effects All;
  DenseSet<const FunctionDecl *> Seen;
  std::vector<const FunctionDecl *> Work = {FD};
  while (!Work.empty()) {
    const FunctionDecl *Next = Work.back();
    Work.pop_back();
    const FunctionDecl *Definition = nullptr;
    if (!Seen.insert(Next->getCanonicalDecl()).second)
      continue;
    const auto *M = dyn_cast<CXXMethodDecl>(Next);
    bool Standard = Next->isInStdNamespace() || (M && M->getParent()->isInStdNamespace());
    if (Standard || !Next->hasBody(Definition) || (M && M->isVirtual()) ||
        Seen.size() > MostFunctions) {
      All.Opaque |= !neverWaits(Next);
      // A function of C keeps its state where nobody sees it.
      All.Unknown |= Files.contains(Next->getLocation()) ||
                     (Next->isExternC() && !Next->getBuiltinID());
      continue;
    }
    auto [It, New] = Bodies.try_emplace(Definition);
    if (New) {
      collect(Definition->getBody(), It->second);
      // What it is handed by reference is whose who calls it.
      for (Decls *Set : {&It->second.Reads, &It->second.Writes, &It->second.Touched}) {
        Decls Others;
        for (const ValueDecl *D : *Set)
          if (const auto *V = dyn_cast<VarDecl>(D); !V || !V->hasLocalStorage())
            Others.insert(D);
        *Set = std::move(Others);
      }
    }
    All.add(It->second);
    Work.insert(Work.end(), It->second.Calls.begin(), It->second.Calls.end());
  }
  return All;
}

/// The operands of \p P that come in any order with \p Inner, another one of them
/// ([expr.call]/8, [over.match.oper]/2).
static SmallVector<const Expr *, 4> unordered(const Stmt *P, const Stmt *Inner) {
  SmallVector<const Expr *, 4> Out;
  auto Among = [&](auto Range) {
    if (!is_contained(Range, Inner))
      return;
    for (const Stmt *S : Range)
      if (S != Inner && !isa<CXXDefaultArgExpr>(S))
        Out.push_back(cast<Expr>(S));
  };
  if (const auto *Op = dyn_cast<BinaryOperator>(P)) {
    if (!Op->isAssignmentOp() && !Op->isLogicalOp() && !Op->isShiftOp() &&
        !Op->isCommaOp() && !Op->isPtrMemOp())
      Among(Op->children());
  } else if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(P)) {
    OverloadedOperatorKind K = Call->getOperator();
    if (K == OO_Call)
      Among(drop_begin(Call->arguments()));
    else if (!Call->isAssignmentOp() && K != OO_LessLess && K != OO_GreaterGreater &&
             K != OO_Subscript && K != OO_Comma && K != OO_AmpAmp && K != OO_PipePipe &&
             K != OO_ArrowStar)
      Among(Call->arguments());
  } else if (const auto *Call = dyn_cast<CallExpr>(P)) {
    Among(Call->arguments());
  } else if (const auto *Ctor = dyn_cast<CXXConstructExpr>(P)) {
    if (!Ctor->isListInitialization())
      Among(Ctor->arguments());
  }
  return Out;
}

bool Operands::areInterleaved(const Expr *E, ArrayRef<const Stmt *> Parents) {
  const auto *Awaited = dyn_cast<CallExpr>(E);
  const FunctionDecl *FD = Awaited ? Awaited->getDirectCallee() : nullptr;
  const Stmt *Inner = E;
  for (const Stmt *P : reverse(Parents)) {
    if (!isa<Expr>(P) || isa<LambdaExpr>(P))
      return false;
    for (const Expr *Other : unordered(P, Inner)) {
      Effects Here;
      collect(Other, Here);
      if (!Here.Writes.empty())
        return true;
      for (const FunctionDecl *Called : Here.Calls) {
        Effects There = ofCall(Called);
        if (!There.Opaque && !There.Writes.empty())
          return true;
      }
      if (FD && !Here.Reads.empty()) {
        Effects Meanwhile = ofCall(FD);
        if (any_of(Here.Reads, [&](const ValueDecl *D) { return Meanwhile.Writes.contains(D); }))
          return true;
      }
    }
    Inner = P;
  }
  return false;
}

/// The variable that \p S declares or assigns, when it is a local one and its value
/// that of a call, which \p Call becomes.
static const VarDecl *takesCall(const Stmt *S, const CallExpr *&Call) {
  const VarDecl *V = nullptr;
  const Expr *Value = nullptr;
  if (const auto *DS = dyn_cast<DeclStmt>(S)) {
    V = DS->isSingleDecl() ? dyn_cast<VarDecl>(DS->getSingleDecl()) : nullptr;
    Value = V ? V->getInit() : nullptr;
  } else if (const auto *Op = dyn_cast<BinaryOperator>(S); Op && Op->getOpcode() == BO_Assign) {
    const auto *Ref = dyn_cast<DeclRefExpr>(Op->getLHS()->IgnoreParens());
    V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    Value = Op->getRHS();
  }
  if (!V || !Value || !V->hasLocalStorage() || V->getType()->isReferenceType())
    return nullptr;
  Call = dyn_cast<CallExpr>(Value->IgnoreImplicit());
  return Call && Call->getDirectCallee() ? V : nullptr;
}

bool Operands::couldRunTogether(const Expr *E, ArrayRef<const Stmt *> Parents) {
  size_t Up = Parents.size();
  while (Up && !isa<CompoundStmt>(Parents[Up - 1]))
    --Up;
  if (!Up || Up == Parents.size() || E->isTypeDependent())
    return false;
  const Stmt *Second = Parents[Up], *First = nullptr;
  for (const Stmt *S : cast<CompoundStmt>(Parents[Up - 1])->body()) {
    if (S == Second)
      break;
    First = S;
  }
  const CallExpr *Call = nullptr, *Earlier = nullptr;
  const VarDecl *V = takesCall(Second, Call);
  const VarDecl *Before = First ? takesCall(First, Earlier) : nullptr;
  if (!V || !Before || V == Before || Call != E)
    return false;
  auto EffectsOf = [&](const CallExpr *C, const VarDecl *To) {
    Effects All;
    collect(C, All);
    for (const FunctionDecl *FD : All.Calls)
      All.add(ofCall(FD));
    All.Writes.insert(To);
    return All;
  };
  Effects A = EffectsOf(Earlier, Before), B = EffectsOf(Call, V);
  return !A.Unknown && !B.Unknown && !A.dependsOn(B) && !B.dependsOn(A);
}

/// The variable that \p S names, if each thread has one of its own.
static const VarDecl *threadLocalIn(const Stmt *S) {
  const auto *Ref = dyn_cast<DeclRefExpr>(S);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->getTLSKind() != VarDecl::TLS_None && !V->getType().isConstQualified()
             ? V->getCanonicalDecl()
             : nullptr;
}

/// The same for a local reference or pointer to it.
static const VarDecl *threadLocalBehind(const Stmt *S) {
  const auto *Ref = dyn_cast<DeclRefExpr>(S);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) || !V->getInit())
    return nullptr;
  const Expr *Init = V->getInit()->IgnoreParenImpCasts();
  if (V->getType()->isReferenceType())
    return threadLocalIn(Init);
  if (!V->getType()->isPointerType())
    return nullptr;
  if (const auto *U = dyn_cast<UnaryOperator>(Init); U && U->getOpcode() == UO_AddrOf)
    return threadLocalIn(U->getSubExpr()->IgnoreParenImpCasts());
  return Init->getType()->isArrayType() ? threadLocalIn(Init) : nullptr;
}

/// The function that \p S calls, if it answers for the thread.
static const FunctionDecl *askedForThread(const Stmt *S) {
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *FD = Call ? Call->getDirectCallee() : nullptr;
  if (!FD || !FD->getIdentifier())
    return nullptr;
  if (FD->getName() == "get_id") {
    const auto *NS = dyn_cast<NamespaceDecl>(FD->getDeclContext());
    return NS && NS->getIdentifier() && NS->getName() == "this_thread" ? FD->getCanonicalDecl()
                                                                       : nullptr;
  }
  // The first three are what the macro errno says.
  bool Asks = StringSwitch<bool>(FD->getName())
                  .Cases({"__errno_location", "__error", "_errno", "pthread_self", "gettid",
                          "thrd_current", "uselocale"},
                         true)
                  .Default(false);
  return Asks && FD->isExternC() ? FD->getCanonicalDecl() : nullptr;
}

/// What belongs to the thread and gets another value as a whole when \p E does.
static const ValueDecl *replacedIn(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_Deref)
    return askedForThread(U->getSubExpr()->IgnoreParenImpCasts());
  return threadLocalIn(E);
}

void ThreadState::collect(const Stmt *S, std::vector<Use> &Out) {
  if (!S || isa<LambdaExpr>(S))
    return;
  const Expr *Target = replacedBy(S);
  const ValueDecl *Given = Target ? replacedIn(Target) : nullptr;
  for (const Stmt *Child : S->children()) {
    if (!Child || (Given && Child == Target))
      continue;
    // `++count;` as a statement.
    if (isa<CompoundStmt>(S))
      if (const Expr *Counted = assignedBy(Child);
          Counted && threadLocalIn(Counted->IgnoreParenImpCasts())) {
        const auto *Op = dyn_cast<BinaryOperator>(Child);
        if (!Op || Op->isCompoundAssignmentOp()) {
          collect(Op ? Op->getRHS() : nullptr, Out);
          continue;
        }
      }
    collect(Child, Out);
  }
  if (Given)
    Out.push_back({Given, Target->getBeginLoc(), true});
  for (const ValueDecl *Of : {static_cast<const ValueDecl *>(threadLocalIn(S)),
                              static_cast<const ValueDecl *>(threadLocalBehind(S)),
                              static_cast<const ValueDecl *>(askedForThread(S))})
    if (Of)
      Out.push_back({Of, S->getBeginLoc(), false});
}

bool ThreadState::spans(const Expr *E, const FunctionDecl *Fn, const SourceManager &SM) {
  const FunctionDecl *Definition = nullptr;
  if (!Fn || !Fn->hasBody(Definition))
    return false;
  const Stmt *Body = Definition->getBody();
  auto [It, New] = Bodies.try_emplace(Body);
  if (New)
    collect(Body, It->second);
  ArrayRef<Use> Uses = It->second;
  auto Before = [&](SourceLocation A, SourceLocation B) {
    return SM.isBeforeInTranslationUnit(A, B);
  };
  return any_of(Uses, [&](const Use &First) {
    if (!Before(First.Loc, E->getBeginLoc()))
      return false;
    auto Next = find_if(Uses, [&](const Use &U) {
      return U.Of == First.Of && Before(E->getEndLoc(), U.Loc);
    });
    return Next != Uses.end() && !Next->Replaced;
  });
}

} // namespace recolor
