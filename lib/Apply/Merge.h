//===- Merge.h - Edits of many units become file contents --------*- C++ -*-===//
#ifndef RECOLOR_APPLY_MERGE_H
#define RECOLOR_APPLY_MERGE_H

#include "Model/Edit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <set>

namespace recolor {

/// One file before and after, with the edits between the two in order.
struct MergedFile {
  std::string Old, New;
  std::vector<Edit> Edits; ///< sorted by place, no duplicates

  /// The offset in Old that an offset in New came from (or stands next to).
  uint32_t oldOffset(uint32_t NewOffset) const;
};

/// Two edits that exclude each other, or one whose anchor text is not there.
struct Conflict {
  std::set<std::string> Owners;
  std::string Detail;
};

struct MergeResult {
  std::map<std::string, MergedFile> Files; ///< by real path
  std::vector<Conflict> Conflicts;
};

/// Unites the edits of all units: equal ones count once, each must find its
/// expected text, replacements must not overlap. Errors: a file that cannot be
/// read. O(n log n) in the number of edits.
llvm::Expected<MergeResult> mergeChanges(llvm::ArrayRef<ChangeSet> Changes);

/// A unified diff with three lines of context, as `git apply` takes it.
void printDiff(llvm::raw_ostream &OS, llvm::StringRef Path,
               const MergedFile &File);

} // namespace recolor

#endif
