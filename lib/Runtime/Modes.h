//===- Modes.h - Objects that do not wait ------------------------*- C++ -*-===//
#ifndef RECOLOR_RUNTIME_MODES_H
#define RECOLOR_RUNTIME_MODES_H

#include "Model/Program.h"
#include "Runtime/Runtime.h"

namespace recolor {

/// Does the program switch objects, or descriptors, to non-blocking mode? A
/// call on such a one returns at once, and its awaited form would wait. Which
/// object it is cannot be told, so one switch counts for all.
struct NonblockingModes {
  bool Objects = false;     ///< Runtime::NonblockingFunctions
  bool Descriptors = false; ///< Runtime::NonblockingDescriptors

  static NonblockingModes of(const Program &P, const Runtime &RT);

  /// May the call that \p Rule describes be one that does not wait?
  bool concern(const CallRule &Rule) const;
};

} // namespace recolor

#endif
