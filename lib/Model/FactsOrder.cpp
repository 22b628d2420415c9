//===- FactsOrder.cpp - One order for the facts of a unit -----------------===//
#include "Model/FactsOrder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

namespace recolor {
using namespace llvm;

/// Sorts \p Items by \p Before over indices; returns where each has gone.
template <typename T, typename Less>
static std::vector<uint32_t> sortItems(std::vector<T> &Items, Less Before) {
  std::vector<uint32_t> Order(seq<uint32_t>(0, Items.size()).begin(),
                              seq<uint32_t>(0, Items.size()).end());
  llvm::stable_sort(Order, Before);
  std::vector<uint32_t> To(Items.size());
  std::vector<T> Sorted;
  Sorted.reserve(Items.size());
  for (auto [New, Old] : enumerate(Order)) {
    To[Old] = New;
    Sorted.push_back(std::move(Items[Old]));
  }
  Items = std::move(Sorted);
  return To;
}

void sortFacts(UnitFacts &F) {
  auto Update = [](uint32_t &Index, ArrayRef<uint32_t> To) {
    if (Index != None)
      Index = To[Index];
  };

  // The unit's own file comes last, as its text does.
  std::vector<uint32_t> Files = sortItems(F.Files, [&](uint32_t A, uint32_t B) {
    return std::make_pair(F.Files[A] == F.MainFile, StringRef(F.Files[A])) <
           std::make_pair(F.Files[B] == F.MainFile, StringRef(F.Files[B]));
  });
  for (FunctionFact &Fn : F.Functions) {
    Update(Fn.Loc.File, Files);
    for (Location &L : Fn.Redecls)
      Update(L.File, Files);
    llvm::sort(Fn.Redecls);
    for (FunctionRuleFact &R : Fn.Rules)
      Update(R.Loc.File, Files);
  }
  for (CallFact &C : F.Calls)
    Update(C.Loc.File, Files);
  for (ContextFact &C : F.Contexts)
    Update(C.Loc.File, Files);

  auto PlaceOf = [](const Location &L) {
    return L.isValid() ? std::make_pair(L.File + 1, L.Offset) : std::make_pair(0u, 0u);
  };
  std::vector<uint32_t> Functions = sortItems(F.Functions, [&](uint32_t A, uint32_t B) {
    const FunctionFact &X = F.Functions[A], &Y = F.Functions[B];
    return std::make_pair(PlaceOf(X.Loc), X.Key.ref()) <
           std::make_pair(PlaceOf(Y.Loc), Y.Key.ref());
  });
  for (FunctionFact &Fn : F.Functions) {
    Update(Fn.Parent, Functions);
    for (uint32_t &Base : Fn.Overrides)
      Update(Base, Functions);
    llvm::sort(Fn.Overrides);
  }
  std::vector<uint32_t> Contexts = sortItems(F.Contexts, [&](uint32_t A, uint32_t B) {
    return F.Contexts[A].Key < F.Contexts[B].Key;
  });
  for (ContextFact &C : F.Contexts)
    Update(C.Owner, Functions);
  std::vector<uint32_t> Instances = sortItems(F.Instances, [&](uint32_t A, uint32_t B) {
    return F.Instances[A] < F.Instances[B];
  });
  std::vector<uint32_t> Named(F.Instances.size(), None);
  for (CallFact &C : F.Calls) {
    Update(C.Caller, Functions);
    Update(C.Callee, Functions);
    Update(C.Via, Functions);
    Update(C.Guard, Functions);
    Update(C.Context, Contexts);
    Update(C.Instance, Instances);
    if (C.Instance != None)
      Named[C.Instance] = 0;
  }
  uint32_t Used = 0;
  for (uint32_t I = 0; I != Named.size(); ++I)
    if (Named[I] != None) {
      if (Used != I)
        F.Instances[Used] = std::move(F.Instances[I]);
      Named[I] = Used++;
    }
  F.Instances.resize(Used);
  for (CallFact &C : F.Calls)
    Update(C.Instance, Named);
  (void)sortItems(F.Calls, [&](uint32_t A, uint32_t B) {
    auto RankOf = [&](const CallFact &C) {
      return std::make_tuple(PlaceOf(C.Loc), C.Caller, C.End, C.Kind, C.Callee, C.Via);
    };
    return RankOf(F.Calls[A]) < RankOf(F.Calls[B]);
  });
}

} // namespace recolor
