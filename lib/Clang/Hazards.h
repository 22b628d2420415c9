//===- Hazards.h - What a suspension in the middle disturbs ------*- C++ -*-===//
//
// While a coroutine is suspended, others run: what it holds stays held, and
// what it has read may have changed when it goes on.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_HAZARDS_H
#define RECOLOR_CLANG_HAZARDS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace recolor {

/// The locks that are held while a function's body is walked in the order of its
/// text. A lock is a variable whose class takes it and gives it back (the guards of
/// the standard library, classes marked `scoped_lockable`, classes that hold one
/// of them or do the same by hand), or something on which `lock` was called.
class HeldLocks {
  struct Lock {
    const clang::ValueDecl *Of; ///< the guard, or the mutex
    bool Held;
  };
  std::vector<Lock> Locks;
  std::vector<size_t> Scopes;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> Guards;

  bool isGuard(clang::QualType T);

public:
  /// \p S begins or ends: what was locked in its scope is not held behind it.
  void enter(const clang::Stmt *S);
  void leave(const clang::Stmt *S);
  /// A local variable begins to live.
  void declare(const clang::VarDecl *V);
  /// A member function is called: `lock` or `unlock`?
  void call(const clang::CXXMemberCallExpr *Call);
  bool any() const;
};

/// Does a suspension at \p E, the right side of an assignment or a part of it,
/// separate the reading of a variable that others see from writing it back, as
/// in `total = total + fetch()`? \p Parents enclose E, the innermost last.
bool losesUpdate(const clang::Expr *E, llvm::ArrayRef<const clang::Stmt *> Parents);

} // namespace recolor

#endif
