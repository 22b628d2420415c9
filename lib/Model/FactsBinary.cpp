//===- FactsBinary.cpp - Facts as few bytes -------------------------------===//
#include "Model/FactsBinary.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/xxhash.h"

namespace recolor {
using namespace llvm;

namespace {

/// Another number whenever what follows is written otherwise.
constexpr char UnitMark[] = "recolor unit 2\n";
constexpr char BundleMark[] = "recolor facts 2\n";
constexpr size_t UnitMarkSize = sizeof(UnitMark) - 1;
constexpr size_t BundleMarkSize = sizeof(BundleMark) - 1;

/// Stands for the folder that is left open. No path holds it.
constexpr char OpenFolder = '\1';

/// So that numbers of either sign are short when they are small.
uint32_t zigzag(uint32_t Difference) {
  return Difference << 1 ^ -(Difference >> 31);
}
uint32_t unzigzag(uint32_t X) { return X >> 1 ^ -(X & 1); }

//===-- What is written, once for both directions -------------------------===//

template <typename S> void fields(S &To, Location &L) {
  To.file(L.File);
  // Nothing else is known of a place that is none.
  if (L.File == None)
    return;
  To.near(L.Offset, 0);
  To.near(L.Line, 1);
  To(L.Column);
}

template <typename S> void fields(S &To, FunctionRuleFact &R) {
  To(R.Rule);
  To(R.Detail);
  fields(To, R.Loc);
}

template <typename S> void fields(S &To, FunctionFact &F) {
  To(F.Key);
  To(F.USR);
  To(F.Name);
  To(F.Params);
  To(F.Kind);
  To(F.Flags);
  fields(To, F.Loc);
  To.list(F.Redecls, [&](Location &L) { fields(To, L); });
  To.list(F.Overrides, [&](uint32_t &O) { To.function(O); });
  To.list(F.Rules, [&](FunctionRuleFact &R) { fields(To, R); });
  To.function(F.Parent);
  To(F.Class);
  To(F.ReturnType);
  To.list(F.Labels, [&](std::string &L) { To(L); });
  To(F.Digest);
}

template <typename S> void fields(S &To, ContextFact &C) {
  To(C.Key);
  To(C.Name);
  To(C.Type);
  To(C.K);
  To.function(C.Owner);
  fields(To, C.Loc);
  To(C.Escapes);
  To(C.Editable);
  To.list(C.Methods, [&](std::string &M) { To(M); });
}

template <typename S> void fields(S &To, CallFact &C) {
  // Most calls have none of the rest, and the flags fit into one byte with it.
  uint8_t Has = 0;
  if constexpr (S::Writes)
    Has = (C.Via != None) | (C.Context != None) << 1 | (C.Instance != None) << 2 |
          (C.Guard != None) << 3 | !C.Rules.empty() << 4 | C.Written << 5 |
          C.GuardHolds << 6 | C.InLoop << 7;
  To(Has);
  To.function(C.Caller);
  To.function(C.Callee);
  To(C.Kind);
  fields(To, C.Loc);
  uint64_t Size = 0; // 0 when the end is not known
  if constexpr (S::Writes)
    Size = C.End ? uint64_t(zigzag(C.End - C.Loc.Offset)) + 1 : 0;
  To(Size);
  if constexpr (!S::Writes) {
    C.Written = Has >> 5 & 1;
    C.GuardHolds = Has >> 6 & 1;
    C.InLoop = Has >> 7 & 1;
    C.End = Size ? C.Loc.Offset + unzigzag(uint32_t(Size - 1)) : 0;
  }
  if (Has & 1)
    To(C.Via);
  if (Has & 2)
    To(C.Context);
  if (Has & 4)
    To(C.Instance);
  if (Has & 8)
    To(C.Guard);
  if (Has & 16)
    To.list(C.Rules, [&](std::string &R) { To(R); });
}

template <typename S> void fields(S &To, UnitFacts &U) {
  auto Text = [&](std::string &T) { To(T); };
  To(U.MainFile);
  To(U.Root);
  To(U.Failed);
  To.list(U.Errors, Text);
  To.list(U.Files, Text);
  To.list(U.Includes, Text);
  To.list(U.ProjectFiles, Text);
  To.list(U.Functions, [&](FunctionFact &F) { fields(To, F); });
  To.list(U.Calls, [&](CallFact &C) { fields(To, C); });
  To.list(U.Contexts, [&](ContextFact &C) { fields(To, C); });
  To.list(U.Instances, Text);
}

/// Places follow each other: what is written is how far it is from the last.
struct LastPlace {
  uint32_t File = None;
  uint32_t Numbers[2] = {0, 0}; ///< offset, line
};

//===-- Writing -----------------------------------------------------------===//

/// How strings are written: with the mark wherever \p Base stands as a folder.
/// Keys and messages have paths in them: `place:/p/a.cpp:12:f`.
struct OpenedStrings {
  StringRef Base;

  std::string operator()(StringRef S) const {
    std::string Out;
    StringRef Rest = S;
    for (size_t At; (At = Rest.find(Base)) != StringRef::npos;) {
      StringRef Before = S.drop_back(Rest.size() - At);
      StringRef Behind = Rest.drop_front(At + Base.size());
      bool Begins = Before.empty() || StringRef(":@ '\"(").contains(Before.back());
      bool Ends = Behind.empty() || StringRef("/: '\")").contains(Behind.front());
      Out += Rest.take_front(At);
      if (Begins && Ends)
        Out += OpenFolder;
      else
        Out += Base;
      Rest = Behind;
    }
    return Out += Rest;
  }
  uint64_t hash(StringRef S) const {
    return Base.empty() ? xxh3_64bits(S) : xxh3_64bits((*this)(S));
  }
};

/// Makes a number of all that a function's facts say, whatever the unit's
/// indices are.
class Fingerprinter {
  const UnitFacts &U;
  const OpenedStrings &Open;
  SmallVector<uint64_t, 64> Words;

public:
  static constexpr bool Writes = true;

  Fingerprinter(const UnitFacts &U, const OpenedStrings &Open) : U(U), Open(Open) {}

  void operator()(StringRef S) { Words.push_back(Open.hash(S)); }
  template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
  void operator()(T X) {
    Words.push_back(uint64_t(X));
  }
  void function(uint32_t X) {
    (*this)(X == None ? StringRef() : U.Functions[X].Key.ref());
  }
  void file(uint32_t File) { (*this)(File == None ? StringRef() : StringRef(U.Files[File])); }
  void near(uint32_t X, unsigned) { (*this)(X); }
  template <typename List, typename F> void list(List &Items, F Each) {
    (*this)(Items.size());
    for (auto &X : Items)
      Each(X);
  }

  uint64_t of(FunctionFact &F) {
    Words.clear();
    fields(*this, F);
    uint64_t Hash = xxh3_64bits(
        ArrayRef(reinterpret_cast<const uint8_t *>(Words.data()), Words.size() * 8));
    return std::max<uint64_t>(Hash, 1);
  }
};

class Writer {
public:
  static constexpr bool Writes = true;

  explicit Writer(const OpenedStrings &Open) : Open(Open) {}

  void operator()(StringRef S) {
    Words.push_back(idOf(S));
    IsString.push_back(true);
  }
  void operator()(std::string &S) { (*this)(StringRef(S)); }
  void operator()(InternedString &S) { (*this)(S.ref()); }
  template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
  void operator()(T X) {
    Words.push_back(uint64_t(X));
    IsString.push_back(false);
  }
  /// A reference that may lead nowhere.
  void function(uint32_t X) { (*this)(X + 1); }
  void file(uint32_t File) {
    (*this)(File + 1);
    if (File != None && File != Last.File)
      Last = {File, {0, 0}};
  }
  void near(uint32_t X, unsigned Which) {
    (*this)(zigzag(X - Last.Numbers[Which]));
    Last.Numbers[Which] = X;
  }
  template <typename List, typename F> void list(List &Items, F Each) {
    (*this)(Items.size());
    for (auto &X : Items)
      Each(X);
  }

  /// The strings in order, then the numbers.
  std::string take() {
    std::vector<std::string> Opened;
    if (!Open.Base.empty()) {
      for (StringRef S : Strings)
        Opened.push_back(Open(S));
      Strings.assign(Opened.begin(), Opened.end());
    }
    std::vector<uint32_t> Order(Strings.size()), Rank(Strings.size());
    for (uint32_t I = 0; I != Order.size(); ++I)
      Order[I] = I;
    llvm::sort(Order, [&](uint32_t A, uint32_t B) { return Strings[A] < Strings[B]; });
    std::string Out;
    number(Out, Order.size());
    for (uint32_t I = 0; I != Order.size(); ++I) {
      StringRef S = Strings[Order[I]];
      Rank[Order[I]] = I;
      // As an arena has them, so that who reads them need not copy them.
      uint8_t Size[4];
      support::endian::write32le(Size, S.size());
      Out.append(reinterpret_cast<char *>(Size), sizeof(Size));
      Out += S;
    }
    for (size_t I = 0; I != Words.size(); ++I)
      number(Out, IsString[I] ? Rank[Words[I]] : Words[I]);
    return Out;
  }

private:
  static void number(std::string &Out, uint64_t X) {
    uint8_t Bytes[10];
    Out.append(reinterpret_cast<char *>(Bytes), encodeULEB128(X, Bytes));
  }

  uint32_t idOf(StringRef S) {
    auto [It, New] = Ids.try_emplace(S, Strings.size());
    if (New)
      Strings.push_back(S);
    return It->second;
  }

  const OpenedStrings &Open;
  DenseMap<StringRef, uint32_t> Ids;
  std::vector<StringRef> Strings; ///< into the facts
  std::vector<uint64_t> Words;
  std::vector<bool> IsString; ///< by word: its rank among the strings is written
  LastPlace Last;
};

//===-- Reading -----------------------------------------------------------===//

/// Reads what a Writer wrote. What is no such thing gives some value, and
/// failed() says so.
class Reader {
public:
  static constexpr bool Writes = false;

  Reader(StringRef Bytes, StringRef Base, Arena &A)
      : At(Bytes.bytes_begin()), End(Bytes.bytes_end()) {
    readStrings(Base, A);
  }

  bool failed() const { return Failed; }
  /// What was not read.
  ArrayRef<uint8_t> rest() const { return {At, End}; }

  void operator()(InternedString &S) {
    size_t Id = number();
    if (Id >= Strings.size())
      return fail();
    S = Strings[Id];
  }
  void operator()(std::string &S) {
    InternedString From;
    (*this)(From);
    S = From.str();
  }
  template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
  void operator()(T &X) {
    X = T(number());
  }
  void function(uint32_t &X) { X = uint32_t(number()) - 1; }
  void file(uint32_t &File) {
    File = uint32_t(number()) - 1;
    if (File != None && File != Last.File)
      Last = {File, {0, 0}};
  }
  void near(uint32_t &X, unsigned Which) {
    X = Last.Numbers[Which] += unzigzag(uint32_t(number()));
  }
  template <typename List, typename F> void list(List &Items, F Each) {
    size_t Size = number();
    // Each item takes a byte at least.
    if (Size > size_t(End - At))
      return fail();
    Items.resize(Size);
    for (auto &X : Items)
      Each(X);
  }

private:
  void fail() {
    Failed = true;
    At = End;
  }
  void readStrings(StringRef Base, Arena &A) {
    size_t Count = number();
    if (Count > size_t(End - At))
      return fail();
    Strings.reserve(Count);
    std::string Whole;
    while (Count-- != 0) {
      if (End - At < 4)
        return fail();
      uint32_t Size = support::endian::read32le(At);
      auto *Stored = reinterpret_cast<const char *>(At);
      At += 4;
      if (Size > size_t(End - At))
        return fail();
      StringRef S(reinterpret_cast<const char *>(At), Size);
      At += Size;
      if (S.empty()) {
        Strings.emplace_back();
      } else if (Base.empty() || !S.contains(OpenFolder)) {
        Strings.push_back(Arena::at(Stored));
      } else {
        Whole.clear();
        for (char C : S)
          if (C == OpenFolder)
            Whole += Base;
          else
            Whole += C;
        Strings.push_back(A.save(Whole));
      }
    }
  }
  /// Nearly all numbers take one byte or two.
  LLVM_ATTRIBUTE_ALWAYS_INLINE uint64_t number() {
    if (LLVM_LIKELY(End - At >= 2)) {
      if (At[0] < 0x80)
        return *At++;
      if (At[1] < 0x80) {
        At += 2;
        return (At[-2] & 0x7f) | uint64_t(At[-1]) << 7;
      }
    }
    return longNumber();
  }
  LLVM_ATTRIBUTE_NOINLINE uint64_t longNumber() {
    unsigned Size;
    const char *Error = nullptr;
    uint64_t X = decodeULEB128(At, &Size, End, &Error);
    if (Error) {
      fail();
      return 0;
    }
    At += Size;
    return X;
  }

  const uint8_t *At, *End;
  std::vector<InternedString> Strings;
  LastPlace Last;
  bool Failed = false;
};

/// Does every reference lead somewhere, and is every enumerator one?
bool isConsistent(const UnitFacts &U) {
  auto In = [](uint32_t X, const auto &List) { return X == None || X < List.size(); };
  auto Place = [&](const Location &L) { return In(L.File, U.Files); };
  return all_of(U.Functions, [&](const FunctionFact &F) {
    return F.Kind <= FunctionKind::Slot && In(F.Parent, U.Functions) && Place(F.Loc) &&
           all_of(F.Redecls, Place) &&
           all_of(F.Overrides, [&](uint32_t O) { return O < U.Functions.size(); }) &&
           all_of(F.Rules, [&](const FunctionRuleFact &R) { return Place(R.Loc); });
  }) && all_of(U.Calls, [&](const CallFact &C) {
    return C.Kind <= CallKind::Unevaluated && In(C.Caller, U.Functions) &&
           C.Callee < U.Functions.size() && Place(C.Loc) && In(C.Via, U.Functions) &&
           In(C.Context, U.Contexts) && In(C.Instance, U.Instances) &&
           In(C.Guard, U.Functions);
  }) && all_of(U.Contexts, [&](const ContextFact &C) {
    return C.K <= ContextFact::Expression && In(C.Owner, U.Functions) && Place(C.Loc);
  });
}

Error damaged(const Twine &What) {
  return createStringError(inconvertibleErrorCode(), What);
}

/// What begins with \p Mark was written by us; is it whole? Removes both.
Error checkMark(StringRef &Bytes, StringRef Mark) {
  // The number at its end tells versions apart.
  StringRef Kind = Mark.rtrim("\n0123456789");
  if (!Bytes.consume_front(Mark))
    return damaged(Bytes.starts_with(Kind)
                       ? "was written by another version of recolor"
                       : "is no " + Kind.drop_front(StringRef("recolor ").size()).rtrim() +
                             " file of recolor");
  if (Bytes.size() < 8 ||
      support::endian::read64le(Bytes.data()) != xxh3_64bits(Bytes.drop_front(8)))
    return damaged("is damaged: its checksum differs");
  Bytes = Bytes.drop_front(8);
  return Error::success();
}

std::string withMark(StringRef Mark, StringRef Payload) {
  std::string Out(Mark);
  Out.resize(Mark.size() + 8);
  support::endian::write64le(&Out[Mark.size()], xxh3_64bits(Payload));
  Out += Payload;
  return Out;
}

} // namespace

std::string encodeFacts(const UnitFacts &Unit, StringRef Base) {
  OpenedStrings Open{Base};
  Writer To(Open);
  // The description of the fields serves all directions; these only read.
  auto &U = const_cast<UnitFacts &>(Unit);
  fields(To, U);
  std::string Payload = To.take();
  Fingerprinter Print(U, Open);
  for (FunctionFact &F : U.Functions) {
    uint8_t Bytes[8];
    support::endian::write64le(Bytes, Print.of(F));
    Payload.append(reinterpret_cast<char *>(Bytes), sizeof(Bytes));
  }
  return withMark({UnitMark, UnitMarkSize}, Payload);
}

Expected<UnitFacts> decodeFacts(StringRef Bytes, StringRef Base) {
  if (Error E = checkMark(Bytes, {UnitMark, UnitMarkSize}))
    return std::move(E);
  UnitFacts Unit;
  Reader From(Bytes, Base, *Unit.Strings);
  fields(From, Unit);
  ArrayRef<uint8_t> Prints = From.rest();
  if (From.failed() || Prints.size() != 8 * Unit.Functions.size() || !isConsistent(Unit))
    return damaged("is damaged: it contradicts itself");
  // They were made with the folder left open.
  uint64_t Folder = Base.empty() ? 0 : xxh3_64bits(Base);
  for (size_t I = 0; I != Unit.Functions.size(); ++I)
    Unit.Functions[I].Fingerprint = support::endian::read64le(&Prints[8 * I]) ^ Folder;
  return Unit;
}

std::string bundleFacts(std::vector<StringRef> Units) {
  llvm::sort(Units);
  Units.erase(llvm::unique(Units), Units.end());
  std::string Payload;
  for (StringRef U : Units) {
    uint8_t Size[10];
    Payload.append(reinterpret_cast<char *>(Size), encodeULEB128(U.size(), Size));
    Payload += U;
  }
  return withMark({BundleMark, BundleMarkSize}, Payload);
}

Expected<std::vector<StringRef>> unbundleFacts(StringRef File, StringRef Name) {
  auto Located = [&](Error E) {
    return damaged("'" + Name + "' " + toString(std::move(E)));
  };
  if (Error E = checkMark(File, {BundleMark, BundleMarkSize}))
    return Located(std::move(E));
  std::vector<StringRef> Units;
  while (!File.empty()) {
    unsigned Read;
    const char *Problem = nullptr;
    uint64_t Size = decodeULEB128(File.bytes_begin(), &Read, File.bytes_end(), &Problem);
    if (Problem || Size > File.size() - Read)
      return Located(damaged("is damaged: a unit reaches beyond its end"));
    Units.push_back(File.substr(Read, Size));
    File = File.drop_front(Read + Size);
  }
  return Units;
}

} // namespace recolor
