//===- Inputs.h - What a result depends on in the file system ----*- C++ -*-===//
//
// Whoever keeps a result writes down what it was made from, and asks before it
// is used again whether a new one would be the same. Files that were read are
// not all: a header that is put in front of another one on the search path
// changes a unit that never named it, so what was looked for and not found
// counts as well, and so do folders that were listed.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_SUPPORT_INPUTS_H
#define RECOLOR_SUPPORT_INPUTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace recolor {

/// 128 bits that stand for a content.
struct Digest {
  uint64_t Low = 0, High = 0;
  friend bool operator==(const Digest &, const Digest &) = default;
};
Digest digestOf(llvm::StringRef Content);

/// A file or folder as the file system shows it without being read. Whoever
/// changes it changes this, unless it was changed just before the look
/// (isSettled): the time of the last change cannot be set back as the time of
/// the last modification can.
struct FileStamp {
  uint64_t Inode = 0, Size = 0;
  int64_t Modified = 0, Changed = 0; ///< nanoseconds since the epoch

  /// Does a later change show? Time stamps are as fine as the file system's
  /// clock, at worst two seconds.
  bool isSettled(int64_t Now) const {
    return std::max(Modified, Changed) < Now - 2'000'000'000;
  }
  friend bool operator==(const FileStamp &, const FileStamp &) = default;
};

/// What a path leads to.
struct PathState {
  enum { Nothing, File, Folder } Kind = Nothing;
  FileStamp Stamp;

  static PathState of(llvm::StringRef Path);
};

/// What one computation asked the file system. All paths are absolute.
class Inputs {
public:
  /// \p Path was read. \p Stamp is a look before it was, \p Real where the path
  /// leads, links resolved.
  void addFile(llvm::StringRef Path, const FileStamp &Stamp, llvm::StringRef Content,
               llvm::StringRef Real);
  /// Only what is there was asked: a file or a folder.
  void addPresent(llvm::StringRef Path, bool IsFolder);
  /// Nothing was found under this name. Called before the look or right after.
  void addAbsent(llvm::StringRef Path);
  /// The names in a folder were asked for.
  void addListed(llvm::StringRef Folder);
  /// Something was asked of which nobody can tell whether it stays so, as of a
  /// file that may not be read: the inputs count as changed ever after.
  void addUncertain() { Uncertain = true; }

  /// The files that were read, sorted.
  std::vector<std::string> files() const;

  /// For InputChecker::unchanged.
  std::string encode() const;

private:
  friend class InputChecker;
  struct Present {
    bool IsFolder = false, Read = false;
    FileStamp Stamp; ///< zero when it was not settled
    Digest Content;
    uint64_t Real = 0; ///< hash of the real path, 0 when that is the path
  };
  struct Folder {
    bool Present = false, Listed = false;
    FileStamp Stamp;           ///< zero when it was not settled
    std::set<uint32_t> Absent; ///< hashes of the names looked for in vain
  };
  std::map<std::string, Present> Found;
  std::map<std::string, Folder> Folders;
  bool Uncertain = false;

  Folder &folder(llvm::StringRef Path);
};

/// Where \p Path leads, links resolved and dots removed; the path itself, made
/// absolute, when it does not exist.
std::string realPath(llvm::StringRef Path);

/// realPath() for very many paths, most of them in the same folders: where a folder
/// leads is looked up once, which is a system call for each folder above it.
class RealPaths {
  llvm::StringMap<std::string> Folders;

public:
  std::string of(llvm::StringRef Path);
  /// The same for an absolute path to something that is there, no link, and does
  /// not end in dots, which needs no look at it.
  std::string ofNoLink(llvm::StringRef Path);
};

/// Compares inputs with the file system as it is now. Each file and folder is
/// looked at once, however many results depend on it; a new checker looks
/// again. Not thread-safe.
class InputChecker {
public:
  /// Would whoever asked the same get the same answers? False as well when
  /// \p Encoded is nothing that Inputs::encode wrote.
  bool unchanged(llvm::StringRef Encoded);

  /// How often the file system was asked.
  size_t looks() const { return Looks; }

  /// Of one record; SameHere: another one of the same identity may yet differ.
  enum Answer { Other, Same, SameHere };

private:
  struct State {
    PathState Is;
    bool IsLink = false;
    std::optional<uint64_t> Real;
    std::optional<Digest> Content;
  };
  struct FolderState {
    PathState Is;
    /// Hashes; none when the folder cannot be listed.
    std::optional<std::optional<std::set<uint32_t>>> Names;
  };
  llvm::StringMap<State> Paths;
  llvm::StringMap<FolderState> Folders;
  /// Identities of records that are as they were.
  llvm::DenseSet<uint64_t> Known;
  RealPaths Real;
  size_t Looks = 0;

  State &state(llvm::StringRef Path);
  FolderState &folder(llvm::StringRef Path);
  bool same(llvm::StringRef Path, const Inputs::Present &Was);
  Answer same(llvm::StringRef Path, bool Present, bool Listed, const FileStamp &Stamp,
              llvm::ArrayRef<uint32_t> Absent);
};

/// From now on realPath takes links below \p Folder for what they lead to, as
/// build systems want it that make a folder of links for each action.
void keepLinksBelow(llvm::StringRef Folder);

} // namespace recolor

#endif
