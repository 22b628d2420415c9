//===- Driver.h - The stages, in order ---------------------------*- C++ -*-===//
//
// What a verb of the command line or the server asks for, from the database to
// the answer. Holds no judgement of its own.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_DRIVER_DRIVER_H
#define RECOLOR_DRIVER_DRIVER_H

#include "Apply/Verify.h"
#include "Clang/Unit.h"
#include "Plan/PlanFile.h"
#include "Runtime/Runtime.h"
#include "Solve/Solve.h"
#include "llvm/ADT/StringSet.h"
#include <optional>

namespace recolor {

class FactCache;

/// Exit codes (contract).
enum ExitCode {
  ExitClean = 0,
  ExitFindings = 1,
  ExitUsage = 2,
  ExitEnvironment = 3,
  ExitVerification = 4,
};

/// An error that says which exit code it means.
class DriverError : public llvm::ErrorInfo<DriverError> {
public:
  static char ID;
  DriverError(ExitCode Code, std::string Message)
      : Code(Code), Message(std::move(Message)) {}
  void log(llvm::raw_ostream &OS) const override { OS << Message; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
  ExitCode Code;
  std::string Message;
};

/// The error with this exit code.
llvm::Error fail(ExitCode Code, const llvm::Twine &Message);

/// Everything the verbs share.
struct DriverOptions {
  WorkspaceOptions Workspace;
  std::vector<std::string> Async, Roots, Stops;
  std::string Runtime; ///< empty: picked by what the code includes
  /// What becomes of what turns async: Convert, Twin or Wrap.
  Strategy Default = Strategy::Convert;
  /// By function, where it differs: a pattern and its strategy.
  std::vector<std::pair<std::string, Strategy>> Strategies;
  std::string Rename = "{name}_async"; ///< what a twin is called
  bool Refuse = false; ///< --on-barrier refuse
  bool PassThrough = true; ///< what only hands tasks on is no coroutine
  std::vector<PlannedSite> Frontier; ///< what a plan file says of single calls
  bool Rewrites = false; ///< the verb changes code or plans to
  bool AllowPartial = false;
  /// Files of facts (bundleFacts) that are read instead of parsing units.
  std::vector<std::string> FactsFiles;
  bool KeepFacts = false; ///< fill Session::Facts
  unsigned Jobs = 1;
  std::string CacheFolder; ///< empty: every unit is parsed
  uint64_t CacheBytes = 0; ///< how large it may become
  VerifyLevel Verify = VerifyLevel::Codegen;
};

/// What remains of a unit's facts once they are linked.
struct LinkedUnit {
  bool Failed = false;
  std::vector<llvm::StringRef> ProjectFiles; ///< into Session::FileNames
};

/// A code base whose facts are linked.
struct Session {
  DriverOptions Options;
  Workspace W;
  std::shared_ptr<FactCache> Cache; ///< or null
  std::vector<LinkedUnit> Units; ///< parallel to W.Units
  llvm::StringSet<> FileNames;   ///< of the project, once for all units
  /// The facts of every unit, for who prints them; otherwise each unit's are
  /// gone once they are linked.
  std::vector<UnitFacts> Facts;
  Program P;
  const Runtime *RT = nullptr;

  /// Reads the database and parses every unit, with progress on a terminal.
  /// Units that do not parse are warned about on standard error; without
  /// AllowPartial that is an error (exit code 3).
  static llvm::Expected<Session> open(DriverOptions O);
};

/// A code base that is being edited: answers after a change without reading
/// anything but what changed. What a language server stands on.
class LiveIndex {
public:
  /// As Session::open, but that units may fail.
  static llvm::Expected<LiveIndex> open(DriverOptions O);

  /// The code base as it is now; valid until the next change.
  const Session &session() const { return *Now; }

  /// \p File (a real path) has this text in the editor; nullopt: what is on disk
  /// counts again, and may have changed. Parses the units that read it, returns
  /// how many, and links what is in memory.
  size_t change(llvm::StringRef File, std::optional<std::string> Text);

private:
  std::unique_ptr<Session> Now;
  std::vector<std::string> Encoded; ///< the facts, parallel to the units
  FileOverlay Unsaved;

  void relink();
};

/// What `recolor index` is to do beyond bringing the cache up to date.
struct IndexOptions {
  unsigned Shard = 0, Shards = 1; ///< only every Shards-th unit, from this one on
  bool Bundle = false;            ///< fill IndexResult::Bundle
  std::string OpenFolder;         ///< of the bundle (encodeFacts); may be empty
  bool FilesRead = false;         ///< fill IndexResult::FilesRead; no cache is used
};

struct IndexResult {
  size_t Units = 0, Parsed = 0;
  std::string Bundle; ///< the facts of the units, for bundleFacts' readers
  std::vector<std::string> FilesRead; ///< by any of them, sorted
};

/// Extracts units and links nothing. Units that do not parse are treated as by
/// Session::open.
llvm::Expected<IndexResult> makeIndex(const DriverOptions &O, const IndexOptions &I);

/// Several files of facts as one. Errors: unreadable or damaged (exit code 3).
llvm::Expected<std::string> joinFacts(llvm::ArrayRef<std::string> Files);

/// Verdicts and treatments for one set of seeds.
struct Analysis {
  Coloring C;
  Plan Pl;
};

/// The functions that wait, as `recolor paths` means it: what the runtime has an
/// awaited form of, and what the user named as seeds. Errors: a pattern that
/// matches nothing (exit code 2).
llvm::Expected<std::vector<uint32_t>> findBlocking(const Session &S);

/// What earlier attempts to prove a patch have shown.
struct Lessons {
  /// Functions that stay as they are: key -> diagnostic.
  std::map<std::string, std::string> Demoted;
  /// Functions (keys) in which something wants an event loop itself and does
  /// not take its executor instead.
  std::set<std::string> NeedContext;
};

/// Solves and plans.
llvm::Expected<Analysis> analyse(const Session &S,
                                 const Lessons &L = {});

/// A proved patch.
struct Patch {
  Analysis A;
  std::map<std::string, MergedFile> Files; ///< by real path
  Lessons L;
};

/// Makes patches of one code base. What an attempt finds of a unit is kept, so the
/// next one parses only units for which something else is planned; as they get
/// smaller and smaller, the attempts of a series share most of it, too.
class PatchMaker {
public:
  /// Keeps the reference.
  explicit PatchMaker(const Session &S);
  ~PatchMaker();

  /// Rewrites, proves, demotes what fails and starts over until it holds.
  /// \p Start are functions that stay in any case. Errors: something fails that no
  /// function can be blamed for (exit code 4).
  llvm::Expected<Patch> make(Lessons Start = {});

private:
  struct KnownUnit;
  struct Round;

  /// One round of rewriting and proving, with these units alone.
  llvm::Expected<Round> attempt(const Analysis &A, llvm::ArrayRef<size_t> Only);
  /// Adds what is at fault to \p Out.
  llvm::Error prove(const MergeResult &Merged, const RewritePlan &RP,
                    llvm::ArrayRef<FunctionRange> Ranges, llvm::ArrayRef<size_t> Only,
                    Round &Out);
  /// Finds a function to blame for a failure in \p Place, a function that does not
  /// change, or in none: keeps more and more of those that do, the farthest from the
  /// seeds first, until the failure is gone; the last one kept is at fault. Empty
  /// when keeping all of them does not help. \p Unit: one in which it shows.
  llvm::Expected<std::string> findCulprit(const Analysis &A, const Lessons &L,
                                          const std::string &Place, size_t Unit);
  /// The units of these that read one of the files for which \p Touched holds.
  /// Those that do not parse are not changed (FF_Unparsed), and prove nothing.
  std::vector<size_t> unitsReading(llvm::ArrayRef<size_t> Only,
                                   llvm::function_ref<bool(llvm::StringRef)> Touched) const;
  /// Several threads may ask at once, but not for the same unit.
  const UnitFacts &before(size_t Unit);

  const Session &S;
  std::vector<size_t> AllUnits;
  std::vector<KnownUnit> Known; ///< parallel to the session's units
  llvm::StringSet<> ReadInC;    ///< files that units in C read
};

/// \p Path relative to the project's root, as patches name it.
std::string projectPath(const Session &S, llvm::StringRef Path);

} // namespace recolor

#endif
