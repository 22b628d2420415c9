//===- MakePlan.h - From verdicts to strategies and treatments -------*- C++ -*-===//
//
// Pure: Program x Coloring x Runtime -> Plan. What each treatment means for
// the text of the program is the rewriter's business (Rewrite/Rewrite.h).
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_PLAN_MAKEPLAN_H
#define RECOLOR_PLAN_MAKEPLAN_H

#include "Model/Plan.h"
#include "Model/Twins.h"
#include "Runtime/Runtime.h"

namespace recolor {

/// Chooses a strategy for every function and a treatment for every call site
/// that something asynchronous touches.
///
/// A blocking call of the runtime inside a function that becomes (or is) a
/// coroutine is replaced, unless the object it works on may be bound to an
/// event loop that the converted code does not drive; then the unchanged call
/// is offloaded (rule kept-context). Event loops that are local to a converted
/// function become its executor; those of functions that stay sync are driven
/// by the bridges in them.
///
/// Hazards are those of functions that are converted, of tasks that nobody
/// awaits, and of bridges that a coroutine reaches (with the path to them).
/// With \p Pairs, a function becomes what those want. What stays beside a twin
/// is called as before by all code that stays; only what changes awaits the twin.
///
/// With \p PassThrough, what only returns tasks of others is no coroutine itself.
///
/// O(functions + calls).
Plan makePlan(const Program &P, const Coloring &C, const Runtime &RT,
              const Twins *Pairs = nullptr, bool PassThrough = true);

} // namespace recolor

#endif
