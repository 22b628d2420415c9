//===- Pattern.cpp - PATTERN arguments and name globs ---------------------===//
#include "Support/Pattern.h"
#include "llvm/ADT/StringExtras.h"

namespace recolor {

static std::string withoutSpace(llvm::StringRef S) {
  std::string Result;
  for (char C : S)
    if (!llvm::isSpace(C))
      Result += C;
  return Result;
}

static llvm::Error malformed(llvm::StringRef Text, const llvm::Twine &Why) {
  return llvm::createStringError("pattern '" + Text + "': " + Why);
}

/// The index of the parenthesis that opens the group \p S ends with, or npos.
static size_t openingOfLastGroup(llvm::StringRef S) {
  unsigned Depth = 0;
  for (size_t I = S.size(); I-- > 0;) {
    if (S[I] == ')')
      ++Depth;
    else if (S[I] == '(' && --Depth == 0)
      return I;
  }
  return llvm::StringRef::npos;
}

/// Takes `:digits` off the end of \p S; a scope's `::` is not one.
static bool takeNumber(llvm::StringRef &S, unsigned &Number) {
  size_t Colon = S.rfind(':');
  if (Colon == llvm::StringRef::npos || Colon == 0 || S[Colon - 1] == ':' ||
      S.substr(Colon + 1).getAsInteger(10, Number) || Number == 0)
    return false;
  S = S.take_front(Colon);
  return true;
}

llvm::Expected<Pattern> Pattern::parse(llvm::StringRef Text) {
  Pattern P;
  P.Text = Text.str();
  llvm::StringRef Rest = Text.trim();
  if (Rest.empty())
    return malformed(Text, "is empty");

  llvm::StringRef File = Rest;
  unsigned Number = 0;
  if (takeNumber(File, Number)) {
    // A place copied out of a diagnostic has a column too.
    unsigned Line = 0;
    P.Line = takeNumber(File, Line) ? Line : Number;
    P.File = File.str();
    return P;
  }

  int Depth = 0;
  for (char C : Rest) {
    Depth += (C == '(') - (C == ')');
    if (Depth < 0)
      break;
  }
  if (Depth != 0)
    return malformed(Text, "has unbalanced parentheses");

  if (Rest.ends_with(")")) {
    size_t Open = openingOfLastGroup(Rest);
    llvm::StringRef Before = Rest.take_front(Open).rtrim();
    // `operator()`, `(anonymous namespace)` and `(lambda)` belong to the name.
    bool IsName = Before.empty() || Before.ends_with("::") ||
                  (Before.ends_with("operator") &&
                   withoutSpace(Rest.substr(Open)) == "()");
    if (!IsName) {
      P.Params = withoutSpace(Rest.substr(Open));
      if (P.Params == "(void)")
        P.Params = "()";
      Rest = Before;
    }
  }
  Rest.consume_front("::");
  if (Rest.empty())
    return malformed(Text, "has no name");
  P.Name = Rest.str();
  return P;
}

bool Pattern::matchesName(llvm::StringRef QualifiedName,
                          llvm::StringRef FnParams) const {
  if (isLocation())
    return false;
  QualifiedName.consume_front("::");
  if (!matchGlob(Name, QualifiedName))
    return false;
  if (Params.empty())
    return true;
  return FnParams.empty() ? Params == "()" : withoutSpace(FnParams) == Params;
}

bool Pattern::matchesFile(llvm::StringRef Path) const {
  if (!isLocation() || !Path.consume_back(File))
    return false;
  return Path.empty() || Path.ends_with("/") || llvm::StringRef(File).starts_with("/");
}

bool matchGlob(llvm::StringRef Glob, llvm::StringRef Text) {
  // Only the last star of each kind needs to be tried again: whatever a longer
  // match of an earlier one could reach, the last one reaches as well. A star
  // within a component gives up at its end, and one across components takes
  // over.
  constexpr size_t Npos = llvm::StringRef::npos;
  size_t G = 0, T = 0;
  size_t StarG = Npos, StarT = 0;     // after the last `*`
  size_t AcrossG = Npos, AcrossT = 0; // after the last `**` or `**::`
  bool AcrossScopes = false;          // the latter: whole components only
  for (;;) {
    if (G < Glob.size()) {
      llvm::StringRef Rest = Glob.substr(G);
      if (Rest.starts_with("**")) {
        bool AtComponent = G == 0 || Glob.take_front(G).ends_with("::");
        AcrossScopes = AtComponent && Rest.starts_with("**::");
        G += AcrossScopes ? 4 : 2;
        AcrossG = G;
        AcrossT = T;
        StarG = Npos;
        continue;
      }
      if (Rest[0] == '*') {
        StarG = ++G;
        StarT = T;
        continue;
      }
      if (T < Text.size() && (Rest[0] == '?' ? Text[T] != ':' : Rest[0] == Text[T])) {
        ++G;
        ++T;
        continue;
      }
    } else if (T == Text.size()) {
      return true;
    }
    if (StarG != Npos && StarT < Text.size() &&
        !Text.substr(StarT).starts_with("::")) {
      G = StarG;
      T = ++StarT;
      continue;
    }
    if (AcrossG == Npos || AcrossT >= Text.size())
      return false;
    if (AcrossScopes) {
      size_t Scope = Text.find("::", AcrossT);
      if (Scope == Npos)
        return false;
      AcrossT = Scope + 2;
    } else {
      ++AcrossT;
    }
    G = AcrossG;
    T = AcrossT;
    StarG = Npos;
  }
}

std::string didYouMean(llvm::StringRef Wanted,
                       llvm::ArrayRef<std::string> Candidates) {
  // Two letters swapped in a short word are distance two.
  unsigned Best = Wanted.size() / 3 + 2;
  llvm::StringRef Nearest;
  for (llvm::StringRef C : Candidates) {
    unsigned Distance = Wanted.edit_distance(C, true, Best);
    if (Distance < Best || (Distance == Best && !Nearest.empty() && C < Nearest)) {
      Best = Distance;
      Nearest = C;
    }
  }
  return Nearest.str();
}

} // namespace recolor
