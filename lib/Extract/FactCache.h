//===- FactCache.h - Facts of units that did not change ----------*- C++ -*-===//
//
// A folder with a file for each unit and command: the encoded facts and what
// they depend on (Support/Inputs.h). An entry is written aside and renamed, and
// carries a checksum: whatever happens to the folder, at worst a unit is parsed
// again. Several processes may share it.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_EXTRACT_FACTCACHE_H
#define RECOLOR_EXTRACT_FACTCACHE_H

#include "Clang/Unit.h"
#include "Model/Facts.h"
#include "Support/Inputs.h"
#include "llvm/Support/MemoryBuffer.h"
#include <mutex>

namespace recolor {

class FactCache {
public:
  /// The cache in \p Folder, which is made when something is stored.
  explicit FactCache(std::string Folder) : Folder(std::move(Folder)) {}

  /// Where it lies when the user does not say: below $XDG_CACHE_HOME, or
  /// ~/.cache. Empty when there is no home.
  static std::string defaultFolder();

  /// What is known of a unit.
  class Entry {
  public:
    bool IsValid = false;      ///< its facts are still true
    unsigned Milliseconds = 0; ///< that the parse took; 0: nothing is known
    bool Failed = false;       ///< UnitFacts::Failed

    /// The facts of a valid entry. Error: they are damaged, or the entry is no
    /// longer the one that was found.
    llvm::Expected<UnitFacts> facts() const;

  private:
    friend class FactCache;
    std::string Path;
    uint64_t Checksum = 0; ///< what the entry begins with
    size_t FactsAt = 0;    ///< where in the file they begin
    size_t PlainSize = 0;  ///< of the facts; 0: they are not compressed
  };

  /// The entry of \p Unit. It is valid if all that it depends on is as it was.
  Entry find(const Workspace &W, const UnitCommand &Unit, InputChecker &Check) const;

  /// Keeps \p Facts, encoded. Thread-safe. That nothing can be written is
  /// warned about once: it is slower, not wrong.
  void store(const Workspace &W, const UnitCommand &Unit, const Inputs &From,
             const UnitFacts &Facts, unsigned Milliseconds);

  /// Removes the entries used least recently, down to \p Bytes. Looks at the
  /// folder every twenty minutes only.
  void prune(uint64_t Bytes) const;

  /// Removes all entries; how many there were. Error: one could not be removed.
  llvm::Expected<size_t> clean() const;

private:
  static Digest keyOf(const Workspace &W, const UnitCommand &Unit);
  std::string pathOf(const Digest &Key) const;

  std::string Folder;
  std::once_flag Warned;
};

} // namespace recolor

#endif
