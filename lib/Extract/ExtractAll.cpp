//===- ExtractAll.cpp - The facts of many units ---------------------------===//
#include "Clang/Preamble.h"
#include "Extract/Extract.h"
#include "Extract/FactCache.h"
#include "Extract/SharedHeaders.h"
#include <chrono>
#include <map>
#include <memory>
#include <mutex>

namespace recolor {
using namespace llvm;

namespace {

/// Units that are parsed behind one preamble, once somebody has made that.
struct Group {
  size_t Number = 0; ///< from 1
  std::string Directives;
  size_t Left = 0;   ///< units that have still to be parsed
  uint64_t Cost = 0; ///< of the one that costs most
  enum { Open, Making, Made } Is = Open;
  std::shared_ptr<const Preamble> Begin; ///< null also where it could not be made
};

/// A unit and what the cache has of it.
struct Task {
  size_t Unit;
  FactCache::Entry Known;
  uint64_t Cost = 0; ///< in about milliseconds; 0 for what is known
  Group *Like = nullptr;
  std::vector<EarlyText> Early; ///< of the unit behind the preamble
  bool IsTaken = false;

  /// What is parsed the longest comes first, for one long unit at the end would
  /// keep all threads but one waiting. Groups stay together: their
  /// preamble is held in memory as long as they last.
  auto rank() const {
    return std::make_tuple(Like ? Like->Cost : Cost, Like ? Like->Number : 0, Cost);
  }
};

/// The groups of one run.
class Groups {
public:
  explicit Groups(unsigned Jobs) : Jobs(Jobs) {}

  /// Sorts into groups what must be parsed. Of very many units neighbours are
  /// compared with each other only, for it is quadratic.
  void form(const Workspace &W, MutableArrayRef<Task> Tasks, function_ref<void(size_t)> Scan) {
    constexpr size_t Most = 512;
    // A preamble costs more than it saves one unit.
    constexpr size_t Worth = 3;
    DependencyScanner Scanner;
    std::map<std::string, std::vector<size_t>> Alike;
    DenseMap<size_t, Task *> ByUnit;
    for (Task &T : Tasks) {
      std::string Key = T.Cost ? Preamble::keyOf(W.Units[T.Unit]) : "";
      if (Key.empty())
        continue;
      Alike[Key].push_back(T.Unit);
      ByUnit[T.Unit] = &T;
    }
    for (const auto &[Key, Units] : Alike)
      for (size_t First = 0; First + Worth <= Units.size(); First += Most) {
        ArrayRef<size_t> Near = ArrayRef(Units).drop_front(First);
        for (SharedHeaders &S :
             shareHeaders(Scanner, W, Near.take_front(Most), Jobs, Worth, Scan)) {
          Group *G = All.emplace_back(std::make_unique<Group>()).get();
          G->Number = All.size();
          G->Directives = std::move(S.Directives);
          G->Left = S.Units.size();
          for (auto [I, Unit] : enumerate(S.Units)) {
            Task *T = ByUnit[Unit];
            if (!S.Early.empty())
              T->Early = std::move(S.Early[I]);
            T->Like = G;
            G->Cost = std::max(G->Cost, T->Cost);
          }
        }
      }
  }

  /// Which of \p Tasks, in their order, is to be done now: while somebody makes the
  /// preamble of one group, others are there. Called once for each task.
  Task &next(MutableArrayRef<Task> Tasks) {
    std::lock_guard<std::mutex> Lock(Mutex);
    while (Tasks[Done].IsTaken)
      ++Done;
    auto Left = Tasks.drop_front(Done);
    auto *It = find_if(Left, [](const Task &T) {
      return !T.IsTaken && !(T.Like && T.Like->Is == Group::Making);
    });
    Task &T = It == Left.end() ? Left.front() : *It;
    T.IsTaken = true;
    return T;
  }

  /// What a unit of \p G is parsed behind; null for nothing. The first who asks
  /// makes it.
  std::shared_ptr<const Preamble> begin(Group *G, const Workspace &W,
                                        const UnitCommand &Unit) {
    if (!G)
      return nullptr;
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      if (G->Is != Group::Open)
        return G->Begin && !G->Begin->isGivenUp() ? G->Begin : nullptr;
      G->Is = Group::Making;
    }
    std::shared_ptr<const Preamble> Made = Preamble::build(W, Unit, G->Directives);
    std::lock_guard<std::mutex> Lock(Mutex);
    G->Is = Group::Made;
    return G->Begin = std::move(Made);
  }

  /// A unit of \p G is parsed.
  void end(Group *G) {
    if (!G)
      return;
    std::lock_guard<std::mutex> Lock(Mutex);
    if (!--G->Left)
      G->Begin = nullptr;
  }

private:
  unsigned Jobs;
  size_t Done = 0; ///< so many of the tasks are taken, and others behind them
  std::mutex Mutex;
  std::vector<std::unique_ptr<Group>> All;
};

} // namespace

/// Parses the unit and keeps its facts.
static UnitFacts parseInto(FactCache *Cache, const Workspace &W, const UnitCommand &Unit,
                           const Behind *B) {
  if (!Cache)
    return extractUnit(W, Unit, {}, nullptr, B);
  Inputs Asked;
  if (B)
    Asked = B->Begin->inputs();
  auto Start = std::chrono::steady_clock::now();
  ParseOptions O;
  O.Asked = &Asked;
  UnitFacts Facts = extractUnit(W, Unit, O, nullptr, B);
  auto Took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - Start);
  Cache->store(W, Unit, Asked, Facts, Took.count());
  return Facts;
}

/// The facts of an entry, or those of a new parse when its writer was mad.
static UnitFacts readOrParse(FactCache::Entry &Known, FactCache *Cache,
                             const Workspace &W, const UnitCommand &Unit,
                             const Behind *B = nullptr) {
  if (Known.IsValid) {
    Expected<UnitFacts> Facts = Known.facts();
    if (Facts)
      return std::move(*Facts);
    consumeError(Facts.takeError());
  }
  return parseInto(Cache, W, Unit, B);
}

UnitFacts factsOf(const Workspace &W, const UnitCommand &Unit, FactCache *Cache) {
  FactCache::Entry Known;
  InputChecker Check;
  if (Cache)
    Known = Cache->find(W, Unit, Check);
  return readOrParse(Known, Cache, W, Unit);
}

size_t extractAll(const Workspace &W, unsigned Jobs, FactCache *Cache, Wanted Which,
                  function_ref<void(size_t, Step)> Begin,
                  function_ref<void(size_t, UnitFacts &&)> Take) {
  std::vector<Task> Tasks;
  InputChecker Check;
  size_t Parsed = 0;
  for (size_t I = 0; I != W.Units.size(); ++I) {
    Task T{I, {}};
    if (Cache)
      T.Known = Cache->find(W, W.Units[I], Check);
    if (!T.Known.IsValid) {
      ++Parsed;
      T.Cost = 1 + T.Known.Milliseconds;
      // A unit that was never parsed is as long as its own text lets fear.
      uint64_t Size = 0;
      if (!T.Known.Milliseconds && !sys::fs::file_size(W.Units[I].File, Size))
        T.Cost += Size / 16;
    } else if (Which == Wanted::New && !T.Known.Failed) {
      continue;
    }
    Tasks.push_back(std::move(T));
  }
  Groups Alike(Jobs);
  Alike.form(W, Tasks, [&](size_t I) { Begin(I, Step::Scan); });
  llvm::stable_sort(Tasks, [](const Task &A, const Task &B) { return A.rank() > B.rank(); });
  forEachIndex(Tasks.size(), Jobs, [&](size_t) {
    Task &T = Alike.next(Tasks);
    const UnitCommand &Unit = W.Units[T.Unit];
    if (T.Cost)
      Begin(T.Unit, Step::Parse);
    std::shared_ptr<const Preamble> Before = Alike.begin(T.Like, W, Unit);
    Behind B{Before.get(), T.Early};
    UnitFacts Facts = readOrParse(T.Known, Cache, W, Unit, Before ? &B : nullptr);
    Alike.end(T.Like);
    T.Known = {};
    Take(T.Unit, std::move(Facts));
  });
  return Parsed;
}

} // namespace recolor
