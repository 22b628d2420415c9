//===- Model.cpp - Names and look-ups of the model ------------------------===//
#include "Model/Plan.h"
#include "Support/StringOrder.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

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
  static constexpr llvm::StringLiteral Names[] = {"keep",  "convert", "entry",
                                                  "twin",  "wrap"};
  return Names[unsigned(S)];
}

llvm::StringRef toString(Treatment T) {
  static constexpr llvm::StringLiteral Names[] = {"await",  "replace", "offload",
                                                  "bridge", "leave",   "refuse"};
  return Names[unsigned(T)];
}

uint32_t Program::findKey(llvm::StringRef Key) const {
  auto It = llvm::lower_bound(Functions, Key,
                              [](const ProgramFunction &F, llvm::StringRef K) {
                                return F.Key.ref() < K;
                              });
  return It != Functions.end() && It->Key == Key
             ? uint32_t(It - Functions.begin())
             : None;
}

bool Program::flowsTogether(const ProgramCall &C) const {
  if (C.Kind != CallKind::Flow || C.Caller == None)
    return false;
  if (ClassOf[C.Caller] == ClassOf[C.Callee])
    return true;
  // A slot that has a place is known.
  if (C.Instance != None || Functions[C.Caller].Loc.isValid())
    return false;
  return llvm::any_of(callsTo(C.Callee), [&](uint32_t Site) {
    ProgramCall Other = Calls[Site];
    return Other.Instance != None && Other.Kind == CallKind::Flow && Other.Loc == C.Loc &&
           Other.End == C.End;
  });
}

void Program::indexCalls() {
  const size_t N = Functions.size();
  CallsFromBegin.assign(N + 1, 0);
  CallsInBegin.assign(N + 1, 0);
  for (uint32_t I = 0; I != Calls.size(); ++I) {
    if (Calls.caller(I) != None)
      ++CallsFromBegin[Calls.caller(I) + 1];
    ++CallsInBegin[Calls.callee(I) + 1];
  }
  std::partial_sum(CallsFromBegin.begin(), CallsFromBegin.end(),
                   CallsFromBegin.begin());
  std::partial_sum(CallsInBegin.begin(), CallsInBegin.end(),
                   CallsInBegin.begin());
  CallsIn.resize(Calls.size());
  std::vector<uint32_t> Next(CallsInBegin.begin(), CallsInBegin.end() - 1);
  for (uint32_t I = 0; I != Calls.size(); ++I)
    CallsIn[Next[Calls.callee(I)]++] = I;
}

void Program::rankNames() {
  std::vector<llvm::StringRef> Names;
  Names.reserve(Functions.size());
  for (const ProgramFunction &F : Functions)
    Names.push_back(F.Name);
  std::vector<uint32_t> Order = orderOf(Names);
  NameRank.resize(Order.size());
  for (uint32_t I = 0; I != Order.size(); ++I)
    NameRank[Order[I]] = I;
}

std::string Program::describe(const Location &L) const {
  if (!L.isValid())
    return "<unknown>";
  return Files[L.File] + ":" + std::to_string(L.Line) + ":" +
         std::to_string(L.Column);
}

} // namespace recolor
