//===- CallSites.h - What a call is ------------------------------*- C++ -*-===//
//
// The one definition of "a call" for analysis, rewriting and checking alike.
// Whether a site can be edited, and why not, is said here, so the solver sees
// it and the rewriter is never surprised.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_CALLSITES_H
#define RECOLOR_CLANG_CALLSITES_H

#include "Model/Facts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace recolor {

/// One place where a function is called, or its name or closure handed on.
struct CallSite {
  const clang::Expr *E = nullptr;
  /// The function whose body the expression stands in, as a pattern; null for
  /// initializers outside functions.
  const clang::FunctionDecl *Caller = nullptr;
  /// As a pattern; null for a call through a slot.
  const clang::FunctionDecl *Callee = nullptr;
  /// The variable, field or parameter called through or stored into; null when
  /// it has no name.
  const clang::ValueDecl *Slot = nullptr;
  /// For Flow without a Callee: the slot whose value is handed on.
  const clang::ValueDecl *From = nullptr;
  /// For Callback: the unseen function the callee was handed to.
  const clang::FunctionDecl *HandedTo = nullptr;
  CallKind Kind = CallKind::Direct;
  /// For Constructor: the variable that `T v(...)` declares.
  const clang::VarDecl *Declares = nullptr;
  /// The expression as characters of one file; invalid when it is not written
  /// there as a whole (a macro's body).
  clang::CharSourceRange Range;
  bool InMacro = false; ///< an argument of a macro
  /// Await binds looser than what follows it (`.`, `->`, `[]`, `()`, `++`).
  bool NeedsParens = false;
  bool Awaited = false; ///< is the operand of a co_await already
  /// The value goes to a call, a return statement or a variable that is used,
  /// which answer for it.
  bool Consumed = false;
  llvm::SmallVector<llvm::StringRef, 2> Rules; ///< site and callee rules
};

/// What the walker asks about files.
class ProjectFiles {
public:
  virtual ~ProjectFiles() = default;
  /// May the file that holds this location be edited?
  virtual bool contains(clang::SourceLocation Loc) = 0;
};

/// Receives what the walker meets.
class CallSiteVisitor {
public:
  virtual ~CallSiteVisitor() = default;
  virtual void visitSite(const CallSite &S) = 0;
  /// A function (declaration or definition) in the project, pattern or
  /// instantiation; a lambda's call operator comes right before its body.
  virtual void visitFunction(const clang::FunctionDecl *FD) {}
  /// Every statement and expression; \p Fn as in CallSite::Caller, \p Parent
  /// inside the same function.
  virtual void visitStmt(const clang::Stmt *S, const clang::FunctionDecl *Fn,
                         const clang::Stmt *Parent) {}
  virtual void visitVariable(const clang::DeclaratorDecl *D,
                             const clang::FunctionDecl *Fn) {}
  virtual void visitAlias(const clang::TypedefNameDecl *D) {}
};

/// Walks everything the unit declares in the project, instantiations included.
void walkCallSites(clang::ASTContext &Ctx, ProjectFiles &Files,
                   CallSiteVisitor &Visitor);

/// Strips parentheses and everything that is not written.
const clang::Expr *ignoreUnwritten(const clang::Expr *E);

/// The call operators of the class of \p T that the project defines: of a
/// closure or a functor.
llvm::SmallVector<const clang::FunctionDecl *, 2>
callOperatorsOf(clang::QualType T, ProjectFiles &Files);

} // namespace recolor

#endif
