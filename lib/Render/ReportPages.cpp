//===- ReportPages.cpp - The report to look at: a page and a graph --------===//
#include "Render/Diagnostics.h"
#include "Render/Report.h"
#include "Render/ReportModel.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace recolor {

void renderHTML(raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const ReportOptions &O, const CutList &Cuts) {
  Report R(P, C, Pl, Cuts);
  Diagnostics D(OS, P, O);
  auto Cell = [&](const Twine &Text) {
    OS << "<td>";
    printHTMLEscaped(Text.str(), OS);
    OS << "</td>";
  };
  auto Place = [&](const Location &L) {
    return L.isValid()
               ? D.path(P.Files[L.File]).str() + ":" + std::to_string(L.Line)
               : std::string();
  };
  OS << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<title>recolor report</title>\n<style>body{font-family:sans-serif}"
        "table{border-collapse:collapse}td,th{border:1px solid #bbb;"
        "padding:.2em .6em;text-align:left}</style></head><body>\n"
        "<h1>"
     << plural(R.Async + R.Entries + R.Beside, "function becomes", "functions become")
     << " async</h1>\n";
  if (!Cuts.Cuts.empty()) {
    OS << "<h2>Functions worth keeping</h2>\n<table><tr><th>function</th>"
          "<th>place</th><th>spares</th><th>why</th></tr>\n";
    for (const Cut &X : Cuts.Cuts) {
      OS << "<tr>";
      Cell(P.Functions[X.Function].Name.ref());
      Cell(Place(P.Functions[X.Function].Loc));
      Cell(Twine(X.Saves));
      Cell(X.Why);
      OS << "</tr>\n";
    }
    OS << "</table>\n<h2>Functions</h2>\n";
  }
  OS << "<table><tr><th>function</th><th>place</th><th>role</th>"
        "<th>calls from a seed</th><th>why</th></tr>\n";
  for (const FunctionEntry &E : R.Functions) {
    const ProgramFunction &F = P.Functions[E.Function];
    OS << "<tr>";
    Cell(F.Name.ref());
    Cell(Place(F.Loc));
    Cell(toString(E.R));
    if (R.becomesAsync(E.Function)) {
      const Reason &Why = C.Reasons[E.Function];
      Cell(Twine(C.Classes[P.ClassOf[E.Function]].Depth));
      Cell(Why.K == Reason::Seed ? "it is a seed"
           : Why.K == Reason::Call
               ? (P.Calls[Why.Site].Kind == CallKind::Flow ? "it holds " : "it calls ") +
                        D.name(P.Calls[Why.Site].Callee)
           : contractSite(P, C, E.Function) != None
               ? "it is stored in " +
                     D.name(P.Calls[contractSite(P, C, E.Function)].Caller)
               : "it shares its colour with " + D.name(Why.Member));
    } else {
      Cell("");
      Cell(E.Barriers.empty() ? "it hosts a bridge"
                              : ruleMessage(E.Barriers.front()->Rule,
                                            E.Barriers.front()->Detail));
    }
    OS << "</tr>\n";
  }
  OS << "</table>\n<h2>Calls that are not awaited</h2>\n<table><tr>"
        "<th>place</th><th>caller</th><th>callee</th><th>treatment</th>"
        "<th>why</th></tr>\n";
  for (const SiteEntry &S : R.Sites) {
    const ProgramCall &Call = P.Calls[S.Site];
    uint32_t Host = R.host(S.Site);
    OS << "<tr>";
    Cell(Place(Call.Loc));
    Cell(Host == None ? "" : P.Functions[Host].Name.str());
    Cell(P.Functions[Call.Callee].Name.ref());
    Cell(toString(S.T));
    Cell(ruleMessage(S.Rule));
    OS << "</tr>\n";
  }
  OS << "</table></body></html>\n";
}

void renderDot(raw_ostream &OS, const Program &P, const Coloring &C,
               const Plan &Pl, const CutList &Cuts) {
  Report R(P, C, Pl, Cuts);
  DenseSet<uint32_t> Cut;
  for (const recolor::Cut &X : Cuts.Cuts)
    Cut.insert(X.Function);
  auto Quoted = [](StringRef S) {
    std::string Out = "\"";
    for (char Ch : S) {
      if (Ch == '"' || Ch == '\\')
        Out += '\\';
      Out += Ch;
    }
    return Out + "\"";
  };
  OS << "digraph recolor {\n  rankdir=LR;\n  node [shape=box];\n";
  for (uint32_t Seed : C.Seeds)
    OS << "  n" << Seed << " [label=" << Quoted(P.Functions[Seed].Name)
       << ", style=bold];\n";
  DenseSet<uint32_t> Seeds(C.Seeds.begin(), C.Seeds.end());
  for (const FunctionEntry &E : R.Functions)
    if (!Seeds.contains(E.Function))
      OS << "  n" << E.Function
         << " [label=" << Quoted(P.Functions[E.Function].Name)
         << (E.R == Role::Convert ? "" : ", style=dashed")
         << (Cut.contains(E.Function) ? ", peripheries=2" : "") << "];\n";
  for (const FunctionEntry &E : R.Functions) {
    if (!C.isAsync(P, E.Function))
      continue;
    const Reason &Why = C.Reasons[E.Function];
    if (Why.K == Reason::Call)
      OS << "  n" << E.Function << " -> n" << P.Calls[Why.Site].Callee << ";\n";
    else if (Why.K == Reason::Class)
      OS << "  n" << E.Function << " -> n" << Why.Member
         << " [dir=none, label=\"class\"];\n";
  }
  for (const SiteEntry &S : R.Sites)
    if (uint32_t Host = R.host(S.Site); S.OnFrontier && Host != None)
      OS << "  n" << Host << " -> n" << P.Calls[S.Site].Callee
         << " [style=dashed, label=" << Quoted(S.Rule) << "];\n";
  OS << "}\n";
}

} // namespace recolor
