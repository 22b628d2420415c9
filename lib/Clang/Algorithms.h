//===- Algorithms.h - Algorithms that have an awaited form -------*- C++ -*-===//
#ifndef RECOLOR_CLANG_ALGORITHMS_H
#define RECOLOR_CLANG_ALGORITHMS_H

#include "clang/AST/Expr.h"

namespace recolor {

/// A call of an algorithm that `recolor/algorithm.h` has an awaited form of, or
/// of one that hands its callable's result on (`std::invoke`, `apply`, `visit`): its
/// result is the task itself.
struct AlgorithmCall {
  /// What is called for each element; null when this is no such call.
  const clang::Expr *Callable = nullptr;
  const clang::DeclRefExpr *Name = nullptr; ///< the algorithm, as written
  bool Awaited = false; ///< another name is not needed: it is our form already

  explicit operator bool() const { return Callable != nullptr; }

  /// Only calls without explicit template arguments and execution policies.
  static AlgorithmCall of(const clang::CallExpr *Call);
};

/// The header with the awaited forms, which have the names of the standard's.
inline constexpr llvm::StringLiteral AlgorithmHeader = "<recolor/algorithm.h>";

} // namespace recolor

#endif
