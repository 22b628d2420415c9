//===- AtomicWrite.cpp - Several files change, or none --------------------===//
#include "Support/AtomicWrite.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <set>
#include <vector>

namespace fs = llvm::sys::fs;

namespace recolor {
namespace {

/// A file beside its target that goes away with this object or by a signal.
class Temporary {
public:
  explicit Temporary(std::string P) : Path(std::move(P)) {
    llvm::sys::RemoveFileOnSignal(Path);
  }
  Temporary(Temporary &&Other) : Path(std::exchange(Other.Path, {})) {}
  ~Temporary() {
    if (Path.empty())
      return;
    fs::remove(Path);
    release();
  }

  const std::string &path() const { return Path; }
  /// It has become something else, or is to stay.
  void release() {
    llvm::sys::DontRemoveFileOnSignal(Path);
    Path.clear();
  }

private:
  std::string Path;
};

/// One file on its way: its new content, and what it was.
struct Staged {
  std::string Target;
  Temporary New;
  std::optional<Temporary> Old;
};

llvm::Error failure(llvm::StringRef File, llvm::StringRef What,
                    std::error_code EC) {
  return llvm::createStringError(EC, File + ": error: " + What + ": " +
                                         EC.message());
}

/// The real file behind \p Name, if it may be replaced.
llvm::Expected<std::string> findTarget(const std::string &Name) {
  llvm::SmallString<256> Real;
  if (std::error_code EC = fs::real_path(Name, Real))
    return failure(Name, "cannot find", EC);
  if (!fs::is_regular_file(Real))
    return failure(Name, "cannot replace",
                   std::make_error_code(std::errc::not_supported));
  // A rename asks the folder only; a file made read-only is meant to be.
  if (std::error_code EC = fs::access(Real, fs::AccessMode::Write))
    return failure(Name, "cannot write", EC);
  fs::file_t FD = fs::kInvalidFile;
  auto Opened = fs::openNativeFileForRead(Real);
  if (!Opened)
    return failure(Name, "cannot read",
                   llvm::errorToErrorCode(Opened.takeError()));
  FD = *Opened;
  fs::closeFile(FD);
  return std::string(Real);
}

llvm::Expected<Temporary> writeBeside(const std::string &Target,
                                      llvm::StringRef Content) {
  llvm::ErrorOr<fs::perms> Perms = fs::getPermissions(Target);
  if (!Perms)
    return failure(Target, "cannot read permissions", Perms.getError());
  int FD = -1;
  llvm::SmallString<256> Path;
  if (std::error_code EC =
          fs::createUniqueFile(Target + ".%%%%%%%%.tmp", FD, Path))
    return failure(Target, "cannot create a file beside it", EC);
  Temporary T{std::string(Path)};
  llvm::raw_fd_ostream OS(FD, /*shouldClose=*/true);
  OS << Content;
  OS.close();
  if (OS.has_error()) {
    std::error_code EC = OS.error();
    OS.clear_error();
    return failure(Target, "cannot write", EC);
  }
  if (std::error_code EC = fs::setPermissions(Path, *Perms))
    return failure(Target, "cannot keep permissions", EC);
  return T;
}

/// A second name for \p Target, so that it can come back as the same file.
llvm::Expected<Temporary> keepBeside(const std::string &Target) {
  llvm::SmallString<256> Path;
  std::error_code EC =
      fs::getPotentiallyUniqueFileName(Target + ".%%%%%%%%.old", Path);
  if (!EC) {
    EC = fs::create_hard_link(Target, Path);
    // Some file systems have no links.
    if (EC && EC != std::errc::file_exists)
      EC = fs::copy_file(Target, Path);
  }
  if (EC)
    return failure(Target, "cannot keep the old content beside it", EC);
  return Temporary(std::string(Path));
}

} // namespace

llvm::Error writeFilesAtomically(
    llvm::ArrayRef<std::pair<std::string, std::string>> Files,
    llvm::function_ref<std::error_code(const std::string &, const std::string &)>
        Rename) {
  auto RenameFile = [&](const std::string &From, const std::string &To) {
    return Rename ? Rename(From, To) : fs::rename(From, To);
  };

  std::vector<Staged> All;
  std::set<std::string> Seen;
  for (const auto &[Name, Content] : Files) {
    auto Target = findTarget(Name);
    if (!Target)
      return Target.takeError();
    if (!Seen.insert(*Target).second)
      return failure(Name, "is one file with another to be written",
                     std::make_error_code(std::errc::file_exists));
    auto New = writeBeside(*Target, Content);
    if (!New)
      return New.takeError();
    All.push_back({*Target, std::move(*New), std::nullopt});
  }
  if (All.size() > 1)
    for (Staged &S : All) {
      auto Old = keepBeside(S.Target);
      if (!Old)
        return Old.takeError();
      S.Old.emplace(std::move(*Old));
    }

  for (size_t I = 0; I != All.size(); ++I) {
    std::error_code EC = RenameFile(All[I].New.path(), All[I].Target);
    if (!EC) {
      All[I].New.release();
      continue;
    }
    llvm::Error Result = failure(All[I].Target, "cannot replace", EC);
    while (I-- > 0) {
      std::error_code Back = fs::rename(All[I].Old->path(), All[I].Target);
      if (!Back) {
        All[I].Old->release();
        continue;
      }
      Result = llvm::joinErrors(
          std::move(Result),
          failure(All[I].Target,
                  "is changed, its old content is in " + All[I].Old->path(),
                  Back));
      All[I].Old->release();
    }
    return Result;
  }
  return llvm::Error::success();
}

} // namespace recolor
