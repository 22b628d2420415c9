//===- Macros.cpp - Changes in the text of macros -------------------------===//
#include "Rewrite/UnitRewriter.h"

namespace recolor {
using namespace llvm;
using namespace clang;

std::optional<SourceLocation> UnitRewriter::useVersion(const FunctionDecl *Fn, SourceLocation L,
                                                       bool Returns) {
  MacroVersion V = Definitions.versionAt(L, Fn, Returns);
  if (!V.Obstacle.empty()) {
    problem(Fn, V.Obstacle);
    return std::nullopt;
  }
  std::string Owner = ownerOf(patternOf(Fn));
  auto Replace = [&](const MacroEdit &E) {
    add(Fn, {E.File, E.Offset, E.Old, E.New, Edit::Replace, 0});
  };
  if (!V.Use.Old.empty())
    Replace(V.Use);
  if (V.Certain)
    suspends(Fn);
  for (const MacroCopy &C : V.Copies) {
    if (isCopied(C.File, C.Begin)) {
      problem(Fn, "a macro is defined in a text that is copied");
      return std::nullopt;
    }
    MacroText &Text = Versions[{C.File, C.Begin}];
    Text.Owners.insert(Owner);
    Text.Copy = {C.File, C.Begin, C.End, C.At};
    for (const MacroEdit &E : C.Edits)
      Replace(E);
  }
  for (const MacroEdit &E : V.Undefs)
    add(Fn, {E.File, E.Offset, "", E.New, Edit::Suffix, 0});
  return V.Word;
}

void UnitRewriter::noteDeclaredBy(const FunctionDecl *FD) {
  SourceLocation L = Definitions.declaredAt(FD);
  if (L.isInvalid())
    return;
  auto [File, Offset] = place(L);
  DeclaredBy[{File.str(), Offset}][strategyOf(FD) == Strategy::Convert].insert(
      ownerOf(patternOf(FD)));
}

void UnitRewriter::refuseDivided() {
  for (const auto &[Place, Of] : DeclaredBy)
    if (!Of[false].empty())
      for (const std::string &Owner : Of[true])
        Out.Problems.push_back({Owner, "a macro declares it together with one that stays"});
}

bool UnitRewriter::standsInVersion(const Edit &E, const std::string &Owner) const {
  auto It = Versions.upper_bound({E.File, E.Offset});
  if (It == Versions.begin())
    return false;
  --It;
  return It->first.first == E.File && It->second.Owners.count(Owner) &&
         E.isWithin(It->second.Copy.Begin, It->second.Copy.End);
}

} // namespace recolor
