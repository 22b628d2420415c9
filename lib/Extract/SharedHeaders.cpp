//===- SharedHeaders.cpp - Which headers to parse once, for whom ----------===//
#include "Extract/SharedHeaders.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <map>

namespace recolor {
using namespace llvm;
using namespace clang;

namespace {

/// Units, and the meanings they have in common.
struct Cluster {
  std::vector<size_t> Members; ///< indices of scans
  BitVector Common;
  uint64_t Weight = 0;
  size_t Best = 0; ///< the cluster it should be merged with
  double Gain = 0; ///< what that saves
};

/// What it saves to parse once for \p Units units what costs \p Weight: most of it, for a
/// unit still loads what it names. Making the precompiled header costs more than parsing.
double savedBy(size_t Units, uint64_t Weight) {
  return Units < 2 ? 0 : (0.8 * Units - 1.3) * Weight;
}

/// Puts together units that have much in common, always those two groups first
/// where that saves most.
class Clustering {
public:
  explicit Clustering(ArrayRef<std::optional<ScannedUnit>> Scans) {
    DenseMap<uint64_t, unsigned> Ids;
    for (const std::optional<ScannedUnit> &S : Scans)
      if (S)
        for (const ScannedUnit::File &F : drop_begin(S->Files))
          if (F.IsOnce && Ids.try_emplace(F.Meaning, Ids.size()).second)
            // Bodies are parsed in headers of the project only.
            Weights.push_back(F.IsSystem ? F.Bytes : 2 * F.Bytes);
    for (auto [I, S] : enumerate(Scans)) {
      if (!S)
        continue;
      Cluster C;
      C.Members = {I};
      C.Common.resize(Ids.size());
      for (const ScannedUnit::File &F : drop_begin(S->Files))
        if (F.IsOnce)
          C.Common.set(Ids[F.Meaning]);
      C.Weight = weightOf(C.Common);
      All.push_back(std::move(C));
    }
  }

  std::vector<Cluster> run() {
    for (size_t I = 0; I != All.size(); ++I)
      findBest(I);
    while (true) {
      size_t Into = 0;
      for (size_t I = 1; I < All.size(); ++I)
        if (All[I].Gain > All[Into].Gain)
          Into = I;
      if (All.empty() || All[Into].Gain <= 0)
        break;
      merge(Into, All[Into].Best);
    }
    erase_if(All, [](const Cluster &C) { return C.Members.empty(); });
    return std::move(All);
  }

private:
  uint64_t weightOf(const BitVector &Set) const {
    uint64_t Sum = 0;
    for (unsigned I : Set.set_bits())
      Sum += Weights[I];
    return Sum;
  }

  /// Considers for \p I those behind it, so that each two are seen once.
  void findBest(size_t I) {
    Cluster &A = All[I];
    A.Gain = 0;
    for (size_t J = I + 1; J < All.size() && !A.Members.empty(); ++J)
      consider(I, J);
  }

  void consider(size_t I, size_t J) {
    Cluster &A = All[I], &B = All[J];
    if (A.Members.empty() || B.Members.empty())
      return;
    BitVector Common = A.Common;
    Common &= B.Common;
    double Gain = savedBy(A.Members.size() + B.Members.size(), weightOf(Common)) -
                  savedBy(A.Members.size(), A.Weight) - savedBy(B.Members.size(), B.Weight);
    if (Gain > A.Gain) {
      A.Gain = Gain;
      A.Best = J;
    }
  }

  void merge(size_t Into, size_t From) {
    Cluster &A = All[Into], &B = All[From];
    append_range(A.Members, B.Members);
    A.Common &= B.Common;
    A.Weight = weightOf(A.Common);
    B = {};
    for (size_t I = 0; I != All.size(); ++I)
      if (I == Into || (All[I].Gain > 0 && (All[I].Best == Into || All[I].Best == From)))
        findBest(I);
      else if (I < Into)
        consider(I, Into);
  }

  std::vector<uint64_t> Weights; ///< of meanings
  std::vector<Cluster> All;
};

/// Files of one scan, by id.
DenseMap<uint32_t, uint32_t> indicesOf(const ScannedUnit &S) {
  DenseMap<uint32_t, uint32_t> Out;
  for (auto [I, F] : enumerate(S.Files))
    Out.try_emplace(F.Id, I);
  return Out;
}

/// What keeps a unit from being parsed behind the preamble \p P: the id of a file in
/// there that would mean something else, or lend its macros to a text that comes
/// before it.
std::optional<uint32_t> obstacleOf(const ScannedUnit &P, const ScannedUnit &Unit) {
  DenseMap<uint32_t, uint32_t> Indices = indicesOf(Unit);
  uint32_t Last = 0;
  for (const ScannedUnit::File &F : drop_begin(P.Files)) {
    auto It = Indices.find(F.Id);
    if (It == Indices.end() || Unit.Files[It->second].IsOnce != F.IsOnce ||
        (F.IsOnce && Unit.Files[It->second].Context != F.Context))
      return F.Id;
    Last = std::max(Last, It->second);
  }
  // A file that is read again is not in the surroundings of the preamble any more.
  DenseSet<uint32_t> Before;
  for (const ScannedUnit::File &F : drop_begin(P.Files))
    if (F.IsOnce)
      Before.insert(F.Id);
  // Until all of them were entered, the unit's other files would see too much.
  for (uint32_t I = 0; I < Last; ++I) {
    const ScannedUnit::File &F = Unit.Files[I];
    if (Before.contains(F.Id))
      continue;
    for (uint32_t Name : F.Late)
      if (auto Macro = P.Macros.find(Name); Macro != P.Macros.end())
        return P.Files[Macro->second].Id;
  }
  // Who counts after others must do so here, too.
  for (auto [I, Id] : enumerate(P.Counting))
    if (I >= Unit.Counting.size() || Unit.Counting[I] != Id)
      return Id;
  for (const ScannedUnit::Undoing &U : Unit.Undone) {
    auto Macro = P.Macros.find(U.Name);
    const ScannedUnit::File &By = Unit.Files[U.File];
    if (Macro != P.Macros.end() && U.Entered <= Last && !Before.contains(By.Id) &&
        !(By.IsSystem && P.Files[Macro->second].IsSystem))
      return P.Files[Macro->second].Id;
  }
  return std::nullopt;
}

/// What of \p Unit is read before a header that is in the preamble \p P.
std::vector<EarlyText> earlyTextsOf(const ScannedUnit &P, ScannedUnit &Unit) {
  DenseMap<uint32_t, uint32_t> Indices = indicesOf(Unit);
  std::vector<uint32_t> Shared;
  for (const ScannedUnit::File &F : drop_begin(P.Files))
    Shared.push_back(Indices.lookup(F.Id));
  llvm::sort(Shared);
  std::vector<EarlyText> Out;
  for (uint32_t I = 0; I < Shared.back(); ++I) {
    const ScannedUnit::File &F = Unit.Files[I];
    if (F.IsSystem || std::binary_search(Shared.begin(), Shared.end(), I))
      continue;
    // A header has its directives in front; the unit's own text sees all behind its last one,
    // and what stands between them is rare.
    EarlyText Text{F.Unique, I ? ~0u : F.Inclusions.back().Offset, {}};
    for (uint32_t Header : Shared)
      if (Header > I && (!I || !Unit.reaches(I, ~0u, Header)))
        Text.Hidden.push_back(Unit.Files[Header].Unique);
    llvm::sort(Text.Hidden);
    if (!Text.Hidden.empty())
      Out.push_back(std::move(Text));
  }
  return Out;
}

} // namespace

/// Directives that bring the files of \p Wanted, as the unit \p S includes them.
static std::string directivesFor(const ScannedUnit &S, const DenseSet<uint32_t> &Wanted) {
  std::string Out;
  for (const ScannedUnit::File &F : drop_begin(S.Files)) {
    if (!F.IsOnce || !Wanted.contains(F.Id) || F.Directive.empty())
      continue;
    // Parts of a system header are not for others.
    bool IsBrought = S.Files[F.By].IsSystem;
    for (uint32_t By = F.By; !IsBrought && By != ScannedUnit::None; By = S.Files[By].By)
      IsBrought = Wanted.contains(S.Files[By].Id);
    if (!IsBrought)
      Out += F.Directive + "\n";
  }
  return Out;
}

/// Takes out of \p Wanted what brings the file \p Id, going by \p P.
static void dropIncluders(DenseSet<uint32_t> &Wanted, ScannedUnit &P, uint32_t Id) {
  Wanted.erase(Id);
  uint32_t At = indicesOf(P).lookup(Id);
  for (uint32_t I = 1; I < P.Files.size(); ++I)
    if (P.reaches(I, ~0u, At))
      Wanted.erase(P.Files[I].Id);
}

/// The directive a file begins with when it includes another, without what
/// stands before it: `#include "config.h"`. Otherwise empty.
static std::string firstInclude(const UnitCommand &Unit) {
  auto Buffer = MemoryBuffer::getFile(Unit.File);
  if (!Buffer)
    return "";
  StringRef Text = (*Buffer)->getBuffer();
  LangOptions Options;
  Options.LineComment = true;
  Lexer Lex(SourceLocation(), Options, Text.begin(), Text.begin(), Text.end());
  Token Hash, Name;
  Lex.LexFromRawLexer(Hash);
  if (Hash.isNot(tok::hash) || Lex.LexFromRawLexer(Name) ||
      Name.isNot(tok::raw_identifier) || Name.getRawIdentifier() != "include")
    return "";
  StringRef File = Text.substr(Lex.getCurrentBufferOffset()).ltrim(" \t");
  char Close = File.starts_with("<") ? '>' : File.starts_with("\"") ? '"' : 0;
  File = File.take_until([](char C) { return C == '\n'; });
  size_t End = Close ? File.find(Close, 1) : StringRef::npos;
  if (End == StringRef::npos)
    return "";
  File = File.take_front(End + 1);
  // What is written in quotes is looked for beside the file that says so first.
  SmallString<256> Beside(sys::path::parent_path(Unit.File));
  sys::path::append(Beside, File.drop_front().drop_back());
  if (Close == '"' && sys::fs::exists(Beside))
    return "#include \"" + realPath(Beside) + "\"";
  return ("#include " + File).str();
}

/// Puts together units that begin with the same header.
static std::vector<SharedHeaders> shareBeginnings(const Workspace &W, ArrayRef<size_t> Units,
                                                  size_t Worth) {
  std::map<std::string, std::vector<size_t>> Alike;
  for (size_t I : Units)
    if (std::string Directive = firstInclude(W.Units[I]); !Directive.empty())
      Alike[std::move(Directive) + "\n"].push_back(I);
  std::vector<SharedHeaders> Out;
  for (auto &[Directive, Members] : Alike)
    if (Members.size() >= Worth)
      Out.push_back({Directive, std::move(Members), {}});
  return Out;
}

std::vector<SharedHeaders> shareHeaders(DependencyScanner &Scanner, const Workspace &W,
                                        ArrayRef<size_t> Units, unsigned Jobs, size_t Worth,
                                        function_ref<void(size_t)> Begin) {
  if (!Units.empty() && isInC(W.Units[Units.front()]))
    return shareBeginnings(W, Units, Worth);
  std::vector<std::optional<ScannedUnit>> Scans(Units.size());
  forEachIndex(Units.size(), Jobs, [&](size_t I) {
    Begin(Units[I]);
    Scans[I] = Scanner.scan(W.Units[Units[I]]);
  });

  std::vector<SharedHeaders> Out;
  for (Cluster &C : Clustering(Scans).run()) {
    const UnitCommand &Model = W.Units[Units[C.Members.front()]];
    const ScannedUnit &First = *Scans[C.Members.front()];
    DenseMap<uint64_t, size_t> Readers; // by what they read
    for (size_t M : C.Members)
      for (const ScannedUnit::File &F : drop_begin(Scans[M]->Files))
        ++Readers[F.Meaning];
    DenseSet<uint32_t> Wanted;
    for (const ScannedUnit::File &F : drop_begin(First.Files))
      if (F.IsOnce && Readers[F.Meaning] == C.Members.size())
        Wanted.insert(F.Id);
    // What has to stay out brings others to stay out; few rounds settle it.
    for (unsigned Round = 0; Round != 8 && C.Members.size() >= Worth; ++Round) {
      std::string Directives = directivesFor(First, Wanted);
      AddedFile Main;
      UnitCommand Prefix = Preamble::unitOf(Model, Directives, Main);
      ParseOptions O;
      O.Added = Main;
      std::optional<ScannedUnit> P = Scanner.scan(Prefix, O);
      if (!P || P->Files.size() < 2)
        break;
      DenseMap<uint32_t, std::vector<size_t>> Kept; // by what keeps them
      for (size_t M : C.Members)
        if (std::optional<uint32_t> Id = obstacleOf(*P, *Scans[M]))
          Kept[*Id].push_back(M);
      if (Kept.empty()) {
        SharedHeaders &Group = Out.emplace_back();
        Group.Directives = std::move(Directives);
        for (size_t M : C.Members) {
          Group.Units.push_back(Units[M]);
          Group.Early.push_back(earlyTextsOf(*P, *Scans[M]));
        }
        break;
      }
      for (const auto &[Id, Members] : Kept)
        if (2 * Members.size() >= C.Members.size())
          dropIncluders(Wanted, *P, Id);
        else
          erase_if(C.Members, [&](size_t M) { return is_contained(Members, M); });
    }
  }
  return Out;
}

} // namespace recolor
