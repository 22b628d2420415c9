//===- Driver.cpp - The stages, in order ----------------------------------===//
#include "Driver/Driver.h"
#include "Driver/Choices.h"
#include "Extract/Extract.h"
#include "Extract/FactCache.h"
#include "Link/Link.h"
#include "Model/FactsBinary.h"
#include "Plan/MakePlan.h"
#include "Rules/Rules.h"
#include "Support/Progress.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <mutex>
#include <set>

namespace recolor {
using namespace llvm;

char DriverError::ID;

static Error fail(ExitCode Code, const Twine &Message) {
  return make_error<DriverError>(Code, Message.str());
}

static std::string count(size_t N, StringRef What) {
  return (Twine(N) + " " + What + (N == 1 ? "" : "s")).str();
}

static Expected<SolveOptions> solveOptions(const DriverOptions &From) {
  SolveOptions O;
  auto Parse = [](ArrayRef<std::string> Texts,
                  std::vector<Pattern> &Out) -> Error {
    for (const std::string &T : Texts) {
      Expected<Pattern> P = Pattern::parse(T);
      if (!P)
        return fail(ExitUsage, toString(P.takeError()));
      Out.push_back(std::move(*P));
    }
    return Error::success();
  };
  if (Error E = Parse(From.Async, O.Async))
    return std::move(E);
  if (Error E = Parse(From.Roots, O.Roots))
    return std::move(E);
  if (Error E = Parse(From.Stops, O.Stops))
    return std::move(E);
  O.RuntimeSeeds = From.Async.empty();
  O.Refuse = From.Refuse;
  O.Rewrites = From.Rewrites;
  return O;
}

/// Reads the database.
static Expected<Workspace> openWorkspace(const DriverOptions &O) {
  Expected<Workspace> W = Workspace::load(O.Workspace);
  if (!W)
    return fail(ExitUsage, toString(W.takeError()));
  if (W->Missing.empty())
    return W;
  std::string Message = count(W->Missing.size(), "file") +
                        " of the compilation database " +
                        (W->Missing.size() == 1 ? "is" : "are") +
                        " not on disk: " + W->Missing.front();
  if (W->Missing.size() > 1)
    Message += ", ...";
  if (W->Units.empty() || !O.AllowPartial)
    return fail(ExitEnvironment,
                Message + " (generate it again, or pass --allow-partial to go "
                          "on without them)");
  errs() << "warning: " << Message << "\n";
  return W;
}

static std::shared_ptr<FactCache> openCache(const DriverOptions &O) {
  return O.CacheFolder.empty() ? nullptr : std::make_shared<FactCache>(O.CacheFolder);
}

/// Extracts all units, with progress on a terminal. As extractAll.
static size_t extract(const Workspace &W, const DriverOptions &O, FactCache *Cache,
                      Wanted Which, function_ref<void(size_t, UnitFacts &&)> Take) {
  size_t Parsed;
  {
    Progress Show(W.Units.size());
    Parsed = extractAll(W, O.Jobs, Cache, Which,
                        [&](size_t I) { Show.step(W.Units[I].File); }, Take);
  }
  if (Cache && Parsed)
    Cache->prune(O.CacheBytes);
  return Parsed;
}

/// Says which units did not parse; without AllowPartial that is an error.
static Error tellFailed(ArrayRef<Program::FailedUnit> Failed, size_t Units,
                        bool AllowPartial) {
  if (Failed.empty())
    return Error::success();
  for (const Program::FailedUnit &F : Failed)
    for (StringRef E : ArrayRef<std::string>(F.Errors).take_front(1))
      errs() << E << "\n";
  std::string Message = count(Failed.size(), "unit") + " of " + std::to_string(Units) +
                        (Failed.size() == 1 ? " does" : " do") + " not parse";
  if (!AllowPartial)
    return fail(ExitEnvironment,
                Message + " (--allow-partial goes on with what was seen)");
  errs() << "warning: " << Message << "; calls in them may be missing\n";
  return Error::success();
}

/// A facts file, and the encoded units in it.
struct FactsFile {
  std::unique_ptr<MemoryBuffer> File;
  std::vector<StringRef> Units;
};

static Expected<FactsFile> readFactsFile(const std::string &Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return fail(ExitEnvironment,
                "cannot read '" + Path + "': " + Buffer.getError().message());
  Expected<std::vector<StringRef>> Units = unbundleFacts((*Buffer)->getBuffer(), Path);
  if (!Units)
    return fail(ExitEnvironment, toString(Units.takeError()));
  return FactsFile{std::move(*Buffer), std::move(*Units)};
}

Expected<std::string> joinFacts(ArrayRef<std::string> Files) {
  std::vector<FactsFile> Read;
  std::vector<StringRef> Units;
  for (const std::string &F : Files) {
    Expected<FactsFile> File = readFactsFile(F);
    if (!File)
      return File.takeError();
    append_range(Units, File->Units);
    Read.push_back(std::move(*File));
  }
  return bundleFacts(std::move(Units));
}

/// Gives the units of the facts files to \p Take. Sets the workspace's root.
static Error readUnits(const DriverOptions &O, Workspace &W,
                       function_ref<void(UnitFacts &&)> Take) {
  std::string Folder =
      realPath(O.Workspace.Project.empty() ? "." : O.Workspace.Project);
  for (const std::string &Path : O.FactsFiles) {
    Expected<FactsFile> File = readFactsFile(Path);
    if (!File)
      return File.takeError();
    for (StringRef Bytes : File->Units) {
      Expected<UnitFacts> U = decodeFacts(Bytes, Folder);
      if (!U)
        return fail(ExitEnvironment, "a unit in '" + Path + "' " + toString(U.takeError()));
      if (W.Root.empty())
        W.Root = U->Root;
      if (W.Root != U->Root)
        return fail(ExitUsage, "'" + Path + "' is of the project '" + U->Root +
                                   "', facts read before are of '" + W.Root +
                                   "': name one project with --project when they are made");
      Take(std::move(*U));
    }
  }
  return Error::success();
}

/// A session without units yet.
static Expected<Session> beginSession(DriverOptions O) {
  Session S;
  S.Options = std::move(O);
  // What is wrong with the options is said before minutes of parsing.
  if (Expected<SolveOptions> Patterns = solveOptions(S.Options); !Patterns)
    return Patterns.takeError();
  if (!S.Options.Runtime.empty()) {
    Expected<const Runtime *> RT = findRuntime(S.Options.Runtime);
    if (!RT)
      return fail(ExitUsage, toString(RT.takeError()));
    S.RT = *RT;
  }
  if (!S.Options.FactsFiles.empty())
    return S;
  Expected<Workspace> W = openWorkspace(S.Options);
  if (!W)
    return W.takeError();
  S.W = std::move(*W);
  S.Cache = openCache(S.Options);
  return S;
}

namespace {

/// Links units into a session.
class SessionLinker {
  Session &S;
  Linker L;

public:
  explicit SessionLinker(Session &S) : S(S) {}

  void add(size_t Unit, UnitFacts &&U) {
    if (S.Units.size() <= Unit)
      S.Units.resize(Unit + 1);
    S.Units[Unit].Failed = U.Failed;
    for (const std::string &F : U.ProjectFiles)
      S.Units[Unit].ProjectFiles.push_back(S.FileNames.insert(F).first->first());
    if (S.Options.KeepFacts) {
      S.Facts.resize(S.Units.size());
      S.Facts[Unit] = U;
    }
    L.add(std::move(U));
  }

  void finish() {
    S.P = L.finish(/*KeepSlots=*/wantsTwins(S.Options));
    if (!S.RT)
      S.RT = &detectRuntime(S.P.Includes);
  }
};

} // namespace

Expected<Session> Session::open(DriverOptions O) {
  Expected<Session> S = beginSession(std::move(O));
  if (!S)
    return S.takeError();
  SessionLinker L(*S);
  if (!S->Options.FactsFiles.empty()) {
    if (Error E = readUnits(S->Options, S->W,
                            [&](UnitFacts &&U) { L.add(S->Units.size(), std::move(U)); }))
      return std::move(E);
  } else {
    std::mutex Linking;
    extract(S->W, S->Options, S->Cache.get(), Wanted::All, [&](size_t I, UnitFacts &&U) {
      std::lock_guard<std::mutex> Lock(Linking);
      L.add(I, std::move(U));
    });
  }
  L.finish();
  if (Error E = tellFailed(S->P.Failed, S->Units.size(), S->Options.AllowPartial))
    return std::move(E);
  return S;
}

Expected<LiveIndex> LiveIndex::open(DriverOptions O) {
  Expected<Session> S = beginSession(std::move(O));
  if (!S)
    return S.takeError();
  LiveIndex Live;
  Live.Now = std::make_unique<Session>(std::move(*S));
  Live.Encoded.resize(Live.Now->W.Units.size());
  extract(Live.Now->W, Live.Now->Options, Live.Now->Cache.get(), Wanted::All,
          [&](size_t I, UnitFacts &&U) { Live.Encoded[I] = encodeFacts(U); });
  Live.relink();
  return Live;
}

size_t LiveIndex::change(StringRef File, std::optional<std::string> Text) {
  if (Text)
    Unsaved[File.str()] = std::move(*Text);
  else
    Unsaved.erase(File.str());
  ParseOptions O;
  O.Overlay = &Unsaved;
  size_t Parsed = 0;
  for (size_t I = 0; I != Encoded.size(); ++I)
    if (is_contained(Now->Units[I].ProjectFiles, File)) {
      Encoded[I] = encodeFacts(extractUnit(Now->W, Now->W.Units[I], O));
      ++Parsed;
    }
  if (Parsed)
    relink();
  return Parsed;
}

void LiveIndex::relink() {
  auto Next = std::make_unique<Session>();
  Next->Options = Now->Options;
  Next->W = Now->W;
  Next->Cache = Now->Cache;
  Next->RT = Next->Options.Runtime.empty() ? nullptr : Now->RT;
  SessionLinker L(*Next);
  for (size_t I = 0; I != Encoded.size(); ++I)
    L.add(I, cantFail(decodeFacts(Encoded[I])));
  L.finish();
  Now = std::move(Next);
}

Expected<IndexResult> makeIndex(const DriverOptions &O, const IndexOptions &I) {
  // What a runtime's file names is in the facts.
  if (!O.Runtime.empty())
    if (Expected<const Runtime *> RT = findRuntime(O.Runtime); !RT)
      return fail(ExitUsage, toString(RT.takeError()));
  Expected<Workspace> W = openWorkspace(O);
  if (!W)
    return W.takeError();
  size_t Number = 0;
  llvm::erase_if(W->Units, [&](const UnitCommand &) {
    return Number++ % I.Shards != I.Shard;
  });
  IndexResult Result;
  Result.Units = W->Units.size();
  std::vector<Program::FailedUnit> Failed;
  std::vector<std::string> Encoded;
  std::mutex Adding;
  auto Take = [&](size_t, UnitFacts &&U) {
    std::string Bytes = I.Bundle ? encodeFacts(U, I.OpenFolder) : "";
    std::lock_guard<std::mutex> Lock(Adding);
    if (I.Bundle)
      Encoded.push_back(std::move(Bytes));
    if (U.Failed)
      Failed.push_back({std::move(U.MainFile), std::move(U.Errors)});
  };
  if (I.FilesRead) {
    std::set<std::string> Read;
    for (const UnitCommand &Unit : W->Units) {
      Inputs Asked;
      ParseOptions PO;
      PO.Asked = &Asked;
      Take(0, extractUnit(*W, Unit, PO));
      for (std::string &F : Asked.files())
        Read.insert(std::move(F));
    }
    Result.Parsed = Result.Units;
    Result.FilesRead.assign(Read.begin(), Read.end());
  } else {
    Result.Parsed = extract(*W, O, openCache(O).get(),
                            I.Bundle ? Wanted::All : Wanted::New, Take);
  }
  llvm::sort(Failed, [](const auto &A, const auto &B) { return A.File < B.File; });
  if (Error E = tellFailed(Failed, Result.Units, O.AllowPartial))
    return std::move(E);
  if (I.Bundle)
    Result.Bundle = bundleFacts({Encoded.begin(), Encoded.end()});
  return Result;
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

/// The units that read one of the files for which \p Touched holds.
static std::vector<size_t> unitsReading(const Session &S,
                                        function_ref<bool(StringRef)> Touched) {
  std::vector<size_t> Units;
  for (size_t I = 0; I < S.W.Units.size(); ++I)
    if (any_of(S.Units[I].ProjectFiles, Touched))
      Units.push_back(I);
  return Units;
}

static Expected<Round> rewriteOnce(const Session &S, const Analysis &A,
                                   FactsBefore &Before) {
  RewritePlan RP(S.P, A.Pl, *S.RT);
  std::vector<size_t> Units = unitsReading(
      S, [&](StringRef F) { return RP.files().contains(F); });
  llvm::erase_if(Units, [&](size_t I) { return S.Units[I].Failed; });

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

static bool hasUnknownFault(const Round &R) { return R.Faults.count("") != 0; }

/// Finds a function to blame for a failure whose place lies in no function that
/// changed: keeps more and more of them, those nearest to the seeds first,
/// until the failure is gone; the last one kept is at fault. Empty when keeping
/// all of them does not help.
static Expected<std::string> findCulprit(const Session &S, const Analysis &A,
                                         const Lessons &L,
                                         FactsBefore &Before) {
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
    return hasUnknownFault(*R);
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
    size_t Known = Out.L.Demoted.size() + Out.L.NeedContext.size();
    for (auto &[Key, Detail] : R->Faults)
      if (S.P.findKey(Key) != None && !(usesExecutor(S, A->Pl, Key) &&
                                   Out.L.NeedContext.insert(Key).second))
        Out.L.Demoted.try_emplace(Key, Detail);
    auto Learnt = [&] {
      return Out.L.Demoted.size() + Out.L.NeedContext.size() != Known;
    };
    if (!Learnt() && hasUnknownFault(*R)) {
      Expected<std::string> Key = findCulprit(S, *A, Out.L, Before);
      if (!Key)
        return Key.takeError();
      if (!Key->empty())
        Out.L.Demoted.try_emplace(*Key, R->Faults[""]);
    }
    // Every round gives one more function less to do, so this ends.
    if (!Learnt())
      return fail(ExitVerification, R->Faults.begin()->second);
  }
}

} // namespace recolor
