//===- Signature.h - Where a function's result is written --------*- C++ -*-===//
#ifndef RECOLOR_CLANG_SIGNATURE_H
#define RECOLOR_CLANG_SIGNATURE_H

#include "Clang/Callables.h"
#include "Clang/Macros.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include <string>

namespace recolor {

/// How one declaration writes its result type, or the rule that says why that
/// cannot be edited.
struct Signature {
  llvm::StringRef Rule; ///< empty when the result can be edited
  std::string Detail;
  /// The characters of the result type; empty (begin == end) where it has to
  /// be inserted: a lambda without `->`.
  clang::CharSourceRange Range;
  /// What stands in the task: the type as written, or the deduced one.
  std::string Type;
  bool Insert = false;  ///< a lambda without `->`
  bool Deduced = false; ///< Range holds `auto`: replace instead of wrap

  static Signature of(const clang::FunctionDecl *FD, Macros &Definitions,
                      const clang::SourceManager &SM);
};

/// Where the result of what a slot holds is written in the slot's type.
struct SlotSignature {
  bool Editable = false; ///< else rule `slot`
  /// The characters of each result type, and the type: one for `std::function<int()>`, two for
  /// a pair of them, none where the type is deduced from what is stored.
  llvm::SmallVector<std::pair<clang::CharSourceRange, clang::QualType>, 1> Results;
  /// Aliases by which the type, or a part of it, is named instead.
  llvm::SmallVector<const clang::TypedefNameDecl *, 1> Aliases;

  /// Of a variable, field, parameter or alias.
  static SlotSignature of(const clang::NamedDecl *D, Callables &Types,
                          const clang::SourceManager &SM);
  /// Of the result of a function, as one declaration writes it.
  static SlotSignature ofResult(const clang::FunctionDecl *FD, Callables &Types,
                                const clang::SourceManager &SM);
};

/// What a use of a function template writes for the type of a parameter that is a
/// slot: in `call<int (*)(int)>(f)` it is not deduced.
struct WrittenArgument {
  const clang::ParmVarDecl *Parameter; ///< of the pattern
  SlotSignature Type;
};
/// Those of a name of a function, if \p E is one.
llvm::SmallVector<WrittenArgument, 1> writtenArguments(const clang::Expr *E,
                                                       Callables &Types,
                                                       const clang::SourceManager &SM);

/// What the task of \p FD carries: what the function that it overrides first
/// returns, because tasks are not covariant; otherwise what it returns itself.
clang::QualType carriedResult(const clang::FunctionDecl *FD);

/// Is that what it returns itself?
bool carriesOwnResult(const clang::FunctionDecl *FD);

/// clang declares a specialisation itself before the text does, and gives that
/// declaration the words of the pattern.
bool isCopyOfPattern(const clang::FunctionDecl *FD, const clang::SourceManager &SM);

/// The word `constexpr` in a declaration that has it, with the blanks behind it;
/// invalid when it comes out of a macro.
clang::CharSourceRange constexprOf(const clang::FunctionDecl *FD,
                                   const clang::SourceManager &SM);

/// The type spelled so that it means the same anywhere in the unit; empty when
/// it has no name (closures, local and unnamed classes, dependent types).
std::string spellType(clang::QualType T, const clang::ASTContext &Ctx);

} // namespace recolor

#endif
