//===- Link.cpp - Many units, one program ---------------------------------===//
//
// Works on arrays that are sorted and made unique, never on maps of maps, and
// frees each unit as soon as its facts have moved: the peak is the program and
// what is left of the units.
//
// Every choice between two units' facts is a minimum or a union, so that the
// order of the units cannot show.
//
//===----------------------------------------------------------------------===//
#include "Link/Link.h"
#include "Rules/Rules.h"
#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>

using namespace llvm;

namespace recolor {
namespace {

template <typename T> void sortUnique(std::vector<T> &V) {
  std::sort(V.begin(), V.end());
  V.erase(std::unique(V.begin(), V.end()), V.end());
}

template <typename T> void append(std::vector<T> &To, std::vector<T> &&From) {
  if (To.empty()) {
    To = std::move(From);
    return;
  }
  To.insert(To.end(), std::make_move_iterator(From.begin()),
            std::make_move_iterator(From.end()));
}

/// Disjoint sets; the smallest member is the representative, so the result
/// does not depend on the order of unions.
class DisjointSets {
  std::vector<uint32_t> Up;

public:
  explicit DisjointSets(size_t N) : Up(N) {
    std::iota(Up.begin(), Up.end(), 0u);
  }
  uint32_t find(uint32_t X) {
    while (Up[X] != X)
      X = Up[X] = Up[Up[X]];
    return X;
  }
  void unite(uint32_t A, uint32_t B) {
    A = find(A);
    B = find(B);
    if (A != B)
      Up[std::max(A, B)] = std::min(A, B);
  }
};

/// Numbers the distinct strings of several lists in sorted order. The strings
/// must stay where they are until the numbering is done.
class Numbering {
  DenseMap<CachedHashStringRef, uint32_t> Ids;
  std::vector<StringRef> Keys;
  std::vector<uint32_t> Rank;

public:
  uint32_t add(StringRef Key) {
    auto [It, New] = Ids.try_emplace(CachedHashStringRef(Key), Keys.size());
    if (New)
      Keys.push_back(Key);
    return It->second;
  }
  /// From now on rank() answers, and the strings may move.
  void finish() {
    Ids = DenseMap<CachedHashStringRef, uint32_t>();
    std::vector<uint32_t> Order(Keys.size());
    std::iota(Order.begin(), Order.end(), 0u);
    llvm::sort(Order,
               [&](uint32_t A, uint32_t B) { return Keys[A] < Keys[B]; });
    Rank.resize(Keys.size());
    for (uint32_t I = 0; I != Order.size(); ++I)
      Rank[Order[I]] = I;
    Keys = {};
  }
  size_t size() const { return Rank.size(); }
  uint32_t rank(uint32_t Added) const { return Rank[Added]; }
};

/// Where the references of one unit's facts lead in the program.
struct UnitMap {
  std::vector<uint32_t> Files, Functions, Contexts, Instances;

  static void map(uint32_t &Id, const std::vector<uint32_t> &To) {
    if (Id != None)
      Id = To[Id];
  }
  void map(Location &L) const {
    if (L.isValid())
      L.File = Files[L.File];
    else
      L = Location();
  }
};

class Linker {
  std::vector<UnitFacts> Units;
  std::vector<UnitMap> Maps;
  Program P;
  /// Override families, foreign members included.
  std::optional<DisjointSets> Families, Slots;

public:
  explicit Linker(std::vector<UnitFacts> Units) : Units(std::move(Units)) {}

  Program run() {
    P.Units = Units.size();
    number();
    for (size_t U = 0; U != Units.size(); ++U)
      mergeDeclarations(Units[U], Maps[U]);
    for (FunctionFact &F : P.Functions) {
      sortUnique(F.Redecls);
      sortUnique(F.Overrides);
    }
    for (ContextFact &C : P.Contexts)
      sortUnique(C.Methods);
    sortUnique(P.Includes);
    llvm::sort(P.Failed, [](const auto &A, const auto &B) {
      return std::tie(A.File, A.Errors) < std::tie(B.File, B.Errors);
    });
    gatherCalls();
    indexCallees();
    addRules();
    formClasses();
    return std::move(P);
  }

private:
  /// Gives every file, function and context its id in the program.
  void number() {
    Numbering Files, Functions, Contexts, Instances;
    Maps.resize(Units.size());
    for (size_t I = 0; I != Units.size(); ++I) {
      for (const std::string &F : Units[I].Files)
        Maps[I].Files.push_back(Files.add(F));
      for (const FunctionFact &F : Units[I].Functions)
        Maps[I].Functions.push_back(Functions.add(F.Key));
      for (const ContextFact &C : Units[I].Contexts)
        Maps[I].Contexts.push_back(Contexts.add(C.Key));
      for (const std::string &N : Units[I].Instances)
        Maps[I].Instances.push_back(Instances.add(N));
    }
    Files.finish();
    Functions.finish();
    Contexts.finish();
    Instances.finish();
    P.Files.resize(Files.size());
    P.Functions.resize(Functions.size());
    P.Contexts.resize(Contexts.size());
    P.Instances.resize(Instances.size());
    for (size_t I = 0; I != Units.size(); ++I) {
      for (uint32_t &F : Maps[I].Files)
        F = Files.rank(F);
      for (uint32_t &F : Maps[I].Functions)
        F = Functions.rank(F);
      for (uint32_t &C : Maps[I].Contexts)
        C = Contexts.rank(C);
      for (size_t F = 0; F != Units[I].Files.size(); ++F)
        P.Files[Maps[I].Files[F]] = std::move(Units[I].Files[F]);
      for (uint32_t &N : Maps[I].Instances)
        N = Instances.rank(N);
      for (size_t N = 0; N != Units[I].Instances.size(); ++N)
        P.Instances[Maps[I].Instances[N]] = std::move(Units[I].Instances[N]);
      Units[I].Instances = {};
      Units[I].Files = {};
    }
  }

  void mergeDeclarations(UnitFacts &U, const UnitMap &M) {
    if (U.Failed)
      P.Failed.push_back({std::move(U.MainFile), std::move(U.Errors)});
    append(P.Includes, std::move(U.Includes));
    if (P.Includes.size() > 10000)
      sortUnique(P.Includes);
    for (size_t I = 0; I != U.Functions.size(); ++I) {
      FunctionFact &F = U.Functions[I];
      M.map(F.Loc);
      for (Location &L : F.Redecls)
        M.map(L);
      for (FunctionRuleFact &R : F.Rules)
        M.map(R.Loc);
      for (uint32_t &O : F.Overrides)
        UnitMap::map(O, M.Functions);
      UnitMap::map(F.Parent, M.Functions);
      merge(P.Functions[M.Functions[I]], std::move(F));
    }
    U.Functions = {};
    for (size_t I = 0; I != U.Contexts.size(); ++I) {
      ContextFact &C = U.Contexts[I];
      M.map(C.Loc);
      UnitMap::map(C.Owner, M.Functions);
      merge(P.Contexts[M.Contexts[I]], std::move(C));
    }
    U.Contexts = {};
  }

  /// What a function is called may differ between units (a declaration without
  /// parameter names, say): the definition's view wins, then the first place.
  static void merge(FunctionFact &To, FunctionFact &&From) {
    if (To.Key.empty()) {
      To = std::move(From);
      return;
    }
    auto View = [](const FunctionFact &F) {
      return std::make_tuple(!F.is(FF_Defined), F.Loc, StringRef(F.Name),
                             StringRef(F.Params), StringRef(F.USR), F.Kind,
                             StringRef(F.Class), StringRef(F.ReturnType),
                             F.Parent);
    };
    // Most repetitions are the same header seen again.
    bool Same = To.Redecls == From.Redecls && To.Overrides == From.Overrides &&
                To.Rules == From.Rules && To.Labels == From.Labels;
    uint32_t Flags = ((To.Flags | From.Flags) & ~uint32_t(FF_InProject)) |
                     (To.Flags & From.Flags & FF_InProject);
    if (To.Digest && From.Digest && To.Digest != From.Digest)
      Flags |= FF_Differs;
    uint64_t Digest = std::max(To.Digest, From.Digest);
    bool Better = View(From) < View(To);
    if (!Same) {
      append(To.Redecls, std::move(From.Redecls));
      append(To.Overrides, std::move(From.Overrides));
      append(To.Rules, std::move(From.Rules));
      append(To.Labels, std::move(From.Labels));
      sortUnique(To.Labels);
      sortUnique(To.Redecls);
      sortUnique(To.Overrides);
      sortUnique(To.Rules);
    }
    if (Better) {
      From.Redecls = std::move(To.Redecls);
      From.Overrides = std::move(To.Overrides);
      From.Rules = std::move(To.Rules);
      From.Labels = std::move(To.Labels);
      To = std::move(From);
    }
    To.Flags = Flags;
    To.Digest = Digest;
  }

  static void merge(ContextFact &To, ContextFact &&From) {
    if (To.Key.empty()) {
      To = std::move(From);
      return;
    }
    auto View = [](const ContextFact &C) {
      return std::make_tuple(C.Loc, StringRef(C.Name), StringRef(C.Type), C.K,
                             C.Owner);
    };
    bool Escapes = To.Escapes || From.Escapes;
    bool Editable = To.Editable && From.Editable;
    std::vector<std::string> Methods = std::move(To.Methods);
    append(Methods, std::move(From.Methods));
    if (View(From) < View(To))
      To = std::move(From);
    To.Methods = std::move(Methods);
    To.Escapes = Escapes;
    To.Editable = Editable;
  }

  /// Call facts are put into their caller's bucket in place; only the buckets,
  /// which are short, are sorted by comparison.
  void gatherCalls() {
    size_t Total = 0;
    for (const UnitFacts &U : Units)
      Total += U.Calls.size();
    // Reserved pages cost nothing until a unit's facts move in, and those of
    // the unit are freed right after.
    P.Calls.reserve(Total);
    for (size_t U = 0; U != Units.size(); ++U) {
      const UnitMap &M = Maps[U];
      for (CallFact &C : Units[U].Calls) {
        UnitMap::map(C.Caller, M.Functions);
        UnitMap::map(C.Callee, M.Functions);
        UnitMap::map(C.Via, M.Functions);
        UnitMap::map(C.Context, M.Contexts);
        UnitMap::map(C.Instance, M.Instances);
        UnitMap::map(C.Guard, M.Functions);
        M.map(C.Loc);
        P.Calls.push_back(std::move(C));
      }
      Units[U] = UnitFacts();
      Maps[U] = UnitMap();
    }
    Units = {};
    Maps = {};

    const size_t N = P.Functions.size();
    // The last bucket is that of initializers at namespace scope.
    auto Bucket = [N](const CallFact &C) {
      return C.Caller == None ? N : size_t(C.Caller);
    };
    std::vector<size_t> Begin(N + 2, 0);
    for (const CallFact &C : P.Calls)
      ++Begin[Bucket(C) + 1];
    std::partial_sum(Begin.begin(), Begin.end(), Begin.begin());
    std::vector<size_t> Next(Begin.begin(), Begin.end() - 1);
    for (size_t B = 0; B != N + 1; ++B)
      while (Next[B] != Begin[B + 1]) {
        CallFact &Here = P.Calls[Next[B]];
        size_t To = Bucket(Here);
        if (To != B)
          std::swap(Here, P.Calls[Next[To]]);
        ++Next[To];
      }
    auto Site = [](const CallFact &C) {
      return std::make_tuple(C.Caller, C.Loc, C.End, C.Callee, C.Kind, C.Via);
    };
    size_t Out = 0;
    for (size_t B = 0; B != N + 1; ++B) {
      size_t First = Out;
      std::sort(P.Calls.begin() + Begin[B], P.Calls.begin() + Begin[B + 1],
                [&](const CallFact &X, const CallFact &Y) {
                  return std::make_tuple(Site(X), X.Context, X.Instance,
                                         X.Guard, X.GuardHolds) <
                         std::make_tuple(Site(Y), Y.Context, Y.Instance,
                                         Y.Guard, Y.GuardHolds);
                });
      for (size_t I = Begin[B]; I != Begin[B + 1]; ++I) {
        CallFact &C = P.Calls[I];
        if (Out != First && Site(P.Calls[Out - 1]) == Site(C)) {
          // What another unit does not see guarded runs unguarded.
          P.Calls[Out - 1].Written |= C.Written;
          if (P.Calls[Out - 1].Guard != C.Guard ||
              P.Calls[Out - 1].GuardHolds != C.GuardHolds)
            P.Calls[Out - 1].Guard = None;
          if (P.Calls[Out - 1].Rules != C.Rules)
            append(P.Calls[Out - 1].Rules, std::move(C.Rules));
          continue;
        }
        if (Out != I)
          P.Calls[Out] = std::move(C);
        ++Out;
      }
    }
    P.Calls.resize(Out);
    for (CallFact &C : P.Calls)
      if (!C.Rules.empty())
        sortUnique(C.Rules);
  }

  void indexCallees() {
    P.CallsInBegin.assign(P.Functions.size() + 1, 0);
    for (const CallFact &C : P.Calls)
      ++P.CallsInBegin[C.Callee + 1];
    std::partial_sum(P.CallsInBegin.begin(), P.CallsInBegin.end(),
                     P.CallsInBegin.begin());
    P.CallsIn.resize(P.Calls.size());
    std::vector<uint32_t> Next(P.CallsInBegin.begin(),
                               P.CallsInBegin.end() - 1);
    for (uint32_t I = 0; I != P.Calls.size(); ++I)
      P.CallsIn[Next[P.Calls[I].Callee]++] = I;
  }

  static void addRule(FunctionFact &F, StringRef Rule, StringRef Detail = "",
                      Location Loc = Location()) {
    F.Rules.push_back({Rule.str(), Detail.str(), Loc.isValid() ? Loc : F.Loc});
  }

  /// The rules that no unit can see alone.
  void addRules() {
    for (FunctionFact &F : P.Functions) {
      if (F.Kind == FunctionKind::Slot) {
        if (!F.is(FF_InProject) && !F.is(FF_C))
          addRule(F, "slot");
      } else if (!F.is(FF_InProject)) {
        if (F.Kind != FunctionKind::Lambda)
          addRule(F, "outside-project");
      } else if (!F.is(FF_Defined) && !F.is(FF_Pure)) {
        addRule(F, "no-definition");
      }
    }
    for (const CallFact &C : P.Calls) {
      FunctionFact &F = P.Functions[C.Callee];
      // An object is handed on as it is; only a name can be wrapped there.
      if (F.Kind != FunctionKind::Lambda &&
          (F.Kind != FunctionKind::Operator ||
           !StringRef(F.Name).ends_with("operator()")))
        continue;
      if (C.Kind == CallKind::Callback || C.Kind == CallKind::Spawn ||
          C.Kind == CallKind::Flow)
        addRule(F, "callback",
                C.Caller == None ? StringRef() : P.Functions[C.Caller].Name,
                C.Loc);
    }
    addFamilyRules();
    addSlotRules();
    for (FunctionFact &F : P.Functions)
      if (F.Rules.size() > 1)
        sortUnique(F.Rules);
  }

  void addFamilyRules() {
    Families.emplace(P.Functions.size());
    std::vector<uint32_t> Related;
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      for (uint32_t O : P.Functions[Fn].Overrides) {
        Families->unite(Fn, O);
        Related.push_back(O);
      }
      if (!P.Functions[Fn].Overrides.empty())
        Related.push_back(Fn);
    }
    sortUnique(Related);
    llvm::sort(Related, [&](uint32_t A, uint32_t B) {
      return std::make_pair(Families->find(A), A) <
             std::make_pair(Families->find(B), B);
    });
    for (size_t I = 0, E; I != Related.size(); I = E) {
      uint32_t Family = Families->find(Related[I]);
      for (E = I; E != Related.size() && Families->find(Related[E]) == Family;)
        ++E;
      familyRules(ArrayRef<uint32_t>(Related).slice(I, E - I));
    }
  }

  void familyRules(ArrayRef<uint32_t> Family) {
    const FunctionFact *Foreign = nullptr;
    StringRef First;
    bool Covariant = false;
    for (uint32_t M : Family) {
      const FunctionFact &F = P.Functions[M];
      if (!F.is(FF_InProject) && !Foreign)
        Foreign = &F;
      // Only pointers and references can be covariant; any other difference is
      // two spellings of one type, in a template's pattern for instance.
      StringRef Type = F.ReturnType;
      if (!Type.ends_with("*") && !Type.ends_with("&"))
        continue;
      if (First.empty())
        First = Type;
      Covariant |= Type != First;
    }
    for (uint32_t M : Family) {
      FunctionFact &F = P.Functions[M];
      if (!F.is(FF_InProject))
        continue;
      if (Foreign)
        addRule(F, "foreign-override", Foreign->Name);
      if (Covariant)
        addRule(F, "covariant-return", F.ReturnType);
    }
  }

  static bool hasBarrier(const FunctionFact &F) {
    return any_of(F.Rules, [](const FunctionRuleFact &R) {
      const RuleInfo *Info = findRule(R.Rule);
      return Info && Info->Scope == RuleScope::Function &&
             Info->Kind == RuleKind::Barrier;
    });
  }

  bool isSlot(uint32_t Fn) const {
    return Fn != None && P.Functions[Fn].Kind == FunctionKind::Slot;
  }

  /// Slots whose values flow into one another have one type, which changes for
  /// all of them or for none: one slot that cannot be edited, or one function
  /// in them that cannot change, keeps them all.
  void addSlotRules() {
    Slots.emplace(P.Functions.size());
    for (const CallFact &C : P.Calls)
      if (C.Kind == CallKind::Flow && isSlot(C.Caller) && isSlot(C.Callee))
        Slots->unite(C.Caller, C.Callee);
    std::vector<uint32_t> Keeper(P.Functions.size(), None);
    auto Keep = [&](uint32_t Slot, uint32_t Because) {
      uint32_t &K = Keeper[Slots->find(Slot)];
      // The least one, so that the order of facts does not matter.
      if (K == None || Because < K)
        K = Because;
    };
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      if (isSlot(Fn) && hasBarrier(P.Functions[Fn]))
        Keep(Fn, Fn);
    for (const CallFact &C : P.Calls)
      if (C.Kind == CallKind::Flow && isSlot(C.Caller) && !isSlot(C.Callee) &&
          hasBarrier(P.Functions[C.Callee]))
        Keep(C.Caller, C.Callee);
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      if (isSlot(Fn))
        if (uint32_t K = Keeper[Slots->find(Fn)]; K != None && K != Fn)
          addRule(P.Functions[Fn], "slot", P.Functions[K].Name);
  }

  /// What flows into a slot that can change changes with it. In C no type
  /// changes: a slot is as async as one of the functions in it, and the others
  /// are what they are.
  void uniteSlots(DisjointSets &Classes) {
    for (const CallFact &C : P.Calls)
      if (C.Kind == CallKind::Flow && isSlot(C.Caller) &&
          !P.Functions[C.Caller].is(FF_C) && !hasBarrier(P.Functions[C.Caller]))
        Classes.unite(C.Caller, C.Callee);
  }

  bool standsInTemplate(uint32_t Fn) const {
    // A parent chain is as deep as lambdas are nested; a damaged fact that
    // made it a cycle must not hang the tool.
    for (unsigned Depth = 0; Fn != None && Depth != 256; ++Depth) {
      if (P.Functions[Fn].is(FF_Template))
        return true;
      Fn = P.Functions[Fn].Parent;
    }
    return false;
  }

  static StringRef lastComponent(StringRef Name) {
    size_t Pos = Name.rfind("::");
    return Pos == StringRef::npos ? Name : Name.drop_front(Pos + 2);
  }

  void formClasses() {
    DisjointSets Classes(P.Functions.size());
    uniteFamilies(Classes);
    uniteTemplateSites(Classes);
    uniteSlots(Classes);

    const uint32_t N = P.Functions.size();
    P.ClassOf.resize(N);
    std::vector<uint32_t> Number(N, None);
    uint32_t Count = 0;
    for (uint32_t Fn = 0; Fn != N; ++Fn) {
      uint32_t &K = Number[Classes.find(Fn)];
      if (K == None)
        K = Count++;
      P.ClassOf[Fn] = K;
    }
    P.ClassBegin.assign(Count + 1, 0);
    for (uint32_t K : P.ClassOf)
      ++P.ClassBegin[K + 1];
    std::partial_sum(P.ClassBegin.begin(), P.ClassBegin.end(),
                     P.ClassBegin.begin());
    P.ClassMembers.resize(N);
    std::vector<uint32_t> Next(P.ClassBegin.begin(), P.ClassBegin.end() - 1);
    for (uint32_t Fn = 0; Fn != N; ++Fn)
      P.ClassMembers[Next[P.ClassOf[Fn]]++] = Fn;
  }

  /// Foreign functions keep a class of their own: nothing in them changes, and
  /// the project's members of their family carry foreign-override. Two
  /// overriders of one foreign function are still one class.
  void uniteFamilies(DisjointSets &Classes) {
    std::vector<uint32_t> FirstOf(P.Functions.size(), None);
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      if (!P.Functions[Fn].is(FF_InProject))
        continue;
      uint32_t &First = FirstOf[Families->find(Fn)];
      if (First == None)
        First = Fn;
      else
        Classes.unite(First, Fn);
    }
  }

  /// One call in a template's pattern reaches several callees, whatever they
  /// are (functions, closures, what a slot holds): the same text awaits all of
  /// them or none.
  void uniteTemplateSites(DisjointSets &Classes) {
    for (size_t I = 0, E; I != P.Calls.size(); I = E) {
      const CallFact &First = P.Calls[I];
      for (E = I + 1; E != P.Calls.size() &&
                      P.Calls[E].Caller == First.Caller &&
                      P.Calls[E].Loc == First.Loc && P.Calls[E].End == First.End;)
        ++E;
      if (E - I < 2 || First.Caller == None || !First.Loc.isValid() ||
          !P.Functions[First.Caller].is(FF_InProject) ||
          !standsInTemplate(First.Caller))
        continue;
      uint32_t Before = None;
      for (size_t C = I; C != E; ++C) {
        const CallFact &Call = P.Calls[C];
        if (Call.Kind != CallKind::Direct && Call.Kind != CallKind::Lambda &&
            Call.Kind != CallKind::Virtual && Call.Kind != CallKind::Slot)
          continue;
        if (Before != None)
          Classes.unite(Before, Call.Callee);
        Before = Call.Callee;
      }
    }
  }
};

} // namespace

Program link(std::vector<UnitFacts> Units) {
  return Linker(std::move(Units)).run();
}

} // namespace recolor
