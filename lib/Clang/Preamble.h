//===- Preamble.h - What many units begin with -------------------*- C++ -*-===//
//
// Units in C often begin with one header of the project, which brings most of
// what they read: `#include "config.h"`. That is parsed once for all that are
// compiled with the same flags, into a precompiled header in memory, and of its
// declarations a unit loads only what it names.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_PREAMBLE_H
#define RECOLOR_CLANG_PREAMBLE_H

#include "Clang/Project.h"
#include "Support/Inputs.h"
#include "clang/AST/DeclID.h"
#include <memory>

namespace clang {
class CompilerInstance;
} // namespace clang

namespace recolor {

class Preamble {
public:
  /// What tells apart the beginnings of units: equal for units that would have
  /// read the same when their first directive is done. Empty for a unit that
  /// begins with something else than a file it includes, or is not in C: what
  /// C++ instantiates depends on who asks first. Reads the unit's file.
  static std::string keyOf(const UnitCommand &Unit);

  /// Parses what \p Unit, which has a key, begins with. Null when it cannot be
  /// shared: it has errors, or is read again where it is included again.
  static std::unique_ptr<Preamble> build(const Workspace &W, const UnitCommand &Unit);

  /// Has a unit parsed behind it. \p O must have no flags and files of its own.
  void use(ParseOptions &O) const;

  /// What it depends on.
  const Inputs &inputs() const { return Asked; }
  const Inclusions &inclusions() const { return Included; }

  /// From now on walks of \p CI's unit meet its own declarations and those of
  /// the project in here, in the order of their text.
  void limitWalks(clang::CompilerInstance &CI) const;

private:
  friend class PreambleConsumer;

  Inputs Asked;
  Inclusions Included;
  std::string Bytes; ///< of the precompiled header
  AddedFile File;
  std::vector<clang::LocalDeclID> Declared; ///< in the project
};

} // namespace recolor

#endif
