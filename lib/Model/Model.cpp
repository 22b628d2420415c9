//===- Model.cpp - Names and look-ups of the model ------------------------===//
#include "Model/Plan.h"
#include <algorithm>

namespace recolor {

llvm::StringRef toString(FunctionKind K) {
  static constexpr llvm::StringLiteral Names[] = {
      "function",   "method",   "constructor", "destructor",
      "conversion", "operator", "lambda",      "slot"};
  return Names[unsigned(K)];
}

llvm::StringRef toString(CallKind K) {
  static constexpr llvm::StringLiteral Names[] = {
      "direct",     "virtual",  "constructor", "destructor", "conversion",
      "operator",   "implicit", "slot",        "flow",       "callback",
      "spawn",      "lambda",   "unevaluated"};
  return Names[unsigned(K)];
}

llvm::StringRef toString(Strategy S) {
  static constexpr llvm::StringLiteral Names[] = {"keep", "convert", "entry"};
  return Names[unsigned(S)];
}

llvm::StringRef toString(Treatment T) {
  static constexpr llvm::StringLiteral Names[] = {"await",  "replace", "offload",
                                                  "bridge", "leave",   "refuse"};
  return Names[unsigned(T)];
}

std::pair<uint32_t, uint32_t> Program::callsFrom(uint32_t Fn) const {
  auto Range = std::equal_range(
      Calls.begin(), Calls.end(), Fn, [](const auto &A, const auto &B) {
        auto Caller = [](const auto &X) {
          if constexpr (std::is_same_v<std::decay_t<decltype(X)>, CallFact>)
            return X.Caller;
          else
            return X;
        };
        return Caller(A) < Caller(B);
      });
  return {uint32_t(Range.first - Calls.begin()),
          uint32_t(Range.second - Calls.begin())};
}

std::string Program::describe(const Location &L) const {
  if (!L.isValid())
    return "<unknown>";
  return Files[L.File] + ":" + std::to_string(L.Line) + ":" +
         std::to_string(L.Column);
}

} // namespace recolor
