//===- RewritePlan.cpp - A plan, indexed for the rewriter -----------------===//
#include "Rewrite/Rewrite.h"

namespace recolor {
using namespace llvm;

static std::string placeKey(StringRef File, uint32_t Begin, uint32_t End = 0,
                            StringRef Caller = "", StringRef Callee = "") {
  return (File + "\n" + Twine(Begin) + "\n" + Twine(End) + "\n" + Caller + "\n" + Callee).str();
}

/// Stands for whoever calls.
static constexpr StringLiteral AnyCaller = "*";

RewritePlan::RewritePlan(const Program &P, const Plan &Pl, const Runtime &RT,
                         const StringSet<> &ReadInC)
    : P(P), RT(RT), ReadInC(ReadInC) {
  auto AddFile = [&](const Location &L, hash_code Mark, bool InDefinition = false) {
    if (!L.isValid())
      return;
    PlannedFile &F = Files[P.Files[L.File]];
    if (!InDefinition)
      F.First = std::min(F.First, L.Offset);
    F.Mark = hash_combine(F.Mark, Mark);
  };
  for (const FunctionPlan &F : Pl.Functions) {
    if (F.S == Strategy::Keep)
      continue;
    const ProgramFunction &Fact = P.Functions[F.Function];
    Strategies[Fact.Key] = F.S;
    if (F.PassThrough)
      PassThrough.insert(Fact.Key);
    if (!F.Name.empty()) {
      TwinNames[Fact.Key] = F.Name;
      llvm::StringRef Name = Fact.Name;
      size_t Scope = Name.rfind("::");
      Scope = Scope == llvm::StringRef::npos ? 0 : Scope + 2;
      std::string Twin = Name.take_front(Scope).str() + F.Name + Fact.Params.str();
      Twins[Twin] = {Name.str() + Fact.Params.str(), Name.str(), Fact.Key.str(), F.S};
    }
    hash_code Mark = hash_combine(F.Function, F.S, F.PassThrough, StringRef(F.Name));
    if (Fact.Kind == FunctionKind::Slot)
      MarkOfSlots = hash_combine(MarkOfSlots, Mark);
    AddFile(Fact.Loc, Mark);
    for (const Location &L : Fact.Redecls)
      AddFile(L, Mark);
  }
  for (const SitePlan &S : Pl.Sites) {
    const ProgramCall &C = P.Calls[S.Site];
    if (S.T == Treatment::Leave || S.T == Treatment::Refuse || !C.Loc.isValid())
      continue;
    uint32_t In = C.Via != None ? C.Via : C.Caller;
    for (StringRef Caller : {In == None ? StringRef() : StringRef(P.Functions[In].Key), StringRef(AnyCaller)})
      Sites[placeKey(P.Files[C.Loc.File], C.Loc.Offset, C.End, Caller,
                     P.Functions[C.Callee].Key)] = &S;
    AddFile(C.Loc,
            hash_combine(S.Site, S.T, StringRef(S.Rule), StringRef(S.Replacement), S.Context,
                         S.BridgedInPlace, S.Copies),
            is_contained(C.Rules, "macro-body"));
  }
  for (const ContextPlan &C : Pl.Contexts) {
    const Location &L = P.Contexts[C.Context].Loc;
    if (C.T == ContextTreatment::Keep || !L.isValid())
      continue;
    Contexts[placeKey(P.Files[L.File], L.Offset)] = C.T;
    AddFile(L, hash_combine(C.Context, C.T));
  }
  StringSet<> Names;
  for (const ProgramFunction &F : P.Functions)
    Names.insert(F.Name);
  AsyncMain = "async_main";
  while (Names.contains(AsyncMain))
    AsyncMain += '_';
}

uint64_t RewritePlan::markOf(ArrayRef<StringRef> ReadFiles) const {
  hash_code Mark = MarkOfSlots;
  for (StringRef File : ReadFiles)
    if (auto It = Files.find(File); It != Files.end())
      Mark = hash_combine(Mark, File, It->second.Mark);
  return Mark;
}

Strategy RewritePlan::strategyOf(StringRef Key) const {
  auto It = Strategies.find(Key);
  return It == Strategies.end() ? Strategy::Keep : It->second;
}

const SitePlan *RewritePlan::siteAt(StringRef File, uint32_t Begin, uint32_t End,
                                    std::optional<StringRef> Caller,
                                    StringRef Callee) const {
  return Sites.lookup(placeKey(File, Begin, End, Caller.value_or(AnyCaller), Callee));
}

ContextTreatment RewritePlan::contextAt(StringRef File, uint32_t Offset) const {
  auto It = Contexts.find(placeKey(File, Offset));
  return It == Contexts.end() ? ContextTreatment::Keep : It->second;
}

} // namespace recolor
