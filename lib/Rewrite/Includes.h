//===- Includes.h - Which includes rewritten files need ----------*- C++ -*-===//
#ifndef RECOLOR_REWRITE_INCLUDES_H
#define RECOLOR_REWRITE_INCLUDES_H

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
  /// One insertion per file that lacks something, after its last include.
  ChangeSet edits(const clang::SourceManager &SM) const;

private:
  bool provided(llvm::StringRef File, llvm::StringRef Header) const;

  const Runtime &RT;
  std::map<std::string, std::set<std::string>> Wanted; ///< file -> headers
  std::map<std::string, std::set<std::string>> Includes; ///< file -> real paths
  std::map<std::string, clang::FileID> Ids;
};

/// Where in \p Text a new include line belongs: after the last include of the
/// outermost level; in a file without one, after the guard and the leading
/// comment.
uint32_t includeOffset(llvm::StringRef Text);

} // namespace recolor

#endif
