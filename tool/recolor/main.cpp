//===- main.cpp - recolor's command line ----------------------------------===//
#include "Clang/Toolchain.h"
#include "Options.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Signals.h"

using namespace llvm;
using namespace recolor;

static const Verb Verbs[] = {
    {ReportCommand, runReport},   {ExplainCommand, runExplain},
    {PlanCommand, runPlan},       {RewriteCommand, runRewrite},
    {IndexCommand, runIndex},     {RulesCommand, runRules},
    {RuntimesCommand, runRuntimes},
};

int main(int Argc, const char **Argv) {
  InitLLVM Init(Argc, Argv);
  std::vector<const char *> Args(Argv, Argv + Argc);
  // As with clang-tidy, what follows `--` are compiler flags, not ours.
  if (auto Split = find_if(Args, [](StringRef A) { return A == "--"; });
      Split != Args.end()) {
    setFixedFlags(std::vector<std::string>(Split + 1, Args.end()));
    Args.erase(Split, Args.end());
  }
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "recolor " << RECOLOR_VERSION << ", LLVM " << LLVM_VERSION_STRING << "\n";
  });
  std::string Errors;
  raw_string_ostream ErrorStream(Errors);
  bool Ok = cl::ParseCommandLineOptions(
      Args.size(), Args.data(),
      "recolor: which functions become asynchronous, and the coroutines they "
      "become\n",
      &ErrorStream);
  if (!Ok) {
    errs() << Errors;
    return ExitUsage;
  }
  for (const Verb &V : Verbs)
    if (V.Command)
      return V.Run();
  errs() << "recolor: error: no verb; 'recolor --help' lists them\n";
  return ExitUsage;
}
