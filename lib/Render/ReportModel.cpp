//===- ReportModel.cpp - What all forms of a report are made from ---------===//
#include "Render/ReportModel.h"
#include "Rules/Rules.h"
#include "llvm/ADT/Twine.h"
#include <tuple>

using namespace llvm;

namespace recolor {

StringRef toString(Role R) {
  static constexpr StringLiteral Names[] = {"convert", "bridge", "barrier",
                                             "twin", "wrap"};
  return Names[unsigned(R)];
}

std::string ruleMessage(StringRef Rule, StringRef Detail) {
  const RuleInfo *Info = findRule(Rule);
  std::string S = Info ? Info->Summary.str() : Rule.str();
  if (!Detail.empty())
    S += " (" + Detail.str() + ")";
  return S;
}

static bool isResult(StringRef Rule) {
  const RuleInfo *R = findRule(Rule);
  return R && R->Scope == RuleScope::Result;
}

bool isHazard(StringRef Rule) {
  const RuleInfo *Info = findRule(Rule);
  return Info && Info->Kind == RuleKind::Hazard;
}

bool isAdvice(StringRef Rule) {
  const RuleInfo *Info = findRule(Rule);
  return Info && Info->Kind == RuleKind::Advice;
}

std::string hazardMessage(const Program &P, uint32_t Fn, StringRef Rule,
                          StringRef Detail) {
  if (isAdvice(Rule))
    return "'" + P.Functions[Fn].Name + "' could wait less: " + ruleMessage(Rule, Detail);
  return "the behaviour of " +
         (Fn == None ? "an initializer" : "'" + P.Functions[Fn].Name + "'") +
         " may change: " + ruleMessage(Rule, Detail);
}

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
static bool isNaturalBridge(StringRef Rule) {
  return Rule == "callback" || Rule == "event-loop-handler" || Rule == "kept";
}

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

Report::Report(const Program &P, const Coloring &C, const Plan &Pl,
               const CutList &Cuts)
    : P(P), C(C), Pl(Pl), Cuts(Cuts) {
  for (const FunctionPlan &F : Pl.Functions) {
    Planned[F.Function] = &F;
    ByPlan |= F.S == Strategy::Twin || F.S == Strategy::Wrap;
  }
  collectSites();
  collectFunctions();
  collectFiles();
  collectCosts();
}

bool Report::becomesAsync(uint32_t Fn) const {
  const ProgramFunction &F = P.Functions[Fn];
  return F.is(FF_InProject) && !F.is(FF_Async) && !F.is(FF_Coroutine) &&
         C.isAsync(P, Fn) && (!ByPlan || Planned.contains(Fn));
}

bool Report::remains(uint32_t Fn) const {
  return becomesAsync(Fn) && P.Functions[Fn].Kind != FunctionKind::Slot &&
         llvm::binary_search(Cuts.Remaining, P.ClassOf[Fn]);
}

void Report::collectSites() {
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

void Report::count(Treatment T) {
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

void Report::collectFunctions() {
  std::vector<uint32_t> EntryOf(P.Functions.size(), None);
  auto Entry = [&](uint32_t Fn, Role R) -> FunctionEntry & {
    if (EntryOf[Fn] == None) {
      EntryOf[Fn] = Functions.size();
      Functions.push_back({Fn, R, {}, {}, {}, {}});
    }
    return Functions[EntryOf[Fn]];
  };
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
    if (!becomesAsync(Fn))
      continue;
    const ProgramFunction &F = P.Functions[Fn];
    const FunctionPlan *Its = planOf(Fn);
    // `main` keeps its type; its body becomes a coroutine which it drives.
    if (F.is(FF_Main) || (Its && Its->S == Strategy::Entry)) {
      Entry(Fn, Role::Bridge);
      ++Entries;
    } else if (Its && !Its->Name.empty()) {
      Entry(Fn, Its->S == Strategy::Twin ? Role::Twin : Role::Wrap);
      ++Beside;
    } else {
      Entry(Fn, Role::Convert);
      ++Async;
    }
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

void Report::collectCosts() {
  DenseMap<uint32_t, unsigned> InLoops;
  for (const SitePlan &S : Pl.Sites)
    if (S.T == Treatment::Await || S.T == Treatment::Replace || S.T == Treatment::Offload)
      if (ProgramCall Call = P.Calls[S.Site]; Call.InLoop && Call.Caller != None)
        ++InLoops[Call.Caller];
  for (FunctionEntry &E : Functions) {
    const FunctionPlan *Its = planOf(E.Function);
    if (!Its || P.Functions[E.Function].Kind == FunctionKind::Slot ||
        !P.Functions[E.Function].is(FF_Defined))
      continue;
    E.Costs.PassThrough = Its->PassThrough;
    E.Costs.Frames = !Its->PassThrough;
    E.Costs.InLoops = InLoops.lookup(E.Function);
  }
}

Cost Report::total() const {
  Cost Sum;
  for (const FunctionEntry &E : Functions) {
    Sum.Frames += E.Costs.Frames;
    Sum.InLoops += E.Costs.InLoops;
  }
  return Sum;
}

unsigned Report::passThrough() const {
  return llvm::count_if(Functions,
                        [](const FunctionEntry &E) { return E.Costs.PassThrough; });
}

void Report::collectFiles() {
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

} // namespace recolor
