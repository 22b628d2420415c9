//===- ExtractAll.cpp - The facts of many units ---------------------------===//
#include "Extract/Extract.h"
#include "Extract/FactCache.h"
#include <chrono>

namespace recolor {
using namespace llvm;

namespace {

/// A unit and what the cache has of it.
struct Task {
  size_t Unit;
  FactCache::Entry Known;
  uint64_t Cost = 0; ///< in about milliseconds; 0 for what is known
};

} // namespace

/// Parses the unit and keeps its facts.
static UnitFacts parseInto(FactCache *Cache, const Workspace &W,
                           const UnitCommand &Unit) {
  if (!Cache)
    return extractUnit(W, Unit);
  Inputs Asked;
  auto Start = std::chrono::steady_clock::now();
  ParseOptions O;
  O.Asked = &Asked;
  UnitFacts Facts = extractUnit(W, Unit, O);
  auto Took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - Start);
  Cache->store(W, Unit, Asked, Facts, Took.count());
  return Facts;
}

/// The facts of an entry, or those of a new parse when its writer was mad.
static UnitFacts readOrParse(FactCache::Entry &Known, FactCache *Cache,
                             const Workspace &W, const UnitCommand &Unit) {
  if (Known.IsValid) {
    Expected<UnitFacts> Facts = Known.facts();
    if (Facts)
      return std::move(*Facts);
    consumeError(Facts.takeError());
  }
  return parseInto(Cache, W, Unit);
}

UnitFacts factsOf(const Workspace &W, const UnitCommand &Unit, FactCache *Cache) {
  FactCache::Entry Known;
  InputChecker Check;
  if (Cache)
    Known = Cache->find(W, Unit, Check);
  return readOrParse(Known, Cache, W, Unit);
}

size_t extractAll(const Workspace &W, unsigned Jobs, FactCache *Cache, Wanted Which,
                  function_ref<void(size_t)> Begin,
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
  // One long unit at the end would keep all threads but one waiting.
  llvm::stable_sort(Tasks, [](const Task &A, const Task &B) { return A.Cost > B.Cost; });
  forEachIndex(Tasks.size(), Jobs, [&](size_t I) {
    Task &T = Tasks[I];
    if (T.Cost)
      Begin(T.Unit);
    UnitFacts Facts = readOrParse(T.Known, Cache, W, W.Units[T.Unit]);
    T.Known = {};
    Take(T.Unit, std::move(Facts));
  });
  return Parsed;
}

} // namespace recolor
