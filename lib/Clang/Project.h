//===- Project.h - Which locations lie in the project ------------*- C++ -*-===//
#ifndef RECOLOR_CLANG_PROJECT_H
#define RECOLOR_CLANG_PROJECT_H

#include "Clang/CallSites.h"
#include "Clang/Names.h"
#include "Clang/Unit.h"
#include "clang/Lex/PPCallbacks.h"
#include <memory>
#include <set>
#include <string>

namespace recolor {

/// ProjectFiles of a workspace for one unit. A system header is never part of
/// the project, wherever it lies.
class WorkspaceFiles : public ProjectFiles {
public:
  WorkspaceFiles(const Workspace &W, const clang::SourceManager &SM)
      : W(W), SM(SM), Names(SM) {}
  bool contains(clang::SourceLocation Loc) override;
  bool contains(clang::FileID Id);
  /// Real path of the file that \p Loc is written in.
  llvm::StringRef pathOf(clang::FileID Id) { return Names.of(Id); }

private:
  const Workspace &W;
  const clang::SourceManager &SM;
  FileNames Names;
  llvm::DenseMap<clang::FileID, bool> Known;
};

/// The files of the project that a parse reads, and what they include.
struct Inclusions {
  std::set<std::string> Files;   ///< real paths
  std::set<std::string> Written; ///< without the quotes or brackets
};

/// Records them in \p Out, which must live as long as the parse.
std::unique_ptr<clang::PPCallbacks> recordInclusions(Inclusions &Out, const Workspace &W,
                                                     const clang::SourceManager &SM);

} // namespace recolor

#endif
