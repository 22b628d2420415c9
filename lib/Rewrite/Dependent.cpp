//===- Dependent.cpp - What an await makes dependent ----------------------===//
//
// In a template an await is an expression that depends on the template's
// arguments, whatever it awaits ([temp.dep.expr] by way of the promise, whose type
// does), and so is a variable whose type is deduced from one. A member template
// that such an object is asked for by name needs the word `template`, and g++ 12
// ("insufficient contextual information") needs to be told what kind of value it is.
//
//===----------------------------------------------------------------------===//
#include "Rewrite/UnitRewriter.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

namespace recolor {
using namespace llvm;
using namespace clang;

void UnitRewriter::noteMemberTemplate(const Expr *E, const FunctionDecl *Fn) {
  if (!Fn || !patternOf(Fn)->isDependentContext())
    return;
  auto Note = [&](const auto *M) {
    if (M->hasExplicitTemplateArgs() && !M->hasTemplateKeyword() && !M->getQualifier() &&
        !M->isImplicitAccess())
      MemberTemplates.push_back({M->getBase(), M->getMemberLoc(), Fn});
  };
  if (const auto *Known = dyn_cast<MemberExpr>(E))
    Note(Known);
  else if (const auto *Overloaded = dyn_cast<UnresolvedMemberExpr>(E))
    Note(Overloaded);
}

const FunctionDecl *UnitRewriter::awaiterOf(const Expr *E, const FunctionDecl *Fn,
                                            VarSet &Asked) {
  auto Own = Awaits.find(ownerOf(patternOf(Fn)));
  if (Own != Awaits.end() && awaitsIn(E, Own->second))
    return Fn;
  auto InVariable = [&](const Expr *Part) -> const FunctionDecl * {
    const auto *Ref = dyn_cast<DeclRefExpr>(Part);
    const ValueDecl *D = Ref ? Ref->getDecl() : nullptr;
    if (const auto *Binding = dyn_cast_or_null<BindingDecl>(D))
      D = Binding->getDecomposedDecl();
    const auto *V = dyn_cast_or_null<VarDecl>(D);
    const auto *In =
        V ? dyn_cast_or_null<FunctionDecl>(V->getParentFunctionOrMethod()) : nullptr;
    return In && V->getInit() && V->getTypeSourceInfo() &&
                   V->getTypeSourceInfo()->getType()->getContainedDeducedType() &&
                   Asked.insert(V).second
               ? awaiterOf(V->getInit(), In, Asked)
               : nullptr;
  };
  auto Somewhere = [&](auto &Self, const Stmt *S) -> const FunctionDecl * {
    const auto *Part = dyn_cast_or_null<Expr>(S);
    if (!Part || isa<LambdaExpr>(Part))
      return nullptr;
    const FunctionDecl *Found = InVariable(Part);
    for (auto Child = Part->child_begin(); !Found && Child != Part->child_end(); ++Child)
      Found = Self(Self, *Child);
    return Found;
  };
  return Somewhere(Somewhere, E);
}

void UnitRewriter::nameMemberTemplates() {
  for (const MemberTemplate &M : MemberTemplates) {
    VarSet Asked;
    if (const FunctionDecl *Awaiter = awaiterOf(M.Base, M.Fn, Asked))
      insert(Awaiter, M.Name, "template ", Edit::Prefix, 0);
  }
}

std::string UnitRewriter::openBeforeMember(const CallSite &S, StringRef File, bool Named) {
  StringRef Behind = buffer(S.Range.getEnd()).substr(SM.getFileOffset(S.Range.getEnd())).ltrim();
  Named |= Behind.starts_with(".");
  // A reference that a task carries would be an lvalue no longer.
  bool Carried = S.E->isLValue() && RT.CarriesReference;
  if (OnlyClang || !Named || Carried || !S.Caller || !patternOf(S.Caller)->isDependentContext())
    return "(";
  Needs.addHeader(File, "<utility>");
  return "std::move(";
}

} // namespace recolor
