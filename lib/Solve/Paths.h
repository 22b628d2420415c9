//===- Paths.h - Regular path queries over the call graph --------*- C++ -*-===//
#ifndef RECOLOR_SOLVE_PATHS_H
#define RECOLOR_SOLVE_PATHS_H

#include "Model/Paths.h"
#include "Model/Program.h"
#include "Solve/PathQuery.h"

namespace recolor {

/// How much of what a query finds is wanted.
struct PathsOptions {
  size_t Limit = 20; ///< paths; 0: all
  /// Every shortest path of a pair rather than one.
  bool All = false;
};

/// Finds, for each pair of functions that are the ends of a path which \p Q
/// admits, a shortest such path.
///
/// A path goes from a function to what it calls. A virtual call goes to the
/// callee and to all that override it. A call of a slot goes to what was stored
/// in it: the slot is part of the path but takes up no step of the query,
/// unless the step names it (`[slot]`, or its name in full). A callable handed
/// to unseen code is called from where it was handed over; the unseen function
/// is part of the path in the same way. What is unevaluated is never called.
///
/// \p Blocking are the functions that the label `blocking` means besides the
/// annotated ones. Errors: a pattern of the query that matches nothing.
///
/// Linear in (functions + calls) x steps to find which functions are ends, and
/// again for each end on the side where there are fewer and for each path. A
/// search between very many ends of both sides stops when the limit is reached.
llvm::Expected<PathsResult> findPaths(const Program &P, const PathQuery &Q,
                                      llvm::ArrayRef<uint32_t> Blocking,
                                      const PathsOptions &O = {});

} // namespace recolor

#endif
