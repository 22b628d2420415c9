//===- Includes.cpp - Which includes rewritten files need -----------------===//
#include "Rewrite/Includes.h"
#include "Clang/Names.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/PPCallbacks.h"
#include <optional>

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {
class Recorder : public PPCallbacks {
public:
  Recorder(std::map<std::string, std::map<std::string, uint32_t>> &Graph,
           std::map<std::string, FileID> &Ids, const SourceManager &SM)
      : Graph(Graph), Ids(Ids), SM(SM), Names(SM) {}

  void InclusionDirective(SourceLocation HashLoc, const Token &, StringRef, bool,
                          CharSourceRange, OptionalFileEntryRef File, StringRef,
                          StringRef, const clang::Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    if (!File)
      return;
    auto [Id, Offset] = SM.getDecomposedLoc(HashLoc);
    auto [It, New] = Real.try_emplace(&File->getFileEntry());
    if (New)
      It->second = realPath(SM, *File);
    Graph[Names.of(Id).str()].try_emplace(It->second, Offset);
  }
  void LexedFileChanged(FileID Id, LexedFileChangeReason, SrcMgr::CharacteristicKind,
                        FileID, SourceLocation) override {
    Ids.try_emplace(Names.of(Id).str(), Id);
  }

private:
  std::map<std::string, std::map<std::string, uint32_t>> &Graph;
  std::map<std::string, FileID> &Ids;
  const SourceManager &SM;
  FileNames Names;
  DenseMap<const FileEntry *, std::string> Real;
};
} // namespace

void IncludeNeeds::watch(Preprocessor &PP) {
  PP.addPPCallbacks(
      std::make_unique<Recorder>(Includes, Ids, PP.getSourceManager()));
}

void IncludeNeeds::add(StringRef File, StringRef Group) {
  auto It = RT.Includes.find(Group.str());
  // A description that names no such group needs nothing for it.
  if (It == RT.Includes.end())
    return;
  for (const std::string &H : It->second)
    addHeader(File, H);
}

void IncludeNeeds::addHeader(StringRef File, StringRef Header) {
  Wanted[File.str()].insert(Header.str());
}

/// Does one of our own headers among \p Wanted include \p Header?
static bool broughtByShim(const std::set<std::string> &Wanted, StringRef Header) {
  for (const std::string &W : Wanted)
    for (const auto &[Name, Text] : shimHeaders())
      if (StringRef(W).drop_front().drop_back() == Name &&
          StringRef(Text).contains(("#include " + Header + "\n").str()))
        return true;
  return false;
}

bool IncludeNeeds::provided(StringRef File, StringRef Header, uint32_t Use) const {
  std::string Suffix = "/" + Header.drop_front().drop_back().str();
  std::set<std::string> Seen;
  std::vector<std::string> Work = {File.str()};
  while (!Work.empty()) {
    std::string At = std::move(Work.back());
    Work.pop_back();
    auto It = Includes.find(At);
    if (It == Includes.end())
      continue;
    for (const auto &[Next, Offset] : It->second) {
      if (At == File && Offset > Use)
        continue;
      if (StringRef(Next).ends_with(Suffix))
        return true;
      if (Seen.insert(Next).second)
        Work.push_back(Next);
    }
  }
  return false;
}

void IncludeNeeds::noteDeclarations(const ASTContext &Ctx) {
  if (Wanted.empty())
    return;
  const SourceManager &SM = Ctx.getSourceManager();
  for (const Decl *D : Ctx.getTranslationUnitDecl()->noload_decls()) {
    SourceRange R = D->getSourceRange();
    if (R.isInvalid())
      continue;
    auto [File, Begin] = SM.getDecomposedExpansionLoc(R.getBegin());
    auto [Last, End] = SM.getDecomposedLoc(SM.getExpansionRange(R.getEnd()).getEnd());
    if (File == Last && Begin < End)
      Declared[File].emplace_back(Begin, End);
  }
}

bool IncludeNeeds::insideDeclaration(FileID Id, uint32_t Offset) const {
  auto It = Declared.find(Id);
  return It != Declared.end() && any_of(It->second, [&](const auto &Range) {
           return Range.first < Offset && Offset < Range.second;
         });
}

namespace {

/// Goes through a text line by line, and knows which are directives.
class LineReader {
public:
  explicit LineReader(StringRef Text) : Text(Text) {}

  uint32_t Begin = 0, End = 0;
  StringRef Directive;     ///< without the `#`; empty when the line begins none
  bool IsCode = false;     ///< neither empty nor a directive nor a comment
  bool IsComplete = false; ///< no comment and no directive goes on behind it

  /// The next line; false behind the last.
  bool next() {
    Begin = End;
    if (Begin >= Text.size())
      return false;
    size_t Eol = Text.find('\n', Begin);
    End = Eol == StringRef::npos ? Text.size() : Eol + 1;
    StringRef Line = Text.slice(Begin, End).trim();
    // A macro of several lines is one directive.
    bool Continues = std::exchange(Continued, Line.ends_with("\\"));
    Directive = "";
    IsCode = false;
    if (Comment)
      Comment = !Line.contains("*/");
    else if (!Continues && Line.starts_with("#"))
      Directive = Line.drop_front().ltrim();
    else if (!Continues && Line.starts_with("/*"))
      Comment = !Line.contains("*/");
    else
      IsCode = !Continues && !Line.empty() && !Line.starts_with("//");
    IsComplete = !Comment && !Continued;
    return true;
  }

private:
  StringRef Text;
  bool Comment = false, Continued = false;
};

} // namespace

uint32_t includeOffset(StringRef Text, uint32_t Use, function_ref<bool(uint32_t)> Inside) {
  // Depth of conditionals at the start of each line; the first include sets
  // the level that counts as outermost (a header stands inside its guard).
  int Depth = 0, FallbackDepth = 0;
  std::optional<int> Level;
  std::optional<uint32_t> After;
  uint32_t Fallback = 0;
  bool Leading = true;
  for (LineReader Line(Text); Line.next();) {
    // Inside a declaration there is no list of includes.
    if (Line.Directive.starts_with("include") && !Inside(Line.Begin)) {
      if (!Level)
        Level = Depth;
      // One that stands behind the use would come too late, unless there is no
      // place before it on this level.
      if (Depth == *Level && (Line.Begin < Use || (!After && FallbackDepth != Depth)))
        After = Line.End;
    } else if (Line.Directive.starts_with("if")) {
      ++Depth;
    } else if (Line.Directive.starts_with("endif")) {
      --Depth;
      if (Level && Depth < *Level)
        break;
    }
    Leading &= !Line.IsCode;
    if (Leading && Line.IsComplete) {
      Fallback = Line.End;
      FallbackDepth = Depth;
    }
  }
  return After.value_or(Fallback);
}

/// Must a line at \p At be kept from C, which reads this header, too? Where nobody
/// knows who does, `#ifdef __cplusplus` tells.
static bool needsGuard(StringRef Text, uint32_t At, bool ReadInC) {
  SmallVector<bool> Open; // by conditional: is it true in C++ only?
  bool Inside = false;
  for (LineReader Line(Text); Line.next();) {
    if (Line.Begin <= At)
      Inside = is_contained(Open, true);
    StringRef Directive = Line.Directive;
    if (Directive.consume_front("if")) {
      Directive.consume_front("def");
      Directive = Directive.ltrim();
      Directive.consume_front("defined");
      Open.push_back(Directive.trim(" \t()") == "__cplusplus");
      ReadInC |= Open.back();
    } else if (Open.empty()) {
      continue;
    } else if (Directive.starts_with("el")) {
      Open.back() = false;
    } else if (Directive.starts_with("endif")) {
      Open.pop_back();
    }
  }
  return ReadInC && !Inside;
}

ChangeSet IncludeNeeds::edits(const Workspace &W, const SourceManager &SM,
                              function_ref<uint32_t(StringRef)> FirstUse,
                              function_ref<bool(StringRef)> ReadInC) const {
  struct Need {
    std::set<std::string> Headers;
    uint32_t Use = ~0u; ///< before this
  };
  std::map<std::string, Need> Placed;
  FileNames Names(SM);
  for (const auto &[File, Headers] : Wanted) {
    std::string Host = File;
    uint32_t Use = FirstUse(File);
    for (auto Id = Ids.find(Host); Id != Ids.end(); Id = Ids.find(Host)) {
      SourceLocation Entered = SM.getIncludeLoc(Id->second);
      if (Entered.isInvalid())
        break;
      auto [Around, Offset] = SM.getDecomposedLoc(Entered);
      if (!insideDeclaration(Around, Offset) || !W.inProject(Names.of(Around)))
        break;
      Host = Names.of(Around).str();
      Use = std::min(FirstUse(Host), Offset);
    }
    Need &N = Placed[Host];
    N.Headers.insert(Headers.begin(), Headers.end());
    N.Use = std::min(N.Use, Use);
  }
  ChangeSet Out;
  for (const auto &[File, N] : Placed) {
    std::string Lines;
    for (const std::string &H : N.Headers)
      if (!provided(File, H, N.Use) && !broughtByShim(N.Headers, H))
        Lines += "#include " + H + "\n";
    auto Id = Ids.find(File);
    if (Lines.empty() || Id == Ids.end())
      continue;
    FileID Own = Id->second;
    StringRef Text = SM.getBufferData(Own);
    uint32_t At = includeOffset(Text, N.Use, [&](uint32_t Offset) {
      return insideDeclaration(Own, Offset);
    });
    if (Own != SM.getMainFileID() && needsGuard(Text, At, ReadInC(File)))
      Lines = "#ifdef __cplusplus\n" + Lines + "#endif\n";
    if (At && Text[At - 1] != '\n')
      Lines = "\n" + Lines;
    // It ends the lines before it: what begins at this place stands below.
    Out.Edits.push_back({File, At, "", Lines, Edit::Suffix, 0});
  }
  return Out;
}

} // namespace recolor
