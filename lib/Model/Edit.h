//===- Edit.h - Text changes that belong together ----------------*- C++ -*-===//
#ifndef RECOLOR_MODEL_EDIT_H
#define RECOLOR_MODEL_EDIT_H

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace recolor {

/// One replacement in one file, anchored by the text it replaces.
///
/// Insertions at one offset are ordered: what closes an expression (Suffix)
/// stands before what opens the next one (Prefix); among prefixes the outer
/// expression comes first, among suffixes the inner one. Extent is the length
/// of the text that the insertion opens or closes, so the order is the same
/// from whichever unit or instantiation the edit was made.
struct Edit {
  enum Kind : uint8_t { Suffix, Prefix, Replace };
  std::string File; ///< real path
  uint32_t Offset = 0;
  std::string Expected; ///< the text being replaced; empty for an insertion
  std::string Text;
  Kind K = Replace;
  uint32_t Extent = 0;
  /// Made in the copy of the text (TextCopy), not in the text itself.
  bool InCopy = false;

  /// Does it change the text from \p Begin to \p End? What closes something
  /// belongs to what stands before it.
  bool isWithin(uint32_t Begin, uint32_t End) const {
    return K == Suffix ? Begin < Offset && Offset <= End
                       : Begin <= Offset && Offset < End;
  }

  friend auto operator<=>(const Edit &, const Edit &) = default;
};

/// A declaration that gets an edited copy of itself behind it.
struct TextCopy {
  std::string File; ///< real path
  uint32_t Begin = 0, End = 0; ///< what is copied
  uint32_t At = 0;             ///< where the copy goes; not before End
  /// An earlier copy, which the new one replaces unless only blanks and
  /// comments differ; empty when there is none.
  uint32_t OldBegin = 0, OldEnd = 0;

  friend auto operator<=>(const TextCopy &, const TextCopy &) = default;
};

/// Edits that are applied together or not at all: those of one function in one
/// unit. Owner is the key of that function.
struct ChangeSet {
  std::string Owner;
  std::vector<Edit> Edits;
  std::vector<TextCopy> Copies;
};

} // namespace recolor

#endif
