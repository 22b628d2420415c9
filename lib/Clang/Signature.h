//===- Signature.h - Where a function's result is written --------*- C++ -*-===//
#ifndef RECOLOR_CLANG_SIGNATURE_H
#define RECOLOR_CLANG_SIGNATURE_H

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

  static Signature of(const clang::FunctionDecl *FD,
                      const clang::SourceManager &SM);
  /// The result type inside the declared function-pointer type of a variable,
  /// field or parameter, or of an alias (rule `slot` when it cannot be edited
  /// there). \p Alias receives the alias by which the type is named instead.
  static Signature ofSlot(const clang::NamedDecl *D,
                          const clang::SourceManager &SM,
                          const clang::TypedefNameDecl *&Alias);
};

/// Is a value of this type a pointer (or reference) to a function?
bool isSlotType(clang::QualType T);

/// The type spelled so that it means the same anywhere in the unit; empty when
/// it has no name (closures, local and unnamed classes, dependent types).
std::string spellType(clang::QualType T, const clang::ASTContext &Ctx);

} // namespace recolor

#endif
