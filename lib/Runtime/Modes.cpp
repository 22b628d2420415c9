//===- Modes.cpp - Objects that do not wait -------------------------------===//
#include "Runtime/Modes.h"
#include "llvm/ADT/STLExtras.h"

namespace recolor {
using namespace llvm;

NonblockingModes NonblockingModes::of(const Program &P, const Runtime &RT) {
  NonblockingModes M;
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
    StringRef Name = P.Functions[Fn].Name;
    bool Object = is_contained(RT.NonblockingFunctions, Name);
    bool Descriptor = is_contained(RT.NonblockingDescriptors, Name);
    if (!(Object || Descriptor) || P.callsTo(Fn).empty())
      continue;
    M.Objects |= Object;
    M.Descriptors |= Descriptor;
  }
  return M;
}

bool NonblockingModes::concern(const CallRule &Rule) const {
  if (Rule.Strategy != CallStrategy::Replace)
    return false;
  // A rewrite that keeps the call waits for its descriptor first.
  return (Objects && Rule.Bound) ||
         (Descriptors && StringRef(Rule.Rewrite).contains("${CALL}"));
}

} // namespace recolor
