//===- Preamble.h - Headers that are parsed once for many units --*- C++ -*-===//
//
// Units that are compiled with the same flags read much the same headers. Those
// are parsed once, into a precompiled header in memory, and of its declarations
// a unit loads only what it names.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_PREAMBLE_H
#define RECOLOR_CLANG_PREAMBLE_H

#include "Clang/ProjectConsumer.h"
#include "Support/Inputs.h"
#include "clang/AST/DeclID.h"
#include "llvm/Support/FileSystem/UniqueID.h"
#include <atomic>
#include <memory>

namespace clang {
class CompilerInstance;
} // namespace clang

namespace recolor {

/// A text of a unit that stands before headers which are shared: in front of what
/// it says, the preamble declares what the compiler has not seen there.
struct EarlyText {
  llvm::sys::fs::UniqueID File;
  uint32_t Until; ///< what stands at this offset or behind sees all
  std::vector<llvm::sys::fs::UniqueID> Hidden; ///< the headers behind it, sorted
};

class Preamble {
public:
  /// What two units have in common when they may be parsed behind one preamble: their
  /// flags. Empty for a unit that is given something to read before its text.
  static std::string keyOf(const UnitCommand &Unit);

  /// The unit that includes with \p Directives what \p Unit could, and nothing else.
  /// Its text is \p Main's.
  static UnitCommand unitOf(const UnitCommand &Unit, llvm::StringRef Directives, AddedFile &Main);

  /// Parses what \p Directives include, for units with the key of \p Unit. Null when it
  /// cannot be shared: it has errors, or one of them is read again where it is included
  /// again.
  static std::unique_ptr<Preamble> build(const Workspace &W, const UnitCommand &Unit,
                                         llvm::StringRef Directives);

  /// Has a unit parsed behind it. \p O must have no flags and files of its own.
  void use(ParseOptions &O) const;

  /// What it depends on.
  const Inputs &inputs() const { return Asked; }
  const Inclusions &inclusions() const { return Included; }

  /// Adds to what the unit of \p CI has to instantiate (SkippedInstances).
  void addSkipped(clang::CompilerInstance &CI, ProjectConsumer::SkippedInstances &To) const;

  /// A unit parses, but not behind this.
  void noteFailure() const { ++Failures; }
  /// One unit may be odd; after two nobody else should try.
  bool isGivenUp() const { return Failures > 1; }

  /// From now on walks of \p CI's unit meet its own declarations and those of
  /// the project in here, in the order of their text.
  void limitWalks(clang::CompilerInstance &CI) const;

private:
  friend class PreambleConsumer;
  clang::Decl *load(clang::CompilerInstance &CI, clang::LocalDeclID Id) const;

  mutable std::atomic<unsigned> Failures = 0;
  Inputs Asked;
  Inclusions Included;
  std::string Bytes;  ///< of the precompiled header
  std::string Text;   ///< directives that include what is in it
  AddedFile Files[2]; ///< that have these two
  std::vector<clang::LocalDeclID> Declared; ///< in the project
  /// What bodies that were skipped would have instantiated (SkippedInstances).
  std::vector<clang::LocalDeclID> Classes, Given;
};

/// A preamble, for one unit.
struct Behind {
  const Preamble *Begin;
  llvm::ArrayRef<EarlyText> Early; ///< of the unit
};

} // namespace recolor

#endif
