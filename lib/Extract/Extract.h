//===- Extract.h - From one unit's AST to facts ------------------*- C++ -*-===//
//
// The answer to "what does this unit contain and call?". Observations only.
// Invariant: the facts do not depend on seeds, runtime choice or other units.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_EXTRACT_EXTRACT_H
#define RECOLOR_EXTRACT_EXTRACT_H

#include "Clang/Unit.h"
#include "Model/Facts.h"

namespace recolor {

class FactCache;
struct Behind;

/// Parses \p Unit of \p W, skipping the bodies of functions outside the
/// project, and returns its facts. A unit that does not parse yields what could
/// be seen, with Failed set. \p Parse receives the errors with their places. With
/// \p B, which must be the unit's, the facts are the same and come sooner.
UnitFacts extractUnit(const Workspace &W, const UnitCommand &Unit,
                      const ParseOptions &O = {}, ParseOutcome *Parse = nullptr,
                      const Behind *B = nullptr);

/// The same from \p Cache, which keeps what had to be parsed; null: no cache.
UnitFacts factsOf(const Workspace &W, const UnitCommand &Unit, FactCache *Cache);

/// Which units extractAll gives to its caller.
enum class Wanted : uint8_t {
  All,
  New, ///< those that are parsed, and those that failed when they were
};

/// What is done with a unit: what it includes is looked at, so that headers can be
/// parsed once for many units, and it is parsed.
enum class Step : uint8_t { Scan, Parse };

/// Extracts the units of \p W on \p Jobs threads and gives each to \p Take with
/// its index in W.Units, from the thread that did it and in any order: only as
/// many units are held here as there are jobs. Those that \p Cache (or null) has
/// are not parsed; what must be is parsed the longest first, and \p Begin is
/// told before each step. Returns how many were parsed.
size_t extractAll(const Workspace &W, unsigned Jobs, FactCache *Cache, Wanted Which,
                  llvm::function_ref<void(size_t, Step)> Begin,
                  llvm::function_ref<void(size_t, UnitFacts &&)> Take);

} // namespace recolor

#endif
