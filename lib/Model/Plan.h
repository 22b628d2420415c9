//===- Plan.h - What will be done, function by function ----------*- C++ -*-===//
//
// The value between judging and editing: a strategy per function, a treatment
// per call site, each with its reason. A person can read it, edit it and apply
// it (Plan/PlanFile.h).
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_PLAN_H
#define RECOLOR_MODEL_PLAN_H

#include "Model/Coloring.h"
#include <map>

namespace recolor {

/// What becomes of a function.
enum class Strategy : uint8_t {
  Keep,    ///< stays as it is
  Convert, ///< becomes a coroutine in place
  Entry,   ///< `main`: the body moves to a coroutine that `main` drives
  Twin,    ///< stays, and a coroutine made from the same text is put beside it
  Wrap,    ///< stays, and a coroutine that offloads its call is put beside it
};

/// What becomes of a call site.
enum class Treatment : uint8_t {
  Await,   ///< co_await the converted callee
  Replace, ///< co_await the runtime's own counterpart (SitePlan::Replacement)
  Offload, ///< run the unchanged call on the runtime's blocking pool, awaited
  Bridge,  ///< drive the task to its end and take its value, blocking
  Leave,   ///< nothing changes here
  Refuse,  ///< cannot be done; the callee had to stay sync
};

struct FunctionPlan {
  uint32_t Function = None;
  Strategy S = Strategy::Keep;
  std::string Name; ///< of what is put beside it (Twin, Wrap), without scope
  /// Stays a plain function: it returns the tasks of its tail calls.
  bool PassThrough = false;
};

struct SitePlan {
  uint32_t Site = None; ///< into Program::Calls
  Treatment T = Treatment::Leave;
  std::string Rule;        ///< why, for anything but Await
  std::string Replacement; ///< id of the runtime's rule, for Replace
  uint32_t Context = None; ///< into Program::Contexts: what a bridge drives
  /// The text stays as well (it is that of a Twin or a Wrap), but the callee
  /// changes in place: where the text stays, the call is bridged.
  bool BridgedInPlace = false;
  /// Of an awaited call through a slot: what it holds may be replaced before
  /// the call is done, so a copy of it is called.
  bool Copies = false;
  /// Of Replace: the program puts descriptors into non-blocking mode, and the
  /// form that asks for it is taken (CallRule::RewriteSwitched).
  bool Switched = false;
};

/// What becomes of a local event loop in a function that is converted.
enum class ContextTreatment : uint8_t {
  Keep,
  Executor,  ///< replaced by the executor of the coroutine
  Reference, ///< replaced by a reference to the context the coroutine runs on
};

struct ContextPlan {
  uint32_t Context = None; ///< into Program::Contexts
  ContextTreatment T = ContextTreatment::Keep;
};

/// What may behave differently once the plan is carried out (a rule of kind
/// hazard), or could be better then (an advice), and where.
struct Hazard {
  uint32_t Function = None; ///< whose text it stands in; None: no function's
  std::string Rule;
  std::string Detail; ///< what was found, in the user's words; may be empty
  Location Loc;
};

struct Plan {
  std::string Runtime;
  Strategy Default = Strategy::Convert; ///< of what the user said nothing about
  std::string Rename; ///< what twins are called; empty when there are none
  std::vector<FunctionPlan> Functions; ///< only changed ones, by function id
  std::vector<SitePlan> Sites;         ///< by site id
  std::vector<ContextPlan> Contexts;   ///< by context id
  /// By function, place and rule. Those of a single site (SitePlan::Rule) are
  /// not repeated here.
  std::vector<Hazard> Hazards;
  /// Where the program switches to non-blocking mode, if it does anywhere.
  Location Switch;
};

llvm::StringRef toString(Strategy S);
llvm::StringRef toString(Treatment T);

} // namespace recolor

#endif
