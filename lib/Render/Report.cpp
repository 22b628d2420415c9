//===- Report.cpp - What becomes async, for people and for scripts --------===//
#include "Render/Report.h"
#include "Render/Diagnostics.h"
#include "Rules/Rules.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <tuple>

using namespace llvm;

namespace recolor {
namespace {

/// What a function is to the reader of a report.
enum class Role : uint8_t { Convert, Bridge, Barrier };

StringRef toString(Role R) {
  static constexpr StringLiteral Names[] = {"convert", "bridge", "barrier"};
  return Names[unsigned(R)];
}

/// A hazard, and whether a site says it already.
struct Remark {
  StringRef Rule;
  std::string Detail;
  Location Loc;
  bool OfSite = false;
};

struct FunctionEntry {
  uint32_t Function = None;
  Role R = Role::Convert;
  std::vector<const Barrier *> Barriers;
  std::vector<Remark> Hazards;
  std::vector<uint32_t> Sites; ///< indices into Report::Sites that it hosts
};

/// A call site that is not simply awaited.
struct SiteEntry {
  uint32_t Site = None;
  Treatment T = Treatment::Leave;
  StringRef Rule;
  bool OnFrontier = false;
};

std::string ruleMessage(StringRef Rule, StringRef Detail = "") {
  const RuleInfo *Info = findRule(Rule);
  std::string S = Info ? Info->Summary.str() : Rule.str();
  if (!Detail.empty())
    S += " (" + Detail.str() + ")";
  return S;
}

bool isResult(StringRef Rule) {
  const RuleInfo *R = findRule(Rule);
  return R && R->Scope == RuleScope::Result;
}

bool isHazard(StringRef Rule) {
  const RuleInfo *Info = findRule(Rule);
  return Info && Info->Kind == RuleKind::Hazard;
}

/// What a hazard does to \p Fn, or to an initializer outside functions.
std::string hazardMessage(const Program &P, uint32_t Fn, StringRef Rule,
                          StringRef Detail) {
  return "the behaviour of " +
         (Fn == None ? "an initializer" : "'" + P.Functions[Fn].Name + "'") +
         " may change: " + ruleMessage(Rule, Detail);
}

/// Where a function which is async only by contract was stored in the slot that
/// makes it so; None when it is async for another reason. Such a function calls
/// nothing async itself, but who calls the slot expects a task.
uint32_t contractSite(const Program &P, const Coloring &C, uint32_t Fn) {
  if (C.Reasons[Fn].K != Reason::Class ||
      P.Functions[Fn].Kind == FunctionKind::Slot)
    return None;
  auto [First, Last] = P.callsFrom(Fn);
  for (uint32_t Site = First; Site != Last; ++Site) {
    const ProgramCall Call = P.Calls[Site];
    if (Call.Kind != CallKind::Unevaluated && C.isAsync(P, Call.Callee))
      return None;
  }
  for (uint32_t Site : P.callsTo(Fn)) {
    const ProgramCall Call = P.Calls[Site];
    if (Call.Kind == CallKind::Flow && Call.Caller != None &&
        Call.Loc.isValid() && P.ClassOf[Call.Caller] == P.ClassOf[Fn])
      return Site;
  }
  return None;
}

StringRef toString(Cut::Kind K) {
  static constexpr StringLiteral Names[] = {"guard", "gateway", "entry"};
  return Names[unsigned(K)];
}

std::string cutMessage(const Program &P, const Cut &X) {
  return ("keeping '" + Twine(P.Functions[X.Function].Name) +
          "' sync would spare " + Twine(X.Saves) +
          (X.Saves == 1 ? " function: " : " functions: ") + X.Why)
      .str();
}

/// Does the rule say of a place in the program that it is one where a bridge
/// belongs, rather than that a conversion failed?
bool isNaturalBridge(StringRef Rule) {
  return Rule == "callback" || Rule == "event-loop-handler" || Rule == "kept";
}

/// What all forms of a report are made from.
struct Report {
  const Program &P;
  const Coloring &C;
  const Plan &Pl;
  const CutList Cuts;
  std::vector<FunctionEntry> Functions; ///< by place, then name
  std::vector<SiteEntry> Sites;         ///< by site
  std::vector<uint32_t> Files;          ///< to be edited, sorted
  unsigned Async = 0, Entries = 0, Barriers = 0;
  unsigned Awaited = 0, Replaced = 0, Offloaded = 0, Bridged = 0, Left = 0;

  Report(const Program &P, const Coloring &C, const Plan &Pl,
         const CutList &Cuts = {})
      : P(P), C(C), Pl(Pl), Cuts(Cuts) {
    collectSites();
    collectFunctions();
    collectFiles();
  }

  /// The function whose text the site stands in.
  uint32_t host(uint32_t Site) const {
    const ProgramCall &Call = P.Calls[Site];
    return Call.Via != None ? Call.Via : Call.Caller;
  }

  bool becomesAsync(uint32_t Fn) const {
    const ProgramFunction &F = P.Functions[Fn];
    return F.is(FF_InProject) && !F.is(FF_Async) && !F.is(FF_Coroutine) &&
           C.isAsync(P, Fn);
  }

  /// Does it still become async where all cuts are kept?
  bool remains(uint32_t Fn) const {
    return becomesAsync(Fn) && P.Functions[Fn].Kind != FunctionKind::Slot &&
           llvm::binary_search(Cuts.Remaining, P.ClassOf[Fn]);
  }

  unsigned callSites() const {
    return Awaited + Replaced + Offloaded + Bridged;
  }

private:
  void collectSites() {
    auto Planned = Pl.Sites.begin();
    auto Stopped = C.Frontier.begin();
    // Both lists are sorted by site.
    while (Planned != Pl.Sites.end() || Stopped != C.Frontier.end()) {
      uint32_t Site =
          std::min(Planned != Pl.Sites.end() ? Planned->Site : None,
                   Stopped != C.Frontier.end() ? Stopped->Site : None);
      SiteEntry E;
      E.Site = Site;
      if (Stopped != C.Frontier.end() && Stopped->Site == Site) {
        E.Rule = Stopped->Rule;
        E.OnFrontier = true;
        ++Stopped;
      }
      if (Planned != Pl.Sites.end() && Planned->Site == Site) {
        E.T = Planned->T;
        if (!Planned->Rule.empty())
          E.Rule = Planned->Rule;
        ++Planned;
      }
      // Here async would have met what goes on blocking.
      E.OnFrontier |= E.T == Treatment::Leave && isResult(E.Rule);
      count(E.T);
      if (!E.Rule.empty())
        Sites.push_back(E);
    }
  }

  void count(Treatment T) {
    switch (T) {
    case Treatment::Await:
      ++Awaited;
      break;
    case Treatment::Replace:
      ++Replaced;
      break;
    case Treatment::Offload:
      ++Offloaded;
      break;
    case Treatment::Bridge:
      ++Bridged;
      break;
    case Treatment::Leave:
    case Treatment::Refuse:
      ++Left;
      break;
    }
  }

  void collectFunctions() {
    std::vector<uint32_t> EntryOf(P.Functions.size(), None);
    auto Entry = [&](uint32_t Fn, Role R) -> FunctionEntry & {
      if (EntryOf[Fn] == None) {
        EntryOf[Fn] = Functions.size();
        Functions.push_back({Fn, R, {}, {}, {}});
      }
      return Functions[EntryOf[Fn]];
    };
    DenseSet<uint32_t> Driven;
    for (const FunctionPlan &F : Pl.Functions)
      if (F.S == Strategy::Entry)
        Driven.insert(F.Function);
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      if (!becomesAsync(Fn))
        continue;
      const ProgramFunction &F = P.Functions[Fn];
      // `main` keeps its type; its body becomes a coroutine which it drives.
      bool IsEntry = F.is(FF_Main) || Driven.contains(Fn);
      Entry(Fn, IsEntry ? Role::Bridge : Role::Convert);
      ++(IsEntry ? Entries : Async);
    }
    for (const Barrier &B : C.Barriers) {
      FunctionEntry &E = Entry(B.Function, Role::Bridge);
      if (!isNaturalBridge(B.Rule))
        E.R = Role::Barrier;
      E.Barriers.push_back(&B);
    }
    for (uint32_t I = 0; I != Sites.size(); ++I) {
      uint32_t Fn = host(Sites[I].Site);
      if (Fn == None)
        continue;
      // A call that goes on blocking for a reason of its own is told even where
      // nothing else happens.
      bool Blocks = Sites[I].T == Treatment::Leave && isResult(Sites[I].Rule);
      if (EntryOf[Fn] == None && Sites[I].T != Treatment::Bridge && !Blocks)
        continue;
      FunctionEntry &E = Entry(Fn, Blocks ? Role::Barrier : Role::Bridge);
      E.Sites.push_back(I);
      if (isHazard(Sites[I].Rule))
        E.Hazards.push_back(
            {Sites[I].Rule, "", P.Calls[Sites[I].Site].Loc, /*OfSite=*/true});
    }
    for (const Hazard &H : Pl.Hazards)
      if (H.Function != None)
        Entry(H.Function, Role::Bridge)
            .Hazards.push_back({H.Rule, H.Detail, H.Loc});
    for (const FunctionEntry &E : Functions)
      Barriers += E.R == Role::Barrier;
    llvm::sort(Functions, [&](const FunctionEntry &A, const FunctionEntry &B) {
      const ProgramFunction &X = P.Functions[A.Function];
      const ProgramFunction &Y = P.Functions[B.Function];
      return std::tie(X.Loc, X.Name, A.Function) <
             std::tie(Y.Loc, Y.Name, B.Function);
    });
  }

  void collectFiles() {
    auto See = [&](const Location &L) {
      if (L.isValid())
        Files.push_back(L.File);
    };
    for (const FunctionEntry &E : Functions)
      if (becomesAsync(E.Function)) {
        See(P.Functions[E.Function].Loc);
        for (const Location &L : P.Functions[E.Function].Redecls)
          See(L);
      }
    for (const SitePlan &S : Pl.Sites)
      if (S.T != Treatment::Leave && S.T != Treatment::Refuse)
        See(P.Calls[S.Site].Loc);
    llvm::sort(Files);
    Files.erase(std::unique(Files.begin(), Files.end()), Files.end());
  }
};

//===-- Text --------------------------------------------------------------===//

StringRef treatmentPhrase(Treatment T) {
  switch (T) {
  case Treatment::Await:
    return "is awaited";
  case Treatment::Replace:
    return "is replaced by its awaited form";
  case Treatment::Offload:
    return "runs on the blocking pool";
  case Treatment::Bridge:
    return "is bridged";
  case Treatment::Leave:
    return "stays as it is";
  case Treatment::Refuse:
    return "is refused";
  }
  llvm_unreachable("every treatment has its phrase");
}

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
      if (E.R == Role::Bridge)
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
      if (!H.OfSite)
        hazard(E.Function, H.Rule, H.Detail, H.Loc);
  }

  void hazard(uint32_t Fn, StringRef Rule, StringRef Detail,
              const Location &L) {
    D.emit(L, "warning", hazardMessage(P, Fn, Rule, Detail), Rule);
  }

  static bool isSiteRule(StringRef Rule) {
    const RuleInfo *Info = findRule(Rule);
    return !Info || Info->Scope == RuleScope::Site ||
           Info->Scope == RuleScope::Result;
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
  }

  void cuts() {
    for (const Cut &X : R.Cuts.Cuts)
      D.emit(P.Functions[X.Function].Loc, "remark", cutMessage(P, X));
  }

  void summary() {
    OS << '\n'
       << plural(R.Async + R.Entries, "function becomes", "functions become")
       << " async";
    if (R.Async + R.Entries)
      OS << " (" << R.Async << " in place, " << R.Entries
         << " by a body that it drives)";
    OS << '\n'
       << plural(R.callSites() + R.Left, "call site", "call sites") << ": "
       << R.Awaited << " awaited, " << R.Replaced << " replaced, "
       << R.Offloaded << " on the blocking pool, " << R.Bridged << " bridged, "
       << R.Left << " left\n";
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

//===-- JSON --------------------------------------------------------------===//

class JSONReport {
  json::OStream J;
  const Report &R;
  const Program &P;

public:
  JSONReport(raw_ostream &OS, const Report &R) : J(OS, 2), R(R), P(R.P) {}

  void run() {
    J.object([&] {
      J.attribute("schema", 1);
      J.attributeArray("seeds", [&] {
        for (uint32_t Fn : R.C.Seeds)
          J.object([&] { identity(Fn); });
      });
      J.attributeArray("functions", [&] {
        for (const FunctionEntry &E : R.Functions)
          J.object([&] { function(E); });
      });
      J.attributeArray("cuts", [&] {
        for (const Cut &X : R.Cuts.Cuts)
          J.object([&] {
            identity(X.Function);
            J.attribute("kind", toString(X.K));
            J.attribute("saves", X.Saves);
            J.attribute("why", utf8(X.Why));
          });
      });
      J.attributeArray("frontier", [&] {
        for (const SiteEntry &S : R.Sites)
          if (S.OnFrontier)
            J.object([&] { site(S); });
      });
      J.attributeObject("summary", [&] {
        J.attribute("async", R.Async);
        J.attribute("bridges", R.Bridged);
        J.attribute("barriers", R.Barriers);
        J.attribute("call_sites", R.callSites());
        J.attribute("files", int64_t(R.Files.size()));
        if (!R.Cuts.Cuts.empty())
          J.attribute("async_after_cuts", R.Cuts.After);
        J.attribute("units", P.Units);
        J.attribute("units_failed", int64_t(P.Failed.size()));
      });
    });
    J.flush();
  }

private:
  /// Names come from source text, which need not be UTF-8.
  static std::string utf8(StringRef S) {
    return json::isUTF8(S) ? S.str() : json::fixUTF8(S);
  }

  void place(const Location &L) {
    J.attribute("file", L.isValid() ? utf8(P.Files[L.File]) : "");
    J.attribute("line", L.Line);
  }

  void identity(uint32_t Fn) {
    const ProgramFunction &F = P.Functions[Fn];
    J.attribute("name", utf8(F.Name));
    J.attribute("usr", utf8(F.USR));
    place(F.Loc);
  }

  void remark(StringRef Rule, StringRef Detail, const Location &L) {
    J.object([&] {
      J.attribute("rule", Rule);
      J.attribute("message", utf8(ruleMessage(Rule, Detail)));
      place(L);
    });
  }

  void function(const FunctionEntry &E) {
    const ProgramFunction &F = P.Functions[E.Function];
    bool Async = R.becomesAsync(E.Function);
    identity(E.Function);
    J.attribute("color", Async && E.R == Role::Convert ? "async" : "sync");
    J.attribute("role", toString(E.R));
    if (Async) {
      J.attribute("depth", R.C.Classes[P.ClassOf[E.Function]].Depth);
      J.attributeBegin("because");
      reason(E.Function);
      J.attributeEnd();
    } else {
      J.attribute("depth", nullptr);
      J.attribute("because", nullptr);
    }
    J.attributeArray("barriers", [&] {
      for (const Barrier *B : E.Barriers)
        remark(B->Rule, B->Detail, B->Loc.isValid() ? B->Loc : F.Loc);
    });
    J.attributeArray("labels", [&] {
      J.value(recolor::toString(F.Kind));
      static constexpr std::pair<FunctionFlag, StringLiteral> Flags[] = {
          {FF_Virtual, "virtual"},   {FF_Main, "main"},
          {FF_Template, "template"}, {FF_Coroutine, "coroutine"},
          {FF_Noexcept, "noexcept"}, {FF_Public, "public"}};
      for (auto &[Flag, Name] : Flags)
        if (F.is(Flag))
          J.value(Name);
      for (InternedString L : F.Labels)
        J.value(L.ref());
    });
    if (!R.Cuts.Cuts.empty())
      J.attribute("after_cuts", R.remains(E.Function) ? "async" : "sync");
    J.attributeArray("hazards", [&] {
      for (const Remark &H : E.Hazards)
        remark(H.Rule, H.Detail, H.Loc);
    });
  }

  void reason(uint32_t Fn) {
    const Reason &Why = R.C.Reasons[Fn];
    if (Why.K == Reason::Seed) {
      J.value(nullptr);
      return;
    }
    bool IsCall = Why.K == Reason::Call;
    uint32_t To = IsCall ? P.Calls[Why.Site].Callee : Why.Member;
    uint32_t Contract = contractSite(P, R.C, Fn);
    if (Contract != None)
      To = P.Calls[Contract].Caller;
    const Location &L = IsCall             ? P.Calls[Why.Site].Loc
                        : Contract != None ? P.Calls[Contract].Loc
                                           : P.Functions[Why.Member].Loc;
    J.object([&] {
      J.attribute("callee", utf8(P.Functions[To].Name));
      place(L);
      J.attribute("column", L.Column);
      J.attribute("kind", Why.ByCallers ? StringRef("callers")
                          : IsCall ? recolor::toString(P.Calls[Why.Site].Kind)
                          : Contract != None ? StringRef("contract")
                                             : StringRef("class"));
    });
  }

  void site(const SiteEntry &S) {
    const ProgramCall &Call = P.Calls[S.Site];
    uint32_t Host = R.host(S.Site);
    J.attribute("caller", Host == None ? "" : utf8(P.Functions[Host].Name));
    J.attribute("callee", utf8(P.Functions[Call.Callee].Name));
    place(Call.Loc);
    J.attribute("column", Call.Loc.Column);
    J.attribute("treatment", recolor::toString(S.T));
    J.attribute("rule", S.Rule);
  }
};

//===-- SARIF -------------------------------------------------------------===//

class SARIFReport {
  json::OStream J;
  const Report &R;
  const Program &P;

public:
  SARIFReport(raw_ostream &OS, const Report &R) : J(OS, 2), R(R), P(R.P) {}

  void run() {
    J.object([&] {
      J.attribute("version", "2.1.0");
      J.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      J.attributeArray("runs", [&] {
        J.object([&] {
          J.attributeObject("tool", [&] {
            J.attributeObject("driver", [&] {
              J.attribute("name", "recolor");
              rules();
            });
          });
          J.attributeArray("results", [&] { results(); });
        });
      });
    });
    J.flush();
  }

private:
  void rules() {
    J.attributeArray("rules", [&] {
      for (const RuleInfo &Rule : allRules())
        J.object([&] {
          J.attribute("id", ("recolor-" + Rule.Id).str());
          J.attributeObject("shortDescription",
                            [&] { J.attribute("text", Rule.Summary); });
        });
    });
  }

  void result(StringRef Rule, const std::string &Message, const Location &L,
              StringRef Level = "warning") {
    J.object([&] {
      J.attribute("ruleId", ("recolor-" + Rule).str());
      J.attribute("level", Level);
      J.attributeObject("message",
                        [&] { J.attribute("text", json::fixUTF8(Message)); });
      if (!L.isValid())
        return;
      J.attributeArray("locations", [&] {
        J.object([&] {
          J.attributeObject("physicalLocation", [&] {
            J.attributeObject("artifactLocation", [&] {
              J.attribute("uri", uri(P.Files[L.File]));
            });
            J.attributeObject("region", [&] {
              J.attribute("startLine", L.Line);
              J.attribute("startColumn", L.Column);
            });
          });
        });
      });
    });
  }

  static std::string uri(StringRef Path) {
    std::string U = Path.starts_with("/") ? "file://" : "";
    for (unsigned char Ch : Path) {
      if (isAlnum(Ch) || StringRef("/-._~+@:").contains(char(Ch))) {
        U += char(Ch);
        continue;
      }
      U += '%';
      U += hexdigit(Ch >> 4);
      U += hexdigit(Ch & 15);
    }
    return U;
  }

  void results() {
    for (const FunctionEntry &E : R.Functions) {
      const ProgramFunction &F = P.Functions[E.Function];
      for (const Barrier *B : E.Barriers)
        result(B->Rule,
               "'" + F.Name +
                   "' cannot become async: " + ruleMessage(B->Rule, B->Detail),
               B->Loc.isValid() ? B->Loc : F.Loc);
      for (const Remark &H : E.Hazards)
        result(H.Rule, hazardMessage(P, E.Function, H.Rule, H.Detail), H.Loc);
    }
    for (const Hazard &H : R.Pl.Hazards)
      if (H.Function == None)
        result(H.Rule, hazardMessage(P, None, H.Rule, H.Detail), H.Loc);
    for (const SiteEntry &S : R.Sites)
      if (!isHazard(S.Rule)) {
        const ProgramCall &Call = P.Calls[S.Site];
        result(S.Rule,
               "the call of '" + P.Functions[Call.Callee].Name + "' " +
                   treatmentPhrase(S.T).str() + ": " + ruleMessage(S.Rule),
               Call.Loc);
      }
    // To follow a cut is to keep the function.
    for (const Cut &X : R.Cuts.Cuts)
      result("kept", cutMessage(P, X), P.Functions[X.Function].Loc, "note");
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
     << plural(R.Async + R.Entries, "function becomes", "functions become")
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

void renderText(raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const ReportOptions &O, const CutList &Cuts) {
  Report R(P, C, Pl, Cuts);
  TextReport(OS, R, O).run();
}

void renderJSON(raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const CutList &Cuts) {
  Report R(P, C, Pl, Cuts);
  JSONReport(OS, R).run();
  OS << '\n';
}

void renderSARIF(raw_ostream &OS, const Program &P, const Coloring &C,
                 const Plan &Pl, const CutList &Cuts) {
  Report R(P, C, Pl, Cuts);
  SARIFReport(OS, R).run();
  OS << '\n';
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
