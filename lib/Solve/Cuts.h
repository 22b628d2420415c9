//===- Cuts.h - Where to stop the colour -------------------------*- C++ -*-===//
#ifndef RECOLOR_SOLVE_CUTS_H
#define RECOLOR_SOLVE_CUTS_H

#include "Model/Coloring.h"
#include "Model/Cuts.h"

namespace recolor {

/// Finds at most \p Count functions that are good to keep sync (`--stop`) and
/// spare many others. Fewer when nothing else has a structural reason: the
/// greatest savings are always right at the seeds, where they are worth
/// nothing. The reasons:
///
/// - A guard is a predicate without parameters that several functions ask, and
///   then take a way which is nearer to the seeds or another one. Where it
///   looks at what the seeds look at, it tells whether the function runs in a
///   coroutine, and needs not become one.
/// - Colour gets everywhere by way of one large cycle of calls: logging that
///   writes to a device, locks that can also suspend. The gateways are the
///   fewest functions that part the seeds from the cycle (a minimum vertex cut),
///   as far from the seeds as possible, so that what awaits stays async.
/// - A function is alone before an entry when each way from the seeds to
///   `main`, to a thread's body or to what a sync slot holds leads through it
///   (an immediate dominator): somebody has to wait there in any case.
///
/// O(Count x (functions + calls)).
CutList findCuts(const Program &P, const Coloring &C, unsigned Count);

} // namespace recolor

#endif
