//===- Solve.h - The least fixpoint over colour classes ----------*- C++ -*-===//
#ifndef RECOLOR_SOLVE_SOLVE_H
#define RECOLOR_SOLVE_SOLVE_H

#include "Model/Coloring.h"
#include "Model/Twins.h"
#include "Runtime/Runtime.h"
#include "Support/Pattern.h"
#include "llvm/ADT/DenseSet.h"
#include <set>

namespace recolor {

/// What the user, the runtime and earlier attempts say about the colouring.
struct SolveOptions {
  std::vector<Pattern> Async; ///< seeds
  std::vector<Pattern> Roots; ///< when given, only what lies on a path from a root
  /// These keep their colour (rule `kept`). Of one that is asked as a guard
  /// (CallFact::Guard), calls that run only where it says yes colour nobody.
  std::vector<Pattern> Stops;
  /// Makes the runtime's replaceable calls awaitable; without Async they are
  /// the seeds. May be null.
  const Runtime *RT = nullptr;
  bool RuntimeSeeds = false;
  /// Functions (by key) that failed verification, with the diagnostic.
  std::map<std::string, std::string> Demoted;
  /// What stays beside an async version of itself; null when nothing does.
  const Twins *Pairs = nullptr;
  /// Is the answer to be carried out? Then what is written in C stays; a report
  /// colours it like everything else, for stackful coroutines and contracts.
  bool Rewrites = false;
  /// Refuse instead of bridge: a class whose conversion would need a bridge
  /// stays sync (`--on-barrier refuse`).
  bool Refuse = false;
  /// The same for single calls, whatever Refuse says.
  llvm::DenseSet<uint32_t> RefusedSites;
};

/// Computes async(K) = able(K) and (seed(K) or some site in K may call an
/// async L and can await it), breadth-first from the seeds, so that each
/// reason chain is a shortest one; ties are broken by name.
///
/// Errors: a pattern that matches no function (with the nearest name).
/// O(functions + calls).
llvm::Expected<Coloring> solve(const Program &P, const SolveOptions &O);

/// The functions that \p O makes seeds, sorted by name. Errors: a pattern that
/// matches no function.
llvm::Expected<std::vector<uint32_t>> findSeeds(const Program &P,
                                                const SolveOptions &O);

/// Can the call be awaited where it stands, as far as the site says? Only such
/// calls hand the colour on to their callers.
bool isAwaitable(const Program &P, const ProgramCall &C);

/// Can the class of \p Fn change colour? The first rule that forbids it, or
/// nothing. Seeds outside the project (the runtime's calls) are able: their
/// counterpart is what is awaited.
std::optional<Barrier> findBarrier(const Program &P, const SolveOptions &O,
                                   uint32_t Fn);

/// The shortest chain from \p Fn to a seed: each step is the function and the
/// reason it has. Empty when \p Fn stays sync.
struct ChainStep {
  uint32_t Function;
  Reason Why;
};
std::vector<ChainStep> chainOf(const Program &P, const Coloring &C, uint32_t Fn);

/// Functions of \p P that \p Pat names, sorted by name. Errors: none matches.
llvm::Expected<std::vector<uint32_t>> findFunctions(const Program &P,
                                                    const Pattern &Pat);

} // namespace recolor

#endif
