//===- Report.h - What becomes async, for people and for scripts -*- C++
//-*-===//
//
// All forms say the same, in an order that follows from places and names, so
// two runs can be compared by diff.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_RENDER_REPORT_H
#define RECOLOR_RENDER_REPORT_H

#include "Model/Cuts.h"
#include "Model/Plan.h"
#include "llvm/Support/raw_ostream.h"

namespace recolor {

/// The values of `--format`.
enum class ReportFormat : uint8_t { Text, JSON, SARIF, Dot, HTML };

/// How text is written.
struct ReportOptions {
  /// Files below this directory are named relative to it; empty: never. JSON
  /// and SARIF always give the real path.
  std::string Directory;

  /// Relative to the current directory.
  static ReportOptions current();
};

/// Writes the report in any of its forms. \p Cuts are the functions worth
/// keeping, when the user asked for them.
void renderReport(llvm::raw_ostream &OS, ReportFormat Format, const Program &P,
                  const Coloring &C, const Plan &Pl, const CutList &Cuts = {},
                  const ReportOptions &O = ReportOptions::current());

/// Diagnostics in the form of clang's, then a summary.
void renderText(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const ReportOptions &O,
                const CutList &Cuts = {});

/// One JSON object, schema 1 (docs/cli.md).
void renderJSON(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const CutList &Cuts = {});

/// SARIF 2.1.0: one result per barrier, per hazard, and per call site that is
/// not awaited; a note per cut.
void renderSARIF(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                 const Plan &Pl, const CutList &Cuts = {});

/// The async part of the call graph for Graphviz: an edge for each reason, a
/// dashed one for each call on the frontier. Cuts have a double outline.
void renderDot(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
               const Plan &Pl, const CutList &Cuts = {});

/// One page that needs no other file: cuts, functions, then the frontier.
void renderHTML(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const ReportOptions &O,
                const CutList &Cuts = {});

/// What is not converted, and what may behave differently: the warnings of the
/// text report alone, for a verb whose output is a patch.
void renderRefusals(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                    const Plan &Pl,
                    const ReportOptions &O = ReportOptions::current());

/// Why function \p Fn has its colour: the chain to a seed as notes, or what
/// keeps it from changing and what becomes of its async calls.
void renderExplain(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
                   const Plan &Pl, uint32_t Fn,
                   const ReportOptions &O = ReportOptions::current());

} // namespace recolor

#endif
