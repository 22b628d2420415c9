//===- Twins.cpp - Which functions get a second version -------------------===//
#include "Model/Twins.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

namespace recolor {
using namespace llvm;

/// Scope with its `::`, and the name itself.
static std::pair<StringRef, StringRef> splitName(StringRef Qualified) {
  size_t At = Qualified.rfind("::");
  size_t Begin = At == StringRef::npos ? 0 : At + 2;
  return {Qualified.take_front(Begin), Qualified.drop_front(Begin)};
}

static bool isIdentifier(StringRef Name) {
  return !Name.empty() && !isDigit(Name.front()) && !Name.starts_with("operator") &&
         all_of(Name, [](char C) { return isAlnum(C) || C == '_'; });
}

Twins::Twins(const Program &P, Choices Wanted)
    : P(P), Wanted(std::move(Wanted)), Generated(P.Functions.size()),
      KeepsState(P.Functions.size()) {
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
    if (P.Functions[Fn].is(FF_StaticVariable))
      KeepsState.set(outermost(Fn));
  findTwins();
}

uint32_t Twins::outermost(uint32_t Fn) const {
  // A damaged fact that made a cycle must not hang the tool.
  for (unsigned Depth = 0; P.Functions[Fn].Parent != None && Depth != 256; ++Depth)
    Fn = P.Functions[Fn].Parent;
  return Fn;
}

std::string Twins::nameOf(uint32_t Fn) const {
  auto [Before, After] = StringRef(Wanted.Rename).split("{name}");
  return (Before + splitName(P.Functions[Fn].Name).second + After).str();
}

void Twins::findTwins() {
  StringMap<SmallVector<uint32_t, 1>> ByTwinName;
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
    if (P.Functions[Fn].is(FF_InProject) && staysBeside(Fn) &&
        isIdentifier(splitName(P.Functions[Fn].Name).second))
      ByTwinName[(splitName(P.Functions[Fn].Name).first + nameOf(Fn)).str()]
          .push_back(Fn);
  if (ByTwinName.empty())
    return;
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
    const ProgramFunction &F = P.Functions[Fn];
    if (F.Kind != FunctionKind::Slot && ByTwinName.contains(F.Name))
      Taken[F.Name.str()].push_back(Fn);
  }
  if (Taken.empty())
    return;
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
    const ProgramFunction &F = P.Functions[Fn];
    if (F.Kind == FunctionKind::Slot || standsInside(Fn))
      continue;
    Declared[F.Loc] = Fn;
    for (const Location &L : F.Redecls)
      Declared[L] = Fn;
  }
  for (const auto &[Name, Holders] : Taken)
    for (uint32_t Fn : ByTwinName.lookup(Name))
      for (uint32_t Holder : Holders)
        if (standsBehind(Holder, Fn)) {
          There[Fn] = Holder;
          Generated.set(Holder);
        }
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
    if (standsInside(Fn) && Generated[outermost(Fn)])
      Generated.set(Fn);
}

bool Twins::standsBehind(uint32_t Twin, uint32_t Fn) const {
  const ProgramFunction &T = P.Functions[Twin], &F = P.Functions[Fn];
  if (!(T.is(FF_Async) || T.is(FF_Coroutine)) || F.is(FF_Async) ||
      F.is(FF_Coroutine) || T.Params != F.Params)
    return false;
  return all_of(T.Redecls, [&](const Location &L) {
    auto It = Declared.find(L);
    if (It == Declared.begin() || It == Declared.end())
      return false;
    --It;
    return It->second == Fn && It->first.File == L.File;
  });
}

std::vector<uint32_t> Twins::functionsWithTwins() const {
  std::vector<uint32_t> Out;
  for (const auto &[Fn, Twin] : There)
    Out.push_back(Fn);
  llvm::sort(Out);
  return Out;
}

std::optional<std::string> Twins::obstacle(uint32_t Fn) const {
  const ProgramFunction &F = P.Functions[Fn];
  if (standsInside(Fn)) {
    // The text around it stays too, and with it the class it stands in.
    for (uint32_t M : P.members(P.ClassOf[Fn]))
      if (P.Functions[M].Parent != F.Parent && P.Functions[M].Kind != FunctionKind::Slot &&
          F.Kind != FunctionKind::Lambda)
        return "it overrides '" + P.Functions[M].Name.str() + "' in a local class";
    return std::nullopt;
  }
  if (!staysBeside(Fn) || F.is(FF_Main))
    return std::nullopt;
  auto [Scope, Name] = splitName(F.Name);
  if (!isIdentifier(Name))
    return "'" + Name.str() + "' is no name that another could be made from";
  if (KeepsState[Fn] && Wanted.of(Fn) == Strategy::Twin)
    return "it would have static variables of its own";
  std::string Wished = Scope.str() + nameOf(Fn);
  auto It = Taken.find(Wished);
  if (It != Taken.end())
    for (uint32_t Holder : It->second)
      if (!Generated[Holder])
        return "there is a '" + Wished + "' already, which is not its twin";
  return std::nullopt;
}

} // namespace recolor
