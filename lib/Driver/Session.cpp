//===- Session.cpp - From a database to a linked code base ----------------===//
#include "Driver/Driver.h"
#include "Driver/Choices.h"
#include "Extract/Extract.h"
#include "Extract/FactCache.h"
#include "Link/Link.h"
#include "Model/FactsBinary.h"
#include "Support/Progress.h"
#include <mutex>
#include <set>

namespace recolor {
using namespace llvm;

static std::string count(size_t N, StringRef What) {
  return (Twine(N) + " " + What + (N == 1 ? "" : "s")).str();
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
    Progress Scans(W.Units.size()), Parses(W.Units.size());
    Parsed = extractAll(
        W, O.Jobs, Cache, Which,
        [&](size_t I, Step S) {
          if (S == Step::Scan)
            Scans.step("includes of " + W.Units[I].File);
          else
            Parses.step(W.Units[I].File);
        },
        Take);
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
  std::shared_ptr<MemoryBuffer> File;
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
      // Its strings lie in the file.
      U->Strings->keep(File->File);
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

/// The runtime that the options name, or null. What a runtime's file names is in
/// the facts, so it is read before the first unit is.
static Expected<const Runtime *> namedRuntime(const DriverOptions &O) {
  if (O.Runtime.empty())
    return nullptr;
  Expected<const Runtime *> RT = findRuntime(O.Runtime);
  if (!RT)
    return fail(ExitUsage, toString(RT.takeError()));
  return RT;
}

/// A session without units yet.
static Expected<Session> beginSession(DriverOptions O) {
  Session S;
  S.Options = std::move(O);
  // What is wrong with the options is said before minutes of parsing.
  if (Expected<SolveOptions> Patterns = solveOptions(S.Options); !Patterns)
    return Patterns.takeError();
  Expected<const Runtime *> RT = namedRuntime(S.Options);
  if (!RT)
    return RT.takeError();
  S.RT = *RT;
  if (!S.Options.FactsFiles.empty())
    return S;
  Expected<Workspace> W = openWorkspace(S.Options);
  if (!W)
    return W.takeError();
  S.W = std::move(*W);
  // What is read is what will be compiled: `#if __cplusplus` chooses other lines.
  if (S.Options.Rewrites)
    for_each(S.W.Units, raiseStandard);
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
      // A unit that is not of the newer standard counts as what it is, and is
      // told of when something in it would change.
      if (UnitCommand &Unit = S->W.Units[I]; U.Failed && !Unit.Raised.empty()) {
        lowerStandard(Unit);
        U = factsOf(S->W, Unit, S->Cache.get());
      }
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
  if (Expected<const Runtime *> RT = namedRuntime(O); !RT)
    return RT.takeError();
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

} // namespace recolor
