//===- FactsOrder.h - One order for the facts of a unit ----------*- C++ -*-===//
#ifndef RECOLOR_MODEL_FACTSORDER_H
#define RECOLOR_MODEL_FACTSORDER_H

#include "Model/Facts.h"

namespace recolor {

/// Brings \p F into an order that depends on what it says only, not on the order in
/// which it was found: equal units give equal bytes however they were parsed. Names
/// of instances that nothing refers to go. n log n.
void sortFacts(UnitFacts &F);

} // namespace recolor

#endif
