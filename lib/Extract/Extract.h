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

/// All units of \p W on \p Jobs threads, in the order of W.Units. \p Done is
/// called after each, from any thread.
std::vector<UnitFacts>
extractAll(const Workspace &W, unsigned Jobs,
           llvm::function_ref<void(const UnitCommand &)> Done);

} // namespace recolor

#endif
