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
  /// Copies that were inserted, by the offset of the edit that inserts them:
  /// where in its text the copy begins, and what it was made from.
  struct Copied;
  std::map<uint32_t, Copied> Copies;

  /// The offset in Old that an offset in New came from (or stands next to).
  uint32_t oldOffset(uint32_t NewOffset) const;
};

struct MergedFile::Copied {
  uint32_t Lead = 0;  ///< characters of the edit's text in front of the copy
  uint32_t Begin = 0; ///< of the copied text, in Old
  MergedFile Text;
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
/// expected text, replacements must not overlap. Copies are made of the text
/// with the edits that are meant for them. Errors: a file that cannot be
/// read. O(n log n) in the number of edits.
llvm::Expected<MergeResult> mergeChanges(llvm::ArrayRef<ChangeSet> Changes);

/// Whole lines as edits, for two texts of which nothing else is known.
MergedFile diffTexts(llvm::StringRef Path, std::string Old, std::string New);

/// A unified diff with three lines of context, as `git apply` takes it.
void printDiff(llvm::raw_ostream &OS, llvm::StringRef Path,
               const MergedFile &File);

} // namespace recolor

#endif
