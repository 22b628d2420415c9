//===- Modes.h - Objects that do not wait ------------------------*- C++ -*-===//
#ifndef RECOLOR_RUNTIME_MODES_H
#define RECOLOR_RUNTIME_MODES_H

#include "Model/Program.h"
#include "Runtime/Runtime.h"

namespace recolor {

/// In the rules of a call: it may put its object or descriptor into non-blocking
/// mode.
inline constexpr llvm::StringLiteral NonblockingSwitch = "nonblocking-switch";

/// Does the program switch objects, or descriptors, to non-blocking mode? A
/// call on such a one returns at once, and its awaited form would wait. Which
/// object it is cannot be told, so one switch counts for all.
struct NonblockingModes {
  bool Objects = false;     ///< Runtime::NonblockingFunctions
  bool Descriptors = false; ///< of the operating system
  /// It switches descriptors, and takes some out of objects of the runtime, which
  /// puts them into that mode as well: whether the program did cannot be asked.
  bool Shared = false;
  Location Where; ///< of one such call, the first in the order of the text

  static NonblockingModes of(const Program &P, const Runtime &RT);

  /// May the call that \p Rule describes be one that does not wait, and nothing
  /// tells when it is made?
  bool concern(const CallRule &Rule) const;
  /// Does the mode of the descriptor tell when the call is made?
  bool areAskedBy(const CallRule &Rule) const;
};

} // namespace recolor

#endif
