//===- Program.h - The whole program as one graph ----------------*- C++ -*-===//
//
// What all units together show: functions with dense ids, call sites, colour
// classes. Built by Link, never changed afterwards.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_PROGRAM_H
#define RECOLOR_MODEL_PROGRAM_H

#include "Model/Facts.h"
#include "llvm/ADT/ArrayRef.h"

namespace recolor {

/// The facts of all units, merged. All indices are into this value. Functions
/// are sorted by key, calls by (caller, location, callee, kind), so the value
/// does not depend on the order of units.
struct Program {
  std::vector<std::string> Files; ///< sorted real paths
  std::vector<std::string> Includes;
  std::vector<FunctionFact> Functions;
  std::vector<CallFact> Calls;
  std::vector<ContextFact> Contexts;
  std::vector<std::string> Instances; ///< sorted

  /// Colour classes: functions which must share one colour.
  std::vector<uint32_t> ClassOf;      ///< function -> class
  std::vector<uint32_t> ClassBegin;   ///< class -> first index in ClassMembers
  std::vector<uint32_t> ClassMembers; ///< function ids grouped by class

  std::vector<uint32_t> CallsInBegin; ///< function -> first index in CallsIn
  std::vector<uint32_t> CallsIn;      ///< call ids grouped by callee

  struct FailedUnit {
    std::string File;
    std::vector<std::string> Errors;
  };
  std::vector<FailedUnit> Failed; ///< sorted by file
  uint32_t Units = 0;

  llvm::ArrayRef<uint32_t> members(uint32_t Class) const {
    return llvm::ArrayRef<uint32_t>(ClassMembers)
        .slice(ClassBegin[Class], ClassBegin[Class + 1] - ClassBegin[Class]);
  }
  uint32_t classCount() const {
    return ClassBegin.empty() ? 0 : uint32_t(ClassBegin.size() - 1);
  }
  /// The calls whose callee is \p Fn itself (not its family).
  llvm::ArrayRef<uint32_t> callsTo(uint32_t Fn) const {
    return llvm::ArrayRef<uint32_t>(CallsIn)
        .slice(CallsInBegin[Fn], CallsInBegin[Fn + 1] - CallsInBegin[Fn]);
  }
  /// The calls made by \p Fn: [first, last) into Calls, by binary search.
  std::pair<uint32_t, uint32_t> callsFrom(uint32_t Fn) const;

  /// `file:line:col` for messages.
  std::string describe(const Location &L) const;
};

} // namespace recolor

#endif
