//===- Paths.h - Call paths, for people and for scripts ----------*- C++ -*-===//
#ifndef RECOLOR_RENDER_PATHS_H
#define RECOLOR_RENDER_PATHS_H

#include "Model/Paths.h"
#include "Render/Report.h"

namespace recolor {

/// Each path as a remark with a note for every call, then how many there are.
void renderPaths(llvm::raw_ostream &OS, const Program &P, const PathsResult &R,
                 const ReportOptions &O = ReportOptions::current());

/// One JSON object, schema 1 (docs/paths.md).
void renderPathsJSON(llvm::raw_ostream &OS, const Program &P,
                     const PathsResult &R);

} // namespace recolor

#endif
