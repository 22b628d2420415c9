//===- Progress.h - One line for someone who waits ---------------*- C++ -*-===//
#ifndef RECOLOR_SUPPORT_PROGRESS_H
#define RECOLOR_SUPPORT_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <mutex>

namespace recolor {

/// Shows `[12/38] file.cpp` on a terminal while many files are worked on, and
/// takes it away at the end. Silent where nobody looks (no terminal) and while
/// there is nothing to wait for (the first two seconds). Thread-safe.
class Progress {
public:
  /// For standard error, when it is a terminal.
  explicit Progress(unsigned Total);
  /// For \p OS, \p Columns wide, from \p Quiet on.
  Progress(unsigned Total, llvm::raw_ostream &OS, unsigned Columns,
           std::chrono::milliseconds Quiet);
  Progress(const Progress &) = delete;
  ~Progress();

  /// Work on \p File begins.
  void step(llvm::StringRef File);

private:
  llvm::raw_ostream *OS; ///< null: silent
  const unsigned Total;
  const unsigned Columns;
  const std::chrono::steady_clock::time_point ShowFrom;
  std::mutex Mutex;
  unsigned Done = 0;
  bool Shown = false;
};

} // namespace recolor

#endif
