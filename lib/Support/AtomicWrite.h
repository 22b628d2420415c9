//===- AtomicWrite.h - Several files change, or none -------------*- C++ -*-===//
#ifndef RECOLOR_SUPPORT_ATOMICWRITE_H
#define RECOLOR_SUPPORT_ATOMICWRITE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <string>
#include <system_error>
#include <utility>

namespace recolor {

/// Gives each file (first) its new content (second), all of them or none.
///
/// The contents are written beside their targets first and only then renamed
/// onto them; when a rename fails, the files already replaced are put back.
/// Symbolic links are followed, permissions are kept, and no temporary file
/// outlives the call or a signal.
///
/// \p Rename is the step that makes a file visible; another one than
/// llvm::sys::fs::rename is for tests of its failure.
///
/// Errors, with nothing changed: a target that does not exist, is not a
/// regular file, or cannot be read or written; two names of one file; no space.
llvm::Error writeFilesAtomically(
    llvm::ArrayRef<std::pair<std::string, std::string>> Files,
    llvm::function_ref<std::error_code(const std::string &From,
                                       const std::string &To)>
        Rename = nullptr);

} // namespace recolor

#endif
