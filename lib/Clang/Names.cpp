//===- Names.cpp - Identity of declarations over units --------------------===//
#include "Clang/Names.h"
#include "Clang/Unit.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/Support/Path.h"

namespace recolor {
using namespace llvm;
using namespace clang;

const FunctionDecl *patternOf(const FunctionDecl *FD) {
  if (FD->getTemplateSpecializationKind() == TSK_ExplicitSpecialization)
    return FD->getCanonicalDecl();
  if (const FunctionDecl *P =
          FD->getTemplateInstantiationPattern(/*ForDefinition=*/false))
    FD = P;
  // A member template of an instantiated class is a pattern, but not the one
  // that is written.
  if (const FunctionTemplateDecl *T = FD->getDescribedFunctionTemplate()) {
    while (const FunctionTemplateDecl *From = T->getInstantiatedFromMemberTemplate())
      T = From;
    FD = T->getTemplatedDecl();
  }
  return FD->getCanonicalDecl();
}

const FunctionDecl *specializedPattern(const FunctionDecl *FD) {
  if (FD->getTemplateSpecializationKind() != TSK_ExplicitSpecialization)
    return nullptr;
  if (const FunctionTemplateDecl *T = FD->getPrimaryTemplate())
    return patternOf(T->getTemplatedDecl());
  const FunctionDecl *Member = FD->getInstantiatedFromMemberFunction();
  return Member ? patternOf(Member) : nullptr;
}

/// The definition of a base class, of a template's pattern where the arguments
/// are not known yet; null for a parameter.
static const CXXRecordDecl *definitionOf(QualType Base) {
  const CXXRecordDecl *R = Base->getAsCXXRecordDecl();
  if (const auto *T = Base->getAs<TemplateSpecializationType>(); T && !R)
    if (const auto *Class =
            dyn_cast_or_null<ClassTemplateDecl>(T->getTemplateName().getAsTemplateDecl()))
      R = Class->getTemplatedDecl();
  return R ? R->getDefinition() : nullptr;
}

/// Would \p M override \p Base, as far as their parameters can be compared?
static bool hasSignatureOf(const CXXMethodDecl *M, const CXXMethodDecl *Base) {
  if (M->getNumParams() != Base->getNumParams() || M->isConst() != Base->isConst() ||
      M->getRefQualifier() != Base->getRefQualifier() || Base->isStatic())
    return false;
  for (auto [A, B] : llvm::zip(M->parameters(), Base->parameters()))
    if (!A->getType()->isDependentType() && !B->getType()->isDependentType() &&
        A->getType().getCanonicalType() != B->getType().getCanonicalType())
      return false;
  return true;
}

SmallVector<const CXXMethodDecl *, 2> overriddenInPatterns(const CXXMethodDecl *M) {
  SmallVector<const CXXMethodDecl *, 2> Found;
  SmallVector<const CXXRecordDecl *, 4> Work = {M->getParent()};
  SmallPtrSet<const CXXRecordDecl *, 8> Seen;
  if (M->isStatic() || isa<CXXConstructorDecl, CXXDestructorDecl>(M) ||
      !M->getParent()->isDependentContext())
    return Found;
  while (!Work.empty()) {
    const CXXRecordDecl *R = Work.pop_back_val();
    if (!R->hasDefinition() || !Seen.insert(R).second)
      continue;
    for (const CXXBaseSpecifier &Specifier : R->bases()) {
      const CXXRecordDecl *Base = definitionOf(Specifier.getType());
      if (!Base)
        continue;
      DeclContext::lookup_result Members = Base->lookup(M->getDeclName());
      auto Same = llvm::find_if(Members, [&](const NamedDecl *D) {
        const auto *Member = dyn_cast<CXXMethodDecl>(D);
        return Member && hasSignatureOf(M, Member) &&
               (Member->isVirtual() || Member->hasAttr<OverrideAttr>());
      });
      if (Same != Members.end())
        Found.push_back(cast<CXXMethodDecl>(*Same));
      else
        Work.push_back(Base);
    }
  }
  return Found;
}

static const CXXRecordDecl *lambdaOf(const NamedDecl *D) {
  if (const auto *M = dyn_cast<CXXMethodDecl>(D))
    if (M->getParent()->isLambda())
      return M->getParent();
  return nullptr;
}

std::string qualifiedName(const NamedDecl *D, const SourceManager &SM) {
  std::string Own;
  const DeclContext *DC = D->getDeclContext();
  if (const CXXRecordDecl *L = lambdaOf(D)) {
    PresumedLoc P = SM.getPresumedLoc(SM.getFileLoc(L->getBeginLoc()));
    Own = "(lambda:" + std::to_string(P.isValid() ? P.getLine() : 0) + ":" +
          std::to_string(P.isValid() ? P.getColumn() : 0) + ")";
    DC = L->getDeclContext();
  } else {
    Own = D->getNameAsString();
    // A constructor of a template is printed with its arguments.
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(D))
      Own = Ctor->getParent()->getNameAsString();
    else if (const auto *Dtor = dyn_cast<CXXDestructorDecl>(D))
      Own = "~" + Dtor->getParent()->getNameAsString();
  }
  SmallVector<std::string, 6> Parts = {Own};
  for (; DC && !DC->isTranslationUnit(); DC = DC->getParent()) {
    if (const auto *NS = dyn_cast<NamespaceDecl>(DC)) {
      if (!NS->isInline() && !NS->isAnonymousNamespace())
        Parts.push_back(NS->getNameAsString());
    } else if (const auto *R = dyn_cast<RecordDecl>(DC)) {
      if (const auto *Class = dyn_cast<CXXRecordDecl>(R); Class && Class->isLambda())
        continue;
      if (!R->getIdentifier() && R->getTypedefNameForAnonDecl())
        Parts.push_back(R->getTypedefNameForAnonDecl()->getNameAsString());
      else if (!R->getNameAsString().empty())
        Parts.push_back(R->getNameAsString());
    } else if (const auto *F = dyn_cast<FunctionDecl>(DC)) {
      Parts.push_back(qualifiedName(F, SM));
      break;
    }
  }
  std::string Result;
  for (const std::string &P : llvm::reverse(Parts))
    Result += (Result.empty() ? "" : "::") + P;
  return Result;
}

std::string parameterList(const FunctionDecl *FD) {
  std::string Out = "(";
  const PrintingPolicy &Policy = FD->getASTContext().getPrintingPolicy();
  for (const ParmVarDecl *P : FD->parameters()) {
    if (Out.size() > 1)
      Out += ", ";
    Out += P->getOriginalType().getAsString(Policy);
  }
  if (FD->isVariadic())
    Out += Out.size() > 1 ? ", ..." : "...";
  return Out + ")";
}

std::string usrOf(const Decl *D) {
  SmallString<128> Buf;
  if (index::generateUSRForDecl(D, Buf))
    return "";
  return std::string(Buf);
}

std::string keyOf(const FunctionDecl *FD, const SourceManager &SM) {
  bool Placed = lambdaOf(FD) != nullptr ||
                FD->getParentFunctionOrMethod() != nullptr;
  std::string USR = Placed ? "" : usrOf(FD);
  // Every program has a main of its own, and no other unit can name it
  // ([basic.start.main]).
  if (!USR.empty() && FD->isExternallyVisible() && !FD->isMain())
    return USR;
  auto [Id, Offset] = SM.getDecomposedLoc(SM.getFileLoc(FD->getLocation()));
  std::string File;
  if (OptionalFileEntryRef FE = SM.getFileEntryRefForID(Id))
    File = realPath(SM, *FE);
  if (!USR.empty())
    return USR + "@" + File;
  return "place:" + File + ":" + std::to_string(Offset) + ":" +
         FD->getNameAsString();
}

std::string slotKey(const NamedDecl *D, const SourceManager &SM) {
  // A macro that declares the same fields in several structures makes them
  // share a prefix, and casts go between them: such a field is one.
  // So are the members of a union.
  SourceLocation Loc = D->getLocation();
  if (const auto *F = dyn_cast<FieldDecl>(D); F && F->getParent()->isUnion())
    Loc = F->getParent()->getBeginLoc();
  Loc = isa<FieldDecl>(D) ? SM.getSpellingLoc(Loc) : SM.getFileLoc(Loc);
  auto [Id, Offset] = SM.getDecomposedLoc(Loc);
  std::string File;
  if (OptionalFileEntryRef FE = SM.getFileEntryRefForID(Id))
    File = realPath(SM, *FE);
  return "slot:" + File + ":" + std::to_string(Offset);
}

StringRef FileNames::of(FileID Id) {
  auto [It, New] = Known.try_emplace(Id);
  if (New)
    if (OptionalFileEntryRef FE = SM.getFileEntryRefForID(Id))
      It->second = realPath(SM, *FE);
  return It->second;
}

} // namespace recolor
