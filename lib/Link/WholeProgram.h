//===- WholeProgram.h - What only all units together show --------*- C++ -*-===//
#ifndef RECOLOR_LINK_WHOLEPROGRAM_H
#define RECOLOR_LINK_WHOLEPROGRAM_H

#include "Model/Program.h"
#include "llvm/ADT/BitVector.h"

namespace recolor {

/// Adds to the merged facts of all units the rules that none of them can see
/// alone, and forms the colour classes. The second half of linking.
/// \p Parsed: the files in which a unit that parses saw something. \p KeepSlots:
/// no slot changes its type (rule slot).
void completeProgram(Program &P, const llvm::BitVector &Parsed, bool KeepSlots);

} // namespace recolor

#endif
