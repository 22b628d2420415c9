//===- Merge.h - The facts of many units without repetition ------*- C++ -*-===//
//
// The first half of linking: one function, one context, one call for all that
// the units say of it. What follows from the whole is WholeProgram.h.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_LINK_MERGE_H
#define RECOLOR_LINK_MERGE_H

#include "Model/Program.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <utility>

namespace recolor {

/// Ids for strings, in the order they come.
class StringNumbers {
  /// With the hash, so that few strings are compared that differ, and none is
  /// read when the table grows.
  struct Slot {
    uint32_t Hash = 0;
    uint32_t Id = None;
  };
  LargeVector<Slot> Slots; ///< a power of two, at most half of them taken
  LargeVector<InternedString> Strings;
  std::vector<uint32_t> Hashes; ///< of those that are being added

  uint32_t add(llvm::StringRef S, uint32_t Hash, Arena &A);
  void grow(size_t Size);

public:
  /// Gives the ids of \p Texts. Many at once, since nearly all the time goes
  /// into waiting for memory, which can be asked for in advance.
  void add(llvm::ArrayRef<llvm::StringRef> Texts, Arena &A,
           std::vector<uint32_t> &Ids);
  InternedString operator[](uint32_t Id) const { return Strings[Id]; }
  size_t size() const { return Strings.size(); }
  llvm::ArrayRef<InternedString> strings() const { return Strings; }
  /// No string will be added any more.
  void forgetIds() { Slots = {}; }
};

/// Ids by hashes that are good enough to stand for what they were made of. It
/// does not fit into any cache, so memory can be asked for in advance.
class HashIds {
  struct Slot {
    uint64_t Hash = 0;
    uint32_t Id = None;
  };
  LargeVector<Slot> Slots = LargeVector<Slot>(64); ///< a power of two, half of them taken
  size_t Taken = 0;

  const Slot &slotOf(uint64_t Hash) const {
    size_t At = Hash & (Slots.size() - 1);
    while (Slots[At].Id != None && Slots[At].Hash != Hash)
      At = (At + 1) & (Slots.size() - 1);
    return Slots[At];
  }
  Slot &slotOf(uint64_t Hash) {
    return const_cast<Slot &>(std::as_const(*this).slotOf(Hash));
  }
  void grow();

public:
  void prefetch(uint64_t Hash) const {
    LLVM_PREFETCH(&Slots[Hash & (Slots.size() - 1)], 0, 3);
  }
  /// None when there is none.
  uint32_t find(uint64_t Hash) const { return slotOf(Hash).Id; }
  /// The id of \p Hash, which becomes \p Id when it has none.
  uint32_t add(uint64_t Hash, uint32_t Id);
  void forget() { Slots = {}; }
};

/// What units add to lists that have their first items elsewhere. Made unique
/// whenever it has doubled: a header's facts come again with every unit that
/// reads it.
template <typename T> class Additions {
public:
  struct Item {
    uint32_t Of;
    T Value;
    friend auto operator<=>(const Item &, const Item &) = default;
  };

  void add(uint32_t Of, T Value) {
    Items.push_back({Of, std::move(Value)});
    if (Items.size() >= Limit) {
      unique();
      Limit = std::max<size_t>(1 << 12, 2 * Items.size());
    }
  }
  /// All of them, sorted and unique.
  std::vector<Item> take() {
    unique();
    return std::move(Items);
  }

private:
  std::vector<Item> Items;
  size_t Limit = 1 << 12;

  void unique() {
    std::sort(Items.begin(), Items.end());
    Items.erase(std::unique(Items.begin(), Items.end()), Items.end());
  }
};

/// The details of calls, each once.
class DetailNumbers {
  struct Hash {
    size_t operator()(const CallDetail &D) const;
  };
  struct Same {
    bool operator()(const CallDetail &A, const CallDetail &B) const;
  };
  llvm::DenseMap<uint64_t, uint32_t> ByHash;
  std::vector<uint32_t> Next; ///< of the same hash
  std::vector<CallDetail> All;

public:
  DetailNumbers();
  uint32_t add(const CallDetail &D);
  const CallDetail &operator[](uint32_t Id) const { return All[Id]; }
  /// Calls \p Change for each but the empty one; ids stay.
  void transform(llvm::function_ref<void(CallDetail &)> Change);
  std::vector<CallDetail> take() { return std::move(All); }
};

/// Takes in units. While it does, functions, files and the like have ids in the
/// order they come; in the program they are sorted, so that the order of units
/// does not show. For the same reason every choice between the facts of two
/// units is a minimum or a union.
class UnitMerger {
public:
  void add(const UnitFacts &U);

  /// The program without what follows from the whole: classes, and the rules
  /// no unit can see alone.
  Program finish();
  /// The files of the program, once it is finished, in which a unit that parses
  /// saw something.
  llvm::BitVector parsedFiles() const;

  /// \p S in the program's arena. What is asked for here lies there once.
  InternedString intern(llvm::StringRef S);
  /// The set of the rules \p Ids.
  RuleSet ruleSet(const std::vector<std::string> &Ids);

private:
  /// Where the references of the unit that is being added lead.
  struct UnitMap {
    std::vector<uint32_t> Files, Functions, Contexts, Instances;

    static uint32_t map(uint32_t Id, const std::vector<uint32_t> &To) {
      return Id == None ? None : To[Id];
    }
    Location map(Location L) const {
      if (!L.isValid())
        return Location();
      L.File = Files[L.File];
      return L;
    }
  };

  /// The calls which one unit sees in one function, packed. A body that several
  /// units see in a header packs to the same bytes, of which one copy is kept.
  struct Body {
    const uint8_t *Data;
    uint32_t Size;
    uint32_t Next; ///< of the same function, or None
  };
  struct Site;

  void number(const UnitFacts &U);
  void addFunctions(const UnitFacts &U);
  void addFunction(const FunctionFact &From, uint32_t Id, bool IsNew);
  void addContext(const ContextFact &From, uint32_t Id, bool IsNew);
  void addCalls(const UnitFacts &U);
  void packBody(const UnitFacts &U, llvm::ArrayRef<uint32_t> Calls);
  void addPacked();
  uint32_t detailOf(const CallFact &C);
  int compare(const Location &A, const Location &B) const;
  int compareFunctions(uint32_t A, uint32_t B) const;
  bool isBetter(const FunctionFact &From, Location Loc, uint32_t Parent,
                const ProgramFunction &To) const;
  void setView(const FunctionFact &From, Location Loc, uint32_t Parent,
               ProgramFunction &To);

  void orderFunctions();
  void orderLists();
  void orderContexts();
  void unpackCalls();
  void unpack(uint32_t Function, std::vector<Site> &Into) const;
  void addSites(uint32_t Caller, std::vector<Site> &Sites);

  Program P;
  UnitMap Map; ///< its vectors are used again for every unit
  std::vector<llvm::StringRef> Texts; ///< so are these
  /// The unit's functions of which something is said that is not known yet.
  std::vector<uint32_t> Fresh, FreshIds;
  llvm::DenseMap<llvm::CachedHashStringRef, InternedString> Interned;
  std::map<std::vector<std::string>, RuleSet> RuleSets;
  StringNumbers Files, Keys, ContextKeys, Instances;
  HashIds Known; ///< functions by FunctionFact::Fingerprint
  std::vector<bool> IsFilled, IsContextFilled; ///< by id: were facts added?
  std::vector<bool> IsParsed; ///< by file
  Additions<Location> Redecls;
  Additions<uint32_t> Overrides;
  Additions<ProgramRule> Rules;
  Additions<InternedString> Labels;
  Additions<std::string> Includes; ///< Of is 0

  DetailNumbers Details;
  llvm::BumpPtrAllocatorImpl<LargePageSlabs, 1 << 16, 1 << 16, 1> PackedBodies;
  LargeVector<Body> Bodies;
  LargeVector<uint32_t> FirstBody; ///< by function; behind them, of None
  uint32_t FirstInitializer = None;
  HashIds BodyByHash;
  size_t PackedCalls = 0;
  /// The bodies of the unit that is being added, in Bytes.
  struct UnitBody {
    uint64_t Hash;
    size_t Begin, End;
    uint32_t Caller, Calls;
  };
  std::vector<UnitBody> UnitBodies;
  std::vector<uint8_t> Bytes;

  /// Set by finish(): from ids in the order they came to the sorted ones.
  std::vector<uint32_t> FileRank, FunctionRank, ContextRank, InstanceRank;
  std::vector<uint32_t> FunctionOrder; ///< and back
};

} // namespace recolor

#endif
