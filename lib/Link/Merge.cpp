//===- Merge.cpp - The facts of many units without repetition -------------===//
//
// The peak of memory is at the end, where the packed calls and the program's
// calls are there at once; all that only helps to take units in is gone by
// then.
//
//===----------------------------------------------------------------------===//
#include "Link/Merge.h"
#include "Support/StringOrder.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Compiler.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>
#include <numeric>
#include <tuple>

using namespace llvm;

namespace recolor {

//===-- Tables ------------------------------------------------------------===//

void StringNumbers::grow(size_t Size) {
  if (Slots.size() >= 2 * Size)
    return;
  LargeVector<Slot> Old(NextPowerOf2(std::max<size_t>(4 * Size, 64) - 1));
  std::swap(Old, Slots);
  for (const Slot &S : Old) {
    if (S.Id == None)
      continue;
    size_t At = S.Hash & (Slots.size() - 1);
    while (Slots[At].Id != None)
      At = (At + 1) & (Slots.size() - 1);
    Slots[At] = S;
  }
}

uint32_t StringNumbers::add(StringRef S, uint32_t Hash, Arena &A) {
  size_t At = Hash & (Slots.size() - 1);
  for (; Slots[At].Id != None; At = (At + 1) & (Slots.size() - 1))
    if (Slots[At].Hash == Hash && Strings[Slots[At].Id] == S)
      return Slots[At].Id;
  Slots[At] = {Hash, uint32_t(Strings.size())};
  Strings.push_back(A.save(S));
  return Slots[At].Id;
}

void StringNumbers::add(ArrayRef<StringRef> Texts, Arena &A,
                        std::vector<uint32_t> &Ids) {
  grow(Strings.size() + Texts.size());
  Hashes.clear();
  for (StringRef S : Texts) {
    Hashes.push_back(uint32_t(xxh3_64bits(S)));
    LLVM_PREFETCH(&Slots[Hashes.back() & (Slots.size() - 1)], 0, 3);
  }
  for (uint32_t Hash : Hashes)
    if (uint32_t Id = Slots[Hash & (Slots.size() - 1)].Id; Id != None)
      LLVM_PREFETCH(&Strings[Id], 0, 3);
  for (uint32_t Hash : Hashes)
    if (uint32_t Id = Slots[Hash & (Slots.size() - 1)].Id; Id != None)
      Strings[Id].prefetch();
  Ids.clear();
  for (size_t I = 0; I != Texts.size(); ++I)
    Ids.push_back(add(Texts[I], Hashes[I], A));
}

void HashIds::grow() {
  LargeVector<Slot> Old(2 * Slots.size());
  std::swap(Old, Slots);
  for (const Slot &S : Old)
    if (S.Id != None)
      slotOf(S.Hash) = S;
}

uint32_t HashIds::add(uint64_t Hash, uint32_t Id) {
  if (2 * Taken >= Slots.size())
    grow();
  Slot &S = slotOf(Hash);
  if (S.Id == None) {
    S = {Hash, Id};
    ++Taken;
  }
  return S.Id;
}

namespace {

uint64_t hashOf(const CallDetail &D) {
  // Two of its values are taken by the table.
  return uint64_t(hash_combine(D.Via, D.Context, D.Instance, D.Guard,
                               D.GuardHolds, D.InLoop, D.Rules.begin())) >>
         1;
}

/// Rule sets are interned before they get here.
bool same(const CallDetail &A, const CallDetail &B) {
  return A.Via == B.Via && A.Context == B.Context && A.Instance == B.Instance &&
         A.Guard == B.Guard && A.GuardHolds == B.GuardHolds &&
         A.InLoop == B.InLoop &&
         A.Rules.sameAs(B.Rules);
}

} // namespace

DetailNumbers::DetailNumbers() { add(CallDetail()); }

uint32_t DetailNumbers::add(const CallDetail &D) {
  auto [It, New] = ByHash.try_emplace(hashOf(D), All.size());
  uint32_t Before = New ? None : It->second;
  for (uint32_t Id = Before; Id != None; Id = Next[Id])
    if (same(All[Id], D))
      return Id;
  It->second = All.size();
  Next.push_back(Before);
  All.push_back(D);
  return It->second;
}

void DetailNumbers::transform(function_ref<void(CallDetail &)> Change) {
  ByHash.clear();
  for (uint32_t Id = 0; Id != All.size(); ++Id) {
    if (Id != 0)
      Change(All[Id]);
    auto [It, New] = ByHash.try_emplace(hashOf(All[Id]), Id);
    Next[Id] = New ? None : It->second;
    It->second = Id;
  }
}

InternedString UnitMerger::intern(StringRef S) {
  if (S.empty())
    return {};
  CachedHashStringRef Key(S);
  if (auto It = Interned.find(Key); It != Interned.end())
    return It->second;
  InternedString Copy = P.Strings->save(S);
  Interned.try_emplace(CachedHashStringRef(Copy, Key.hash()), Copy);
  return Copy;
}

RuleSet UnitMerger::ruleSet(const std::vector<std::string> &Ids) {
  if (Ids.empty())
    return {};
  auto [It, New] = RuleSets.try_emplace(Ids);
  if (!New)
    return It->second;
  std::vector<std::string> Sorted = Ids;
  llvm::sort(Sorted);
  Sorted.erase(std::unique(Sorted.begin(), Sorted.end()), Sorted.end());
  if (Sorted != Ids)
    return RuleSets[Ids] = ruleSet(Sorted);
  SmallVector<InternedString, 4> Rules;
  for (const std::string &Id : Sorted)
    Rules.push_back(intern(Id));
  return It->second = P.Strings->save<InternedString>(Rules);
}

//===-- Declarations ------------------------------------------------------===//

void UnitMerger::add(const UnitFacts &U) {
  ++P.Units;
  if (U.Failed)
    P.Failed.push_back({U.MainFile, U.Errors});
  for (const std::string &I : U.Includes)
    Includes.add(0, I);
  number(U);
  addCalls(U);
}

void UnitMerger::number(const UnitFacts &U) {
  auto Number = [&](const auto &From, StringNumbers &Numbers,
                    std::vector<uint32_t> &To, auto Key) {
    Texts.clear();
    for (const auto &X : From)
      Texts.push_back(Key(X));
    Numbers.add(Texts, *P.Strings, To);
  };
  auto Itself = [](const std::string &S) -> StringRef { return S; };
  auto Key = [](const auto &X) -> StringRef { return X.Key; };
  Number(U.Files, Files, Map.Files, Itself);
  Number(U.Instances, Instances, Map.Instances, Itself);
  Number(U.Contexts, ContextKeys, Map.Contexts, Key);
  IsParsed.resize(Files.size());
  if (!U.Failed)
    for (uint32_t File : Map.Files)
      IsParsed[File] = true;
  addFunctions(U);
  P.Contexts.resize(ContextKeys.size());
  IsContextFilled.resize(ContextKeys.size());
  for (size_t I = 0; I != U.Contexts.size(); ++I) {
    uint32_t Id = Map.Contexts[I];
    addContext(U.Contexts[I], Id, !IsContextFilled[Id]);
    IsContextFilled[Id] = true;
  }
}

void UnitMerger::addFunctions(const UnitFacts &U) {
  // What one unit says of a function many say, word for word: that is
  // recognised without a look at it.
  Map.Functions.resize(U.Functions.size());
  Fresh.clear();
  Texts.clear();
  for (uint32_t I = 0; I != U.Functions.size(); ++I) {
    if (I + 16 < U.Functions.size())
      Known.prefetch(U.Functions[I + 16].Fingerprint);
    uint64_t Fingerprint = U.Functions[I].Fingerprint;
    Map.Functions[I] = Fingerprint ? Known.find(Fingerprint) : None;
    if (Map.Functions[I] == None) {
      Fresh.push_back(I);
      Texts.push_back(U.Functions[I].Key);
    }
  }
  Keys.add(Texts, *P.Strings, FreshIds);
  P.Functions.resize(Keys.size());
  FirstBody.resize(Keys.size(), None);
  IsFilled.resize(Keys.size());
  for (size_t I = 0; I != Fresh.size(); ++I)
    Map.Functions[Fresh[I]] = FreshIds[I];
  for (size_t I = 0; I != Fresh.size(); ++I) {
    // What is known of a function seen before lies anywhere: it is asked for
    // some functions ahead, and then its name, with which it is compared.
    if (I + 16 < Fresh.size()) {
      const ProgramFunction *Ahead = &P.Functions[FreshIds[I + 16]];
      LLVM_PREFETCH(Ahead, 1, 3);
      LLVM_PREFETCH(reinterpret_cast<const char *>(Ahead) + 64, 1, 3);
    }
    if (I + 8 < Fresh.size())
      P.Functions[FreshIds[I + 8]].Name.prefetch();
    const FunctionFact &From = U.Functions[Fresh[I]];
    uint32_t Id = FreshIds[I];
    addFunction(From, Id, !IsFilled[Id]);
    IsFilled[Id] = true;
    if (From.Fingerprint)
      Known.add(From.Fingerprint, Id);
  }
}

/// In the order the program will have: by path, line, column; nowhere is last.
int UnitMerger::compare(const Location &A, const Location &B) const {
  if (A.File != B.File) {
    if (!A.isValid() || !B.isValid())
      return A.isValid() ? -1 : 1;
    return Files[A.File].ref().compare(Files[B.File]);
  }
  auto Order = A <=> B;
  return Order < 0 ? -1 : Order > 0;
}

int UnitMerger::compareFunctions(uint32_t A, uint32_t B) const {
  if (A == B)
    return 0;
  if (A == None || B == None)
    return A == None ? 1 : -1;
  return Keys[A].ref().compare(Keys[B]);
}

/// What a function is called may differ between units (a declaration without
/// parameter names, say): the definition's view wins, then the first place.
bool UnitMerger::isBetter(const FunctionFact &From, Location Loc,
                          uint32_t Parent, const ProgramFunction &To) const {
  if (From.is(FF_Defined) != To.is(FF_Defined))
    return From.is(FF_Defined);
  if (int Order = compare(Loc, To.Loc))
    return Order < 0;
  // Mostly it is the same header seen again, so that all of this is compared;
  // not the USR, though, where both have the key for it.
  if (int Order = StringRef(From.Name).compare(To.Name))
    return Order < 0;
  if (int Order = StringRef(From.Params).compare(To.Params))
    return Order < 0;
  if (!To.USR.sameAs(To.Key) || From.USR != From.Key)
    if (int Order = StringRef(From.USR).compare(To.USR))
      return Order < 0;
  auto View = [](const auto &F) {
    return std::make_tuple(F.Kind, StringRef(F.Class), StringRef(F.ReturnType));
  };
  if (auto A = View(From), B = View(To); A != B)
    return A < B;
  return compareFunctions(Parent, To.Parent) < 0;
}

void UnitMerger::setView(const FunctionFact &From, Location Loc,
                         uint32_t Parent, ProgramFunction &To) {
  To.Loc = Loc;
  To.Parent = Parent;
  To.Kind = From.Kind;
  // Few functions have a name, key or USR of another one, so those are not
  // looked up; what is written again for the same function is.
  auto Set = [&](InternedString &S, StringRef Text) {
    if (S != Text)
      S = To.Key == Text ? To.Key : P.Strings->save(Text);
  };
  Set(To.Name, From.Name);
  Set(To.USR, From.USR);
  auto SetShared = [&](InternedString &S, StringRef Text) {
    if (S != Text)
      S = intern(Text);
  };
  SetShared(To.Params, From.Params);
  SetShared(To.Class, From.Class);
  SetShared(To.ReturnType, From.ReturnType);
}

/// Adds \p From to the list of the function \p Of, which begins with \p To.
template <typename T>
static void unite(InternedList<T> &To, ArrayRef<T> From, uint32_t Of,
                  Additions<T> &More, Arena &A) {
  // Mostly it is the same header seen again.
  if (To.items() == From)
    return;
  if (To.empty()) {
    To = A.save(From);
    return;
  }
  for (const T &X : From)
    if (!is_contained(To, X))
      More.add(Of, X);
}

void UnitMerger::addFunction(const FunctionFact &From, uint32_t Id,
                             bool IsNew) {
  ProgramFunction &To = P.Functions[Id];
  Location Loc = Map.map(From.Loc);
  uint32_t Parent = UnitMap::map(From.Parent, Map.Functions);
  if (IsNew) {
    To.Key = Keys[Id];
    setView(From, Loc, Parent, To);
    To.Flags = From.Flags;
    To.Digest = From.Digest;
  } else {
    if (isBetter(From, Loc, Parent, To))
      setView(From, Loc, Parent, To);
    To.Flags = ((To.Flags | From.Flags) & ~uint32_t(FF_InProject)) |
               (To.Flags & From.Flags & FF_InProject);
    if (To.Digest && From.Digest && To.Digest != From.Digest)
      To.Flags |= FF_Differs;
    To.Digest = std::max(To.Digest, From.Digest);
  }
  if (!From.Redecls.empty()) {
    SmallVector<Location, 4> List;
    for (const Location &L : From.Redecls)
      List.push_back(Map.map(L));
    unite<Location>(To.Redecls, List, Id, Redecls, *P.Strings);
  }
  if (!From.Overrides.empty()) {
    SmallVector<uint32_t, 4> List;
    for (uint32_t O : From.Overrides)
      List.push_back(Map.Functions[O]);
    unite<uint32_t>(To.Overrides, List, Id, Overrides, *P.Strings);
  }
  if (!From.Rules.empty()) {
    SmallVector<ProgramRule, 4> List;
    for (const FunctionRuleFact &R : From.Rules)
      List.push_back({intern(R.Rule), intern(R.Detail), Map.map(R.Loc)});
    unite<ProgramRule>(To.Rules, List, Id, Rules, *P.Strings);
  }
  if (!From.Labels.empty()) {
    SmallVector<InternedString, 4> List;
    for (const std::string &L : From.Labels)
      List.push_back(intern(L));
    unite<InternedString>(To.Labels, List, Id, Labels, *P.Strings);
  }
}

void UnitMerger::addContext(const ContextFact &From, uint32_t Id, bool IsNew) {
  ContextFact &To = P.Contexts[Id];
  ContextFact C = From;
  C.Loc = Map.map(From.Loc);
  C.Owner = UnitMap::map(From.Owner, Map.Functions);
  if (IsNew) {
    To = std::move(C);
    return;
  }
  To.Escapes = C.Escapes = To.Escapes || C.Escapes;
  To.Editable = C.Editable = To.Editable && C.Editable;
  append_range(To.Methods, C.Methods);
  llvm::sort(To.Methods);
  To.Methods.erase(std::unique(To.Methods.begin(), To.Methods.end()),
                   To.Methods.end());
  auto View = [](const ContextFact &X) {
    return std::tie(X.Name, X.Type, X.K);
  };
  int Order = compare(C.Loc, To.Loc);
  if (Order == 0)
    Order = View(C) < View(To) ? -1 : View(C) != View(To);
  if (Order == 0)
    Order = compareFunctions(C.Owner, To.Owner);
  if (Order >= 0)
    return;
  C.Methods = std::move(To.Methods);
  To = std::move(C);
}

//===-- Calls -------------------------------------------------------------===//

namespace {

/// The first byte of a packed call: its kind, and what follows.
enum PackedBits : uint8_t {
  KindMask = 0x0f,
  NewFile = 0x10,
  HasEnd = 0x20,
  HasDetail = 0x40,
  Unwritten = 0x80,
};
static_assert(unsigned(CallKind::Unevaluated) <= KindMask);

/// What a packed number takes at most, and a packed call.
constexpr size_t NumberSize = 5, CallSize = 1 + 7 * NumberSize;

void writeNumber(uint8_t *&To, uint32_t N) {
  for (; N >= 0x80; N >>= 7)
    *To++ = uint8_t(N) | 0x80;
  *To++ = uint8_t(N);
}

uint32_t readNumber(const uint8_t *&At) {
  uint32_t N = 0;
  for (unsigned Shift = 0;; Shift += 7) {
    uint8_t Byte = *At++;
    N |= uint32_t(Byte & 0x7f) << Shift;
    if (!(Byte & 0x80))
      return N;
  }
}

/// Differences are small in both directions; modulo 2^32 none is lost.
uint32_t zigzag(uint32_t Difference) {
  return Difference << 1 ^ (Difference >> 31 ? ~0u : 0u);
}
uint32_t unzigzag(uint32_t N) { return N >> 1 ^ (N & 1 ? ~0u : 0u); }

} // namespace

uint32_t UnitMerger::detailOf(const CallFact &C) {
  if (C.Via == None && C.Context == None && C.Instance == None &&
      C.Guard == None && !C.InLoop && C.Rules.empty())
    return 0;
  return Details.add({UnitMap::map(C.Via, Map.Functions),
                      UnitMap::map(C.Context, Map.Contexts),
                      UnitMap::map(C.Instance, Map.Instances),
                      UnitMap::map(C.Guard, Map.Functions),
                      C.GuardHolds || C.Guard == None, C.InLoop,
                      ruleSet(C.Rules)});
}

void UnitMerger::addCalls(const UnitFacts &U) {
  const size_t N = U.Functions.size();
  // Initializers at namespace scope, which are no function's, come last and are
  // one body for each file: a header's are the same for all that include it.
  auto Caller = [N](const CallFact &C) {
    return C.Caller == None ? N : size_t(C.Caller);
  };
  std::vector<uint32_t> Begin(N + 2, 0), Order(U.Calls.size());
  for (const CallFact &C : U.Calls)
    ++Begin[Caller(C) + 1];
  std::partial_sum(Begin.begin(), Begin.end(), Begin.begin());
  std::vector<uint32_t> Next(Begin.begin(), Begin.end() - 1);
  for (uint32_t I = 0; I != U.Calls.size(); ++I)
    Order[Next[Caller(U.Calls[I])]++] = I;
  for (size_t F = 0; F != N; ++F)
    if (Begin[F] != Begin[F + 1])
      packBody(U, ArrayRef(Order).slice(Begin[F], Begin[F + 1] - Begin[F]));
  auto File = [&](uint32_t I) { return U.Calls[I].Loc.File; };
  MutableArrayRef<uint32_t> Outside =
      MutableArrayRef(Order).drop_front(Begin[N]);
  llvm::stable_sort(Outside,
                    [&](uint32_t A, uint32_t B) { return File(A) < File(B); });
  for (size_t I = 0, E; I != Outside.size(); I = E) {
    for (E = I; E != Outside.size() && File(Outside[E]) == File(Outside[I]);)
      ++E;
    packBody(U, ArrayRef<uint32_t>(Outside).slice(I, E - I));
  }
  addPacked();
}

void UnitMerger::packBody(const UnitFacts &U, ArrayRef<uint32_t> Calls) {
  uint32_t Caller =
      UnitMap::map(U.Calls[Calls.front()].Caller, Map.Functions);
  size_t Begin = UnitBodies.empty() ? 0 : UnitBodies.back().End;
  if (Bytes.size() < Begin + 2 * NumberSize + Calls.size() * CallSize)
    Bytes.resize(2 * Bytes.size() + 2 * NumberSize + Calls.size() * CallSize);
  uint8_t *To = &Bytes[Begin];
  // Makes the bytes tell bodies of different functions apart, too.
  writeNumber(To, Caller + 1);
  writeNumber(To, Calls.size());
  Location Last = {0, 0, 0, 0};
  for (uint32_t I : Calls) {
    const CallFact &C = U.Calls[I];
    Location L = Map.map(C.Loc);
    uint32_t Detail = detailOf(C);
    *To++ = uint8_t(C.Kind) | (L.File != Last.File ? NewFile : 0) |
            (C.End ? HasEnd : 0) | (Detail ? HasDetail : 0) |
            (C.Written ? 0 : Unwritten);
    if (L.File != Last.File)
      writeNumber(To, L.File + 1);
    writeNumber(To, zigzag(L.Line - Last.Line));
    writeNumber(To, L.Column);
    writeNumber(To, zigzag(L.Offset - Last.Offset));
    if (C.End)
      writeNumber(To, zigzag(C.End - L.Offset));
    writeNumber(To, Map.Functions[C.Callee]);
    if (Detail)
      writeNumber(To, Detail);
    Last = L;
  }
  size_t End = To - Bytes.data();
  uint64_t Hash = xxh3_64bits(ArrayRef(Bytes).slice(Begin, End - Begin));
  BodyByHash.prefetch(Hash);
  UnitBodies.push_back({Hash, Begin, End, Caller, uint32_t(Calls.size())});
}

/// Keeps the bodies that were packed and are not there yet.
void UnitMerger::addPacked() {
  for (const UnitBody &B : UnitBodies) {
    ArrayRef<uint8_t> Packed = ArrayRef(Bytes).slice(B.Begin, B.End - B.Begin);
    uint32_t Same = BodyByHash.add(B.Hash, Bodies.size());
    // When the hash is the same by chance, what is equal in it is dropped later.
    if (Same != Bodies.size() &&
        ArrayRef(Bodies[Same].Data, Bodies[Same].Size) == Packed)
      continue;
    auto *Data = static_cast<uint8_t *>(PackedBodies.Allocate(Packed.size(), Align(1)));
    llvm::copy(Packed, Data);
    uint32_t &First = B.Caller == None ? FirstInitializer : FirstBody[B.Caller];
    Bodies.push_back({Data, uint32_t(Packed.size()), First});
    First = Bodies.size() - 1;
    PackedCalls += B.Calls;
  }
  UnitBodies.clear();
}

/// A call that is being sorted into its caller.
struct UnitMerger::Site {
  Location Loc;
  uint32_t End, Callee, Via, Detail;
  CallKind Kind;
  bool Written;

  auto key() const { return std::tie(Loc, End, Callee, Kind, Via); }
};

void UnitMerger::unpack(uint32_t First, std::vector<Site> &Into) const {
  for (uint32_t B = First; B != None; B = Bodies[B].Next) {
    const uint8_t *At = Bodies[B].Data;
    readNumber(At);
    uint32_t Count = readNumber(At);
    Location Last = {0, 0, 0, 0};
    while (Count-- != 0) {
      uint8_t Bits = *At++;
      Site S;
      S.Kind = CallKind(Bits & KindMask);
      S.Written = !(Bits & Unwritten);
      if (Bits & NewFile)
        Last.File = readNumber(At) - 1;
      Last.Line += unzigzag(readNumber(At));
      Last.Column = readNumber(At);
      Last.Offset += unzigzag(readNumber(At));
      S.Loc = Last;
      if (Last.isValid())
        S.Loc.File = FileRank[Last.File];
      S.End = Bits & HasEnd ? Last.Offset + unzigzag(readNumber(At)) : 0;
      S.Callee = FunctionRank[readNumber(At)];
      S.Detail = Bits & HasDetail ? readNumber(At) : 0;
      S.Via = Details[S.Detail].Via;
      Into.push_back(S);
    }
  }
}

void UnitMerger::addSites(uint32_t Caller, std::vector<Site> &Sites) {
  auto Less = [&](const Site &A, const Site &B) {
    if (A.key() != B.key())
      return A.key() < B.key();
    auto Rest = [&](const Site &S) {
      const CallDetail &D = Details[S.Detail];
      return std::tie(D.Context, D.Instance, D.Guard, D.GuardHolds, D.InLoop);
    };
    return Rest(A) < Rest(B);
  };
  // A walk over a body meets most calls in the order of the text.
  if (!llvm::is_sorted(Sites, Less))
    llvm::sort(Sites, Less);
  for (size_t I = 0, E; I != Sites.size(); I = E) {
    const Site &S = Sites[I];
    uint32_t Detail = S.Detail;
    bool Written = S.Written;
    for (E = I + 1; E != Sites.size() && Sites[E].key() == S.key(); ++E) {
      Written |= Sites[E].Written;
      if (Sites[E].Detail == Detail)
        continue;
      CallDetail Merged = Details[Detail];
      const CallDetail &Other = Details[Sites[E].Detail];
      // What another unit does not see guarded runs unguarded.
      if (Merged.Guard != Other.Guard || Merged.GuardHolds != Other.GuardHolds) {
        Merged.Guard = None;
        Merged.GuardHolds = true;
      }
      Merged.InLoop |= Other.InLoop;
      if (!Merged.Rules.sameAs(Other.Rules)) {
        std::vector<std::string> Both;
        for (RuleSet Set : {Merged.Rules, Other.Rules})
          for (InternedString Id : Set)
            Both.push_back(Id.str());
        Merged.Rules = ruleSet(Both);
      }
      Detail = Details.add(Merged);
    }
    ProgramCall C;
    C.Caller = Caller;
    C.Callee = S.Callee;
    C.Kind = S.Kind;
    C.Loc = S.Loc;
    C.End = S.End;
    C.Written = Written;
    P.Calls.push_back(C, Detail);
  }
  Sites.clear();
}

void UnitMerger::unpackCalls() {
  Details.transform([&](CallDetail &D) {
    D.Via = UnitMap::map(D.Via, FunctionRank);
    D.Context = UnitMap::map(D.Context, ContextRank);
    D.Instance = UnitMap::map(D.Instance, InstanceRank);
    D.Guard = UnitMap::map(D.Guard, FunctionRank);
  });
  // Pages of it that no call needs cost nothing.
  P.Calls.reserve(PackedCalls);
  std::vector<Site> Sites;
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
    unpack(FirstBody[FunctionOrder[Fn]], Sites);
    addSites(Fn, Sites);
  }
  unpack(FirstInitializer, Sites);
  addSites(None, Sites);
  P.Calls.setDetails(Details.take());
  Bodies = {};
  PackedBodies.Reset();
}

//===-- The sorted order --------------------------------------------------===//

/// The order of \p Strings, and for each id its place in it.
static std::vector<uint32_t> rankOf(ArrayRef<InternedString> Strings,
                                    std::vector<uint32_t> &Rank) {
  std::vector<StringRef> Refs(Strings.begin(), Strings.end());
  std::vector<uint32_t> Order = orderOf(Refs);
  Rank.resize(Order.size());
  for (uint32_t I = 0; I != Order.size(); ++I)
    Rank[Order[I]] = I;
  return Order;
}

void UnitMerger::orderFunctions() {
  FunctionOrder = rankOf(Keys.strings(), FunctionRank);
  // In place, since two copies of all functions would be the peak of memory.
  std::vector<uint32_t> To = FunctionRank;
  for (uint32_t I = 0; I != To.size(); ++I)
    while (To[I] != I) {
      uint32_t There = To[I];
      std::swap(P.Functions[I], P.Functions[There]);
      std::swap(To[I], To[There]);
    }
}

/// Appends \p More, sorted by function, to the lists that begin in \p List.
template <typename T>
static void append(MutableArrayRef<ProgramFunction> Functions,
                   const std::vector<uint32_t> &Rank,
                   InternedList<T> ProgramFunction::*List,
                   std::vector<typename Additions<T>::Item> More, Arena &A) {
  std::vector<T> All;
  for (size_t I = 0, E; I != More.size(); I = E) {
    InternedList<T> &To = Functions[Rank[More[I].Of]].*List;
    All.assign(To.begin(), To.end());
    for (E = I; E != More.size() && More[E].Of == More[I].Of; ++E)
      All.push_back(More[E].Value);
    To = A.save<T>(All);
  }
}

template <typename T> static void sortUnique(InternedList<T> &L) {
  MutableArrayRef<T> Items = L.items();
  if (Items.size() < 2)
    return;
  llvm::sort(Items);
  Arena::truncate(L, std::unique(Items.begin(), Items.end()) - Items.begin());
}

void UnitMerger::orderLists() {
  Arena &A = *P.Strings;
  append(P.Functions, FunctionRank, &ProgramFunction::Redecls, Redecls.take(), A);
  append(P.Functions, FunctionRank, &ProgramFunction::Overrides,
         Overrides.take(), A);
  append(P.Functions, FunctionRank, &ProgramFunction::Rules, Rules.take(), A);
  append(P.Functions, FunctionRank, &ProgramFunction::Labels, Labels.take(), A);
  auto MapFile = [&](Location &L) {
    if (L.isValid())
      L.File = FileRank[L.File];
  };
  for (ProgramFunction &F : P.Functions) {
    MapFile(F.Loc);
    F.Parent = UnitMap::map(F.Parent, FunctionRank);
    for (Location &L : F.Redecls.items())
      MapFile(L);
    for (uint32_t &O : F.Overrides.items())
      O = FunctionRank[O];
    for (ProgramRule &R : F.Rules.items())
      MapFile(R.Loc);
    sortUnique(F.Redecls);
    sortUnique(F.Overrides);
    sortUnique(F.Rules);
    sortUnique(F.Labels);
  }
}

void UnitMerger::orderContexts() {
  std::vector<ContextFact> Sorted;
  for (uint32_t Id : rankOf(ContextKeys.strings(), ContextRank)) {
    ContextFact &C = P.Contexts[Id];
    if (C.Loc.isValid())
      C.Loc.File = FileRank[C.Loc.File];
    C.Owner = UnitMap::map(C.Owner, FunctionRank);
    llvm::sort(C.Methods);
    C.Methods.erase(std::unique(C.Methods.begin(), C.Methods.end()),
                    C.Methods.end());
    Sorted.push_back(std::move(C));
  }
  P.Contexts = std::move(Sorted);
}

BitVector UnitMerger::parsedFiles() const {
  BitVector Parsed(IsParsed.size());
  for (uint32_t Id = 0; Id != IsParsed.size(); ++Id)
    Parsed[FileRank[Id]] = IsParsed[Id];
  return Parsed;
}

Program UnitMerger::finish() {
  BodyByHash.forget();
  Known.forget();
  for (StringNumbers *Numbers : {&Files, &Keys, &ContextKeys, &Instances})
    Numbers->forgetIds();
  for (uint32_t Id : rankOf(Files.strings(), FileRank))
    P.Files.push_back(Files[Id].str());
  for (uint32_t Id : rankOf(Instances.strings(), InstanceRank))
    P.Instances.push_back(Instances[Id]);
  for (auto &I : Includes.take())
    P.Includes.push_back(std::move(I.Value));
  llvm::sort(P.Failed, [](const auto &A, const auto &B) {
    return std::tie(A.File, A.Errors) < std::tie(B.File, B.Errors);
  });
  orderFunctions();
  orderLists();
  orderContexts();
  unpackCalls();
  P.indexCalls();
  P.rankNames();
  return std::move(P);
}

} // namespace recolor
