//===- CallSites.cpp - What a call is -------------------------------------===//
#include "Clang/CallSites.h"
#include "Clang/Names.h"
#include "Clang/Signature.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/SaveAndRestore.h"

namespace recolor {
using namespace llvm;
using namespace clang;

const Expr *ignoreUnwritten(const Expr *E) {
  while (true) {
    const Expr *Next = E->IgnoreParens()->IgnoreUnlessSpelledInSource();
    if (Next == E)
      return E;
    E = Next;
  }
}

SmallVector<const FunctionDecl *, 2> callOperatorsOf(QualType T,
                                                     ProjectFiles &Files) {
  SmallVector<const FunctionDecl *, 2> Out;
  if (T.isNull())
    return Out;
  const auto *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || !Files.contains(Class->getLocation()))
    return Out;
  if (Class->isLambda()) {
    if (const CXXMethodDecl *Op = Class->getLambdaCallOperator())
      Out.push_back(Op);
    return Out;
  }
  for (const CXXMethodDecl *M : Class->methods())
    if (M->getOverloadedOperator() == OO_Call)
      Out.push_back(M);
  return Out;
}

namespace {

/// What surrounds an expression inside one function body or initializer.
struct Frame {
  const FunctionDecl *Fn = nullptr; ///< as a pattern
  unsigned Catch = 0, Unevaluated = 0, Constant = 0, Capture = 0;
  bool DefaultArgument = false, MemberInit = false, StaticInit = false;
};

class Walker : public ConstDynamicRecursiveASTVisitor {
public:
  Walker(ASTContext &Ctx, ProjectFiles &Files, CallSiteVisitor &Visitor)
      : Ctx(Ctx), SM(Ctx.getSourceManager()), Files(Files), Visitor(Visitor) {
    ShouldVisitTemplateInstantiations = true;
    ShouldWalkTypesOfTypeLocs = false;
  }

  bool TraverseDecl(const Decl *D) override {
    if (!D)
      return true;
    if (!isa<TranslationUnitDecl, NamespaceDecl, LinkageSpecDecl, ExportDecl>(D) &&
        D->getLexicalDeclContext()->getRedeclContext()->isFileContext() &&
        !Files.contains(D->getLocation()))
      return true;
    if (const auto *FD = dyn_cast<FunctionDecl>(D)) {
      // A closure's call operator is walked where its lambda is written.
      if (const auto *M = dyn_cast<CXXMethodDecl>(FD);
          M && M->getParent()->isLambda())
        return true;
      return enterFunction(FD, [&] { return Base::TraverseDecl(D); });
    }
    if (const auto *P = dyn_cast<ParmVarDecl>(D)) {
      Visitor.visitVariable(P, Top.Fn);
      Frame F = Top;
      F.DefaultArgument = true;
      F.Unevaluated = 0;
      SaveAndRestore Saved(Top, F);
      return Base::TraverseDecl(D);
    }
    if (const auto *Field = dyn_cast<FieldDecl>(D)) {
      Visitor.visitVariable(Field, nullptr);
      Frame F;
      F.MemberInit = true;
      SaveAndRestore Saved(Top, F);
      SaveAndRestore SavedVar(Variable, static_cast<const ValueDecl *>(Field));
      return Base::TraverseDecl(D);
    }
    if (const auto *V = dyn_cast<VarDecl>(D)) {
      Visitor.visitVariable(V, Top.Fn);
      Frame F = Top;
      F.StaticInit |= V->hasGlobalStorage();
      F.Constant += V->isConstexpr();
      SaveAndRestore Saved(Top, F);
      SaveAndRestore SavedVar(Variable, static_cast<const ValueDecl *>(V));
      return Base::TraverseDecl(D);
    }
    if (const auto *Alias = dyn_cast<TypedefNameDecl>(D))
      Visitor.visitAlias(Alias);
    if (isa<StaticAssertDecl, EnumConstantDecl>(D)) {
      Frame F = Top;
      ++F.Constant;
      SaveAndRestore Saved(Top, F);
      return Base::TraverseDecl(D);
    }
    return Base::TraverseDecl(D);
  }

  bool TraverseLambdaExpr(const LambdaExpr *L) override {
    for (unsigned I = 0, N = L->capture_size(); I != N; ++I) {
      ++Top.Capture;
      const Expr *Init = L->capture_init_begin()[I];
      bool Ok = !Init || TraverseStmt(Init);
      --Top.Capture;
      if (!Ok)
        return false;
    }
    const CXXMethodDecl *Op = L->getCallOperator();
    bool Ok = walkLambdaBody(Op, L->getBody());
    // The calls of a generic lambda are only known in its instantiations.
    if (const FunctionTemplateDecl *T = Op->getDescribedFunctionTemplate())
      for (const FunctionDecl *Spec : T->specializations())
        if (Ok && Spec->hasBody())
          Ok = walkLambdaBody(Spec, Spec->getBody(), Op);
    return Ok;
  }

  bool TraverseConstantArrayTypeLoc(ConstantArrayTypeLoc TL,
                                    bool Qualifier) override {
    ++Top.Constant;
    bool Ok = Base::TraverseConstantArrayTypeLoc(TL, Qualifier);
    --Top.Constant;
    return Ok;
  }
  bool TraverseConstructorInitializer(const CXXCtorInitializer *Init) override {
    SaveAndRestore Saved(
        Variable, static_cast<const ValueDecl *>(
                      Init->isMemberInitializer() ? Init->getMember() : nullptr));
    return Base::TraverseConstructorInitializer(Init);
  }

  bool TraverseDecltypeTypeLoc(DecltypeTypeLoc TL, bool Qualifier) override {
    ++Top.Unevaluated;
    bool Ok = Base::TraverseDecltypeTypeLoc(TL, Qualifier);
    --Top.Unevaluated;
    return Ok;
  }
  bool TraverseTypeOfExprTypeLoc(TypeOfExprTypeLoc TL, bool Qualifier) override {
    ++Top.Unevaluated;
    bool Ok = Base::TraverseTypeOfExprTypeLoc(TL, Qualifier);
    --Top.Unevaluated;
    return Ok;
  }
  bool TraverseFunctionProtoTypeLoc(FunctionProtoTypeLoc TL,
                                    bool Qualifier) override {
    // noexcept(...) stands here; default arguments start afresh.
    ++Top.Unevaluated;
    bool Ok = Base::TraverseFunctionProtoTypeLoc(TL, Qualifier);
    --Top.Unevaluated;
    return Ok;
  }

  bool dataTraverseStmtPre(const Stmt *S) override {
    handle(S);
    count(S, +1);
    Parents.push_back(S);
    return true;
  }
  bool dataTraverseStmtPost(const Stmt *S) override {
    Parents.pop_back();
    count(S, -1);
    return true;
  }

private:
  using Base = ConstDynamicRecursiveASTVisitor;

  template <typename Fn> bool enterFunction(const FunctionDecl *FD, Fn Body) {
    Visitor.visitFunction(FD);
    Frame F;
    F.Fn = patternOf(FD);
    SaveAndRestore Saved(Top, F);
    std::vector<const Stmt *> Outer;
    std::swap(Outer, Parents);
    bool Ok = Body();
    std::swap(Outer, Parents);
    return Ok;
  }

  bool walkLambdaBody(const FunctionDecl *Op, const Stmt *Body,
                      const FunctionDecl *Pattern = nullptr) {
    Visitor.visitFunction(Op);
    Frame F;
    F.Fn = Pattern ? Pattern->getCanonicalDecl() : patternOf(Op);
    SaveAndRestore Saved(Top, F);
    std::vector<const Stmt *> Outer;
    std::swap(Outer, Parents);
    bool Ok = TraverseStmt(Body);
    std::swap(Outer, Parents);
    return Ok;
  }

  void count(const Stmt *S, int By) {
    if (isa<CXXCatchStmt>(S))
      Top.Catch += By;
    else if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, RequiresExpr>(S))
      Top.Unevaluated += By;
    else if (const auto *T = dyn_cast<CXXTypeidExpr>(S);
             T && !T->isPotentiallyEvaluated())
      Top.Unevaluated += By;
    else if (isa<ConstantExpr>(S))
      Top.Constant += By;
  }

  void handle(const Stmt *S) {
    if (const auto *Call = dyn_cast<CallExpr>(S))
      handleCall(Call);
    else if (const auto *Ctor = dyn_cast<CXXConstructExpr>(S))
      handleConstruct(Ctor);
    else if (const auto *For = dyn_cast<CXXForRangeStmt>(S))
      handleRangeFor(For);
    else if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *FD = dyn_cast<FunctionDecl>(Ref->getDecl()))
        handleReference(Ref, FD, nullptr);
      else if (isSlotType(Ref->getType()))
        handleReference(Ref, nullptr, Ref->getDecl());
    } else if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      if (isa<FieldDecl>(Member->getMemberDecl()) && isSlotType(Member->getType()))
        handleReference(Member, nullptr, Member->getMemberDecl());
    }
    Visitor.visitStmt(S, Top.Fn, Parents.empty() ? nullptr : Parents.back());
  }

  void handleCall(const CallExpr *Call) {
    const FunctionDecl *FD = Call->getDirectCallee();
    CallSite Site = makeSite(Call);
    if (!FD) {
      if (Call->isTypeDependent() || Call->getCallee()->isTypeDependent() ||
          isa<CXXPseudoDestructorExpr>(
              Call->getCallee()->IgnoreParenImpCasts()))
        return;
      Site.Kind = CallKind::Slot;
      Site.Slot = namedSlot(Call->getCallee());
      report(Site);
      return;
    }
    Site.Callee = patternOf(FD);
    if (const auto *M = dyn_cast<CXXMethodDecl>(FD)) {
      const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(Call);
      if (M->getParent()->isLambda() && M->isOverloadedOperator()) {
        Site.Kind = CallKind::Lambda;
        // Instantiations of a generic lambda share its written operator.
        if (const CXXMethodDecl *Op = M->getParent()->getLambdaCallOperator())
          Site.Callee = Op->getCanonicalDecl();
      } else if (isa<CXXConversionDecl>(M)) {
        Site.Kind = CallKind::Conversion;
        if (M->getParent()->isLambda()) {
          handOn(Call, M->getParent()->getLambdaCallOperator(), CallKind::Flow,
                 nullptr, nullptr);
          return;
        }
      } else if (M->isVirtual() && MemberCall && isDispatched(MemberCall, M)) {
        Site.Kind = CallKind::Virtual;
      } else if (M->isOverloadedOperator() && M->getOverloadedOperator() != OO_Call) {
        Site.Kind = CallKind::Operator;
      }
    } else if (FD->isOverloadedOperator()) {
      Site.Kind = CallKind::Operator;
    }
    report(Site);
    if (!Files.contains(FD->getLocation()) && !isCast(FD))
      for (const Expr *Arg : Call->arguments())
        handClosure(Arg, FD);
  }

  /// What a range-for calls without saying so. Its range, variable and body
  /// are written and walked like everything else.
  void handleRangeFor(const CXXForRangeStmt *For) {
    auto Called = [&](auto &Recurse, const Stmt *S) -> void {
      if (!S)
        return;
      if (const auto *Call = dyn_cast<CallExpr>(S))
        if (const FunctionDecl *FD = Call->getDirectCallee();
            FD && Files.contains(FD->getLocation())) {
          CallSite Site = makeSite(For->getRangeInit(), Parents.size());
          Site.Kind = CallKind::Implicit;
          Site.Callee = patternOf(FD);
          report(Site);
        }
      for (const Stmt *Child : S->children())
        Recurse(Recurse, Child);
    };
    for (const Stmt *S : {static_cast<const Stmt *>(For->getBeginStmt()),
                          static_cast<const Stmt *>(For->getEndStmt()),
                          static_cast<const Stmt *>(For->getCond()),
                          static_cast<const Stmt *>(For->getInc())})
      Called(Called, S);
    // The variable is initialized by an operator* that nobody wrote.
    if (const VarDecl *V = For->getLoopVariable(); V && V->getInit())
      Called(Called, V->getInit());
  }

  /// std::move and its like give their argument back; who takes that answers
  /// for it.
  static bool isCast(const FunctionDecl *FD) {
    switch (FD->getBuiltinID()) {
    case Builtin::BImove:
    case Builtin::BImove_if_noexcept:
    case Builtin::BIforward:
    case Builtin::BIforward_like:
    case Builtin::BIas_const:
      return true;
    default:
      return false;
    }
  }

  static bool isDispatched(const CXXMemberCallExpr *Call, const CXXMethodDecl *M) {
    const auto *ME = dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens());
    if (!ME || ME->hasQualifier())
      return false;
    return !M->hasAttr<FinalAttr>() && !M->getParent()->hasAttr<FinalAttr>();
  }

  void handleConstruct(const CXXConstructExpr *E) {
    const CXXConstructorDecl *Ctor = E->getConstructor();
    bool InProject = Files.contains(Ctor->getLocation());
    if (!Ctor->isImplicit() && !Ctor->isDefaulted() &&
        !Ctor->isCopyOrMoveConstructor()) {
      CallSite Site = makeSite(E);
      Site.Kind = CallKind::Constructor;
      Site.Callee = patternOf(Ctor);
      const auto *V = dyn_cast_or_null<VarDecl>(Variable);
      if (V && V->getInit() && V->getInit()->IgnoreImplicit() == E &&
          V->getInitStyle() != VarDecl::CInit)
        Site.Declares = V;
      report(Site);
    }
    if (!InProject)
      for (const Expr *Arg : E->arguments())
        handClosure(Arg, Ctor);
  }

  /// A closure or functor that is handed to unseen code will be called by it.
  void handClosure(const Expr *Arg, const FunctionDecl *To) {
    const auto *Record =
        Arg->getType().getNonReferenceType()->getAsCXXRecordDecl();
    if (!Record)
      return;
    // Copying or moving a closure calls nothing.
    if (const auto *M = dyn_cast<CXXMethodDecl>(To); M && M->getParent() == Record)
      return;
    for (const FunctionDecl *Op : callOperatorsOf(Arg->getType(), Files))
      handOn(Arg, Op, CallKind::Callback, To, nullptr);
  }

  void handOn(const Expr *E, const FunctionDecl *Op, CallKind Kind,
              const FunctionDecl *To, const ValueDecl *Slot) {
    if (!Op)
      return;
    CallSite Site = makeSite(E);
    Site.Kind = Kind;
    Site.Callee = patternOf(Op);
    Site.HandedTo = To ? patternOf(To) : nullptr;
    Site.Slot = Slot;
    report(Site);
  }

  /// A function named without being called, or a slot read without a call:
  /// \p FD or \p From. Where does the value go?
  void handleReference(const Expr *Ref, const FunctionDecl *FD,
                       const ValueDecl *From) {
    if (Ref->isTypeDependent())
      return;
    const Expr *E = Ref;
    const Stmt *Parent = nullptr;
    unsigned Up = Parents.size();
    while (Up) {
      Parent = Parents[Up - 1];
      if (const auto *Call = dyn_cast<CallExpr>(Parent);
          Call && (Call->getCallee()->IgnoreParenImpCasts() == Ref ||
                   Call->getCallee() == E))
        return;
      if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Parent);
          Cast && Cast->getCastKind() == CK_PointerToBoolean)
        return;
      const auto *U = dyn_cast<UnaryOperator>(Parent);
      bool Passes = U && (U->getOpcode() == UO_AddrOf || U->getOpcode() == UO_Deref);
      if (!isa<ImplicitCastExpr, ParenExpr, ExplicitCastExpr, FullExpr,
               MaterializeTemporaryExpr, CXXBindTemporaryExpr>(Parent) &&
          !Passes)
        break;
      // Another type of pointer: whoever reads it back is not known.
      if (From && isa<ExplicitCastExpr>(Parent))
        break;
      E = cast<Expr>(Parent);
      --Up;
    }
    if (Up == 0)
      Parent = nullptr;
    CallSite Site = makeSite(E, Up);
    Site.Callee = FD ? patternOf(FD) : nullptr;
    Site.From = From;
    Site.Kind = CallKind::Flow;
    auto ArgumentOf = [&](const FunctionDecl *C, auto Args) {
      if (!C)
        return;
      if (!Files.contains(C->getLocation())) {
        // A slot that unseen code reads is as good as unnamed.
        if (FD) {
          Site.Kind = CallKind::Callback;
          Site.HandedTo = patternOf(C);
        }
        return;
      }
      unsigned I = 0;
      for (const Expr *A : Args) {
        if (A == E && I < C->getNumParams())
          Site.Slot = patternOf(C)->getNumParams() > I
                          ? patternOf(C)->getParamDecl(I)
                          : C->getParamDecl(I);
        ++I;
      }
    };
    if (const auto *Call = dyn_cast_or_null<CallExpr>(Parent)) {
      ArgumentOf(Call->getDirectCallee(), Call->arguments());
    } else if (const auto *Ctor = dyn_cast_or_null<CXXConstructExpr>(Parent)) {
      ArgumentOf(Ctor->getConstructor(), Ctor->arguments());
    } else if (const auto *Op = dyn_cast_or_null<BinaryOperator>(Parent)) {
      if (Op->isComparisonOp() || Op->isLogicalOp())
        return;
      if (From && Op->isAssignmentOp() && Op->getLHS()->IgnoreParenImpCasts() == Ref)
        return; // it is written, not read
      Site.Slot = Op->isAssignmentOp() ? namedSlot(Op->getLHS()) : nullptr;
    } else if (!Parent || isa<DeclStmt>(Parent)) {
      Site.Slot = Variable && isSlotType(Variable->getType()) ? Variable : nullptr;
    } else if (const auto *U = dyn_cast<UnaryOperator>(Parent);
               U && U->getOpcode() == UO_LNot) {
      return;
    }
    if (Site.Kind == CallKind::Flow && Site.Slot && !isSlotType(Site.Slot->getType()))
      Site.Slot = nullptr;
    report(Site);
  }

  static const ValueDecl *namedSlot(const Expr *E) {
    E = E->IgnoreParenImpCasts();
    if (const auto *U = dyn_cast<UnaryOperator>(E))
      return namedSlot(U->getSubExpr());
    if (const auto *A = dyn_cast<ArraySubscriptExpr>(E))
      return namedSlot(A->getBase());
    if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isPtrMemOp())
      return namedSlot(B->getRHS());
    if (const auto *M = dyn_cast<MemberExpr>(E))
      return M->getMemberDecl();
    if (const auto *D = dyn_cast<DeclRefExpr>(E))
      return D->getDecl();
    return nullptr;
  }

  CallSite makeSite(const Expr *E) { return makeSite(E, Parents.size()); }

  /// \p Up: how many of Parents enclose \p E.
  CallSite makeSite(const Expr *E, unsigned Up) {
    CallSite Site;
    Site.E = E;
    Site.Caller = Top.Fn;
    CharSourceRange Tokens = CharSourceRange::getTokenRange(E->getSourceRange());
    Site.Range = Lexer::makeFileCharRange(Tokens, SM, Ctx.getLangOpts());
    Site.InMacro = E->getBeginLoc().isMacroID();
    if (Site.Range.isInvalid())
      Site.Rules.push_back("macro-body");
    if (Top.Catch)
      Site.Rules.push_back("catch-handler");
    if (Top.DefaultArgument)
      Site.Rules.push_back("default-argument");
    if (Top.MemberInit)
      Site.Rules.push_back("member-initializer");
    if (Top.StaticInit || (!Top.Fn && !Top.MemberInit && !Top.DefaultArgument))
      Site.Rules.push_back("static-initializer");
    if (Top.Capture)
      Site.Rules.push_back("lambda-capture");
    if (Top.Constant)
      Site.Rules.push_back("constant-expression");
    if (Top.Unevaluated)
      Site.Rules.push_back("unevaluated");

    const Expr *Inner = E;
    for (; Up; --Up) {
      const Stmt *P = Parents[Up - 1];
      if (const auto *Full = dyn_cast<Expr>(P);
          Full && isa<ImplicitCastExpr, FullExpr, MaterializeTemporaryExpr,
                      CXXBindTemporaryExpr>(Full)) {
        Inner = Full;
        continue;
      }
      Site.Awaited = isa<CoawaitExpr, DependentCoawaitExpr>(P);
      Site.Consumed =
          isa<CallExpr, CXXConstructExpr, ReturnStmt>(P) || initializesUsed(P);
      Site.NeedsParens = bindsTighter(P, Inner, E);
      break;
    }
    return Site;
  }

  /// Does \p P declare one variable, which is used later?
  static bool initializesUsed(const Stmt *P) {
    const auto *DS = dyn_cast<DeclStmt>(P);
    return DS && DS->isSingleDecl() && DS->getSingleDecl()->isReferenced();
  }

  /// Does \p P apply a postfix operator to \p E as written?
  bool bindsTighter(const Stmt *P, const Expr *E, const Expr *Written) const {
    if (const auto *M = dyn_cast<MemberExpr>(P)) {
      // An implicit conversion's member expression has no text of its own.
      return M->getMemberLoc().isValid() &&
             SM.isBeforeInTranslationUnit(Written->getEndLoc(), M->getMemberLoc());
    }
    if (isa<CXXDependentScopeMemberExpr, UnresolvedMemberExpr>(P))
      return true;
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(P)) {
      if (!Op->getNumArgs() || Op->getArg(0) != E)
        return false;
      OverloadedOperatorKind K = Op->getOperator();
      return K == OO_Call || K == OO_Subscript || K == OO_Arrow ||
             ((K == OO_PlusPlus || K == OO_MinusMinus) && Op->getNumArgs() == 2);
    }
    if (const auto *Call = dyn_cast<CallExpr>(P))
      return Call->getCallee() == E;
    if (const auto *A = dyn_cast<ArraySubscriptExpr>(P))
      return A->getLHS() == E;
    if (const auto *U = dyn_cast<UnaryOperator>(P))
      return U->isPostfix();
    return isa<PackExpansionExpr, CXXFoldExpr>(P);
  }

  void report(CallSite &Site) {
    if (Top.Unevaluated)
      Site.Kind = CallKind::Unevaluated;
    Visitor.visitSite(Site);
  }

  ASTContext &Ctx;
  const SourceManager &SM;
  ProjectFiles &Files;
  CallSiteVisitor &Visitor;
  Frame Top;
  const ValueDecl *Variable = nullptr; ///< whose initializer is walked
  std::vector<const Stmt *> Parents;   ///< inside the current function
};

} // namespace

void walkCallSites(ASTContext &Ctx, ProjectFiles &Files,
                   CallSiteVisitor &Visitor) {
  Walker(Ctx, Files, Visitor).TraverseAST(Ctx);
}

} // namespace recolor
