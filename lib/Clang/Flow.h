//===- Flow.h - Where the value of a callable goes ---------------*- C++ -*-===//
#ifndef RECOLOR_CLANG_FLOW_H
#define RECOLOR_CLANG_FLOW_H

#include "Clang/Callables.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace recolor {

/// A slot as the source names it: a variable, field, parameter or alias; the
/// result of a function; or no name at all, where all values of one function
/// type meet (elements of a library's containers, what a foreign function
/// returns).
struct SlotRef {
  const clang::NamedDecl *Decl = nullptr;
  const clang::FunctionDecl *ResultOf = nullptr;
  clang::QualType Type; ///< without a name; null when not even that is known
  bool Known = false;   ///< is this a slot at all?

  static SlotRef of(const clang::NamedDecl *D) { return {D, nullptr, {}, true}; }
  static SlotRef resultOf(const clang::FunctionDecl *F) {
    return {nullptr, F, {}, true};
  }
  static SlotRef unnamed(clang::QualType T) { return {nullptr, nullptr, T, true}; }
  explicit operator bool() const { return Known; }
};

/// Identity over units of a slot, named or not.
std::string slotKey(const SlotRef &S, Callables &Types,
                    const clang::SourceManager &SM);

/// The slot that an expression of callable type denotes. A field or variable
/// of a library has no name here: all its uses would share it.
SlotRef slotIn(const clang::Expr *E, Callables &Types, ProjectFiles &Files);

/// One place that a value reaches.
struct Sink {
  SlotRef To;                                   ///< a slot it is stored in
  const clang::FunctionDecl *Unseen = nullptr;  ///< or unseen code that gets it
};

/// Where an expression stands.
struct FlowContext {
  llvm::ArrayRef<const clang::Stmt *> Parents; ///< inside the function
  /// The variable or field whose initializer it is in, or null.
  const clang::ValueDecl *Variable = nullptr;
  const clang::FunctionDecl *Fn = nullptr; ///< the function, as a pattern
  /// The fields that elements of initializer lists initialize.
  const llvm::DenseMap<const clang::Expr *, const clang::FieldDecl *> &FieldOf;
  Callables &Types;
  ProjectFiles &Files;
};

/// What became of a value.
struct Flow {
  llvm::SmallVector<Sink, 2> Sinks; ///< empty: it is called, compared, dropped
  /// The value as written with its casts, parentheses and `&`, and how many of
  /// the parents enclose that.
  const clang::Expr *Written = nullptr;
  unsigned Up = 0;
  /// A cast changed its type: whoever reads it back is not known.
  bool Converted = false;
  bool Called = false; ///< it is the callee of a call
  bool Bound = false;  ///< std::bind stored arguments with it
  /// An algorithm calls it before it returns, and how many of the parents
  /// enclose that call.
  const clang::CallExpr *Algorithm = nullptr;
  unsigned AlgorithmUp = 0;
};

/// std::move and its like, which give their argument back: who takes the result
/// answers for it.
bool givesBack(const clang::FunctionDecl *FD);

/// Functions of the standard library that wrap the callable which is their first
/// argument into one that returns what it returns: std::bind and its like.
bool wrapsCallable(const clang::FunctionDecl *FD);

/// std::make_pair and its like, whose result consists of its arguments.
bool makesElement(const clang::FunctionDecl *FD);

/// The object on which a library's function works when the result may be a
/// callable that the object stores: that of a member function, an operator, or
/// std::get and its like; null when there is none.
const clang::Expr *storeOf(const clang::CallExpr *Call, Callables &Types,
                           ProjectFiles &Files);

/// Follows the value of \p Leaf up to where it is stored, returned or given to
/// somebody. \p Reads: it is what a slot holds (then the left side of an
/// assignment is not read).
Flow flowOf(const clang::Expr *Leaf, const FlowContext &C, bool Reads);

} // namespace recolor

#endif
