//===- Link.h - Many units, one program --------------------------*- C++ -*-===//
#ifndef RECOLOR_LINK_LINK_H
#define RECOLOR_LINK_LINK_H

#include "Model/Program.h"
#include <memory>

namespace recolor {

class UnitMerger;

/// Merges the facts of units into one program, unit by unit, so that no more
/// than one of them need be in memory.
///
/// Unites functions by key (flags, redeclarations, rules), drops duplicate call
/// sites that several units saw in one header, and forms the colour classes:
/// override families, templates with their explicit specialisations, and the
/// callees that one call site in a template's pattern reaches in its several
/// instantiations. Adds the rules only the whole
/// program can show: foreign-override, outside-project, no-definition,
/// covariant-return, slot.
///
/// Commutative: the result does not depend on the order of the units.
/// O(n log n) in the number of facts.
class Linker {
  std::unique_ptr<UnitMerger> Merger;

public:
  Linker();
  Linker(Linker &&);
  Linker &operator=(Linker &&);
  ~Linker();

  /// Takes in one unit, of which nothing remains.
  void add(UnitFacts &&Unit);
  /// The program. No unit can be added any more. \p KeepSlots: nothing that
  /// holds callables may change its type, so what flows into it need not.
  Program finish(bool KeepSlots = false);
};

/// Links \p Units, freeing each as soon as it is taken in.
Program link(std::vector<UnitFacts> Units);

} // namespace recolor

#endif
