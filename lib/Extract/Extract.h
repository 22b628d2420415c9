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

/// Parses \p Unit of \p W, skipping the bodies of functions outside the
/// project, and returns its facts. A unit that does not parse yields what could
/// be seen, with Failed set. \p Parse receives the errors with their places.
UnitFacts extractUnit(const Workspace &W, const UnitCommand &Unit,
                      const FileOverlay *Overlay = nullptr,
                      llvm::ArrayRef<std::string> ExtraFlags = {},
                      ParseOutcome *Parse = nullptr);

/// Extracts all units of \p W on \p Jobs threads and gives each to \p Take with
/// its index in W.Units, from the thread that parsed it and in any order: only
/// as many units are held here as there are jobs.
void extractAll(const Workspace &W, unsigned Jobs,
                llvm::function_ref<void(size_t, UnitFacts &&)> Take);

} // namespace recolor

#endif
