//===- CallSites.h - What a call is ------------------------------*- C++ -*-===//
//
// The one definition of "a call" for analysis, rewriting and checking alike.
// Whether a site can be edited, and why not, is said here, so the solver sees
// it and the rewriter is never surprised.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_CALLSITES_H
#define RECOLOR_CLANG_CALLSITES_H

#include "Clang/Flow.h"
#include "Model/Facts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace recolor {

class Macros;

/// One place where a function is called, or its name or closure handed on.
struct CallSite {
  const clang::Expr *E = nullptr;
  /// The function whose body the expression stands in, as a pattern; null for
  /// initializers outside functions.
  const clang::FunctionDecl *Caller = nullptr;
  /// As a pattern; null for a call through a slot.
  const clang::FunctionDecl *Callee = nullptr;
  SlotRef Slot; ///< called through or stored into
  /// For Flow and Callback without a Callee: the slot whose value is handed on.
  SlotRef From;
  bool Converted = false; ///< by a cast, on its way into the slot
  /// The algorithm that makes the call, which E is then a call of.
  const clang::DeclRefExpr *Algorithm = nullptr;
  clang::SourceLocation Named; ///< where the callee is named in that call
  bool Bound = false;     ///< together with arguments, which live as long as it
  /// For Callback: the unseen function the callee was handed to.
  const clang::FunctionDecl *HandedTo = nullptr;
  /// It is handed there at many places of the caller, by its type: of each file
  /// and instantiation one is told, and the first in the text stands for all.
  bool Repeats = false;
  CallKind Kind = CallKind::Direct;
  /// For Constructor: the variable that `T v(...)` declares.
  const clang::VarDecl *Declares = nullptr;
  /// The instantiation that the walk is in; null outside templates.
  const clang::FunctionDecl *Instance = nullptr;
  /// A function without parameters whose answer decides, by a branch, whether
  /// the site runs.
  const clang::FunctionDecl *Guard = nullptr;
  bool GuardHolds = true;
  bool InLoop = false; ///< of the caller, where it runs each time round
  clang::SourceLocation At; ///< of the expression, or of what is not written
  /// The expression as characters of one file; invalid when it is not written
  /// there as a whole (a macro's body).
  clang::CharSourceRange Range;
  bool InMacro = false; ///< an argument of a macro, or all that it says
  /// Await binds looser than what follows it (`.`, `->`, `[]`, `()`, `++`).
  bool NeedsParens = false;
  bool Discarded = false; ///< its value is: it is a statement of its own
  bool Awaited = false; ///< is the operand of a co_await already
  /// The value goes to a call, a return statement or a variable that is used,
  /// which answer for it.
  bool Consumed = false;
  llvm::SmallVector<llvm::StringRef, 2> Rules; ///< site and callee rules
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
  /// \p Fn gives a wrapper or a container of callables another value, or takes
  /// its value away. Function pointers are not among them.
  virtual void visitStore(const SlotRef &To, const clang::FunctionDecl *Fn) {}
  virtual void visitUsing(const clang::UsingDecl *D, const clang::FunctionDecl *Fn) {}
};

/// Walks everything the unit declares in the project, instantiations included.
/// \p Texts: of the same unit.
void walkCallSites(clang::ASTContext &Ctx, ProjectFiles &Files, Macros &Texts,
                   CallSiteVisitor &Visitor);

/// Where a call names the function that it calls; invalid where it does so by
/// other means than its name.
clang::SourceLocation nameOfCallee(const clang::Expr *Call);

/// Strips parentheses and everything that is not written.
const clang::Expr *ignoreUnwritten(const clang::Expr *E);

} // namespace recolor

#endif
