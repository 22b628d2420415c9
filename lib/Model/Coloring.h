//===- Coloring.h - Verdicts with their reasons ------------------*- C++ -*-===//
//
// The answer to "what becomes asynchronous, through which step, and where does
// it stop?". Reasons are part of the value: explaining needs no second
// analysis.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_COLORING_H
#define RECOLOR_MODEL_COLORING_H

#include "Model/Program.h"
#include <optional>

namespace recolor {

enum class Color : uint8_t { Sync, Async };

/// The step that forced a colour: a call site, or being a seed, or sharing a
/// class with the function that has one of the two.
struct Reason {
  enum Kind : uint8_t {
    Seed,  ///< named by the user, or replaceable by the runtime
    Call,  ///< calls something async; Site says where
    Class, ///< same colour class as Member, which has the reason
  };
  Kind K = Seed;
  uint32_t Site = None;   ///< into Program::Calls, for Call
  uint32_t Member = None; ///< a function of the same class, for Class
  /// For Call: the call runs only where a guard says yes that the user stopped
  /// at, so it forces nothing; but all callers are async already.
  bool ByCallers = false;
};

/// The colour of one class.
struct Verdict {
  Color C = Color::Sync;
  uint32_t Depth = 0; ///< calls from the nearest seed; 0 for a seed
};

/// Where something async is called by something that stays sync, or at a place
/// that cannot await.
struct FrontierSite {
  uint32_t Site = None; ///< into Program::Calls
  std::string Rule;     ///< the barrier (function or site rule) that stops it
};

/// A rule that made a class unable to change colour, and where it holds.
struct Barrier {
  uint32_t Function = None;
  std::string Rule;
  std::string Detail;
  Location Loc;
};

/// The least fixpoint of DESIGN "colouring" over colour classes.
struct Coloring {
  std::vector<Verdict> Classes;    ///< by class id
  std::vector<Reason> Reasons;     ///< by function id; meaningful when async
  std::vector<uint32_t> Seeds;     ///< function ids, sorted by name
  std::vector<FrontierSite> Frontier; ///< sorted by site
  /// Barriers of every class that something async reaches, sorted by function.
  std::vector<Barrier> Barriers;

  bool isAsync(const Program &P, uint32_t Fn) const {
    return Classes[P.ClassOf[Fn]].C == Color::Async;
  }
};

} // namespace recolor

#endif
