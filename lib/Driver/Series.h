//===- Series.h - One change as a sequence of patches ------------*- C++ -*-===//
//
// The answer to "in which order can this be reviewed and committed?". The
// functions nearest to the seeds come first; callers that have not changed yet
// bridge what they call, so each patch compiles and is proved by itself.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_DRIVER_SERIES_H
#define RECOLOR_DRIVER_SERIES_H

#include "Driver/Driver.h"

namespace recolor {

/// One patch of a series.
struct SeriesStep {
  std::string Subject, Body;               ///< of its message
  std::map<std::string, MergedFile> Files; ///< by real path, what it changes
};

/// Takes \p Whole, which \p Maker made, apart. Steps that could not be proved alone are part of the
/// next one; together they say exactly what \p Whole says.
llvm::Expected<std::vector<SeriesStep>> makeSeries(const Session &S, PatchMaker &Maker,
                                                   const Patch &Whole);

/// May a series be written into this folder? Errors: it holds something else than
/// an earlier series, or is none (exit code 2).
llvm::Error checkSeriesFolder(llvm::StringRef Dir);

/// Writes the steps as `0001-....patch`, as `git am` takes them, into the folder
/// \p Dir: all of them or none. Errors: those of checkSeriesFolder; it cannot be written
/// (exit code 3).
llvm::Error writeSeries(const Session &S, llvm::ArrayRef<SeriesStep> Steps,
                        llvm::StringRef Dir);

} // namespace recolor

#endif
