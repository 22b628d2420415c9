//===- FileSystems.cpp - What a parse sees of the disk --------------------===//
#include "Clang/FileSystems.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Path.h"

namespace recolor {
using namespace llvm;

namespace {

/// An open file whose text is in memory.
class TextFile : public vfs::File {
public:
  TextFile(vfs::Status S, StringRef Text) : S(S), Text(Text) {}
  ErrorOr<vfs::Status> status() override { return S; }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name, int64_t,
                                                   bool Terminated, bool) override {
    SmallString<256> Space;
    return MemoryBuffer::getMemBuffer(Text, Name.toStringRef(Space), Terminated);
  }
  std::error_code close() override { return {}; }

private:
  vfs::Status S;
  StringRef Text;
};

class RewrittenFS : public vfs::ProxyFileSystem {
public:
  RewrittenFS(IntrusiveRefCntPtr<vfs::FileSystem> Base, const FileOverlay &Files)
      : ProxyFileSystem(std::move(Base)), Files(Files) {}

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    ErrorOr<vfs::Status> S = ProxyFileSystem::status(Path);
    if (S && S->isRegularFile())
      if (const std::string *Text = find(Path))
        return vfs::Status(S->getName(), S->getUniqueID(),
                           S->getLastModificationTime(), S->getUser(),
                           S->getGroup(), Text->size(), S->getType(),
                           S->getPermissions());
    return S;
  }

  ErrorOr<std::unique_ptr<vfs::File>> openFileForRead(const Twine &Path) override {
    if (const std::string *Text = find(Path)) {
      ErrorOr<vfs::Status> S = status(Path);
      if (!S)
        return S.getError();
      return std::unique_ptr<vfs::File>(std::make_unique<TextFile>(*S, *Text));
    }
    return ProxyFileSystem::openFileForRead(Path);
  }

private:
  const std::string *find(const Twine &Path) {
    SmallString<256> P;
    Path.toVector(P);
    auto [Slot, New] = Known.try_emplace(P, nullptr);
    if (New) {
      SmallString<256> Real;
      if (!getRealPath(P, Real))
        if (auto It = Files.find(std::string(Real)); It != Files.end())
          Slot->second = &It->second;
    }
    return Slot->second;
  }

  const FileOverlay &Files;
  StringMap<const std::string *> Known;
};

/// LLVM's file system in memory hashes what is added, each time it is made; a
/// precompiled header is large, and every parse has a file system of its own.
class AddingFS : public vfs::ProxyFileSystem {
public:
  AddingFS(FileSystemRef Base, ArrayRef<AddedFile> Files)
      : ProxyFileSystem(std::move(Base)), Files(Files) {
    for (const AddedFile &File : Files)
      Statuses.emplace_back(File.Path, vfs::getNextVirtualUniqueID(), sys::TimePoint<>(), 0, 0,
                            File.Text.size(), sys::fs::file_type::regular_file,
                            sys::fs::all_read);
  }

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    size_t I = find(Path);
    return I == Files.size() ? ProxyFileSystem::status(Path) : Statuses[I];
  }
  bool exists(const Twine &Path) override { return bool(status(Path)); }
  ErrorOr<std::unique_ptr<vfs::File>> openFileForRead(const Twine &Path) override {
    size_t I = find(Path);
    if (I == Files.size())
      return ProxyFileSystem::openFileForRead(Path);
    return std::unique_ptr<vfs::File>(std::make_unique<TextFile>(Statuses[I], Files[I].Text));
  }

private:
  /// Its index, that of none where it is on the disk.
  size_t find(const Twine &Path) const {
    SmallString<256> Space;
    StringRef P = Path.toStringRef(Space);
    return find_if(Files, [&](const AddedFile &File) { return File.Path == P; }) - Files.begin();
  }

  ArrayRef<AddedFile> Files;
  std::vector<vfs::Status> Statuses;
};

class RecordingFS : public vfs::ProxyFileSystem {
public:
  RecordingFS(FileSystemRef Base, Inputs &Asked)
      : ProxyFileSystem(std::move(Base)), Asked(Asked) {}

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    ErrorOr<vfs::Status> S = ProxyFileSystem::status(Path);
    if (S)
      Asked.addPresent(absolute(Path), S->isDirectory());
    else
      Asked.addAbsent(absolute(Path));
    return S;
  }

  bool exists(const Twine &Path) override { return bool(status(Path)); }

  ErrorOr<std::unique_ptr<vfs::File>> openFileForRead(const Twine &Path) override {
    auto F = ProxyFileSystem::openFileForRead(Path);
    if (!F) {
      Asked.addAbsent(absolute(Path));
      return F;
    }
    // Who opens a file need not read it, and a folder opens as well.
    std::string P = absolute(Path);
    ErrorOr<vfs::Status> S = (*F)->status();
    Asked.addPresent(P, S && S->isDirectory());
    return std::unique_ptr<vfs::File>(
        std::make_unique<RecordedFile>(std::move(*F), std::move(P), Asked));
  }

  vfs::directory_iterator dir_begin(const Twine &Dir, std::error_code &EC) override {
    Asked.addListed(absolute(Dir));
    return ProxyFileSystem::dir_begin(Dir, EC);
  }

private:
  class RecordedFile : public vfs::File {
  public:
    RecordedFile(std::unique_ptr<vfs::File> Base, std::string Path, Inputs &Asked)
        : Base(std::move(Base)), Path(std::move(Path)), Asked(Asked) {}
    ErrorOr<vfs::Status> status() override { return Base->status(); }
    ErrorOr<std::string> getName() override { return Base->getName(); }
    ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name, int64_t Size,
                                                     bool Terminated,
                                                     bool IsVolatile) override {
      // Looked at before it is read: what changes meanwhile shows. The path may
      // lead to another file than the open one by now.
      ErrorOr<vfs::Status> S = Base->status();
      FileStamp Stamp = PathState::of(Path).Stamp;
      if (!S || S->getUniqueID().getFile() != Stamp.Inode)
        Stamp = {};
      auto Buffer = Base->getBuffer(Name, Size, Terminated, IsVolatile);
      if (Buffer)
        Asked.addFile(Path, Stamp, (*Buffer)->getBuffer(), realPath(Path));
      else
        Asked.addUncertain();
      return Buffer;
    }
    std::error_code close() override { return Base->close(); }

  private:
    std::unique_ptr<vfs::File> Base;
    std::string Path;
    Inputs &Asked;
  };

  std::string absolute(const Twine &Path) const {
    SmallString<256> P;
    Path.toVector(P);
    // Fails only without a working directory, which a parse has.
    (void)makeAbsolute(P);
    sys::path::remove_dots(P);
    return std::string(P);
  }

  Inputs &Asked;
};

} // namespace

FileSystemRef overlaying(FileSystemRef Base, const FileOverlay &Files) {
  return makeIntrusiveRefCnt<RewrittenFS>(std::move(Base), Files);
}

FileSystemRef adding(FileSystemRef Base, ArrayRef<AddedFile> Files) {
  return makeIntrusiveRefCnt<AddingFS>(std::move(Base), Files);
}

FileSystemRef recording(FileSystemRef Base, Inputs &Asked) {
  return makeIntrusiveRefCnt<RecordingFS>(std::move(Base), Asked);
}

} // namespace recolor
