//===- Choices.h - What the user decided, in ids of the program --*- C++ -*-===//
#ifndef RECOLOR_DRIVER_CHOICES_H
#define RECOLOR_DRIVER_CHOICES_H

#include "Driver/Driver.h"

namespace recolor {

/// What decides the colours, but for the runtime. Errors: a pattern that is none
/// (exit code 2).
llvm::Expected<SolveOptions> solveOptions(const DriverOptions &From);

/// Does anything stay as it is, with an async version beside it?
bool wantsTwins(const DriverOptions &O);

/// The strategies that the user chose, function by function. A class follows
/// the first of its members that was named. Errors: a pattern that matches
/// nothing (exit code 2).
llvm::Expected<Choices> choicesOf(const Session &S);

/// The calls whose callees are to stay as they are, because the plan file
/// refuses to bridge them. Errors: a place where nothing is called (exit code 2).
llvm::Expected<llvm::DenseSet<uint32_t>> refusedSites(const Session &S);

/// Treats calls as the plan file says. Errors: a treatment that the call cannot
/// get (exit code 2).
llvm::Error applyTreatments(const Session &S, Plan &Pl);

} // namespace recolor

#endif
