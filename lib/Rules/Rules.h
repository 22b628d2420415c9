//===- Rules.h - The barriers and hazards by id ------------------*- C++ -*-===//
#ifndef RECOLOR_RULES_RULES_H
#define RECOLOR_RULES_RULES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace recolor {

/// What a rule stops where it holds.
enum class RuleScope : uint8_t {
  Function, ///< this function cannot be a coroutine
  Site,     ///< this call site cannot await
  Callee,   ///< because of this site the callee cannot change colour
  Name,     ///< this call site cannot name another function
  Result,   ///< says what happened to a site or function; stops nothing itself
};

/// A barrier stops a conversion; a hazard lets it pass and says what may
/// behave differently; an advice says what could be better then.
enum class RuleKind : uint8_t { Barrier, Hazard, Advice };

/// One line of Rules.def. Id is the name of its doc page and of its test.
struct RuleInfo {
  llvm::StringLiteral Id;
  RuleScope Scope;
  RuleKind Kind;
  llvm::StringLiteral Summary; ///< "the situation: the rule", lower case
};

/// All rules in the order of Rules.def.
llvm::ArrayRef<RuleInfo> allRules();

/// The rule called \p Id, or null.
const RuleInfo *findRule(llvm::StringRef Id);

} // namespace recolor

#endif
