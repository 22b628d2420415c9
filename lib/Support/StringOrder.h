//===- StringOrder.h - Sorting very many strings -----------------*- C++ -*-===//
#ifndef RECOLOR_SUPPORT_STRINGORDER_H
#define RECOLOR_SUPPORT_STRINGORDER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace recolor {

/// The indices of \p Strings in the order of the strings, equal ones by index.
/// Names of functions begin alike for dozens of bytes, so comparing whole
/// strings would read the same bytes over and over; this reads each byte about
/// once.
std::vector<uint32_t> orderOf(llvm::ArrayRef<llvm::StringRef> Strings);

} // namespace recolor

#endif
