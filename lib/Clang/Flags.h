//===- Flags.h - What the flags in an argument say ----------------*- C++ -*-===//
//
// Calls of the operating system say by a bit in an argument that they do not
// wait, or that a descriptor shall not make others wait.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_FLAGS_H
#define RECOLOR_CLANG_FLAGS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include <cstdint>

namespace recolor {

/// Is a bit set in a value? Sorted by how much that would be.
enum class FlagState : uint8_t { Clear, Maybe, Set };

/// Is a bit of \p Mask set in the value of \p E? Constants are known, and so is
/// what `|`, `&` and `?:` make of them. A local variable may have what is
/// written to it anywhere in its function, which is read once for each use.
FlagState flagIn(const clang::Expr *E, uint64_t Mask, const clang::ASTContext &Ctx);

/// Do the flags in an argument of \p Call, counted from 1, tell it not to wait
/// (MSG_DONTWAIT)? Clear when it has no such argument, or \p Argument is 0.
FlagState tellsNotToWait(const clang::CallExpr *Call, unsigned Argument,
                         const clang::ASTContext &Ctx);

/// May the call put a descriptor into non-blocking mode, by what POSIX and Linux
/// have for that (fcntl, ioctl, and the flags of socket, socketpair and accept4)?
bool mayStopWaiting(const clang::CallExpr *Call, const clang::ASTContext &Ctx);

} // namespace recolor

#endif
