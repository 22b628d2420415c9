//===- Cuts.h - Functions worth keeping sync ---------------------*- C++ -*-===//
#ifndef RECOLOR_MODEL_CUTS_H
#define RECOLOR_MODEL_CUTS_H

#include "Model/Facts.h"
#include <string>
#include <vector>

namespace recolor {

/// A function which, kept as it is, spares many others from becoming async.
struct Cut {
  enum Kind : uint8_t {
    Guard,   ///< a predicate by which its callers choose between two ways
    Gateway, ///< one of the few ways into a large cycle of calls
    Entry,   ///< alone between async code and where threads of control begin
  };
  Kind K = Gateway;
  uint32_t Function = None;
  /// How many functions would become async if this were not kept and all other
  /// cuts were.
  uint32_t Saves = 0;
  std::string Why; ///< the structure that makes it a good place, for a person
};

/// Cuts that belong together, the one that saves most first.
struct CutList {
  std::vector<Cut> Cuts;
  uint32_t Before = 0; ///< functions that become async without any of them
  uint32_t After = 0;  ///< and with all of them
  std::vector<uint32_t> Remaining; ///< classes that do then, ascending
};

} // namespace recolor

#endif
