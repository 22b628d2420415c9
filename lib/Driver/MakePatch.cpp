//===- MakePatch.cpp - Rewriting until it is proved -----------------------===//
//
// Each attempt rewrites what the plan says and proves it; functions that are at
// fault stay as they are in the next one. Units are parsed in each of these steps,
// which is all of the cost, and most of them look the same from one attempt to the
// next: what was found of a unit is kept together with a mark of all it depends on.
//
//===----------------------------------------------------------------------===//
#include "Driver/Driver.h"
#include "Extract/Extract.h"
#include "Support/Progress.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/Hashing.h"
#include <numeric>
#include <utility>

namespace recolor {
using namespace llvm;

/// Stands for the inputs of a result, within this process.
using Mark = std::optional<uint64_t>;

/// What earlier attempts found of a unit.
struct PatchMaker::KnownUnit {
  /// The facts of all units are gone once they are linked; the proof needs those
  /// of the few that the patch touches, again in every attempt.
  std::unique_ptr<UnitFacts> Before;
  Mark Planned; ///< for which Rewritten is what comes out
  RewriteResult Rewritten;
  Mark Parsed, Compiled; ///< for which nothing was at fault
};

struct PatchMaker::Round {
  std::map<std::string, MergedFile> Files;
  struct Blame {
    std::string Detail;
    size_t Unit = None; ///< one in which it shows
  };
  std::map<std::string, Blame> Faults; ///< by function key
  std::vector<size_t> Units; ///< that have something to change, once they are proved
};

PatchMaker::PatchMaker(const Session &S)
    : S(S), AllUnits(S.W.Units.size()), Known(S.W.Units.size()) {
  std::iota(AllUnits.begin(), AllUnits.end(), size_t(0));
  for (size_t I = 0; I != S.W.Units.size(); ++I)
    if (isInC(S.W.Units[I]))
      ReadInC.insert_range(S.Units[I].ProjectFiles);
}

PatchMaker::~PatchMaker() = default;

const UnitFacts &PatchMaker::before(size_t Unit) {
  std::unique_ptr<UnitFacts> &Facts = Known[Unit].Before;
  if (!Facts)
    Facts = std::make_unique<UnitFacts>(factsOf(S.W, S.W.Units[Unit], S.Cache.get()));
  return *Facts;
}

std::vector<size_t> PatchMaker::unitsReading(ArrayRef<size_t> Only,
                                             function_ref<bool(StringRef)> Touched) const {
  std::vector<size_t> Units;
  for (size_t I : Only)
    if (!S.Units[I].Failed && any_of(S.Units[I].ProjectFiles, Touched))
      Units.push_back(I);
  return Units;
}

Expected<PatchMaker::Round> PatchMaker::attempt(const Analysis &A, ArrayRef<size_t> Only) {
  RewritePlan RP(S.P, A.Pl, *S.RT, ReadInC);
  std::vector<size_t> Units =
      unitsReading(Only, [&](StringRef F) { return RP.changesIn(F); });
  std::vector<size_t> Stale;
  for (size_t Unit : Units) {
    Mark Now = RP.markOf(S.Units[Unit].ProjectFiles);
    if (std::exchange(Known[Unit].Planned, Now) != Now)
      Stale.push_back(Unit);
  }
  {
    Progress Show(Stale.size());
    forEachIndex(Stale.size(), S.Options.Jobs, [&](size_t I) {
      const UnitCommand &U = S.W.Units[Stale[I]];
      Show.step(U.File);
      Known[Stale[I]].Rewritten = rewriteUnit(S.W, U, RP);
    });
  }
  Round Out;
  std::vector<ChangeSet> Changes;
  std::vector<FunctionRange> Ranges;
  for (size_t Unit : Units) {
    const RewriteResult &R = Known[Unit].Rewritten;
    llvm::append_range(Changes, R.Changes);
    llvm::append_range(Ranges, R.Ranges);
    for (const RewriteProblem &P : R.Problems)
      Out.Faults.try_emplace(P.Key, P.Detail, Unit);
  }
  if (!Out.Faults.empty())
    return Out;
  Expected<MergeResult> Merged = mergeChanges(Changes);
  if (!Merged)
    return fail(ExitEnvironment, toString(Merged.takeError()));
  for (const Conflict &C : Merged->Conflicts)
    for (const std::string &Owner : C.Owners)
      Out.Faults.try_emplace(Owner, C.Detail);
  if (Out.Faults.empty() && S.Options.Verify != VerifyLevel::None) {
    Out.Units = std::move(Units);
    if (Error E = prove(*Merged, RP, Ranges, Only, Out))
      return std::move(E);
  }
  Out.Files = std::move(Merged->Files);
  return Out;
}

Error PatchMaker::prove(const MergeResult &Merged, const RewritePlan &RP,
                        ArrayRef<FunctionRange> Ranges, ArrayRef<size_t> Only, Round &Out) {
  StringMap<uint64_t> TextMarks;
  for (const auto &[Path, File] : Merged.Files)
    TextMarks[Path] = hash_value(StringRef(File.New));
  // A file that only the change includes is one of the runtime's, and stays.
  auto MarkOf = [&](size_t Unit) {
    ArrayRef<StringRef> Files = S.Units[Unit].ProjectFiles;
    hash_code Text = hash_value(RP.markOf(Files));
    for (StringRef F : Files)
      if (auto It = TextMarks.find(F); It != TextMarks.end())
        Text = hash_combine(Text, F, It->second);
    return uint64_t(Text);
  };
  std::vector<size_t> Readers =
      unitsReading(Only, [&](StringRef F) { return TextMarks.contains(F); });
  std::vector<Mark> Now;
  std::vector<size_t> ToParse, ToCompile;
  for (size_t Unit : Readers) {
    Now.push_back(MarkOf(Unit));
    if (Known[Unit].Parsed != Now.back())
      ToParse.push_back(Unit);
    if (Known[Unit].Compiled != Now.back() && S.Options.Verify == VerifyLevel::Codegen)
      ToCompile.push_back(Unit);
  }
  Progress Show(ToParse.size() + ToCompile.size());
  std::vector<Fault> Faults =
      verify({S.W, Merged, RP, Ranges, ToParse, ToCompile,
              [&](size_t Unit) -> const UnitFacts & { return before(Unit); }, S.Options.Jobs},
             [&](const UnitCommand &U) { Show.step(U.File); });

  DenseSet<size_t> Failed;
  bool AllParsed = Faults.empty(), OfUnits = true;
  for (Fault &F : Faults) {
    if (F.OfFlags)
      return fail(ExitVerification, F.Detail);
    Failed.insert(F.Unit);
    AllParsed |= F.InCompile;
    OfUnits &= F.Unit != None;
    Out.Faults.try_emplace(F.Key, F.Detail, F.Unit);
  }
  for (auto [Unit, Mark] : zip(Readers, Now))
    if (OfUnits && !Failed.contains(Unit)) {
      Known[Unit].Parsed = Mark;
      if (AllParsed)
        Known[Unit].Compiled = Mark;
    }
  return Error::success();
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

Expected<std::string> PatchMaker::findCulprit(const Analysis &A, const Lessons &L,
                                              const std::string &Place, size_t Unit) {
  std::vector<uint32_t> Candidates;
  for (const FunctionPlan &F : A.Pl.Functions)
    Candidates.push_back(F.Function);
  // Who calls what is kept has nothing to await and stays, too; who is called by it
  // does not. So it is the callers that are kept first.
  auto Depth = [&](uint32_t Fn) { return A.C.Classes[S.P.ClassOf[Fn]].Depth; };
  llvm::stable_sort(Candidates, [&](uint32_t X, uint32_t Y) {
    return std::make_tuple(Depth(Y), StringRef(S.P.Functions[X].Key)) <
           std::make_tuple(Depth(X), StringRef(S.P.Functions[Y].Key));
  });
  auto Fails = [&](size_t Kept, ArrayRef<size_t> Units) -> Expected<bool> {
    Lessons Trial = L;
    for (uint32_t Fn : ArrayRef<uint32_t>(Candidates).take_front(Kept))
      Trial.Demoted.try_emplace(S.P.Functions[Fn].Key.str(), "kept to find what fails");
    Expected<Analysis> Without = analyse(S, Trial);
    if (!Without)
      return Without.takeError();
    Expected<Round> R = attempt(*Without, Units);
    if (!R)
      return R.takeError();
    return R->Faults.count(Place) != 0;
  };
  // A unit knows all that changes in the files it reads, but for what a template
  // is instantiated with elsewhere.
  size_t Alone[] = {Unit};
  ArrayRef<size_t> Units = AllUnits;
  if (Unit != None) {
    Expected<bool> ShowsAlone = Fails(0, Alone);
    if (!ShowsAlone)
      return ShowsAlone.takeError();
    if (*ShowsAlone)
      Units = Alone;
  }
  size_t Low = 0, High = Candidates.size(); // fails at Low, holds at High
  Expected<bool> AtAll = Fails(High, Units);
  if (!AtAll)
    return AtAll.takeError();
  if (*AtAll || Candidates.empty())
    return std::string();
  while (High - Low > 1) {
    size_t Middle = (Low + High) / 2;
    Expected<bool> Still = Fails(Middle, Units);
    if (!Still)
      return Still.takeError();
    (*Still ? Low : High) = Middle;
  }
  return S.P.Functions[Candidates[Low]].Key.str();
}

Expected<Patch> PatchMaker::make(Lessons Start) {
  bool RuntimeWorks = false;
  Patch Out;
  Out.L = std::move(Start);
  while (true) {
    Expected<Analysis> A = analyse(S, Out.L);
    if (!A)
      return A.takeError();
    Expected<Round> R = attempt(*A, AllUnits);
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
    size_t Before = Out.L.Demoted.size() + Out.L.NeedContext.size();
    for (auto &[Key, Blame] : R->Faults)
      if (S.P.findKey(Key) != None && !(usesExecutor(S, A->Pl, Key) &&
                                   Out.L.NeedContext.insert(Key).second))
        Out.L.Demoted.try_emplace(Key, Blame.Detail);
    auto Learnt = [&] {
      return Out.L.Demoted.size() + Out.L.NeedContext.size() != Before;
    };
    if (!Learnt()) {
      const auto &[Place, Blame] = *R->Faults.begin();
      Expected<std::string> Key = findCulprit(*A, Out.L, Place, Blame.Unit);
      if (!Key)
        return Key.takeError();
      if (!Key->empty())
        Out.L.Demoted.try_emplace(*Key, Blame.Detail);
    }
    // Every round gives one more function less to do, so this ends.
    if (!Learnt())
      return fail(ExitVerification, R->Faults.begin()->second.Detail);
  }
}

} // namespace recolor
