//===- WholeProgram.cpp - What only all units together show ---------------===//
#include "Link/WholeProgram.h"
#include "Rules/Rules.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <numeric>
#include <optional>

using namespace llvm;

namespace recolor {
namespace {

template <typename T> void sortUnique(std::vector<T> &V) {
  std::sort(V.begin(), V.end());
  V.erase(std::unique(V.begin(), V.end()), V.end());
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

class WholeProgram {
  Program &P;
  const bool KeepSlots;
  /// Override families, foreign members included.
  std::optional<DisjointSets> Families, Slots;
  /// Rules by function that are not yet in its list.
  std::vector<std::pair<uint32_t, ProgramRule>> Added;
  StringMap<InternedString> RuleIds;
  std::vector<uint32_t> Flows; ///< calls of kind flow whose caller is a slot
  std::vector<uint32_t> Followed; ///< unevaluated ones with FollowedResult

public:
  WholeProgram(Program &P, bool KeepSlots) : P(P), KeepSlots(KeepSlots) {}

  void run(const BitVector &Parsed) {
    if (!P.Failed.empty())
      markUnparsed(Parsed);
    addRules();
    formClasses();
  }

private:
  void addRule(uint32_t Fn, StringRef Rule, InternedString Detail = {},
               Location Loc = Location()) {
    auto [It, New] = RuleIds.try_emplace(Rule);
    if (New)
      It->second = P.Strings->save(Rule);
    Added.push_back({Fn, {It->second, Detail,
                          Loc.isValid() ? Loc : P.Functions[Fn].Loc}});
  }

  /// What is declared or called where no text is edited stays as it is there.
  void markUnparsed(const BitVector &Parsed) {
    auto Outside = [&](const Location &L) { return L.isValid() && !Parsed[L.File]; };
    for (ProgramFunction &F : P.Functions)
      if (F.is(FF_InProject) && (Outside(F.Loc) || any_of(F.Redecls, Outside)))
        F.Flags |= FF_Unparsed;
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site)
      if (ProgramFunction &F = P.Functions[P.Calls.callee(Site)];
          F.is(FF_InProject) && Outside(P.Calls.loc(Site)))
        F.Flags |= FF_Unparsed;
  }

  /// Moves what was added to the functions it holds for.
  void settleRules() {
    llvm::sort(Added);
    std::vector<ProgramRule> All;
    for (size_t I = 0, E; I != Added.size(); I = E) {
      ProgramFunction &F = P.Functions[Added[I].first];
      All.assign(F.Rules.begin(), F.Rules.end());
      for (E = I; E != Added.size() && Added[E].first == Added[I].first; ++E)
        All.push_back(Added[E].second);
      sortUnique(All);
      F.Rules = P.Strings->save<ProgramRule>(All);
    }
    Added.clear();
  }

  /// The rules that no unit can see alone.
  void addRules() {
    // A template may have its definitions in specialisations.
    BitVector Specialized(P.Functions.size());
    for (const ProgramFunction &F : P.Functions)
      if (!F.is(FF_Virtual))
        for (uint32_t Pattern : F.Overrides)
          Specialized.set(Pattern);
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      const ProgramFunction &F = P.Functions[Fn];
      if (F.Kind == FunctionKind::Slot) {
        if ((KeepSlots || !F.is(FF_InProject)) && !F.is(FF_C))
          addRule(Fn, "slot");
      } else if (!F.is(FF_InProject)) {
        if (F.Kind != FunctionKind::Lambda)
          addRule(Fn, "outside-project");
      } else if (!F.is(FF_Defined) && !F.is(FF_Pure) && !Specialized[Fn]) {
        addRule(Fn, "no-definition");
      }
    }
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site) {
      CallKind Kind = P.Calls.kind(Site);
      if (Kind == CallKind::Unevaluated) {
        // `decltype(f())` for a parameter names the type of whatever it is
        // given: where that is not the result of the function itself, the
        // parameter keeps its type, not all that is handed to it.
        if (P.Calls.caller(Site) != None && is_contained(P.Calls[Site].Rules, FollowedResult))
          Followed.push_back(Site);
        else if (uint32_t Callee = P.Calls.callee(Site);
                 isSlot(Callee) && !P.Functions[Callee].is(FF_C))
          addRule(Callee, "slot");
        continue;
      }
      if (Kind != CallKind::Callback && Kind != CallKind::Spawn &&
          Kind != CallKind::Flow)
        continue;
      ProgramCall C = P.Calls[Site];
      if (Kind == CallKind::Flow && isSlot(C.Caller)) {
        Flows.push_back(Site);
        continue; // addSlotRules() judges when it is known which slots change
      }
      if (isObject(C.Callee))
        addRule(C.Callee, "callback",
                C.Caller == None ? InternedString()
                                 : P.Functions[C.Caller].Name,
                C.Loc);
    }
    addFamilyRules();
    bindHandlers();
    // What holds a slot in place is asked of all rules so far.
    settleRules();
    addSlotRules();
    settleRules();
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
    const ProgramFunction *Foreign = nullptr;
    StringRef First;
    bool Covariant = false;
    for (uint32_t M : Family) {
      const ProgramFunction &F = P.Functions[M];
      if (!F.is(FF_InProject) && !Foreign)
        Foreign = &F;
      // An overrider's task carries what the base function returns, which must
      // be one type then. Only pointers and references can be covariant; any
      // other difference is two spellings of one type, in a template's pattern
      // for instance.
      StringRef Type = F.ReturnType;
      if (!F.is(FF_Virtual) || !F.Overrides.empty() ||
          (!Type.ends_with("*") && !Type.ends_with("&")))
        continue;
      if (First.empty())
        First = Type;
      Covariant |= Type != First;
    }
    for (uint32_t M : Family) {
      const ProgramFunction &F = P.Functions[M];
      if (!F.is(FF_InProject))
        continue;
      if (Foreign)
        addRule(M, F.is(FF_Virtual) ? "foreign-override" : "explicit-specialization", Foreign->Name);
      if (Covariant)
        addRule(M, "covariant-return", F.ReturnType);
    }
  }

  bool standsInHandler(const ProgramCall &C, StringRef Rule) const {
    return any_of(C.Rules, [&](InternedString R) { return R == Rule; });
  }

  /// A handler that calls a function which asks for the exception being handled
  /// has to stay a handler.
  void bindHandlers() {
    BitVector Asks(P.Functions.size());
    std::vector<uint32_t> Work;
    auto Add = [&](uint32_t Fn) {
      if (Fn != None && !Asks[Fn]) {
        Asks.set(Fn);
        Work.push_back(Fn);
      }
    };
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      if (P.Functions[Fn].is(FF_AsksException))
        Add(Fn);
    std::vector<uint32_t> Bound;
    while (!Work.empty()) {
      uint32_t Fn = Work.back();
      Work.pop_back();
      // Who calls what it overrides may call it.
      for (uint32_t O : P.Functions[Fn].Overrides)
        Add(O);
      for (uint32_t Site : P.callsTo(Fn)) {
        const ProgramCall C = P.Calls[Site];
        if (C.Kind == CallKind::Unevaluated)
          continue;
        // In a handler, what it is told is the handler's own exception.
        if (standsInHandler(C, "left-handler"))
          Bound.push_back(C.Via != None ? C.Via : C.Caller);
        else if (!standsInHandler(C, "catch-handler"))
          Add(C.Caller);
      }
    }
    sortUnique(Bound);
    for (uint32_t Fn : Bound) {
      auto [First, Last] = P.callsFrom(Fn);
      for (uint32_t Site = First; Site != Last; ++Site) {
        const ProgramCall C = P.Calls[Site];
        if (!standsInHandler(C, "left-handler"))
          continue;
        std::vector<InternedString> Rules(C.Rules.begin(), C.Rules.end());
        Rules.push_back(P.Strings->save("catch-handler"));
        sortUnique(Rules);
        P.Calls.setRules(Site, P.Strings->save<InternedString>(Rules));
      }
    }
  }

  static bool hasBarrier(const ProgramFunction &F) {
    return any_of(F.Rules, [](const ProgramRule &R) {
      const RuleInfo *Info = findRule(R.Rule);
      return Info && Info->Scope == RuleScope::Function &&
             Info->Kind == RuleKind::Barrier;
    });
  }

  bool isSlot(uint32_t Fn) const {
    return Fn != None && P.Functions[Fn].Kind == FunctionKind::Slot;
  }

  /// An object is handed on as it is; only a name can be wrapped there.
  bool isObject(uint32_t Fn) const {
    const ProgramFunction &F = P.Functions[Fn];
    return F.Kind == FunctionKind::Lambda ||
           (F.Kind == FunctionKind::Operator &&
            StringRef(F.Name).ends_with("operator()"));
  }

  /// Slots whose values flow into one another have one type, which changes for
  /// all of them or for none: one slot that cannot be edited, or one function
  /// in them that cannot change, keeps them all. So do slots that share a
  /// closure or functor, which has one type wherever it goes.
  void addSlotRules() {
    Slots.emplace(P.Functions.size());
    for (uint32_t Site : Flows)
      if (isSlot(P.Calls.callee(Site)) || isObject(P.Calls.callee(Site)))
        Slots->unite(P.Calls.caller(Site), P.Calls.callee(Site));
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
    for (uint32_t Site : Flows)
      if (uint32_t Callee = P.Calls.callee(Site);
          !isSlot(Callee) && hasBarrier(P.Functions[Callee]))
        Keep(P.Calls.caller(Site), Callee);
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      if (isSlot(Fn) && !P.Functions[Fn].is(FF_C))
        if (uint32_t K = Keeper[Slots->find(Fn)]; K != None && K != Fn)
          addRule(Fn, "slot", P.Functions[K].Name);
    for (uint32_t Site : Flows)
      if (uint32_t Callee = P.Calls.callee(Site);
          isObject(Callee) && Keeper[Slots->find(Callee)] != None)
        addRule(Callee, "callback", P.Functions[P.Calls.caller(Site)].Name,
                P.Calls[Site].Loc);
  }

  /// What flows into a slot that can change changes with it. In C no type
  /// changes: a slot is as async as one of the functions in it, and the others
  /// are what they are.
  void uniteSlots(DisjointSets &Classes) {
    for (uint32_t Site : Flows)
      if (const ProgramFunction &Slot = P.Functions[P.Calls.caller(Site)];
          !Slot.is(FF_C) && !hasBarrier(Slot))
        Classes.unite(P.Calls.caller(Site), P.Calls.callee(Site));
  }

  /// A function returns a task where what it calls does, without a word being edited.
  void uniteFollowed(DisjointSets &Classes) {
    for (uint32_t Site : Followed)
      Classes.unite(P.Calls.caller(Site), P.Calls.callee(Site));
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

  void formClasses() {
    DisjointSets Classes(P.Functions.size());
    uniteFamilies(Classes);
    uniteTexts(Classes);
    uniteCalleesOfSites(Classes);
    uniteSlots(Classes);
    uniteFollowed(Classes);

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

  /// One declaration can be several functions, where a unit reads it under
  /// another name for the namespace: its text changes for all or for none.
  void uniteTexts(DisjointSets &Classes) {
    DenseMap<uint64_t, uint32_t> First;
    First.reserve(P.Functions.size());
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      const ProgramFunction &F = P.Functions[Fn];
      if (F.Kind == FunctionKind::Slot || F.is(FF_Implicit) || !F.is(FF_InProject))
        continue;
      for (const Location &L : F.Redecls) {
        auto [It, New] =
            First.try_emplace(uint64_t(L.File) << 32 | L.Offset, Fn);
        const ProgramFunction &Other = P.Functions[It->second];
        auto Own = [](StringRef Name) { return Name.rsplit("::").second; };
        if (!New && F.Kind == Other.Kind && F.Params == Other.Params &&
            Own(F.Name) == Own(Other.Name))
          Classes.unite(It->second, Fn);
      }
    }
  }

  /// One written call may reach several callees, whatever they are (functions,
  /// closures, what a slot holds): in the instances of a template's pattern, or
  /// where std::visit chooses. The same text awaits all of them or none.
  void uniteCalleesOfSites(DisjointSets &Classes) {
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      auto [Begin, End] = P.callsFrom(Fn);
      if (End - Begin > 1 && P.Functions[Fn].is(FF_InProject))
        uniteSites(Classes, Begin, End, standsInTemplate(Fn));
    }
  }

  /// Calls without an end stand in the text of a macro: one place in a template is
  /// one text all the same, elsewhere it may be several.
  void uniteSites(DisjointSets &Classes, uint32_t Begin, uint32_t End, bool InTemplate) {
    for (uint32_t I = Begin, E; I != End; I = E) {
      E = I + 1;
      if (E == End || P.Calls.loc(E) != P.Calls.loc(I))
        continue; // as nearly all are
      const ProgramCall First = P.Calls[I];
      const bool IsOneText = First.Loc.isValid() && (First.End || InTemplate);
      uint32_t Before = None;
      for (E = I; E != End; ++E) {
        const ProgramCall Call = P.Calls[E];
        if (Call.Loc != First.Loc || Call.End != First.End)
          break;
        if (!IsOneText || !Call.Written ||
            (Call.Kind != CallKind::Direct && Call.Kind != CallKind::Lambda &&
             Call.Kind != CallKind::Virtual && Call.Kind != CallKind::Slot))
          continue;
        if (Before != None)
          Classes.unite(Before, Call.Callee);
        Before = Call.Callee;
      }
    }
  }
};

} // namespace

void completeProgram(Program &P, const BitVector &Parsed, bool KeepSlots) {
  WholeProgram(P, KeepSlots).run(Parsed);
}

} // namespace recolor
