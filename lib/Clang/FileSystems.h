//===- FileSystems.h - What a parse sees of the disk -------------*- C++ -*-===//
#ifndef RECOLOR_CLANG_FILESYSTEMS_H
#define RECOLOR_CLANG_FILESYSTEMS_H

#include "Support/Inputs.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace recolor {

/// Contents of files that differ from the disk, by real path.
using FileOverlay = std::map<std::string, std::string>;

using FileSystemRef = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>;

/// Serves the text of \p Files for every path that leads to one of them.
FileSystemRef overlaying(FileSystemRef Base, const FileOverlay &Files);

/// A file that exists in memory only.
struct AddedFile {
  std::string Path; ///< absolute
  llvm::StringRef Text;
};

/// Serves \p Files, which must live as long. They are few.
FileSystemRef adding(FileSystemRef Base, llvm::ArrayRef<AddedFile> Files);

/// Writes down in \p Asked all that is asked of \p Base.
FileSystemRef recording(FileSystemRef Base, Inputs &Asked);

} // namespace recolor

#endif
