//===- Unit.h - Translation units and how to parse them ----------*- C++ -*-===//
#ifndef RECOLOR_CLANG_UNIT_H
#define RECOLOR_CLANG_UNIT_H

#include "Clang/FileSystems.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <vector>

namespace recolor {

/// One translation unit: a main file and the command that compiles it.
struct UnitCommand {
  std::string File;      ///< absolute path as the database names it
  std::string RealFile;  ///< the same, links resolved
  std::string Directory; ///< where the command runs
  std::vector<std::string> CommandLine;
  /// The flag that makes the command one of a standard with coroutines, when it
  /// has got that (raiseStandard).
  std::string Raised;
};

/// The flag with which the unit is compiled once it has coroutines; empty when it
/// is already of a standard that has them, or in C, which never has.
std::string coroutineStandard(const UnitCommand &Unit);

/// Is the unit compiled as C, going by its command?
bool isInC(const UnitCommand &Unit);

/// From now on the unit is parsed as what it becomes. Units in C stay in C.
void raiseStandard(UnitCommand &Unit);
/// Takes that back.
void lowerStandard(UnitCommand &Unit);

/// What the user chose about the code base.
struct WorkspaceOptions {
  std::string BuildDir;             ///< -p; empty: search upwards
  std::string Project;              ///< what may be edited; empty: found
  std::vector<std::string> Sources; ///< empty: every unit in the database
  std::vector<std::string> ExtraArgs, ExtraArgsBefore;
  /// Flags given after `--`: no database is read, every source is compiled
  /// with these.
  std::vector<std::string> FixedFlags;
  bool HasFixedFlags = false;
};

/// The units of a code base and the folder that holds what may be edited.
struct Workspace {
  std::vector<UnitCommand> Units; ///< sorted by file, then command
  std::string Root;               ///< real path
  /// The database says of every unit in C++ that clang compiles it.
  bool OnlyClang = false;
  /// Sources of the database that are not on disk.
  std::vector<std::string> Missing;

  /// Reads the database. Errors: none found, unreadable, malformed, empty, or
  /// a named source is not in it; each says which file and what was expected.
  static llvm::Expected<Workspace> load(const WorkspaceOptions &O);

  /// May the file at this real path be edited?
  bool inProject(llvm::StringRef RealPath) const;
};

/// How one parse went.
struct ParseOutcome {
  bool Ok = false;
  struct Diagnostic {
    std::string File; ///< real path; empty when there is no place
    unsigned Line = 0, Column = 0, Offset = 0;
    std::string Text;
    /// Places of the notes below it, nearest first: where a template that
    /// fails was instantiated.
    std::vector<std::pair<std::string, unsigned>> Notes;
  };
  std::vector<Diagnostic> Errors; ///< at most the first few
};

/// What a parse may be given beyond its unit.
struct ParseOptions {
  const FileOverlay *Overlay = nullptr; ///< replaces contents of files
  llvm::ArrayRef<AddedFile> Added;      ///< files that are not on the disk
  llvm::ArrayRef<std::string> ExtraFlags;
  Inputs *Asked = nullptr; ///< receives what the outcome depends on beyond it
};

/// Parses \p Unit with \p Action. Diagnostics are collected, never printed.
ParseOutcome parseUnit(const UnitCommand &Unit,
                       std::unique_ptr<clang::FrontendAction> Action,
                       const ParseOptions &O = {});

/// Where a file of a unit leads (Support/Inputs.h). Its name may be relative to
/// the folder that its command runs in.
std::string realPath(const clang::SourceManager &SM, clang::FileEntryRef File);

/// Runs \p Work for 0..Count-1 on \p Jobs threads.
void forEachIndex(size_t Count, unsigned Jobs,
                  llvm::function_ref<void(size_t)> Work);

} // namespace recolor

#endif
