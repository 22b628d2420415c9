//===- Instantiations.h - Text of explicit instantiations --------*- C++ -*-===//
#ifndef RECOLOR_CLANG_INSTANTIATIONS_H
#define RECOLOR_CLANG_INSTANTIATIONS_H

#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include <optional>

namespace recolor {

/// An explicit instantiation of a function ([temp.explicit]) as it is written. clang
/// keeps nothing of it but where its name stands.
struct InstantiationText {
  clang::CharSourceRange Whole;  ///< `extern` or `template` to the semicolon
  clang::CharSourceRange Result; ///< of what it repeats of the pattern, the result type
  clang::SourceLocation Name;
};

bool isExplicitInstantiation(const clang::FunctionDecl *FD);

/// The explicit instantiations of \p FD, an instance of a template: the one that clang
/// knows, and where that is `extern`, those which say the same in the main file. None
/// when something used the instance before (clang keeps that place instead), and when
/// the result cannot be edited: a macro, an attribute, a deduced type.
llvm::SmallVector<InstantiationText, 2> instantiationsOf(const clang::FunctionDecl *FD,
                                                         const clang::SourceManager &SM);

/// The one of a function \p Name that stands first behind \p L, with nothing between.
std::optional<InstantiationText> instantiationBehind(clang::SourceLocation L,
                                                     llvm::StringRef Name,
                                                     const clang::ASTContext &Ctx);

} // namespace recolor

#endif
