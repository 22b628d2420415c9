//===- FactCache.cpp - Facts of units that did not change -----------------===//
#include "Extract/FactCache.h"
#include "Clang/Toolchain.h"
#include "Model/FactsBinary.h"
#include "Runtime/Runtime.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/xxhash.h"
#include <cstring>

namespace recolor {
using namespace llvm;

/// Of the names of entries; pruneCache knows its own by it.
static constexpr StringLiteral Prefix = "llvmcache-";
/// Another number whenever an entry is written otherwise.
static constexpr StringLiteral Mark = "recolor entry 5\n";
/// Behind the mark: the checksum of what follows up to the facts, which have one
/// of their own, the key, for an entry under another's name is damage too,
/// milliseconds (the lowest bit: did it fail?), the size of the inputs, and that of
/// the facts before they were compressed (0: they are not). Then come the inputs
/// and the facts.
struct Header {
  uint64_t Checksum;
  Digest Key;
  uint32_t Times, InputsSize;
  uint64_t PlainSize;
};
static constexpr size_t HeaderSize = Mark.size() + sizeof(Header);
static constexpr size_t CheckedFrom = Mark.size() + sizeof(Header::Checksum);

std::string FactCache::defaultFolder() {
  SmallString<256> Path;
  if (!sys::path::cache_directory(Path))
    return "";
  sys::path::append(Path, "recolor");
  return std::string(Path);
}

/// What is the same for all units of this process and decides what facts say:
/// this very binary, its parser, the runtimes whose names are facts, and what
/// the compiler takes from the environment.
static const std::string &identityOfTool() {
  static const std::string Identity = [] {
    std::string Id = clang::getClangFullVersion() + '\0' + RECOLOR_VERSION;
    std::string Self = sys::fs::getMainExecutable(nullptr, nullptr);
    if (auto Buffer = MemoryBuffer::getFile(Self, false, false)) {
      Digest D = digestOf((*Buffer)->getBuffer());
      Id += utohexstr(D.Low) + utohexstr(D.High);
    }
    return Id;
  }();
  return Identity;
}

Digest FactCache::keyOf(const Workspace &W, const UnitCommand &Unit) {
  std::string Key;
  auto Add = [&](StringRef S) {
    Key += std::to_string(S.size()) + ':';
    Key += S;
  };
  Add(identityOfTool());
  for (const Runtime &R : allRuntimes())
    if (R.Digest)
      Add(std::to_string(R.Digest));
  for (StringRef Name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH",
                         "COMPILER_PATH", "GCC_EXEC_PREFIX"})
    if (auto Value = sys::Process::GetEnv(Name))
      Add((Name + "=" + *Value).str());
  Add(W.Root);
  Add(Unit.File);
  Add(Unit.Directory);
  for (const std::string &Argument : Unit.CommandLine)
    Add(Argument);
  return digestOf(Key);
}

std::string FactCache::pathOf(const Digest &Key) const {
  SmallString<256> Path(Folder);
  sys::path::append(Path, Prefix + utohexstr(Key.Low, true, 16) +
                              utohexstr(Key.High, true, 16));
  return std::string(Path);
}

/// The first \p Most bytes of a file; fewer where there are no more, or none can be read.
/// Read, since a map of what is cut off ends the process, and
/// MemoryBuffer::getFileSlice maps whatever it is told.
static std::string readStart(const std::string &Path, size_t Most) {
  std::string Bytes;
  Expected<sys::fs::file_t> File = sys::fs::openNativeFileForRead(Path);
  if (!File) {
    consumeError(File.takeError());
    return Bytes;
  }
  Bytes.resize(Most);
  Expected<size_t> Size = sys::fs::readNativeFileSlice(*File, Bytes, 0);
  Bytes.resize(Size ? *Size : 0);
  if (!Size)
    consumeError(Size.takeError());
  sys::fs::closeFile(*File);
  return Bytes;
}

FactCache::Entry FactCache::find(const Workspace &W, const UnitCommand &Unit,
                                 InputChecker &Check) const {
  Entry E;
  Digest Key = keyOf(W, Unit);
  std::string Path = pathOf(Key);
  // Facts are read when somebody asks for them; this much is it mostly.
  std::string Bytes = readStart(Path, 1 << 16);
  Header H;
  if (Bytes.size() < HeaderSize || !StringRef(Bytes).starts_with(Mark))
    return E;
  std::memcpy(&H, &Bytes[Mark.size()], sizeof(H));
  size_t FactsAt = HeaderSize + H.InputsSize;
  if (uint64_t Size; FactsAt > Bytes.size()) {
    if (sys::fs::file_size(Path, Size) || FactsAt > Size)
      return E;
    Bytes = readStart(Path, FactsAt);
  }
  if (FactsAt > Bytes.size())
    return E;
  StringRef Checked = StringRef(Bytes).take_front(FactsAt).drop_front(CheckedFrom);
  if (H.Checksum != xxh3_64bits(Checked) || H.Key != Key)
    return E;
  E.Path = std::move(Path);
  E.Checksum = H.Checksum;
  E.FactsAt = FactsAt;
  E.Milliseconds = H.Times >> 1;
  E.Failed = H.Times & 1;
  E.PlainSize = H.PlainSize;
  E.IsValid = Check.unchanged(Checked.take_back(H.InputsSize));
  return E;
}

Expected<UnitFacts> FactCache::Entry::facts() const {
  auto Decode = [](StringRef Bytes, std::shared_ptr<const void> Owner) {
    Expected<UnitFacts> U = decodeFacts(Bytes);
    if (U)
      U->Strings->keep(std::move(Owner));
    return U;
  };
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return errorCodeToError(Buffer.getError());
  StringRef Facts = (*Buffer)->getBuffer();
  Header H;
  if (Facts.size() < FactsAt)
    return createStringError("is cut off");
  std::memcpy(&H, Facts.data() + Mark.size(), sizeof(H));
  // Somebody may have written a new one since.
  if (H.Checksum != Checksum)
    return createStringError("is another one");
  Facts = Facts.drop_front(FactsAt);
  if (!PlainSize)
    return Decode(Facts, std::shared_ptr<const MemoryBuffer>(std::move(*Buffer)));
  auto Plain = std::make_shared<SmallVector<uint8_t, 0>>();
  if (!compression::zstd::isAvailable())
    return createStringError("is compressed");
  if (Error E = compression::zstd::decompress(arrayRefFromStringRef(Facts), *Plain, PlainSize))
    return std::move(E);
  StringRef Bytes = toStringRef(*Plain);
  return Decode(Bytes, std::move(Plain));
}

void FactCache::store(const Workspace &W, const UnitCommand &Unit, const Inputs &From,
                      const UnitFacts &Facts, unsigned Milliseconds) {
  std::string Depends = From.encode(), Encoded = encodeFacts(Facts);
  Header H = {0, keyOf(W, Unit), Milliseconds << 1 | Facts.Failed,
              uint32_t(Depends.size()), 0};
  if (compression::zstd::isAvailable()) {
    SmallVector<uint8_t, 0> Compressed;
    compression::zstd::compress(arrayRefFromStringRef(Encoded), Compressed, /*Level=*/1);
    H.PlainSize = Encoded.size();
    Encoded = toStringRef(Compressed).str();
  }
  std::string Bytes(Mark);
  Bytes.append(reinterpret_cast<char *>(&H), sizeof(H));
  Bytes += Depends;
  H.Checksum = xxh3_64bits(StringRef(Bytes).drop_front(CheckedFrom));
  std::memcpy(&Bytes[Mark.size()], &H.Checksum, sizeof(H.Checksum));
  Bytes += Encoded;
  auto Write = [&]() -> Error {
    if (std::error_code EC = sys::fs::create_directories(Folder))
      return errorCodeToError(EC);
    // What is left when this process is killed is pruned like an entry.
    Expected<sys::fs::TempFile> Temp =
        sys::fs::TempFile::create(Folder + "/" + Prefix + "%%%%%%%%.tmp");
    if (!Temp)
      return Temp.takeError();
    raw_fd_ostream OS(Temp->FD, /*shouldClose=*/false);
    OS << Bytes;
    OS.flush();
    if (OS.has_error()) {
      std::error_code EC = OS.error();
      OS.clear_error();
      consumeError(Temp->discard());
      return errorCodeToError(EC);
    }
    return Temp->keep(pathOf(H.Key));
  };
  if (Error E = Write()) {
    std::string Why = toString(std::move(E));
    std::call_once(Warned, [&] {
      WithColor::warning() << "cannot write to the cache '" << Folder << "': " << Why
                           << "; what is parsed now is parsed again next time\n";
    });
  }
}

void FactCache::prune(uint64_t Bytes) const {
  CachePruningPolicy Policy;
  Policy.Expiration = std::chrono::hours(30 * 24);
  Policy.MaxSizePercentageOfAvailableSpace = 50;
  Policy.MaxSizeBytes = Bytes;
  pruneCache(Folder, Policy);
}

Expected<size_t> FactCache::clean() const {
  size_t Count = 0;
  std::error_code EC;
  for (sys::fs::directory_iterator It(Folder, EC), End; It != End && !EC;
       It.increment(EC)) {
    if (!sys::path::filename(It->path()).starts_with(Prefix))
      continue;
    if (std::error_code Failed = sys::fs::remove(It->path()))
      return createStringError(Failed, "cannot remove '" + It->path() +
                                           "': " + Failed.message());
    ++Count;
  }
  if (EC && EC != std::errc::no_such_file_or_directory)
    return createStringError(EC, "cannot read the cache '" + Folder + "': " + EC.message());
  return Count;
}

} // namespace recolor
