//===- Pattern.h - PATTERN arguments and name globs --------------*- C++ -*-===//
#ifndef RECOLOR_SUPPORT_PATTERN_H
#define RECOLOR_SUPPORT_PATTERN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace recolor {

/// A function pattern of the command line: a qualified name with globs and an
/// optional parameter list, or `file:line`.
///
/// `*` matches within one component of a qualified name, `**` across `::`. A
/// name without `::` at its start matches any enclosing scope only when it is
/// written with `**::`; a leading `::` is allowed and changes nothing. A
/// parameter list, when present, is compared without white space.
struct Pattern {
  std::string Text;      ///< as written
  std::string Name;      ///< name glob, empty for file:line
  std::string Params;    ///< without white space, with parentheses; or empty
  std::string File;      ///< suffix of a path, for file:line
  unsigned Line = 0;

  /// Errors: an empty pattern, unbalanced parentheses.
  static llvm::Expected<Pattern> parse(llvm::StringRef Text);

  bool isLocation() const { return Line != 0; }
  bool matchesName(llvm::StringRef QualifiedName, llvm::StringRef Params) const;
  bool matchesFile(llvm::StringRef Path) const;
};

/// Glob match as described above; \p Glob may contain `*`, `**` and `?`.
bool matchGlob(llvm::StringRef Glob, llvm::StringRef Text);

/// The candidate nearest to \p Wanted by edit distance, or empty when none is
/// near enough to be a slip.
std::string didYouMean(llvm::StringRef Wanted,
                       llvm::ArrayRef<std::string> Candidates);

} // namespace recolor

#endif
