//===- BuildFile.h - Extraction as steps of a build --------------*- C++ -*-===//
#ifndef RECOLOR_DRIVER_BUILDFILE_H
#define RECOLOR_DRIVER_BUILDFILE_H

#include "Clang/Unit.h"
#include "llvm/Support/raw_ostream.h"

namespace recolor {

/// Writes a build file of ninja: an edge for every unit of \p W, which runs this
/// very binary with the unit's own flags, and one that joins what they make into
/// `all.facts`. A changed command is a changed edge.
void printNinja(llvm::raw_ostream &OS, const Workspace &W);

} // namespace recolor

#endif
