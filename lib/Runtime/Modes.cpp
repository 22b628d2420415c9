//===- Modes.cpp - Objects that do not wait -------------------------------===//
#include "Runtime/Modes.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

namespace recolor {
using namespace llvm;

NonblockingModes NonblockingModes::of(const Program &P, const Runtime &RT) {
  NonblockingModes M;
  // Most calls share their rules with many others.
  BitVector Switches(P.Calls.details().size());
  for (auto [Id, Detail] : enumerate(P.Calls.details()))
    Switches[Id] = is_contained(Detail.Rules, NonblockingSwitch);
  if (Switches.none())
    return M;
  for (size_t Site = 0; Site != P.Calls.size(); ++Site) {
    if (!Switches[P.Calls.detailOf(Site)] || P.Calls.kind(Site) == CallKind::Unevaluated)
      continue;
    StringRef Name = P.Functions[P.Calls.callee(Site)].Name;
    bool Object = is_contained(RT.NonblockingFunctions, Name);
    if (!Object && isNonblockingFunction(Name))
      continue; // of another runtime
    (Object ? M.Objects : M.Descriptors) = true;
    if (!M.Where.isValid() || P.Calls.loc(Site) < M.Where)
      M.Where = P.Calls.loc(Site);
  }
  for (uint32_t Fn = 0; M.Descriptors && Fn != P.Functions.size(); ++Fn)
    M.Shared |= is_contained(RT.DescriptorFunctions, P.Functions[Fn].Name) &&
                !P.callsTo(Fn).empty();
  return M;
}

bool NonblockingModes::concern(const CallRule &Rule) const {
  if (Rule.Strategy != CallStrategy::Replace)
    return false;
  if (Rule.RewriteSwitched.empty())
    return Rule.Bound && (Objects || Shared);
  return Shared;
}

bool NonblockingModes::areAskedBy(const CallRule &Rule) const {
  return Descriptors && !Rule.RewriteSwitched.empty();
}

} // namespace recolor
