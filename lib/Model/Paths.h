//===- Paths.h - Call paths that a query found -------------------*- C++ -*-===//
#ifndef RECOLOR_MODEL_PATHS_H
#define RECOLOR_MODEL_PATHS_H

#include "Model/Facts.h"

namespace recolor {

/// One function (or slot) of a path, and how the path goes on from it.
struct PathStep {
  uint32_t Function = None;
  /// Into Program::Calls: the call, hand-over or store that leads to the next
  /// step. None at the end.
  uint32_t Site = None;
};

/// A shortest path between its first and its last function, among those that
/// the query admits.
struct CallPath {
  std::vector<PathStep> Steps; ///< never empty
};

/// What a query found.
struct PathsResult {
  std::vector<CallPath> Paths; ///< by place of the first, then the last function
  uint64_t More = 0;           ///< found, but not in Paths for the limit
  /// More is exact. Otherwise the search ended early, with Paths full.
  bool Complete = true;
};

} // namespace recolor

#endif
