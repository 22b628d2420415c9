//===- Declarations.cpp - Signatures, returns and bodies ------------------===//
#include "Clang/NamedResults.h"
#include "Rewrite/UnitRewriter.h"
#include "clang/AST/StmtCXX.h"

namespace recolor {
using namespace llvm;
using namespace clang;

static bool declaresVariable(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  return isa<DeclStmt>(S) || llvm::any_of(S->children(), declaresVariable);
}

bool UnitRewriter::awaitsIn(const Expr *E, const std::set<uint32_t> &Offsets) {
  CharSourceRange R = writtenRange(E->getSourceRange());
  auto First = R.isValid() ? Offsets.lower_bound(SM.getFileOffset(R.getBegin())) : Offsets.end();
  if (First != Offsets.end() && *First < SM.getFileOffset(R.getEnd()))
    return true;
  // What is written in a macro's text may await in the macro's arguments.
  return E->getBeginLoc().isMacroID() && !isa<LambdaExpr>(E) &&
         llvm::any_of(E->children(), [&](const Stmt *Child) {
           const auto *Part = dyn_cast_or_null<Expr>(Child);
           return Part && awaitsIn(Part, Offsets);
         });
}

bool UnitRewriter::awaitsInCondition(const Stmt *S, const std::set<uint32_t> &Offsets) {
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
  if (Condition && awaitsIn(Condition, Offsets))
    return true;
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return awaitsInCondition(Child, Offsets);
  });
}

std::string UnitRewriter::taskOf(QualType Result, StringRef Written, StringRef File) {
  if (Result->isVoidType() || Written == "void")
    return RT.VoidTask;
  std::string T = Written.str();
  if (wrapsReference(Result)) {
    // A reference that an alias hides is spelled out.
    bool Plain = Written.consume_back("&");
    T = "std::reference_wrapper<" +
        (Plain ? Written.rtrim().str() : spellType(Result.getNonReferenceType(), Ctx)) + ">";
    Needs.addHeader(File, "<functional>");
  }
  return substitute(RT.Task, {{"T", T}});
}

std::string UnitRewriter::castBack(const FunctionDecl *FD, std::string Value) {
  if (carriesOwnResult(FD))
    return Value;
  return "static_cast<" + spellType(FD->getReturnType(), Ctx) + ">(" + Value + ")";
}

void UnitRewriter::dropConstexpr(const FunctionDecl *FD) {
  // It made the function inline ([dcl.constexpr]/1), which a header relies on.
  bool Inline = !FD->isInlineSpecified() && FD->getStorageClass() != SC_Static &&
                !FD->getDescribedFunctionTemplate() &&
                FD->getLexicalDeclContext()->isFileContext();
  replace(FD, constexprOf(FD, SM), Inline ? "inline " : "");
}

void UnitRewriter::rewriteResult(const FunctionDecl *FD, const LambdaExpr *Lambda) {
  if (FD->isImplicit() && !Lambda)
    return;
  // An instantiation has the text of its pattern.
  if (!Lambda && patternOf(FD) != FD->getCanonicalDecl())
    return;
  FollowedCall Followed = FollowedCall::of(FD);
  Signature S;
  if (!Followed)
    S = Signature::of(FD, Definitions, SM);
  if (!S.Rule.empty()) {
    problem(FD, "the result type cannot be edited here");
    return;
  }
  if (FD->isConstexprSpecified() && !Lambda)
    dropConstexpr(FD);
  if (Followed.Deduced)
    insert(FD, Lexer::getLocForEndOfToken(FD->getFunctionTypeLoc().getLocalRangeEnd(), 0, SM,
                                          Ctx.getLangOpts()),
           " -> decltype(" + text(fileRange(Followed.Deduced->getSourceRange())) + ")",
           Edit::Suffix, 0);
  if (Followed)
    return; // it names a task by itself
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
    StringRef File = place(Open).first;
    std::string Task = taskOf(FD->getReturnType(), S.Type, File);
    if (Bare)
      insert(FD, Open.getLocWithOffset(1), "() -> " + Task, Edit::Suffix, 0);
    else
      insert(FD, Open, "-> " + Task + " ", Edit::Prefix, 0);
    need(FD, File, "task");
    return;
  }
  writeTask(FD, S.Range, S.Type);
}

void UnitRewriter::writeTask(const FunctionDecl *FD, CharSourceRange Range, StringRef Type) {
  auto [File, Offset] = place(Range.getBegin());
  QualType Result = carriedResult(FD);
  bool Own = carriesOwnResult(FD);
  // `char *f()` has no blank that would part the task from the name.
  StringRef Next = buffer(Range.getEnd()).drop_front(SM.getFileOffset(Range.getEnd()));
  bool Blank = isAlpha(Next.front()) || Next.front() == '_' || Next.front() == ':';
  std::string Written = text(Range);
  if (!Own || Type != Written || Result->isVoidType() || wrapsReference(Result)) {
    replace(FD, Range, taskOf(Result, Own ? Type.str() : spellType(Result, Ctx), File) +
                           (Blank ? " " : ""));
  } else {
    auto [Before, After] = StringRef(RT.Task).split("${T}");
    insertAt(FD, File, Offset, Before.str(), Edit::Prefix, Written.size());
    insertAt(FD, File, SM.getFileOffset(Range.getEnd()),
             After.str() + (Blank ? " " : ""), Edit::Suffix, Written.size());
  }
  need(FD, File, "task");
}

void UnitRewriter::rewriteInstantiation(const FunctionDecl *FD, const InstantiationText &T) {
  if (!Files.contains(T.Name))
    return problem(FD, "it is instantiated explicitly outside the project");
  if (!Plan.twinName(ownerOf(patternOf(FD))).empty())
    putBeside(FD, T);
  noteRange(FD, T.Whole);
  writeTask(FD, T.Result, text(T.Result));
}

void UnitRewriter::rewriteSlot(const NamedDecl *D) {
  rewriteSlotType(slotKey(D, SM), D->getLocation(),
                  [&] { return SlotSignature::of(D, Types, SM); });
}

void UnitRewriter::rewriteSlotType(const std::string &Key, SourceLocation At,
                                   function_ref<SlotSignature()> Written) {
  if (!Files.contains(At) || Plan.strategyOf(Key) == Strategy::Keep)
    return;
  SlotSignature S = Written();
  if (!S.Editable) {
    Out.Problems.push_back({Key, "its type cannot be edited here"});
    return;
  }
  // A part that an alias names is changed there.
  for (const auto &[R, Result] : S.Results) {
    auto [File, Begin] = place(R.getBegin());
    uint32_t End = SM.getFileOffset(R.getEnd());
    std::string Type = text(R);
    std::set<Edit> &Own = Edits[Key];
    if (Type == "void" || wrapsReference(Result)) {
      Own.insert({File.str(), Begin, Type, taskOf(Result, Type, File), Edit::Replace, 0});
    } else {
      auto [Before, After] = StringRef(RT.Task).split("${T}");
      Own.insert({File.str(), Begin, "", Before.str(), Edit::Prefix, End - Begin});
      Own.insert({File.str(), End, "", After.str(), Edit::Suffix, End - Begin});
    }
    Out.Ranges.push_back({Key, File.str(), Begin, End});
    Needs.add(File, "task");
  }
}

static const Expr *skipCleanups(const Expr *E) {
  while (isa<FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr>(E))
    E = cast<Expr>(*E->child_begin());
  return E;
}

/// Does the compiler call a constructor or a conversion function for the value?
static bool isConvertedUnwritten(const Expr *E) {
  E = skipCleanups(E);
  while (const auto *Cast = dyn_cast<ImplicitCastExpr>(E)) {
    if (Cast->getCastKind() == CK_ConstructorConversion ||
        Cast->getCastKind() == CK_UserDefinedConversion)
      return true;
    E = skipCleanups(Cast->getSubExpr());
  }
  return false;
}

static bool isPointer(QualType T) { return T->isAnyPointerType() || T->isMemberPointerType(); }

static bool isNullZero(const Expr *E, QualType Result) {
  return isPointer(Result) && !E->getType()->isPointerType() &&
         isa<IntegerLiteral, GNUNullExpr>(E->IgnoreParenImpCasts());
}

static bool isEmptyBraces(StringRef Written) {
  return Written.drop_front().drop_back().trim().empty();
}

/// Can the type stand before braces or parentheses as it is?
static bool isOneWord(StringRef Type) {
  return Type.find_first_of(" *&") == StringRef::npos;
}

static const Expr *withoutNegations(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  while (const auto *Not = dyn_cast<UnaryOperator>(E)) {
    if (Not->getOpcode() != UO_LNot)
      break;
    E = Not->getSubExpr()->IgnoreParenImpCasts();
  }
  return E;
}

static bool isChoice(const Expr *E) {
  const auto *Logical = dyn_cast<BinaryOperator>(E);
  return isa<ConditionalOperator>(E) || (Logical && Logical->isLogicalOp());
}

bool UnitRewriter::awaitsInBranch(const Expr *E, const std::set<uint32_t> &Offsets) {
  E = withoutNegations(E);
  if (const auto *Logical = dyn_cast<BinaryOperator>(E); Logical && Logical->isLogicalOp())
    return awaitsIn(Logical->getRHS(), Offsets) || awaitsInBranch(Logical->getLHS(), Offsets);
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
    return awaitsIn(Choice->getTrueExpr(), Offsets) ||
           awaitsIn(Choice->getFalseExpr(), Offsets) ||
           awaitsInBranch(Choice->getCond(), Offsets);
  return false;
}

void UnitRewriter::returnChosen(const ChoosingReturn &R, const std::set<uint32_t> &Offsets) {
  auto [File, Offset] = place(R.Return->getReturnLoc());
  const Expr *Value = R.Return->getRetValue()->IgnoreParenImpCasts();
  CharSourceRange Chars = fileRange(R.Return->getRetValue()->getSourceRange());
  const FunctionDecl *Pattern = patternOf(R.Fn);
  QualType Result = Pattern->getReturnType();
  bool Reference = wrapsReference(Result) && Value->isLValue();
  // An object of class type would be moved once more, and g++ destroys it twice
  // all the same.
  bool Carried = Reference || (Result->isScalarType() && Value->getType()->isScalarType());
  // The text of a template is one for all of its instantiations, whose types differ.
  Carried &= !Pattern->isDependentContext();
  SourceLocation Behind;
  if (Carried && !OnlyClang && Chars.isValid() && awaitsInBranch(Value, Offsets))
    Behind = Lexer::findLocationAfterToken(Chars.getEnd().getLocWithOffset(-1), tok::semi, SM,
                                           Ctx.getLangOpts(), /*SkipTrailingWhitespace=*/false);
  if (Behind.isInvalid()) {
    add(R.Fn, {File.str(), Offset, "return", "co_return", Edit::Replace, 0});
    return;
  }
  const StringRef Name = "value_for_gcc12";
  std::string Type = Reference ? "auto &" : spellType(Value->getType().getUnqualifiedType(), Ctx);
  if (Type.empty())
    Type = "auto";
  if (!Reference)
    Type += " ";
  // Nothing can jump over a declaration at the end of a block, nor is there a
  // second one.
  const auto *Block = dyn_cast_or_null<CompoundStmt>(R.Parent);
  bool Ends = Block && Block->body_back() == R.Return;
  StringRef Buffer = buffer(R.Return->getReturnLoc());
  size_t LineBegin = Buffer.rfind('\n', Offset) + 1; // npos + 1 is 0
  StringRef Indent = Buffer.slice(LineBegin, Offset);
  bool OwnLine = Ends && Indent.trim().empty();
  add(R.Fn, {File.str(), Offset, "return", ((Ends ? "" : "{ ") + Type + Name + " =").str(),
             Edit::Replace, 0});
  // Around whatever else is put around the value.
  uint32_t Length = text(Chars).size() + 1;
  insert(R.Fn, Chars.getEnd(), ((OwnLine ? ";\n" + Indent : Twine("; ")) + "co_return " + Name).str(),
         Edit::Suffix, Length);
  if (!Ends)
    insert(R.Fn, Behind, " }", Edit::Suffix, Length);
}

/// Is the argument a variable that a `return` moves from without saying so
/// (C++20 [class.copy.elision])? Inside a written conversion nothing does.
static bool movesLocal(const CXXConstructExpr *Ctor) {
  if (Ctor->getNumArgs() != 1)
    return false;
  const Expr *From = Ctor->getArg(0);
  // A type may hand on what it owns through another, as auto_ptr did.
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(From->IgnoreImplicit());
      Call && isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()))
    From = Call->getImplicitObjectArgument();
  return From->isXValue() && isa<DeclRefExpr>(From->IgnoreParenImpCasts());
}

void UnitRewriter::rewriteReturn(const ReturnStmt *Return, const FunctionDecl *Fn,
                                 const Stmt *Parent) {
  SourceLocation L = Return->getReturnLoc();
  bool InText = Definitions.isInText(L);
  if (InText) {
    std::optional<SourceLocation> Word = useVersion(Fn, L, /*Returns=*/true);
    if (!Word)
      return;
    L = *Word;
  } else {
    suspends(Fn);
  }
  auto [File, Offset] = place(L);
  const Expr *Value = Return->getRetValue();
  if (Value && !InText && isChoice(withoutNegations(Value)))
    Choosing[ownerOf(patternOf(Fn))].push_back({Return, Fn, Parent});
  else
    add(Fn, {File.str(), Offset, "return", "co_return", Edit::Replace, 0});
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
  CharSourceRange R = InText ? rangeInMacro(Value->getSourceRange(), Files, SM, Ctx.getLangOpts())
                             : fileRange(Value->getSourceRange());
  // What another macro says is not said by this one.
  if (InText && R.isValid() && !Definitions.isInDefining(Fn, R.getBegin()) &&
      !standsInVersion({File.str(), place(R.getBegin()).second, "", "", Edit::Prefix, 0},
                       ownerOf(patternOf(Fn))))
    R = {};
  if (Braced && !RT.ReturnsBraced) {
    if (R.isInvalid() || text(R).empty() || text(R).front() != '{')
      return;
    std::string Type = functionalType(Definition);
    if (isEmptyBraces(text(R)) && isPointer(Fn->getReturnType()))
      replace(Fn, R, "nullptr");
    else if (Type.empty())
      problem(Fn, "the result type has no name for the returned braces");
    else if (Fn->getReturnType()->isScalarType() && !isOneWord(Type))
      replaceBraces(Fn, R, Type);
    else
      insert(Fn, R.getBegin(), Type, Edit::Prefix, text(R).size());
    return;
  }
  // A conversion of the project is made where the proof sees which one it is, not
  // inside the task: by a constructor, or by a function of the value's class.
  bool Moved = Ctor && movesLocal(Ctor);
  const FunctionDecl *Conversion = nullptr;
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Value))
    Conversion = dyn_cast_or_null<CXXConversionDecl>(Call->getMethodDecl());
  else if (Ctor && !Ctor->getConstructor()->isCopyOrMoveConstructor())
    Conversion = Ctor->getConstructor();
  if (Conversion && (isConvertedUnwritten(Return->getRetValue()) || Moved) &&
      Files.contains(Conversion->getLocation()) && R.isValid()) {
    std::string Type = functionalType(Definition);
    if (Type.empty())
      problem(Fn, "the result type has no name for the returned conversion");
    else if (!isOneWord(Type))
      Type = "static_cast<" + Type + ">";
    // One more than the value: the conversion goes around its await.
    insert(Fn, R.getBegin(), Type + (Moved ? "(std::move(" : "("), Edit::Prefix, text(R).size() + 1);
    insert(Fn, R.getEnd(), Moved ? "))" : ")", Edit::Suffix, text(R).size() + 1);
    return;
  }
  if (R.isInvalid())
    return;
  if (!RT.ReturnsNullZero && isNullZero(Value, Fn->getReturnType()))
    return replace(Fn, R, "nullptr");
  if (!RT.ReturnsBitfield && Value->IgnoreParenImpCasts()->refersToBitField()) {
    std::string Type = spellType(Fn->getReturnType().getUnqualifiedType(), Ctx);
    insert(Fn, R.getBegin(), "static_cast<" + Type + ">(", Edit::Prefix,
           text(R).size());
    insert(Fn, R.getEnd(), ")", Edit::Suffix, text(R).size());
  }
}

std::string UnitRewriter::functionalType(const FunctionDecl *FD) {
  QualType T = FD->getReturnType().getUnqualifiedType();
  Signature S = Signature::of(FD, Definitions, SM);
  if (S.Rule.empty() && !S.Type.empty() && isOneWord(S.Type))
    return S.Type;
  // `struct S` is a type, `struct S{}` is none.
  std::string Type = spellType(T, Ctx);
  StringRef Name = Type;
  for (StringRef Keyword : {"struct ", "class ", "union ", "enum "})
    if (Name.consume_front(Keyword))
      break;
  return Name.str();
}

void UnitRewriter::replaceBraces(const FunctionDecl *Fn, CharSourceRange R, StringRef Type) {
  auto [File, Begin] = place(R.getBegin());
  std::string Written = text(R);
  bool Empty = isEmptyBraces(Written);
  add(Fn, {File.str(), Begin, "{", ("static_cast<" + Type + ">(" + (Empty ? "0" : "")).str(),
           Edit::Replace, 0});
  add(Fn, {File.str(), uint32_t(Begin + Written.size() - 1), "}", ")", Edit::Replace, 0});
}

SourceLocation UnitRewriter::braceOf(const FunctionDecl *FD, SourceLocation L) {
  SourceLocation Spelled = SM.getSpellingLoc(L);
  return Definitions.isInDefining(FD, Spelled) ? Spelled : SM.getFileLoc(L);
}

SourceLocation UnitRewriter::innermostOpen(const FunctionDecl *FD, const Stmt *Body) {
  if (const auto *Try = dyn_cast<CXXTryStmt>(Body))
    Body = Try->getTryBlock();
  return braceOf(FD, Body->getBeginLoc()).getLocWithOffset(1);
}

void UnitRewriter::appendStatement(const FunctionDecl *FD, const Stmt *Body,
                                   StringRef Statement) {
  if (const auto *Try = dyn_cast<CXXTryStmt>(Body))
    Body = Try->getTryBlock();
  SourceLocation Close = braceOf(FD, Body->getEndLoc());
  StringRef Buffer = buffer(Close);
  uint32_t At = SM.getFileOffset(Close);
  size_t LineBegin = Buffer.rfind('\n', At);
  LineBegin = LineBegin == StringRef::npos ? 0 : LineBegin + 1;
  StringRef Indent = Buffer.slice(LineBegin, At);
  // A brace on its own line: the statement gets a line too, which goes on where the
  // line before it does.
  std::string Line = step(Close) + Statement.str();
  StringRef Above = Buffer.take_front(LineBegin).rtrim("\r\n");
  if (Above.consume_back("\\")) {
    size_t Column = Above.size() - (Above.rfind('\n') + 1), Width = Indent.size() + Line.size();
    Line += std::string(Column > Width ? Column - Width : 1, ' ') + "\\";
  }
  if (Indent.trim().empty())
    insert(FD, Close, Line + "\n" + Indent.str(), Edit::Prefix, 0);
  else
    insert(FD, Close, (Buffer[At - 1] == ' ' ? "" : " ") + Statement.str() + " ",
           Edit::Prefix, 0);
}

void UnitRewriter::completeBody(const std::string &Key, const FunctionDecl *FD) {
  const Stmt *Body = FD->getBody();
  bool Main = Plan.strategyOf(Key) == Strategy::Entry;
  // g++ 12 miscompiles control flow that awaits in its condition when the
  // coroutine declares no variable at all.
  if (!OnlyClang && !declaresVariable(Body) && awaitsInCondition(Body, Awaits[Key]))
    insert(FD, innermostOpen(FD, Body), " [[maybe_unused]] int local_for_gcc12 = 0;",
           Edit::Prefix, 0);
  bool EndsInReturn = false;
  if (const auto *C = dyn_cast<CompoundStmt>(Body); C && !C->body_empty())
    EndsInReturn = isa<ReturnStmt>(C->body_back());
  if (Main) {
    if (!EndsInReturn)
      appendStatement(FD, Body, "co_return 0;");
    return;
  }
  if (Suspending.contains(Key))
    return;
  if (FD->getReturnType()->isVoidType())
    appendStatement(FD, Body, "co_return;");
  else
    insert(FD, innermostOpen(FD, Body), " " + RT.Noop + ";", Edit::Prefix, 0);
}

void UnitRewriter::returnTask(const FunctionDecl *FD, const Stmt *Body) {
  const auto *Block = dyn_cast<CompoundStmt>(Body);
  if (!Block || Block->size() != 1 || !isa<Expr>(Block->body_front()))
    return;
  CharSourceRange R = writtenRange(Block->body_front()->getSourceRange());
  if (R.isInvalid() || (fileRange(Block->body_front()->getSourceRange()).isInvalid() &&
                        !Definitions.isInDefining(FD, R.getBegin())))
    return problem(FD, "the call whose task it would return comes out of a macro");
  insert(FD, R.getBegin(), "return ", Edit::Prefix, text(R).size() + 1);
}

void UnitRewriter::rewriteMain(const FunctionDecl *FD) {
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
      Declaration = Name;
      P->getOriginalType().getAsStringInternal(Declaration, Ctx.getPrintingPolicy());
    }
    Parameters += (Parameters.empty() ? "" : ", ") + Declaration;
    Arguments += (Arguments.empty() ? "" : ", ") + Name;
  }
  std::string Call = (Plan.asyncMain() + "(" + Arguments + ")").str();
  CharSourceRange R = fileRange(FD->getSourceRange());
  if (R.isInvalid() || !FTL) {
    problem(FD, "main comes out of a macro");
    return;
  }
  // Its brace stands where the other one does.
  std::string Brace = " ";
  if (CharSourceRange Before = CharSourceRange::getCharRange(
          FTL.getRParenLoc().getLocWithOffset(1), FD->getBody()->getBeginLoc());
      fileRange(FTL.getRParenLoc()).isValid() && StringRef(text(Before)).trim().empty())
    Brace = text(Before);
  std::string Text = "\n\nint main(" + Parameters + ")" + Brace + "{\n" + step(R.getEnd()) +
                     "return " + substitute(RT.Bridge, {{"CALL", Call}}) + ";\n}";
  insert(FD, R.getEnd(), Text, Edit::Suffix, 0);
  need(FD, place(R.getEnd()).first, "shim");
}

} // namespace recolor
