//===- Extract.cpp - From one unit's AST to facts -------------------------===//
#include "Extract/Extract.h"
#include "Clang/Flags.h"
#include "Clang/Handlers.h"
#include "Clang/Macros.h"
#include "Clang/NamedResults.h"
#include "Clang/Preamble.h"
#include "Clang/ProjectConsumer.h"
#include "Clang/Signature.h"
#include "Extract/FunctionRules.h"
#include "Extract/PassThrough.h"
#include "Model/FactsOrder.h"
#include "Runtime/Modes.h"
#include "Runtime/Runtime.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/xxhash.h"

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

/// Class names without template arguments that stand for a task in any runtime
/// we know.
bool isTaskClass(StringRef Name) {
  static const StringSet<> Known = [] {
    StringSet<> S;
    for (const Runtime &R : allRuntimes())
      for (const std::string &C : R.TaskClasses)
        S.insert(C);
    return S;
  }();
  return Known.contains(Name);
}

bool isContextClass(StringRef Name) {
  static const StringSet<> Known = [] {
    StringSet<> S;
    for (const std::string &C : watchedContextClasses())
      S.insert(C);
    return S;
  }();
  return Known.contains(Name);
}

/// Spreads the bits of a number, so that sums of such numbers tell sets apart.
uint64_t mix(uint64_t X) {
  return xxh3_64bits(StringRef(reinterpret_cast<const char *>(&X), sizeof(X)));
}

class FactsBuilder : public CallSiteVisitor {
public:
  FactsBuilder(ASTContext &Ctx, Macros &Versions, WorkspaceFiles &Files, UnitFacts &Out,
               ArrayRef<EarlyText> Early)
      : Ctx(Ctx), SM(Ctx.getSourceManager()), Files(Files), Out(Out), Early(Early),
        Types(Ctx, Files), Versions(Versions) {}

  /// Did a text that stands before shared headers find there what it calls?
  bool sawHidden() const { return SawHidden; }

  /// What can be said when the whole unit was seen.
  void finish() {
    std::vector<uint64_t> Hashes(Out.Functions.size());
    std::vector<bool> Varies(Out.Functions.size());
    for (size_t I = 0; I != Out.Functions.size(); ++I) {
      Hashes[I] = xxh3_64bits(Out.Functions[I].Key);
      // What a template calls depends on who instantiates it, not on flags.
      Varies[I] = !Out.Functions[I].is(FF_Defined);
      uint32_t Outer = I;
      for (unsigned Depth = 0; Outer != None && Depth != 64; ++Depth) {
        Varies[I] = Varies[I] || Out.Functions[Outer].is(FF_Template);
        Outer = Out.Functions[Outer].Parent;
      }
      if (!Varies[I])
        Out.Functions[I].Digest = 1;
    }
    for (const CallFact &C : Out.Calls) {
      uint32_t In = C.Via != None ? C.Via : C.Caller;
      if (In == None || Varies[In] || C.Kind == CallKind::Unevaluated ||
          C.Instance != None)
        continue;
      // A sum, since the order of the calls says nothing.
      Out.Functions[In].Digest +=
          mix(Hashes[C.Callee] + C.Loc.Offset);
    }
  }

  void visitFunction(const FunctionDecl *FD) override {
    const FunctionDecl *P = patternOf(FD);
    uint32_t Id = functionOf(P);
    if (FD->getCanonicalDecl() != P)
      addOverrides(Id, FD);
    FunctionFact &F = Out.Functions[Id];
    if (Files.contains(FD->getLocation()))
      addRedecl(F, FD);
    addLabels(F, FD);
    if (FD != P && FD->getReturnType()->isReferenceType() &&
        !P->getReturnType()->isReferenceType())
      addRule(P, "result-type", P->getLocation(),
              "'" + FD->getReturnType().getCanonicalType().getAsString(Ctx.getPrintingPolicy()) +
                  "' in an instantiation");
    if (FD != P && FollowedCall::of(P).Deduced && !deducesItsCalls(FD))
      addRule(P, "deduced-return", P->getLocation(),
              "'" + FD->getReturnType().getAsString(Ctx.getPrintingPolicy()) +
                  "' in an instantiation");
    // What was met before may have been the closure of an instantiation.
    if (F.Kind == FunctionKind::Lambda && FD->isDependentContext())
      for (FoundRule &R : rulesOf(FD, Versions, SM))
        if (R.Rule == "deduced-return")
          addRule(P, "deduced-return", P->getLocation(), std::move(R.Detail));
    if (FD->doesThisDeclarationHaveABody() || FD->isLateTemplateParsed() ||
        FD->isDefaulted()) {
      F.Flags |= FF_Defined;
      if (!isa<CXXDestructorDecl>(FD) || FD->getLocation().isValid())
        F.Loc = locate(placeOf(FD));
      if (isa_and_nonnull<CoroutineBodyStmt>(FD->getBody()))
        F.Flags |= FF_Coroutine;
      if (asksForCallersException(FD->getBody()))
        F.Flags |= FF_AsksException;
    }
  }

  void visitSite(const CallSite &S) override {
    if (!Early.empty() && S.Callee && !S.Instance)
      SawHidden |= isHidden(S.Callee, S.At);
    // Constructing an object of a library is no news, unless a runtime says
    // that it blocks.
    if (S.Kind == CallKind::Constructor && S.E &&
        !Files.contains(S.Callee->getLocation()) &&
        (!isDescribed(S.Callee) || !hasArguments(cast<CXXConstructExpr>(S.E))))
      return;
    if (doesNotWait(S))
      return;
    CallFact C;
    C.Kind = S.Kind;
    if (!inC())
      C.Rules.assign(S.Rules.begin(), S.Rules.end());
    if (switchesMode(S))
      C.Rules.push_back(NonblockingSwitch.str());
    // There a call can name a twin, too.
    if (hasOwnMacro(S))
      erase_if(C.Rules, [](StringRef Rule) {
        return Rule == "macro-body" || Rule == "unnamed-call";
      });
    if (!S.Awaited && !S.Consumed && S.E &&
        (S.Callee ? isCall(S.Kind) && Out.Functions[functionOf(S.Callee)].is(FF_Async)
                  : S.Kind == CallKind::Slot && isTask(S.E->getType())))
      C.Rules.push_back("dropped-task");
    C.Loc = locate(S.Range.isValid() ? S.Range.getBegin() : SM.getFileLoc(S.At));
    if (S.Range.isValid())
      C.End = SM.getFileOffset(S.Range.getEnd());
    C.Written = S.E != nullptr;
    uint32_t In = S.Caller ? functionOf(S.Caller) : None;
    switch (S.Kind) {
    case CallKind::Callback:
      C.Caller = functionOf(S.HandedTo);
      C.Callee = S.Callee ? functionOf(S.Callee) : slotOf(S.From);
      C.Via = In;
      // Unseen code takes what the slot holds as it is.
      if (!S.Callee)
        fix(C.Callee);
      if (startsThread(Out.Functions[C.Caller].Name))
        C.Kind = CallKind::Spawn;
      break;
    case CallKind::Flow:
      C.Caller = slotOf(S.Slot);
      C.Callee = S.Callee ? functionOf(S.Callee) : slotOf(S.From);
      C.Via = In;
      if (C.Caller == C.Callee)
        return;
      if (S.Bound)
        Out.Functions[C.Caller].Flags |= FF_State;
      if (bindsToCopies(S))
        fix(C.Caller, "it calls with copies of its own, which end before a task that refers to them");
      // Of another type, whoever reads it back is not known.
      if (S.Converted) {
        fix(C.Caller);
        if (!S.Callee)
          fix(C.Callee);
      }
      break;
    case CallKind::Slot:
      C.Caller = In;
      C.Callee = slotOf(S.Slot);
      break;
    default:
      C.Caller = In;
      C.Callee = S.Callee ? functionOf(S.Callee) : slotOf(S.Slot);
      if (S.E && !Out.Functions[C.Callee].is(FF_InProject))
        C.Context = contextOfOperation(S.E);
      break;
    }
    if (S.Guard) {
      C.Guard = functionOf(S.Guard);
      C.GuardHolds = S.GuardHolds;
    }
    C.InLoop = S.InLoop;
    if (S.Instance)
      C.Instance = instanceOf(S.Instance);
    // The same written call is met once per instantiation.
    auto Same = S.Repeats ? std::make_tuple(C.Caller, C.Callee, None, None, 0u, C.Kind, C.Via)
                          : std::make_tuple(C.Caller, C.Callee, C.Loc.File, C.Loc.Offset,
                                            C.End, C.Kind, C.Via);
    auto [It, New] = Seen.try_emplace(Same, Out.Calls.size());
    if (New) {
      Out.Calls.push_back(std::move(C));
      return;
    }
    CallFact &Old = Out.Calls[It->second];
    if (S.Repeats && C.Loc.isValid() && Old.Loc.isValid())
      if (int By = StringRef(Out.Files[C.Loc.File]).compare(Out.Files[Old.Loc.File]);
          By < 0 || (!By && C.Loc.Offset < Old.Loc.Offset)) {
        std::swap(Old.Loc, C.Loc);
        std::swap(Old.End, C.End);
      }
    // Which instance is met first is by chance.
    if (C.Instance == None || (Old.Instance != None && Out.Instances[C.Instance] <
                                                           Out.Instances[Old.Instance]))
      Old.Instance = C.Instance;
    if (Old.Guard != C.Guard || Old.GuardHolds != C.GuardHolds) {
      Old.Guard = None;
      Old.GuardHolds = true;
    }
    for (std::string &R : C.Rules)
      if (!is_contained(Old.Rules, R))
        Old.Rules.push_back(std::move(R));
  }

  void visitStore(const SlotRef &To, const FunctionDecl *Fn) override {
    if (!To.Decl)
      return;
    // The object does not work yet while its constructor runs, and a function
    // does not write to its own variables while it is suspended.
    const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(Fn);
    if (const auto *Field = dyn_cast<FieldDecl>(To.Decl);
        Field && Ctor && Ctor->getParent() == Field->getParent())
      return;
    if (isOwn(To.Decl) && Fn &&
        dyn_cast_or_null<FunctionDecl>(To.Decl->getDeclContext()) &&
        patternOf(cast<FunctionDecl>(To.Decl->getDeclContext())) == Fn)
      return;
    Out.Functions[slotOf(To.Decl)].Flags |= FF_Stored;
  }

  void visitVariable(const DeclaratorDecl *D, const FunctionDecl *Fn) override {
    QualType T = D->getType();
    if (isa<NonTypeTemplateParmDecl>(D))
      Parameters.insert(D);
    if (const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
        R && isContextClass(qualifiedName(R, SM)))
      contextOf(D, Fn);
    if (const auto *V = dyn_cast<VarDecl>(D);
        V && Fn && V->isStaticLocal() &&
        !(T.isConstant(Ctx) && !(V->getInit() && V->getInit()->HasSideEffects(Ctx))))
      Out.Functions[functionOf(Fn)].Flags |= FF_StaticVariable;
  }

  /// Uses of event loops: what is called on them, and where they go.
  void visitStmt(const Stmt *S, const FunctionDecl *Fn,
                 const Stmt *Parent) override {
    if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
      if (SourceLocation L = Return->getReturnLoc(); Fn && Versions.isInText(L))
        if (MacroVersion V = Versions.versionAt(L, Fn, /*Returns=*/true); !V.Obstacle.empty())
          addRule(Fn, "return-in-macro", L, V.Obstacle);
      return;
    }
    if (const auto *Decls = dyn_cast<DeclStmt>(S); Decls && !Decls->isSingleDecl()) {
      // An edit of one declarator would change its neighbours.
      for (const Decl *D : Decls->decls())
        if (const auto *V = dyn_cast<VarDecl>(D); V && isContext(V->getType()))
          if (uint32_t Id = contextOf(V, Fn); Id != None)
            Out.Contexts[Id].Editable = false;
      return;
    }
    const auto *E = dyn_cast<Expr>(S);
    if (!E || E->isTypeDependent())
      return;
    for (const WrittenArgument &A : writtenArguments(E, Types, SM))
      if (Files.contains(A.Parameter->getLocation()))
        describe(slotOf(A.Parameter), A.Type);
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
      const Expr *Object = Call->getImplicitObjectArgument();
      if (Object && isContext(Object->getType())) {
        uint32_t Id = contextOfExpr(Object, Fn);
        if (Id != None && Call->getMethodDecl()) {
          std::string Name = Call->getMethodDecl()->getNameAsString();
          auto &Ms = Out.Contexts[Id].Methods;
          auto At = llvm::lower_bound(Ms, Name);
          if (At == Ms.end() || *At != Name)
            Ms.insert(At, Name);
        }
      }
      return;
    }
    if (!isa<DeclRefExpr, MemberExpr>(E) || !isContext(E->getType()))
      return;
    uint32_t Id = contextOfExpr(E, Fn);
    if (Id == None)
      return;
    // Constructing an object of the library, or calling a member: both are
    // known uses; anything else lets the loop itself out of sight.
    if (const auto *M = dyn_cast_or_null<MemberExpr>(Parent);
        M && isa<CXXMethodDecl>(M->getMemberDecl()))
      return;
    if (const auto *Ctor = dyn_cast_or_null<CXXConstructExpr>(Parent);
        Ctor && !Files.contains(Ctor->getConstructor()->getLocation()))
      return;
    Out.Contexts[Id].Escapes = true;
  }

private:
  /// Does the call stand in the text of a macro that coroutines can have a second
  /// version of, in which it is awaited?
  bool hasOwnMacro(const CallSite &S) {
    return S.Callee && S.Caller && is_contained(S.Rules, "macro-body") &&
           (S.Kind == CallKind::Direct || S.Kind == CallKind::Virtual) &&
           Files.contains(S.Callee->getLocation()) &&
           Versions
               .versionAt(inMacroText(S.E->getSourceRange(), SM).getBegin(), S.Caller,
                          /*Returns=*/false)
               .Obstacle.empty();
  }

  /// Is \p FD declared in headers only that the compiler has not read yet at \p At?
  bool isHidden(const FunctionDecl *FD, SourceLocation At) const {
    auto [In, Offset] = SM.getDecomposedLoc(SM.getFileLoc(At));
    OptionalFileEntryRef File = SM.getFileEntryRefForID(In);
    if (!File)
      return false;
    const auto *Text = find_if(Early, [&](const EarlyText &T) {
      return T.File == File->getUniqueID() && Offset < T.Until;
    });
    return Text != Early.end() && all_of(FD->redecls(), [&](const FunctionDecl *R) {
             OptionalFileEntryRef By =
                 SM.getFileEntryRefForID(SM.getFileID(SM.getFileLoc(R->getLocation())));
             return By && std::binary_search(Text->Hidden.begin(), Text->Hidden.end(),
                                             By->getUniqueID());
           });
  }

  /// Does the function's frame hold the callable itself, by value?
  static bool isOwn(const NamedDecl *D) {
    const auto *V = dyn_cast<VarDecl>(D);
    return V && V->hasLocalStorage() && V->getType()->isRecordType() &&
           Callables::followsSignature(V->getType()->getAsCXXRecordDecl());
  }

  static bool isCall(CallKind K) {
    return K == CallKind::Direct || K == CallKind::Virtual ||
           K == CallKind::Lambda || K == CallKind::Operator;
  }

  /// An object that is constructed from nothing does not connect yet.
  static bool hasArguments(const CXXConstructExpr *E) {
    return any_of(E->arguments(),
                  [](const Expr *A) { return !isa<CXXDefaultArgExpr>(A); });
  }

  bool isTask(QualType T) const {
    if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
      return isTaskClass(qualifiedName(R, SM));
    const auto *TST = T->getAs<TemplateSpecializationType>();
    const TemplateDecl *TD = TST ? TST->getTemplateName().getAsTemplateDecl() : nullptr;
    return TD && isTaskClass(qualifiedName(TD, SM));
  }

  bool isDescribed(const FunctionDecl *FD) {
    auto [It, New] = Described.try_emplace(FD, false);
    if (New) {
      std::string Name = qualifiedName(FD, SM);
      It->second = any_of(allRuntimes(), [&](const Runtime &R) {
        return R.ruleFor(Name) != nullptr;
      });
    }
    return It->second;
  }

  /// Is it a call of a blocking function that does not block: one whose flags say so
  /// (MSG_DONTWAIT), or what a rewrite makes of it, `recv(co_await wait_readable(fd), ...)`?
  bool doesNotWait(const CallSite &S) {
    const auto *Call = dyn_cast_or_null<CallExpr>(S.E);
    if (!Call || !S.Callee || !isCall(S.Kind) || !isDescribed(S.Callee))
      return false;
    const std::string Name = qualifiedName(S.Callee, SM);
    return any_of(allRuntimes(), [&](const Runtime &R) {
      const CallRule *Rule = R.ruleFor(Name);
      return Rule && (tellsNotToWait(Call, Rule->Flags, Ctx) == FlagState::Set ||
                      hasWaited(Call, *Rule));
    });
  }
  static bool hasWaited(const CallExpr *Call, const CallRule &Rule) {
    if (!Call->getNumArgs() || Rule.Waiters.empty())
      return false;
    const Expr *First = Call->getArg(0)->IgnoreParenImpCasts();
    const Expr *Operand = nullptr;
    if (const auto *Await = dyn_cast<CoawaitExpr>(First))
      Operand = Await->getOperand();
    else if (const auto *Await = dyn_cast<DependentCoawaitExpr>(First))
      Operand = Await->getOperand();
    const auto *Wait = Operand ? dyn_cast<CallExpr>(Operand->IgnoreUnlessSpelledInSource())
                               : nullptr;
    const FunctionDecl *By = Wait ? Wait->getDirectCallee() : nullptr;
    return By && By->getIdentifier() && is_contained(Rule.Waiters, By->getName());
  }

  /// May it put its object or descriptor into non-blocking mode?
  bool switchesMode(const CallSite &S) {
    const auto *Call = dyn_cast_or_null<CallExpr>(S.E);
    if (!Call || !S.Callee || !isCall(S.Kind) || Files.contains(S.Callee->getLocation()))
      return false;
    if (mayStopWaiting(Call, Ctx))
      return true;
    auto [It, New] = Switching.try_emplace(S.Callee, false);
    if (New)
      It->second = S.Callee->getIdentifier() && S.Callee->getNumParams() &&
                   isNonblockingFunction(qualifiedName(S.Callee, SM));
    return It->second && Call->getNumArgs() &&
           flagIn(Call->getArg(0), 1, Ctx) != FlagState::Clear;
  }

  bool isContext(QualType T) const {
    if (T.isNull())
      return false;
    if (T->isPointerType())
      T = T->getPointeeType();
    const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
    return R && R->getIdentifier() && isContextClass(qualifiedName(R, SM));
  }

  Location locate(SourceLocation L) {
    Location Loc;
    if (L.isInvalid())
      return Loc;
    auto [Id, Offset] = SM.getDecomposedLoc(SM.getFileLoc(L));
    StringRef Path = Files.pathOf(Id);
    if (Path.empty())
      return Loc;
    auto [It, New] = FileIds.try_emplace(Path, Out.Files.size());
    if (New)
      Out.Files.push_back(Path.str());
    Loc.File = It->second;
    Loc.Offset = Offset;
    Loc.Line = SM.getLineNumber(Id, Offset);
    Loc.Column = SM.getColumnNumber(Id, Offset);
    return Loc;
  }

  void addRedecl(FunctionFact &F, const FunctionDecl *FD) {
    // What a macro's text declares is declared there for all uses, and changes for all
    // or for none.
    for (SourceLocation At : {FD->getLocation(), Versions.declaredAt(FD)})
      if (Location L = locate(At); L.isValid() && !is_contained(F.Redecls, L))
        F.Redecls.push_back(L);
  }

  void addRule(const FunctionDecl *Fn, StringRef Rule, SourceLocation Loc,
               std::string Detail = "") {
    if (inC())
      return;
    FunctionFact &F = Out.Functions[functionOf(Fn)];
    FunctionRuleFact R{Rule.str(), std::move(Detail), locate(Loc)};
    if (F.is(FF_InProject) && !is_contained(F.Rules, R))
      F.Rules.push_back(std::move(R));
  }

  /// What the function \p Id overrides, going by \p FD: itself, or an instance of
  /// it, since the base of a pattern may be a parameter.
  void addOverrides(uint32_t Id, const FunctionDecl *FD) {
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    if (!M)
      return;
    SmallVector<const CXXMethodDecl *, 2> Overridden;
    if (Files.contains(M->getLocation()))
      Overridden = overriddenInPatterns(M);
    if (!M->isVirtual() && Overridden.empty())
      return;
    Out.Functions[Id].Flags |= FF_Virtual;
    append_range(Overridden, M->overridden_methods());
    for (const CXXMethodDecl *O : Overridden) {
      uint32_t Base = functionOf(patternOf(O));
      std::vector<uint32_t> &Overrides = Out.Functions[Id].Overrides;
      if (Base != Id && !is_contained(Overrides, Base))
        Overrides.push_back(Base);
    }
  }

  /// Where a function is, whoever asked for it first.
  static SourceLocation placeOf(const FunctionDecl *FD) {
    if (!FD->isImplicit())
      return FD->getLocation();
    if (FD->getBuiltinID())
      return SourceLocation();
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    const CXXRecordDecl *Pattern = M ? M->getParent()->getTemplateInstantiationPattern() : nullptr;
    return Pattern ? Pattern->getLocation() : FD->getLocation();
  }

  uint32_t newFunction(StringRef Key) {
    Out.Functions.emplace_back();
    Out.Functions.back().Key = Out.save(Key);
    return Out.Functions.size() - 1;
  }

  uint32_t functionOf(const FunctionDecl *FD) {
    FD = FD->getCanonicalDecl();
    if (auto It = Functions.find(FD); It != Functions.end())
      return It->second;
    std::string Key = keyOf(FD, SM);
    if (auto It = ByKey.find(Key); It != ByKey.end())
      return Functions[FD] = It->second;
    uint32_t Id = newFunction(Key);
    Functions[FD] = Id;
    ByKey[Key] = Id;

    FunctionFact F;
    F.Key = Out.Functions[Id].Key;
    std::string USR = usrOf(FD);
    F.USR = F.Key == USR ? F.Key : Out.save(USR);
    F.Name = Out.save(qualifiedName(FD, SM));
    F.Params = Out.save(parameterList(FD));
    F.Kind = kindOf(FD);
    F.Loc = locate(placeOf(FD));
    QualType Result = FD->getReturnType();
    std::string Spelled = Result.getCanonicalType().getAsString(Ctx.getPrintingPolicy());
    // Of all equal ones in a unit that depend on arguments, the first gives the
    // canonical one its text, whichever that is.
    if (Result->isDependentType() && StringRef(Spelled).contains("decltype("))
      Spelled = Result.getAsString(Ctx.getPrintingPolicy());
    F.ReturnType = Out.save(Spelled);
    auto Flag = [&](bool On, FunctionFlag Which) { if (On) F.Flags |= Which; };
    // A builtin that nobody declared is placed where it is used first.
    bool InProject = !(FD->isImplicit() && FD->getBuiltinID());
    for (const FunctionDecl *R : FD->redecls())
      InProject &= Files.contains(R->getLocation());
    Flag(InProject, FF_InProject);
    Flag(FD->isMain(), FF_Main);
    Flag(FD->isImplicit(), FF_Implicit);
    Flag(inC(), FF_C);
    Flag(FD->isExternallyVisible(), FF_Public);
    Flag(FD->getDescribedFunctionTemplate() || FD->isDependentContext(),
         FF_Template);
    Flag(Result->isVoidType(), FF_ReturnsVoid);
    Flag(isTask(Result), FF_Async);
    if (const auto *Proto = FD->getType()->getAs<FunctionProtoType>();
        Proto && !isUnresolvedExceptionSpec(Proto->getExceptionSpecType()))
      Flag(Proto->canThrow() == CT_Cannot, FF_Noexcept);
    if (const FunctionDecl *Definition = nullptr; InProject && FD->hasBody(Definition))
      Flag(handsResultOn(Definition,
                         [&](SourceLocation L) { return Files.contains(L); }),
           FF_HandsOn);
    if (const auto *M = dyn_cast<CXXMethodDecl>(FD)) {
      Flag(M->isPureVirtual(), FF_Pure);
      Flag(M->isStatic(), FF_Static);
      if (M->getOverloadedOperator() == OO_Call && !M->isStatic()) {
        const CXXRecordDecl *R = M->getParent();
        Flag(!R->isEmpty(), FF_State);
        Flag(!R->isEmpty() && !M->isConst(), FF_Mutable);
      }
      if (!M->getParent()->isLambda())
        F.Class = Out.save(qualifiedName(M->getParent(), SM));
    } else {
      Flag(!FD->isExternallyVisible(), FF_Static);
    }
    if (const FunctionDecl *P = specializedPattern(FD))
      F.Overrides.push_back(functionOf(P));
    const DeclContext *DC = FD->getDeclContext();
    if (F.Kind == FunctionKind::Lambda)
      DC = cast<CXXMethodDecl>(FD)->getParent()->getDeclContext();
    for (; DC && !DC->isFileContext(); DC = DC->getParent())
      if (const auto *Outer = dyn_cast<FunctionDecl>(DC)) {
        F.Parent = functionOf(patternOf(Outer));
        break;
      }
    for (const FunctionDecl *R : FD->redecls())
      addLabels(F, R);
    if (InProject) {
      for (const FunctionDecl *R : FD->redecls())
        addRedecl(F, R);
      for (FoundRule &R : rulesOf(FD, Versions, SM))
        F.Rules.push_back({R.Rule.str(), std::move(R.Detail), locate(R.Loc)});
      llvm::sort(F.Redecls);
    }
    Out.Functions[Id] = std::move(F);
    addOverrides(Id, FD);
    return Id;
  }

  static FunctionKind kindOf(const FunctionDecl *FD) {
    if (isa<CXXConstructorDecl>(FD))
      return FunctionKind::Constructor;
    if (isa<CXXDestructorDecl>(FD))
      return FunctionKind::Destructor;
    if (isa<CXXConversionDecl>(FD))
      return FunctionKind::Conversion;
    if (const auto *M = dyn_cast<CXXMethodDecl>(FD)) {
      if (M->getParent()->isLambda())
        return FunctionKind::Lambda;
      return M->isOverloadedOperator() ? FunctionKind::Operator
                                       : FunctionKind::Method;
    }
    return FD->isOverloadedOperator() ? FunctionKind::Operator
                                      : FunctionKind::Function;
  }

  /// The node with this key, and whether it has to be described yet.
  std::pair<uint32_t, bool> slotNode(const std::string &Key) {
    auto [It, New] = ByKey.try_emplace(Key, None);
    if (New) {
      It->second = newFunction(Key);
      FunctionFact &F = Out.Functions[It->second];
      F.Kind = FunctionKind::Slot;
      if (inC())
        F.Flags |= FF_C;
    }
    return {It->second, New};
  }

  /// The node of a slot. One without a declaration whose type can be edited
  /// keeps its type.
  uint32_t slotOf(const SlotRef &S) {
    if (S.Decl)
      return slotOf(S.Decl);
    auto [Id, New] = slotNode(slotKey(S, Types, SM));
    if (!New)
      return Id;
    FunctionFact &F = Out.Functions[Id];
    if (S.ResultOf) {
      F.Name = Out.save(qualifiedName(S.ResultOf, SM) + "()");
      F.Loc = locate(S.ResultOf->getLocation());
      bool InProject = true;
      for (const FunctionDecl *R : S.ResultOf->redecls()) {
        InProject &= Files.contains(R->getLocation());
        F.Redecls.push_back(locate(R->getLocation()));
      }
      llvm::sort(F.Redecls);
      if (InProject)
        F.Flags |= FF_InProject;
      if (!InProject || !Types.involves(S.ResultOf->getReturnType()))
        fix(Id);
      else if (isa<CXXConversionDecl>(S.ResultOf))
        fix(Id, "a conversion function is found by the type it converts to");
      else
        for (const FunctionDecl *R : S.ResultOf->redecls())
          describe(Id, SlotSignature::ofResult(R, Types, SM));
    } else {
      F.Name = Out.save(S.Type.isNull() ? "(unnamed slot)"
                                        : "(unnamed slot of " +
                                              Types.signatureOf(S.Type) + ")");
      fix(Id);
    }
    return Id;
  }

  uint32_t slotOf(const NamedDecl *D) {
    auto [Id, New] = slotNode(slotKey(D, SM));
    if (!New)
      return Id;
    FunctionFact &F = Out.Functions[Id];
    F.Name = Out.save(qualifiedName(D, SM));
    F.Loc = locate(D->getLocation());
    F.Redecls = {F.Loc};
    if (Files.contains(D->getLocation()))
      F.Flags |= FF_InProject;
    addLabels(F, D);
    QualType T;
    if (const auto *V = dyn_cast<ValueDecl>(D))
      T = V->getType();
    else
      T = cast<TypedefNameDecl>(D)->getUnderlyingType();
    if (isOwn(D))
      F.Flags |= FF_Own;
    QualType Held = Types.elementOf(T).isNull() ? T : Types.elementOf(T);
    if (const CXXRecordDecl *R = Held.getNonReferenceType()->getAsCXXRecordDecl();
        R && Callables::followsSignature(R) && !isCopyable(R))
      F.Flags |= FF_Mutable;
    const auto *Field = dyn_cast<FieldDecl>(D);
    if ((Field && Field->getParent()->isUnion()) || !F.is(FF_InProject) ||
        (isa<NonTypeTemplateParmDecl>(D) && !Parameters.contains(D)) ||
        !(Types.involves(T) || T->isFunctionType() || T->isDependentType() ||
          T->isUndeducedType()))
      fix(Id);
    else
      describe(Id, SlotSignature::of(D, Types, SM));
    return Id;
  }

  static bool isCopyable(const CXXRecordDecl *R) {
    R = R->getDefinition();
    return R->needsImplicitCopyConstructor() ||
           any_of(R->ctors(), [](const CXXConstructorDecl *C) {
             return C->isCopyConstructor() && !C->isDeleted();
           });
  }

  /// What the declaration of a slot says about its type.
  void describe(uint32_t Slot, const SlotSignature &S) {
    if (!S.Editable)
      return fix(Slot);
    // What is declared by an alias changes with it.
    for (const TypedefNameDecl *Alias : S.Aliases)
      link(slotOf(Alias), Slot);
  }

  /// This slot keeps its type.
  void fix(uint32_t Slot, StringRef Why = "") {
    FunctionFact &F = Out.Functions[Slot];
    if (F.Kind == FunctionKind::Slot && F.Rules.empty() && !inC())
      F.Rules.push_back({"slot", Why.str(), F.Loc});
  }

  /// A wrapper (std::function) has parameters of its own, which live while it
  /// calls what it holds. A lazy coroutine that takes a reference where the
  /// wrapper takes a value would begin when they are gone.
  bool bindsToCopies(const CallSite &S) {
    auto ParametersOf = [&](const SlotRef &Slot) -> ArrayRef<QualType> {
      QualType T = Slot.Type;
      if (const auto *V = dyn_cast_or_null<ValueDecl>(Slot.Decl))
        T = V->getType();
      else if (const auto *Alias = dyn_cast_or_null<TypedefNameDecl>(Slot.Decl))
        T = Alias->getUnderlyingType();
      else if (Slot.ResultOf)
        T = Slot.ResultOf->getReturnType();
      const auto *Proto = T.isNull() || T->isDependentType()
                              ? nullptr
                              : Types.functionTypeOf(T)->getAs<FunctionProtoType>();
      // What is called through a pointer takes the caller's arguments.
      if (!Proto || !T.getNonReferenceType()->isRecordType())
        return {};
      return Proto->getParamTypes();
    };
    ArrayRef<QualType> Own = ParametersOf(S.Slot);
    auto Copies = [](QualType T) { return !T->isReferenceType(); };
    if (Own.empty() || none_of(Own, Copies))
      return false;
    SmallVector<QualType, 4> Taken;
    if (S.Callee)
      for (const ParmVarDecl *P : S.Callee->parameters())
        Taken.push_back(P->getType());
    else
      append_range(Taken, ParametersOf(S.From));
    // An object that is called through its member function is an argument too,
    // and what std::bind reorders may be any of them.
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(S.Callee);
    if (M && M->isInstance() && !M->getParent()->isLambda() &&
        M->getOverloadedOperator() != OO_Call && Own.front()->isRecordType())
      return true;
    if (Taken.size() != Own.size())
      return any_of(Taken, [](QualType T) { return T->isReferenceType(); });
    return any_of(zip_equal(Own, Taken), [&](auto Pair) {
      return Copies(std::get<0>(Pair)) && std::get<1>(Pair)->isReferenceType();
    });
  }

  bool inC() const { return !Ctx.getLangOpts().CPlusPlus; }

  uint32_t instanceOf(const FunctionDecl *FD) {
    auto [It, New] = Instances.try_emplace(FD, None);
    if (!New)
      return It->second;
    std::string Name;
    raw_string_ostream OS(Name);
    FD->getNameForDiagnostic(OS, Ctx.getPrintingPolicy(), /*Qualified=*/true);
    auto [ByName, NewName] = InstanceIds.try_emplace(Name, Out.Instances.size());
    if (NewName)
      Out.Instances.push_back(Name);
    return Instances[FD] = ByName->second;
  }

  /// Attributes that say something about colour, those of the alias that names
  /// the type included.
  void addLabels(FunctionFact &F, const NamedDecl *D) {
    auto Add = [&](StringRef Text) {
      auto At = llvm::lower_bound(F.Labels, Text);
      if (At == F.Labels.end() || *At != Text)
        F.Labels.insert(At, Text.str());
    };
    auto AddOf = [&](const Decl *Of) {
      if (Of->hasAttrs())
        for (const auto *A : Of->specific_attrs<AnnotateAttr>())
          Add(A->getAnnotation());
    };
    AddOf(D);
    QualType T;
    if (const auto *V = dyn_cast<ValueDecl>(D))
      T = V->getType();
    // `CoroutineEntry *entry`: the alias says what the pointer is.
    for (unsigned Depth = 0; !T.isNull() && Depth != 16; ++Depth) {
      if (const auto *Named = T->getAs<TypedefType>()) {
        AddOf(Named->getDecl());
        T = Named->getDecl()->getUnderlyingType();
      } else if (T->isPointerType()) {
        T = T->getPointeeType();
      } else {
        break;
      }
    }
    if (const auto *V = dyn_cast<ValueDecl>(D)) {
      T = V->getType().getNonReferenceType();
      if (T->isPointerType())
        T = T->getPointeeType();
      if (const auto *Proto = T->getAs<FunctionProtoType>())
        for (const FunctionEffectWithCondition &E : Proto->getFunctionEffects())
          if (!E.Cond.getCondition())
            Add(E.Effect.name());
    }
  }

  /// Two slots must have one type.
  void link(uint32_t To, uint32_t From) {
    if (To == From)
      return;
    CallFact C;
    C.Caller = To;
    C.Callee = From;
    C.Kind = CallKind::Flow;
    Out.Calls.push_back(std::move(C));
  }

  //===--------------------------------------------------------------------===//
  // Event loops
  //===--------------------------------------------------------------------===//

  uint32_t contextOf(const DeclaratorDecl *D, const FunctionDecl *Fn) {
    const Decl *Canon = D->getCanonicalDecl();
    if (auto It = Contexts.find(Canon); It != Contexts.end())
      return It->second;
    ContextFact C;
    C.Name = D->getNameAsString();
    C.Loc = locate(D->getLocation());
    const CXXRecordDecl *R = D->getType().getNonReferenceType()->getAsCXXRecordDecl();
    C.Type = qualifiedName(R, SM);
    bool Reference = D->getType()->isReferenceType();
    if (isa<FieldDecl>(D)) {
      C.K = Reference ? ContextFact::Parameter : ContextFact::Member;
    } else if (const auto *V = cast<VarDecl>(D); V->hasGlobalStorage()) {
      C.K = Reference ? ContextFact::Parameter : ContextFact::Global;
    } else if (isa<ParmVarDecl>(V) || Reference) {
      C.K = ContextFact::Parameter;
    } else {
      C.K = ContextFact::Local;
      C.Editable = Files.contains(V->getLocation()) && !V->getBeginLoc().isMacroID();
    }
    if (Fn)
      C.Owner = functionOf(Fn);
    C.Key = (C.Loc.isValid() ? Out.Files[C.Loc.File] : "") + ":" +
            std::to_string(C.Loc.Offset);
    Out.Contexts.push_back(std::move(C));
    return Contexts[Canon] = Out.Contexts.size() - 1;
  }

  /// The context an lvalue names; one Expression context stands for all that
  /// come out of pointers and calls.
  uint32_t contextOfExpr(const Expr *E, const FunctionDecl *Fn) {
    E = E->IgnoreParenImpCasts();
    const DeclaratorDecl *D = nullptr;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      D = dyn_cast<VarDecl>(Ref->getDecl());
    else if (const auto *M = dyn_cast<MemberExpr>(E))
      D = dyn_cast<FieldDecl>(M->getMemberDecl());
    if (D && !D->getType()->isPointerType() && isContext(D->getType()) &&
        !D->getType().isNull() &&
        D->getType().getNonReferenceType()->getAsCXXRecordDecl())
      return contextOf(D, D->isOutOfLine() ? nullptr
                          : isa<FieldDecl>(D)
                              ? nullptr
                              : owningFunction(cast<VarDecl>(D), Fn));
    if (Anonymous == None) {
      ContextFact C;
      C.K = ContextFact::Expression;
      C.Key = "expression:" + Out.MainFile;
      C.Name = "(computed)";
      QualType T = E->getType();
      if (T->isPointerType())
        T = T->getPointeeType();
      if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
        C.Type = qualifiedName(R, SM);
      C.Loc = locate(E->getBeginLoc());
      Out.Contexts.push_back(std::move(C));
      Anonymous = Out.Contexts.size() - 1;
    }
    return Anonymous;
  }

  static const FunctionDecl *owningFunction(const VarDecl *V,
                                            const FunctionDecl *Fn) {
    if (const auto *Owner = dyn_cast_or_null<FunctionDecl>(V->getDeclContext()))
      return patternOf(Owner);
    return Fn;
  }

  /// The context that an expression mentions, looking through what it
  /// constructs.
  uint32_t mentionedContext(const Stmt *S, unsigned Budget = 24) {
    if (!S || !Budget)
      return None;
    if (const auto *E = dyn_cast<Expr>(S); E && !E->isTypeDependent())
      if (isa<DeclRefExpr, MemberExpr>(E) && isContext(E->getType()))
        return contextOfExpr(E, nullptr);
    if (isa<LambdaExpr>(S))
      return None;
    for (const Stmt *Child : S->children())
      if (uint32_t Id = mentionedContext(Child, Budget - 1); Id != None)
        return Id;
    return None;
  }

  /// What the object of an operation was constructed with: the implicit object
  /// of a member call, or the first argument of a function.
  uint32_t contextOfOperation(const Expr *E) {
    const auto *Call = dyn_cast<CallExpr>(E);
    if (!Call)
      return None;
    const Expr *Object = nullptr;
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call))
      Object = M->getImplicitObjectArgument();
    else if (Call->getNumArgs())
      Object = Call->getArg(0);
    if (!Object || Object->isTypeDependent())
      return None;
    if (uint32_t Id = mentionedContext(Object); Id != None)
      return Id;
    const Expr *Root = Object->IgnoreParenImpCasts();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Root)) {
      const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
      if (V && !isa<ParmVarDecl>(V) && !V->getType()->isReferenceType())
        return mentionedContext(V->getInit());
    } else if (const auto *M = dyn_cast<MemberExpr>(Root)) {
      if (const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
          F && F->hasInClassInitializer())
        return mentionedContext(F->getInClassInitializer());
    }
    return None;
  }

  ASTContext &Ctx;
  const SourceManager &SM;
  WorkspaceFiles &Files;
  UnitFacts &Out;
  ArrayRef<EarlyText> Early;
  bool SawHidden = false;
  Callables Types;
  Macros &Versions;
  DenseMap<const Decl *, uint32_t> Functions, Contexts, Instances;
  DenseMap<const Decl *, bool> Described;
  DenseMap<const Decl *, bool> Switching; ///< is it a Runtime::NonblockingFunctions?
  DenseSet<const Decl *> Parameters; ///< of templates, that change with what they are given
  StringMap<uint32_t> ByKey, FileIds, InstanceIds;
  std::map<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, CallKind,
                      uint32_t>,
           size_t>
      Seen;
  uint32_t Anonymous = None;
};

class ExtractConsumer : public ProjectConsumer {
public:
  ExtractConsumer(const Workspace &W, UnitFacts &Out, CompilerInstance &CI,
                  const Behind *B, bool &SawHidden)
      : ProjectConsumer(W, CI), Out(Out), CI(CI), B(B), SawHidden(SawHidden) {
    if (B)
      skipped().Before = [B, &CI](SkippedInstances &S) { B->Begin->addSkipped(CI, S); };
  }

  void HandleTranslationUnit(ASTContext &Ctx) override {
    if (B)
      B->Begin->limitWalks(CI);
    // In C, `_Bool` has the name that the unit gives it.
    Ctx.setPrintingPolicy(Sema::getPrintingPolicy(Ctx, CI.getPreprocessor()));
    Macros Texts(CI.getPreprocessor(), Files);
    FactsBuilder Builder(Ctx, Texts, Files, Out,
                         B ? B->Early : ArrayRef<EarlyText>());
    walkCallSites(Ctx, Files, Texts, Builder);
    Builder.finish();
    SawHidden = Builder.sawHidden();
  }

private:
  UnitFacts &Out;
  CompilerInstance &CI;
  const Behind *B;
  bool &SawHidden;
};

class ExtractAction : public ASTFrontendAction {
public:
  ExtractAction(const Workspace &W, UnitFacts &Out, const Behind *B, bool &SawHidden)
      : W(W), Out(Out), B(B), SawHidden(SawHidden) {
    if (B)
      Included = B->Begin->inclusions();
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    CI.getPreprocessor().addPPCallbacks(
        recordInclusions(Included, W, CI.getSourceManager()));
    return std::make_unique<ExtractConsumer>(W, Out, CI, B, SawHidden);
  }

  void EndSourceFileAction() override {
    Out.Includes.assign(Included.Written.begin(), Included.Written.end());
    Out.ProjectFiles.assign(Included.Files.begin(), Included.Files.end());
  }

private:
  const Workspace &W;
  UnitFacts &Out;
  const Behind *B;
  bool &SawHidden;
  Inclusions Included;
};

} // namespace

UnitFacts extractUnit(const Workspace &W, const UnitCommand &Unit,
                      const ParseOptions &O, ParseOutcome *Parse, const Behind *B) {
  UnitFacts Out;
  Out.MainFile = Unit.RealFile;
  Out.Root = W.Root;
  ParseOptions WithBegin = O;
  if (B)
    B->Begin->use(WithBegin);
  bool SawHidden = false;
  ParseOutcome Outcome =
      parseUnit(Unit, std::make_unique<ExtractAction>(W, Out, B, SawHidden), WithBegin);
  // A message is worded by what the parser has seen itself.
  if (B && (!Outcome.Ok || SawHidden)) {
    UnitFacts Alone = extractUnit(W, Unit, O, Parse);
    if (!Outcome.Ok && !Alone.Failed)
      B->Begin->noteFailure();
    return Alone;
  }
  sortFacts(Out);
  Out.Failed = !Outcome.Ok;
  for (const ParseOutcome::Diagnostic &D : Outcome.Errors)
    Out.Errors.push_back((D.File.empty() ? Unit.RealFile : D.File) + ":" +
                         std::to_string(D.Line) + ":" +
                         std::to_string(D.Column) + ": error: " + D.Text);
  if (Parse)
    *Parse = std::move(Outcome);
  return Out;
}

} // namespace recolor
