//===- Rewrite.cpp - From a plan to edits ---------------------------------===//
#include "Rewrite/Rewrite.h"
#include "Clang/Project.h"
#include "Clang/Signature.h"
#include "Rewrite/Includes.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Lexer.h"
#include <set>

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

/// A piece of a rewrite template: text, or characters of the source.
struct Piece {
  std::string Text;
  uint32_t Begin = 0, End = 0; ///< source piece when Text is empty
  bool isSource() const { return Text.empty(); }
};

class UnitRewriter : public CallSiteVisitor {
public:
  UnitRewriter(ASTContext &Ctx, WorkspaceFiles &Files, const RewritePlan &Plan,
               IncludeNeeds &Needs, RewriteResult &Out)
      : Ctx(Ctx), SM(Ctx.getSourceManager()), Files(Files), Plan(Plan),
        RT(Plan.runtime()), Needs(Needs), Out(Out), Types(Ctx, Files) {}

  //===--------------------------------------------------------------------===//
  // Declarations
  //===--------------------------------------------------------------------===//

  void visitFunction(const FunctionDecl *FD) override {
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    bool Lambda = M && M->getParent()->isLambda();
    Strategy S = strategyOf(FD);
    if (S == Strategy::Keep)
      return;
    if (!Lambda)
      rewriteResult(FD, nullptr);
    noteRange(FD);
    if (S == Strategy::Entry && FD->doesThisDeclarationHaveABody())
      rewriteMain(FD);
    const Stmt *Body = bodyIn(FD);
    // A body that is a coroutine already suspends by itself.
    if (Body && !isa<CoroutineBodyStmt>(Body))
      Bodies.try_emplace(ownerOf(patternOf(FD)), FD);
  }

  void visitAlias(const TypedefNameDecl *D) override { rewriteSlot(D); }

  void visitVariable(const DeclaratorDecl *D, const FunctionDecl *Fn) override {
    if (isSlotType(D->getType()))
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

  void visitStmt(const Stmt *S, const FunctionDecl *Fn,
                 const Stmt *Parent) override {
    if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      if (strategyOf(L->getCallOperator()) == Strategy::Convert)
        rewriteResult(L->getCallOperator(), L);
      return;
    }
    const auto *Return = dyn_cast<ReturnStmt>(S);
    if (Return && Fn && strategyOf(Fn) != Strategy::Keep)
      rewriteReturn(Return, Fn);
  }

  /// Bodies in which nothing suspends would not be coroutines: they get a
  /// co_return, or an await that does nothing where a value would be due.
  void finish() {
    for (auto &[Key, FD] : Bodies) {
      const Stmt *Body = FD->getBody();
      bool Main = Plan.strategyOf(Key) == Strategy::Entry;
      // g++ 12 miscompiles control flow that awaits in its condition when the
      // coroutine declares no variable at all.
      if (!declaresVariable(Body) && awaitsInCondition(Body, Awaits[Key]))
        insert(FD, innermostOpen(Body), " [[maybe_unused]] int local_for_gcc12 = 0;",
               Edit::Prefix, 0);
      bool EndsInReturn = false;
      if (const auto *C = dyn_cast<CompoundStmt>(Body); C && !C->body_empty())
        EndsInReturn = isa<ReturnStmt>(C->body_back());
      if (Main) {
        if (!EndsInReturn)
          appendStatement(FD, Body, "co_return 0;");
        continue;
      }
      if (Suspending.contains(Key))
        continue;
      if (FD->getReturnType()->isVoidType())
        appendStatement(FD, Body, "co_return;");
      else
        insert(FD, innermostOpen(Body), " " + RT.Noop + ";", Edit::Prefix, 0);
    }
    for (auto &[Owner, Edits] : Edits) {
      ChangeSet C{Owner, {}};
      C.Edits.assign(Edits.begin(), Edits.end());
      Out.Changes.push_back(std::move(C));
    }
  }

  //===--------------------------------------------------------------------===//
  // Call sites
  //===--------------------------------------------------------------------===//

  void visitSite(const CallSite &S) override {
    bool ThroughSlot = S.Kind == CallKind::Slot;
    if (!S.E || S.Range.isInvalid() || !(S.Callee || ThroughSlot) ||
        S.Kind == CallKind::Unevaluated)
      return;
    auto [File, Offset] = place(S.Range.getBegin());
    uint32_t End = SM.getFileOffset(S.Range.getEnd());
    const SitePlan *T =
        Plan.siteAt(File, Offset, End,
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
      Out.Ranges.push_back({keyOf(S.Callee, SM), File.str(), From, End});
    }
    if (HandedOn) {
      if (T->T == Treatment::Bridge)
        bridgeReference(S, File);
      return;
    }
    // What an offloaded expression contains runs on another thread, where
    // nothing can be awaited: it stays as it is, or is driven to its end.
    bool Inside = insideOffload(File, Offset, End);
    if (Inside && (T->T == Treatment::Replace || T->T == Treatment::Offload))
      return;
    switch (Inside && T->T == Treatment::Await ? Treatment::Bridge : T->T) {
    case Treatment::Await:
      if (!S.Awaited) {
        wrap(S, S.NeedsParens ? "(" + RT.Await + ")" : RT.Await);
        returnClosures(S.E, S.Caller);
        need(S.Caller, File, "task");
      }
      markSuspending(S);
      break;
    case Treatment::Bridge:
      bridge(S, *T, File);
      break;
    case Treatment::Offload:
      Offloaded.insert({File.str(), Offset, End});
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

private:
  //===--------------------------------------------------------------------===//
  // Places and edits
  //===--------------------------------------------------------------------===//

  std::pair<StringRef, uint32_t> place(SourceLocation L) {
    auto [Id, Offset] = SM.getDecomposedLoc(SM.getFileLoc(L));
    return {Files.pathOf(Id), Offset};
  }

  CharSourceRange fileRange(SourceRange R) {
    return Lexer::makeFileCharRange(CharSourceRange::getTokenRange(R), SM,
                                    Ctx.getLangOpts());
  }

  std::string text(CharSourceRange R) {
    return Lexer::getSourceText(R, SM, Ctx.getLangOpts()).str();
  }

  StringRef buffer(SourceLocation L) {
    return SM.getBufferData(SM.getFileID(SM.getFileLoc(L)));
  }

  std::string ownerOf(const FunctionDecl *Fn) {
    return Fn ? keyOf(Fn->getCanonicalDecl(), SM) : "";
  }

  Strategy strategyOf(const FunctionDecl *FD) {
    return Plan.strategyOf(keyOf(patternOf(FD), SM));
  }

  void problem(const FunctionDecl *Fn, const Twine &Detail) {
    Out.Problems.push_back({ownerOf(Fn ? patternOf(Fn) : nullptr), Detail.str()});
  }

  void add(const FunctionDecl *Fn, Edit E) {
    Edits[ownerOf(Fn ? patternOf(Fn) : nullptr)].insert(std::move(E));
  }

  void insert(const FunctionDecl *Fn, SourceLocation L, std::string Text,
              Edit::Kind K, uint32_t Extent) {
    auto [File, Offset] = place(L);
    add(Fn, {File.str(), Offset, "", std::move(Text), K, Extent});
  }

  void insertAt(const FunctionDecl *Fn, StringRef File, uint32_t Offset,
                std::string Text, Edit::Kind K, uint32_t Extent) {
    add(Fn, {File.str(), Offset, "", std::move(Text), K, Extent});
  }

  void replace(const FunctionDecl *Fn, CharSourceRange R, std::string Text) {
    if (R.isInvalid()) {
      problem(Fn, "the text to change comes out of a macro");
      return;
    }
    auto [File, Offset] = place(R.getBegin());
    add(Fn, {File.str(), Offset, text(R), std::move(Text), Edit::Replace, 0});
  }

  void need(const FunctionDecl *Fn, StringRef File, StringRef Group) {
    Needs.add(File, Group);
  }

  void suspends(const FunctionDecl *Fn) {
    Suspending.insert(ownerOf(patternOf(Fn)));
  }
  void markSuspending(const CallSite &S) {
    if (S.Caller)
      Awaits[ownerOf(patternOf(S.Caller))].insert(
          SM.getFileOffset(S.Range.getBegin()));
    // Under other macro definitions the await may not be there.
    if (S.Caller && !S.InMacro)
      suspends(S.Caller);
  }

  void noteRange(const FunctionDecl *FD) {
    CharSourceRange R = fileRange(FD->getSourceRange());
    if (R.isInvalid())
      return;
    auto [File, Begin] = place(R.getBegin());
    Out.Ranges.push_back({ownerOf(patternOf(FD)), File.str(), Begin,
                          SM.getFileOffset(R.getEnd())});
  }

  //===--------------------------------------------------------------------===//
  // Signatures and returns
  //===--------------------------------------------------------------------===//

  static bool declaresVariable(const Stmt *S) {
    if (!S || isa<LambdaExpr>(S))
      return false;
    return isa<DeclStmt>(S) || llvm::any_of(S->children(), declaresVariable);
  }

  bool awaitsInCondition(const Stmt *S, const std::set<uint32_t> &Offsets) {
    if (!S || isa<LambdaExpr>(S) || Offsets.empty())
      return false;
    const Expr *Condition = nullptr;
    if (const auto *If = dyn_cast<IfStmt>(S))
      Condition = If->getCond();
    else if (const auto *Switch = dyn_cast<SwitchStmt>(S))
      Condition = Switch->getCond();
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      Condition = While->getCond();
    else if (const auto *Do = dyn_cast<DoStmt>(S))
      Condition = Do->getCond();
    else if (const auto *For = dyn_cast<ForStmt>(S))
      Condition = For->getCond();
    if (CharSourceRange R = Condition ? fileRange(Condition->getSourceRange())
                                      : CharSourceRange();
        R.isValid()) {
      auto First = Offsets.lower_bound(SM.getFileOffset(R.getBegin()));
      if (First != Offsets.end() && *First < SM.getFileOffset(R.getEnd()))
        return true;
    }
    return llvm::any_of(S->children(), [&](const Stmt *Child) {
      return awaitsInCondition(Child, Offsets);
    });
  }

  std::string taskOf(const FunctionDecl *FD, StringRef Type) {
    return FD->getReturnType()->isVoidType()
               ? RT.VoidTask
               : substitute(RT.Task, {{"T", Type.str()}});
  }

  static const Stmt *bodyIn(const FunctionDecl *FD) {
    return FD->doesThisDeclarationHaveABody() ? FD->getBody() : nullptr;
  }

  void rewriteResult(const FunctionDecl *FD, const LambdaExpr *Lambda) {
    if (FD->isImplicit() && !Lambda)
      return;
    // An instantiation has the text of its pattern.
    if (!Lambda && FD->getTemplateInstantiationPattern(false))
      return;
    Signature S = Signature::of(FD, SM);
    if (!S.Rule.empty()) {
      problem(FD, "the result type cannot be edited here");
      return;
    }
    if (S.Insert) {
      assert(Lambda && "only lambdas have no written result");
      // Without a parameter list the arrow needs one, right behind the captures.
      bool Bare = !Lambda->hasExplicitParameters();
      SourceLocation Open = Bare ? Lambda->getIntroducerRange().getEnd()
                                 : Lambda->getBody()->getBeginLoc();
      if (Open.isMacroID() && !SM.isMacroArgExpansion(Open)) {
        problem(FD, "the lambda comes out of a macro");
        return;
      }
      Open = SM.getFileLoc(Open);
      if (Bare)
        insert(FD, Open.getLocWithOffset(1), "() -> " + taskOf(FD, S.Type),
               Edit::Suffix, 0);
      else
        insert(FD, Open, "-> " + taskOf(FD, S.Type) + " ", Edit::Prefix, 0);
      need(FD, place(Open).first, "task");
      return;
    }
    auto [File, Offset] = place(S.Range.getBegin());
    if (S.Deduced || FD->getReturnType()->isVoidType()) {
      replace(FD, S.Range, taskOf(FD, S.Type));
    } else {
      auto [Before, After] = StringRef(RT.Task).split("${T}");
      std::string Written = text(S.Range);
      // `char *f()` has no blank that would part the task from the name.
      StringRef Next = buffer(S.Range.getEnd()).drop_front(SM.getFileOffset(S.Range.getEnd()));
      bool Blank = isAlpha(Next.front()) || Next.front() == '_' || Next.front() == ':';
      insertAt(FD, File, Offset, Before.str(), Edit::Prefix, Written.size());
      insertAt(FD, File, SM.getFileOffset(S.Range.getEnd()),
               After.str() + (Blank ? " " : ""), Edit::Suffix, Written.size());
    }
    need(FD, File, "task");
  }

  /// The type of a slot names the task its targets return now.
  void rewriteSlot(const NamedDecl *D) {
    if (!Files.contains(D->getLocation()))
      return;
    std::string Key = slotKey(D, SM);
    if (Plan.strategyOf(Key) == Strategy::Keep)
      return;
    const TypedefNameDecl *Alias;
    Signature S = Signature::ofSlot(D, SM, Alias);
    if (Alias)
      return; // the alias is a slot of its own
    if (!S.Rule.empty()) {
      Out.Problems.push_back({Key, "its type cannot be edited here"});
      return;
    }
    auto [File, Begin] = place(S.Range.getBegin());
    uint32_t End = SM.getFileOffset(S.Range.getEnd());
    std::set<Edit> &Own = Edits[Key];
    if (S.Type == "void") {
      Own.insert({File.str(), Begin, S.Type, RT.VoidTask, Edit::Replace, 0});
    } else {
      auto [Before, After] = StringRef(RT.Task).split("${T}");
      Own.insert({File.str(), Begin, "", Before.str(), Edit::Prefix, End - Begin});
      Own.insert({File.str(), End, "", After.str(), Edit::Suffix, End - Begin});
    }
    Out.Ranges.push_back({Key, File.str(), Begin, End});
    Needs.add(File, "task");
  }

  void rewriteReturn(const ReturnStmt *Return, const FunctionDecl *Fn) {
    suspends(Fn);
    SourceLocation L = SM.getFileLoc(Return->getReturnLoc());
    auto [File, Offset] = place(L);
    add(Fn, {File.str(), Offset, "return", "co_return", Edit::Replace, 0});
    const Expr *Value = Return->getRetValue();
    if (!Value)
      return;
    const FunctionDecl *Definition = Fn;
    if (!Fn->hasBody(Definition))
      Definition = Fn;
    Value = Value->IgnoreImplicit();
    if (const auto *Ctor = dyn_cast<CXXConstructExpr>(Value);
        Ctor && Ctor->isListInitialization() && Ctor->getNumArgs() == 1 &&
        isa<InitListExpr>(Ctor->getArg(0)->IgnoreImplicit()))
      Value = Ctor->getArg(0)->IgnoreImplicit();
    const auto *Ctor = dyn_cast<CXXConstructExpr>(Value);
    bool Braced = isa<InitListExpr>(Value) ||
                  (Ctor && Ctor->isListInitialization() &&
                   !isa<CXXTemporaryObjectExpr>(Ctor));
    CharSourceRange R = fileRange(Value->getSourceRange());
    if (Braced && !RT.ReturnsBraced) {
      if (R.isInvalid() || text(R).empty() || text(R).front() != '{')
        return;
      std::string Type = functionalType(Definition);
      if (Type.empty())
        problem(Fn, "the result type has no name for the returned braces");
      else
        insert(Fn, R.getBegin(), Type, Edit::Prefix, text(R).size());
      return;
    }
    // A converting constructor of the project is called where the proof sees
    // which one it is, not inside the task.
    if (Ctor && isa<ImplicitCastExpr>(skipCleanups(Return->getRetValue())) &&
        !Ctor->getConstructor()->isCopyOrMoveConstructor() &&
        Files.contains(Ctor->getConstructor()->getLocation()) && R.isValid()) {
      std::string Type = functionalType(Definition);
      if (Type.empty())
        problem(Fn, "the result type has no name for the returned conversion");
      // One more than the value: the conversion goes around its await.
      insert(Fn, R.getBegin(), Type + "(", Edit::Prefix, text(R).size() + 1);
      insert(Fn, R.getEnd(), ")", Edit::Suffix, text(R).size() + 1);
      return;
    }
    bool Null = !RT.ReturnsNullZero && isNullZero(Value, Fn->getReturnType());
    bool Bits = !RT.ReturnsBitfield && Value->IgnoreParenImpCasts()->refersToBitField();
    if ((Null || Bits) && R.isValid()) {
      std::string Type = spellType(Fn->getReturnType().getUnqualifiedType(), Ctx);
      insert(Fn, R.getBegin(), "static_cast<" + Type + ">(", Edit::Prefix,
             text(R).size());
      insert(Fn, R.getEnd(), ")", Edit::Suffix, text(R).size());
    }
  }

  static const Expr *skipCleanups(const Expr *E) {
    while (isa<FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr>(E))
      E = cast<Expr>(*E->child_begin());
    return E;
  }

  static bool isNullZero(const Expr *E, QualType Result) {
    return (Result->isAnyPointerType() || Result->isMemberPointerType()) &&
           !E->getType()->isPointerType() &&
           isa<IntegerLiteral, GNUNullExpr>(E->IgnoreParenImpCasts());
  }

  /// The result type in a form that can stand before braces.
  std::string functionalType(const FunctionDecl *FD) {
    QualType T = FD->getReturnType().getUnqualifiedType();
    Signature S = Signature::of(FD, SM);
    bool Simple = S.Rule.empty() && !S.Type.empty() &&
                  S.Type.find_first_of(" *&") == std::string::npos;
    return Simple ? S.Type : spellType(T, Ctx);
  }

  /// The location behind the brace that opens the statements of a body.
  SourceLocation innermostOpen(const Stmt *Body) {
    if (const auto *Try = dyn_cast<CXXTryStmt>(Body))
      Body = Try->getTryBlock();
    return SM.getFileLoc(Body->getBeginLoc()).getLocWithOffset(1);
  }

  void appendStatement(const FunctionDecl *FD, const Stmt *Body,
                       StringRef Statement) {
    if (const auto *Try = dyn_cast<CXXTryStmt>(Body))
      Body = Try->getTryBlock();
    SourceLocation Close = SM.getFileLoc(Body->getEndLoc());
    StringRef Buffer = buffer(Close);
    uint32_t At = SM.getFileOffset(Close);
    size_t LineBegin = Buffer.rfind('\n', At);
    LineBegin = LineBegin == StringRef::npos ? 0 : LineBegin + 1;
    StringRef Indent = Buffer.slice(LineBegin, At);
    // A brace on its own line: the statement gets a line too.
    if (Indent.trim().empty())
      insert(FD, Close, ("  " + Statement + "\n" + Indent).str(), Edit::Prefix, 0);
    else
      insert(FD, Close, (Buffer[At - 1] == ' ' ? "" : " ") + Statement.str() + " ",
             Edit::Prefix, 0);
  }

  void rewriteMain(const FunctionDecl *FD) {
    replace(FD, CharSourceRange::getTokenRange(FD->getLocation()).isValid()
                    ? fileRange(SourceRange(FD->getLocation()))
                    : CharSourceRange(),
            Plan.asyncMain().str());
    FunctionTypeLoc FTL = FD->getFunctionTypeLoc();
    std::string Parameters, Arguments;
    for (const ParmVarDecl *P : FD->parameters()) {
      std::string Name = P->getNameAsString();
      std::string Declaration = text(fileRange(P->getSourceRange()));
      if (Name.empty()) {
        Name = "arg" + std::to_string(P->getFunctionScopeIndex());
        Declaration = spellType(P->getOriginalType(), Ctx) + " " + Name;
      }
      Parameters += (Parameters.empty() ? "" : ", ") + Declaration;
      Arguments += (Arguments.empty() ? "" : ", ") + Name;
    }
    std::string Call = (Plan.asyncMain() + "(" + Arguments + ")").str();
    std::string Text = "\n\nint main(" + Parameters + ")\n{\n  return " +
                       substitute(RT.Bridge, {{"CALL", Call}}) + ";\n}";
    CharSourceRange R = fileRange(FD->getSourceRange());
    if (R.isInvalid() || !FTL) {
      problem(FD, "main comes out of a macro");
      return;
    }
    insert(FD, R.getEnd(), Text, Edit::Suffix, 0);
    need(FD, place(R.getEnd()).first, "shim");
  }

  //===--------------------------------------------------------------------===//
  // Calls
  //===--------------------------------------------------------------------===//

  /// Puts the template's text around the call; ${CALL} is the call itself.
  void wrap(const CallSite &S, StringRef Template) {
    auto [Before, After] = Template.split("${CALL}");
    auto [File, Begin] = place(S.Range.getBegin());
    uint32_t End = SM.getFileOffset(S.Range.getEnd());
    if (!Before.empty())
      insertAt(S.Caller, File, Begin, Before.str(), Edit::Prefix, End - Begin);
    if (!After.empty())
      insertAt(S.Caller, File, End, After.str(), Edit::Suffix, End - Begin);
  }

  /// A bridge is there for its callee's sake, so the callee is at fault when
  /// the place does not compile.
  void noteSite(const CallSite &S, StringRef File) {
    Out.Ranges.push_back({S.Callee ? ownerOf(S.Callee) : slotKey(S.Slot, Types, SM), File.str(),
                          uint32_t(SM.getFileOffset(S.Range.getBegin())),
                          uint32_t(SM.getFileOffset(S.Range.getEnd()))});
  }

  /// g++ 12 destroys a closure twice that is written inside an awaited
  /// expression, but not one that a call in it returns.
  void returnClosures(const Stmt *S, const FunctionDecl *Fn) {
    if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      CharSourceRange R = fileRange(L->getSourceRange());
      if (R.isInvalid() || !L->getType().isDestructedType())
        return;
      insert(Fn, R.getBegin(), "[&] { return ", Edit::Prefix, text(R).size());
      insert(Fn, R.getEnd(), "; }()", Edit::Suffix, text(R).size());
      return;
    }
    for (const Stmt *Child : S->children())
      if (Child)
        returnClosures(Child, Fn);
  }

  void bridge(const CallSite &S, const SitePlan &T, StringRef File) {
    noteSite(S, File);
    std::string Template = RT.Bridge;
    if (T.Context != None)
      Template = substitute(RT.BridgeOn,
                            {{"CONTEXT", Plan.program().Contexts[T.Context].Name}});
    wrap(S, Template);
    need(S.Caller, File, "shim");
  }

  /// `T v(a)` becomes `T v = <offloaded T(a)>`.
  void offloadDeclaration(const CallSite &S) {
    const VarDecl *V = S.Declares;
    CharSourceRange Name = fileRange(SourceRange(V->getLocation()));
    std::string Type =
        text(fileRange(V->getTypeSourceInfo()->getTypeLoc().getSourceRange()));
    if (Name.isInvalid() || Type.empty()) {
      problem(S.Caller, "the declaration comes out of a macro");
      return;
    }
    std::string Template =
        substitute(RT.Offload, {{"FN", "[&] { return " + Type + "${CALL}; }"}});
    auto [Before, After] = StringRef(Template).split("${CALL}");
    uint32_t Extent = SM.getFileOffset(S.Range.getEnd()) -
                      SM.getFileOffset(Name.getEnd());
    insert(S.Caller, Name.getEnd(), (" = " + Before).str(), Edit::Prefix, Extent);
    insert(S.Caller, S.Range.getEnd(), After.str(), Edit::Suffix, Extent);
  }

  void offload(const CallSite &S) {
    if (S.Declares)
      return offloadDeclaration(S);
    // A reference survives the way through the pool as a pointer.
    bool Reference = S.E->isLValue();
    std::string Fn = Reference ? "[&] { return &${CALL}; }" : "[&] { return ${CALL}; }";
    std::string Template = substitute(RT.Offload, {{"FN", Fn}});
    if (Reference)
      Template = "(*" + Template + ")";
    else if (S.NeedsParens)
      Template = "(" + Template + ")";
    wrap(S, Template);
  }

  bool insideOffload(StringRef File, uint32_t Begin, uint32_t End) const {
    return llvm::any_of(Offloaded, [&](const auto &O) {
      const auto &[OFile, OBegin, OEnd] = O;
      return OFile == File && OBegin <= Begin && End <= OEnd &&
             !(OBegin == Begin && OEnd == End);
    });
  }

  /// Is evaluating the expression once more harmless?
  static bool isPlain(const Expr *E) {
    E = ignoreUnwritten(E);
    if (isa<DeclRefExpr, IntegerLiteral, CXXThisExpr>(E))
      return true;
    if (const auto *M = dyn_cast<MemberExpr>(E))
      return M->isImplicitAccess() || isPlain(M->getBase());
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      return Call->getNumArgs() == 0 && isPlain(Call->getCallee());
    return false;
  }

  void replaceCall(const CallSite &S, const SitePlan &T, StringRef File) {
    auto Rule = llvm::find_if(
        RT.Calls, [&](const CallRule &R) { return R.Id == T.Replacement; });
    assert(Rule != RT.Calls.end() && "the plan names a rule of this runtime");
    const auto *Call = dyn_cast<CallExpr>(S.E);
    if (!Call)
      return;
    for (const std::string &Group : Rule->Includes)
      need(S.Caller, File, Group);
    need(S.Caller, File, "task");

    SmallVector<const Expr *, 6> Args;
    for (const Expr *A : Call->arguments())
      if (!isa<CXXDefaultArgExpr>(A))
        Args.push_back(A);
    std::string Template = Rule->Rewrite;
    bool Parens = S.NeedsParens && !StringRef(Template).starts_with("(");
    if (StringRef(Template).contains("${CALL}")) {
      // The call stays; what else the template names is said once more.
      if (StringRef(Template).contains("${ARG1}")) {
        if (Args.empty() || !isPlain(Args[0])) {
          offload(S);
          need(S.Caller, File, "shim");
          return;
        }
        Template = substitute(
            Template, {{"ARG1", text(fileRange(Args[0]->getSourceRange()))}});
      }
      wrap(S, Parens ? "(" + Template + ")" : Template);
      return;
    }
    bool TakesError =
        !Args.empty() && isErrorType(Args.back()->getType()) &&
        Args.back()->isLValue();
    std::string Token = TakesError ? RT.ErrorToken : RT.Token;
    need(S.Caller, File, TakesError ? "error-token" : "token");
    Template = substitute(Template, {{"TOKEN", Token}});
    if (Parens)
      Template = "(" + Template + ")";
    const Expr *Error = TakesError ? Args.pop_back_val() : nullptr;
    composeCall(S, Call, Template, Args, Error);
  }

  bool isErrorType(QualType T) {
    const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
    if (!R)
      return false;
    return qualifiedName(R, SM) == RT.ErrorType;
  }

  /// Replaces what stands between the parts of the call that the template
  /// keeps; the parts themselves keep their text and the edits inside them.
  void composeCall(const CallSite &S, const CallExpr *Call, StringRef Template,
                   ArrayRef<const Expr *> Args, const Expr *Error) {
    auto [File, Begin] = place(S.Range.getBegin());
    uint32_t End = SM.getFileOffset(S.Range.getEnd());
    StringRef Buffer = buffer(S.Range.getBegin());
    const auto *Member = dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens());
    std::string Name = Call->getDirectCallee()->getNameAsString();

    std::vector<Piece> Pieces;
    auto Text = [&](StringRef T) {
      if (!Pieces.empty() && !Pieces.back().isSource())
        Pieces.back().Text += T;
      else if (!T.empty())
        Pieces.push_back({T.str(), 0, 0});
    };
    bool Bad = false;
    auto Source = [&](const Expr *First, const Expr *Last) {
      CharSourceRange R =
          fileRange(SourceRange(First->getBeginLoc(), Last->getEndLoc()));
      if (R.isInvalid()) {
        Bad = true;
        return;
      }
      Pieces.push_back({"", SM.getFileOffset(R.getBegin()),
                        SM.getFileOffset(R.getEnd())});
    };
    while (!Template.empty()) {
      auto [Literal, Rest] = Template.split("${");
      Text(Literal);
      if (Rest.empty())
        break;
      auto [Placeholder, After] = Rest.split('}');
      Template = After;
      if (Placeholder == "NAME") {
        Text(Name);
      } else if (Placeholder == "OBJ") {
        if (Member && !Member->isImplicitAccess()) {
          SourceLocation NameLoc = SM.getFileLoc(Member->getMemberLoc());
          Pieces.push_back({"", Begin, uint32_t(SM.getFileOffset(NameLoc))});
        }
      } else if (Placeholder == "ARGS" || Placeholder == "ARG1" ||
                 Placeholder == "REST") {
        ArrayRef<const Expr *> Which = Args;
        if (Placeholder == "ARG1")
          Which = Args.take_front(1);
        else if (Placeholder == "REST")
          Which = Args.drop_front(Args.empty() ? 0 : 1);
        if (Which.empty())
          Template.consume_front(", ");
        else
          Source(Which.front(), Which.back());
      } else if (Placeholder == "EC") {
        assert(Error && "only the error token names it");
        Source(Error, Error);
      } else {
        Bad = true;
      }
    }
    if (Bad) {
      problem(S.Caller, "an argument of '" + Name + "' comes out of a macro");
      return;
    }
    // Walk the gaps between source pieces.
    uint32_t At = Begin;
    for (size_t I = 0; I <= Pieces.size();) {
      std::string New;
      if (I < Pieces.size() && !Pieces[I].isSource())
        New = Pieces[I++].Text;
      bool Last = I == Pieces.size();
      uint32_t Next = Last ? End : Pieces[I].Begin;
      if (Next < At) {
        problem(S.Caller, "the arguments of '" + Name + "' are out of order");
        return;
      }
      replaceGap(S.Caller, File, Buffer, At, Next, New, End - Begin, At == Begin);
      if (Last)
        break;
      At = Pieces[I++].End;
    }
  }

  void replaceGap(const FunctionDecl *Fn, StringRef File, StringRef Buffer,
                  uint32_t Begin, uint32_t End, StringRef New, uint32_t Extent,
                  bool Opens) {
    // A line break behind the opening parenthesis is the author's, and so is
    // one behind a comma.
    if (New.ends_with("("))
      while (End > Begin && isSpace(Buffer[End - 1]))
        --End;
    StringRef Old = Buffer.slice(Begin, End);
    std::string Kept;
    if (Old.starts_with(",") && New.starts_with(", ")) {
      size_t Blank = Old.find_first_not_of(" \t\r\n", 1);
      Kept = (Old.substr(0, Blank == StringRef::npos ? Old.size() : Blank) +
              New.substr(2))
                 .str();
      New = Kept;
    }
    size_t Front = 0, Back = 0;
    while (Front < Old.size() && Front < New.size() && Old[Front] == New[Front])
      ++Front;
    while (Back < Old.size() - Front && Back < New.size() - Front &&
           Old[Old.size() - 1 - Back] == New[New.size() - 1 - Back])
      ++Back;
    // Whole words change, not their common letters.
    auto Word = [](char C) { return isalnum(C) || C == '_'; };
    while (Back && Back < Old.size() - Front &&
           Word(Old[Old.size() - Back]) && Word(Old[Old.size() - Back - 1]))
      --Back;
    Begin += Front;
    StringRef Expected = Old.substr(Front, Old.size() - Front - Back);
    StringRef Inserted = New.substr(Front, New.size() - Front - Back);
    if (Expected.empty() && Inserted.empty())
      return;
    if (Expected.empty())
      insertAt(Fn, File, Begin, Inserted.str(),
               Opens ? Edit::Prefix : Edit::Suffix, Extent);
    else
      add(Fn, {File.str(), Begin, Expected.str(), Inserted.str(), Edit::Replace, 0});
  }

  /// A converted function that is handed on as a value: the receiver gets a
  /// function that drives the task to its end.
  void bridgeReference(const CallSite &S, StringRef File) {
    const FunctionDecl *FD = S.Callee;
    const Expr *Written = ignoreUnwritten(S.E);
    const Expr *NamePart = Written;
    if (const auto *U = dyn_cast<UnaryOperator>(Written))
      NamePart = ignoreUnwritten(U->getSubExpr());
    const auto *Ref = dyn_cast<DeclRefExpr>(NamePart);
    if (!Ref || !isa<FunctionDecl>(Ref->getDecl())) {
      problem(FD, "it is handed on by an expression that does not name it");
      return;
    }
    std::string Name = text(fileRange(NamePart->getSourceRange()));
    const auto *M = dyn_cast<CXXMethodDecl>(FD);
    bool Member = M && M->isInstance();
    const auto *Slot = dyn_cast_or_null<ValueDecl>(S.Slot.Decl);
    if (Member && Slot && Slot->getType()->isMemberPointerType()) {
      problem(FD, "its address is kept in a member pointer");
      return;
    }
    std::string Parameters = Member ? "auto &&self" : "", Arguments;
    unsigned I = 0;
    for (const ParmVarDecl *P : FD->parameters()) {
      QualType T = P->getType();
      std::string Type = spellType(T, Ctx), Arg = "a" + std::to_string(I++);
      if (Type.empty()) {
        problem(FD, "a parameter type has no name where the function is handed on");
        return;
      }
      Parameters += (Parameters.empty() ? "" : ", ") + Type + " " + Arg;
      bool Move = T->isRValueReferenceType() || T->isRecordType();
      Arguments += (Arguments.empty() ? "" : ", ") +
                   (Move ? "static_cast<" +
                               spellType(T.getNonReferenceType(), Ctx) + " &&>(" +
                               Arg + ")"
                         : Arg);
    }
    std::string Call =
        Member ? "std::invoke(&" + Name + ", self" +
                     (Arguments.empty() ? "" : ", " + Arguments) + ")"
               : Name + "(" + Arguments + ")";
    // The receiver may expect the function pointer that a name decays to.
    std::string Text = (Member ? "[](" : "+[](") + Parameters + ") { return " +
                       substitute(RT.Bridge, {{"CALL", Call}}) + "; }";
    noteSite(S, File);
    replace(S.Caller, S.Range, Text);
    need(S.Caller, File, "shim");
    if (Member)
      Needs.addHeader(File, "<functional>");
  }

  ASTContext &Ctx;
  const SourceManager &SM;
  WorkspaceFiles &Files;
  const RewritePlan &Plan;
  const Runtime &RT;
  IncludeNeeds &Needs;
  RewriteResult &Out;
  Callables Types;
  std::map<std::string, std::set<Edit>> Edits;
  std::map<std::string, const FunctionDecl *> Bodies;
  StringSet<> Suspending;
  /// Where what a function awaits begins, by its key.
  std::map<std::string, std::set<uint32_t>> Awaits;
  std::set<std::tuple<std::string, uint32_t, uint32_t>> Offloaded;
};

class RewriteConsumer : public ASTConsumer {
public:
  RewriteConsumer(const Workspace &W, const RewritePlan &Plan,
                  IncludeNeeds &Needs, RewriteResult &Out, CompilerInstance &CI)
      : Plan(Plan), Needs(Needs), Out(Out), Files(W, CI.getSourceManager()) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    return !Files.contains(D->getLocation());
  }

  void HandleTranslationUnit(ASTContext &Ctx) override {
    UnitRewriter R(Ctx, Files, Plan, Needs, Out);
    walkCallSites(Ctx, Files, R);
    R.finish();
  }

private:
  const RewritePlan &Plan;
  IncludeNeeds &Needs;
  RewriteResult &Out;
  WorkspaceFiles Files;
};

class RewriteAction : public ASTFrontendAction {
public:
  RewriteAction(const Workspace &W, const RewritePlan &Plan, RewriteResult &Out)
      : W(W), Plan(Plan), Out(Out), Needs(Plan.runtime()) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    CI.getFrontendOpts().SkipFunctionBodies = true;
    Needs.watch(CI.getPreprocessor());
    return std::make_unique<RewriteConsumer>(W, Plan, Needs, Out, CI);
  }

  void EndSourceFileAction() override {
    ChangeSet C = Needs.edits(getCompilerInstance().getSourceManager());
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
  parseUnit(Unit, nullptr, std::make_unique<RewriteAction>(W, Plan, Out));
  return Out;
}

} // namespace recolor
