//===- DependencyScan.h - What a unit reads, in which surroundings *- C++ -*-===//
//
// A unit is run through the preprocessor with directives only, which takes a
// hundredth of a parse. It tells which files the unit reads in which order, and
// whether the text of a file says the same in two units: a header's does when
// the macros that it names, and does not bring itself, are the same ones.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_DEPENDENCYSCAN_H
#define RECOLOR_CLANG_DEPENDENCYSCAN_H

#include "Clang/Unit.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/FileSystem/UniqueID.h"
#include <memory>
#include <optional>

namespace clang {
class Preprocessor;
} // namespace clang

namespace recolor {

/// Will this file be passed over when it is included again?
bool isReadOnce(clang::FileEntryRef File, clang::Preprocessor &PP);

/// The files that a unit reads.
class ScannedUnit {
public:
  static constexpr uint32_t None = ~0u;

  /// `#include` in a file.
  struct Inclusion {
    uint32_t Offset;
    uint32_t Target; ///< index in Files
  };
  struct File {
    uint32_t Id;       ///< the same one in all scans of a scanner
    llvm::sys::fs::UniqueID Unique;
    uint32_t By = None; ///< index of the file that includes it first
    uint32_t Bytes = 0;
    bool IsSystem = false; ///< belongs to a system header, or is one
    bool IsOnce = false;   ///< passed over when it is included again
    /// Stands for the macros that its text names, and those of the files without
    /// IsOnce that it includes, where neither it nor what it includes before that
    /// brings them. Of a system header: those that are defined outside of such.
    uint64_t Context = 0;
    /// Stands for that, and for the contexts of the files that it includes, that define
    /// those macros, and so on for some steps.
    uint64_t Meaning = 0;
    /// Names that its text, or a macro in it, holds and that become macros behind it, not by
    /// what it includes before. Of a system header: as above.
    std::vector<uint32_t> Late;
    std::string Directive; ///< brings it from any place; empty when none does
    std::vector<Inclusion> Inclusions;
  };
  /// In the order in which they are entered first; the unit's own is the first.
  std::vector<File> Files;
  /// Macros that are defined at the end: name, and the index of the file.
  llvm::DenseMap<uint32_t, uint32_t> Macros;
  /// Ids of the files that may expand `__COUNTER__`, in the order in which they end.
  std::vector<uint32_t> Counting;
  /// A macro that a file has undefined or redefined which another file had defined.
  struct Undoing {
    uint32_t Name, File;
    uint32_t Entered; ///< how many files were entered before
  };
  std::vector<Undoing> Undone;

  /// Does \p From include \p Target, directly or not, by directives before
  /// \p Offset in it? Linear in its inclusions; what those reach is found out once.
  bool reaches(uint32_t From, uint32_t Offset, uint32_t Target);

private:
  friend class ScanCallbacks;
  std::vector<llvm::BitVector> Reached; ///< from a file, itself included; empty: not asked
};

/// Scans units. Keeps what it has seen of files, so one serves many units. Its
/// functions may be called by several threads at once.
class DependencyScanner {
public:
  DependencyScanner();
  ~DependencyScanner();

  /// Empty when the unit does not preprocess. \p O as for parseUnit.
  std::optional<ScannedUnit> scan(const UnitCommand &Unit, const ParseOptions &O = {});

  class Impl;

private:
  std::unique_ptr<Impl> P;
};

} // namespace recolor

#endif
