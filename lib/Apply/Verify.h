//===- Verify.h - The proof ladder -------------------------------*- C++ -*-===//
#ifndef RECOLOR_APPLY_VERIFY_H
#define RECOLOR_APPLY_VERIFY_H

#include "Apply/Merge.h"
#include "Clang/Unit.h"
#include "Model/Facts.h"
#include "Rewrite/Rewrite.h"

namespace recolor {

/// How far a patch is proved before it comes out.
enum class VerifyLevel : uint8_t {
  None,
  Parse,   ///< touched units parse, other calls mean what they meant
  Codegen, ///< and compile to object code
};

/// Something the proof found. Key names the function at fault; it is empty
/// when the place does not lie in any function that changed.
struct Fault {
  std::string Key;
  std::string Detail; ///< `file:line:col: error: ...`, places before the edit
  /// The unchanged code fails too, with the flags that converted code needs:
  /// keeping a function as it is does not help.
  bool OfFlags = false;
  bool InCompile = false; ///< code generation found it; all units had parsed
  size_t Unit = None;     ///< into Workspace::Units; None: it is none of a unit
};

struct VerifyInput {
  const Workspace &W;
  const MergeResult &Merged;
  const RewritePlan &Plan;
  llvm::ArrayRef<FunctionRange> Ranges;
  /// The units to parse and, when nothing is at fault in them, those to compile, as
  /// indices into W.Units.
  llvm::ArrayRef<size_t> ToParse, ToCompile;
  /// Facts of one of them before the change. Asked for from several threads,
  /// for each unit from one.
  llvm::function_ref<const UnitFacts &(size_t)> Before;
  unsigned Jobs = 1;
};

/// Climbs the ladder with these units. Empty: it holds. Faults are sorted by the
/// function.
std::vector<Fault> verify(const VerifyInput &In,
                          llvm::function_ref<void(const UnitCommand &)> Done);

/// The flags converted code needs of this unit's compiler: those of the
/// runtime, our headers, and C++20 where the command asks for less. None in C,
/// which reads no more of a changed header than what it has in common.
std::vector<std::string> conversionFlags(const UnitCommand &Unit,
                                         const Runtime &RT);

/// Can the unit's compiler use the task type of \p RT at all? An error says what
/// its headers run into. One parse, of the headers alone.
llvm::Error checkRuntime(const UnitCommand &Unit, const Runtime &RT);

} // namespace recolor

#endif
