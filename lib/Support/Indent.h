//===- Indent.h - How a file is laid out -------------------------*- C++ -*-===//
#ifndef RECOLOR_SUPPORT_INDENT_H
#define RECOLOR_SUPPORT_INDENT_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace recolor {

/// What a line in a block of \p Text is indented more than the line that opens
/// the block: the way most of them are; two blanks where none tells. Linear.
std::string indentStep(llvm::StringRef Text);

} // namespace recolor

#endif
