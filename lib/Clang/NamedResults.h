//===- NamedResults.h - Templates that name what a call returns --*- C++ -*-===//
//
// `std::invoke_result_t<F>` is the type of what a call of an F returns. Where F
// is deduced from a function that becomes a coroutine, it is the task's type,
// without a word being edited. As the result of a function that becomes one, too,
// that is just right; anywhere else it is not.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_NAMEDRESULTS_H
#define RECOLOR_CLANG_NAMEDRESULTS_H

#include "clang/AST/Expr.h"

namespace recolor {

/// Is \p P a parameter of a function template, of a type that is deduced, and
/// does the template name or test the result of calling it other than by a
/// call: by a trait, a concept or a requires-expression?
bool namesResult(const clang::ParmVarDecl *P);

/// What a template returns where that is what a call of one of its parameters returns.
struct FollowedCall {
  const clang::ParmVarDecl *Parameter = nullptr; ///< of the pattern; null: it is not so
  /// The call that the result is deduced from, so that it has to be written:
  /// `auto run(F f) { return f(); }`. Null where it is written already.
  const clang::CallExpr *Deduced = nullptr;

  explicit operator bool() const { return Parameter; }

  /// Of \p FD, a function template or an instance of one. Nothing where the template
  /// names that type elsewhere, too: `auto run(F f) -> decltype(f())` is all.
  static FollowedCall of(const clang::FunctionDecl *FD);
};

/// Is what \p Instance deduced from its calls what these return, reference and all?
bool deducesItsCalls(const clang::FunctionDecl *Instance);

} // namespace recolor

#endif
