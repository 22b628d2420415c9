//===- Driver.cpp - The stages, in order ----------------------------------===//
#include "Driver/Driver.h"
#include "Driver/Choices.h"
#include "Extract/Extract.h"
#include "Plan/MakePlan.h"
#include "Rules/Rules.h"
#include "Support/Progress.h"
#include "llvm/Support/Path.h"

namespace recolor {
using namespace llvm;

char DriverError::ID;

Error fail(ExitCode Code, const Twine &Message) {
  return make_error<DriverError>(Code, Message.str());
}

Expected<Analysis> analyse(const Session &S,
                           const Lessons &L) {
  Expected<SolveOptions> O = solveOptions(S.Options);
  if (!O)
    return O.takeError();
  O->RT = S.RT;
  O->Demoted = L.Demoted;
  std::optional<Twins> Pairs;
  if (wantsTwins(S.Options)) {
    Expected<Choices> Wanted = choicesOf(S);
    if (!Wanted)
      return Wanted.takeError();
    O->Pairs = &Pairs.emplace(S.P, std::move(*Wanted));
  }
  Expected<DenseSet<uint32_t>> Refused = refusedSites(S);
  if (!Refused)
    return Refused.takeError();
  O->RefusedSites = std::move(*Refused);
  Expected<Coloring> C = solve(S.P, *O);
  if (!C)
    return fail(ExitUsage, toString(C.takeError()));
  Plan Pl = makePlan(S.P, *C, *S.RT, O->Pairs, S.Options.PassThrough);
  if (Error E = applyTreatments(S, Pl))
    return std::move(E);
  for (ContextPlan &Ctx : Pl.Contexts)
    if (uint32_t Owner = S.P.Contexts[Ctx.Context].Owner;
        Owner != None && L.NeedContext.count(S.P.Functions[Owner].Key.str()))
      Ctx.T = ContextTreatment::Reference;
  return Analysis{std::move(*C), std::move(Pl)};
}

Expected<std::vector<uint32_t>> findBlocking(const Session &S) {
  Expected<SolveOptions> O = solveOptions(S.Options);
  if (!O)
    return O.takeError();
  O->RT = S.RT;
  // Naming seeds does not make other calls stop waiting.
  O->RuntimeSeeds = true;
  Expected<std::vector<uint32_t>> Seeds = findSeeds(S.P, *O);
  if (!Seeds)
    return fail(ExitUsage, toString(Seeds.takeError()));
  return Seeds;
}

std::string projectPath(const Session &S, StringRef Path) {
  if (S.W.inProject(Path))
    return Path.drop_front(S.W.Root.size() + (S.W.Root == "/" ? 0 : 1)).str();
  return Path.str();
}

namespace {

/// One round of rewriting and proving.
struct Round {
  std::map<std::string, MergedFile> Files;
  std::map<std::string, std::string> Faults; ///< function key -> diagnostic
  std::vector<size_t> Units; ///< that have something to change, once they are proved
};

/// What units were like before the change. The facts of all units are gone once
/// they are linked; the proof needs those of the few that the patch touches,
/// again in every round.
class FactsBefore {
  const Session &S;
  std::vector<std::unique_ptr<UnitFacts>> Units;

public:
  explicit FactsBefore(const Session &S) : S(S), Units(S.W.Units.size()) {}

  /// Several threads may ask at once, but not for the same unit.
  const UnitFacts &operator()(size_t Unit) {
    if (!Units[Unit])
      Units[Unit] = std::make_unique<UnitFacts>(
          factsOf(S.W, S.W.Units[Unit], S.Cache.get()));
    return *Units[Unit];
  }
};

} // namespace

/// The units that read one of the files for which \p Touched holds. Those that
/// do not parse are not changed (FF_Unparsed), and prove nothing.
static std::vector<size_t> unitsReading(const Session &S,
                                        function_ref<bool(StringRef)> Touched) {
  std::vector<size_t> Units;
  for (size_t I = 0; I < S.W.Units.size(); ++I)
    if (!S.Units[I].Failed && any_of(S.Units[I].ProjectFiles, Touched))
      Units.push_back(I);
  return Units;
}

static Expected<Round> rewriteOnce(const Session &S, const Analysis &A,
                                   FactsBefore &Before) {
  StringSet<> ReadInC;
  for (size_t I = 0; I != S.W.Units.size(); ++I)
    if (isInC(S.W.Units[I]))
      ReadInC.insert_range(S.Units[I].ProjectFiles);
  RewritePlan RP(S.P, A.Pl, *S.RT, std::move(ReadInC));
  std::vector<size_t> Units = unitsReading(
      S, [&](StringRef F) { return RP.files().contains(F); });

  std::vector<RewriteResult> Results(Units.size());
  {
    Progress Show(Units.size());
    forEachIndex(Units.size(), S.Options.Jobs, [&](size_t I) {
      Show.step(S.W.Units[Units[I]].File);
      Results[I] = rewriteUnit(S.W, S.W.Units[Units[I]], RP);
    });
  }
  Round Out;
  std::vector<ChangeSet> Changes;
  std::vector<FunctionRange> Ranges;
  for (RewriteResult &R : Results) {
    llvm::append_range(Changes, R.Changes);
    llvm::append_range(Ranges, R.Ranges);
    for (RewriteProblem &P : R.Problems)
      Out.Faults.try_emplace(P.Key, P.Detail);
  }
  if (!Out.Faults.empty())
    return Out;
  Expected<MergeResult> Merged = mergeChanges(Changes);
  if (!Merged)
    return fail(ExitEnvironment, toString(Merged.takeError()));
  for (const Conflict &C : Merged->Conflicts)
    for (const std::string &Owner : C.Owners)
      Out.Faults.try_emplace(Owner, C.Detail);
  if (!Out.Faults.empty() || S.Options.Verify == VerifyLevel::None) {
    Out.Files = std::move(Merged->Files);
    return Out;
  }
  Out.Units = Units;
  unsigned Steps = Units.size() * (S.Options.Verify == VerifyLevel::Codegen ? 2 : 1);
  Progress Show(Steps);
  std::vector<size_t> Readers = unitsReading(
      S, [&](StringRef F) { return Merged->Files.count(F.str()) != 0; });
  for (Fault &F : verify({S.W, *Merged, RP, Ranges, Readers, Before,
                          S.Options.Verify, S.Options.Jobs},
                         [&](const UnitCommand &U) { Show.step(U.File); })) {
    if (F.OfFlags)
      return fail(ExitVerification, F.Detail);
    Out.Faults.try_emplace(F.Key, F.Detail);
  }
  Out.Files = std::move(Merged->Files);
  return Out;
}

/// Is a local event loop of this function replaced by an executor? Then the
/// first thing to try is a reference to the loop instead.
static bool usesExecutor(const Session &S, const Plan &Pl, StringRef Key) {
  return any_of(Pl.Contexts, [&](const ContextPlan &Ctx) {
    uint32_t Owner = S.P.Contexts[Ctx.Context].Owner;
    return Ctx.T == ContextTreatment::Executor && Owner != None &&
           S.P.Functions[Owner].Key == Key;
  });
}

/// Finds a function to blame for a failure in \p Place, a function that does not
/// change, or in none: keeps more and more of those that do, the nearest to the
/// seeds first, until the failure is gone; the last one kept is at fault. Empty
/// when keeping all of them does not help.
static Expected<std::string> findCulprit(const Session &S, const Analysis &A,
                                         const Lessons &L, FactsBefore &Before,
                                         const std::string &Place) {
  std::vector<uint32_t> Candidates;
  for (const FunctionPlan &F : A.Pl.Functions)
    Candidates.push_back(F.Function);
  auto Depth = [&](uint32_t Fn) { return A.C.Classes[S.P.ClassOf[Fn]].Depth; };
  llvm::stable_sort(Candidates, [&](uint32_t X, uint32_t Y) {
    return std::make_tuple(Depth(X), StringRef(S.P.Functions[X].Key)) <
           std::make_tuple(Depth(Y), StringRef(S.P.Functions[Y].Key));
  });
  auto Persists = [&](size_t Kept) -> Expected<bool> {
    Lessons Trial = L;
    for (uint32_t Fn : ArrayRef<uint32_t>(Candidates).take_front(Kept))
      Trial.Demoted.try_emplace(S.P.Functions[Fn].Key.str(), "kept to find what fails");
    Expected<Analysis> Without = analyse(S, Trial);
    if (!Without)
      return Without.takeError();
    Expected<Round> R = rewriteOnce(S, *Without, Before);
    if (!R)
      return R.takeError();
    return R->Faults.count(Place) != 0;
  };
  size_t Low = 0, High = Candidates.size(); // fails at Low, holds at High
  Expected<bool> AtAll = Persists(High);
  if (!AtAll)
    return AtAll.takeError();
  if (*AtAll || Candidates.empty())
    return std::string();
  while (High - Low > 1) {
    size_t Middle = (Low + High) / 2;
    Expected<bool> Fails = Persists(Middle);
    if (!Fails)
      return Fails.takeError();
    (*Fails ? Low : High) = Middle;
  }
  return S.P.Functions[Candidates[Low]].Key.str();
}

Expected<Patch> makePatch(const Session &S, Lessons Start) {
  FactsBefore Before(S);
  bool RuntimeWorks = false;
  Patch Out;
  Out.L = std::move(Start);
  while (true) {
    Expected<Analysis> A = analyse(S, Out.L);
    if (!A)
      return A.takeError();
    Expected<Round> R = rewriteOnce(S, *A, Before);
    if (!R)
      return R.takeError();
    if (R->Faults.empty()) {
      Out.A = std::move(*A);
      Out.Files = std::move(R->Files);
      return Out;
    }
    // Where no coroutine compiles, no function is to blame.
    auto InCpp = find_if(R->Units, [&](size_t I) { return !isInC(S.W.Units[I]); });
    if (!RuntimeWorks && InCpp != R->Units.end()) {
      if (Error E = checkRuntime(S.W.Units[*InCpp], *S.RT))
        return fail(ExitEnvironment, toString(std::move(E)));
      RuntimeWorks = true;
    }
    size_t Known = Out.L.Demoted.size() + Out.L.NeedContext.size();
    for (auto &[Key, Detail] : R->Faults)
      if (S.P.findKey(Key) != None && !(usesExecutor(S, A->Pl, Key) &&
                                   Out.L.NeedContext.insert(Key).second))
        Out.L.Demoted.try_emplace(Key, Detail);
    auto Learnt = [&] {
      return Out.L.Demoted.size() + Out.L.NeedContext.size() != Known;
    };
    if (!Learnt()) {
      const auto &[Place, Detail] = *R->Faults.begin();
      Expected<std::string> Key = findCulprit(S, *A, Out.L, Before, Place);
      if (!Key)
        return Key.takeError();
      if (!Key->empty())
        Out.L.Demoted.try_emplace(*Key, Detail);
    }
    // Every round gives one more function less to do, so this ends.
    if (!Learnt())
      return fail(ExitVerification, R->Faults.begin()->second);
  }
}

} // namespace recolor
