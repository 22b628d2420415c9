//===- Inputs.cpp - What a result depends on in the file system -----------===//
#include "Support/Inputs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

namespace recolor {
using namespace llvm;

Digest digestOf(StringRef Content) {
  XXH128_hash_t H = xxh3_128bits(arrayRefFromStringRef(Content));
  return {H.low64, H.high64};
}

int64_t timeNow() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
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

static uint32_t hashOfName(StringRef Name) { return uint32_t(xxh3_64bits(Name)); }

/// 0 where there is nothing to know beyond the path.
static uint64_t hashOfReal(StringRef Real, StringRef Path) {
  return Real == Path ? 0 : xxh3_64bits(Real) | 1;
}

//===-- Taking down -------------------------------------------------------===//

void Inputs::addFile(StringRef Path, const FileStamp &Stamp, StringRef Content,
                     StringRef Real) {
  File &F = Files[Path.str()];
  if (F.Read)
    return;
  F.Read = true;
  F.Stamp = Stamp.isSettled(timeNow()) ? Stamp : FileStamp();
  F.Content = digestOf(Content);
  F.Real = hashOfReal(Real, Path);
}

void Inputs::addPresent(StringRef Path) { Files.try_emplace(Path.str()); }

Inputs::Folder &Inputs::folder(StringRef Path) {
  auto [It, New] = Folders.try_emplace(Path.str());
  Folder &F = It->second;
  sys::fs::file_status S;
  if (New && !sys::fs::status(Path, S)) {
    F.Present = true;
    FileStamp Stamp = FileStamp::of(S);
    F.Modified = Stamp.isSettled(timeNow()) ? Stamp.Modified : 0;
  }
  return F;
}

void Inputs::addAbsent(StringRef Path) {
  folder(sys::path::parent_path(Path))
      .Absent.insert(hashOfName(sys::path::filename(Path)));
}

void Inputs::addListed(StringRef Path) { folder(Path).Listed = true; }

std::vector<std::string> Inputs::files() const {
  std::vector<std::string> Result;
  for (const auto &[Path, F] : Files)
    if (F.Read)
      Result.push_back(Path);
  return Result;
}

//===-- As bytes ----------------------------------------------------------===//
//
// Neighbours share most of their path, and files of one package their time:
// what is written is the difference to the line before.

namespace {

class Writer {
  std::string Out, LastPath;
  int64_t LastTime = 0;

public:
  void number(uint64_t X) {
    uint8_t Bytes[10];
    Out.append(reinterpret_cast<char *>(Bytes), encodeULEB128(X, Bytes));
  }
  void time(int64_t T) {
    int64_t Difference = T - LastTime;
    LastTime = T;
    number(uint64_t(Difference) << 1 ^ uint64_t(Difference >> 63));
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
  std::string take() { return std::move(Out); }
};

class Reader {
  const uint8_t *At, *End;
  SmallString<256> LastPath;
  int64_t LastTime = 0;

public:
  explicit Reader(StringRef Bytes) : At(Bytes.bytes_begin()), End(Bytes.bytes_end()) {}
  bool Failed = false;

  bool atEnd() const { return At == End; }
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
  int64_t time() {
    uint64_t X = number();
    return LastTime += int64_t(X >> 1 ^ -(X & 1));
  }
  uint64_t fixed() {
    uint64_t X = 0;
    if (size_t(End - At) < sizeof(X)) {
      Failed = true;
      At = End;
      return 0;
    }
    std::memcpy(&X, At, sizeof(X));
    At += sizeof(X);
    return X;
  }
  /// Valid until the next.
  StringRef path() {
    size_t Shared = number(), Size = number();
    if (Shared > LastPath.size() || Size > size_t(End - At)) {
      Failed = true;
      At = End;
      return "";
    }
    LastPath.truncate(Shared);
    LastPath += StringRef(reinterpret_cast<const char *>(At), Size);
    At += Size;
    return LastPath;
  }
};

} // namespace

std::string Inputs::encode() const {
  Writer To;
  To.number(Files.size());
  for (const auto &[Path, F] : Files) {
    To.path(Path);
    To.number(F.Read | (F.Real != 0) << 1);
    if (!F.Read)
      continue;
    To.number(F.Stamp.Inode);
    To.number(F.Stamp.Size);
    To.time(F.Stamp.Modified);
    To.fixed(F.Content.Low);
    To.fixed(F.Content.High);
    if (F.Real)
      To.fixed(F.Real);
  }
  To.number(Folders.size());
  for (const auto &[Path, F] : Folders) {
    To.path(Path);
    To.number(F.Present | F.Listed << 1);
    To.time(F.Modified);
    To.number(F.Absent.size());
    uint32_t Last = 0;
    for (uint32_t Name : F.Absent) {
      To.number(Name - Last);
      Last = Name;
    }
  }
  return To.take();
}

//===-- Comparing ---------------------------------------------------------===//

InputChecker::FileState &InputChecker::file(StringRef Path) {
  auto [It, New] = Files.try_emplace(Path);
  if (New) {
    ++Looks;
    sys::fs::file_status S;
    It->second.Present = !sys::fs::status(Path, S) && !sys::fs::is_directory(S);
    if (It->second.Present)
      It->second.Stamp = FileStamp::of(S);
  }
  return It->second;
}

InputChecker::FolderState &InputChecker::folder(StringRef Path) {
  auto [It, New] = Folders.try_emplace(Path);
  if (New) {
    ++Looks;
    sys::fs::file_status S;
    It->second.Present = !sys::fs::status(Path, S);
    if (It->second.Present)
      It->second.Modified = FileStamp::of(S).Modified;
  }
  return It->second;
}

bool InputChecker::sameContent(StringRef Path, FileState &State,
                               const Inputs::File &Was) {
  if (!State.Content) {
    ++Looks;
    auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                        /*RequiresNullTerminator=*/false,
                                        /*IsVolatile=*/true);
    if (!Buffer)
      return false;
    State.Content = digestOf((*Buffer)->getBuffer());
    State.Real = hashOfReal(realPath(Path), Path);
  }
  return State.Content == Was.Content && State.Real == Was.Real;
}

const std::set<uint32_t> &InputChecker::names(StringRef Path, FolderState &State) {
  if (!State.Names) {
    ++Looks;
    State.Names.emplace();
    std::error_code EC;
    for (sys::fs::directory_iterator It(Path, EC), End; It != End && !EC;
         It.increment(EC))
      State.Names->insert(hashOfName(sys::path::filename(It->path())));
  }
  return *State.Names;
}

bool InputChecker::unchanged(StringRef Encoded) {
  Reader From(Encoded);
  size_t Count = From.number();
  for (size_t I = 0; I != Count && !From.Failed; ++I) {
    StringRef Path = From.path();
    uint64_t Bits = From.number();
    Inputs::File Was;
    Was.Read = Bits & 1;
    if (Was.Read) {
      Was.Stamp.Inode = From.number();
      Was.Stamp.Size = From.number();
      Was.Stamp.Modified = From.time();
      Was.Content = {From.fixed(), From.fixed()};
      if (Bits & 2)
        Was.Real = From.fixed();
    }
    FileState &Is = file(Path);
    if (!Is.Present ||
        (Was.Read && Is.Stamp != Was.Stamp && !sameContent(Path, Is, Was)))
      return false;
  }
  Count = From.number();
  SmallVector<uint32_t> Absent;
  for (size_t I = 0; I != Count && !From.Failed; ++I) {
    StringRef Path = From.path();
    uint64_t Bits = From.number();
    int64_t Modified = From.time();
    Absent.resize(0);
    uint32_t Name = 0;
    for (size_t Names = From.number(); Names && !From.Failed; --Names)
      Absent.push_back(Name += uint32_t(From.number()));
    FolderState &Is = folder(Path);
    if (Is.Present == bool(Bits & 1) && Is.Modified == Modified)
      continue;
    // Something came or went; if it was nothing that was asked for, fine.
    if (Bits & 2)
      return false;
    if (Is.Present && any_of(Absent, [&](uint32_t N) { return names(Path, Is).count(N); }))
      return false;
  }
  return !From.Failed && From.atEnd();
}

} // namespace recolor
