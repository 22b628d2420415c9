//===- Report.cpp - recolor report ----------------------------------------===//
#include "Options.h"
#include "Render/Report.h"
#include "Solve/Cuts.h"

namespace recolor {
using namespace llvm;

static cl::opt<ReportFormat> Format(
    "format", cl::desc("How to print the report"),
    cl::values(clEnumValN(ReportFormat::Text, "text", "diagnostics and a summary"),
               clEnumValN(ReportFormat::JSON, "json", "for scripts"),
               clEnumValN(ReportFormat::SARIF, "sarif", "for code hosts"),
               clEnumValN(ReportFormat::Dot, "dot", "a graph for Graphviz"),
               clEnumValN(ReportFormat::HTML, "html", "a page")),
    cl::init(ReportFormat::Text), cl::cat(Category), cl::sub(ReportCommand));

static cl::opt<unsigned>
    Cuts("cuts", cl::desc("Find up to N functions that are good to keep"),
         cl::value_desc("N"), cl::init(0), cl::cat(Category),
         cl::sub(ReportCommand));

int runReport() {
  Expected<Session> S = openSession(positionals());
  if (!S)
    return report(S.takeError());
  Expected<Analysis> A = analyse(*S);
  if (!A)
    return report(A.takeError());
  if (Error E = withOutput([&](raw_ostream &OS) {
        renderReport(OS, Format, S->P, A->C, A->Pl,
                     Cuts ? findCuts(S->P, A->C, Cuts) : CutList());
      }))
    return report(std::move(E));
  noteLackOfSeeds(S->P, A->C);
  bool Clean = A->Pl.Functions.empty() && A->Pl.Sites.empty() &&
               A->Pl.Hazards.empty() && A->C.Barriers.empty();
  return Clean ? ExitClean : ExitFindings;
}

} // namespace recolor
