//===- Link.h - Many units, one program --------------------------*- C++ -*-===//
#ifndef RECOLOR_LINK_LINK_H
#define RECOLOR_LINK_LINK_H

#include "Model/Program.h"
#include <memory>

namespace recolor {

/// Merges the facts of all units into one program: unites functions by key
/// (flags, redeclarations, rules), drops duplicate call sites that several
/// units saw in one header, and forms the colour classes: override families,
/// and the callees that one call site in a template's pattern reaches in its
/// several instantiations. Adds the rules only the whole program can show:
/// foreign-override, outside-project, no-definition, covariant-return, slot.
///
/// Commutative: the result does not depend on the order of \p Units.
/// O(n log n) in the number of facts.
Program link(std::vector<UnitFacts> Units);

} // namespace recolor

#endif
