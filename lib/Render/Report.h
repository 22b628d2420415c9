//===- Report.h - What becomes async, for people and for scripts -*- C++ -*-===//
//
// All forms say the same, in an order that follows from places and names, so
// two runs can be compared by diff.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_RENDER_REPORT_H
#define RECOLOR_RENDER_REPORT_H

#include "Model/Plan.h"
#include "llvm/Support/raw_ostream.h"

namespace recolor {

/// How reports are written.
struct ReportOptions {
  /// Text names files below this directory relative to it; empty: never. JSON
  /// and SARIF always give the real path.
  std::string Directory;
};

/// Diagnostics in the form of clang's, then a summary.
void renderText(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const ReportOptions &O);

/// One JSON object, schema 1 (docs/cli.md).
void renderJSON(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl);

/// The async part of the call graph for Graphviz: an edge for each reason, a
/// dashed one for each call on the frontier.
void renderDot(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
               const Plan &Pl);

/// SARIF 2.1.0: one result per barrier and per call site that a rule holds at.
void renderSARIF(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                 const Plan &Pl);

/// Why function \p Fn has its colour: the chain to a seed as notes, or what
/// keeps it from changing.
void renderExplain(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                   uint32_t Fn, const ReportOptions &O);

} // namespace recolor

#endif
