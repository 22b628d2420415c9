//===- FunctionRules.cpp - What a declaration alone forbids ---------------===//
#include "Extract/FunctionRules.h"
#include "Clang/Instantiations.h"
#include "Clang/NamedResults.h"
#include "Clang/Signature.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include <optional>

namespace recolor {
using namespace llvm;
using namespace clang;

/// An object that may be longer than its type must come last on its frame; no
/// coroutine's frame promises that, and g++ rejects it.
static bool hasFlexibleArray(QualType T) {
  const RecordDecl *R = T->getAsRecordDecl();
  return R && R->hasFlexibleArrayMember();
}

/// The first statement that needs a frame which stays on the stack, or null.
static const Stmt *findStackFrameUse(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return nullptr;
  if (isa<IndirectGotoStmt>(S))
    return S;
  if (const auto *Asm = dyn_cast<GCCAsmStmt>(S); Asm && Asm->isAsmGoto())
    return S;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *FD = Call->getDirectCallee()) {
      unsigned Id = FD->getBuiltinID();
      if (Id == Builtin::BI__builtin_alloca || Id == Builtin::BIalloca ||
          Id == Builtin::BI__builtin_alloca_with_align ||
          FD->hasAttr<ReturnsTwiceAttr>() || Id == Builtin::BIsetjmp ||
          Id == Builtin::BI_setjmp || Id == Builtin::BIsigsetjmp)
        return S;
    }
  if (const auto *DS = dyn_cast<DeclStmt>(S))
    for (const Decl *D : DS->decls())
      if (const auto *V = dyn_cast<VarDecl>(D);
          V && (V->getType()->isVariablyModifiedType() ||
                hasFlexibleArray(V->getType())))
        return S;
  for (const Stmt *Child : S->children())
    if (const Stmt *Found = findStackFrameUse(Child))
      return Found;
  return nullptr;
}

/// Can a cast make what the base function returns what \p FD returns?
static bool canCastBack(const FunctionDecl *FD) {
  QualType Own = FD->getReturnType(), Base = carriedResult(FD);
  if (Own->isDependentType() || Base->isDependentType())
    return false;
  const CXXRecordDecl *Derived = Own->getPointeeCXXRecordDecl();
  const CXXRecordDecl *Of = Base->getPointeeCXXRecordDecl();
  return Derived && Of && !Derived->isVirtuallyDerivedFrom(Of) &&
         Own->getPointeeType().isAtLeastAsQualifiedAs(Base->getPointeeType(),
                                                      FD->getASTContext());
}

SmallVector<FoundRule, 2> rulesOf(const FunctionDecl *FD, Macros &Definitions,
                                  const SourceManager &SM) {
  SmallVector<FoundRule, 2> Out;
  SourceLocation Loc = FD->getLocation();
  auto Found = [&](StringRef Rule, std::string Detail = "") {
    Out.push_back({Rule, std::move(Detail), Loc});
  };
  // Nothing is rewritten in C: how a function is written there stops no colour.
  if (!FD->getASTContext().getLangOpts().CPlusPlus)
    return Out;
  if (isa<CXXConstructorDecl>(FD))
    return Found("constructor"), Out;
  if (isa<CXXDestructorDecl>(FD))
    return Found("destructor"), Out;
  if (isa<CXXConversionDecl>(FD))
    return Found("conversion-operator"), Out;
  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  bool Lambda = Method && Method->getParent()->isLambda();
  if (FD->isOverloadedOperator() && FD->getOverloadedOperator() != OO_Call)
    Found("operator", "'" + FD->getNameAsString() + "'");
  if (FD->isVariadic())
    Found("variadic");
  bool Main = FD->isMain();
  if (!Main && !Method && FD->isExternC())
    Found("extern-c");
  // A member of a local class has no out-of-line form, but that changes
  // nothing; only what is written on the declarations matters here.
  for (const FunctionDecl *R : FD->redecls()) {
    Loc = R->getLocation();
    if (!Lambda && (R->isConsteval() || (R->isConstexprSpecified() &&
                                         constexprOf(R, SM).isInvalid()))) {
      Found("constexpr");
      break;
    }
  }
  // A coroutine gives another task each time, runs code of its own before its
  // body, and is nothing g++ would inline.
  for (const FunctionDecl *R : FD->redecls())
    for (const Attr *A : R->attrs())
      if (isa<PureAttr, ConstAttr, NakedAttr, AlwaysInlineAttr>(A) && !A->isInherited()) {
        Loc = A->getLocation();
        Found("function-attribute", std::string("'") + A->getSpelling() + "'");
      }
  if (FD->isNoReturn())
    Found("noreturn");
  // An explicit instantiation writes the result again.
  if (const FunctionTemplateDecl *T = FD->getDescribedFunctionTemplate()) {
    // They come in no order: the first in the text is told.
    std::optional<SourceLocation> First;
    for (const FunctionDecl *S : T->specializations())
      if (isExplicitInstantiation(S) &&
          (FollowedCall::of(FD) || instantiationsOf(S, SM).empty()))
        if (SourceLocation L = S->getPointOfInstantiation();
            !First || (L.isValid() && (First->isInvalid() ||
                                       SM.isBeforeInTranslationUnit(L, *First))))
          First = L;
    if (First) {
      Loc = *First;
      Found("explicit-specialization");
    }
  }

  QualType Result = FD->getReturnType();
  if (!carriesOwnResult(FD) && !canCastBack(FD))
    Found("covariant-return", "'" + Result.getAsString() + "'");
  if (Result->isRValueReferenceType())
    Found("result-type", "'" + Result.getAsString() + "'");
  if (const CXXRecordDecl *R = Result->getAsCXXRecordDecl();
      R && R->hasDefinition() && !R->isDependentType()) {
    bool Copies = R->hasSimpleCopyConstructor() || R->hasSimpleMoveConstructor();
    for (const CXXConstructorDecl *C : R->ctors())
      Copies |= C->isCopyOrMoveConstructor() && !C->isDeleted();
    if (!Copies && !R->needsImplicitCopyConstructor() &&
        !R->needsImplicitMoveConstructor())
      Found("result-type", "'" + Result.getAsString() + "' cannot be moved");
  }
  for (const FunctionDecl *R : FD->redecls()) {
    if (R->isImplicit() || isCopyOfPattern(R, SM))
      continue;
    Loc = R->getLocation();
    if (FollowedCall::of(R).Deduced)
      continue;
    Signature S = Signature::of(R, Definitions, SM);
    if (!S.Rule.empty()) {
      Found(S.Rule, S.Detail);
      break;
    }
  }
  const FunctionDecl *Definition = nullptr;
  if (FD->hasBody(Definition))
    if (const Stmt *S = findStackFrameUse(Definition->getBody())) {
      Loc = SM.getFileLoc(S->getBeginLoc());
      Found("stack-frame");
    }
  return Out;
}

} // namespace recolor
