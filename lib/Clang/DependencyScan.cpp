//===- DependencyScan.cpp - What a unit reads, in which surroundings ------===//
#include "Clang/DependencyScan.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/DependencyDirectivesScanner.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/xxhash.h"
#include <deque>
#include <mutex>

namespace recolor {
using namespace llvm;
using namespace clang;

bool ScannedUnit::reaches(uint32_t From, uint32_t Offset, uint32_t Target) {
  Reached.resize(Files.size());
  for (const Inclusion &I : Files[From].Inclusions) {
    if (I.Offset >= Offset)
      continue;
    BitVector &Seen = Reached[I.Target];
    if (Seen.empty()) {
      Seen.resize(Files.size());
      SmallVector<uint32_t, 64> Open = {I.Target};
      Seen.set(I.Target);
      while (!Open.empty())
        for (const Inclusion &Next : Files[Open.pop_back_val()].Inclusions)
          if (!Seen.test(Next.Target)) {
            Seen.set(Next.Target);
            Open.push_back(Next.Target);
          }
    }
    if (Seen.test(Target))
      return true;
  }
  return false;
}

bool isReadOnce(FileEntryRef File, Preprocessor &PP) {
  const HeaderFileInfo *Info = PP.getHeaderSearchInfo().getExistingFileInfo(File);
  if (!Info)
    return false;
  const IdentifierInfo *Guard =
      Info->LazyControllingMacro.isValid() && !Info->LazyControllingMacro.isID()
          ? Info->LazyControllingMacro.getPtr()
          : nullptr;
  return Info->isPragmaOnce || (Guard && PP.isMacroDefined(Guard));
}

/// What does not depend on the unit.
class DependencyScanner::Impl {
  StringMap<uint32_t> Names;

public:
  /// A name in a file's text, outside of what macros stand for, and where it is first.
  struct Mention {
    uint32_t Name, Offset;
  };
  struct Text {
    uint32_t Id = 0;
    bool IsRead = false;
    SmallVector<dependency_directives_scan::Token, 0> Tokens;
    SmallVector<dependency_directives_scan::Directive, 0> Directives;
    std::vector<Mention> Mentions;
    /// The names in what macros stand for, by where the name of the macro is.
    DenseMap<uint32_t, SmallVector<uint32_t, 4>> Bodies;
  };

  /// The text of a file, which is read when nobody has before.
  Text &textOf(FileEntryRef File, FileManager &Manager) {
    std::lock_guard<std::mutex> Lock(Mutex);
    auto [It, New] = ByFile.try_emplace(File.getUniqueID(), nullptr);
    if (!New)
      return *It->second;
    Text &T = Texts.emplace_back();
    It->second = &T;
    T.Id = Texts.size() - 1;
    auto Buffer = Manager.getBufferForFile(File);
    if (!Buffer)
      return T;
    StringRef Content = (*Buffer)->getBuffer();
    T.IsRead = !scanSourceForDependencyDirectives(Content, T.Tokens, T.Directives);
    readNames(Content, T);
    return T;
  }

  uint32_t nameOf(StringRef Name) {
    std::lock_guard<std::mutex> Lock(Mutex);
    return intern(Name);
  }

  const uint32_t Counter = intern("__COUNTER__");

private:
  void readNames(StringRef Content, Text &T) {
    LangOptions Options;
    Options.LineComment = true;
    Lexer Lex(SourceLocation(), Options, Content.begin(), Content.begin(), Content.end());
    auto OffsetOf = [&](const Token &Tok) {
      return Lex.getCurrentBufferOffset() - Tok.getLength();
    };
    DenseMap<uint32_t, uint32_t> First;
    Token Tok;
    bool IsHash = false, IsDefine = false;
    SmallVector<uint32_t, 4> *Body = nullptr;
    do {
      Lex.LexFromRawLexer(Tok);
      if (Tok.isAtStartOfLine()) {
        Body = nullptr;
        IsDefine = false;
        IsHash = Tok.is(tok::hash);
        if (IsHash)
          continue;
      }
      if (Tok.is(tok::raw_identifier)) {
        uint32_t Name = intern(Tok.getRawIdentifier());
        if (IsDefine)
          Body = &T.Bodies[OffsetOf(Tok)];
        else if (Body) // it means something only where the macro is expanded
          Body->push_back(Name);
        else
          First.try_emplace(Name, OffsetOf(Tok));
        IsDefine = IsHash && Tok.getRawIdentifier() == "define";
      }
      IsHash = false;
    } while (Tok.isNot(tok::eof));
    for (auto [Name, Offset] : First)
      T.Mentions.push_back({Name, Offset});
    llvm::sort(T.Mentions,
               [](const Mention &A, const Mention &B) { return A.Offset < B.Offset; });
  }

  uint32_t intern(StringRef Name) { return Names.try_emplace(Name, Names.size()).first->second; }

  std::mutex Mutex;
  std::deque<Text> Texts;
  std::map<sys::fs::UniqueID, Text *> ByFile;
};

namespace {

class Directives : public DependencyDirectivesGetter {
public:
  Directives(DependencyScanner::Impl &P, FileManager &Manager) : P(P), Manager(Manager) {}
  std::unique_ptr<DependencyDirectivesGetter> cloneFor(FileManager &Other) override {
    return std::make_unique<Directives>(P, Other);
  }
  std::optional<ArrayRef<dependency_directives_scan::Directive>>
  operator()(FileEntryRef File) override {
    const DependencyScanner::Impl::Text &T = P.textOf(File, Manager);
    if (!T.IsRead)
      return std::nullopt;
    return T.Directives;
  }

private:
  DependencyScanner::Impl &P;
  FileManager &Manager;
};

} // namespace

/// Follows the preprocessor.
class ScanCallbacks : public PPCallbacks {
public:
  ScanCallbacks(DependencyScanner::Impl &P, CompilerInstance &CI, ScannedUnit &Out)
      : P(P), CI(CI), SM(CI.getSourceManager()), Out(Out) {}

  void LexedFileChanged(FileID Id, LexedFileChangeReason Reason,
                        SrcMgr::CharacteristicKind Kind, FileID Left, SourceLocation) override {
    if (Reason == LexedFileChangeReason::ExitFile) {
      if (uint32_t Index = indexOf(Left); Index != ScannedUnit::None)
        Ended.push_back(Index);
      return;
    }
    OptionalFileEntryRef File = SM.getFileEntryRefForID(Id);
    if (!File)
      return;
    const auto &Text = P.textOf(*File, CI.getFileManager());
    uint32_t By = ScannedUnit::None;
    if (SourceLocation Include = SM.getIncludeLoc(Id); Include.isValid())
      By = indexOf(SM.getFileID(Include));
    auto [It, New] = Known.try_emplace(&File->getFileEntry(), Out.Files.size());
    uint32_t Index = It->second;
    if (New) {
      ScannedUnit::File F;
      F.Id = Text.Id;
      F.Unique = File->getUniqueID();
      F.Bytes = File->getSize();
      F.IsSystem = SrcMgr::isSystem(Kind);
      F.By = By;
      if (Next.File == Index)
        F.Directive = std::move(Next.Directive);
      Out.Files.push_back(std::move(F));
      Entries.push_back(*File);
      Texts.push_back(&Text);
    }
    Visits.push_back({Index, By, Time, &Text});
  }

  void InclusionDirective(SourceLocation HashLoc, const Token &Include, StringRef Name,
                          bool IsAngled, CharSourceRange, OptionalFileEntryRef File,
                          StringRef SearchPath, StringRef, const clang::Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    if (!File)
      return;
    auto [In, Offset] = SM.getDecomposedLoc(HashLoc);
    uint32_t By = indexOf(In);
    if (By == ScannedUnit::None)
      return;
    auto It = Known.find(&File->getFileEntry());
    uint32_t Target = It == Known.end() ? Out.Files.size() : It->second;
    Out.Files[By].Inclusions.push_back({Offset, Target});
    if (It != Known.end())
      return;
    Next = {Target, ""};
    if (Include.getIdentifierInfo()->getName() != "include")
      return;
    OptionalFileEntryRef Includer = SM.getFileEntryRefForID(In);
    if (IsAngled)
      Next.Directive = ("#include <" + Name + ">").str();
    else if (Includer && SearchPath == Includer->getDir().getName())
      Next.Directive = "#include \"" + realPath(SM, *File) + "\"";
    else
      Next.Directive = ("#include \"" + Name + "\"").str();
  }

  void MacroDefined(const Token &Name, const MacroDirective *D) override {
    const MacroInfo *Info = D->getMacroInfo();
    uint32_t File = indexOf(SM.getFileID(Info->getDefinitionLoc()));
    if (File == ScannedUnit::None) // it is the compiler's, or of the command
      return;
    StringRef Text(SM.getCharacterData(Info->getDefinitionLoc()),
                   Info->getDefinitionLength(SM));
    auto Body = Texts[File]->Bodies.find(SM.getFileOffset(Info->getDefinitionLoc()));
    set(Name, {++Time, File, xxh3_64bits(Text) | 4,
               Body == Texts[File]->Bodies.end() ? nullptr : &Body->second});
  }

  void MacroUndefined(const Token &Name, const MacroDefinition &Was,
                      const MacroDirective *Undef) override {
    if (!Undef)
      return;
    uint32_t File = indexOf(SM.getFileID(Name.getLocation()));
    // Not to be defined any more is news only of what nobody had defined.
    uint32_t By = indexOf(SM.getFileID(Was.getMacroInfo()->getDefinitionLoc()));
    set(Name, {++Time, File, By == ScannedUnit::None ? 2u : 0u, nullptr});
  }

  /// What can be said when all was seen.
  void finish() {
    for (auto [F, Entry] : zip_equal(Out.Files, Entries))
      F.IsOnce = isReadOnce(Entry, CI.getPreprocessor());
    for (ScannedUnit::File &F : Out.Files)
      llvm::erase_if(F.Inclusions, [&](const ScannedUnit::Inclusion &I) {
        return I.Target >= Out.Files.size(); // it could not be read
      });
    for (const Visit &V : Visits) {
      uint64_t Hash = contextOf(V);
      if (!Hash)
        continue;
      uint32_t To = V.File, By = V.By;
      while (!Out.Files[To].IsOnce && By != ScannedUnit::None) {
        To = By;
        By = Out.Files[To].By;
      }
      Out.Files[To].Context = hash_combine(Out.Files[To].Context, Out.Files[V.File].Id, Hash);
    }
    mean();
    Ended.push_back(0);
    for (uint32_t I : Ended)
      if (Counts.erase(I))
        Out.Counting.push_back(Out.Files[I].Id);
    Out.Reached.clear();
    for (const auto &[Name, Changes] : History)
      if (const Macro &Last = Changes.back(); Last.isDefined())
        Out.Macros[Name] = Last.File;
  }

private:
  struct Macro {
    uint32_t Time; ///< when it became that
    uint32_t File; ///< who had the last word
    uint64_t Hash; ///< of its text; 2: it is no more, 0: it never was
    const SmallVector<uint32_t, 4> *Body;
    bool isDefined() const { return Hash > 2; }
  };
  struct Visit {
    uint32_t File, By;
    uint32_t Time; ///< when it is entered
    const DependencyScanner::Impl::Text *Text;
  };

  /// What the names mean that the text of a file holds or that stand for those, as far as
  /// others have seen to that; notes those that mean it only later.
  uint64_t contextOf(const Visit &V) {
    ScannedUnit::File &F = Out.Files[V.File];
    auto IsBrought = [&](uint32_t By, uint32_t Offset) {
      // The standard's own headers do not depend on each other's order. What the file
      // includes before has brought it, in any unit.
      return By == V.File || (By != ScannedUnit::None &&
                              ((F.IsSystem && Out.Files[By].IsSystem) ||
                               Out.reaches(V.File, Offset, By)));
    };
    DenseSet<uint32_t> Met;
    std::vector<std::pair<uint32_t, uint64_t>> Found;
    SmallVector<uint32_t, 32> Open;
    for (const DependencyScanner::Impl::Mention &Mention : V.Text->Mentions) {
      Open = {Mention.Name};
      while (!Open.empty()) {
        uint32_t Name = Open.pop_back_val();
        if (Name == P.Counter)
          Counts.insert(V.File);
        auto It = History.find(Name);
        if (It == History.end() || !Met.insert(Name).second)
          continue;
        const Macro *Then = nullptr;
        for (const Macro &M : It->second) {
          if (M.Time <= V.Time)
            Then = &M;
          if (M.Body)
            append_range(Open, *M.Body);
        }
        if (Then && Then->Hash) {
          if (!IsBrought(Then->File, Mention.Offset)) {
            Found.emplace_back(Name, Then->Hash);
            if (Then->File != ScannedUnit::None)
              Definers.insert({V.File, Then->File});
          }
        } else if (any_of(It->second, [&](const Macro &M) {
                     return M.isDefined() && M.Time > V.Time &&
                            !IsBrought(M.File, Mention.Offset);
                   })) {
          F.Late.push_back(Name);
        }
      }
    }
    llvm::sort(Found);
    return Found.empty() ? 0 : uint64_t(hash_combine_range(Found.begin(), Found.end())) | 1;
  }

  /// Lets contexts spread to whom they concern.
  void mean() {
    constexpr unsigned Steps = 32; // files are nested less deeply
    std::vector<uint64_t> Now, Next;
    for (const ScannedUnit::File &F : Out.Files)
      Now.push_back(hash_combine(F.Id, F.Context));
    for (unsigned Step = 0; Step != Steps; ++Step) {
      Next = Now;
      // Sums, for the order says nothing. What is read each time says something else each time.
      for (auto [I, F] : enumerate(Out.Files))
        for (const ScannedUnit::Inclusion &To : F.Inclusions)
          if (Out.Files[To.Target].IsOnce)
            Next[I] += hash_combine(Step, Now[To.Target]);
      for (auto [File, By] : Definers)
        Next[File] += hash_combine(Step, Now[By], 0);
      Now = std::move(Next);
    }
    for (auto [F, Meaning] : zip_equal(Out.Files, Now))
      F.Meaning = Meaning;
  }

  uint32_t indexOf(FileID Id) const {
    OptionalFileEntryRef File = SM.getFileEntryRefForID(Id);
    auto It = File ? Known.find(&File->getFileEntry()) : Known.end();
    return It == Known.end() ? ScannedUnit::None : It->second;
  }

  void set(const Token &Tok, Macro M) {
    auto [It, New] = Ids.try_emplace(Tok.getIdentifierInfo(), 0);
    if (New)
      It->second = P.nameOf(Tok.getIdentifierInfo()->getName());
    uint32_t Name = It->second;
    std::vector<Macro> &Changes = History[Name];
    if (!Changes.empty() && Changes.back().Hash && Changes.back().File != M.File &&
        M.File != ScannedUnit::None)
      Out.Undone.push_back({Name, M.File, uint32_t(Out.Files.size())});
    Changes.push_back(M);
  }

  DependencyScanner::Impl &P;
  CompilerInstance &CI;
  const SourceManager &SM;
  ScannedUnit &Out;
  DenseMap<const FileEntry *, uint32_t> Known;
  std::vector<FileEntryRef> Entries; ///< of Out.Files
  DenseMap<const IdentifierInfo *, uint32_t> Ids;
  DenseMap<uint32_t, std::vector<Macro>> History; ///< by name
  std::vector<Visit> Visits;
  std::vector<uint32_t> Ended;
  DenseSet<uint32_t> Counts; ///< those that may expand `__COUNTER__`
  DenseSet<std::pair<uint32_t, uint32_t>> Definers; ///< of macros that are others' context
  std::vector<const DependencyScanner::Impl::Text *> Texts; ///< of Out.Files
  uint32_t Time = 0;
  struct {
    uint32_t File;
    std::string Directive;
  } Next = {ScannedUnit::None, ""}; ///< the file that should be entered now
};

namespace {

class ScanAction : public PreprocessOnlyAction {
public:
  ScanAction(DependencyScanner::Impl &P, ScannedUnit &Out) : P(P), Out(Out) {}

  bool BeginInvocation(CompilerInstance &CI) override {
    CI.setDependencyDirectivesGetter(std::make_unique<Directives>(P, CI.getFileManager()));
    return true;
  }
  bool BeginSourceFileAction(CompilerInstance &CI) override {
    auto Callbacks = std::make_unique<ScanCallbacks>(P, CI, Out);
    Seen = Callbacks.get();
    CI.getPreprocessor().addPPCallbacks(std::move(Callbacks));
    return PreprocessOnlyAction::BeginSourceFileAction(CI);
  }
  void EndSourceFileAction() override { Seen->finish(); }

private:
  DependencyScanner::Impl &P;
  ScannedUnit &Out;
  ScanCallbacks *Seen = nullptr; ///< the preprocessor's
};

} // namespace

DependencyScanner::DependencyScanner() : P(std::make_unique<Impl>()) {}
DependencyScanner::~DependencyScanner() = default;

std::optional<ScannedUnit> DependencyScanner::scan(const UnitCommand &Unit,
                                                   const ParseOptions &O) {
  ScannedUnit Out;
  if (!parseUnit(Unit, std::make_unique<ScanAction>(*P, Out), O).Ok || Out.Files.empty())
    return std::nullopt;
  return Out;
}

} // namespace recolor
