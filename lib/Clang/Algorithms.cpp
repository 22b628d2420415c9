//===- Algorithms.cpp - Algorithms that have an awaited form --------------===//
#include "Clang/Algorithms.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

struct Form {
  llvm::StringLiteral Name;
  unsigned Arguments; ///< with the callable, which is the last one
};

/// What lib/Runtime/include/recolor/algorithm.h defines.
constexpr Form Forms[] = {
    {"for_each", 3},   {"for_each_n", 3}, {"transform", 4},   {"transform", 5},
    {"any_of", 3},     {"all_of", 3},     {"none_of", 3},     {"find_if", 3},
    {"find_if_not", 3}, {"count_if", 3},  {"copy_if", 4},     {"remove_if", 3},
    {"accumulate", 4}, {"generate", 3},   {"generate_n", 3},
};

} // namespace

static bool isExecutionPolicy(QualType T) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  const auto *NS = R ? dyn_cast<NamespaceDecl>(R->getDeclContext()) : nullptr;
  while (NS && NS->isInline())
    NS = dyn_cast<NamespaceDecl>(NS->getParent());
  return NS && NS->getName() == "execution";
}

AlgorithmCall AlgorithmCall::of(const CallExpr *Call) {
  const FunctionDecl *FD = Call->getDirectCallee();
  if (!FD || !FD->getIdentifier() || isa<CXXMethodDecl>(FD) ||
      isa<CXXOperatorCallExpr>(Call) || !Call->getNumArgs())
    return {};
  const auto *Name = dyn_cast<DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts());
  const auto *NS = dyn_cast<NamespaceDecl>(FD->getDeclContext()->getRedeclContext());
  if (!Name || !NS || Name->hasExplicitTemplateArgs() ||
      isExecutionPolicy(Call->getArg(0)->getType()))
    return {};
  bool Ours = NS->getName() == "recolor" && NS->getParent()->isTranslationUnit();
  if (!Ours && !FD->isInStdNamespace())
    return {};
  // What these return is what their callable returns, a task like any other type.
  if (is_contained({"invoke", "apply", "visit"}, FD->getName()))
    return {Call->getArg(0), Name, true};
  for (const Form &F : Forms)
    if (FD->getName() == F.Name && Call->getNumArgs() == F.Arguments)
      return {Call->getArg(F.Arguments - 1), Name, Ours};
  return {};
}

} // namespace recolor
