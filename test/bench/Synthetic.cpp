//===- Synthetic.cpp - Facts of programs that nobody wrote ----------------===//
#include "Synthetic.h"
#include "llvm/ADT/DenseMap.h"
#include <algorithm>

namespace recolor::bench {
namespace {

constexpr uint32_t PerUnit = 90, PerHeader = 20, ForeignSeeds = 50;

/// Spreads the bits of \p X (splitmix64).
uint64_t mix(uint64_t X) {
  X += 0x9e3779b97f4a7c15ull;
  X = (X ^ (X >> 30)) * 0xbf58476d1ce4e5b9ull;
  X = (X ^ (X >> 27)) * 0x94d049bb133111ebull;
  return X ^ (X >> 31);
}

/// A stream of numbers that depends on what it is for only.
class Random {
  uint64_t State;

public:
  Random(uint64_t Seed, uint64_t What) : State(mix(Seed ^ mix(What))) {}
  uint32_t below(uint32_t N) {
    State = mix(State);
    return uint32_t((State >> 32) * N >> 32);
  }
  bool percent(uint32_t P) { return below(100) < P; }
};

constexpr const char *Verbs[] = {"acquire", "resolve",  "serialize", "dispatch",
                                 "validate", "normalize", "schedule", "flush"};
constexpr const char *Nouns[] = {"Request", "Connection", "Transaction", "Buffer",
                                 "Snapshot", "Channel",   "Partition",   "Index"};

} // namespace

/// One unit in the making. Functions are numbered over the whole program: those
/// in headers first, then those of the units, then foreign ones.
class Synthetic::Builder {
  const Synthetic &Of;
  const Shape &S;
  uint32_t Unit;
  UnitFacts U;
  llvm::DenseMap<uint32_t, uint32_t> Ids, SlotIds, FileIds;
  std::vector<uint32_t> Reads; ///< headers

public:
  Builder(const Synthetic &Of, uint32_t Unit) : Of(Of), S(Of.S), Unit(Unit) {}

  UnitFacts run() {
    U.MainFile = path(Of.Headers + Unit);
    U.Includes = {"memory", "string", "vector"};
    if (Of.Headers && !S.Chain) {
      // One header of its own and one from anywhere: on average each is read by
      // four units.
      Reads = {Unit % Of.Headers, Random(S.Seed, Unit).below(Of.Headers)};
      if (Unit % 2)
        std::reverse(Reads.begin(), Reads.end());
      if (Reads[0] == Reads[1])
        Reads.pop_back();
    }
    U.ProjectFiles.push_back(U.MainFile);
    for (uint32_t H : Reads) {
      U.ProjectFiles.push_back(path(H));
      U.Includes.push_back("module/header_" + std::to_string(H) + ".h");
      for (uint32_t I = 0; I != PerHeader; ++I)
        if (uint32_t Fn = H * PerHeader + I; Fn < Of.InHeaders)
          body(Fn);
    }
    std::sort(U.ProjectFiles.begin(), U.ProjectFiles.end());
    std::sort(U.Includes.begin(), U.Includes.end());
    for (uint32_t Fn = Of.InHeaders + Unit * PerUnit,
                  End = std::min(Fn + PerUnit, S.Functions);
         Fn < End; ++Fn)
      body(Fn);
    return std::move(U);
  }

private:
  /// Headers come first, then main files.
  std::string path(uint32_t File) const {
    if (File < Of.Headers)
      return "/project/include/module/header_" +
             std::to_string(File) + ".h";
    return "/project/src/module" + std::to_string(File / 64) +
           "/implementation_" + std::to_string(File) + ".cpp";
  }
  uint32_t fileOf(uint32_t Fn) const {
    return Fn < Of.InHeaders ? Fn / PerHeader
                             : Of.Headers + (Fn - Of.InHeaders) / PerUnit;
  }
  uint32_t file(uint32_t File) {
    auto [It, New] = FileIds.try_emplace(File, U.Files.size());
    if (New)
      U.Files.push_back(path(File));
    return It->second;
  }

  /// A function that others override, and the four behind it in its file that
  /// do so.
  static bool isBase(uint32_t Fn) { return Fn % 40 == 10; }
  static uint32_t baseOf(uint32_t Fn) {
    uint32_t Of40 = Fn % 40;
    return Of40 > 10 && Of40 < 15 ? Fn - (Of40 - 10) : None;
  }

  uint32_t declare(uint32_t Fn) {
    auto [It, New] = Ids.try_emplace(Fn, U.Functions.size());
    if (!New)
      return It->second;
    uint32_t Id = It->second;
    U.Functions.emplace_back();
    if (Fn >= S.Functions) {
      FunctionFact &F = U.Functions[Id];
      std::string N = "wait_" + std::to_string(Fn - S.Functions);
      F.Name = U.save("sys::io::" + N);
      F.Key = F.USR = U.save("c:@N@sys@N@io@F@" + N + "#I#*v#l#");
      F.Params = U.save("(int, void *, long)");
      F.ReturnType = U.save("long");
      F.Flags = FF_Public;
      return Id;
    }
    Random R(S.Seed, uint64_t(Fn) << 8);
    uint32_t Class = Fn / 10;
    std::string Scope = "module" + std::to_string(Fn / 500);
    std::string ClassName = Nouns[Class % 8] + std::string("Handler") +
                            std::to_string(Class);
    std::string Plain = std::string(Verbs[R.below(8)]) + Nouns[R.below(8)] +
                        std::to_string(Fn);
    bool Method = !S.Chain && Fn % 10 < 6;
    bool Constructor = Method && Fn % 33 == 0;
    if (Constructor)
      Plain = ClassName;
    uint32_t Base = S.Chain ? None : baseOf(Fn);
    uint32_t Overridden =
        Base != None && fileOf(Base) == fileOf(Fn) ? declare(Base) : None;
    Location Loc = place(Fn, 0);
    FunctionFact &F = U.Functions[Id];
    if (Fn == Of.InHeaders) {
      F.Name = U.save("main");
      F.Key = F.USR = U.save("c:@F@main#I#**C#");
    } else if (Method) {
      F.Class = U.save("project::" + Scope + "::" + ClassName);
      F.Name = U.save(F.Class + "::" + Plain);
      F.Key = F.USR = U.save("c:@N@project@N@" + Scope + "@S@" + ClassName + "@F@" +
                      Plain + "#&1$@N@project@S@Request#I#");
    } else {
      F.Name = U.save("project::" + Scope + "::" + Plain);
      F.Key = F.USR = U.save("c:@N@project@N@" + Scope + "@F@" + Plain +
                      "#&1$@N@project@S@Request#I#*1C#");
    }
    F.Params = U.save("(const project::" + std::string(Nouns[R.below(8)]) + " &, int, " +
               Nouns[R.below(8)] + " *)");
    F.ReturnType = U.save(R.percent(40) ? "void" : R.percent(50) ? "int" : "std::string");
    F.Kind = Constructor ? FunctionKind::Constructor
             : Method    ? FunctionKind::Method
                         : FunctionKind::Function;
    F.Flags = FF_InProject | FF_Public;
    if (Fn == Of.InHeaders)
      F.Flags |= FF_Main;
    if (!S.Chain && (isBase(Fn) || Overridden != None))
      F.Flags |= FF_Virtual;
    if (Overridden != None)
      F.Overrides = {Overridden};
    F.Loc = Loc;
    F.Redecls = {Loc};
    if (Constructor)
      F.Rules.push_back({"constructor", "", Loc});
    if (!S.Chain && R.percent(2))
      F.Rules.push_back({"signature-in-macro", "DECLARE_HANDLER", Loc});
    if (R.percent(1))
      F.Labels = {"hot_path"};
    return Id;
  }

  /// The \p Nth place in \p Fn; its name is the first.
  Location place(uint32_t Fn, uint32_t Nth) {
    uint32_t First = fileOf(Fn);
    uint32_t InFile = Fn < Of.InHeaders ? Fn % PerHeader
                                        : (Fn - Of.InHeaders) % PerUnit;
    uint32_t Line = 20 + InFile * (S.CallsPerFunction + 5) + Nth;
    return {file(First), Line, 3 + Nth % 40, Line * 38 + Nth % 40};
  }

  uint32_t slot(uint32_t Fn) {
    uint32_t Number = Fn / 100;
    auto [It, New] = SlotIds.try_emplace(Number, U.Functions.size());
    if (!New)
      return It->second;
    uint32_t Id = It->second;
    FunctionFact F;
    F.Name = U.save("project::Registry" + std::to_string(Number) + "::onCompletion");
    F.Key = F.USR = U.save("c:@N@project@S@Registry" + std::to_string(Number) +
                    "@FI@onCompletion");
    F.Kind = FunctionKind::Slot;
    F.Flags = FF_InProject;
    F.Loc = place(Number * 100, 1);
    U.Functions.push_back(std::move(F));
    return Id;
  }

  /// Whom the \p Nth call in \p Fn goes to. Depends on the function only, since
  /// several units may see its body.
  uint32_t callee(uint32_t Fn, Random &R) const {
    uint32_t Kind = R.below(100);
    if (Kind < 60) {
      bool InHeader = Fn < Of.InHeaders;
      uint32_t Size = InHeader ? PerHeader : PerUnit;
      uint32_t Begin = InHeader ? Fn - Fn % PerHeader
                                : Fn - (Fn - Of.InHeaders) % PerUnit;
      uint32_t End = std::min(Begin + Size, InHeader ? Of.InHeaders : S.Functions);
      return Begin + R.below(End - Begin);
    }
    if (Kind < 90 && Of.InHeaders)
      return Fn < Of.InHeaders || Reads.empty()
                 ? R.below(Of.InHeaders)
                 : std::min(Reads[R.below(Reads.size())] * PerHeader +
                                R.below(PerHeader),
                            Of.InHeaders - 1);
    return R.below(S.Functions);
  }

  void body(uint32_t Fn) {
    uint32_t Caller = declare(Fn);
    U.Functions[Caller].Flags |= FF_Defined;
    U.Functions[Caller].Digest = mix(Fn);
    if (S.Chain) {
      call(Caller, declare(Fn + 1), CallKind::Direct, place(Fn, 1));
      return;
    }
    Random R(S.Seed, (uint64_t(Fn) << 8) + 1);
    for (uint32_t N = 1; N <= S.CallsPerFunction; ++N) {
      Location L = place(Fn, N);
      // A seed in the thousand: enough to reach nearly everything.
      if (R.below(1000) == 0) {
        call(Caller, declare(S.Functions + R.below(ForeignSeeds)),
             CallKind::Direct, L);
        continue;
      }
      if (Fn % 200 == 7 && N == 1) {
        call(slot(Fn), declare(callee(Fn, R)), CallKind::Flow, L, Caller);
        continue;
      }
      if (Fn % 200 == 9 && N < 3) {
        call(Caller, slot(Fn), CallKind::Slot, L);
        continue;
      }
      uint32_t To = callee(Fn, R);
      CallKind K = isBase(To)           ? CallKind::Virtual
                   : To % 33 == 0 && To % 10 < 6 ? CallKind::Constructor
                                        : CallKind::Direct;
      CallFact &C = call(Caller, declare(To), K, L);
      if (R.percent(2))
        C.Rules.push_back(R.percent(50) ? "macro-body" : "catch-handler");
      else if (R.percent(1))
        C.Rules = {"default-argument", "lambda-capture"};
    }
  }

  CallFact &call(uint32_t Caller, uint32_t Callee, CallKind K, Location L,
                 uint32_t Via = None) {
    CallFact C;
    C.Caller = Caller;
    C.Callee = Callee;
    C.Kind = K;
    C.Loc = L;
    C.End = L.Offset + 20;
    C.Via = Via;
    U.Calls.push_back(std::move(C));
    return U.Calls.back();
  }
};

Synthetic::Synthetic(Shape Of) : S(Of) {
  InHeaders = S.Chain ? 0 : S.Functions / 10;
  Headers = (InHeaders + PerHeader - 1) / PerHeader;
  Units = (S.Functions - InHeaders + PerUnit - 1) / PerUnit;
}

UnitFacts Synthetic::unit(uint32_t Index) const {
  return Builder(*this, Index).run();
}

} // namespace recolor::bench
