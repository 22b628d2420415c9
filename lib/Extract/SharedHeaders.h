//===- SharedHeaders.h - Which headers to parse once, for whom --*- C++ -*-===//
//
// Units differ in what they include and in which order. Some are put together
// that have much in common, and what all of them read, each file with the same
// meaning in all of them, is parsed once (Clang/Preamble).
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_EXTRACT_SHAREDHEADERS_H
#define RECOLOR_EXTRACT_SHAREDHEADERS_H

#include "Clang/DependencyScan.h"
#include "Clang/Preamble.h"

namespace recolor {

struct SharedHeaders {
  std::string Directives;    ///< that include them
  std::vector<size_t> Units; ///< indices in Workspace::Units
  std::vector<std::vector<EarlyText>> Early; ///< of each; none in C
};

/// Groups some of \p Units, which have one key (Preamble::keyOf), at least \p Worth of
/// them each time, on \p Jobs threads.
///
/// In C++ each unit is scanned, of which \p Begin is told before, and those with much in
/// common are put together; quadratic in their number. A unit whose text could be told
/// from what it is without such a group is in none: where a macro that a header or
/// the unit itself names would be another one. The order of declarations may change,
/// as it does between units that include the same headers in different orders: those
/// must mean the same ([basic.def.odr]/14), and the standard's allow for any order
/// ([using.headers]/2).
///
/// In C those are put together that begin with the same header. It brings most of what
/// they read, and to load more than that costs as much as reading it.
std::vector<SharedHeaders> shareHeaders(DependencyScanner &Scanner, const Workspace &W,
                                        llvm::ArrayRef<size_t> Units, unsigned Jobs,
                                        size_t Worth, llvm::function_ref<void(size_t)> Begin);

} // namespace recolor

#endif
