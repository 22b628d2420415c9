//===- Options.h - The command line ------------------------------*- C++ -*-===//
#ifndef RECOLOR_TOOL_OPTIONS_H
#define RECOLOR_TOOL_OPTIONS_H

#include "Driver/Driver.h"
#include "llvm/Support/CommandLine.h"

namespace recolor {

/// One verb: a subcommand and what it does. Returns the exit code.
struct Verb {
  llvm::cl::SubCommand &Command;
  int (*Run)();
};

extern llvm::cl::SubCommand ReportCommand, ExplainCommand, PlanCommand,
    RewriteCommand, IndexCommand, LinkCommand, PathsCommand, RulesCommand,
    RuntimesCommand;

int runReport();
int runExplain();
int runPlan();
int runRewrite();
int runIndex();
int runLink();
int runPaths();
int runRules();
int runRuntimes();

/// Where our options stand in --help; LLVM's own are hidden.
extern llvm::cl::OptionCategory Category;

extern llvm::cl::opt<std::string> OutputFile;

/// What follows `--` on the command line; main splits it off.
void setFixedFlags(std::vector<std::string> Flags);

/// The options that several verbs share, with the configuration file's
/// defaults filled in. \p Sources are the positional arguments.
llvm::Expected<DriverOptions>
driverOptions(llvm::ArrayRef<std::string> Sources);

/// The folder of the cache, or empty when there is none.
std::string cacheFolder();

/// Was --async given?
bool hasSeeds();
/// Was --strategy or --rename given?
bool hasStrategy();
/// Is the pattern `{name}` once, with something around it that identifiers may
/// hold?
llvm::Error checkRename(llvm::StringRef Pattern);

/// Parses and links what the options name. \p Sources as for driverOptions.
llvm::Expected<Session> openSession(llvm::ArrayRef<std::string> Sources,
                                    bool KeepFacts = false);

/// Says on standard error that nothing could become async, since nothing starts it.
/// Where all is converted already, that is as it should be.
void noteLackOfSeeds(const Program &P, const Coloring &C);

/// The positional arguments of the current verb.
llvm::ArrayRef<std::string> positionals();

/// Prints `recolor: error: ...` and returns the exit code the error means.
int report(llvm::Error E);

/// Runs \p Print on standard output, or on a temporary beside -o FILE which
/// replaces it when all is written.
llvm::Error withOutput(llvm::function_ref<void(llvm::raw_ostream &)> Print);

} // namespace recolor

#endif
