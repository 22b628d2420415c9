//===- Diagnostics.h - Messages in the form of clang's -----------*- C++ -*-===//
#ifndef RECOLOR_RENDER_DIAGNOSTICS_H
#define RECOLOR_RENDER_DIAGNOSTICS_H

#include "Model/Program.h"
#include "Render/Report.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Path.h"

namespace recolor {

/// Writes diagnostics in the form of clang's.
class Diagnostics {
  llvm::raw_ostream &OS;
  const Program &P;
  llvm::StringRef Directory;

public:
  Diagnostics(llvm::raw_ostream &OS, const Program &P, const ReportOptions &O)
      : OS(OS), P(P), Directory(O.Directory) {
    while (Directory.size() > 1 && llvm::sys::path::is_separator(Directory.back()))
      Directory = Directory.drop_back();
  }

  llvm::StringRef path(llvm::StringRef File) const {
    llvm::StringRef Rest = File;
    if (!Directory.empty() && Rest.consume_front(Directory) && !Rest.empty() &&
        (llvm::sys::path::is_separator(Rest.front()) || Directory == "/"))
      return Rest.ltrim('/');
    return File;
  }

  void emit(const Location &L, llvm::StringRef Severity, const llvm::Twine &Message,
            llvm::StringRef Rule = "") {
    if (L.isValid())
      OS << path(P.Files[L.File]) << ':' << L.Line << ':' << L.Column << ": ";
    OS << Severity << ": " << Message;
    if (!Rule.empty())
      OS << " [recolor-" << Rule << ']';
    OS << '\n';
  }

  /// How a function is called in a message: its name in quotes.
  std::string name(uint32_t Fn) const {
    return Fn == None ? "an initializer" : "'" + P.Functions[Fn].Name + "'";
  }
};

/// `1 function`, `2 functions`.
inline std::string plural(size_t N, llvm::StringRef One, llvm::StringRef Many) {
  return std::to_string(N) + " " + (N == 1 ? One : Many).str();
}

} // namespace recolor

#endif
