//===- CallSites.cpp - What a call is -------------------------------------===//
#include "Clang/CallSites.h"
#include "Clang/Algorithms.h"
#include "Clang/Handlers.h"
#include "Clang/Hazards.h"
#include "Clang/Macros.h"
#include "Clang/NamedResults.h"
#include "Clang/Names.h"
#include "Clang/TemplateParameters.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSwitch.h"
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

SourceLocation nameOfCallee(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const Expr *Callee = Call ? Call->getCallee()->IgnoreParens() : nullptr;
  while (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Callee))
    Callee = Cast->getSubExpr()->IgnoreParens();
  // A template names its parameter, whatever that stands for.
  if (isa_and_nonnull<SubstNonTypeTemplateParmExpr>(Callee))
    return SourceLocation();
  if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Callee))
    return Ref->getLocation();
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(Callee))
    return Member->getMemberLoc();
  return SourceLocation();
}

namespace {

/// What surrounds an expression inside one function body or initializer.
struct Frame {
  const FunctionDecl *Fn = nullptr; ///< as a pattern
  const FunctionDecl *Instance = nullptr;
  const FunctionDecl *Guard = nullptr;
  bool GuardHolds = true;
  unsigned Catch = 0, LeftCatch = 0, Unevaluated = 0, Constant = 0, Capture = 0;
  bool DefaultArgument = false, MemberInit = false, StaticInit = false;
  bool Unwritten = false; ///< the compiler wrote it
};

/// A test of a function without parameters: which branch says what about it.
struct Guard {
  const FunctionDecl *Fn = nullptr;
  bool ThenKnown = false, ElseKnown = false;
  bool HoldsInThen = true;
};

class Walker : public ConstDynamicRecursiveASTVisitor {
public:
  Walker(ASTContext &Ctx, ProjectFiles &Files, Macros &Texts, CallSiteVisitor &Visitor)
      : Ctx(Ctx), SM(Ctx.getSourceManager()), Files(Files), Texts(Texts), Visitor(Visitor),
        Types(Ctx, Files), Order(Files) {
    ShouldVisitTemplateInstantiations = true;
    ShouldWalkTypesOfTypeLocs = false;
  }

  void run() {
    TraverseAST(Ctx);
    // What the compiler writes is met where it is called, not where it stands.
    for (size_t I = 0; I != Implicit.size(); ++I) {
      const FunctionDecl *FD = Implicit[I];
      enterFunction(FD, [&] { return !FD->hasBody() || TraverseStmt(FD->getBody()); });
    }
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
      // What the compiler adds to a class is walked where it is needed; a
      // destructor, also where the class is known by its base only.
      if (FD->isImplicit()) {
        if (const auto *Dtor = dyn_cast<CXXDestructorDecl>(FD);
            Dtor && Dtor->isVirtual() && Types.isOfInterest(Dtor))
          needImplicit(Dtor);
        return true;
      }
      return enterFunction(FD, [&] { return Base::TraverseDecl(D); });
    }
    if (const auto *P = dyn_cast<ParmVarDecl>(D)) {
      Visitor.visitVariable(P, Top.Fn);
      // A default argument is evaluated by who calls the function.
      Frame F = Top;
      F.Fn = F.Instance = F.Guard = nullptr;
      F.DefaultArgument = true;
      F.Unevaluated = 0;
      SaveAndRestore SavedVar(Variable, static_cast<const ValueDecl *>(P));
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
      destroyVariable(V);
      SaveAndRestore Saved(Top, F);
      SaveAndRestore SavedVar(Variable, static_cast<const ValueDecl *>(V));
      if (const auto *Bindings = dyn_cast<DecompositionDecl>(V))
        for (const BindingDecl *B : Bindings->bindings())
          if (const VarDecl *Holder = B->getHoldingVar())
            unwritten(Holder->getInit(), B->getLocation());
      bool Ok = Base::TraverseDecl(D);
      Holds.declare(V);
      return Ok;
    }
    if (const auto *T = dyn_cast<TemplateDecl>(D); T && T->isCanonicalDecl())
      for (const NamedDecl *Parameter : *T->getTemplateParameters())
        if (const auto *P = dyn_cast<NonTypeTemplateParmDecl>(Parameter); P && isSlot(T, P))
          Visitor.visitVariable(P, nullptr);
    if (const auto *Alias = dyn_cast<TypedefNameDecl>(D))
      Visitor.visitAlias(Alias);
    if (const auto *Using = dyn_cast<UsingDecl>(D))
      Visitor.visitUsing(Using, Top.Fn);
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
      const LambdaCapture &C = L->capture_begin()[I];
      const Expr *Init = L->capture_init_begin()[I];
      SaveAndRestore SavedVar(Variable,
                              static_cast<const ValueDecl *>(
                                  L->isInitCapture(&C) ? C.getCapturedVar() : nullptr));
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

  /// The semantic form: it has the conversions and default initializers.
  bool TraverseInitListExpr(const InitListExpr *S) override {
    if (const InitListExpr *Semantic = S->getSemanticForm())
      S = Semantic;
    return all_of(S->children(), [&](const Stmt *Child) { return TraverseStmt(Child); });
  }
  bool TraverseIfStmt(const IfStmt *S) override {
    if (!TraverseStmt(S->getInit()) ||
        !TraverseStmt(S->getConditionVariableDeclStmt()) ||
        !TraverseStmt(S->getCond()))
      return false;
    Guard G = guardIn(S->getCond());
    return underGuard(G, true, S->getThen()) && underGuard(G, false, S->getElse());
  }
  bool TraverseConditionalOperator(const ConditionalOperator *S) override {
    Guard G = guardIn(S->getCond());
    return TraverseStmt(S->getCond()) && underGuard(G, true, S->getTrueExpr()) &&
           underGuard(G, false, S->getFalseExpr());
  }
  /// `if (!in_coroutine()) return;` guards what follows it.
  bool TraverseCompoundStmt(const CompoundStmt *S) override {
    SaveAndRestore SavedGuard(Top.Guard);
    SaveAndRestore SavedHolds(Top.GuardHolds);
    for (const Stmt *Child : S->body()) {
      if (!TraverseStmt(Child))
        return false;
      const auto *If = dyn_cast<IfStmt>(Child);
      if (!If || If->getElse() || !leaves(If->getThen()))
        continue;
      if (Guard G = guardIn(If->getCond()); G.Fn && G.ElseKnown) {
        Top.Guard = G.Fn;
        Top.GuardHolds = !G.HoldsInThen;
      }
    }
    return true;
  }

  bool TraverseDecltypeTypeLoc(DecltypeTypeLoc TL, bool Qualifier) override {
    // nameResults tells what it names.
    if (Top.Instance && TL.getType() == Top.Instance->getReturnType() &&
        FollowedCall::of(Top.Instance))
      return true;
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

  bool VisitTemplateSpecializationTypeLoc(TemplateSpecializationTypeLoc TL) override {
    if (const TemplateDecl *T = TL.getTypePtr()->getTemplateName().getAsTemplateDecl())
      for (unsigned I = 0; I != TL.getNumArgs(); ++I)
        noteArgument(T, I, TL.getArgLoc(I));
    return true;
  }

  bool dataTraverseStmtPre(const Stmt *S) override {
    handle(S);
    count(S, +1);
    Holds.enter(S);
    Parents.push_back(S);
    return true;
  }
  bool dataTraverseStmtPost(const Stmt *S) override {
    Parents.pop_back();
    Holds.leave(S);
    count(S, -1);
    return true;
  }

private:
  using Base = ConstDynamicRecursiveASTVisitor;

  /// Walks by \p Body what has surroundings of its own.
  template <typename Fn>
  bool within(const Frame &F, const ValueDecl *Initialized, Fn Body) {
    SaveAndRestore Saved(Top, F);
    SaveAndRestore SavedVar(Variable, Initialized);
    std::vector<const Stmt *> Outer;
    std::swap(Outer, Parents);
    Held OuterHeld;
    std::swap(OuterHeld, Holds);
    bool Ok = Body();
    std::swap(Outer, Parents);
    std::swap(OuterHeld, Holds);
    return Ok;
  }

  template <typename Fn> bool enterFunction(const FunctionDecl *FD, Fn Body) {
    Visitor.visitFunction(FD);
    Frame F;
    F.Fn = patternOf(FD);
    if (F.Fn != FD->getCanonicalDecl())
      F.Instance = FD;
    F.Unwritten = isUnwritten(FD);
    return within(F, nullptr, [&] {
      linkOverridden(FD);
      if (Top.Instance)
        nameResults(FD);
      if (FD->isThisDeclarationADefinition() || F.Unwritten)
        walkMembers(FD);
      if (FD->hasAttr<ConstructorAttr>() || FD->hasAttr<DestructorAttr>()) {
        // Runs before main, or after it.
        SaveAndRestore Nobody(Top, Frame());
        callUnwritten(FD, CallKind::Implicit, FD->getLocation());
      }
      return Body();
    });
  }

  /// What a template is given is not called where it names the result of a
  /// call, but its type would change there.
  void nameResults(const FunctionDecl *FD) {
    const ParmVarDecl *Followed = FollowedCall::of(FD).Parameter;
    for (const ParmVarDecl *P : FD->parameters()) {
      bool Follows = Followed && P->getFunctionScopeIndex() == Followed->getFunctionScopeIndex();
      const CXXRecordDecl *R = P->getType().getNonReferenceType()->getAsCXXRecordDecl();
      bool Called = R && (R->isLambda() || (Follows && !Types.involves(P->getType())));
      if ((!Called && !Types.involves(P->getType())) || !(Follows || namesResult(P)))
        continue;
      CallSite Site = unwrittenSite(P->getLocation());
      Site.Kind = CallKind::Unevaluated;
      if (Follows)
        Site.Rules.push_back(FollowedResult);
      if (!Called) {
        Site.Slot = SlotRef::of(P);
        report(Site);
        continue;
      }
      for (const FunctionDecl *Op : Types.operatorsOf(P->getType())) {
        Site.Callee = patternOf(Op);
        report(Site);
      }
    }
  }

  bool walkLambdaBody(const FunctionDecl *Op, const Stmt *Body,
                      const FunctionDecl *Pattern = nullptr) {
    Visitor.visitFunction(Op);
    Frame F;
    F.Fn = Pattern ? Pattern->getCanonicalDecl() : patternOf(Op);
    F.Instance = Pattern ? Op : Top.Instance;
    return within(F, nullptr, [&] {
      return all_of(Op->parameters(), [&](const ParmVarDecl *P) { return TraverseDecl(P); }) &&
             TraverseStmt(Body);
    });
  }

  void count(const Stmt *S, int By) {
    if (isa<CXXCatchStmt>(S))
      (canLeave(cast<CXXTryStmt>(Parents.back())) ? Top.LeftCatch : Top.Catch) += By;
    else if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, RequiresExpr>(S))
      Top.Unevaluated += By;
    else if (const auto *T = dyn_cast<CXXTypeidExpr>(S);
             T && !T->isPotentiallyEvaluated())
      Top.Unevaluated += By;
    else if (isa<ConstantExpr>(S))
      Top.Constant += By;
  }

  bool canLeave(const CXXTryStmt *Try) {
    auto [It, New] = Leavable.try_emplace(Try, false);
    if (New)
      It->second = canLeaveHandlers(Try, SM, Ctx.getLangOpts());
    return It->second;
  }

  void handle(const Stmt *S) {
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      handleCall(Call);
    } else if (const auto *Ctor = dyn_cast<CXXConstructExpr>(S)) {
      handleConstruct(Ctor);
    } else if (const auto *For = dyn_cast<CXXForRangeStmt>(S)) {
      handleRangeFor(For);
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *FD = dyn_cast<FunctionDecl>(Ref->getDecl())) {
        noteArguments(FD, Ref->template_arguments());
        handOn(Ref, FD, SlotRef());
      } else if (Types.involves(Ref->getDecl()->getType())) {
        handOn(Ref, nullptr, slotIn(Ref, Types, Files));
      }
    } else if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      if (const auto *M = dyn_cast<CXXMethodDecl>(Member->getMemberDecl()))
        noteArguments(M, Member->template_arguments());
      // A static member function may be named through an object.
      if (const auto *M = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
          M && M->isStatic())
        handOn(Member, M, SlotRef());
      else if (isa<FieldDecl, VarDecl>(Member->getMemberDecl()) &&
               Types.involves(Member->getType()))
        handOn(Member, nullptr, slotIn(Member, Types, Files));
    } else if (const auto *List = dyn_cast<InitListExpr>(S)) {
      noteFields(List);
    } else {
      handleUnwritten(S);
    }
    Visitor.visitStmt(S, Top.Fn, Parents.empty() ? nullptr : Parents.back());
  }

  //===--------------------------------------------------------------------===//
  // Calls
  //===--------------------------------------------------------------------===//

  void handleCall(const CallExpr *Call) {
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
      Holds.call(Member);
    const FunctionDecl *FD = Call->getDirectCallee();
    CallSite Site = makeSite(Call);
    if (!FD) {
      if (Call->isTypeDependent() || Call->getCallee()->isTypeDependent() ||
          isa<CXXPseudoDestructorExpr>(
              Call->getCallee()->IgnoreParenImpCasts()))
        return;
      Site.Kind = CallKind::Slot;
      Site.Slot = slotIn(Call->getCallee(), Types, Files);
      report(Site);
      takeResult(Call);
      return;
    }
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call);
        Op && Op->getOperator() == OO_Call && !Files.contains(FD->getLocation()) &&
        Types.holds(Op->getArg(0)->getType())) {
      Site.Kind = CallKind::Slot;
      Site.Slot = slotIn(Op->getArg(0), Types, Files);
      report(Site);
      takeResult(Call);
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
          flow(Call, Call, M->getParent()->getLambdaCallOperator(), SlotRef());
          return;
        }
      } else if (M->isVirtual() && MemberCall) {
        if (const CXXMethodDecl *Known = evidentCallee(MemberCall, M))
          Site.Callee = patternOf(Known);
        else
          Site.Kind = CallKind::Virtual;
      } else if (M->isOverloadedOperator() && M->getOverloadedOperator() != OO_Call) {
        Site.Kind = CallKind::Operator;
      }
      if (const auto *D = dyn_cast<CXXDestructorDecl>(M)) {
        if (!Types.destructorOf(Ctx.getCanonicalTagType(D->getParent())))
          return;
        if (Site.Kind == CallKind::Direct)
          Site.Kind = CallKind::Destructor;
      }
    } else if (FD->isOverloadedOperator()) {
      Site.Kind = CallKind::Operator;
    }
    if (const auto *M = dyn_cast<CXXMethodDecl>(FD);
        M && isUnwritten(M) &&
        Files.contains(M->getLocation())) {
      // Memberwise assignment is of interest for the members' operators only.
      if (!Types.isOfInterest(M))
        return;
      needImplicit(M);
    }
    if (Site.Range.isValid() && FD->getIdentifier() && Files.contains(FD->getLocation()))
      if (SourceLocation Name = nameOfCallee(Call);
          Lexer::makeFileCharRange(CharSourceRange::getTokenRange(Name, Name), SM,
                                   Ctx.getLangOpts())
              .isInvalid())
        Site.Rules.push_back("unnamed-call");
    // What is written there stands for the calls that the algorithm makes.
    if (AlgorithmCall::of(Call))
      Site.E = nullptr;
    report(Site);
    if (!Files.contains(FD->getLocation()))
      noteStore(Call, FD);
    if (!Files.contains(FD->getLocation()) && !givesBack(FD))
      handToUnseen(Call, Call->arguments(), FD);
    takeResult(Call);
  }

  /// Tells which slots a function of a library writes to.
  void noteStore(const CallExpr *Call, const FunctionDecl *FD) {
    auto Store = [&](const Expr *To) {
      const CXXRecordDecl *R = To->getType().getNonReferenceType()->getAsCXXRecordDecl();
      if (R && R->getIdentifier() && !R->getName().ends_with("iterator") &&
          Types.involves(To->getType()))
        Visitor.visitStore(slotIn(To, Types, Files), Top.Fn);
    };
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    if (!M) {
      if (FD->isInStdNamespace() && FD->getIdentifier() &&
          (FD->getName() == "swap" || FD->getName() == "exchange"))
        for (const Expr *A : Call->arguments())
          Store(A);
      return;
    }
    if (M->isStatic() || M->isConst())
      return;
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call)) {
      if (Op->getOperator() == OO_Equal)
        Store(Op->getArg(0));
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
               Member && M->getIdentifier() && !hasAccessorName(M)) {
      Store(Member->getImplicitObjectArgument());
      if (M->getName() == "swap")
        Store(Member->getArg(0));
    }
  }

  /// Members of containers and wrappers that are not const only because what
  /// they return is not.
  static bool hasAccessorName(const CXXMethodDecl *M) {
    return StringSwitch<bool>(M->getName())
        .Cases({"begin", "end", "rbegin", "rend", "find", "lower_bound",
                "upper_bound", "equal_range", "at", "front", "back", "top", "data",
                "get", "value"},
               true)
        .Default(false);
  }

  /// The function that a virtual call runs, where the receiver's dynamic type
  /// is evident: an object by value, a final class or function, a qualified
  /// name, an object under construction ([class.cdtor]/4).
  const CXXMethodDecl *evidentCallee(const CXXMemberCallExpr *Call,
                                     const CXXMethodDecl *M) {
    const auto *ME = dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens());
    if (!ME || ME->hasQualifier())
      return M;
    const Expr *Object = ME->getBase();
    if (Object->isTypeDependent())
      return nullptr;
    if (isa_and_nonnull<CXXConstructorDecl, CXXDestructorDecl>(Top.Fn) &&
        isa<CXXThisExpr>(Object->IgnoreParenImpCasts()) && !M->isPureVirtual())
      return M;
    const CXXMethodDecl *Known = M->getDevirtualizedMethod(Object, false);
    return Known && !Known->isPureVirtual() ? Known : nullptr;
  }

  void handleConstruct(const CXXConstructExpr *E) {
    const CXXConstructorDecl *Ctor = E->getConstructor();
    if (E->isElidable())
      return;
    bool InProject = Files.contains(Ctor->getLocation());
    if (InProject ? Types.isOfInterest(Ctor)
                  : !Ctor->isImplicit() && !Ctor->isDefaulted() &&
                        !Ctor->isCopyOrMoveConstructor()) {
      CallSite Site = makeSite(E);
      Site.Kind = CallKind::Constructor;
      Site.Callee = patternOf(Ctor);
      const auto *V = dyn_cast_or_null<VarDecl>(Variable);
      if (V && V->getInit() && V->getInit()->IgnoreImplicit() == E &&
          V->getInitStyle() != VarDecl::CInit)
        Site.Declares = V;
      report(Site);
      if (InProject)
        needImplicit(Ctor);
    }
    if (!InProject)
      handToUnseen(E, E->arguments(), Ctor);
  }

  //===--------------------------------------------------------------------===//
  // Calls that nobody wrote
  //===--------------------------------------------------------------------===//

  void handleUnwritten(const Stmt *S) {
    if (const auto *Temp = dyn_cast<CXXBindTemporaryExpr>(S)) {
      destroy(Temp->getType(), Temp->getExprLoc());
    } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
      QualType T = Delete->getDestroyedType();
      if (!T.isNull())
        destroy(T, Delete->getBeginLoc(), !Delete->isArrayForm());
      callUnwritten(Delete->getOperatorDelete(), CallKind::Operator,
                    Delete->getBeginLoc());
    } else if (const auto *New = dyn_cast<CXXNewExpr>(S)) {
      callUnwritten(New->getOperatorNew(), CallKind::Operator, New->getBeginLoc());
      // If the constructor throws.
      callUnwritten(New->getOperatorDelete(), CallKind::Operator,
                    New->getBeginLoc());
    } else if (const auto *Inherited = dyn_cast<CXXInheritedCtorInitExpr>(S)) {
      callUnwritten(Inherited->getConstructor(), CallKind::Constructor,
                    Inherited->getBeginLoc());
    } else if (const auto *Arg = dyn_cast<CXXDefaultArgExpr>(S)) {
      Frame F = Top;
      F.DefaultArgument = true;
      F.Unwritten = false;
      evaluateElsewhere(F, Arg->getExpr(), Arg->getParam());
    } else if (const auto *Init = dyn_cast<CXXDefaultInitExpr>(S)) {
      Frame F = Top;
      F.MemberInit = true;
      F.Unwritten = false;
      evaluateElsewhere(F, Init->getExpr(), Init->getField());
    } else if (const auto *Body = dyn_cast<CoroutineBodyStmt>(S)) {
      SourceLocation At = Top.Fn ? Top.Fn->getLocation() : Body->getBeginLoc();
      for (const Stmt *Child : Body->childrenExclBody())
        unwritten(Child, At);
      if (const VarDecl *Promise = Body->getPromiseDecl())
        destroy(Promise->getType(), At);
    } else if (const auto *Suspend = dyn_cast<CoroutineSuspendExpr>(S)) {
      for (const Stmt *Child : Suspend->children())
        if (Child != Suspend->getOperand())
          unwritten(Child, Suspend->getKeywordLoc(), Suspend->getOperand());
    } else if (const auto *Return = dyn_cast<CoreturnStmt>(S)) {
      unwritten(Return->getPromiseCall(), Return->getKeywordLoc(),
                Return->getOperand());
    }
  }

  /// What a range-for calls without saying so. Its range, variable and body
  /// are written and walked like everything else.
  void handleRangeFor(const CXXForRangeStmt *For) {
    for (const Stmt *S : {static_cast<const Stmt *>(For->getBeginStmt()),
                          static_cast<const Stmt *>(For->getEndStmt()),
                          static_cast<const Stmt *>(For->getCond()),
                          static_cast<const Stmt *>(For->getInc())})
      unwritten(S, SourceLocation(), nullptr, For->getRangeInit());
    // The variable is initialized by an operator* that nobody wrote.
    const VarDecl *V = For->getLoopVariable();
    if (!V || !V->getInit())
      return;
    unwritten(V->getInit(), SourceLocation(), nullptr, For->getRangeInit());
    if (Types.involves(V->getType()))
      flowBetween(SlotRef::of(V), slotOfElement(For->getRangeInit(), V->getType()),
                  V->getLocation());
  }

  /// The calls of the project in code that the compiler wrote; \p Stop is a
  /// part of it that is written and walked as such. \p For: the expression the
  /// calls are made for, if there is one.
  void unwritten(const Stmt *S, SourceLocation At, const Stmt *Stop = nullptr,
                 const Expr *For = nullptr) {
    if (!S || S == Stop)
      return;
    const FunctionDecl *FD = nullptr;
    CallKind Kind = CallKind::Implicit;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      FD = Call->getDirectCallee();
    } else if (const auto *Ctor = dyn_cast<CXXConstructExpr>(S)) {
      FD = Ctor->getConstructor();
      Kind = CallKind::Constructor;
      if (!Types.isOfInterest(Ctor->getConstructor()))
        FD = nullptr;
      else
        needImplicit(Ctor->getConstructor());
    } else if (const auto *Temp = dyn_cast<CXXBindTemporaryExpr>(S)) {
      destroy(Temp->getType(), For ? For->getBeginLoc() : At);
    }
    if (FD && Files.contains(FD->getLocation()) && !FD->getBuiltinID()) {
      CallSite Site = For ? makeSite(For, Parents.size()) : unwrittenSite(At);
      Site.Kind = Kind;
      Site.Callee = patternOf(FD);
      report(Site);
    }
    for (const Stmt *Child : S->children())
      unwritten(Child, At, Stop, For);
  }

  /// The slot that an element of \p Range comes from.
  SlotRef slotOfElement(const Expr *Range, QualType Element) {
    return Types.involves(Range->getType()) &&
                   Types.signatureOf(Range->getType()) == Types.signatureOf(Element)
               ? slotIn(Range, Types, Files)
               : SlotRef::unnamed(Element);
  }

  static bool mayCall(const Stmt *S) {
    return S && (isa<CallExpr, CXXConstructExpr, CXXNewExpr, LambdaExpr,
                     DeclRefExpr>(S) ||
                 any_of(S->children(), mayCall));
  }

  /// A default argument or member initializer: written there, evaluated here.
  void evaluateElsewhere(const Frame &F, const Expr *E, const ValueDecl *For) {
    if (!E || !For || !Files.contains(For->getLocation()) || !mayCall(E))
      return;
    within(F, For, [&] { return TraverseStmt(E); });
  }

  /// What constructors and destructors do to members and bases unasked.
  void walkMembers(const FunctionDecl *FD) {
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    if (!M || M->getParent()->isDependentContext())
      return;
    const CXXRecordDecl *R = M->getParent();
    if (isUnwritten(M) && !M->doesThisDeclarationHaveABody())
      walkUndefined(M);
    bool Destroys = isa<CXXDestructorDecl>(M);
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(M)) {
      for (const CXXCtorInitializer *Init : Ctor->inits()) {
        if (Init->isWritten() || !Init->getInit())
          continue;
        SaveAndRestore SavedVar(
            Variable, static_cast<const ValueDecl *>(
                          Init->isMemberInitializer() ? Init->getMember() : nullptr));
        SaveAndRestore Unwritten(Top.Unwritten, true);
        TraverseStmt(Init->getInit());
      }
      // If it throws, what is complete is destroyed ([except.ctor]/3).
      const auto *Proto = Ctor->getType()->getAs<FunctionProtoType>();
      Destroys = !Ctor->isDelegatingConstructor() && Proto &&
                 !isUnresolvedExceptionSpec(Proto->getExceptionSpecType()) &&
                 Proto->canThrow() != CT_Cannot;
    }
    if (!Destroys)
      return;
    for (const FieldDecl *F : R->fields())
      destroy(F->getType(), FD->getLocation());
    for (const CXXBaseSpecifier &B : R->bases())
      if (!B.isVirtual())
        destroy(B.getType(), FD->getLocation());
    for (const CXXBaseSpecifier &B : R->vbases())
      destroy(B.getType(), FD->getLocation());
  }

  /// A defaulted constructor or assignment that this unit never had to define:
  /// only a library's template calls it. What it does follows from the types.
  void walkUndefined(const CXXMethodDecl *M) {
    const auto *Ctor = dyn_cast<CXXConstructorDecl>(M);
    auto IsLike = [&](const CXXMethodDecl *Other) {
      const auto *C = dyn_cast<CXXConstructorDecl>(Other);
      if (!Ctor || !C)
        return !Ctor && !C &&
               (Other->isMoveAssignmentOperator() || Other->isCopyAssignmentOperator());
      if (Ctor->isDefaultConstructor())
        return C->isDefaultConstructor();
      return C->isCopyOrMoveConstructor();
    };
    auto Each = [&](QualType T) {
      const CXXRecordDecl *R = Ctx.getBaseElementType(T)->getAsCXXRecordDecl();
      if (T->isReferenceType() || !R || !(R = R->getDefinition()))
        return;
      for (const CXXMethodDecl *Other : R->methods())
        if (IsLike(Other) && !Other->isDeleted() &&
            (Types.isOfInterest(Other) || !Files.contains(R->getLocation())))
          callUnwritten(Other, Ctor ? CallKind::Constructor : CallKind::Operator,
                        M->getLocation());
    };
    if (isa<CXXDestructorDecl>(M))
      return;
    for (const CXXBaseSpecifier &B : M->getParent()->bases())
      Each(B.getType());
    for (const FieldDecl *F : M->getParent()->fields()) {
      if (Ctor && Ctor->isDefaultConstructor() && F->hasInClassInitializer()) {
        Frame In = Top;
        In.MemberInit = true;
        In.Unwritten = false;
        evaluateElsewhere(In, F->getInClassInitializer(), F);
      } else {
        Each(F->getType());
      }
    }
  }

  void destroyVariable(const VarDecl *V) {
    if (V->getType()->isDependentType() || V->isInvalidDecl())
      return;
    Frame F = Top;
    if (V->hasGlobalStorage()) // at exit
      F.Fn = F.Instance = F.Guard = nullptr;
    SaveAndRestore Saved(Top, F);
    if (const auto *Cleanup = V->getAttr<CleanupAttr>())
      callUnwritten(Cleanup->getFunctionDecl(), CallKind::Implicit, V->getLocation());
    destroy(V->getType(), V->getLocation());
  }

  void destroy(QualType T, SourceLocation At, bool Dispatched = false) {
    const CXXDestructorDecl *D = Types.destructorOf(T);
    if (!D)
      return;
    bool Virtual = Dispatched && D->isVirtual() && !D->hasAttr<FinalAttr>() &&
                   !D->getParent()->isEffectivelyFinal();
    callUnwritten(D, Virtual ? CallKind::Virtual : CallKind::Destructor, At);
  }

  void callUnwritten(const FunctionDecl *FD, CallKind Kind, SourceLocation At) {
    if (!FD)
      return;
    if (!Files.contains(FD->getLocation())) {
      handTypes(FD, At, {});
      return;
    }
    CallSite Site = unwrittenSite(At);
    Site.Kind = Kind;
    Site.Callee = patternOf(FD);
    report(Site);
    if (const auto *M = dyn_cast<CXXMethodDecl>(FD))
      needImplicit(M);
  }

  void needImplicit(const CXXMethodDecl *M) {
    if (isUnwritten(M) && Needed.insert(M->getCanonicalDecl()).second)
      Implicit.push_back(M);
  }

  //===--------------------------------------------------------------------===//
  // Guards
  //===--------------------------------------------------------------------===//

  static Guard guardIn(const Expr *Cond) {
    Guard G;
    if (!Cond)
      return G;
    Cond = Cond->IgnoreParenImpCasts();
    if (const auto *U = dyn_cast<UnaryOperator>(Cond); U && U->getOpcode() == UO_LNot) {
      G = guardIn(U->getSubExpr());
      G.HoldsInThen = !G.HoldsInThen;
      // `!(a && p())`: what was known in one branch is known in the other.
      std::swap(G.ThenKnown, G.ElseKnown);
      return G;
    }
    if (const auto *Op = dyn_cast<BinaryOperator>(Cond); Op && Op->isLogicalOp()) {
      bool And = Op->getOpcode() == BO_LAnd;
      for (const Expr *Side : {Op->getLHS(), Op->getRHS()}) {
        Guard Of = guardIn(Side);
        (And ? Of.ElseKnown : Of.ThenKnown) = false;
        if (Of.Fn && (Of.ThenKnown || Of.ElseKnown))
          return Of;
      }
      return G;
    }
    const auto *Call = dyn_cast<CallExpr>(Cond);
    const FunctionDecl *FD = Call ? Call->getDirectCallee() : nullptr;
    if (!FD)
      return G;
    if (FD->getBuiltinID() == Builtin::BI__builtin_expect && Call->getNumArgs())
      return guardIn(Call->getArg(0));
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    if (Call->getNumArgs() || (M && M->isInstance()) ||
        !FD->getReturnType()->isIntegralType(FD->getASTContext()))
      return G;
    return {patternOf(FD), true, true, true};
  }

  bool underGuard(const Guard &G, bool Then, const Stmt *S) {
    SaveAndRestore SavedGuard(Top.Guard);
    SaveAndRestore SavedHolds(Top.GuardHolds);
    if (G.Fn && (Then ? G.ThenKnown : G.ElseKnown)) {
      Top.Guard = G.Fn;
      Top.GuardHolds = G.HoldsInThen == Then;
    }
    return TraverseStmt(S);
  }

  /// Does control not come out at the end of it?
  static bool leaves(const Stmt *S) {
    if (const auto *Block = dyn_cast<CompoundStmt>(S))
      return !Block->body_empty() && leaves(Block->body_back());
    if (isa<ReturnStmt, CoreturnStmt, GotoStmt, BreakStmt, ContinueStmt>(S))
      return true;
    const auto *E = dyn_cast<Expr>(S);
    if (!E)
      return false;
    E = E->IgnoreParenImpCasts();
    if (isa<CXXThrowExpr>(E))
      return true;
    const auto *Call = dyn_cast<CallExpr>(E);
    return Call && Call->getDirectCallee() && Call->getDirectCallee()->isNoReturn();
  }

  //===--------------------------------------------------------------------===//
  // Callables as values
  //===--------------------------------------------------------------------===//

  Flow flowFrom(const Expr *Leaf, bool Reads) {
    return flowOf(Leaf, {Parents, Variable, Top.Fn, FieldOf, Types, Files}, Reads);
  }

  void noteArguments(const FunctionDecl *FD, ArrayRef<TemplateArgumentLoc> Arguments) {
    if (const FunctionTemplateDecl *T = FD->getPrimaryTemplate())
      for (auto [I, A] : enumerate(Arguments))
        noteArgument(T, I, A);
  }

  /// A function that a template of the project is given, and that it calls only, is
  /// stored in the template's parameter.
  void noteArgument(const TemplateDecl *T, unsigned I, const TemplateArgumentLoc &A) {
    if (A.getArgument().getKind() != TemplateArgument::Expression)
      return;
    const Expr *E = A.getSourceExpression()->IgnoreImplicit()->IgnoreParenImpCasts();
    if (const auto *Address = dyn_cast<UnaryOperator>(E); Address && Address->getOpcode() == UO_AddrOf)
      E = Address->getSubExpr()->IgnoreParenImpCasts();
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    if (!Ref || !isa<FunctionDecl>(Ref->getDecl()))
      return;
    T = cast<TemplateDecl>(T->getCanonicalDecl());
    const TemplateParameterList *List = T->getTemplateParameters();
    // A pack takes arguments that are counted for the parameters behind it.
    if (I >= List->size() || any_of(List->asArray().take_front(I), [](const NamedDecl *D) {
          return D->isParameterPack();
        }))
      return;
    const auto *P = dyn_cast<NonTypeTemplateParmDecl>(List->getParam(I));
    if (P && isSlot(T, P))
      ArgumentFor[Ref] = P;
  }

  /// Does the parameter change with the functions that the template is given?
  bool isSlot(const TemplateDecl *T, const NonTypeTemplateParmDecl *P) {
    auto [It, New] = OnlyCalled.try_emplace(P, false);
    if (New)
      It->second = onlyCalls(T, P, Types, Files);
    return It->second;
  }

  /// A function named without being called, or a slot read without a call.
  void handOn(const Expr *Ref, const FunctionDecl *FD, SlotRef From) {
    if (const NonTypeTemplateParmDecl *P = FD ? ArgumentFor.lookup(Ref) : nullptr) {
      CallSite Site = makeSite(Ref);
      // Where it is part of a type, no bridge can be written.
      llvm::replace(Site.Rules, StringRef("constant-expression"), StringRef("template-argument"));
      Site.Kind = CallKind::Flow;
      Site.Callee = patternOf(FD);
      Site.Slot = SlotRef::of(P);
      report(Site);
      return;
    }
    if (!Ref->isTypeDependent())
      flow(Ref, nullptr, FD, From);
  }

  /// A call whose result is a callable.
  void takeResult(const CallExpr *Call) {
    const FunctionDecl *FD = Call->getDirectCallee();
    // Who hands something to such functions answers for where it goes.
    if (FD && (givesBack(FD) || wrapsCallable(FD) || makesElement(FD)))
      return;
    if (!Call->isTypeDependent() && Types.involves(Call->getType()))
      flow(Call, nullptr, nullptr, slotIn(Call, Types, Files));
  }

  /// Is \p FD a member, and its address all that the slot takes? A closure, such as
  /// a bridge is, does not become a pointer to a member.
  bool takesOnlyMembers(const FunctionDecl *FD, const SlotRef &Slot) {
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    if (!M || !M->isInstance())
      return false;
    QualType T = Slot.ResultOf ? Slot.ResultOf->getReturnType() : Slot.Type;
    if (const auto *V = dyn_cast_or_null<ValueDecl>(Slot.Decl))
      T = V->getType();
    if (QualType Element = Types.elementOf(T); !Element.isNull())
      T = Element;
    return !T.isNull() &&
           T.getNonReferenceType()->getBaseElementTypeUnsafe()->isMemberPointerType();
  }

  /// Reports where the value of \p Leaf goes: \p FD, or what \p From holds.
  /// \p At: the expression that stands for it in the source, if not as followed.
  void flow(const Expr *Leaf, const Expr *At, const FunctionDecl *FD, SlotRef From) {
    Flow F = flowFrom(Leaf, From.Known);
    if (F.Algorithm)
      callByAlgorithm(F, Leaf, FD, From);
    // Where only its type is named, it goes nowhere.
    if (FD && Top.Unevaluated && !F.Called && F.Sinks.empty())
      F.Sinks.push_back({SlotRef::unnamed(QualType()), nullptr});
    const bool IsUnseen = any_of(F.Sinks, [](const Sink &To) { return To.Unseen; });
    for (const Sink &To : F.Sinks) {
      CallSite Site = At ? makeSite(At) : makeSite(F.Written, F.Up);
      Site.Callee = FD ? patternOf(FD) : nullptr;
      Site.From = From;
      Site.Slot = To.To;
      Site.HandedTo = To.Unseen ? patternOf(To.Unseen) : nullptr;
      Site.Kind = To.Unseen ? CallKind::Callback : CallKind::Flow;
      Site.Bound = F.Bound;
      Site.Converted = F.Converted || (FD && !returnsAs(FD, To.To));
      // What unseen code makes of it is a type of its own.
      if (FD && !IsUnseen && takesOnlyMembers(FD, To.To))
        Site.Rules.push_back("member-pointer");
      report(Site);
    }
    if (FD && (!F.Sinks.empty() || F.Algorithm))
      escape(FD);
  }

  /// A call of an algorithm is one of what it calls: awaiting its awaited form
  /// awaits all of them.
  void callByAlgorithm(const Flow &F, const Expr *Leaf, const FunctionDecl *FD, SlotRef From) {
    CallSite Site = makeSite(F.Algorithm, F.AlgorithmUp);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Leaf->IgnoreParenImpCasts()))
      Site.Named = Ref->getLocation();
    Site.Algorithm = AlgorithmCall::of(F.Algorithm).Name;
    Site.Callee = FD ? patternOf(FD) : nullptr;
    Site.Slot = From;
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(FD);
    Site.Kind = !FD                             ? CallKind::Slot
                : M && M->getParent()->isLambda() ? CallKind::Lambda
                                                  : CallKind::Direct;
    report(Site);
  }

  /// Does a call through the slot return just what the function returns? Where
  /// the value is converted, a task of the one is no task of the other.
  bool returnsAs(const FunctionDecl *FD, const SlotRef &S) {
    const auto *D = dyn_cast_or_null<ValueDecl>(S.Decl);
    QualType T = D ? D->getType() : S.ResultOf ? S.ResultOf->getReturnType() : S.Type;
    if (T.isNull())
      return true;
    if (QualType Element = Types.elementOf(T); !Element.isNull())
      T = Element;
    QualType Result = Types.resultOf(T), Own = FD->getReturnType();
    return Result.isNull() || Result->isDependentType() || Own->isDependentType() ||
           Own->isUndeducedType() ||
           Ctx.hasSameUnqualifiedType(Result, Own);
  }

  /// What whoever calls it through a value gives it, and gets from it.
  void escape(const FunctionDecl *FD) {
    FD = patternOf(FD);
    if (!Files.contains(FD->getLocation()) || !Escaped.insert(FD).second)
      return;
    for (const ParmVarDecl *P : FD->parameters())
      if (Types.involves(P->getType()))
        flowBetween(SlotRef::of(P), SlotRef::unnamed(P->getType()), P->getLocation());
    if (Types.involves(FD->getReturnType()))
      flowBetween(SlotRef::unnamed(FD->getReturnType()), SlotRef::resultOf(FD),
                  FD->getLocation());
  }

  /// A function and what it overrides answer for one another's parameters and
  /// results; so do the declarations of one function.
  void linkOverridden(const FunctionDecl *FD) {
    const FunctionDecl *Pattern = patternOf(FD);
    for (unsigned I = 0; I < FD->getNumParams() && I < Pattern->getNumParams(); ++I) {
      const ParmVarDecl *P = FD->getParamDecl(I), *Q = Pattern->getParamDecl(I);
      if (P != Q && Types.involves(P->getType()))
        flowBothWays(SlotRef::of(P), SlotRef::of(Q), P->getLocation());
    }
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    if (!M)
      return;
    for (const CXXMethodDecl *O : M->overridden_methods()) {
      if (!Files.contains(O->getLocation())) {
        escape(FD);
        continue;
      }
      const FunctionDecl *Base = patternOf(O);
      if (Types.involves(FD->getReturnType()))
        flowBothWays(SlotRef::resultOf(Base), SlotRef::resultOf(Pattern),
                     FD->getLocation());
      for (unsigned I = 0; I < FD->getNumParams() && I < Base->getNumParams(); ++I)
        if (Types.involves(FD->getParamDecl(I)->getType()))
          flowBothWays(SlotRef::of(Base->getParamDecl(I)),
                       SlotRef::of(FD->getParamDecl(I)), FD->getLocation());
    }
  }

  void flowBothWays(SlotRef A, SlotRef B, SourceLocation At) {
    flowBetween(A, B, At);
    flowBetween(B, A, At);
  }

  void flowBetween(SlotRef To, SlotRef From, SourceLocation At) {
    CallSite Site;
    Site.Kind = CallKind::Flow;
    Site.Slot = To;
    Site.From = From;
    Site.At = At;
    Visitor.visitSite(Site);
  }

  /// Closures and functors among the arguments of unseen code, and what it
  /// knows of the project by the types it is instantiated with.
  template <typename RangeT>
  void handToUnseen(const Expr *Call, RangeT Args, const FunctionDecl *To) {
    SmallVector<const FunctionDecl *, 2> Given;
    Parents.push_back(Call);
    for (const Expr *Arg : Args) {
      const auto *Record =
          Arg->getType().getNonReferenceType()->getAsCXXRecordDecl();
      if (!Record)
        continue;
      // Copying or moving a closure calls nothing.
      if (const auto *M = dyn_cast<CXXMethodDecl>(To); M && M->getParent() == Record)
        continue;
      for (const FunctionDecl *Op : Types.operatorsOf(Arg->getType())) {
        flow(Arg, Arg, Op, SlotRef());
        Given.push_back(patternOf(Op));
      }
      // Who keeps a closure copies and ends what it captured.
      if (Record->isLambda() && !Given.empty())
        for (const CXXMethodDecl *M : Record->methods())
          if (isa<CXXConstructorDecl, CXXDestructorDecl>(M) && !M->isDeleted() &&
              Types.isOfInterest(M))
            callBack(M, To, Arg->getExprLoc());
    }
    Parents.pop_back();
    const auto *Ctor = dyn_cast<CXXConstructorDecl>(To);
    if (!Ctor || !Types.isWrapper(Ctor->getParent()))
      handTypes(To, Call->getExprLoc(), Given);
  }

  void handTypes(const FunctionDecl *To, SourceLocation At,
                 ArrayRef<const FunctionDecl *> Given) {
    const TypeArguments &T = Types.typeArgumentsOf(To);
    // What only looks makes, ends and assigns nothing, unless it hands out a copy.
    const auto *Looks = dyn_cast<CXXMethodDecl>(To);
    if (Looks && (!Looks->isConst() || Looks->getReturnType()->isRecordType()))
      Looks = nullptr;
    auto Changes = [](const FunctionDecl *Op) {
      return isa<CXXConstructorDecl, CXXDestructorDecl>(Op) ||
             Op->getOverloadedOperator() == OO_Equal;
    };
    for (const FunctionDecl *Op : isa<CXXDestructorDecl>(To)
                                      ? ArrayRef<const FunctionDecl *>(T.Destructors)
                                      : ArrayRef<const FunctionDecl *>(T.Operations)) {
      if (is_contained(Given, patternOf(Op)) || (Looks && Changes(Op)) ||
          !HandedTypes.insert({Top.Instance ? Top.Instance : Top.Fn,
                               SM.getFileID(SM.getFileLoc(At)), To, Op}).second)
        continue;
      callBack(Op, To, At, /*Repeats=*/true);
    }
  }

  /// Unseen code calls \p Op without being told.
  void callBack(const FunctionDecl *Op, const FunctionDecl *To, SourceLocation At,
                bool Repeats = false) {
    CallSite Site = unwrittenSite(At);
    Site.Repeats = Repeats;
    Site.Kind = CallKind::Callback;
    Site.Callee = patternOf(Op);
    Site.HandedTo = patternOf(To);
    // `swap` and its kin are found by their names, whatever they return; others have
    // rules of their own that keep what they are.
    if (Op->getDeclName().isIdentifier())
      Site.Rules.push_back("implicit-call");
    report(Site);
    if (const auto *M = dyn_cast<CXXMethodDecl>(Op))
      needImplicit(M);
  }

  /// Which fields the elements of a list initialize, by its semantic form.
  void noteFields(const InitListExpr *List) {
    if (any_of(Parents, [](const Stmt *P) { return isa<InitListExpr>(P); }))
      return;
    if (const InitListExpr *Semantic = List->getSemanticForm())
      List = Semantic;
    noteFieldsOf(List);
  }

  void noteFieldsOf(const InitListExpr *List) {
    const RecordDecl *R = List->getType().isNull() ? nullptr
                                                   : List->getType()->getAsRecordDecl();
    RecordDecl::field_iterator Field;
    unsigned Skip = 0;
    if (R && (R = R->getDefinition())) {
      Field = R->field_begin();
      if (const auto *Class = dyn_cast<CXXRecordDecl>(R))
        Skip = Class->getNumBases();
    }
    for (const Expr *Init : List->inits()) {
      const FieldDecl *F = nullptr;
      if (R && Skip) {
        --Skip;
      } else if (R && R->isUnion()) {
        F = List->getInitializedFieldInUnion();
      } else if (R) {
        while (Field != R->field_end() && Field->isUnnamedBitField())
          ++Field;
        if (Field != R->field_end())
          F = *Field++;
      }
      if (!Init)
        continue;
      if (const auto *Inner = dyn_cast<InitListExpr>(Init)) {
        noteFieldsOf(Inner);
        // An array of callables in a field: its elements are the field's.
        if (F && Types.holds(F->getType()))
          for (const Expr *E : Inner->inits())
            if (E)
              FieldOf[E->IgnoreParenImpCasts()] = F;
        continue;
      }
      if (F && Types.holds(F->getType())) {
        FieldOf[Init] = F;
        FieldOf[Init->IgnoreParenImpCasts()] = F;
      } else if (F && !F->getType()->isRecordType() && !F->getType()->isArrayType()) {
        FieldOf[Init] = F;
      }
    }
  }

  //===--------------------------------------------------------------------===//
  // Sites
  //===--------------------------------------------------------------------===//

  CallSite unwrittenSite(SourceLocation At) {
    CallSite Site;
    Site.Caller = Top.Fn;
    Site.Instance = Top.Instance;
    Site.Guard = Top.Guard;
    Site.GuardHolds = Top.GuardHolds;
    Site.At = At;
    addHandlerRules(Site);
    return Site;
  }

  void addHandlerRules(CallSite &Site) const {
    if (Top.Catch)
      Site.Rules.push_back("catch-handler");
    if (Top.LeftCatch)
      Site.Rules.push_back("left-handler");
  }

  CallSite makeSite(const Expr *E) { return makeSite(E, Parents.size()); }

  /// \p Up: how many of Parents enclose \p E.
  CallSite makeSite(const Expr *E, unsigned Up) {
    CallSite Site = unwrittenSite(E->getBeginLoc());
    if (Top.Unwritten)
      return Site;
    Site.Rules.clear();
    Site.E = E;
    CharSourceRange Tokens = CharSourceRange::getTokenRange(E->getSourceRange());
    Site.Range = Lexer::makeFileCharRange(Tokens, SM, Ctx.getLangOpts());
    Site.InMacro = E->getBeginLoc().isMacroID();
    if (Site.Range.isInvalid()) {
      Site.Range = rangeInMacro(E->getSourceRange(), Files, SM, Ctx.getLangOpts());
      Site.Rules.push_back(Site.Range.isValid() ? "macro-body" : "macro-text");
    }
    addHandlerRules(Site);
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
    if (Holds.hasLock())
      Site.Rules.push_back("lock-held");
    if (Holds.hasReferenceUsedAfter(E, SM))
      Site.Rules.push_back("reference-held");
    ArrayRef<const Stmt *> Around = ArrayRef<const Stmt *>(Parents).take_front(Up);
    if (losesUpdate(E, Around))
      Site.Rules.push_back("read-await-write");
    else if (Order.areInterleaved(E, Around))
      Site.Rules.push_back("evaluation-order");
    if (Order.couldRunTogether(E, Around))
      Site.Rules.push_back("sequential-awaits");
    if (OfThread.spans(E, Top.Instance ? Top.Instance : Top.Fn, SM))
      Site.Rules.push_back("thread-affinity");

    Site.InLoop = runsInLoop(E, Up);
    const Expr *Inner = E;
    for (; Up; --Up) {
      const Stmt *P = Parents[Up - 1];
      if (const auto *Full = dyn_cast<Expr>(P);
          Full && isa<ImplicitCastExpr, FullExpr, MaterializeTemporaryExpr,
                      CXXBindTemporaryExpr>(Full)) {
        Inner = Full;
        continue;
      }
      Site.Discarded = isa<CompoundStmt>(P);
      Site.Awaited = isa<CoawaitExpr, DependentCoawaitExpr>(P);
      Site.Consumed =
          isa<CallExpr, CXXConstructExpr, ReturnStmt>(P) || initializesUsed(P);
      Site.NeedsParens = bindsTighter(P, Inner, E);
      break;
    }
    return Site;
  }

  /// Is \p E part of a loop that runs each time round?
  bool runsInLoop(const Stmt *E, unsigned Up) const {
    for (; Up; --Up) {
      const Stmt *P = Parents[Up - 1];
      if (isa<WhileStmt, DoStmt>(P))
        return true;
      if (const auto *For = dyn_cast<ForStmt>(P); For && For->getInit() != E)
        return true;
      if (const auto *For = dyn_cast<CXXForRangeStmt>(P); For && For->getBody() == E)
        return true;
      E = P;
    }
    return false;
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
    const auto *U = dyn_cast<UnaryOperator>(P);
    return U && U->isPostfix();
  }

  void report(CallSite &Site) {
    if (Top.Unevaluated)
      Site.Kind = CallKind::Unevaluated;
    // A macro that is the call and nothing else may be nothing at all elsewhere.
    if (Site.InMacro && Site.Callee && Site.E && Files.contains(Site.Callee->getLocation()) &&
        !is_contained(Site.Rules, "macro-body") && !is_contained(Site.Rules, "macro-text") &&
        Texts.isDefinedOtherwise(Site.E->getSourceRange()))
      if (CharSourceRange R = rangeInMacro(Site.E->getSourceRange(), Files, SM, Ctx.getLangOpts());
          R.isValid()) {
        Site.Range = R;
        Site.Rules.insert(Site.Rules.begin(), "macro-body");
      }
    Visitor.visitSite(Site);
  }

  ASTContext &Ctx;
  const SourceManager &SM;
  ProjectFiles &Files;
  Macros &Texts;
  CallSiteVisitor &Visitor;
  Callables Types;
  Frame Top;
  const ValueDecl *Variable = nullptr; ///< whose initializer is walked
  std::vector<const Stmt *> Parents;   ///< inside the current function
  DenseMap<const Expr *, const FieldDecl *> FieldOf;
  Held Holds;
  Operands Order;
  ThreadState OfThread;
  DenseMap<const Expr *, const NonTypeTemplateParmDecl *> ArgumentFor; ///< what noteArgument saw
  DenseMap<const NonTypeTemplateParmDecl *, bool> OnlyCalled; ///< what onlyCalls said
  DenseMap<const CXXTryStmt *, bool> Leavable; ///< what canLeaveHandlers said
  std::vector<const CXXMethodDecl *> Implicit; ///< to be walked at the end
  DenseSet<const FunctionDecl *> Needed, Escaped;
  DenseSet<std::tuple<const FunctionDecl *, FileID, const FunctionDecl *, const FunctionDecl *>>
      HandedTypes; ///< in this function and file, to whom, and what
};

} // namespace

void walkCallSites(ASTContext &Ctx, ProjectFiles &Files, Macros &Texts,
                   CallSiteVisitor &Visitor) {
  Walker(Ctx, Files, Texts, Visitor).run();
}

} // namespace recolor
