//===- Merge.cpp - Edits of many units become file contents ---------------===//
#include "Apply/Merge.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"
#include <algorithm>

namespace recolor {
using namespace llvm;

/// Do two pieces of code differ in blanks and comments at most?
static bool sameTokens(StringRef A, StringRef B) {
  auto Tokens = [](StringRef Text) {
    std::string Code = Text.str();
    clang::LangOptions Opts;
    Opts.CPlusPlus = Opts.CPlusPlus11 = true;
    clang::Lexer Lex(clang::SourceLocation(), Opts, Code.c_str(), Code.c_str(),
                     Code.c_str() + Code.size());
    std::vector<std::string> Out;
    clang::Token T;
    for (Lex.LexFromRawLexer(T); T.isNot(clang::tok::eof); Lex.LexFromRawLexer(T))
      Out.push_back(std::string(Lex.getBufferLocation() - T.getLength(), T.getLength()));
    return Out;
  };
  return Tokens(A) == Tokens(B);
}

/// The order in which edits of one file are applied (Edit.h says why).
static bool before(const Edit &A, const Edit &B) {
  auto Rank = [](const Edit &E) {
    int64_t Extent = E.K == Edit::Prefix ? -int64_t(E.Extent) : E.Extent;
    return std::make_tuple(E.Offset, E.K, Extent);
  };
  return std::make_tuple(Rank(A), StringRef(A.Text), StringRef(A.Expected)) <
         std::make_tuple(Rank(B), StringRef(B.Text), StringRef(B.Expected));
}

namespace {

/// Edits, or copies, with the functions they are made for.
template <typename T> using Owned = std::map<T, std::set<std::string>>;

/// Merges what all units want in one file.
class FileMerger {
  std::vector<Conflict> &Conflicts;
  const Owned<Edit> &Edits;

public:
  FileMerger(std::vector<Conflict> &Conflicts, const Owned<Edit> &Edits)
      : Conflicts(Conflicts), Edits(Edits) {}

  MergedFile run(std::string Text, const Owned<TextCopy> &Copies) {
    MergedFile File;
    File.Old = std::move(Text);
    for (const auto &[E, Owners] : Edits)
      if (!E.InCopy)
        File.Edits.push_back(E);
    const TextCopy *Last = nullptr;
    for (const auto &[C, Owners] : Copies) {
      if (Last && C.Begin < Last->End)
        Conflicts.push_back({Owners, "two units see different declarations here"});
      else
        addCopy(File, C, Owners);
      Last = &C;
    }
    keepColumns(File);
    apply(File, 0);
    return File;
  }

private:
  void addConflict(const Edit &A, const Edit *B, uint32_t Shift, const Twine &Detail) {
    Conflict C;
    C.Detail = Detail.str();
    for (const Edit *E : {&A, B})
      if (E) {
        Edit Key = *E;
        Key.Offset += Shift;
        if (auto It = Edits.find(Key); It != Edits.end())
          C.Owners.insert(It->second.begin(), It->second.end());
      }
    Conflicts.push_back(std::move(C));
  }

  /// Makes File.New; \p Shift is what the offsets of the edits lack.
  void apply(MergedFile &File, uint32_t Shift) {
    llvm::sort(File.Edits, before);
    uint32_t At = 0;
    const Edit *Last = nullptr;
    for (const Edit &E : File.Edits) {
      if (E.Offset > File.Old.size() ||
          StringRef(File.Old).substr(E.Offset, E.Expected.size()) != E.Expected) {
        addConflict(E, nullptr, Shift,
                    "'" + E.Expected + "' is no longer where the edit expects it");
        continue;
      }
      bool Taken = Last && Last->Offset == E.Offset && Last->K == Edit::Replace &&
                   E.K == Edit::Replace;
      if (E.Offset < At || Taken) {
        addConflict(E, Last, Shift, "two units want different text at one place");
        continue;
      }
      File.New.append(File.Old, At, E.Offset - At);
      File.New += E.Text;
      At = E.Offset + E.Expected.size();
      Last = &E;
    }
    File.New.append(File.Old, At);
  }

  /// The backslashes that continue the lines of a macro stay in their column, as far
  /// as there are blanks in front of them.
  static void keepColumns(MergedFile &File) {
    StringRef Text = File.Old;
    std::map<size_t, size_t> Grown; // the backslash of a line -> what the line grew by
    for (const Edit &E : File.Edits) {
      size_t Eol = Text.find('\n', E.Offset);
      if (Eol == StringRef::npos || E.Text.size() <= E.Expected.size() ||
          StringRef(E.Text).contains('\n'))
        continue;
      if (StringRef Line = Text.take_front(Eol).rtrim('\r'); Line.ends_with("\\"))
        Grown[Line.size() - 1] += E.Text.size() - E.Expected.size();
    }
    for (auto [At, By] : Grown) {
      size_t Blanks = Text.take_front(At).size() - Text.take_front(At).rtrim(' ').size();
      size_t Taken = std::min(By, std::max(Blanks, size_t(1)) - 1);
      if (Taken)
        File.Edits.push_back({File.Edits.front().File, uint32_t(At - Taken),
                              std::string(Taken, ' '), "", Edit::Replace, 0,
                              File.Edits.front().InCopy});
    }
  }

  void addCopy(MergedFile &File, const TextCopy &C, const std::set<std::string> &Owners) {
    MergedFile::Copied Copied;
    Copied.Begin = C.Begin;
    Copied.Text.Old = File.Old.substr(C.Begin, C.End - C.Begin);
    for (const auto &[E, Of] : Edits)
      if (E.InCopy && E.isWithin(C.Begin, C.End)) {
        Copied.Text.Edits.push_back(E);
        Copied.Text.Edits.back().Offset -= C.Begin;
      }
    keepColumns(Copied.Text);
    apply(Copied.Text, C.Begin);
    StringRef New = Copied.Text.New, Old = File.Old;
    Edit E{C.File, C.At, "", New.str(), Edit::Suffix, 0};
    if (C.OldEnd != C.OldBegin) {
      StringRef There = Old.slice(C.OldBegin, C.OldEnd);
      if (sameTokens(There, New))
        return;
      E = {C.File, C.OldBegin, There.str(), New.str(), Edit::Replace, 0};
    } else {
      StringRef Line = Old.take_front(C.Begin);
      StringRef Indent = Line.substr(Line.rfind('\n') + 1);
      StringRef Eol = Old.contains("\r\n") ? "\r\n" : "\n";
      std::string Lead = (New.contains('\n') ? Eol + Eol : Twine(Eol)).str();
      if (Indent.trim().empty())
        Lead += Indent;
      E.Text = Lead + E.Text;
      Copied.Lead = Lead.size();
      // What follows keeps its distance.
      StringRef Next = Old.substr(C.At);
      if (New.contains('\n') && Next.consume_front(Eol) && !Next.empty() &&
          !Next.ltrim(" \t").starts_with(Eol) && !Next.ltrim(" \t").starts_with("}"))
        E.Text += Eol;
    }
    File.Edits.push_back(E);
    File.Copies.emplace(E.Offset, std::move(Copied));
  }
};

} // namespace

Expected<MergeResult> mergeChanges(ArrayRef<ChangeSet> Changes) {
  std::map<std::string, std::pair<Owned<Edit>, Owned<TextCopy>>> ByFile;
  for (const ChangeSet &C : Changes) {
    for (const Edit &E : C.Edits)
      ByFile[E.File].first[E].insert(C.Owner);
    for (const TextCopy &T : C.Copies)
      ByFile[T.File].second[T].insert(C.Owner);
  }

  MergeResult Out;
  for (const auto &[Path, Wanted] : ByFile) {
    auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false);
    if (!Buffer)
      return createStringError(Buffer.getError(), "cannot read '" + Path + "'");
    MergedFile File = FileMerger(Out.Conflicts, Wanted.first)
                          .run((*Buffer)->getBuffer().str(), Wanted.second);
    if (File.New != File.Old)
      Out.Files.emplace(Path, std::move(File));
  }
  return Out;
}

uint32_t MergedFile::oldOffset(uint32_t NewOffset) const {
  int64_t Shift = 0; // new offset minus old offset behind the last edit
  for (const Edit &E : Edits) {
    int64_t Begin = E.Offset + Shift;
    if (NewOffset < Begin)
      break;
    if (NewOffset < Begin + int64_t(E.Text.size())) {
      // A place in a copy is the place it was copied from.
      auto It = Copies.find(E.Offset);
      if (It == Copies.end() || NewOffset < Begin + It->second.Lead)
        return E.Offset;
      return It->second.Begin +
             It->second.Text.oldOffset(NewOffset - Begin - It->second.Lead);
    }
    Shift += int64_t(E.Text.size()) - int64_t(E.Expected.size());
  }
  return uint32_t(NewOffset - Shift);
}

//===----------------------------------------------------------------------===//
// Unified diff
//===----------------------------------------------------------------------===//

/// Lines with their terminators.
static SmallVector<StringRef> splitLines(StringRef Text) {
  SmallVector<StringRef> Lines;
  while (!Text.empty()) {
    size_t Eol = Text.find('\n');
    size_t Length = Eol == StringRef::npos ? Text.size() : Eol + 1;
    Lines.push_back(Text.take_front(Length));
    Text = Text.drop_front(Length);
  }
  return Lines;
}

namespace {
/// Lines [OldBegin, OldEnd) become lines [NewBegin, NewEnd).
struct Change {
  size_t OldBegin, OldEnd, NewBegin, NewEnd;
};
} // namespace

void printDiff(raw_ostream &OS, StringRef Path, const MergedFile &File) {
  SmallVector<StringRef> Old = splitLines(File.Old), New = splitLines(File.New);
  std::vector<size_t> OldStart = {0};
  for (StringRef L : Old)
    OldStart.push_back(OldStart.back() + L.size());
  auto LineAt = [&](size_t Offset) {
    size_t L = std::upper_bound(OldStart.begin(), OldStart.end(), Offset) -
               OldStart.begin() - 1;
    return std::min(L, Old.size());
  };

  // The edits say which lines changed; what they insert says how many came.
  std::vector<Change> Changes;
  int64_t Shift = 0;
  for (size_t I = 0; I < File.Edits.size();) {
    size_t First = LineAt(File.Edits[I].Offset);
    size_t Last = First;
    int64_t Delta = 0;
    size_t J = I;
    for (; J < File.Edits.size(); ++J) {
      const Edit &E = File.Edits[J];
      if (J != I && LineAt(E.Offset) > Last)
        break;
      Last = std::max(Last, LineAt(E.Offset + E.Expected.size()));
      Delta += StringRef(E.Text).count('\n') - StringRef(E.Expected).count('\n');
    }
    I = J;
    size_t OldEnd = std::min(Last + 1, Old.size());
    size_t NewBegin = First + Shift;
    size_t NewEnd = OldEnd + Shift + Delta;
    if (First == Old.size()) // behind the last line
      NewEnd = New.size();
    Shift += Delta;
    Change C{First, OldEnd, NewBegin, std::min(NewEnd, New.size())};
    while (C.OldBegin < C.OldEnd && C.NewBegin < C.NewEnd &&
           Old[C.OldBegin] == New[C.NewBegin])
      ++C.OldBegin, ++C.NewBegin;
    while (C.OldBegin < C.OldEnd && C.NewBegin < C.NewEnd &&
           Old[C.OldEnd - 1] == New[C.NewEnd - 1])
      --C.OldEnd, --C.NewEnd;
    if (C.OldBegin == C.OldEnd && C.NewBegin == C.NewEnd)
      continue;
    // Lines that touch change together: all old ones, then all new ones.
    if (!Changes.empty() && Changes.back().OldEnd == C.OldBegin &&
        Changes.back().NewEnd == C.NewBegin) {
      Changes.back().OldEnd = C.OldEnd;
      Changes.back().NewEnd = C.NewEnd;
    } else {
      Changes.push_back(C);
    }
  }
  if (Changes.empty())
    return;

  OS << "--- a/" << Path << "\n+++ b/" << Path << '\n';
  constexpr size_t Context = 3;
  auto Print = [&](char Mark, StringRef Line) {
    OS << Mark << Line;
    if (!Line.ends_with("\n"))
      OS << "\n\\ No newline at end of file\n";
  };
  for (size_t I = 0; I < Changes.size();) {
    size_t J = I + 1;
    while (J < Changes.size() &&
           Changes[J].OldBegin - Changes[J - 1].OldEnd <= 2 * Context)
      ++J;
    size_t Lead = std::min(Context, Changes[I].OldBegin);
    size_t OldBegin = Changes[I].OldBegin - Lead;
    size_t NewBegin = Changes[I].NewBegin - Lead;
    size_t OldEnd = std::min(Old.size(), Changes[J - 1].OldEnd + Context);
    size_t NewEnd = Changes[J - 1].NewEnd + (OldEnd - Changes[J - 1].OldEnd);
    // An empty side is counted from the line before it.
    OS << "@@ -" << (OldBegin == OldEnd ? OldBegin : OldBegin + 1) << ','
       << OldEnd - OldBegin << " +"
       << (NewBegin == NewEnd ? NewBegin : NewBegin + 1) << ','
       << NewEnd - NewBegin << " @@\n";
    size_t At = OldBegin;
    for (size_t K = I; K < J; ++K) {
      for (; At < Changes[K].OldBegin; ++At)
        Print(' ', Old[At]);
      for (; At < Changes[K].OldEnd; ++At)
        Print('-', Old[At]);
      for (size_t L = Changes[K].NewBegin; L < Changes[K].NewEnd; ++L)
        Print('+', New[L]);
    }
    for (; At < OldEnd; ++At)
      Print(' ', Old[At]);
    I = J;
  }
}

} // namespace recolor
