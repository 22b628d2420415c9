//===- Rules.cpp - The barriers and hazards by id -------------------------===//
#include "Rules/Rules.h"
#include "llvm/ADT/StringMap.h"

namespace recolor {

static constexpr RuleInfo Rules[] = {
#define RULE(ID, SCOPE, KIND, SUMMARY)                                         \
  {ID, RuleScope::SCOPE, RuleKind::KIND, SUMMARY},
#include "Rules/Rules.def"
};

llvm::ArrayRef<RuleInfo> allRules() { return Rules; }

const RuleInfo *findRule(llvm::StringRef Id) {
  static const auto *ById = [] {
    auto *Map = new llvm::StringMap<const RuleInfo *>;
    for (const RuleInfo &R : Rules)
      Map->try_emplace(R.Id, &R);
    return Map;
  }();
  return ById->lookup(Id);
}

} // namespace recolor
