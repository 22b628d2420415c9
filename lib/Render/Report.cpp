//===- Report.cpp - The report as text ------------------------------------===//
#include "Render/Diagnostics.h"
#include "Render/Report.h"
#include "Render/ReportModel.h"
#include "Rules/Rules.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace recolor {
namespace {

/// Why a class partner must change too, in the developer's terms.
StringRef sharing(const ProgramFunction &F, const ProgramFunction &With) {
  if (F.Kind == FunctionKind::Slot || With.Kind == FunctionKind::Slot)
    return "a callable slot and what flows into it";
  return F.is(FF_Virtual) ? "one override family"
                          : "one piece of text calls or declares both";
}

class TextReport {
  raw_ostream &OS;
  const Report &R;
  const Program &P;
  Diagnostics D;

public:
  TextReport(raw_ostream &OS, const Report &R, const ReportOptions &O)
      : OS(OS), R(R), P(R.P), D(OS, R.P, O) {}

  void run() {
    failedUnits();
    warnings(/*WithRemarks=*/true);
    cuts();
    summary();
  }

  void warnings(bool WithRemarks) {
    for (const FunctionEntry &E : R.Functions)
      function(E, WithRemarks);
    for (const SiteEntry &S : R.Sites)
      if (R.host(S.Site) == None)
        site(S);
    for (const Hazard &H : R.Pl.Hazards)
      if (H.Function == None)
        hazard(None, H.Rule, H.Detail, H.Loc);
  }

private:
  void failedUnits() {
    for (const Program::FailedUnit &F : P.Failed) {
      OS << D.path(F.File)
         << ": warning: the unit did not parse; what it contains is known only "
            "in part\n";
      for (const std::string &E : F.Errors)
        OS << E << '\n';
    }
  }

  std::string calleePhrase(uint32_t Fn) const {
    const ProgramFunction &F = P.Functions[Fn];
    if (R.C.Reasons[Fn].K == Reason::Seed)
      return F.is(FF_InProject) ? "is a seed" : "is a seed outside the project";
    return "becomes async";
  }

  void function(const FunctionEntry &E, bool WithRemarks) {
    const ProgramFunction &F = P.Functions[E.Function];
    if (WithRemarks && R.becomesAsync(E.Function)) {
      if (const FunctionPlan *Its = R.planOf(E.Function); Its && !Its->Name.empty())
        D.emit(F.Loc, "remark",
               D.name(E.Function) + " stays, and gets an async " +
                   (Its->S == Strategy::Twin ? "twin" : "wrapper") + " '" + Its->Name +
                   "'",
               "async");
      else if (E.R == Role::Bridge)
        D.emit(F.Loc, "remark",
               "the body of " + D.name(E.Function) +
                   " becomes a coroutine that it drives",
               "async");
      else
        D.emit(F.Loc, "remark", D.name(E.Function) + " becomes async", "async");
      reason(E.Function);
    }
    for (const Barrier *B : E.Barriers)
      D.emit(B->Loc.isValid() ? B->Loc : F.Loc, "warning",
             D.name(E.Function) +
                 " cannot become async: " + ruleMessage(B->Rule, B->Detail),
             B->Rule);
    // Calls that the barrier itself keeps from being awaited are its notes;
    // those that a rule of their own stops stand alone.
    for (uint32_t I : E.Sites)
      if (!isSiteRule(R.Sites[I].Rule) && !E.Barriers.empty())
        note(R.Sites[I]);
    for (uint32_t I : E.Sites)
      if (isSiteRule(R.Sites[I].Rule) || E.Barriers.empty())
        site(R.Sites[I]);
    for (const Remark &H : E.Hazards)
      if (!H.OfSite && (WithRemarks || !isAdvice(H.Rule)))
        hazard(E.Function, H.Rule, H.Detail, H.Loc);
  }

  void hazard(uint32_t Fn, StringRef Rule, StringRef Detail,
              const Location &L) {
    D.emit(L, isAdvice(Rule) ? "remark" : "warning", hazardMessage(P, Fn, Rule, Detail), Rule);
  }

  static bool isSiteRule(StringRef Rule) {
    const RuleInfo *Info = findRule(Rule);
    return !Info || Info->Scope == RuleScope::Site ||
           Info->Scope == RuleScope::Name || Info->Scope == RuleScope::Result;
  }

  void reason(uint32_t Fn) {
    const Reason &Why = R.C.Reasons[Fn];
    switch (Why.K) {
    case Reason::Seed:
      D.emit(P.Functions[Fn].Loc, "note", "it is a seed");
      break;
    case Reason::Call: {
      const ProgramCall &Call = P.Calls[Why.Site];
      D.emit(Call.Loc, "note",
             (Call.Kind == CallKind::Flow ? "it holds " : "it calls ") +
                 D.name(Call.Callee) + ", which " + calleePhrase(Call.Callee) +
                 (Why.ByCallers ? ", and all its callers are async already" : ""));
      break;
    }
    case Reason::Class:
      if (uint32_t Site = contractSite(P, R.C, Fn); Site != None) {
        D.emit(P.Calls[Site].Loc, "note",
               "it calls nothing async, but is stored here in " +
                   D.name(P.Calls[Site].Caller) + ", which becomes async");
        break;
      }
      D.emit(P.Functions[Why.Member].Loc, "note",
             "it shares its colour with " + D.name(Why.Member) + " (" +
                 sharing(P.Functions[Fn], P.Functions[Why.Member]) + "), which " +
                 calleePhrase(Why.Member));
      break;
    }
  }

  void note(const SiteEntry &S) {
    const ProgramCall &Call = P.Calls[S.Site];
    D.emit(Call.Loc, "note",
           "the call of " + D.name(Call.Callee) + " " + treatmentPhrase(S.T));
  }

  void site(const SiteEntry &S) {
    const ProgramCall &Call = P.Calls[S.Site];
    D.emit(Call.Loc, "warning",
           "the call of " + D.name(Call.Callee) + " in " +
               D.name(R.host(S.Site)) + " " + treatmentPhrase(S.T) + ": " +
               ruleMessage(S.Rule),
           S.Rule);
    if (S.Rule == "nonblocking-object")
      D.emit(R.Pl.Switch, "note", "the mode may be switched here");
  }

  void cuts() {
    for (const Cut &X : R.Cuts.Cuts)
      D.emit(P.Functions[X.Function].Loc, "remark", cutMessage(P, X));
  }

  void summary() {
    OS << '\n'
       << plural(R.Async + R.Entries + R.Beside, "function becomes",
                 "functions become")
       << " async";
    if (R.Async + R.Entries + R.Beside)
      OS << " (" << R.Async << " in place, " << R.Entries
         << " by a body that it drives";
    if (R.Beside)
      OS << ", " << R.Beside << " by what stands beside it";
    if (R.Async + R.Entries + R.Beside)
      OS << ")";
    OS << '\n'
       << plural(R.callSites() + R.Left, "call site", "call sites") << ": "
       << R.Awaited << " awaited, " << R.Replaced << " replaced, "
       << R.Offloaded << " on the blocking pool, " << R.Bridged << " bridged, "
       << R.Left << " left\n";
    if (Cost All = R.total(); All.Frames || R.passThrough())
      OS << "cost: " << plural(All.Frames, "function", "functions")
         << " with a coroutine frame, " << R.passThrough() << " without; "
         << plural(All.InLoops, "awaited call", "awaited calls") << " in loops\n";
    if (!R.Cuts.Cuts.empty())
      OS << "with " << plural(R.Cuts.Cuts.size(), "cut", "cuts") << ", "
         << plural(R.Cuts.After, "function becomes", "functions become")
         << " async instead of " << R.Cuts.Before << '\n';
    // Where a code base marks its colours, that says how good the cuts are.
    std::map<StringRef, unsigned> Marked;
    for (const FunctionEntry &E : R.Functions)
      if (R.remains(E.Function))
        for (InternedString L : P.Functions[E.Function].Labels)
          ++Marked[L];
    for (auto [Label, Count] : Marked)
      OS << "  " << Count << (Count == 1 ? " of them is" : " of them are")
         << " annotated '" << Label << "'\n";
    std::map<StringRef, unsigned> Blocks;
    for (const SiteEntry &S : R.Sites)
      if (S.OnFrontier)
        ++Blocks[S.Rule];
    std::vector<std::pair<StringRef, unsigned>> Sorted(Blocks.begin(),
                                                       Blocks.end());
    llvm::stable_sort(Sorted, [](const auto &A, const auto &B) {
      return A.second > B.second;
    });
    for (auto &[Rule, N] : Sorted)
      OS << "  " << Rule << " blocks " << plural(N, "call site", "call sites")
         << '\n';
    if (!P.Failed.empty())
      OS << plural(P.Failed.size(), "unit", "units") << " of " << P.Units
         << " did not parse\n";
    OS << plural(R.Files.size(), "file", "files") << " to edit\n";
    for (uint32_t F : R.Files)
      OS << "  " << D.path(P.Files[F]) << '\n';
  }
};

} // namespace

ReportOptions ReportOptions::current() {
  SmallString<256> Here;
  // Without a current directory every path is given in full.
  if (sys::fs::current_path(Here))
    Here.clear();
  return {Here.str().str()};
}

void renderReport(raw_ostream &OS, ReportFormat Format, const Program &P,
                  const Coloring &C, const Plan &Pl, const CutList &Cuts,
                  const ReportOptions &O) {
  switch (Format) {
  case ReportFormat::Text:
    return renderText(OS, P, C, Pl, O, Cuts);
  case ReportFormat::JSON:
    return renderJSON(OS, P, C, Pl, Cuts);
  case ReportFormat::SARIF:
    return renderSARIF(OS, P, C, Pl, Cuts);
  case ReportFormat::Dot:
    return renderDot(OS, P, C, Pl, Cuts);
  case ReportFormat::HTML:
    return renderHTML(OS, P, C, Pl, O, Cuts);
  }
}

void renderRefusals(raw_ostream &OS, const Program &P, const Coloring &C,
                    const Plan &Pl, const ReportOptions &O) {
  Report R(P, C, Pl);
  TextReport(OS, R, O).warnings(/*WithRemarks=*/false);
}

void renderText(raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const ReportOptions &O, const CutList &Cuts) {
  Report R(P, C, Pl, Cuts);
  TextReport(OS, R, O).run();
}

void renderExplain(raw_ostream &OS, const Program &P, const Coloring &C,
                   const Plan &Pl, uint32_t Fn, const ReportOptions &O) {
  Diagnostics D(OS, P, O);
  const Location &Loc = P.Functions[Fn].Loc;
  if (!C.isAsync(P, Fn)) {
    bool Barred = false;
    for (const Barrier &B : C.Barriers) {
      if (P.ClassOf[B.Function] != P.ClassOf[Fn])
        continue;
      if (!Barred)
        D.emit(Loc, "remark", D.name(Fn) + " stays sync");
      Barred = true;
      D.emit(B.Loc.isValid() ? B.Loc : P.Functions[B.Function].Loc, "note",
             D.name(B.Function) +
                 " cannot become async: " + ruleMessage(B.Rule, B.Detail),
             B.Rule);
    }
    if (!Barred)
      D.emit(Loc, "remark",
             D.name(Fn) + " stays sync: no call that could be awaited leads "
                          "from it to a seed");
    Report R(P, C, Pl);
    for (const SiteEntry &S : R.Sites)
      if (R.host(S.Site) == Fn)
        D.emit(P.Calls[S.Site].Loc, "note",
               "its call of " + D.name(P.Calls[S.Site].Callee) + " " +
                   treatmentPhrase(S.T) + ": " + ruleMessage(S.Rule),
               S.Rule);
    return;
  }
  bool IsSeed = C.Reasons[Fn].K == Reason::Seed;
  D.emit(Loc, "remark", D.name(Fn) + (IsSeed ? " is async" : " becomes async"),
         "async");
  // Each reason leads one step nearer to a seed.
  for (uint32_t At = Fn;;) {
    const Reason &Why = C.Reasons[At];
    switch (Why.K) {
    case Reason::Seed:
      D.emit(P.Functions[At].Loc, "note", D.name(At) + " is a seed");
      return;
    case Reason::Call: {
      const ProgramCall &Call = P.Calls[Why.Site];
      D.emit(Call.Loc, "note",
             D.name(At) + " calls " + D.name(Call.Callee) + " here (" +
                 toString(Call.Kind) + ")");
      At = Call.Callee;
      break;
    }
    case Reason::Class:
      if (uint32_t Site = contractSite(P, C, At); Site != None)
        D.emit(P.Calls[Site].Loc, "note",
               D.name(At) + " calls nothing async, but is stored here in " +
                   D.name(P.Calls[Site].Caller) + " (contract)");
      D.emit(P.Functions[Why.Member].Loc, "note",
             D.name(At) + " shares its colour with " + D.name(Why.Member) +
                 " (" + sharing(P.Functions[At], P.Functions[Why.Member]) + ")");
      At = Why.Member;
      break;
    }
  }
}

} // namespace recolor
