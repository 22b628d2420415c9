//===- Includes.h - Which includes rewritten files need ----------*- C++ -*-===//
#ifndef RECOLOR_REWRITE_INCLUDES_H
#define RECOLOR_REWRITE_INCLUDES_H

#include "Clang/Unit.h"
#include "Model/Edit.h"
#include "Runtime/Runtime.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"
#include <map>
#include <set>

namespace recolor {

/// Collects what each edited file must include, and knows what its own
/// includes already provide, directly or not.
class IncludeNeeds {
public:
  explicit IncludeNeeds(const Runtime &RT) : RT(RT) {}

  /// Starts recording the include graph of the unit.
  void watch(clang::Preprocessor &PP);
  /// \p File (a real path) uses what the runtime's include group provides.
  void add(llvm::StringRef File, llvm::StringRef Group);
  /// The same for one header, with its delimiters.
  void addHeader(llvm::StringRef File, llvm::StringRef Header);
  /// Remembers where declarations stand: nothing can be included inside of one.
  /// Called when all is known that is needed.
  void noteDeclarations(const clang::ASTContext &Ctx);
  /// One insertion per file that lacks something. \p FirstUse: the offset of the
  /// first text in a file that may need what is included. What a file needs that
  /// is itself included inside a declaration, the file around it includes. A file
  /// for which \p ReadInC holds includes it for C++ only.
  ChangeSet edits(const Workspace &W, const clang::SourceManager &SM,
                  llvm::function_ref<uint32_t(llvm::StringRef)> FirstUse,
                  llvm::function_ref<bool(llvm::StringRef)> ReadInC) const;

private:
  bool insideDeclaration(clang::FileID Id, uint32_t Offset) const;
  /// Does \p File include \p Header, directly or not, before \p Use?
  bool provided(llvm::StringRef File, llvm::StringRef Header, uint32_t Use) const;

  const Runtime &RT;
  std::map<std::string, std::set<std::string>> Wanted; ///< file -> headers
  /// By file: what it includes, as real paths, with the first offset.
  std::map<std::string, std::map<std::string, uint32_t>> Includes;
  std::map<std::string, clang::FileID> Ids;
  /// Begin and end of the declarations that stand in no other, in their order.
  llvm::DenseMap<clang::FileID, std::vector<std::pair<uint32_t, uint32_t>>> Declared;
};

/// Where in \p Text a new include line belongs: after the last include of the
/// outermost level that stands before \p Use and outside of what \p Inside holds
/// for; in a file without one, after the guard and the leading comment.
uint32_t includeOffset(llvm::StringRef Text, uint32_t Use,
                       llvm::function_ref<bool(uint32_t)> Inside);

} // namespace recolor

#endif
