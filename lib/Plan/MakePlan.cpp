//===- MakePlan.cpp - From verdicts to strategies and treatments ----------===//
#include "Plan/MakePlan.h"
#include "Runtime/Modes.h"
#include "Rules/Rules.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <tuple>

namespace recolor {
namespace {

class Planner {
public:
  Planner(const Program &P, const Coloring &C, const Runtime &RT,
          const Twins *Pairs, bool PassThrough)
      : P(P), C(C), RT(RT), Pairs(Pairs), PassThrough(PassThrough) {}

  Plan run() {
    chooseStrategies();
    indexContexts();
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site)
      chooseTreatment(Site);
    chooseContexts();
    limitReplacements();
    if (PassThrough)
      findPassThrough();
    findHazards();
    Result.Runtime = RT.Name;
    Result.Switch = Modes.Where;
    if (Pairs) {
      Result.Default = Pairs->choices().Default;
      Result.Rename = Pairs->choices().Rename;
    }
    return std::move(Result);
  }

private:
  void chooseStrategies();
  void indexContexts();
  void chooseTreatment(uint32_t Site);
  void treatConvertedCallee(uint32_t Site, bool InCoroutine);
  void treatKeptCallee(uint32_t Site);
  Strategy choose(uint32_t Fn) const;
  void treatForeignCallee(uint32_t Site, const CallRule *Rule);
  void guardClosure(uint32_t Site);
  uint32_t contextToDrive(const ProgramCall &Call) const;
  void chooseContexts();
  void limitReplacements();
  void findPassThrough();
  void findHazards();
  void findAdvice();
  void reachFromCoroutines();
  void findBridgesInCoroutines();

  /// The runtime's rule for a function. A name with a scope names the library
  /// even when its headers lie in the project; a function of a global name
  /// (`accept`) that the project defines is the project's.
  const CallRule *ruleOf(const ProgramFunction &F) const {
    if (F.is(FF_InProject) && F.is(FF_Defined) &&
        !llvm::StringRef(F.Name).contains("::"))
      return nullptr;
    return RT.ruleFor(F.Name);
  }

  bool changes(uint32_t Fn) const {
    return Fn != None && Strategies[Fn] != Strategy::Keep;
  }
  /// Does its text stay, with something async beside it?
  bool stays(uint32_t Fn) const {
    return Strategies[Fn] == Strategy::Twin || Strategies[Fn] == Strategy::Wrap;
  }
  /// The text that a call stands in stays beside its twin, but the callee
  /// changes in place: not a closure that is copied with that text.
  bool staysAround(const ProgramCall &Call) const {
    uint32_t In = Call.Via != None ? Call.Via : Call.Caller;
    return Pairs && In != None && changes(Call.Callee) && !stays(Call.Callee) &&
           stays(Pairs->outermost(In)) &&
           P.Functions[Call.Callee].Parent == None;
  }
  bool isTask(uint32_t Fn) const {
    return P.Functions[Fn].is(FF_Async) || P.Functions[Fn].is(FF_Coroutine);
  }
  /// Can its body await once the plan is carried out?
  bool canAwait(uint32_t Fn) const {
    if (changes(Fn))
      return Strategies[Fn] != Strategy::Wrap;
    // Who is no part of what gets twins stays as it is.
    return Fn != None && P.Functions[Fn].is(FF_Coroutine) &&
           P.Functions[Fn].is(FF_InProject) &&
           !(Pairs && Pairs->choices().Default != Strategy::Convert);
  }
  /// Why the site cannot await: the barrier that stopped the colour there, or
  /// one that holds there whatever is called.
  llvm::StringRef barrierAt(uint32_t Site) const {
    if (auto It = Frontier.find(Site); It != Frontier.end())
      return It->second;
    for (llvm::StringRef Id : P.Calls[Site].Rules) {
      const RuleInfo *R = findRule(Id);
      if (R && R->Kind == RuleKind::Barrier && R->Scope != RuleScope::Function &&
          (R->Scope != RuleScope::Name || stays(P.Calls[Site].Callee)))
        return R->Id;
    }
    return {};
  }
  bool isRunMember(const ProgramFunction &F) const {
    return llvm::is_contained(RT.ContextClasses, F.Class) &&
           llvm::is_contained(RT.ContextRunMembers,
                              llvm::StringRef(F.Name).rsplit("::").second);
  }
  bool runsLoop(const ContextFact &Ctx) const {
    return llvm::any_of(Ctx.Methods, [&](const std::string &M) {
      return llvm::is_contained(RT.ContextRunMembers, M);
    });
  }

  void add(uint32_t Site, Treatment T, llvm::StringRef Rule,
           llvm::StringRef Replacement = "", uint32_t Context = None) {
    Result.Sites.push_back({Site, T, Rule.str(), Replacement.str(), Context,
                            staysAround(P.Calls[Site])});
  }

  const Program &P;
  const Coloring &C;
  const Runtime &RT;
  const Twins *Pairs;
  const bool PassThrough;
  const NonblockingModes Modes = NonblockingModes::of(P, RT);
  Plan Result;
  std::vector<Strategy> Strategies; ///< by function
  llvm::DenseMap<uint32_t, llvm::StringRef> Frontier;
  /// Local and parameter contexts of the runtime's classes, by owner.
  llvm::DenseMap<uint32_t, std::vector<uint32_t>> OwnContexts;
  std::vector<bool> Kept; ///< by context: a loop that awaiting does not drive
  /// By function: who calls it on the way from a coroutine, itself for a
  /// coroutine, None where no coroutine leads.
  std::vector<uint32_t> ReachedFrom;
  std::vector<uint32_t> Coroutine; ///< and which coroutine that way begins at
  std::string pathFromCoroutine(uint32_t Fn) const;
};

void Planner::chooseStrategies() {
  Strategies.assign(P.Functions.size(), Strategy::Keep);
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
    const ProgramFunction &F = P.Functions[Fn];
    if (C.isAsync(P, Fn) && F.is(FF_InProject) && !isTask(Fn) && !ruleOf(F))
      Strategies[Fn] = choose(Fn);
  }
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
    // What stands inside changes only in a text that changes.
    if (Pairs && Pairs->standsInside(Fn) && changes(Fn)) {
      uint32_t Around = Pairs->outermost(Fn);
      if (Pairs->isGenerated(Fn) || Strategies[Around] == Strategy::Wrap ||
          (Pairs->staysBeside(Around) && !changes(Around)))
        Strategies[Fn] = Strategy::Keep;
    }
    if (changes(Fn))
      Result.Functions.push_back(
          {Fn, Strategies[Fn], stays(Fn) ? Pairs->nameOf(Fn) : std::string()});
  }
  for (const FrontierSite &F : C.Frontier)
    Frontier[F.Site] = F.Rule;
}

Strategy Planner::choose(uint32_t Fn) const {
  bool Beside = Pairs && Pairs->staysBeside(Fn);
  if (P.Functions[Fn].is(FF_Main))
    return Beside ? Strategy::Keep : Strategy::Entry;
  return Beside ? Pairs->choices().of(Fn) : Strategy::Convert;
}

void Planner::indexContexts() {
  Kept.assign(P.Contexts.size(), false);
  for (uint32_t I = 0; I != P.Contexts.size(); ++I) {
    const ContextFact &Ctx = P.Contexts[I];
    if (Ctx.Owner != None && llvm::is_contained(RT.ContextClasses, Ctx.Type) &&
        (Ctx.K == ContextFact::Local || Ctx.K == ContextFact::Parameter))
      OwnContexts[Ctx.Owner].push_back(I);
  }
}

void Planner::chooseTreatment(uint32_t Site) {
  const ProgramCall &Call = P.Calls[Site];
  if (Call.Kind == CallKind::Unevaluated || Call.Callee == None)
    return;
  uint32_t In = Call.Via != None ? Call.Via : Call.Caller;
  if (Pairs && In != None && Pairs->isGenerated(In))
    return;
  if (changes(Call.Callee) && stays(Call.Callee))
    return treatKeptCallee(Site);
  const ProgramFunction &Callee = P.Functions[Call.Callee];
  if (Call.Kind == CallKind::Flow || Call.Kind == CallKind::Callback ||
      Call.Kind == CallKind::Spawn) {
    // Only the name of a function can be wrapped into a lambda that bridges,
    // and it need not be where the slot changes too, or has no type to change.
    bool HasNoType = Call.Kind == CallKind::Flow && Call.Caller != None &&
                     P.Functions[Call.Caller].is(FF_C);
    if (changes(Call.Callee) && Callee.Kind != FunctionKind::Lambda && !HasNoType &&
        !P.flowsTogether(Call))
      add(Site, Treatment::Bridge, "handed-on");
    return;
  }
  if (changes(Call.Callee))
    return treatConvertedCallee(Site, canAwait(Call.Caller));
  if (isTask(Call.Callee))
    return;
  const CallRule *Rule = ruleOf(Callee);
  bool Foreign = Rule || !Callee.is(FF_InProject);
  bool Async = C.isAsync(P, Call.Callee);
  if (!Foreign || (!Rule && !Async))
    return;
  bool InProject = Call.Caller != None && P.Functions[Call.Caller].is(FF_InProject);
  if (Rule && InProject && Modes.concern(*Rule))
    return add(Site, Treatment::Leave, "nonblocking-object");
  // That a call goes on blocking for good is said wherever it stands.
  if (Rule && InProject && Rule->Strategy == CallStrategy::Leave &&
      !Rule->Hazard.empty())
    return add(Site, Treatment::Leave, Rule->Hazard);
  if (canAwait(Call.Caller))
    return treatForeignCallee(Site, Rule);
  // In code that stays as it is only what would have been awaited is worth a
  // line.
  if (Async)
    add(Site, Treatment::Leave, barrierAt(Site));
}

void Planner::treatConvertedCallee(uint32_t Site, bool InCoroutine) {
  llvm::StringRef Barrier = barrierAt(Site);
  if (InCoroutine && Barrier.empty()) {
    add(Site, Treatment::Await, "");
    if (P.Calls[Site].Kind == CallKind::Slot)
      guardClosure(Site);
    return;
  }
  // A bridge in a coroutine drives the loop its thread is driving already.
  add(Site, Treatment::Bridge, Barrier.empty() ? "kept" : Barrier, "",
      InCoroutine ? None : contextToDrive(P.Calls[Site]));
}

void Planner::treatKeptCallee(uint32_t Site) {
  const ProgramCall &Call = P.Calls[Site];
  llvm::StringRef Barrier = barrierAt(Site);
  bool HandedOn = Call.Kind == CallKind::Flow || Call.Kind == CallKind::Callback ||
                  Call.Kind == CallKind::Spawn;
  if (canAwait(Call.Caller) && Barrier.empty() && !HandedOn)
    return add(Site, Treatment::Await, "");
  // In code that stays, the call of what stays is worth a line only where
  // something stopped the colour; nobody was to change for a wrapper.
  if (!Barrier.empty() &&
      !(Strategies[Call.Callee] == Strategy::Wrap && Barrier == "kept"))
    add(Site, Treatment::Leave, Barrier);
}

void Planner::treatForeignCallee(uint32_t Site, const CallRule *Rule) {
  if (llvm::StringRef Barrier = barrierAt(Site); !Barrier.empty())
    return add(Site, Treatment::Leave, Barrier);
  if (!Rule)
    return add(Site, Treatment::Offload, "no-replacement");
  switch (Rule->Strategy) {
  case CallStrategy::Replace:
    add(Site, Treatment::Replace, Rule->Hazard, Rule->Id);
    Result.Sites.back().Switched = Modes.areAskedBy(*Rule);
    return;
  case CallStrategy::Offload:
    return add(Site, Treatment::Offload,
               Rule->Hazard.empty() ? "no-replacement" : Rule->Hazard);
  case CallStrategy::Leave:
    return add(Site, Treatment::Leave, Rule->Hazard);
  }
}

/// A closure that is suspended goes on in itself: it has to be there still.
/// Where somebody may store another one meanwhile, a copy is called; a closure
/// whose calls change what it captured cannot be copied for that.
void Planner::guardClosure(uint32_t Site) {
  uint32_t Slot = P.Calls[Site].Callee;
  uint32_t All = 0, Slots = 0;
  for (uint32_t M : P.members(P.ClassOf[Slot])) {
    All |= P.Functions[M].Flags;
    if (P.Functions[M].Kind == FunctionKind::Slot)
      Slots |= P.Functions[M].Flags;
  }
  bool Replaced = P.Functions[Slot].is(FF_Own) ? P.Functions[Slot].is(FF_Stored)
                                               : (Slots & FF_Stored) != 0;
  if (!(All & FF_State) || !Replaced)
    return;
  if (All & FF_Mutable)
    Result.Hazards.push_back({P.Calls[Site].Caller, "closure-lifetime",
                              P.Functions[Slot].Name.str(), P.Calls[Site].Loc});
  else
    Result.Sites.back().Copies = true;
}

uint32_t Planner::contextToDrive(const ProgramCall &Call) const {
  auto It = OwnContexts.find(Call.Caller);
  if (Call.Caller == None || It == OwnContexts.end())
    return None;
  const std::vector<uint32_t> &Own = It->second;
  if (Own.size() == 1)
    return Own.front();
  return llvm::is_contained(Own, Call.Context) ? Call.Context : None;
}

void Planner::chooseContexts() {
  // When somebody runs a loop that he got from elsewhere, any local one may be
  // it: every object that was constructed with a loop leads back to it.
  bool OthersRun = llvm::any_of(P.Contexts, [&](const ContextFact &Ctx) {
    return (Ctx.K == ContextFact::Parameter || Ctx.K == ContextFact::Expression) &&
           runsLoop(Ctx) && llvm::is_contained(RT.ContextClasses, Ctx.Type);
  });
  // So may he who was handed the member function that runs one.
  for (const ProgramCall &Call : P.Calls)
    if (Call.Callee != None &&
        (Call.Kind == CallKind::Flow || Call.Kind == CallKind::Callback ||
         Call.Kind == CallKind::Spawn))
      OthersRun |= isRunMember(P.Functions[Call.Callee]);
  llvm::DenseMap<uint32_t, bool> Driven;
  for (const SitePlan &S : Result.Sites)
    if (S.T == Treatment::Bridge && S.Context != None)
      Driven[S.Context] = true;

  for (uint32_t I = 0; I != P.Contexts.size(); ++I) {
    const ContextFact &Ctx = P.Contexts[I];
    if (!llvm::is_contained(RT.ContextClasses, Ctx.Type) ||
        Ctx.K == ContextFact::Parameter ||
        (Pairs && Ctx.Owner != None && Pairs->isGenerated(Ctx.Owner)))
      continue;
    if (Ctx.K != ContextFact::Local || OthersRun) {
      Kept[I] = true;
    } else if (!changes(Ctx.Owner) || Strategies[Ctx.Owner] == Strategy::Wrap) {
      // The objects of who stays as he is go to what stays beside the twins.
      Kept[I] = !Driven.contains(I) &&
                !(Pairs && Pairs->choices().Default != Strategy::Convert);
    } else if (!Ctx.Editable || runsLoop(Ctx)) {
      Kept[I] = true;
    } else {
      Result.Contexts.push_back({I, !Ctx.Escapes && Ctx.Methods.empty()
                                        ? ContextTreatment::Executor
                                        : ContextTreatment::Reference});
    }
  }
}

void Planner::limitReplacements() {
  llvm::StringMap<const CallRule *> Rules;
  for (const CallRule &R : RT.Calls)
    Rules[R.Id] = &R;
  bool AnyKept = llvm::is_contained(Kept, true);
  for (SitePlan &S : Result.Sites) {
    // Sleeping, for one, needs no object, so no mode and no loop of one.
    if (S.T != Treatment::Replace || !Rules.lookup(S.Replacement)->Bound)
      continue;
    uint32_t Context = P.Calls[S.Site].Context;
    if (AnyKept && (Context == None || Kept[Context]))
      S = {S.Site, Treatment::Offload, "kept-context", "", None};
  }
}

/// Every call that such a function makes is one that it returns, as Extract saw;
/// so each has to be awaited, or there would be no task to return.
void Planner::findPassThrough() {
  std::vector<const SitePlan *> Of(P.Calls.size());
  for (const SitePlan &S : Result.Sites)
    Of[S.Site] = &S;
  for (FunctionPlan &F : Result.Functions) {
    const ProgramFunction &Fact = P.Functions[F.Function];
    if (!Fact.is(FF_HandsOn) || Fact.is(FF_Differs) ||
        (F.S != Strategy::Convert && F.S != Strategy::Twin))
      continue;
    auto [First, Last] = P.callsFrom(F.Function);
    bool All = true, Any = false;
    for (uint32_t Site = First; Site != Last; ++Site) {
      CallKind Kind = P.Calls.kind(Site);
      if (Kind == CallKind::Operator || Kind == CallKind::Unevaluated ||
          !P.Calls[Site].Written)
        continue;
      bool Awaited = (Kind == CallKind::Direct || Kind == CallKind::Virtual) &&
                     Of[Site] && Of[Site]->T == Treatment::Await &&
                     !Of[Site]->BridgedInPlace;
      (Awaited ? Any : All) = Awaited;
    }
    F.PassThrough = All && Any;
  }
}

/// A breadth-first walk over everything that is called and not awaited, so that
/// the path to each function is a shortest one.
void Planner::reachFromCoroutines() {
  ReachedFrom.assign(P.Functions.size(), None);
  Coroutine.assign(P.Functions.size(), None);
  std::vector<uint32_t> Work;
  auto Reach = [&](uint32_t Fn, uint32_t From) {
    // All callables without a name share one slot: through it, everything
    // would reach everything.
    bool Unnamed = P.Functions[Fn].Kind == FunctionKind::Slot &&
                   !P.Functions[Fn].Loc.isValid();
    if (ReachedFrom[Fn] != None || Unnamed)
      return;
    ReachedFrom[Fn] = From;
    Coroutine[Fn] = Fn == From ? Fn : Coroutine[From];
    Work.push_back(Fn);
  };
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
    if (canAwait(Fn))
      Reach(Fn, Fn);
  // What is handed to unseen code is called while the function that hands it on
  // waits; on the blocking pool or in a thread of its own it stops nobody.
  std::vector<std::pair<uint32_t, uint32_t>> Handed;
  for (const ProgramCall &Call : P.Calls)
    if (Call.Kind == CallKind::Callback && Call.Via != None &&
        !llvm::is_contained(RT.OffloadFunctions, P.Functions[Call.Caller].Name))
      Handed.emplace_back(Call.Via, Call.Callee);
  llvm::sort(Handed);
  for (size_t I = 0; I != Work.size(); ++I) {
    uint32_t Fn = Work[I];
    auto [First, Last] = P.callsFrom(Fn);
    for (uint32_t Site = First; Site != Last; ++Site) {
      const ProgramCall &Call = P.Calls[Site];
      if (Call.Kind == CallKind::Unevaluated ||
          Call.Kind == CallKind::Callback || Call.Kind == CallKind::Spawn)
        continue;
      Reach(Call.Callee, Fn);
      if (Call.Kind == CallKind::Virtual)
        for (uint32_t M : P.members(P.ClassOf[Call.Callee]))
          Reach(M, Fn);
    }
    for (auto It = llvm::lower_bound(Handed, std::make_pair(Fn, 0u));
         It != Handed.end() && It->first == Fn; ++It)
      Reach(It->second, Fn);
  }
}

/// `a -> b -> c`, or nothing for a coroutine itself. A way of many steps is
/// told by its ends: there may be a bridge at each of its functions, and all
/// the ways together would be longer than any report.
std::string Planner::pathFromCoroutine(uint32_t Fn) const {
  constexpr size_t MostSteps = 12;
  std::vector<uint32_t> Way;
  for (; ReachedFrom[Fn] != Fn && Way.size() != MostSteps; Fn = ReachedFrom[Fn])
    Way.push_back(Fn);
  if (Way.empty())
    return "";
  std::string Path = P.Functions[Coroutine[Fn]].Name.str();
  if (Fn != Coroutine[Fn])
    Path += " -> ...";
  for (uint32_t Step : llvm::reverse(Way))
    Path += " -> " + P.Functions[Step].Name;
  return Path;
}

void Planner::findBridgesInCoroutines() {
  reachFromCoroutines();
  for (const SitePlan &S : Result.Sites) {
    const ProgramCall &Call = P.Calls[S.Site];
    if (S.T != Treatment::Bridge || Call.Kind == CallKind::Spawn)
      continue;
    uint32_t Text = Call.Via != None ? Call.Via : Call.Caller;
    // The lambda that bridges for a stored function runs when it is called.
    uint32_t Runs = Call.Kind == CallKind::Flow ? Call.Caller : Text;
    if (Runs == None || ReachedFrom[Runs] == None)
      continue;
    Result.Hazards.push_back(
        {Text, "bridge-in-coroutine", pathFromCoroutine(Runs), Call.Loc});
  }
}

/// What Extract saw of two calls concerns those that are awaited, the one and the one
/// before it.
void Planner::findAdvice() {
  llvm::DenseMap<uint32_t, Treatment> Of;
  for (const SitePlan &S : Result.Sites)
    Of[S.Site] = S.T;
  auto Awaits = [&](uint32_t Site) {
    auto It = Of.find(Site);
    return It != Of.end() && (It->second == Treatment::Await || It->second == Treatment::Replace);
  };
  for (const SitePlan &S : Result.Sites) {
    const ProgramCall &Call = P.Calls[S.Site];
    if (!Awaits(S.Site) || !llvm::is_contained(Call.Rules, "sequential-awaits"))
      continue;
    uint32_t Before = S.Site;
    while (Before-- != 0 && P.Calls.caller(Before) == Call.Caller)
      if (ProgramCall C = P.Calls[Before]; C.Written && C.Loc < Call.Loc) {
        if (Awaits(Before))
          Result.Hazards.push_back({Call.Caller, "sequential-awaits", "", Call.Loc});
        break;
      }
  }
}

void Planner::findHazards() {
  for (const FunctionPlan &F : Result.Functions) {
    const ProgramFunction &Fact = P.Functions[F.Function];
    if ((F.S == Strategy::Convert || F.S == Strategy::Twin) && !F.PassThrough &&
        Fact.is(FF_Noexcept))
      Result.Hazards.push_back(
          {F.Function, "noexcept-coroutine", "", Fact.Loc});
    if (Fact.is(FF_Differs))
      Result.Hazards.push_back(
          {F.Function, "differs-between-units", "", Fact.Loc});
  }
  for (const SitePlan &S : Result.Sites)
    if (S.T == Treatment::Await || S.T == Treatment::Replace || S.T == Treatment::Offload)
      for (llvm::StringRef Rule : P.Calls[S.Site].Rules)
        if (const RuleInfo *Info = findRule(Rule);
            Info && Info->Kind == RuleKind::Hazard && Info->Scope == RuleScope::Site &&
            (RT.ChangesThread || Rule != "thread-affinity"))
          Result.Hazards.push_back(
              {P.Calls[S.Site].Caller, Rule.str(), "", P.Calls[S.Site].Loc});
  for (const ProgramCall &Call : P.Calls)
    if (llvm::is_contained(Call.Rules, "dropped-task"))
      Result.Hazards.push_back({Call.Caller, "dropped-task",
                                P.Functions[Call.Callee].Name.str(), Call.Loc});
  findBridgesInCoroutines();
  findAdvice();
  llvm::sort(Result.Hazards, [](const Hazard &A, const Hazard &B) {
    return std::tie(A.Function, A.Loc, A.Rule, A.Detail) <
           std::tie(B.Function, B.Loc, B.Rule, B.Detail);
  });
}

} // namespace

Plan makePlan(const Program &P, const Coloring &C, const Runtime &RT,
              const Twins *Pairs, bool PassThrough) {
  return Planner(P, C, RT, Pairs, PassThrough).run();
}

} // namespace recolor
