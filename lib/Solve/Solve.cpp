//===- Solve.cpp - The least fixpoint over colour classes -----------------===//
#include "Solve/Solve.h"
#include "Rules/Rules.h"
#include "Runtime/Modes.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace llvm;

namespace recolor {
namespace {

bool isForeign(const ProgramFunction &F) { return !F.is(FF_InProject); }

/// Written as a coroutine, or at least as a function that returns a task: its
/// colour is settled.
bool isAsyncAlready(const ProgramFunction &F) {
  return F.is(FF_Async) || F.is(FF_Coroutine);
}

bool declaredAt(const Program &P, const Location &L, const Pattern &Pat) {
  return L.isValid() && L.Line == Pat.Line && Pat.matchesFile(P.Files[L.File]);
}

bool matches(const Program &P, uint32_t Fn, const Pattern &Pat) {
  const ProgramFunction &F = P.Functions[Fn];
  if (Pat.isLocation())
    return declaredAt(P, F.Loc, Pat) ||
           any_of(F.Redecls,
                  [&](const Location &L) { return declaredAt(P, L, Pat); });
  // A glob means functions; a slot has to be named in full.
  if (F.Kind == FunctionKind::Slot &&
      StringRef(Pat.Name).find_first_of("*?") != StringRef::npos)
    return false;
  return Pat.matchesName(F.Name, F.Params);
}

/// Could it ever be async, whatever its text? Who writes `Class::*` means what could.
bool isCoroutineKind(const ProgramFunction &F) {
  switch (F.Kind) {
  case FunctionKind::Constructor:
  case FunctionKind::Destructor:
  case FunctionKind::Conversion:
    return false;
  case FunctionKind::Operator:
    return StringRef(F.Name).ends_with("operator()");
  case FunctionKind::Function:
  case FunctionKind::Method:
  case FunctionKind::Lambda:
  case FunctionKind::Slot:
    return true;
  }
  llvm_unreachable("all kinds are handled");
}

/// Does the pattern name what it matches, rather than take it by a wildcard?
bool isNamedBy(const Pattern &Pat) {
  if (Pat.isLocation())
    return true;
  StringRef Own = Pat.Name;
  if (size_t Scope = Own.rfind("::"); Scope != StringRef::npos)
    Own = Own.drop_front(Scope + 2);
  return Own.starts_with("operator") || Own.find_first_of("*?") == StringRef::npos;
}

bool matchesSeed(const Program &P, uint32_t Fn, const Pattern &Pat) {
  return matches(P, Fn, Pat) && (isNamedBy(Pat) || isCoroutineKind(P.Functions[Fn]));
}

bool contains(const std::vector<std::string> &Names, StringRef Name) {
  return is_contained(Names, Name);
}

/// The rule that keeps all calls of a kind from being awaited, or empty.
StringRef kindRule(CallKind K) {
  switch (K) {
  case CallKind::Flow:
  case CallKind::Callback:
  case CallKind::Spawn:
    return "handed-on";
  case CallKind::Implicit:
  case CallKind::Destructor:
  case CallKind::Conversion:
    return "implicit-call";
  case CallKind::Direct:
  case CallKind::Virtual:
  case CallKind::Constructor:
  case CallKind::Operator:
  case CallKind::Slot:
  case CallKind::Lambda:
  case CallKind::Unevaluated:
    return {};
  }
  llvm_unreachable("all kinds are handled");
}

/// The rule that keeps a call from being awaited where it stands, or empty.
StringRef siteRule(const Program &P, const ProgramCall &C) {
  // A value in C needs no other type to be called from a coroutine.
  if (C.Kind == CallKind::Flow && C.Caller != None && P.Functions[C.Caller].is(FF_C))
    return {};
  for (StringRef Id : C.Rules)
    if (const RuleInfo *R = findRule(Id);
        R && R->Kind == RuleKind::Barrier &&
        (R->Scope == RuleScope::Site || R->Scope == RuleScope::Callee))
      return R->Id;
  if (StringRef Rule = kindRule(C.Kind); !Rule.empty())
    return Rule;
  return C.Caller == None ? StringRef("static-initializer") : StringRef();
}

} // namespace

bool isAwaitable(const Program &P, const ProgramCall &C) {
  return C.Caller != None && C.Kind != CallKind::Unevaluated &&
         siteRule(P, C).empty();
}

namespace {

/// The rule by which a call site keeps its callee from changing, or empty.
StringRef calleeRule(const ProgramCall &C) {
  if (C.Kind == CallKind::Unevaluated)
    return "unevaluated";
  // Where nothing is written, not even a bridge can be.
  if (C.Kind == CallKind::Implicit)
    return "implicit-call";
  for (StringRef Id : C.Rules)
    if (const RuleInfo *R = findRule(Id); R && R->Scope == RuleScope::Callee)
      return R->Id;
  return {};
}

/// What code that was not seen does with the callables it is handed: the rule
/// for them, by the name of that code.
StringRef handlerRule(const Runtime *RT, StringRef UnseenName) {
  if (!RT)
    return {};
  if (contains(RT->OffloadFunctions, UnseenName))
    return "offloaded";
  for (const std::string &Prefix : RT->HandlerNamespaces)
    if (UnseenName.starts_with(Prefix))
      return "event-loop-handler";
  return {};
}

/// Finds the rules which keep functions from becoming coroutines.
class BarrierFinder {
  const Program &P;
  const SolveOptions &O;
  /// Those of SolveOptions::Demoted that the program has, with the diagnostic.
  DenseMap<uint32_t, StringRef> Demoted;

public:
  BarrierFinder(const Program &P, const SolveOptions &O) : P(P), O(O) {
    for (const auto &[Key, Detail] : O.Demoted)
      if (uint32_t Fn = P.findKey(Key); Fn != None)
        Demoted[Fn] = Detail;
  }

  /// Calls \p Found for every rule which keeps \p Fn itself from becoming a
  /// coroutine, until it returns false. Seeds outside the project have none:
  /// what is awaited is their counterpart.
  void forEach(uint32_t Fn, function_ref<bool(Barrier)> Found) const {
    StringRef Handler;
    bool ByType = false; // one place is told where a library finds it by a type
    for (uint32_t Site : P.callsTo(Fn)) {
      ProgramCall C = P.Calls[Site];
      if (StringRef Rule = handlerAt(C); !Rule.empty()) {
        Handler = Rule;
        if (!Found({Fn, Rule.str(), P.Functions[C.Caller].Name.str(), C.Loc}))
          return;
      }
      StringRef Rule = calleeRuleAt(C);
      bool Told = C.Kind == CallKind::Callback && Rule == "implicit-call" &&
                  std::exchange(ByType, true);
      if (!Rule.empty() && !Told && !Found({Fn, Rule.str(), "", C.Loc}))
        return;
    }
    forEachOwn(Fn, Handler, Found);
  }

  /// Does the call, rather than the function it goes to, keep that from
  /// changing?
  bool bars(const ProgramCall &C) const {
    return !calleeRuleAt(C).empty() || !handlerAt(C).empty();
  }

  /// The rules that do not come from a call site. \p Handler: what the one who
  /// calls a lambda says of it, which is more than that it was handed on.
  void forEachOwn(uint32_t Fn, StringRef Handler,
                  function_ref<bool(Barrier)> Found) const;

private:
  /// How a function of C is called says nothing about its colour.
  /// Nor does a call of what stays as it is, for that call stays as well.
  StringRef calleeRuleAt(const ProgramCall &C) const {
    // The caller changes with it; but a twin's copy has the result's words, too, and
    // is given what is no task.
    if (C.Kind == CallKind::Unevaluated && is_contained(C.Rules, FollowedResult))
      return O.Pairs && C.Caller != None && O.Pairs->staysBeside(C.Caller) ? "unevaluated" : "";
    bool Stays = O.Pairs && O.Pairs->staysBeside(C.Callee);
    if (Stays || P.Functions[C.Callee].is(FF_C))
      return {};
    StringRef Rule = calleeRule(C);
    // Where the slot changes with it, no bridge is needed.
    bool Shared = C.Caller != None && P.ClassOf[C.Caller] == P.ClassOf[C.Callee];
    bool IsOfSlot = Rule == "template-argument" || Rule == "member-pointer";
    return IsOfSlot && Shared ? StringRef() : Rule;
  }
  StringRef handlerAt(const ProgramCall &C) const {
    if ((C.Kind != CallKind::Callback && C.Kind != CallKind::Spawn) ||
        C.Caller == None || P.Functions[C.Callee].Kind != FunctionKind::Lambda)
      return {};
    return handlerRule(O.RT, P.Functions[C.Caller].Name);
  }
};

void BarrierFinder::forEachOwn(uint32_t Fn, StringRef Handler,
                               function_ref<bool(Barrier)> Found) const {
  const ProgramFunction &F = P.Functions[Fn];
  if (F.is(FF_C) && O.Rewrites && F.Kind != FunctionKind::Slot)
    if (!Found({Fn, "c-language", "", F.Loc}))
      return;
  if (F.is(FF_Unparsed) && O.Rewrites)
    if (!Found({Fn, "unparsed-unit", "", F.Loc}))
      return;
  for (const ProgramRule &R : F.Rules) {
    const RuleInfo *Info = findRule(R.Rule);
    if (!Info || Info->Scope != RuleScope::Function ||
        Info->Kind != RuleKind::Barrier)
      continue;
    if (R.Rule == "callback" && !Handler.empty())
      continue;
    if (!Found({Fn, R.Rule.str(), R.Detail.str(), R.Loc}))
      return;
  }
  if (O.Pairs && F.Kind != FunctionKind::Slot)
    if (std::optional<std::string> Why = O.Pairs->obstacle(Fn))
      if (!Found({Fn, "no-twin", std::move(*Why), F.Loc}))
        return;
  if (isAsyncAlready(F))
    if (!Found({Fn, "result-type", "it returns a task already", F.Loc}))
      return;
  // Helpers of the runtime keep what they do even when the project carries
  // their source.
  if (O.RT && (contains(O.RT->OffloadFunctions, F.Name) ||
               contains(O.RT->BridgeFunctions, F.Name)))
    if (!Found({Fn, "offloaded", "", F.Loc}))
      return;
  for (const Pattern &Pat : O.Stops)
    if (matches(P, Fn, Pat)) {
      if (!Found({Fn, "kept", Pat.Text, F.Loc}))
        return;
      break;
    }
  if (auto It = Demoted.find(Fn); It != Demoted.end())
    Found({Fn, "verification", It->second.str(), F.Loc});
}

void sortByName(const Program &P, std::vector<uint32_t> &Fns) {
  llvm::sort(Fns, [&](uint32_t A, uint32_t B) {
    return P.NameRank[A] < P.NameRank[B];
  });
}

class Solver {
  const Program &P;
  const SolveOptions &O;
  const BarrierFinder Barriers;
  Coloring C;
  /// Functions that are awaited although nothing in them changes: foreign
  /// seeds, and tasks that the user named.
  BitVector IsSeed;
  /// Classes that may change colour.
  BitVector Able;
  /// Why a class that no barrier keeps may not change all the same.
  struct Refusal {
    std::string Rule, Detail;
    uint32_t Around = None; ///< the function whose text stays, if it is that
  };
  /// Classes that lost Able for what a call site says (--on-barrier refuse), or
  /// for the text around one of their members.
  std::map<uint32_t, Refusal> Refused;
  /// Classes on no path from a root.
  BitVector OffPath;
  /// Predicates that the user stops at: calls which run only when one of them
  /// says yes make nobody async.
  BitVector StoppedGuards;
  /// What ruleOfCaller() found, by function and by class.
  DenseMap<uint32_t, std::string> FunctionRule, ClassRule;
  /// By CallTable::detailOf(): do the rules there keep a call from being
  /// awaited, or its callee from changing? Most calls have none of either, and
  /// ten million are not asked for theirs.
  BitVector DetailRules;

public:
  Solver(const Program &P, const SolveOptions &O)
      : P(P), O(O), Barriers(P, O), IsSeed(P.Functions.size()), Able(P.classCount(), true),
        OffPath(P.classCount()), StoppedGuards(P.Functions.size()),
        DetailRules(P.Calls.details().size()) {
    for (auto [Id, Detail] : enumerate(P.Calls.details()))
      DetailRules[Id] = any_of(Detail.Rules, [](StringRef Rule) {
        const RuleInfo *R = findRule(Rule);
        return R && (R->Scope == RuleScope::Site || R->Scope == RuleScope::Callee ||
                     R->Scope == RuleScope::Name);
      });
  }

  Expected<Coloring> run() {
    Expected<std::vector<uint32_t>> Seeds = findSeeds(P, O);
    if (!Seeds)
      return Seeds.takeError();
    C.Seeds = std::move(*Seeds);
    // A pattern that names what stands beside a function means that one, not
    // the text which is made from it.
    llvm::erase_if(C.Seeds, [&](uint32_t Fn) { return standsInGenerated(Fn); });
    for (const Pattern &Pat : O.Stops) {
      Expected<std::vector<uint32_t>> Fns = findFunctions(P, Pat);
      if (!Fns)
        return Fns.takeError();
      for (uint32_t Fn : *Fns)
        StoppedGuards.set(Fn);
    }
    // A function of a library has no colour to keep: it starts nothing.
    llvm::erase_if(C.Seeds, [&](uint32_t Fn) {
      return StoppedGuards[Fn] && isForeign(P.Functions[Fn]);
    });
    for (uint32_t Fn : C.Seeds)
      IsSeed.set(Fn);
    judgeClasses();
    if (!O.Roots.empty())
      if (Error E = keepToRoots())
        return E;
    propagate();
    if (followTwins())
      propagate();
    keepUncopied();
    if (O.Refuse || !O.RefusedSites.empty()) {
      refuse();
      propagate();
      keepUncopied();
    }
    if (StoppedGuards.any())
      followCallers();
    collectFrontier();
    return std::move(C);
  }

private:
  bool standsInGenerated(uint32_t Fn) const {
    for (unsigned Depth = 0; O.Pairs && Fn != None && Depth != 256; ++Depth) {
      if (O.Pairs->isGenerated(Fn))
        return true;
      Fn = P.Functions[Fn].Parent;
    }
    return false;
  }

  /// The rule that keeps a call from being awaited where it stands, or empty.
  /// Where the callee has a twin, the call has to name that.
  StringRef ruleAt(const ProgramCall &Call) const {
    StringRef Rule = siteRule(P, Call);
    if (Rule.empty() && O.Pairs && O.Pairs->staysBeside(Call.Callee))
      for (StringRef Id : Call.Rules)
        if (const RuleInfo *R = findRule(Id); R && R->Scope == RuleScope::Name)
          return R->Id;
    return Rule;
  }

  /// No rule keeps the call from being awaited where it stands.
  bool isAwaitedAt(uint32_t Site) const {
    return isPlain(Site) || ruleAt(P.Calls[Site]).empty();
  }

  /// A call as most are: no rule says anything of it.
  bool isPlain(uint32_t Site) const {
    CallKind K = P.Calls.kind(Site);
    return K != CallKind::Unevaluated && kindRule(K).empty() &&
           P.Calls.caller(Site) != None && !DetailRules[P.Calls.detailOf(Site)];
  }

  /// Awaited where it is called, without being changed itself.
  bool isFixedSeed(uint32_t Fn) const {
    if (!IsSeed[Fn])
      return false;
    const ProgramFunction &F = P.Functions[Fn];
    return isForeign(F) || isAsyncAlready(F);
  }

  /// Which classes may change. Reads the calls in the order they are stored,
  /// not by callee: ten million of them do not fit into any cache.
  void judgeClasses() {
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site)
      if (uint32_t Callee = P.Calls.callee(Site);
          !isPlain(Site) && Able[P.ClassOf[Callee]] && !isFixedSeed(Callee) &&
          Barriers.bars(P.Calls[Site]))
        Able.reset(P.ClassOf[Callee]);
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      if (!Able[P.ClassOf[Fn]] || isFixedSeed(Fn))
        continue;
      Barriers.forEachOwn(Fn, /*Handler=*/"", [&](const Barrier &B) {
        if (isIgnored(B))
          return true;
        Able.reset(P.ClassOf[Fn]);
        return false;
      });
    }
  }

  /// A report without a runtime takes the user's word for a seed whose
  /// definition was not among the units.
  bool isIgnored(const Barrier &B) const {
    return !O.RT && B.Rule == "no-definition" && IsSeed[B.Function];
  }

  /// Only what a root reaches may change: over all edges, since a barrier
  /// between a root and a seed is bridged.
  Error keepToRoots() {
    BitVector Seen(P.classCount());
    std::vector<uint32_t> Work;
    auto Reach = [&](uint32_t Fn) {
      uint32_t K = P.ClassOf[Fn];
      if (!Seen[K]) {
        Seen.set(K);
        Work.push_back(K);
      }
    };
    for (const Pattern &Pat : O.Roots) {
      Expected<std::vector<uint32_t>> Fns = findFunctions(P, Pat);
      if (!Fns)
        return Fns.takeError();
      for (uint32_t Fn : *Fns)
        Reach(Fn);
    }
    while (!Work.empty()) {
      uint32_t K = Work.back();
      Work.pop_back();
      for (uint32_t Fn : P.members(K)) {
        auto [First, Last] = P.callsFrom(Fn);
        for (uint32_t Site = First; Site != Last; ++Site)
          if (P.Calls.kind(Site) != CallKind::Unevaluated)
            Reach(P.Calls.callee(Site));
      }
    }
    for (uint32_t K = 0; K != P.classCount(); ++K)
      if (!Seen[K])
        OffPath.set(K);
    Able.reset(OffPath);
    return Error::success();
  }

  bool mayColour(uint32_t K) const { return Able[K] && !Refused.count(K); }

  /// A class that consists of foreign seeds and tasks is async whatever the
  /// rules say, and however the roots restrict what changes.
  bool isFixedClass(uint32_t K) const {
    return all_of(P.members(K), [&](uint32_t Fn) { return isFixedSeed(Fn); });
  }

  /// A function whose async twin is there stays async when it has nothing to
  /// await any more; otherwise its twin would keep the text of before.
  bool followTwins() {
    if (!O.Pairs)
      return false;
    size_t Before = C.Seeds.size();
    for (uint32_t Fn : O.Pairs->functionsWithTwins())
      if (!C.isAsync(P, Fn) && mayColour(P.ClassOf[Fn]) && !IsSeed[Fn]) {
        IsSeed.set(Fn);
        C.Seeds.push_back(Fn);
      }
    sortByName(P, C.Seeds);
    return C.Seeds.size() != Before;
  }

  /// What stands in a function with a twin changes in the copy of its text, and
  /// is awaited there. Where the function around it has nothing to await, the
  /// text stays, and so does all that stands in it.
  void keepUncopied() {
    if (!O.Pairs)
      return;
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
        const ProgramFunction &F = P.Functions[Fn];
        if (F.Parent == None || F.Kind == FunctionKind::Slot || isFixedSeed(Fn) ||
            !C.isAsync(P, Fn) || !O.Pairs->staysBeside(O.Pairs->outermost(Fn)) ||
            C.isAsync(P, F.Parent) || isAsyncAlready(P.Functions[F.Parent]))
          continue;
        std::string Why = "it stands in '" + P.Functions[F.Parent].Name.str() +
                          "', which stays as it is";
        Changed |= Refused.try_emplace(P.ClassOf[Fn], Refusal{"no-twin", Why, F.Parent}).second;
      }
      if (Changed)
        propagate();
    }
  }

  void propagate() {
    C.Classes.assign(P.classCount(), Verdict());
    C.Reasons.assign(P.Functions.size(), Reason());
    std::vector<uint32_t> Level, Next;
    for (uint32_t Seed : C.Seeds) {
      uint32_t K = P.ClassOf[Seed];
      if (C.Classes[K].C == Color::Async || !(mayColour(K) || isFixedClass(K)))
        continue;
      colour(K, 0, Seed, Reason(), Level);
      for (uint32_t M : P.members(K))
        if (IsSeed[M])
          C.Reasons[M] = Reason();
    }
    std::vector<Step> Steps;
    for (uint32_t Depth = 1; !Level.empty(); ++Depth) {
      sortByName(P, Level);
      Next.clear();
      for (size_t I = 0; I != Level.size(); ++I) {
        // The calls of a function are anywhere among ten million.
        if (I + 1 < Level.size())
          for (uint32_t Site : P.callsTo(Level[I + 1]).take_front(16))
            P.Calls.prefetch(Site);
        Steps.clear();
        for (uint32_t Site : P.callsTo(Level[I]))
          if (leadsOn(Site, Depth))
            Steps.push_back({P.Calls.loc(Site), Site, P.Calls.caller(Site)});
        llvm::sort(Steps);
        for (const Step &S : Steps)
          step(S, Depth, Next);
      }
      std::swap(Level, Next);
    }
  }

  /// A call by which the colour may go on; the first in the text is taken.
  struct Step {
    Location Loc;
    uint32_t Site, Caller;
    friend auto operator<=>(const Step &, const Step &) = default;
  };

  /// Could a call of what was coloured one level before colour its caller, or
  /// explain why that has its colour? Most cannot, and need not be sorted.
  bool leadsOn(uint32_t Site, uint32_t Depth) const {
    uint32_t Caller = P.Calls.caller(Site);
    if (Caller == None)
      return false;
    uint32_t K = P.ClassOf[Caller];
    if (C.Classes[K].C == Color::Async ? C.Classes[K].Depth != Depth ||
                                             C.Reasons[Caller].K != Reason::Class
                                       : !mayColour(K))
      return false;
    // Nobody changes for the sake of a wrapper, nor is what stands in it async.
    if (O.Pairs && O.Pairs->choices().Default == Strategy::Wrap &&
        !isFixedSeed(P.Calls.callee(Site)))
      return false;
    const CallDetail &D = P.Calls.details()[P.Calls.detailOf(Site)];
    if (P.Calls.kind(Site) == CallKind::Unevaluated ||
        (D.Guard != None && D.GuardHolds && StoppedGuards[D.Guard]))
      return false;
    return isAwaitedAt(Site);
  }

  /// Makes class \p K async because of \p Fn, one of its members.
  void colour(uint32_t K, uint32_t Depth, uint32_t Fn, Reason Why,
              std::vector<uint32_t> &Level) {
    C.Classes[K] = {Color::Async, Depth};
    for (uint32_t M : P.members(K)) {
      C.Reasons[M] = M == Fn ? Why : Reason{Reason::Class, None, Fn};
      Level.push_back(M);
    }
  }

  void step(const Step &S, uint32_t Depth, std::vector<uint32_t> &Next) {
    uint32_t K = P.ClassOf[S.Caller];
    if (C.Classes[K].C != Color::Async) {
      colour(K, Depth, S.Caller, {Reason::Call, S.Site, None}, Next);
      return;
    }
    // A member which calls something async itself says so, rather than that it
    // shares the class.
    Reason &R = C.Reasons[S.Caller];
    if (C.Classes[K].Depth == Depth && R.K == Reason::Class)
      R = {Reason::Call, S.Site, None};
  }

  /// What can suspend behind a guard, and is called by async code only, may as
  /// well be async: nobody would ever see the guard say no. The way the
  /// maintainers of code with such guards add marks by hand.
  void followCallers() {
    auto OnlyAsyncCallers = [&](uint32_t K) {
      bool Called = false;
      for (uint32_t Fn : P.members(K))
        for (uint32_t Site : P.callsTo(Fn)) {
          ProgramCall Call = P.Calls[Site];
          if (Call.Kind == CallKind::Unevaluated)
            continue;
          if (Call.Caller == None || P.Functions[Call.Caller].Kind == FunctionKind::Slot ||
              Call.Kind == CallKind::Callback || Call.Kind == CallKind::Spawn ||
              !ruleAt(Call).empty() || !C.isAsync(P, Call.Caller))
            return false;
          Called = true;
        }
      return Called;
    };
    std::vector<uint32_t> Work, Fresh;
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site) {
      ProgramCall Call = P.Calls[Site];
      if (Call.Guard != None && Call.GuardHolds && StoppedGuards[Call.Guard] &&
          Call.Caller != None && C.isAsync(P, Call.Callee) &&
          !C.isAsync(P, Call.Caller) && ruleAt(Call).empty())
        Work.push_back(Site);
    }
    // One that changes may be the last sync caller of another.
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (uint32_t Site : Work) {
        ProgramCall Call = P.Calls[Site];
        uint32_t K = P.ClassOf[Call.Caller];
        if (C.Classes[K].C == Color::Async || !mayColour(K) || !OnlyAsyncCallers(K))
          continue;
        Fresh.clear();
        colour(K, C.Classes[P.ClassOf[Call.Callee]].Depth + 1, Call.Caller,
               {Reason::Call, Site, None, true}, Fresh);
        Changed = true;
      }
    }
  }

  /// The rule that stops async at \p Site, or empty when the call is awaited
  /// or never runs.
  std::string stopRule(const ProgramCall &Call) {
    if (Call.Kind == CallKind::Unevaluated)
      return {};
    if (P.flowsTogether(Call))
      return {};
    if (StringRef Rule = ruleAt(Call); !Rule.empty())
      return Rule.str();
    if (P.Functions[Call.Caller].is(FF_Coroutine))
      return {};
    uint32_t K = P.ClassOf[Call.Caller];
    if (C.Classes[K].C == Color::Async && !isFixedSeed(Call.Caller))
      return {};
    if (StringRef Rule = ruleOfCaller(Call.Caller); !Rule.empty())
      return Rule.str();
    if (auto It = Refused.find(K); It != Refused.end())
      return It->second.Rule;
    return "kept";
  }

  /// The first rule that keeps \p Fn or, second best, its class from changing.
  /// Both are asked for at every call a function makes, hence remembered.
  StringRef ruleOfCaller(uint32_t Fn) {
    auto [Own, NewOwn] = FunctionRule.try_emplace(Fn);
    if (NewOwn)
      Own->second = firstRule(Fn);
    if (!Own->second.empty())
      return Own->second;
    auto [Shared, NewShared] = ClassRule.try_emplace(P.ClassOf[Fn]);
    if (NewShared)
      for (uint32_t M : P.members(P.ClassOf[Fn])) {
        if (!isFixedSeed(M))
          Shared->second = firstRule(M);
        if (!Shared->second.empty())
          break;
      }
    return Shared->second;
  }

  std::string firstRule(uint32_t Fn) const {
    std::string Rule;
    Barriers.forEach(Fn, [&](Barrier B) {
      if (isIgnored(B))
        return true;
      Rule = std::move(B.Rule);
      return false;
    });
    return Rule;
  }

  /// Nothing that the project could edit, or that was asked for, happens at
  /// this site: foreign code calls foreign code, blocking code is called on
  /// the blocking pool, or a caller outside the roots goes on as before.
  bool isSilent(const ProgramCall &Call, StringRef Rule) const {
    if (!isFixedSeed(Call.Callee))
      return false;
    uint32_t Host = Call.Via != None ? Call.Via : Call.Caller;
    return Rule == "offloaded" ||
           (Host != None &&
            (isForeign(P.Functions[Host]) || OffPath[P.ClassOf[Host]]));
  }

  /// Takes the colour from every project class that one of its callers could
  /// not await, then from what those call, until nothing would need a bridge.
  void refuse() {
    std::vector<uint32_t> Work;
    auto Refuse = [&](uint32_t Fn, const std::string &Rule) {
      uint32_t K = P.ClassOf[Fn];
      // What stays beside its twin is called as before.
      if (O.Pairs && O.Pairs->staysBeside(Fn))
        return;
      if (!isFixedSeed(Fn) && C.Classes[K].C == Color::Async &&
          Refused.try_emplace(K, Refusal{Rule, "one of its calls cannot await it"}).second)
        Work.push_back(K);
    };
    BitVector Async = asyncFunctions();
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site) {
      uint32_t Callee = P.Calls.callee(Site);
      if (!Async[Callee] || isFixedSeed(Callee) ||
          !(O.Refuse || O.RefusedSites.contains(Site)))
        continue;
      if (std::string Rule = stopRule(P.Calls[Site]); !Rule.empty())
        Refuse(Callee, Rule);
    }
    // One call that is refused concerns its callee alone.
    while (O.Refuse && !Work.empty()) {
      uint32_t K = Work.back();
      Work.pop_back();
      std::string Rule = Refused[K].Rule;
      for (uint32_t Fn : P.members(K)) {
        auto [First, Last] = P.callsFrom(Fn);
        for (uint32_t Site = First; Site != Last; ++Site)
          if (P.Calls.kind(Site) != CallKind::Unevaluated)
            Refuse(P.Calls.callee(Site), Rule);
      }
    }
  }

  /// A set that is small enough to be asked at every call.
  BitVector asyncFunctions() const {
    BitVector Async(P.Functions.size());
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      if (C.isAsync(P, Fn))
        Async.set(Fn);
    return Async;
  }

  void collectFrontier() {
    BitVector Async = asyncFunctions();
    BitVector Reached(P.classCount());
    for (uint32_t Seed : C.Seeds)
      if (C.Classes[P.ClassOf[Seed]].C != Color::Async)
        Reached.set(P.ClassOf[Seed]);
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site) {
      if (!Async[P.Calls.callee(Site)])
        continue;
      if (uint32_t Caller = P.Calls.caller(Site);
          isPlain(Site) && Async[Caller] && !isFixedSeed(Caller))
        continue;
      ProgramCall Call = P.Calls[Site];
      std::string Rule = stopRule(Call);
      if (Rule.empty() || isSilent(Call, Rule))
        continue;
      // What was made from another text is judged there.
      if (O.Pairs && Call.Caller != None && O.Pairs->isGenerated(Call.Caller))
        continue;
      C.Frontier.push_back({Site, std::move(Rule)});
      if (Call.Caller != None && ruleAt(Call).empty())
        Reached.set(P.ClassOf[Call.Caller]);
    }
    for (auto &[K, Why] : Refused) {
      Reached.set(K);
      if (Why.Around != None)
        Reached.set(P.ClassOf[Why.Around]);
    }
    for (unsigned K : Reached.set_bits())
      collectBarriers(K);
    llvm::sort(C.Barriers, [](const Barrier &A, const Barrier &B) {
      return std::tie(A.Function, A.Rule, A.Loc, A.Detail) <
             std::tie(B.Function, B.Rule, B.Loc, B.Detail);
    });
    auto Same = [](const Barrier &A, const Barrier &B) {
      return A.Function == B.Function && A.Rule == B.Rule && A.Loc == B.Loc &&
             A.Detail == B.Detail;
    };
    C.Barriers.erase(std::unique(C.Barriers.begin(), C.Barriers.end(), Same),
                     C.Barriers.end());
  }

  void collectBarriers(uint32_t K) {
    for (uint32_t M : P.members(K)) {
      // Nothing is told of what nobody wrote, as the destructors of derived classes.
      if (isFixedSeed(M) || P.Functions[M].is(FF_Implicit))
        continue;
      Barriers.forEach(M, [&](Barrier B) {
        if (B.Rule != "offloaded" && !isIgnored(B))
          C.Barriers.push_back(std::move(B));
        return true;
      });
      if (OffPath[K])
        C.Barriers.push_back(
            {M, "kept", "it is on no path from a root", P.Functions[M].Loc});
      if (auto It = Refused.find(K); It != Refused.end())
        C.Barriers.push_back({M, It->second.Rule, It->second.Detail, P.Functions[M].Loc});
    }
  }
};

} // namespace

Expected<std::vector<uint32_t>> findSeeds(const Program &P,
                                          const SolveOptions &O) {
  std::vector<uint32_t> Seeds;
  for (const Pattern &Pat : O.Async) {
    Expected<std::vector<uint32_t>> Fns = findFunctions(P, Pat);
    if (!Fns)
      return Fns.takeError();
    erase_if(*Fns, [&](uint32_t Fn) { return !matchesSeed(P, Fn, Pat); });
    if (Fns->empty())
      return createStringError("'" + Pat.Text + "' matches only functions that cannot be "
                               "coroutines, such as constructors; name one without a wildcard");
    append_range(Seeds, *Fns);
  }
  if (O.RuntimeSeeds && O.RT) {
    NonblockingModes Modes = NonblockingModes::of(P, *O.RT);
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      const ProgramFunction &F = P.Functions[Fn];
      // A function that the project defines at global scope is not the C
      // library's, whatever its name.
      if (!isForeign(F) && F.is(FF_Defined) &&
          StringRef(F.Name).find("::") == StringRef::npos)
        continue;
      if (const CallRule *R = O.RT->ruleFor(F.Name);
          R && R->Seed && !Modes.concern(*R))
        Seeds.push_back(Fn);
    }
  }
  llvm::sort(Seeds);
  Seeds.erase(std::unique(Seeds.begin(), Seeds.end()), Seeds.end());
  sortByName(P, Seeds);
  return Seeds;
}

Expected<Coloring> solve(const Program &P, const SolveOptions &O) {
  return Solver(P, O).run();
}

Expected<std::vector<uint32_t>> findFunctions(const Program &P,
                                              const Pattern &Pat) {
  std::vector<uint32_t> Found;
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
    if (matches(P, Fn, Pat))
      Found.push_back(Fn);
  if (!Found.empty()) {
    sortByName(P, Found);
    return Found;
  }
  if (Pat.isLocation())
    return createStringError("no function is declared at '" + Pat.Text + "'");
  std::vector<std::string> Names;
  for (const ProgramFunction &F : P.Functions)
    Names.push_back(F.Name.str());
  llvm::sort(Names);
  Names.erase(std::unique(Names.begin(), Names.end()), Names.end());
  // The most frequent slip is a name without its scope.
  auto Scoped = find_if(Names, [&](StringRef Name) {
    return Name.consume_back(Pat.Name) && Name.ends_with("::");
  });
  std::string Near =
      Scoped != Names.end() ? *Scoped : didYouMean(Pat.Name, Names);
  return createStringError(
      "no function matches '" + Pat.Text + "'" +
      (Near.empty() ? "" : "; did you mean '" + Near + "'?"));
}

std::optional<Barrier> findBarrier(const Program &P, const SolveOptions &O,
                                   uint32_t Fn) {
  auto IsSeed = [&](uint32_t M) {
    if (any_of(O.Async, [&](const Pattern &Pat) { return matchesSeed(P, M, Pat); }))
      return true;
    if (!O.RuntimeSeeds || !O.RT)
      return false;
    const CallRule *R = O.RT->ruleFor(P.Functions[M].Name);
    return R && R->Seed;
  };
  std::vector<uint32_t> Members = {Fn};
  for (uint32_t M : P.members(P.ClassOf[Fn]))
    if (M != Fn)
      Members.push_back(M);
  const BarrierFinder Barriers(P, O);
  for (uint32_t M : Members) {
    if (isForeign(P.Functions[M]) && IsSeed(M))
      continue;
    std::optional<Barrier> Result;
    Barriers.forEach(M, [&](Barrier B) {
      if (!O.RT && B.Rule == "no-definition" && IsSeed(M))
        return true;
      Result = std::move(B);
      return false;
    });
    if (Result)
      return Result;
  }
  return std::nullopt;
}

std::vector<ChainStep> chainOf(const Program &P, const Coloring &C,
                               uint32_t Fn) {
  std::vector<ChainStep> Chain;
  if (!C.isAsync(P, Fn))
    return Chain;
  while (true) {
    const Reason &R = C.Reasons[Fn];
    Chain.push_back({Fn, R});
    if (R.K == Reason::Seed)
      return Chain;
    Fn = R.K == Reason::Call ? P.Calls.callee(R.Site) : R.Member;
  }
}

} // namespace recolor
