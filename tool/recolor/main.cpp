//===- main.cpp - recolor's command line ----------------------------------===//
#include "Clang/Toolchain.h"
#include "Options.h"
#include "Support/Pattern.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Signals.h"
#include <csignal>

using namespace llvm;
using namespace recolor;

static const Verb Verbs[] = {
    {ReportCommand, runReport},   {ExplainCommand, runExplain},
    {PlanCommand, runPlan},       {RewriteCommand, runRewrite},
    {IndexCommand, runIndex},     {LinkCommand, runLink},
    {RulesCommand, runRules},
    {RuntimesCommand, runRuntimes}, {PathsCommand, runPaths},
};

/// What the option parser says, in our own form: one line, what was found
/// first. Its lines are `recolor: TEXT`.
static std::string reword(StringRef Errors) {
  SmallVector<StringRef, 2> Lines;
  Errors.split(Lines, '\n', -1, /*KeepEmpty=*/false);
  std::string Out;
  for (StringRef Line : Lines) {
    Line.consume_front("recolor: ");
    Line = Line.split(".  Try: ").first;
    if (Line.consume_front("Unknown command line argument "))
      Out += (Line.starts_with("'-") ? "unknown option " : "unexpected argument ") +
             Line.str();
    else if (Line.consume_front("Did you mean "))
      Out += "; did you mean " + Line.str();
    else
      Out += Line;
  }
  return Out;
}

int main(int Argc, const char **Argv) {
  InitLLVM Init(Argc, Argv);
  // A file that exceeds the shell's limit is an error of writing, no crash.
  std::signal(SIGXFSZ, SIG_IGN);
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
  cl::HideUnrelatedOptions(Category);
  std::vector<std::string> Names;
  for (const Verb &V : Verbs) {
    cl::HideUnrelatedOptions(Category, V.Command);
    Names.push_back(V.Command.getName().str());
  }
  if (Args.size() > 1 && !StringRef(Args[1]).starts_with("-") &&
      !is_contained(Names, Args[1])) {
    std::string Near = didYouMean(Args[1], Names);
    errs() << "recolor: error: unknown verb '" << Args[1] << "'"
           << (Near.empty() ? "; 'recolor --help' lists them"
                            : "; did you mean '" + Near + "'?")
           << "\n";
    return ExitUsage;
  }
  std::string Errors;
  raw_string_ostream ErrorStream(Errors);
  bool Ok = cl::ParseCommandLineOptions(
      Args.size(), Args.data(),
      "recolor: which functions become asynchronous, and the coroutines they "
      "become\n",
      &ErrorStream);
  if (!Ok) {
    // The parser of a value has printed its error itself.
    if (!Errors.empty())
      errs() << "recolor: error: " << reword(Errors) << "\n";
    return ExitUsage;
  }
  for (const Verb &V : Verbs)
    if (V.Command)
      return V.Run();
  errs() << "recolor: error: no verb; 'recolor --help' lists them\n";
  return ExitUsage;
}
