//===- FunctionRules.h - What a declaration alone forbids --------*- C++ -*-===//
#ifndef RECOLOR_EXTRACT_FUNCTIONRULES_H
#define RECOLOR_EXTRACT_FUNCTIONRULES_H

#include "Clang/Macros.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace recolor {

/// A function rule of Rules.def that holds, what shows it, and where.
struct FoundRule {
  llvm::StringRef Rule;
  std::string Detail;
  clang::SourceLocation Loc;
};

/// The rules that the declarations and the body of \p FD (a pattern) show on
/// their own, without other units.
llvm::SmallVector<FoundRule, 2> rulesOf(const clang::FunctionDecl *FD, Macros &Definitions,
                                        const clang::SourceManager &SM);

} // namespace recolor

#endif
