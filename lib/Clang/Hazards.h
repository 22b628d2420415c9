//===- Hazards.h - What a suspension in the middle disturbs ------*- C++ -*-===//
//
// While a coroutine is suspended, others run: what it holds stays held, and
// what it has read may have changed when it goes on.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_HAZARDS_H
#define RECOLOR_CLANG_HAZARDS_H

#include "Clang/Callables.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <vector>

namespace recolor {

/// What is held while a function's body is walked in the order of its text.
///
/// A lock is a variable whose class takes it and gives it back (the guards of
/// the standard library, classes marked `scoped_lockable`, classes that hold one
/// of them or do the same by hand), or something on which `lock` was called.
///
/// A reference into a container is a variable (a reference, a pointer, an iterator,
/// a view) that a member of the container gave, or the variable of a loop over it,
/// where others see the container, too.
class Held {
  struct Lock {
    const clang::ValueDecl *Of; ///< the guard, or the mutex
    bool IsHeld;
  };
  struct Use {
    clang::SourceLocation Loc;
    bool Replaced; ///< the variable gets another value there
  };
  struct Reference {
    const clang::VarDecl *V;
    std::vector<Use> Uses; ///< in the order of the text
  };
  struct Scope {
    size_t Locks, References, Loops;
  };
  std::vector<Lock> Locks;
  std::vector<Reference> References;
  size_t Loops = 0; ///< over containers that others see, around the place
  std::vector<Scope> Scopes;
  std::vector<const clang::Stmt *> Repeated; ///< loops around the place
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> Guards;

  bool isGuard(clang::QualType T);
  void declareLock(const clang::VarDecl *V);
  static void findUses(const clang::Stmt *S, const clang::VarDecl *V,
                       std::vector<Use> &Uses);
  static std::vector<Use> usesOf(const clang::VarDecl *V);

public:
  /// \p S begins or ends: what was locked in its scope is not held behind it.
  void enter(const clang::Stmt *S);
  void leave(const clang::Stmt *S);
  /// A local variable begins to live.
  void declare(const clang::VarDecl *V);
  /// A member function is called: `lock` or `unlock`?
  void call(const clang::CXXMemberCallExpr *Call);
  bool hasLock() const;
  /// Is there a reference that is used behind \p E?
  bool hasReferenceUsedAfter(const clang::Expr *E, const clang::SourceManager &SM) const;
};

/// Does a suspension at \p E, the right side of an assignment or a part of it,
/// separate the reading of a variable that others see from writing it back, as
/// in `total = total + fetch()`? \p Parents enclose E, the innermost last.
bool losesUpdate(const clang::Expr *E, llvm::ArrayRef<const clang::Stmt *> Parents);

/// What operands of one expression do to state that others see, where the language
/// leaves their order open.
class Operands {
public:
  explicit Operands(ProjectFiles &Files) : Files(Files) {}

  /// Does a suspension in the call \p E fall before or behind what another operand
  /// does, as the compiler likes: one that writes such state, by itself or by a call
  /// of code that waits for nothing, or that reads what the awaited call writes?
  /// \p Parents enclose E, the innermost last.
  bool areInterleaved(const clang::Expr *E, llvm::ArrayRef<const clang::Stmt *> Parents);
  /// Could the call \p E, whose value a local variable gets, as well be made while the
  /// one in the statement before it waits? As far as the unit shows, neither uses
  /// what the other changes, or may change.
  bool couldRunTogether(const clang::Expr *E, llvm::ArrayRef<const clang::Stmt *> Parents);

private:
  using Decls = llvm::DenseSet<const clang::ValueDecl *>;
  /// What a piece of code does itself, and what it calls.
  struct Effects {
    Decls Reads, Writes;
    Decls Touched; ///< handed on or pointed to, so that others may write it
    std::vector<const clang::FunctionDecl *> Calls;
    bool Opaque = false; ///< calls what was not seen and may wait
    bool Unknown = false; ///< calls what may do anything

    void add(const Effects &Other);
    /// Is something used here that the other changes?
    bool dependsOn(const Effects &Other) const;
  };
  static void collect(const clang::Stmt *S, Effects &Out);
  /// The same of all that the function calls; Opaque when it cannot be told.
  Effects ofCall(const clang::FunctionDecl *FD);

  ProjectFiles &Files;
  llvm::DenseMap<const clang::FunctionDecl *, Effects> Bodies;
};

/// What belongs to the thread that code runs on: thread-local variables, and what
/// functions of the C and C++ libraries answer for it (`errno`, its id, its locale).
class ThreadState {
public:
  /// Is something of it used before \p E, a part of \p Fn's body, and again behind
  /// it? Not if it gets another value first, and a counter that is only counted up
  /// means nothing from one use to the next.
  bool spans(const clang::Expr *E, const clang::FunctionDecl *Fn,
             const clang::SourceManager &SM);

private:
  struct Use {
    const clang::ValueDecl *Of; ///< the variable, or the function that is asked
    clang::SourceLocation Loc;
    bool Replaced;
  };
  /// Adds the uses in \p S, in the order of the text.
  static void collect(const clang::Stmt *S, std::vector<Use> &Out);

  llvm::DenseMap<const clang::Stmt *, std::vector<Use>> Bodies;
};

} // namespace recolor

#endif
