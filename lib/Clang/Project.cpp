//===- Project.cpp - Which locations lie in the project -------------------===//
#include "Clang/Project.h"

namespace recolor {
using namespace clang;

bool WorkspaceFiles::contains(FileID Id) {
  auto [It, New] = Known.try_emplace(Id, false);
  if (New) {
    SourceLocation Start = SM.getLocForStartOfFile(Id);
    It->second = Start.isValid() && !SM.isInSystemHeader(Start) &&
                 W.inProject(Names.of(Id));
  }
  return It->second;
}

bool WorkspaceFiles::contains(SourceLocation Loc) {
  return Loc.isValid() && contains(SM.getFileID(SM.getFileLoc(Loc)));
}

} // namespace recolor
