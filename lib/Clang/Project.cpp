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

namespace {

class InclusionRecorder : public PPCallbacks {
public:
  InclusionRecorder(Inclusions &Out, const Workspace &W, const SourceManager &SM)
      : Out(Out), Files(W, SM) {}
  void LexedFileChanged(FileID Id, LexedFileChangeReason, SrcMgr::CharacteristicKind,
                        FileID, SourceLocation) override {
    if (Files.contains(Id))
      Out.Files.insert(Files.pathOf(Id).str());
  }
  void InclusionDirective(SourceLocation HashLoc, const Token &, llvm::StringRef Name,
                          bool, CharSourceRange, OptionalFileEntryRef, llvm::StringRef,
                          llvm::StringRef, const clang::Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    if (Files.contains(HashLoc))
      Out.Written.insert(Name.str());
  }

private:
  Inclusions &Out;
  WorkspaceFiles Files;
};

} // namespace

std::unique_ptr<PPCallbacks> recordInclusions(Inclusions &Out, const Workspace &W,
                                              const SourceManager &SM) {
  return std::make_unique<InclusionRecorder>(Out, W, SM);
}

} // namespace recolor
