//===- Beside.cpp - What is put beside a function that stays --------------===//
#include "Clang/Names.h"
#include "Rewrite/UnitRewriter.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"

namespace recolor {
using namespace llvm;
using namespace clang;

/// The declaration as it stands in its context: with `template <...>`, with
/// `friend`.
static const Decl *wholeOf(const FunctionDecl *FD) {
  const NamedDecl *D = FD;
  if (const FunctionTemplateDecl *T = FD->getDescribedFunctionTemplate())
    D = T;
  if (!FD->getFriendObjectKind())
    return D;
  for (const Decl *Other : FD->getLexicalDeclContext()->decls())
    if (const auto *F = dyn_cast<FriendDecl>(Other); F && F->getFriendDecl() == D)
      return F;
  return D;
}

static const FunctionDecl *functionIn(const Decl *D) {
  if (const auto *F = dyn_cast<FriendDecl>(D))
    D = F->getFriendDecl();
  if (const auto *T = dyn_cast_or_null<FunctionTemplateDecl>(D))
    D = T->getTemplatedDecl();
  return dyn_cast_or_null<FunctionDecl>(D);
}

static bool sameParameters(const FunctionDecl *A, const FunctionDecl *B) {
  if (A->getNumParams() != B->getNumParams())
    return false;
  for (unsigned I = 0; I != A->getNumParams(); ++I)
    if (A->getParamDecl(I)->getType().getCanonicalType() !=
        B->getParamDecl(I)->getType().getCanonicalType())
      return false;
  const auto *M = dyn_cast<CXXMethodDecl>(A), *N = dyn_cast<CXXMethodDecl>(B);
  return !M || !N || M->getMethodQualifiers() == N->getMethodQualifiers();
}

const FunctionDecl *UnitRewriter::outermostFunction(const Decl *D) {
  const FunctionDecl *Out = dyn_cast<FunctionDecl>(D);
  for (const DeclContext *C = D->getDeclContext(); C; C = C->getParent())
    if (const auto *FD = dyn_cast<FunctionDecl>(C))
      Out = FD;
  return Out;
}

const Decl *UnitRewriter::twinBehind(const Decl *Whole, const FunctionDecl *FD) {
  const Decl *Next = Whole->getNextDeclInContext();
  while (Next && (Next->isImplicit() || isa<EmptyDecl>(Next)))
    Next = Next->getNextDeclInContext();
  const FunctionDecl *Twin = Next ? functionIn(Next) : nullptr;
  return Twin && Twin->getIdentifier() &&
                 Twin->getName() == Plan.twinName(ownerOf(patternOf(FD))) &&
                 sameParameters(FD, Twin)
             ? Next
             : nullptr;
}

/// Where what is written of the body ends. A coroutine's body is wrapped by the
/// compiler; that of one whose whole body is a try block, in braces that stand
/// nowhere.
static SourceLocation bodyEnd(const FunctionDecl *FD) {
  const Stmt *Body = FD->getBody();
  if (const auto *Coroutine = dyn_cast<CoroutineBodyStmt>(Body))
    Body = Coroutine->getBody();
  if (const auto *Braces = dyn_cast<CompoundStmt>(Body);
      Braces && Braces->getEndLoc().isInvalid() && !Braces->body_empty())
    Body = Braces->body_back();
  return Body->getEndLoc();
}

/// The offset at which the `[[` or `__attribute__((` around an attribute begins.
static uint32_t attributeBegin(StringRef Buffer, uint32_t At) {
  for (StringRef Open : {"[[", "__attribute__"}) {
    size_t Begin = Buffer.take_front(At).rfind(Open);
    if (Begin != StringRef::npos &&
        Buffer.slice(Begin, At).find_first_of(";{}") == StringRef::npos)
      return Begin;
  }
  return At;
}

/// A copy goes behind the line on which the text ends, if no more than a comment
/// follows there.
static void putBehindLine(TextCopy &Copy, StringRef Buffer) {
  Copy.At = Copy.End;
  StringRef Rest = Buffer.substr(Copy.End).split('\n').first;
  if (StringRef Comment = Rest.trim();
      Comment.empty() || (Comment.starts_with("//") && !Comment.ends_with("\\")))
    Copy.At += Rest.rtrim('\r').size();
}

bool UnitRewriter::declarationText(const Decl *Whole, const FunctionDecl *FD,
                                   TextCopy &Copy) {
  SourceLocation First = Whole->getBeginLoc(), Last = Whole->getEndLoc();
  if (FD && FD->getOuterLocStart().isValid() &&
      SM.isBeforeInTranslationUnit(FD->getOuterLocStart(), First))
    First = FD->getOuterLocStart();
  bool Body = FD && FD->doesThisDeclarationHaveABody();
  if (Body)
    Last = bodyEnd(FD);
  CharSourceRange R = fileRange(SourceRange(First, Last));
  if (R.isInvalid())
    return false;
  auto [File, Begin] = place(R.getBegin());
  StringRef Buffer = buffer(R.getBegin());
  Copy.File = File.str();
  Copy.Begin = Begin;
  Copy.End = SM.getFileOffset(R.getEnd());
  if (FD)
    for (const Attr *A : FD->attrs())
      if (!A->isImplicit() && !A->isInherited() && A->getLocation().isValid())
        if (auto [Of, At] = place(A->getLocation()); Of == File && At < Copy.Begin)
          Copy.Begin = attributeBegin(Buffer, At);
  if (!Body) {
    // Behind the declarator there may be `override`, `= 0`, attributes.
    Lexer Lex(SM.getLocForStartOfFile(SM.getFileID(R.getBegin())),
              Ctx.getLangOpts(), Buffer.begin(), Buffer.begin() + Copy.End,
              Buffer.end());
    Token T;
    do
      if (Lex.LexFromRawLexer(T); T.isOneOf(tok::eof, tok::comma, tok::l_brace))
        return false;
    while (T.isNot(tok::semi));
    Copy.End = SM.getFileOffset(T.getLocation()) + 1;
  }
  putBehindLine(Copy, Buffer);
  return true;
}

TextCopy UnitRewriter::instantiationText(const InstantiationText &T) {
  TextCopy Copy;
  auto [File, Begin] = place(T.Whole.getBegin());
  Copy.File = File.str();
  Copy.Begin = Begin;
  Copy.End = SM.getFileOffset(T.Whole.getEnd());
  putBehindLine(Copy, buffer(T.Name));
  return Copy;
}

void UnitRewriter::putBeside(const FunctionDecl *FD, const InstantiationText &T) {
  OwnedCopy Of{ownerOf(patternOf(FD)), instantiationText(T)};
  SourceLocation Behind =
      T.Whole.getEnd().getLocWithOffset(Of.Copy.At - Of.Copy.End);
  if (std::optional<InstantiationText> Twin =
          instantiationBehind(Behind, Plan.twinName(Of.Owner), Ctx)) {
    TextCopy Old = instantiationText(*Twin);
    Of.Copy.OldBegin = Old.Begin;
    Of.Copy.OldEnd = Old.End;
  }
  Copies.try_emplace({Of.Copy.File, Of.Copy.Begin}, Of);
  renameAt(FD, T.Name, FD);
}

void UnitRewriter::putBeside(const FunctionDecl *FD) {
  // An instantiation has the text of its pattern, also one that an explicit
  // specialisation declares again.
  const DeclContext *In = FD->getLexicalDeclContext();
  const auto *Class = dyn_cast<CXXRecordDecl>(In);
  const Decl *Whole = wholeOf(FD);
  if (FD->isImplicit() || patternOf(FD) != FD->getCanonicalDecl() ||
      !In->containsDecl(const_cast<Decl *>(Whole)) ||
      (Class && isTemplateInstantiation(Class->getTemplateSpecializationKind())))
    return;
  if (FD->getLexicalDeclContext()->isFunctionOrMethod())
    return problem(FD, "it is declared inside a function, where its twin would be too");
  if (FD->hasAttr<AsmLabelAttr>() || FD->hasAttr<AliasAttr>())
    return problem(FD, "an attribute names its symbol, which its twin would share");
  OwnedCopy Of{ownerOf(patternOf(FD)), {}};
  if (!declarationText(Whole, FD, Of.Copy))
    return problem(FD, "its declaration cannot be copied as a whole");
  if (const Decl *Twin = twinBehind(Whole, FD)) {
    TextCopy Old;
    if (!declarationText(Twin, functionIn(Twin), Old))
      return problem(FD, "the twin that stands there cannot be replaced as a whole");
    Of.Copy.OldBegin = Old.Begin;
    Of.Copy.OldEnd = Old.End;
  }
  Copies.try_emplace({Of.Copy.File, Of.Copy.Begin}, Of);
  renameAt(FD, FD->getLocation(), FD);
}

void UnitRewriter::renameAt(const FunctionDecl *Fn, SourceLocation L,
                            const FunctionDecl *Of) {
  replace(Fn, writtenRange(SourceRange(L)), Plan.twinName(keyOf(patternOf(Of), SM)).str());
}

void UnitRewriter::visitUsing(const UsingDecl *D, const FunctionDecl *Fn) {
  const FunctionDecl *Target = nullptr;
  for (const UsingShadowDecl *Shadow : D->shadows())
    if (const FunctionDecl *FD = functionIn(Shadow->getTargetDecl());
        FD && !Plan.twinName(keyOf(patternOf(FD), SM)).empty())
      Target = FD;
  if (!Target)
    return;
  OwnedCopy Of{ownerOf(patternOf(Target)), {}};
  if (!declarationText(D, nullptr, Of.Copy))
    return problem(Target, "a using-declaration of it cannot be copied");
  std::string Name = Plan.twinName(keyOf(patternOf(Target), SM)).str();
  if (Fn) {
    // Only a copy of the function around it needs to find the twin.
    if (!isCopied(Of.Copy.File, Of.Copy.Begin) ||
        strategyOf(outermostFunction(Fn)) == Strategy::Wrap)
      return;
    StringRef Buffer = buffer(D->getLocation());
    uint32_t At = place(D->getLocation()).second - Of.Copy.Begin;
    std::string Text = Buffer.slice(Of.Copy.Begin, Of.Copy.End).str();
    Text.replace(At, D->getName().size(), Name);
    insertAt(Fn, Of.Copy.File, Of.Copy.End, " " + Text, Edit::Suffix, 0);
    return;
  }
  const Decl *Next = D->getNextDeclInContext();
  while (Next && isa<UsingShadowDecl>(Next))
    Next = Next->getNextDeclInContext();
  if (const auto *Twin = dyn_cast_or_null<UsingDecl>(Next);
      Twin && Twin->getDeclName().isIdentifier() && Twin->getName() == Name) {
    TextCopy Old;
    if (declarationText(Twin, nullptr, Old)) {
      Of.Copy.OldBegin = Old.Begin;
      Of.Copy.OldEnd = Old.End;
    }
  }
  Copies.try_emplace({Of.Copy.File, Of.Copy.Begin}, Of);
  renameAt(Target, D->getLocation(), Target);
}

void UnitRewriter::writeWrapper(const FunctionDecl *FD) {
  if (FD->isImplicit() || patternOf(FD) != FD->getCanonicalDecl())
    return;
  std::string Callee = FD->getNameAsString(), Arguments;
  if (const FunctionTemplateDecl *T = FD->getDescribedFunctionTemplate()) {
    std::string Given;
    for (const NamedDecl *P : *T->getTemplateParameters()) {
      if (P->getName().empty() || P->isParameterPack()) {
        Given.clear();
        break;
      }
      Given += (Given.empty() ? "" : ", ") + P->getNameAsString();
    }
    if (!Given.empty())
      Callee += "<" + Given + ">";
  }
  for (const ParmVarDecl *P : FD->parameters()) {
    std::string Name = P->getNameAsString();
    QualType T = P->getOriginalType();
    if (P->isParameterPack())
      return problem(FD, "a wrapper cannot pass its parameter pack on");
    if (Name.empty()) {
      CharSourceRange R = fileRange(P->getSourceRange());
      if (T->isArrayType() || T->isFunctionPointerType() || (P->hasDefaultArg() && !P->hasInheritedDefaultArg()) ||
          R.isInvalid())
        return problem(FD, "a parameter of it has no name to pass it on by");
      Name = "arg" + std::to_string(P->getFunctionScopeIndex());
      insert(FD, R.getEnd(), " " + Name, Edit::Suffix, 0);
    }
    // What was passed by value is moved on.
    if (T->isRecordType() || T->isRValueReferenceType() || T->isDependentType())
      Name = "static_cast<decltype(" + Name + ") &&>(" + Name + ")";
    Arguments += (Arguments.empty() ? "" : ", ") + Name;
  }
  std::string Call = Callee + "(" + Arguments + ")";
  bool Reference = FD->getReturnType()->isLValueReferenceType();
  std::string Await = substitute(
      RT.Offload, {{"FN", "[&] { return " + std::string(Reference ? "&" : "") + Call + "; }"}});
  std::string Statement = FD->getReturnType()->isVoidType() ? Await
                          : Reference ? "co_return *" + Await
                                      : "co_return " + Await;
  CharSourceRange Body = fileRange(FD->getBody()->getSourceRange());
  StringRef Line = buffer(FD->getLocation()).take_front(place(FD->getBeginLoc()).second);
  StringRef Indent = Line.substr(Line.rfind('\n') + 1);
  if (!Indent.trim().empty())
    Indent = "";
  replace(FD, Body,
          ("{\n" + Indent + step(FD->getBeginLoc()) + Statement + ";\n" + Indent + "}").str());
  StringRef File = place(FD->getLocation()).first;
  need(FD, File, "task");
  need(FD, File, "shim");
}

} // namespace recolor
