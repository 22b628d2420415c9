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

/// And in its namespace `ranges`. Their parameters end with the callable and a projection.
constexpr Form RangeForms[] = {
    {"for_each", 4},    {"any_of", 4},   {"all_of", 4},    {"none_of", 4}, {"find_if", 4},
    {"find_if_not", 4}, {"count_if", 4}, {"transform", 5},
};

} // namespace

/// What is called as an object: `std::ranges::for_each(range, f)`.
static AlgorithmCall ofObject(const CXXOperatorCallExpr *Call) {
  const auto *Name = dyn_cast<DeclRefExpr>(Call->getArg(0)->IgnoreParenImpCasts());
  const NamedDecl *D = Name ? Name->getDecl() : nullptr;
  if (Call->getOperator() != OO_Call || !isa_and_nonnull<VarDecl>(D))
    return {};
  const unsigned Count = Call->getNumArgs() - 1;
  for (const Form &F : RangeForms)
    // One less: a range instead of two iterators.
    if (D->getName() == F.Name && (Count == F.Arguments || Count + 1 == F.Arguments) &&
        isa<CXXDefaultArgExpr>(Call->getArg(Count)) &&
        D->getQualifiedNameAsString().starts_with("std::ranges::"))
      return {Call->getArg(Count - 1), Name};
  return {};
}

static bool isExecutionPolicy(QualType T) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  const auto *NS = R ? dyn_cast<NamespaceDecl>(R->getDeclContext()) : nullptr;
  while (NS && NS->isInline())
    NS = dyn_cast<NamespaceDecl>(NS->getParent());
  return NS && NS->getName() == "execution";
}

AlgorithmCall AlgorithmCall::of(const CallExpr *Call) {
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call))
    return ofObject(Op);
  const FunctionDecl *FD = Call->getDirectCallee();
  if (!FD || !FD->getIdentifier() || isa<CXXMethodDecl>(FD) || !Call->getNumArgs())
    return {};
  const auto *Name = dyn_cast<DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts());
  const auto *NS = dyn_cast<NamespaceDecl>(FD->getDeclContext()->getRedeclContext());
  if (!Name || !NS || Name->hasExplicitTemplateArgs() ||
      isExecutionPolicy(Call->getArg(0)->getType()))
    return {};
  const bool Ranges = NS->getName() == "ranges";
  const auto *Outer = Ranges ? dyn_cast<NamespaceDecl>(NS->getParent()) : NS;
  bool Ours = Outer && Outer->getName() == "recolor" && Outer->getParent()->isTranslationUnit();
  if (!Ours && !FD->isInStdNamespace())
    return {};
  if (Ours && Ranges)
    return {Call->getArg(Call->getNumArgs() - 1), Name, true};
  // What these return is what their callable returns, a task like any other type.
  if (is_contained({"invoke", "apply", "visit"}, FD->getName()))
    return {Call->getArg(0), Name, true};
  for (const Form &F : Forms)
    if (FD->getName() == F.Name && Call->getNumArgs() == F.Arguments)
      return {Call->getArg(F.Arguments - 1), Name, Ours};
  return {};
}

} // namespace recolor
