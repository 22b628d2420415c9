//===- Signature.cpp - Where a function's result is written ---------------===//
#include "Clang/Signature.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/QualTypeNames.h"
#include "clang/AST/Stmt.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/SaveAndRestore.h"

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {
/// Looks for parts of a type that have no name outside their function.
class UnnamedParts : public DynamicRecursiveASTVisitor {
public:
  bool Found = false;
  bool VisitTagType(TagType *T) override {
    const TagDecl *D = T->getDecl();
    const auto *R = dyn_cast<CXXRecordDecl>(D);
    Found |= (R && R->isLambda()) || D->getParentFunctionOrMethod() ||
             (!D->getIdentifier() && !D->getTypedefNameForAnonDecl());
    return !Found;
  }
};
} // namespace

std::string spellType(QualType T, const ASTContext &Ctx) {
  if (T.isNull() || T->isDependentType() || T->isUndeducedType())
    return "";
  if (const AutoType *A = T->getContainedAutoType()) {
    if (A->getDeducedType().isNull())
      return "";
    T = T->getAs<AutoType>() ? Ctx.getQualifiedType(A->getDeducedType(),
                                                    T.getLocalQualifiers())
                             : T.getCanonicalType();
  }
  UnnamedParts Parts;
  Parts.TraverseType(T.getCanonicalType());
  if (Parts.Found)
    return "";
  PrintingPolicy Policy = Ctx.getPrintingPolicy();
  Policy.SuppressUnwrittenScope = true;
  Policy.SuppressTagKeyword = true;
  std::string Text = TypeName::getFullyQualifiedName(T, Ctx, Policy);
  // What a library deduced may be told by way of something without a name:
  // `decltype(std::invoke((lambda at ...)))`.
  return StringRef(Text).contains("(lambda at ")
             ? TypeName::getFullyQualifiedName(T.getCanonicalType(), Ctx, Policy)
             : Text;
}

static bool isCV(const Token &T) {
  return T.is(tok::raw_identifier) && (T.getRawIdentifier() == "const" ||
                                       T.getRawIdentifier() == "volatile");
}

/// First offset of \p Begin after stepping left over `const` and `volatile`
/// that stand right before it. \p Stray: another one stands further left.
static SourceLocation includeLeadingCV(SourceLocation DeclBegin,
                                       SourceLocation Begin,
                                       const SourceManager &SM,
                                       const LangOptions &LO, bool &Stray) {
  Stray = false;
  if (SM.getFileID(DeclBegin) != SM.getFileID(Begin) ||
      SM.getFileOffset(DeclBegin) >= SM.getFileOffset(Begin))
    return Begin;
  SourceLocation Run, At = DeclBegin;
  while (SM.getFileOffset(At) < SM.getFileOffset(Begin)) {
    Token T;
    if (Lexer::getRawToken(At, T, SM, LO, /*IgnoreWhiteSpace=*/true) ||
        SM.getFileOffset(T.getLocation()) >= SM.getFileOffset(Begin))
      break;
    if (isCV(T)) {
      if (Run.isInvalid())
        Run = T.getLocation();
    } else if (Run.isValid()) {
      Stray = true;
      Run = SourceLocation();
    }
    At = T.getEndLoc();
  }
  return Run.isValid() ? Run : Begin;
}

/// The same for a result behind an arrow: what stands before that (`const ->`)
/// is not the result's.
static SourceLocation includeCVBehindArrow(FunctionTypeLoc FTL, SourceLocation Begin,
                                           const SourceManager &SM,
                                           const LangOptions &LO) {
  bool Stray;
  SourceLocation Close = FTL.getRParenLoc();
  if (Close.isInvalid())
    return Begin;
  bool Spelled = SM.getFileID(SM.getSpellingLoc(Close)) == SM.getFileID(Begin);
  return includeLeadingCV(Spelled ? SM.getSpellingLoc(Close) : SM.getFileLoc(Close), Begin, SM,
                          LO, Stray);
}

static SourceLocation includeTrailingCV(SourceLocation End,
                                        const SourceManager &SM,
                                        const LangOptions &LO) {
  while (true) {
    Token T;
    if (Lexer::getRawToken(End, T, SM, LO, true) || !isCV(T))
      return End;
    End = T.getEndLoc();
  }
}

CharSourceRange constexprOf(const FunctionDecl *FD, const SourceManager &SM) {
  const LangOptions &LO = FD->getASTContext().getLangOpts();
  SourceLocation At = FD->getOuterLocStart(), End = FD->getLocation();
  if (At.isMacroID() || End.isMacroID())
    return {};
  while (SM.isBeforeInTranslationUnit(At, End)) {
    Token T;
    if (Lexer::getRawToken(At, T, SM, LO, /*IgnoreWhiteSpace=*/true))
      break;
    if (T.is(tok::raw_identifier) && T.getRawIdentifier() == "constexpr") {
      StringRef Rest = SM.getBufferData(SM.getFileID(T.getEndLoc()))
                           .drop_front(SM.getFileOffset(T.getEndLoc()));
      size_t Blanks = Rest.size() - Rest.ltrim(" \t").size();
      return CharSourceRange::getCharRange(T.getLocation(),
                                           T.getEndLoc().getLocWithOffset(Blanks));
    }
    At = T.getEndLoc();
  }
  return {};
}

/// Is there a word between the two that belongs to the declaration, not to its
/// type?
static bool holdsSpecifier(SourceLocation Begin, SourceLocation End,
                           const SourceManager &SM, const LangOptions &LO) {
  unsigned Last = SM.getFileOffset(End);
  for (SourceLocation At = Begin; SM.getFileOffset(At) < Last;) {
    Token T;
    if (Lexer::getRawToken(At, T, SM, LO, /*IgnoreWhiteSpace=*/true) ||
        SM.getFileOffset(T.getLocation()) >= Last)
      return false;
    if (T.is(tok::raw_identifier) &&
        is_contained({"static", "inline", "extern", "virtual", "friend",
                      "explicit", "constexpr", "consteval", "typedef"},
                     T.getRawIdentifier()))
      return true;
    At = T.getEndLoc();
  }
  return false;
}

QualType carriedResult(const FunctionDecl *FD) {
  const auto *Root = dyn_cast<CXXMethodDecl>(FD->getCanonicalDecl());
  while (Root && Root->size_overridden_methods())
    Root = (*Root->begin_overridden_methods())->getCanonicalDecl();
  return (Root ? Root : FD)->getReturnType();
}

bool carriesOwnResult(const FunctionDecl *FD) {
  return FD->getASTContext().hasSameType(carriedResult(FD), FD->getReturnType());
}

bool isCopyOfPattern(const FunctionDecl *FD, const SourceManager &SM) {
  FunctionTypeLoc FTL = FD->getFunctionTypeLoc();
  return FD->getTemplateSpecializationKind() == TSK_ExplicitSpecialization && FTL &&
         SM.isBeforeInTranslationUnit(FTL.getLParenLoc(), FD->getLocation());
}

static bool returnsValue(const Stmt *S) {
  if (const auto *Return = dyn_cast_or_null<ReturnStmt>(S))
    return Return->getRetValue();
  return S && !isa<LambdaExpr>(S) && any_of(S->children(), returnsValue);
}

/// Is the result type, which begins at \p Begin, written right behind a `->`? A
/// lambda without one claims a trailing result type all the same.
static bool followsArrow(FunctionTypeLoc FTL, SourceLocation Begin,
                         const SourceManager &SM, const LangOptions &LO) {
  auto [File, Offset] = SM.getDecomposedLoc(
      includeCVBehindArrow(FTL, SM.getFileLoc(Begin), SM, LO));
  return SM.getBufferData(File).take_front(Offset).rtrim().ends_with("->");
}

/// Adds the closures' call operators in \p S that are written at \p Loc.
static void findClosures(const Stmt *S, SourceLocation Loc,
                         SmallVectorImpl<const FunctionDecl *> &Out) {
  if (const auto *L = dyn_cast<LambdaExpr>(S))
    if (L->getCallOperator()->getLocation() == Loc)
      Out.push_back(L->getCallOperator());
  for (const Stmt *Child : S->children())
    if (Child)
      findClosures(Child, Loc, Out);
}

/// What the unit makes of \p Pattern, a template or a closure in one.
static SmallVector<const FunctionDecl *, 4> instancesOf(const FunctionDecl *Pattern) {
  if (const FunctionTemplateDecl *T = Pattern->getDescribedFunctionTemplate())
    return llvm::to_vector_of<const FunctionDecl *, 4>(T->specializations());
  const FunctionDecl *Around = Pattern;
  for (const auto *M = dyn_cast<CXXMethodDecl>(Around); M && M->getParent()->isLambda();
       M = dyn_cast<CXXMethodDecl>(Around)) {
    const auto *Outer = dyn_cast<FunctionDecl>(M->getParent()->getDeclContext());
    if (!Outer)
      return {};
    Around = Outer;
  }
  if (Around == Pattern)
    return {};
  SmallVector<const FunctionDecl *, 4> Outers, Out;
  const auto *M = dyn_cast<CXXMethodDecl>(Around);
  if (Around->getDescribedFunctionTemplate()) {
    Outers = instancesOf(Around);
  } else if (const ClassTemplateDecl *Class = M ? M->getParent()->getDescribedClassTemplate() : nullptr) {
    for (const ClassTemplateSpecializationDecl *Of : Class->specializations())
      llvm::copy_if(Of->methods(), std::back_inserter(Outers), [&](const CXXMethodDecl *Its) {
        return patternOf(Its) == Around->getCanonicalDecl();
      });
  }
  for (const FunctionDecl *Outer : Outers)
    if (const Stmt *Body = Outer->getBody())
      findClosures(Body, Pattern->getLocation(), Out);
  return Out;
}

/// The type that all instances of \p Pattern deduce for their results, or null.
static QualType resultOfInstances(const FunctionDecl *Pattern) {
  QualType Common;
  for (const FunctionDecl *Instance : instancesOf(Pattern)) {
    QualType Result = Instance->getReturnType();
    if (Result->isUndeducedType())
      continue; // declared only
    if (Result->isDependentType() ||
        !(Common.isNull() || Common.getCanonicalType() == Result.getCanonicalType()))
      return {};
    // They come in no order, and may have other words for it.
    if (Common.isNull() || Result.getAsString() < Common.getAsString())
      Common = Result;
  }
  return Common;
}

Signature Signature::of(const FunctionDecl *FD, Macros &Definitions, const SourceManager &SM) {
  Signature S;
  const ASTContext &Ctx = FD->getASTContext();
  const LangOptions &LO = Ctx.getLangOpts();
  auto Fail = [&](StringRef Rule, std::string Detail = "") {
    S.Rule = Rule;
    S.Detail = std::move(Detail);
    return S;
  };
  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  bool Lambda = Method && Method->getParent()->isLambda();
  TypeSourceInfo *TSI = FD->getTypeSourceInfo();
  FunctionTypeLoc FTL = FD->getFunctionTypeLoc();
  if (!TSI || !FTL)
    return Fail("complex-declarator");
  const auto *Proto = FD->getType()->getAs<FunctionProtoType>();
  TypeLoc Ret = FTL.getReturnLoc();
  SourceLocation NameBegin = FD->getQualifierLoc()
                                 ? FD->getQualifierLoc().getBeginLoc()
                                 : FD->getNameInfo().getBeginLoc();
  bool InMacro = !Lambda && (NameBegin.isMacroID() || FD->getLocation().isMacroID());
  SourceLocation DeclBegin = SM.getFileLoc(FD->getOuterLocStart());
  if (InMacro) {
    SourceLocation Named = Definitions.declaredAt(FD);
    if (Named.isInvalid())
      return Fail("signature-in-macro");
    // The rest is looked up in the text of the macro.
    bool Whole = SM.getFileID(FD->getOuterLocStart()) == SM.getFileID(NameBegin);
    NameBegin = Named;
    DeclBegin = Whole ? SM.getSpellingLoc(FD->getOuterLocStart()) : Named;
  }
  bool Trailing = Proto && Proto->hasTrailingReturn();
  QualType Result = FD->getReturnType();
  bool Written = Ret.getBeginLoc().isValid();
  // A generic one may have nothing to deduce from.
  if (const AutoType *A = Result->getContainedAutoType();
      Lambda && A && A->getDeducedType().isNull() && !returnsValue(FD->getBody()))
    Result = Ctx.VoidTy;
  // What a template deduces is known in its instances only.
  if (Result->getContainedAutoType() && (Result->isUndeducedType() || Result->isDependentType()))
    if (QualType Common = resultOfInstances(patternOf(FD)); !Common.isNull())
      Result = Common;
  if (Lambda && !(Trailing && Written && followsArrow(FTL, Ret.getBeginLoc(), SM, LO))) {
    // What would be inserted is in the macro's text, for all its expansions.
    if (FD->getLocation().isMacroID() && !SM.isMacroArgExpansion(FD->getLocation()))
      return Fail("signature-in-macro");
    S.Insert = true;
    S.Type = spellType(Result, Ctx);
    if (S.Type.empty())
      return Fail("deduced-return");
    return S;
  }
  if (!Written)
    return Fail("complex-declarator");

  SourceLocation Begin = Ret.getBeginLoc();
  CharSourceRange Chars =
      InMacro ? CharSourceRange::getCharRange(
                    SM.getSpellingLoc(Ret.getBeginLoc()),
                    Lexer::getLocForEndOfToken(SM.getSpellingLoc(Ret.getEndLoc()), 0, SM, LO))
              : Lexer::makeFileCharRange(CharSourceRange::getTokenRange(Ret.getSourceRange()),
                                         SM, LO);
  if (Chars.isInvalid())
    return Fail("signature-in-macro");
  Begin = Chars.getBegin();
  SourceLocation End = includeTrailingCV(Chars.getEnd(), SM, LO);
  if (!Trailing) {
    if (!SM.isBeforeInTranslationUnit(Chars.getEnd(), NameBegin) &&
        Chars.getEnd() != NameBegin)
      return Fail("complex-declarator");
    bool Stray;
    Begin = includeLeadingCV(DeclBegin, Begin, SM, LO, Stray);
    if (Stray && Result.getCanonicalType().hasQualifiers() &&
        Begin == Chars.getBegin())
      return Fail("complex-declarator");
  } else {
    Begin = includeCVBehindArrow(FTL, Begin, SM, LO);
  }
  // `unsigned static int`: clang lets specifiers stand inside the type.
  if (!Trailing && holdsSpecifier(Begin, End, SM, LO))
    return Fail("complex-declarator");
  S.Range = CharSourceRange::getCharRange(Begin, End);
  S.Type = Lexer::getSourceText(S.Range, SM, LO).str();
  if (Result->getContainedAutoType() || Result->isUndeducedType() ||
      isa<AutoType>(Ret.getType().getTypePtr())) {
    S.Deduced = true;
    S.Type = spellType(Result, Ctx);
    if (S.Type.empty())
      return Fail("deduced-return", "'" + Result.getAsString() + "'");
  }
  return S;
}

namespace {

/// Looks through a written type for the results of the functions in it.
class ResultFinder {
  const FunctionDecl *Function; ///< that the type is written in, or null
  Callables &Types;
  const SourceManager &SM;
  const LangOptions &LO;
  SourceLocation DeclBegin;
  SlotSignature &Out;
  bool Bad = false, Deduced = false;

public:
  ResultFinder(const Decl *D, Callables &Types, const SourceManager &SM,
               SlotSignature &Out)
      : Function(dyn_cast<FunctionDecl>(D->getDeclContext())), Types(Types),
        SM(SM), LO(D->getASTContext().getLangOpts()),
        DeclBegin(SM.getFileLoc(D->getBeginLoc())), Out(Out) {}

  /// For a type that is written behind \p Begin.
  ResultFinder(SourceLocation Begin, const LangOptions &LO, Callables &Types,
               const SourceManager &SM, SlotSignature &Out)
      : Function(nullptr), Types(Types), SM(SM), LO(LO),
        DeclBegin(SM.getFileLoc(Begin)), Out(Out) {}

  void run(TypeLoc TL) {
    find(TL);
    Out.Editable =
        !Bad && (Deduced || !Out.Results.empty() || !Out.Aliases.empty());
  }

private:
  /// Is it a parameter of the function template that the declaration stands in?
  bool isOfFunction(const TemplateTypeParmType *T) const {
    const FunctionTemplateDecl *Template =
        Function ? Function->getDescribedFunctionTemplate() : nullptr;
    return Template && Template->getTemplateParameters()->getDepth() == T->getDepth();
  }

  /// Is it, or does it hold, a function whose result could change?
  bool mayChange(QualType T) { return T->isFunctionType() || Types.involves(T); }

  void find(TypeLoc TL) {
    if (auto Function = TL.getAs<FunctionTypeLoc>())
      return findIn(Function);
    if (auto Alias = TL.getAs<TypedefTypeLoc>()) {
      // `Table::iterator`: what a container names changes with the container.
      const auto *Of =
          dyn_cast<ClassTemplateSpecializationDecl>(Alias.getDecl()->getDeclContext());
      if (Of && Of->isInStdNamespace())
        if (TypeLoc Container = Alias.getQualifierLoc().getAsTypeLoc())
          return find(Container);
      // An alias of something else (a key, an allocator) does not change.
      if (mayChange(Alias.getDecl()->getUnderlyingType()))
        Out.Aliases.push_back(Alias.getDecl());
      return;
    }
    if (TL.getAs<AutoTypeLoc>() || TL.getAs<DecltypeTypeLoc>() ||
        TL.getAs<DeducedTemplateSpecializationTypeLoc>()) {
      Deduced = true;
      return;
    }
    // In the pattern of a template nothing is substituted yet.
    if (auto Parameter = TL.getAs<TemplateTypeParmTypeLoc>()) {
      (isOfFunction(Parameter.getTypePtr()) ? Deduced : Bad) = true;
      return;
    }
    if (auto Parameter = TL.getAs<SubstTemplateTypeParmTypeLoc>()) {
      // A function's is deduced from the argument; a class's is written where
      // an object is declared.
      bool OfFunction =
          isa<FunctionDecl, FunctionTemplateDecl>(Parameter.getTypePtr()->getAssociatedDecl());
      // `const F &f` takes a function by its name, and F is the function's type.
      (OfFunction ? Deduced : Bad) |= mayChange(TL.getType());
      return;
    }
    if (auto Class = TL.getAs<TemplateSpecializationTypeLoc>())
      return findIn(Class);
    if (TypeLoc Next = TL.getNextTypeLoc())
      return find(Next);
    Bad |= Types.involves(TL.getType());
  }

  void findIn(TemplateSpecializationTypeLoc Class) {
    const CXXRecordDecl *R = Class.getType()->getAsCXXRecordDecl();
    if (Class.getTypePtr()->isTypeAlias() ||
        (Types.holds(Class.getType()) && !Callables::followsSignature(R))) {
      Bad |= Types.involves(Class.getType());
      return;
    }
    for (unsigned I = 0; I != Class.getNumArgs(); ++I) {
      TemplateArgumentLoc Arg = Class.getArgLoc(I);
      SaveAndRestore Saved(
          DeclBegin,
          SM.getFileLoc(I ? Lexer::getLocForEndOfToken(
                                Class.getArgLoc(I - 1).getSourceRange().getEnd(), 0, SM, LO)
                          : Class.getLAngleLoc().getLocWithOffset(1)));
      if (Arg.getArgument().getKind() == TemplateArgument::Type)
        if (mayChange(Arg.getArgument().getAsType()))
          find(Arg.getTypeSourceInfo()->getTypeLoc());
    }
  }

  void findIn(FunctionTypeLoc Function) {
    const auto *Proto = Function.getTypePtr()->getAs<FunctionProtoType>();
    TypeLoc Ret = Function.getReturnLoc();
    CharSourceRange Chars;
    if (Proto && Ret.getBeginLoc().isValid())
      Chars = Lexer::makeFileCharRange(
          CharSourceRange::getTokenRange(Ret.getSourceRange()), SM, LO);
    if (Chars.isInvalid()) {
      Bad = true;
      return;
    }
    SourceLocation Begin = Chars.getBegin();
    bool Stray = false;
    if (Proto->hasTrailingReturn())
      Begin = includeCVBehindArrow(Function, Begin, SM, LO);
    else
      Begin = includeLeadingCV(DeclBegin, Begin, SM, LO, Stray);
    Bad |= Stray;
    Out.Results.emplace_back(
        CharSourceRange::getCharRange(Begin, includeTrailingCV(Chars.getEnd(), SM, LO)),
        Ret.getType());
  }
};

} // namespace

SlotSignature SlotSignature::of(const NamedDecl *D, Callables &Types,
                                const SourceManager &SM) {
  SlotSignature Out;
  TypeSourceInfo *TSI = nullptr;
  if (const auto *V = dyn_cast<DeclaratorDecl>(D))
    TSI = V->getTypeSourceInfo();
  else if (const auto *T = dyn_cast<TypedefNameDecl>(D))
    TSI = T->getTypeSourceInfo();
  if (TSI && !D->getLocation().isMacroID())
    ResultFinder(D, Types, SM, Out).run(TSI->getTypeLoc());
  return Out;
}

SmallVector<WrittenArgument, 1> writtenArguments(const Expr *E, Callables &Types,
                                                 const SourceManager &SM) {
  SmallVector<WrittenArgument, 1> Out;
  ArrayRef<TemplateArgumentLoc> Arguments;
  SourceLocation Open;
  const FunctionDecl *FD = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    FD = dyn_cast<FunctionDecl>(Ref->getDecl());
    Arguments = Ref->template_arguments();
    Open = Ref->getLAngleLoc();
  } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    FD = dyn_cast<FunctionDecl>(Member->getMemberDecl());
    Arguments = Member->template_arguments();
    Open = Member->getLAngleLoc();
  }
  if (Arguments.empty() || Open.isMacroID())
    return Out;
  const FunctionTemplateDecl *Template = FD ? FD->getPrimaryTemplate() : nullptr;
  if (!Template)
    return Out;
  const LangOptions &LO = FD->getASTContext().getLangOpts();
  const unsigned Depth = Template->getTemplateParameters()->getDepth();
  for (unsigned I = 0; I != Arguments.size() && I != Template->getTemplateParameters()->size(); ++I) {
    // What a pack takes is no type of one parameter.
    if (Template->getTemplateParameters()->getParam(I)->isParameterPack())
      break;
    if (Arguments[I].getArgument().getKind() != TemplateArgument::Type ||
        !Types.involves(Arguments[I].getArgument().getAsType()))
      continue;
    SourceLocation Begin =
        I ? Lexer::getLocForEndOfToken(Arguments[I - 1].getSourceRange().getEnd(), 0, SM, LO)
          : Open.getLocWithOffset(1);
    for (const ParmVarDecl *P : Template->getTemplatedDecl()->parameters()) {
      const auto *T = P->getType().getNonReferenceType()->getAs<TemplateTypeParmType>();
      if (!T || T->getDepth() != Depth || T->getIndex() != I)
        continue;
      Out.push_back({P, {}});
      ResultFinder(Begin, LO, Types, SM, Out.back().Type)
          .run(Arguments[I].getTypeSourceInfo()->getTypeLoc());
    }
  }
  return Out;
}

SlotSignature SlotSignature::ofResult(const FunctionDecl *FD, Callables &Types,
                                      const SourceManager &SM) {
  SlotSignature Out;
  FunctionTypeLoc FTL = FD->getFunctionTypeLoc();
  // What is deduced from a return statement would have to be spelled anew.
  if (FTL && FTL.getReturnLoc().getBeginLoc().isValid() &&
      !FD->getReturnType()->getContainedAutoType() && !FD->getLocation().isMacroID())
    ResultFinder(FD, Types, SM, Out).run(FTL.getReturnLoc());
  return Out;
}

} // namespace recolor
