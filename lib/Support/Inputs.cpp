//===- Inputs.cpp - What a result depends on in the file system -----------===//
#include "Support/Inputs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <cerrno>
#include <chrono>
#include <cstring>
#include <initializer_list>
#include <sys/stat.h>
#include <utility>

namespace recolor {
using namespace llvm;

Digest digestOf(StringRef Content) {
  XXH128_hash_t H = xxh3_128bits(arrayRefFromStringRef(Content));
  return {H.low64, H.high64};
}

/// Nanoseconds since the epoch.
static int64_t timeNow() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// LLVM's file_status does not know when a file was changed.
static PathState stateOf(const struct stat &S) {
  auto Time = [](const timespec &T) {
    return int64_t(T.tv_sec) * 1'000'000'000 + T.tv_nsec;
  };
  return {S_ISDIR(S.st_mode) ? PathState::Folder : PathState::File,
          {S.st_ino, uint64_t(S.st_size), Time(S.st_mtim), Time(S.st_ctim)}};
}

PathState PathState::of(StringRef Path) {
  struct stat S;
  return ::stat(Path.str().c_str(), &S) ? PathState() : stateOf(S);
}

static FileStamp settled(const FileStamp &Stamp) {
  return Stamp.isSettled(timeNow()) ? Stamp : FileStamp();
}

/// Set before the first thread starts.
static std::string FolderOfLinks;

void keepLinksBelow(StringRef Folder) { FolderOfLinks = realPath(Folder); }

std::string realPath(StringRef Path) {
  SmallString<256> Abs(Path);
  sys::fs::make_absolute(Abs);
  sys::path::remove_dots(Abs, /*remove_dot_dot=*/true);
  if (StringRef Inside = Abs; !FolderOfLinks.empty() &&
                              Inside.consume_front(FolderOfLinks) &&
                              (Inside.empty() || Inside.starts_with("/")))
    return std::string(Abs);
  SmallString<256> Real;
  if (!sys::fs::real_path(Path, Real))
    return std::string(Real);
  return std::string(Abs);
}

std::string RealPaths::of(StringRef Path) {
  SmallString<256> Abs(Path);
  sys::fs::make_absolute(Abs);
  StringRef Name = sys::path::filename(Abs);
  struct stat S;
  if (!sys::path::has_parent_path(Abs) || Name == "." || Name == ".." ||
      ::lstat(Abs.c_str(), &S) || S_ISLNK(S.st_mode))
    return realPath(Path);
  return ofNoLink(Abs);
}

std::string RealPaths::ofNoLink(StringRef Path) {
  StringRef In = sys::path::parent_path(Path);
  auto [It, New] = Folders.try_emplace(In);
  std::string &Folder = It->second; // stays where it is when others are added
  if (New)
    Folder = of(In);
  SmallString<256> Real(Folder);
  sys::path::append(Real, sys::path::filename(Path));
  return std::string(Real);
}

static uint32_t hashOfName(StringRef Name) { return uint32_t(xxh3_64bits(Name)); }

/// 0 where there is nothing to know beyond the path.
static uint64_t hashOfReal(StringRef Real, StringRef Path) {
  return Real == Path ? 0 : xxh3_64bits(Real) | 1;
}

//===-- Taking down -------------------------------------------------------===//

void Inputs::addFile(StringRef Path, const FileStamp &Stamp, StringRef Content,
                     StringRef Real) {
  Present &F = Found[Path.str()];
  if (F.Read)
    return;
  F.Read = true;
  F.Stamp = settled(Stamp);
  F.Content = digestOf(Content);
  F.Real = hashOfReal(Real, Path);
}

void Inputs::addPresent(StringRef Path, bool IsFolder) {
  auto [It, New] = Found.try_emplace(Path.str());
  if (New)
    It->second.IsFolder = IsFolder;
}

Inputs::Folder &Inputs::folder(StringRef Path) {
  auto [It, New] = Folders.try_emplace(Path.str());
  Folder &F = It->second;
  if (New)
    if (PathState S = PathState::of(Path); S.Kind != PathState::Nothing) {
      F.Present = true;
      F.Stamp = settled(S.Stamp);
    }
  return F;
}

void Inputs::addAbsent(StringRef Path) {
  // A link to nothing is absent until what it leads to appears, wherever that
  // is, and what may not be looked at until somebody may.
  struct stat S;
  if (!::lstat(Path.str().c_str(), &S) || (errno != ENOENT && errno != ENOTDIR))
    return addUncertain();
  folder(sys::path::parent_path(Path))
      .Absent.insert(hashOfName(sys::path::filename(Path)));
}

void Inputs::addListed(StringRef Path) { folder(Path).Listed = true; }

std::vector<std::string> Inputs::files() const {
  std::vector<std::string> Result;
  for (const auto &[Path, F] : Found)
    if (F.Read)
      Result.push_back(Path);
  return Result;
}

//===-- As bytes ----------------------------------------------------------===//
//
// Neighbours share most of their path, and files of one package their time:
// what is written of a record is the difference to the one before. Units of a
// project share most of their records, too, so each has an identity, all of them
// stand in front, and the records lie in blocks that can be skipped: where a record
// was compared for one unit it need not even be read for the next one.

namespace {

class Writer {
  std::string Out, LastPath;
  FileStamp Last;

public:
  void number(uint64_t X) {
    uint8_t Bytes[10];
    Out.append(reinterpret_cast<char *>(Bytes), encodeULEB128(X, Bytes));
  }
  void difference(int64_t To, int64_t From) {
    int64_t D = int64_t(uint64_t(To) - uint64_t(From));
    number(uint64_t(D) << 1 ^ uint64_t(D >> 63));
  }
  void stamp(const FileStamp &S) {
    number(S.Inode);
    number(S.Size);
    difference(S.Modified, Last.Modified);
    difference(S.Changed, Last.Changed);
    Last = S;
  }
  void fixed(uint64_t X) { Out.append(reinterpret_cast<char *>(&X), sizeof(X)); }
  void path(StringRef P) {
    size_t Shared = 0;
    while (Shared < P.size() && Shared < LastPath.size() && P[Shared] == LastPath[Shared])
      ++Shared;
    number(Shared);
    number(P.size() - Shared);
    Out += P.drop_front(Shared);
    LastPath = P.str();
  }
  void bytes(StringRef B) { Out += B; }
  /// What comes now stands for itself.
  std::string take() {
    LastPath.clear();
    Last = FileStamp();
    return std::exchange(Out, {});
  }
};

/// So many records are skipped or read together.
constexpr size_t BlockSize = 16;

/// Records as compareRecords reads them.
class RecordWriter {
  Writer Ids, Block, Blocks;
  size_t Count = 0;

  void endBlock() {
    std::string Bytes = Block.take();
    Blocks.number(Bytes.size());
    Blocks.bytes(Bytes);
  }

public:
  /// Where the next one is to be written. \p Id stands for all that is, and for no
  /// more than what is compared.
  Writer &next(uint64_t Id) {
    if (Count && Count % BlockSize == 0)
      endBlock();
    ++Count;
    Ids.fixed(Id);
    return Block;
  }
  void writeTo(Writer &To) {
    if (Count)
      endBlock();
    To.number(Count);
    To.bytes(Ids.take());
    To.bytes(Blocks.take());
  }
};

class Reader {
  const uint8_t *At, *End;
  SmallString<256> LastPath;
  FileStamp Last;

public:
  explicit Reader(StringRef Bytes) : At(Bytes.bytes_begin()), End(Bytes.bytes_end()) {}
  bool Failed = false;

  bool atEnd() const { return At == End; }
  size_t left() const { return End - At; }
  /// Empty, and failed, where there are not so many.
  StringRef bytes(size_t Size) {
    if (size_t(End - At) < Size) {
      Failed = true;
      At = End;
      return "";
    }
    StringRef Bytes(reinterpret_cast<const char *>(At), Size);
    At += Size;
    return Bytes;
  }
  uint64_t number() {
    unsigned Size;
    const char *Error = nullptr;
    uint64_t X = decodeULEB128(At, &Size, End, &Error);
    if (Error) {
      Failed = true;
      At = End;
      return 0;
    }
    At += Size;
    return X;
  }
  int64_t difference(int64_t From) {
    uint64_t X = number();
    return int64_t(uint64_t(From) + (X >> 1 ^ -(X & 1)));
  }
  FileStamp stamp() {
    Last.Inode = number();
    Last.Size = number();
    Last.Modified = difference(Last.Modified);
    Last.Changed = difference(Last.Changed);
    return Last;
  }
  uint64_t fixed() {
    uint64_t X = 0;
    if (StringRef Bytes = bytes(sizeof(X)); !Failed)
      std::memcpy(&X, Bytes.data(), sizeof(X));
    return X;
  }
  /// Valid until the next.
  StringRef path() {
    size_t Shared = number();
    StringRef Rest = bytes(number());
    if (Shared > LastPath.size())
      Failed = true;
    if (Failed)
      return "";
    LastPath.truncate(Shared);
    LastPath += Rest;
    return LastPath;
  }
};

} // namespace

static uint64_t idOf(StringRef Path, uint64_t Bits, const FileStamp &S,
                     std::initializer_list<uint64_t> Content) {
  SmallString<256> Bytes(Path);
  auto Add = [&](uint64_t X) {
    Bytes.append(reinterpret_cast<char *>(&X), reinterpret_cast<char *>(&X + 1));
  };
  for (uint64_t X : {Bits, S.Inode, S.Size, uint64_t(S.Modified), uint64_t(S.Changed)})
    Add(X);
  for (uint64_t X : Content)
    Add(X);
  // A DenseSet keeps the largest numbers to itself.
  return xxh3_64bits(Bytes.str()) >> 1;
}

std::string Inputs::encode() const {
  RecordWriter Files, Dirs;
  for (const auto &[Path, F] : Found) {
    uint64_t Bits = F.IsFolder | F.Read << 1 | (F.Real != 0) << 2;
    Writer &To = Files.next(
        idOf(Path, Bits, F.Stamp, {F.Content.Low, F.Content.High, F.Real}));
    To.path(Path);
    To.number(Bits);
    if (!F.Read)
      continue;
    To.stamp(F.Stamp);
    To.fixed(F.Content.Low);
    To.fixed(F.Content.High);
    if (F.Real)
      To.fixed(F.Real);
  }
  for (const auto &[Path, F] : Folders) {
    uint64_t Bits = F.Present | F.Listed << 1;
    // Not the names: while the stamp is the same, they are not looked at.
    Writer &To = Dirs.next(idOf(Path, Bits, F.Stamp, {}));
    To.path(Path);
    To.number(Bits);
    To.stamp(F.Stamp);
    To.number(F.Absent.size());
    uint32_t Last = 0;
    for (uint32_t Name : F.Absent) {
      To.number(Name - Last);
      Last = Name;
    }
  }
  Writer To;
  To.number(Uncertain);
  Files.writeTo(To);
  Dirs.writeTo(To);
  return To.take();
}

//===-- Comparing ---------------------------------------------------------===//

InputChecker::State &InputChecker::state(StringRef Path) {
  auto [It, New] = Paths.try_emplace(Path);
  if (New) {
    ++Looks;
    struct stat S;
    if (!::lstat(It->first().data(), &S)) {
      It->second.IsLink = S_ISLNK(S.st_mode);
      It->second.Is = It->second.IsLink ? PathState::of(Path) : stateOf(S);
    }
  }
  return It->second;
}

InputChecker::FolderState &InputChecker::folder(StringRef Path) {
  auto [It, New] = Folders.try_emplace(Path);
  if (New) {
    ++Looks;
    It->second.Is = PathState::of(Path);
  }
  return It->second;
}

bool InputChecker::same(StringRef Path, const Inputs::Present &Was) {
  State &S = state(Path);
  if (S.Is.Kind != (Was.IsFolder ? PathState::Folder : PathState::File))
    return false;
  if (!Was.Read)
    return true;
  // A folder that was moved leaves its files as they are.
  if (!S.Real)
    S.Real = hashOfReal(S.IsLink ? realPath(Path) : Real.ofNoLink(Path), Path);
  if (S.Real != Was.Real)
    return false;
  if (S.Is.Stamp == Was.Stamp)
    return true;
  if (!S.Content) {
    ++Looks;
    auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                        /*RequiresNullTerminator=*/false,
                                        /*IsVolatile=*/true);
    if (!Buffer)
      return false;
    S.Content = digestOf((*Buffer)->getBuffer());
  }
  return S.Content == Was.Content;
}

/// The hashes of the names in a folder.
static std::optional<std::set<uint32_t>> namesIn(StringRef Path) {
  std::set<uint32_t> Names;
  std::error_code EC;
  for (sys::fs::directory_iterator It(Path, EC), End; !EC && It != End; It.increment(EC))
    Names.insert(hashOfName(sys::path::filename(It->path())));
  if (EC)
    return std::nullopt;
  return Names;
}

InputChecker::Answer InputChecker::same(StringRef Path, bool Present, bool Listed,
                                        const FileStamp &Stamp, ArrayRef<uint32_t> Absent) {
  FolderState &S = folder(Path);
  bool IsPresent = S.Is.Kind != PathState::Nothing;
  if (IsPresent == Present && S.Is.Stamp == Stamp)
    return Same;
  // Something came or went; if it was nothing that was asked for, fine.
  if (Listed)
    return Other;
  if (S.Is.Kind != PathState::Folder)
    return SameHere;
  if (!S.Names) {
    ++Looks;
    S.Names = namesIn(Path);
  }
  const std::optional<std::set<uint32_t>> &Names = *S.Names;
  bool StillAbsent =
      Names && none_of(Absent, [&](uint32_t N) { return Names->count(N) != 0; });
  return StillAbsent ? SameHere : Other;
}

/// Reads what a RecordWriter wrote. \p Compare reads a record and, unless it is told
/// that it is known, compares it; false as soon as something is other.
static bool compareRecords(Reader &From, DenseSet<uint64_t> &Known,
                           function_ref<InputChecker::Answer(Reader &, bool)> Compare) {
  size_t Count = From.number();
  if (Count > From.left() / sizeof(uint64_t))
    return false;
  Reader Ids(From.bytes(Count * sizeof(uint64_t)));
  for (size_t Read = 0; Read < Count; Read += BlockSize) {
    Reader Block(From.bytes(From.number()));
    size_t Size = std::min(BlockSize, Count - Read);
    uint64_t Id[BlockSize];
    bool IsKnown[BlockSize], AllKnown = true;
    for (size_t I = 0; I != Size; ++I) {
      Id[I] = Ids.fixed();
      AllKnown &= IsKnown[I] = Known.contains(Id[I]);
    }
    for (size_t I = 0; I != Size && !AllKnown; ++I) {
      InputChecker::Answer A = Compare(Block, IsKnown[I]);
      if (Block.Failed || A == InputChecker::Other)
        return false;
      if (A == InputChecker::Same)
        Known.insert(Id[I]);
    }
  }
  return !From.Failed;
}

bool InputChecker::unchanged(StringRef Encoded) {
  Reader From(Encoded);
  if (From.number())
    return false;
  auto File = [&](Reader &R, bool IsKnown) {
    StringRef Path = R.path();
    uint64_t Bits = R.number();
    Inputs::Present Was;
    Was.IsFolder = Bits & 1;
    Was.Read = Bits & 2;
    if (Was.Read) {
      Was.Stamp = R.stamp();
      Was.Content.Low = R.fixed();
      Was.Content.High = R.fixed();
      if (Bits & 4)
        Was.Real = R.fixed();
    }
    return IsKnown || (!R.Failed && same(Path, Was)) ? Same : Other;
  };
  SmallVector<uint32_t> Absent;
  auto Folder = [&](Reader &R, bool IsKnown) {
    StringRef Path = R.path();
    uint64_t Bits = R.number();
    FileStamp Stamp = R.stamp();
    Absent.resize(0);
    uint32_t Name = 0;
    for (size_t Names = R.number(); Names && !R.Failed; --Names)
      Absent.push_back(Name += uint32_t(R.number()));
    if (IsKnown)
      return Same;
    return R.Failed ? Other : same(Path, Bits & 1, Bits & 2, Stamp, Absent);
  };
  return compareRecords(From, Known, File) && compareRecords(From, Known, Folder) && From.atEnd();
}

} // namespace recolor
