//===- Progress.cpp - One line for someone who waits ----------------------===//
#include "Support/Progress.h"
#include "llvm/Support/Process.h"

namespace recolor {

Progress::Progress(unsigned Total)
    : Progress(Total, llvm::errs(), llvm::sys::Process::StandardErrColumns(),
               std::chrono::seconds(2)) {
  if (!llvm::sys::Process::StandardErrIsDisplayed())
    OS = nullptr;
}

Progress::Progress(unsigned Total, llvm::raw_ostream &OS, unsigned Columns,
                   std::chrono::milliseconds Quiet)
    // Terminals that do not tell their width are at least this wide.
    : OS(&OS), Total(Total), Columns(Columns ? Columns : 80),
      ShowFrom(std::chrono::steady_clock::now() + Quiet) {}

Progress::~Progress() {
  if (Shown) {
    *OS << "\r\x1b[K";
    OS->flush();
  }
}

void Progress::step(llvm::StringRef File) {
  std::lock_guard Lock(Mutex);
  ++Done;
  if (!OS || std::chrono::steady_clock::now() < ShowFrom)
    return;
  std::string Line =
      "[" + std::to_string(Done) + "/" + std::to_string(Total) + "] ";
  // A line that wraps cannot be taken away; the end of a path says most.
  size_t Room = Columns > Line.size() + 1 ? Columns - 1 - Line.size() : 0;
  Line += File.take_back(Room);
  *OS << '\r' << Line << "\x1b[K";
  OS->flush();
  Shown = true;
}

} // namespace recolor
