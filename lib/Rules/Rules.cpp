//===- Rules.cpp - The barriers and hazards by id -------------------------===//
#include "Rules/Rules.h"

namespace recolor {

static constexpr RuleInfo Rules[] = {
#define RULE(ID, SCOPE, KIND, SUMMARY)                                         \
  {ID, RuleScope::SCOPE, RuleKind::KIND, SUMMARY},
#include "Rules/Rules.def"
};

llvm::ArrayRef<RuleInfo> allRules() { return Rules; }

const RuleInfo *findRule(llvm::StringRef Id) {
  for (const RuleInfo &R : Rules)
    if (R.Id == Id)
      return &R;
  return nullptr;
}

} // namespace recolor
