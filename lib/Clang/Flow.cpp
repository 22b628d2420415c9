//===- Flow.cpp - Where the value of a callable goes ----------------------===//
#include "Clang/Flow.h"
#include "Clang/Algorithms.h"
#include "Clang/Names.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/StringSwitch.h"

namespace recolor {
using namespace llvm;
using namespace clang;

std::string slotKey(const SlotRef &S, Callables &Types,
                    const SourceManager &SM) {
  if (S.Decl)
    return slotKey(S.Decl, SM);
  if (S.ResultOf)
    return "slot:result:" + keyOf(S.ResultOf, SM);
  return S.Type.isNull() ? "slot:" : "slot:type:" + Types.signatureOf(S.Type);
}

/// The object of a member call or member operator, or null.
static const Expr *objectOf(const CallExpr *Call) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
  if (!M || M->isStatic())
    return nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Member->getImplicitObjectArgument();
  return isa<CXXOperatorCallExpr>(Call) && Call->getNumArgs() ? Call->getArg(0)
                                                              : nullptr;
}

/// Functions of the standard library that hand out what their first argument
/// holds, or a way to get at it.
static bool handsOut(const FunctionDecl *FD) {
  return FD->isInStdNamespace() && FD->getIdentifier() &&
         StringSwitch<bool>(FD->getName())
             .Cases({"get", "begin", "end", "cbegin", "cend", "rbegin", "rend",
                     "next", "prev", "make_move_iterator", "data"},
                    true)
             .Default(givesBack(FD));
}

bool wrapsCallable(const FunctionDecl *FD) {
  return FD->isInStdNamespace() && FD->getIdentifier() &&
         StringSwitch<bool>(FD->getName())
             .Cases({"bind", "bind_front", "bind_back", "mem_fn", "ref", "cref"},
                    true)
             .Default(false);
}

bool makesElement(const FunctionDecl *FD) {
  return FD->isInStdNamespace() && FD->getIdentifier() &&
         StringSwitch<bool>(FD->getName())
             .Cases({"make_pair", "make_tuple", "tie", "forward_as_tuple"}, true)
             .Default(false);
}

const Expr *storeOf(const CallExpr *Call, Callables &Types, ProjectFiles &Files) {
  const FunctionDecl *FD = Call->getDirectCallee();
  if (!FD || Files.contains(FD->getLocation()) || !Types.involves(Call->getType()))
    return nullptr;
  const Expr *Object = objectOf(Call);
  if (!Object && Call->getNumArgs() &&
      (handsOut(FD) || isa<CXXOperatorCallExpr>(Call)))
    Object = Call->getArg(0);
  if (!Object || !Types.involves(Object->getType()) ||
      Types.signatureOf(Object->getType()) != Types.signatureOf(Call->getType()))
    return nullptr;
  return Object;
}

SlotRef slotIn(const Expr *E, Callables &Types, ProjectFiles &Files) {
  QualType Asked = E->getType();
  while (true) {
    E = E->IgnoreParenImpCasts();
    if (const auto *U = dyn_cast<UnaryOperator>(E))
      E = U->getSubExpr();
    else if (const auto *A = dyn_cast<ArraySubscriptExpr>(E))
      E = A->getBase();
    else if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isPtrMemOp()) {
      E = B->getRHS();
      Asked = E->getType(); // that of the whole is a placeholder
    } else if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temp->getSubExpr();
    else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *M = dyn_cast<MemberExpr>(E);
             M && isa<FieldDecl>(M->getMemberDecl()) &&
             !Files.contains(M->getMemberDecl()->getLocation()) &&
             Types.involves(M->getBase()->getType()) &&
             Types.signatureOf(M->getBase()->getType()) ==
                 Types.signatureOf(Asked))
      E = M->getBase(); // the second of a pair
    else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      const FunctionDecl *FD = Call->getDirectCallee();
      const Expr *Store = FD && Call->getNumArgs() && givesBack(FD)
                              ? Call->getArg(0)
                              : storeOf(Call, Types, Files);
      if (!Store)
        break;
      E = Store;
    } else
      break;
  }
  const ValueDecl *D = nullptr;
  if (const auto *M = dyn_cast<MemberExpr>(E))
    D = M->getMemberDecl();
  else if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    D = Ref->getDecl();
  if (const auto *B = dyn_cast_or_null<BindingDecl>(D)) {
    // A tuple's element is asked for by a get() that initializes a variable.
    if (const VarDecl *Holder = B->getHoldingVar(); Holder && Holder->getInit())
      return slotIn(Holder->getInit(), Types, Files);
    if (B->getBinding())
      return slotIn(B->getBinding(), Types, Files);
  }
  QualType T = E->getType();
  if (D && !isa<FunctionDecl>(D) && Files.contains(D->getLocation())) {
    // A variable that cannot hold a callable by its type (void *, an integer)
    // shares what it holds with all of its kind.
    return Types.involves(D->getType()) || D->getType()->isDependentType()
               ? SlotRef::of(D)
               : SlotRef::unnamed(QualType());
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *FD = Call->getDirectCallee();
        FD && Files.contains(FD->getLocation()) && Types.involves(T))
      return SlotRef::resultOf(patternOf(FD));
  return SlotRef::unnamed(Types.involves(T) ? T : QualType());
}

bool givesBack(const FunctionDecl *FD) {
  switch (FD->getBuiltinID()) {
  case Builtin::BImove:
  case Builtin::BImove_if_noexcept:
  case Builtin::BIforward:
  case Builtin::BIforward_like:
  case Builtin::BIas_const:
  case Builtin::BIaddressof:
  case Builtin::BI__addressof:
  case Builtin::BI__builtin_addressof:
    return true;
  default:
    return false;
  }
}

namespace {

class Follower {
  const FlowContext &C;
  const Expr *const Leaf;
  Flow Out;
  const Expr *E;
  unsigned Up;
  bool Reads;

public:
  Follower(const Expr *Leaf, const FlowContext &C, bool Reads)
      : C(C), Leaf(Leaf), E(Leaf), Up(C.Parents.size()), Reads(Reads) {}

  Flow run() {
    while (step()) {
    }
    if (!Out.Written) {
      Out.Written = E;
      Out.Up = Up;
    }
    return std::move(Out);
  }

private:
  void to(SlotRef S) {
    Out.Sinks.push_back({S, nullptr});
  }
  void toUnnamed() { to(SlotRef::unnamed(valueType())); }
  /// An expression names the class of the value: by an alias, which is a slot
  /// of its own, or else by words that stay as they are.
  void asWritten(QualType T) {
    if (!T->isRecordType() || !C.Types.involves(T) ||
        T->getAs<DeducedTemplateSpecializationType>() || T->getContainedAutoType())
      return;
    if (const auto *Alias = T->getAs<TypedefType>();
        Alias && C.Files.contains(Alias->getDecl()->getLocation()))
      to(SlotRef::of(Alias->getDecl()));
    else
      Out.Converted = true;
  }
  QualType valueType() {
    QualType T = E->getType();
    return C.Types.involves(T) || T->isFunctionType() ? T : QualType();
  }
  void to(const ValueDecl *D) {
    if (!C.Files.contains(D->getLocation()))
      to(SlotRef::unnamed(D->getType()));
    else if (C.Types.involves(D->getType()))
      to(SlotRef::of(D));
    else if (!D->getType()->isBooleanType() &&
             !D->getType().getNonReferenceType()->isRecordType())
      to(SlotRef::unnamed(QualType()));
  }

  bool pass(const Expr *Outer) {
    E = Outer;
    --Up;
    return true;
  }
  /// The same, by an expression that is more than another way to write it.
  bool passThrough(const Expr *Outer) {
    if (!Out.Written) {
      Out.Written = E;
      Out.Up = Up;
    }
    return pass(Outer);
  }

  /// The expression is a whole initializer, or stands alone.
  bool atTop() {
    if (C.Variable)
      to(C.Variable);
    return false;
  }

  /// One step outwards; false when the value has arrived.
  bool step() {
    if (Up == 0)
      return atTop();
    const Stmt *P = C.Parents[Up - 1];
    if (const auto *Call = dyn_cast<CallExpr>(P))
      return call(Call);
    if (const auto *Ctor = dyn_cast<CXXConstructExpr>(P))
      return construct(Ctor);
    if (const auto *Cast = dyn_cast<CastExpr>(P)) {
      if (Cast->getCastKind() == CK_PointerToBoolean ||
          Cast->getCastKind() == CK_MemberPointerToBoolean)
        return false;
      if (isa<ExplicitCastExpr>(Cast) &&
          Cast->getCastKind() != CK_ConstructorConversion &&
          Cast->getCastKind() != CK_UserDefinedConversion &&
          !E->getType()->isRecordType() &&
          C.Types.signatureOf(Cast->getType()) != C.Types.signatureOf(E->getType()))
        Out.Converted = true;
      if (const auto *Explicit = dyn_cast<ExplicitCastExpr>(Cast))
        asWritten(Explicit->getTypeAsWritten());
      return pass(Cast);
    }
    if (isa<ParenExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr,
            SubstNonTypeTemplateParmExpr>(P))
      return pass(cast<Expr>(P));
    if (const auto *U = dyn_cast<UnaryOperator>(P)) {
      if (U->getOpcode() == UO_AddrOf || U->getOpcode() == UO_Deref)
        return pass(U);
      // `+[] {...}` is the pointer that the closure converts to.
      return U->getOpcode() == UO_Extension || U->getOpcode() == UO_Plus ? pass(U)
                                                                         : false;
    }
    if (const auto *Cond = dyn_cast<AbstractConditionalOperator>(P))
      return Cond->getCond() != E && passThrough(Cond);
    if (const auto *Op = dyn_cast<BinaryOperator>(P))
      return binary(Op);
    if (const auto *A = dyn_cast<ArraySubscriptExpr>(P))
      return A->getBase() == E && passThrough(A);
    if (const auto *New = dyn_cast<CXXNewExpr>(P))
      asWritten(New->getAllocatedTypeSourceInfo()->getType());
    if (isa<CXXNewExpr, CXXStdInitializerListExpr, GenericSelectionExpr, ChooseExpr,
            StmtExpr, CompoundLiteralExpr>(P))
      return passThrough(cast<Expr>(P));
    if (isa<InitListExpr, DesignatedInitExpr, CXXParenListInitExpr>(P)) {
      // The elements of std::array are in a field of the library, but belong to
      // the variable; a structure of a library has fields like any other.
      if (const FieldDecl *F = fieldOf();
          F && (C.Files.contains(F->getLocation()) ||
                !C.Types.involves(cast<Expr>(P)->getType()))) {
        to(F);
        return false;
      }
      return passThrough(cast<Expr>(P));
    }
    if (isa<MemberExpr>(P)) {
      if (const auto *Call = Up >= 2 ? dyn_cast<CXXMemberCallExpr>(C.Parents[Up - 2])
                                     : nullptr)
        member(Call);
      return false;
    }
    if (isa<LambdaExpr>(P)) {
      // A capture without an initializer is the variable itself.
      if (C.Variable)
        to(C.Variable);
      return false;
    }
    if (isa<ReturnStmt>(P)) {
      if (C.Fn && (C.Types.involves(C.Fn->getReturnType()) ||
                   C.Fn->getReturnType()->isDependentType()))
        to(SlotRef::resultOf(C.Fn));
      else if (C.Fn && !C.Fn->getReturnType()->isBooleanType() &&
               !E->getType()->isRecordType())
        to(SlotRef::unnamed(QualType()));
      return false;
    }
    if (const auto *For = dyn_cast<CXXForRangeStmt>(P)) {
      if (For->getLoopVariable() && For->getRangeInit() == E)
        to(For->getLoopVariable());
      return false;
    }
    if (isa<DeclStmt>(P)) {
      if (C.Variable)
        to(C.Variable);
      return false;
    }
    if (const auto *Block = dyn_cast<CompoundStmt>(P)) {
      // The last expression is the value of a statement expression.
      if (Up >= 2 && isa<StmtExpr>(C.Parents[Up - 2]) && !Block->body_empty() &&
          Block->body_back() == E) {
        --Up;
        return true;
      }
      return false;
    }
    if (isa<CoreturnStmt, CoyieldExpr>(P)) {
      toUnnamed();
      return false;
    }
    if (isa<CXXRewrittenBinaryOperator>(P))
      return false; // a comparison that C++20 turns around
    if (!isa<Expr>(P))
      return false; // a condition, or a value that nobody takes
    toUnnamed();
    return false;
  }

  const FieldDecl *fieldOf() {
    for (const Expr *X = E;;) {
      if (auto It = C.FieldOf.find(X); It != C.FieldOf.end())
        return It->second;
      const Expr *Next = X->IgnoreParenImpCasts();
      if (Next == X)
        return nullptr;
      X = Next;
    }
  }

  bool binary(const BinaryOperator *Op) {
    if (Op->getOpcode() == BO_Comma)
      return Op->getRHS() == E && passThrough(Op);
    if (Op->isAssignmentOp()) {
      if (Op->getLHS() == E)
        // It is written; the value of the whole may go on.
        return Reads && passThrough(Op);
      to(slotIn(Op->getLHS(), C.Types, C.Files));
      return false;
    }
    if (Op->isComparisonOp() || Op->isLogicalOp() || Op->isPtrMemOp())
      return false;
    toUnnamed();
    return false;
  }

  bool construct(const CXXConstructExpr *Ctor) {
    const CXXConstructorDecl *D = Ctor->getConstructor();
    if (C.Types.isWrapper(D->getParent()) ||
        !C.Types.elementOf(Ctor->getType()).isNull()) {
      if (const auto *Written = dyn_cast<CXXTemporaryObjectExpr>(Ctor))
        asWritten(Written->getTypeSourceInfo()->getType());
      return passThrough(Ctor);
    }
    argument(D, Ctor->arguments());
    return false;
  }

  /// Is it still the value itself, if only handed through `std::forward`?
  bool isLeaf(const Expr *X) const {
    X = X->IgnoreParenImpCasts();
    if (X == Leaf->IgnoreParenImpCasts())
      return true;
    const auto *Call = dyn_cast<CallExpr>(X);
    const FunctionDecl *FD = Call ? Call->getDirectCallee() : nullptr;
    return FD && givesBack(FD) && Call->getNumArgs() == 1 && isLeaf(Call->getArg(0));
  }

  bool call(const CallExpr *Call) {
    if (Call->getCallee()->IgnoreParenImpCasts() == E->IgnoreParenImpCasts() ||
        Call->getCallee() == E) {
      Out.Called = true;
      return false;
    }
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call)) {
      bool First = Op->getNumArgs() && Op->getArg(0) == E;
      if (Op->getOperator() == OO_Call && First) {
        // What was made from it is called at once: `std::bind(f, 1)()`.
        if (!isLeaf(E) && C.Types.holds(E->getType()))
          toUnnamed();
        return false;
      }
      if (Op->getOperator() == OO_Call && C.Types.holds(Op->getArg(0)->getType())) {
        toUnnamed(); // an argument of what a slot holds
        return false;
      }
      if (Op->isComparisonOp())
        return false;
      const FunctionDecl *FD = Op->getDirectCallee();
      if (Op->getOperator() == OO_Equal && FD && !C.Files.contains(FD->getLocation())) {
        if (First)
          return Reads && passThrough(Op);
        if (C.Types.involves(Op->getArg(0)->getType())) {
          to(slotIn(Op->getArg(0), C.Types, C.Files));
          return false;
        }
      }
    }
    const FunctionDecl *FD = Call->getDirectCallee();
    if (!FD) {
      if (!candidates(Call))
        toUnnamed();
      return false;
    }
    if (!C.Files.contains(FD->getLocation()) && givesBack(FD))
      return passThrough(Call);
    if (storedBy(Call))
      return false;
    if (AlgorithmCall::of(Call).Callable == E) {
      Out.Algorithm = Call;
      Out.AlgorithmUp = Up - 1;
      return false;
    }
    if (wrapsCallable(FD) && Call->getArg(0) == E) {
      Out.Bound |= Call->getNumArgs() > 1;
      // Only a member pointer can stand there, so what replaces it replaces both.
      return FD->getName() == "mem_fn" ? pass(Call) : passThrough(Call);
    }
    if (makesElement(FD) && C.Types.involves(Call->getType()))
      return passThrough(Call);
    auto Args = Call->arguments();
    // The object of a member operator is an argument of the expression only.
    if (const auto *M = dyn_cast<CXXMethodDecl>(FD);
        M && M->isInstance() && isa<CXXOperatorCallExpr>(Call))
      argument(FD, drop_begin(Args));
    else
      argument(FD, Args);
    return !C.Files.contains(FD->getLocation()) && C.Types.holds(Call->getType()) &&
           passThrough(Call);
  }

  /// In a template's pattern a call may be resolved in instantiations only: which
  /// functions of the project can it be, and take the value as a parameter of a
  /// type that is deduced from it? False when one of those found is not known to.
  bool candidates(const CallExpr *Call) {
    const auto *Name = dyn_cast<OverloadExpr>(Call->getCallee()->IgnoreParenImpCasts());
    const unsigned Count = Call->getNumArgs();
    unsigned I = 0;
    while (I != Count && Call->getArg(I) != E)
      ++I;
    if (!Name || I == Count)
      return false;
    SmallVector<const ParmVarDecl *, 2> Takers;
    for (const NamedDecl *D : Name->decls()) {
      D = D->getUnderlyingDecl();
      if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
        D = T->getTemplatedDecl();
      const auto *FD = dyn_cast<FunctionDecl>(D);
      if (!FD || !C.Files.contains(FD->getLocation()))
        return false;
      FD = patternOf(FD);
      const unsigned Known = FD->getNumParams();
      const bool Pack = Known && FD->getParamDecl(Known - 1)->isParameterPack();
      if (FD->getMinRequiredArguments() > Count || (Count > Known && !Pack))
        continue;
      if (I >= Known || FD->getParamDecl(I)->isParameterPack())
        return false;
      const ParmVarDecl *P = FD->getParamDecl(I);
      if (C.Types.involves(P->getType()) ||
          P->getType().getNonReferenceType()->getAs<TemplateTypeParmType>())
        Takers.push_back(P);
    }
    for (const ParmVarDecl *P : Takers)
      to(SlotRef::of(P));
    return !Takers.empty();
  }

  /// Members of wrappers and containers that store what they are given.
  static bool stores(const FunctionDecl *FD) {
    if (FD->getOverloadedOperator() == OO_Equal)
      return true;
    StringRef Name = FD->getIdentifier() ? FD->getName() : StringRef();
    return Name.starts_with("push") || Name.starts_with("emplace") ||
           Name.starts_with("insert") || Name == "try_emplace" ||
           Name == "assign" || Name == "swap" || Name == "merge" ||
           Name == "splice" || Name == "fill" || Name == "resize" ||
           Name == "value_or" || Name == "reset";
  }

  /// Does the call of a library do nothing with the value but store it, or hand
  /// out what the value stores?
  bool storedBy(const CallExpr *Call) {
    const FunctionDecl *FD = Call->getDirectCallee();
    if (!FD || C.Files.contains(FD->getLocation()))
      return false;
    if (const Expr *Store = storeOf(Call, C.Types, C.Files); Store == E)
      return true; // who takes the result answers for it
    if (FD->isInStdNamespace() && FD->getIdentifier() &&
        (FD->getName() == "swap" || FD->getName() == "exchange") &&
        !isa<CXXMethodDecl>(FD)) {
      for (const Expr *A : Call->arguments())
        if (A != E && C.Types.involves(A->getType()))
          to(slotIn(A, C.Types, C.Files));
      return true;
    }
    const Expr *Object = objectOf(Call);
    if (!Object || !C.Types.involves(Object->getType()))
      return false;
    if (Object == E)
      return !C.Types.elementOf(E->getType()).isNull(); // an operator of iterators
    if (!stores(FD))
      return false;
    to(slotIn(Object, C.Types, C.Files));
    return true;
  }

  /// A member function of a library is called on the value: operator bool,
  /// size(), begin() and most others leave alone what it stores.
  void member(const CXXMemberCallExpr *Call) {
    const CXXMethodDecl *M = Call->getMethodDecl();
    if (!M || !M->getIdentifier() || C.Files.contains(M->getLocation()))
      return;
    if (M->getName() == "swap") {
      for (const Expr *A : Call->arguments())
        to(slotIn(A, C.Types, C.Files));
    } else if (M->getName().starts_with("target")) {
      // Asks for what is stored by its type.
      Out.Converted = true;
      toUnnamed();
    }
  }

  /// Could unseen code construct a parameter of this type from the value?
  bool mayTake(QualType Parameter) {
    if (!C.Types.holds(Parameter))
      return false;
    const CXXRecordDecl *R = Parameter.getNonReferenceType()->getAsCXXRecordDecl();
    return (R && C.Types.isWrapper(R)) ||
           C.Types.signatureOf(Parameter) == C.Types.signatureOf(E->getType());
  }

  template <typename RangeT> void argument(const FunctionDecl *FD, RangeT Args) {
    if (!C.Files.contains(FD->getLocation())) {
      Out.Sinks.push_back({SlotRef(), FD});
      // As what is no callable, it can come back from unseen code as anything.
      if (Out.Converted && !C.Types.holds(E->getType()))
        to(SlotRef::unnamed(QualType()));
      const TypeArguments &Known = C.Types.typeArgumentsOf(FD);
      for (QualType Held : Known.Held)
        to(SlotRef::unnamed(Held));
      // emplace(f) and make_unique<T>(f) construct with what they are given.
      for (const FunctionDecl *Op : Known.Operations)
        if (isa<CXXConstructorDecl>(Op))
          for (const ParmVarDecl *P : Op->parameters())
            if (mayTake(P->getType()))
              to(SlotRef::of(patternOf(Op)->getParamDecl(P->getFunctionScopeIndex())));
      return;
    }
    unsigned I = 0;
    for (const Expr *A : Args) {
      if (A == E) {
        const FunctionDecl *Pattern = patternOf(FD);
        if (I < FD->getNumParams()) {
          const ParmVarDecl *Written = I < Pattern->getNumParams()
                                           ? Pattern->getParamDecl(I)
                                           : FD->getParamDecl(I);
          // The pattern's parameter may be of any type.
          if (C.Types.holds(FD->getParamDecl(I)->getType()))
            to(SlotRef::of(Written));
          else
            to(FD->getParamDecl(I));
        } else {
          toUnnamed();
        }
      }
      ++I;
    }
  }
};

} // namespace

Flow flowOf(const Expr *Leaf, const FlowContext &C, bool Reads) {
  return Follower(Leaf, C, Reads).run();
}

} // namespace recolor
