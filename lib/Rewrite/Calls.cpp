//===- Calls.cpp - What becomes of a call site ----------------------------===//
#include "Rewrite/UnitRewriter.h"
#include "Clang/Algorithms.h"
#include "Clang/Flags.h"
#include "clang/Lex/Lexer.h"

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

} // namespace


void UnitRewriter::wrap(const CallSite &S, StringRef Template) {
  auto [Before, After] = Template.split("${CALL}");
  auto [File, Begin] = place(S.Range.getBegin());
  uint32_t End = SM.getFileOffset(S.Range.getEnd());
  if (!Before.empty())
    insertAt(S.Caller, File, Begin, Before.str(), Edit::Prefix, End - Begin);
  if (!After.empty())
    insertAt(S.Caller, File, End, After.str(), Edit::Suffix, End - Begin);
}

bool UnitRewriter::unwrapsReference(const CallSite &S) const {
  if (S.Discarded)
    return false;
  if (S.Callee)
    return wrapsReference(S.Callee->getReturnType());
  return S.E->isLValue() && !RT.CarriesReference;
}

void UnitRewriter::callCopy(const CallSite &S) {
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(S.E);
  const auto *Class =
      Call ? dyn_cast_or_null<ClassTemplateSpecializationDecl>(
                 Call->getArg(0)->getType()->getAsCXXRecordDecl())
           : nullptr;
  if (!Class)
    return;
  CharSourceRange R = fileRange(Call->getArg(0)->getSourceRange());
  if (R.isInvalid())
    return problem(S.Caller, "what is called comes out of a macro");
  uint32_t Length = text(R).size();
  // The arguments of the class template are those of the copied object. A class
  // of the library's own has no name that others may use.
  std::string Name = qualifiedName(Class, SM);
  if (Class->getName().starts_with("_")) {
    Name = "std::decay_t<decltype(" + text(R) + ")>";
    Needs.addHeader(place(R.getBegin()).first, "<type_traits>");
  }
  insert(S.Caller, R.getBegin(), Name + "(", Edit::Prefix, Length);
  insert(S.Caller, R.getEnd(), ")", Edit::Suffix, Length);
}

void UnitRewriter::callAwaitedForm(const CallSite &S, StringRef File) {
  if (AlgorithmCall::of(cast<CallExpr>(S.E)).Awaited)
    return;
  replace(S.Caller, fileRange(S.Algorithm->getSourceRange()),
          (isa<VarDecl>(S.Algorithm->getDecl()) ? "recolor::ranges::" : "recolor::") +
              S.Algorithm->getDecl()->getNameAsString());
  Needs.addHeader(File, AlgorithmHeader);
}

void UnitRewriter::noteSite(const CallSite &S, StringRef File) {
  Out.Ranges.push_back({S.Callee ? ownerOf(S.Callee) : slotKey(S.Slot, Types, SM), File.str(),
                        uint32_t(SM.getFileOffset(S.Range.getBegin())),
                        uint32_t(SM.getFileOffset(S.Range.getEnd()))});
}

void UnitRewriter::returnClosures(const Stmt *S, const FunctionDecl *Fn) {
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

void UnitRewriter::bridge(const CallSite &S, const SitePlan &T, StringRef File) {
  noteSite(S, File);
  std::string Template = RT.Bridge;
  if (T.Context != None)
    Template = substitute(RT.BridgeOn,
                          {{"CONTEXT", Plan.program().Contexts[T.Context].Name}});
  if (unwrapsReference(S))
    Template += ".get()";
  wrap(S, S.Callee && !S.Discarded ? castBack(S.Callee, Template) : Template);
  need(S.Caller, File, "shim");
}

void UnitRewriter::offloadDeclaration(const CallSite &S) {
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

void UnitRewriter::offload(const CallSite &S) {
  auto [File, Begin] = place(S.Range.getBegin());
  Offloaded.insert({File.str(), Begin, SM.getFileOffset(S.Range.getEnd())});
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

bool UnitRewriter::insideOffload(StringRef File, uint32_t Begin, uint32_t End) const {
  return llvm::any_of(Offloaded, [&](const auto &O) {
    const auto &[OFile, OBegin, OEnd] = O;
    return OFile == File && OBegin <= Begin && End <= OEnd &&
           !(OBegin == Begin && OEnd == End);
  });
}

void UnitRewriter::replaceCall(const CallSite &S, const SitePlan &T, StringRef File) {
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
  const Expr *Flags = tellsNotToWait(Call, Rule->Flags, Ctx) == FlagState::Clear
                          ? nullptr
                          : Call->getArg(Rule->Flags - 1);
  // They would be worked out twice.
  if (Flags && (Flags->HasSideEffects(Ctx) || fileRange(Flags->getSourceRange()).isInvalid()))
    return offload(S);
  std::string Template = T.Switched ? Rule->RewriteSwitched : Rule->Rewrite;
  bool Parens = S.NeedsParens && !StringRef(Template).starts_with("(");
  if (StringRef(Template).contains("${CALL}"))
    return wrap(S, Parens ? "(" + Template + ")" : Template);
  bool TakesError =
      !Args.empty() && isErrorType(Args.back()->getType()) &&
      Args.back()->isLValue();
  std::string Token = TakesError ? RT.ErrorToken : RT.Token;
  if (Rule->Bound)
    need(S.Caller, File, TakesError ? "error-token" : "token");
  Template = substitute(
      Template, {{"TOKEN", Token},
                 {"FLAGS", Flags ? ", " + text(fileRange(Flags->getSourceRange())) : ""}});
  if (Parens)
    Template = "(" + Template + ")";
  const Expr *Error = TakesError ? Args.pop_back_val() : nullptr;
  composeCall(S, Call, Template, Args, Error);
}

bool UnitRewriter::isErrorType(QualType T) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!R)
    return false;
  return qualifiedName(R, SM) == RT.ErrorType;
}

void UnitRewriter::composeCall(const CallSite &S, const CallExpr *Call, StringRef Template,
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
    } else if (Placeholder == "CALLEE") {
      Source(Call->getCallee(), Call->getCallee());
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

void UnitRewriter::replaceGap(const FunctionDecl *Fn, StringRef File, StringRef Buffer,
                              uint32_t Begin, uint32_t End, StringRef New, uint32_t Extent,
                              bool Opens) {
  // A line break behind the opening parenthesis is the author's, and so is
  // one behind a comma.
  if (New.ends_with("("))
    while (End > Begin && isSpace(Buffer[End - 1]))
      --End;
  StringRef Old = Buffer.slice(Begin, End);
  std::string Kept;
  if (Old.starts_with(",") && New.ends_with("), ")) {
    Kept = (New.drop_back(2) + Old).str();
    New = Kept;
  } else if (Old.starts_with(",") && New.starts_with(", ")) {
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

void UnitRewriter::bridgeReference(const CallSite &S, StringRef File) {
  const FunctionDecl *FD = S.Callee;
  const Expr *Written = ignoreUnwritten(S.E);
  const Expr *NamePart = Written;
  if (const auto *Wrapped = dyn_cast<CallExpr>(Written); Wrapped && Wrapped->getNumArgs() == 1)
    NamePart = ignoreUnwritten(Wrapped->getArg(0));
  if (const auto *U = dyn_cast<UnaryOperator>(NamePart))
    NamePart = ignoreUnwritten(U->getSubExpr());
  const auto *Ref = dyn_cast<DeclRefExpr>(NamePart);
  if (!Ref || !isa<FunctionDecl>(Ref->getDecl())) {
    problem(FD, "it is handed on by an expression that does not name it");
    return;
  }
  std::string Name = text(fileRange(NamePart->getSourceRange()));
  const auto *M = dyn_cast<CXXMethodDecl>(FD);
  bool Member = M && M->isInstance();
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
  QualType Result = FD->getReturnType();
  std::string Arrow, Get;
  if (Result->isReferenceType()) {
    Arrow = "-> " + spellType(Result, Ctx) + " ";
    Get = wrapsReference(Result) ? ".get()" : "";
  }
  std::string Text = (Member ? "[](" : "+[](") + Parameters + ") " + Arrow + "{ return " +
                     castBack(FD, substitute(RT.Bridge, {{"CALL", Call}}) + Get) + "; }";
  noteSite(S, File);
  replace(S.Caller, S.Range, Text);
  need(S.Caller, File, "shim");
  if (Member)
    Needs.addHeader(File, "<functional>");
}

} // namespace recolor
