//===- Rewrite.cpp - From a plan to edits ---------------------------------===//
#include "Rewrite/Rewrite.h"
#include "Rewrite/UnitRewriter.h"
#include "Clang/ProjectConsumer.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Frontend/CompilerInstance.h"

namespace recolor {
using namespace llvm;
using namespace clang;

static const Stmt *bodyIn(const FunctionDecl *FD) {
  return FD->doesThisDeclarationHaveABody() ? FD->getBody() : nullptr;
}

void UnitRewriter::visitFunction(const FunctionDecl *FD) {
  const auto *M = dyn_cast<CXXMethodDecl>(FD);
  bool Lambda = M && M->getParent()->isLambda();
  if (Types.involves(FD->getReturnType()))
    rewriteSlotType(slotKey(SlotRef::resultOf(patternOf(FD)), Types, SM), FD->getLocation(),
                    [&] { return SlotSignature::ofResult(FD, Types, SM); });
  noteDeclaredBy(FD);
  Strategy S = strategyOf(FD);
  if (S == Strategy::Keep)
    return;
  // All of them at once: an instantiation may come before the definition whose
  // text it has.
  if (S == Strategy::Twin || S == Strategy::Wrap)
    for (const FunctionDecl *D : patternOf(FD)->redecls())
      putBeside(D);
  if (!Lambda)
    rewriteResult(FD, nullptr);
  for (const InstantiationText &T : instantiationsOf(FD, SM))
    rewriteInstantiation(FD, T);
  noteRange(FD);
  if (S == Strategy::Wrap) {
    if (FD->doesThisDeclarationHaveABody())
      writeWrapper(FD);
    return;
  }
  if (S == Strategy::Entry && FD->doesThisDeclarationHaveABody())
    rewriteMain(FD);
  const Stmt *Body = bodyIn(FD);
  // A body that is a coroutine already suspends by itself.
  if (Body && Plan.passesThrough(ownerOf(patternOf(FD))))
    returnTask(FD, Body);
  else if (Body && !isa<CoroutineBodyStmt>(Body))
    Bodies.try_emplace(ownerOf(patternOf(FD)), FD);
}

void UnitRewriter::visitVariable(const DeclaratorDecl *D, const FunctionDecl *Fn) {
  if (Types.involves(D->getType()))
    rewriteSlot(D);
  const auto *V = dyn_cast<VarDecl>(D);
  if (!V || isa<ParmVarDecl>(V))
    return;
  auto [File, Offset] = place(V->getLocation());
  ContextTreatment T = Plan.contextAt(File, Offset);
  if (T == ContextTreatment::Keep || !Fn)
    return;
  std::string Name = V->getNameAsString();
  bool Whole = T == ContextTreatment::Executor;
  std::string Text = Whole ? "auto " + Name + " = " + RT.ContextExecutor
                           : "auto &" + Name + " = " + RT.ContextReference;
  replace(Fn, fileRange(V->getSourceRange()), Text);
  need(Fn, File, "executor");
  if (!Whole)
    need(Fn, File, "shim");
  suspends(Fn);
}

void UnitRewriter::visitStmt(const Stmt *S, const FunctionDecl *Fn,
                             const Stmt *Parent) {
  if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    if (strategyOf(L->getCallOperator()) == Strategy::Convert)
      rewriteResult(L->getCallOperator(), L);
    return;
  }
  if (const auto *E = dyn_cast<Expr>(S)) {
    for (const WrittenArgument &A : writtenArguments(E, Types, SM))
      rewriteSlotType(slotKey(A.Parameter, SM), E->getExprLoc(), [&] { return A.Type; });
    noteMemberTemplate(E, Fn);
    return;
  }
  if (const auto *Try = dyn_cast<CXXTryStmt>(S); Try && Fn) {
    auto [File, Offset] = place(Try->getTryLoc());
    Tries[ownerOf(patternOf(Fn))].try_emplace(Offset, TryPlace{Try, Parent, Fn});
    return;
  }
  const auto *Return = dyn_cast<ReturnStmt>(S);
  if (Return && Fn && strategyOf(Fn) != Strategy::Keep &&
      strategyOf(Fn) != Strategy::Wrap && !Plan.passesThrough(ownerOf(patternOf(Fn))))
    rewriteReturn(Return, Fn, Parent);
}

void UnitRewriter::finish() {
  refuseDivided();
  leaveHandlers();
  for (auto &[Key, Returns] : Choosing)
    for (const ChoosingReturn &R : Returns)
      returnChosen(R, Awaits[Key]);
  nameMemberTemplates();
  for (auto &[Key, FD] : Bodies)
    completeBody(Key, FD);
  for (const auto &[Owner, Kept] : EditsInPlace)
    Edits[Owner]; // it may have no others
  for (auto &[Owner, Edits] : Edits) {
    ChangeSet C{Owner, {}};
    for (Edit E : Edits) {
      E.InCopy |= standsInVersion(E, Owner);
      C.Edits.push_back(std::move(E));
    }
    const std::set<Edit> &Kept = EditsInPlace[Owner];
    C.Edits.insert(C.Edits.end(), Kept.begin(), Kept.end());
    Out.Changes.push_back(std::move(C));
  }
  for (auto &[Place, V] : Versions)
    for (const std::string &Owner : V.Owners)
      Out.Changes.push_back({Owner, {}, {V.Copy}});
  for (auto &[Place, Of] : Copies)
    Out.Changes.push_back({Of.Owner, {}, {Of.Copy}});
}

void UnitRewriter::visitSite(const CallSite &S) {
  bool ThroughSlot = S.Kind == CallKind::Slot;
  if (!S.E || S.Range.isInvalid() || !(S.Callee || ThroughSlot) ||
      S.Kind == CallKind::Unevaluated)
    return;
  auto [File, Offset] = place(S.Range.getBegin());
  uint32_t End = SM.getFileOffset(S.Range.getEnd());
  // The text of a macro stands in several functions.
  std::optional<std::string> In;
  if (S.Caller && fileRange(S.E->getSourceRange()).isInvalid())
    In = ownerOf(S.Caller);
  const SitePlan *T =
      Plan.siteAt(File, Offset, End, In,
                  S.Callee ? keyOf(S.Callee, SM) : slotKey(S.Slot, Types, SM));
  if (!T)
    return;
  bool HandedOn = S.Kind == CallKind::Callback || S.Kind == CallKind::Spawn ||
                  S.Kind == CallKind::Flow;
  // What goes wrong at a bridge is the fault of the callee: where the bridge
  // stands, nothing else can be done. Receivers that do not take it are
  // reported in front of it.
  if (T->T == Treatment::Bridge) {
    StringRef Buffer = buffer(S.Range.getBegin());
    uint32_t From = HandedOn ? Buffer.rfind('\n', Offset) + 1 : Offset;
    Out.Ranges.push_back({S.Callee ? keyOf(S.Callee, SM) : slotKey(S.Slot, Types, SM),
                          File.str(), From, End});
  }
  if (T->BridgedInPlace) {
    InPlace = true;
    HandedOn ? bridgeReference(S, File) : bridge(S, *T, File);
    InPlace = false;
    if (!isCopied(File, Offset) || strategyOf(outermostFunction(S.Caller)) == Strategy::Wrap)
      return;
  }
  if (HandedOn) {
    if (T->T == Treatment::Bridge)
      bridgeReference(S, File);
    return;
  }
  if (S.Algorithm && (T->T == Treatment::Await || T->T == Treatment::Bridge))
    callAwaitedForm(S, File);
  // What an offloaded expression contains runs on another thread, where
  // nothing can be awaited: it stays as it is, or is driven to its end.
  bool Inside = insideOffload(File, Offset, End);
  if (Inside && S.Callee && !Plan.twinName(keyOf(S.Callee, SM)).empty())
    return;
  if (Inside && (T->T == Treatment::Replace || T->T == Treatment::Offload))
    return;
  switch (Inside && T->T == Treatment::Await ? Treatment::Bridge : T->T) {
  case Treatment::Await:
    if (In && !Plan.passesThrough(ownerOf(patternOf(S.Caller))) &&
        !useVersion(S.Caller, inMacroText(S.E->getSourceRange(), SM).getBegin(), /*Returns=*/false)) {
      markSuspending(S);
      break;
    }
    if (S.Callee && !Plan.twinName(keyOf(S.Callee, SM)).empty())
      renameAt(S.Caller, S.Named.isValid() ? S.Named : nameOfCallee(S.E), S.Callee);
    if (S.Caller && Plan.passesThrough(ownerOf(patternOf(S.Caller))))
      break;
    if (!S.Awaited) {
      bool Unwraps = unwrapsReference(S);
      std::string Value = Unwraps || S.NeedsParens
                              ? openBeforeMember(S, File, Unwraps) + RT.Await + ")"
                              : RT.Await;
      if (Unwraps)
        Value += ".get()";
      wrap(S, S.Callee && !S.Discarded ? castBack(S.Callee, Value) : Value);
      if (T->Copies)
        callCopy(S);
      returnClosures(S.E, S.Caller);
      need(S.Caller, File, "task");
    }
    markSuspending(S);
    break;
  case Treatment::Bridge:
    bridge(S, *T, File);
    break;
  case Treatment::Offload:
    offload(S);
    need(S.Caller, File, "shim");
    markSuspending(S);
    break;
  case Treatment::Replace:
    replaceCall(S, *T, File);
    markSuspending(S);
    break;
  case Treatment::Leave:
  case Treatment::Refuse:
    break;
  }
}

void UnitRewriter::replace(const FunctionDecl *Fn, CharSourceRange R, std::string Text) {
  if (R.isInvalid()) {
    problem(Fn, "the text to change comes out of a macro");
    return;
  }
  auto [File, Offset] = place(R.getBegin());
  add(Fn, {File.str(), Offset, text(R), std::move(Text), Edit::Replace, 0});
}

void UnitRewriter::markSuspending(const CallSite &S) {
  if (S.Caller) {
    std::string Owner = ownerOf(patternOf(S.Caller));
    Awaits[Owner].insert(SM.getFileOffset(S.Range.getBegin()));
    AwaitsInBody[Owner].insert(place(S.At).second);
  }
  // Under other macro definitions the await may not be there.
  if (S.Caller && !S.InMacro)
    suspends(S.Caller);
}

void UnitRewriter::noteRange(const FunctionDecl *FD, CharSourceRange R) {
  if (R.isInvalid())
    return;
  auto [File, Begin] = place(R.getBegin());
  Out.Ranges.push_back({ownerOf(patternOf(FD)), File.str(), Begin, SM.getFileOffset(R.getEnd())});
}

void UnitRewriter::noteRange(const FunctionDecl *FD) {
  CharSourceRange R = fileRange(FD->getSourceRange());
  noteRange(FD, R);
  // What a macro's text declares is wrong there, or where the macro is used.
  if (R.isInvalid() && Definitions.declaredAt(FD).isValid()) {
    noteRange(FD, writtenRange(FD->getSourceRange()));
    noteRange(FD, fileRange(SM.getExpansionRange(FD->getLocation()).getAsRange()));
  }
}

namespace {

class RewriteConsumer : public ProjectConsumer {
public:
  RewriteConsumer(const Workspace &W, const RewritePlan &Plan,
                  IncludeNeeds &Needs, RewriteResult &Out, CompilerInstance &CI)
      : ProjectConsumer(W, CI), Plan(Plan), Needs(Needs), Out(Out),
        PP(CI.getPreprocessor()), OnlyClang(W.OnlyClang) {}

  void HandleTranslationUnit(ASTContext &Ctx) override {
    Macros Texts(PP, Files);
    UnitRewriter R(Ctx, Texts, Files, Plan, Needs, Out, OnlyClang);
    walkCallSites(Ctx, Files, Texts, R);
    R.finish();
    Needs.noteDeclarations(Ctx);
  }

private:
  const RewritePlan &Plan;
  IncludeNeeds &Needs;
  RewriteResult &Out;
  Preprocessor &PP;
  bool OnlyClang;
};

class RewriteAction : public ASTFrontendAction {
public:
  RewriteAction(const Workspace &W, const RewritePlan &Plan, RewriteResult &Out)
      : W(W), Plan(Plan), Out(Out), Needs(Plan.runtime()) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    Needs.watch(CI.getPreprocessor());
    return std::make_unique<RewriteConsumer>(W, Plan, Needs, Out, CI);
  }

  void EndSourceFileAction() override {
    ChangeSet C = Needs.edits(W, getCompilerInstance().getSourceManager(),
                              [&](StringRef File) { return Plan.firstPlace(File); },
                              [&](StringRef File) { return Plan.isReadInC(File); });
    if (!C.Edits.empty())
      Out.Changes.push_back(std::move(C));
  }

private:
  const Workspace &W;
  const RewritePlan &Plan;
  RewriteResult &Out;
  IncludeNeeds Needs;
};

} // namespace

RewriteResult rewriteUnit(const Workspace &W, const UnitCommand &Unit,
                          const RewritePlan &Plan) {
  RewriteResult Out;
  parseUnit(Unit, std::make_unique<RewriteAction>(W, Plan, Out));
  return Out;
}

} // namespace recolor
