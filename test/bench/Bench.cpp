//===- Bench.cpp - What the pure stages cost on large programs ------------===//
//
//   recolor-bench [--functions=N...] [--chain] [--seed=N] [--calls=N]
//
// Prints a line for each size: processor seconds of each stage and the largest
// memory the process has held by its end. Making the facts and encoding them is
// not counted; a unit is made just before it is loaded and is gone once it is
// linked.
//
//===----------------------------------------------------------------------===//
#include "Link/Link.h"
#include "Model/FactsBinary.h"
#include "Solve/Solve.h"
#include "Synthetic.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <ctime>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace recolor;
using namespace recolor::bench;

static cl::list<unsigned> Sizes("functions", cl::CommaSeparated,
                                cl::desc("How many functions"));
static cl::opt<unsigned> Calls("calls", cl::init(10),
                               cl::desc("Calls per function"));
static cl::opt<unsigned long long> Seed("seed", cl::init(1));
static cl::opt<bool> Chain("chain", cl::desc("Each function calls the next"));

namespace {

/// Processor time of this process while it is running.
class Stopwatch {
  double Total = 0, Since = 0;

  static double now() {
    timespec T;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &T);
    return T.tv_sec + T.tv_nsec * 1e-9;
  }

public:
  void start() { Since = now(); }
  void stop() { Total += now() - Since; }
  double seconds() const { return Total; }
};

unsigned peakMegabytes() {
  rusage Usage;
  getrusage(RUSAGE_SELF, &Usage);
  return Usage.ru_maxrss / 1024;
}

/// How many functions a walk from \p From meets, along calls or against them.
uint32_t reach(const Program &P, uint32_t From, bool Forward) {
  BitVector Seen(P.Functions.size());
  std::vector<uint32_t> Work = {From};
  Seen.set(From);
  auto Visit = [&](uint32_t Fn) {
    if (Fn != None && !Seen[Fn]) {
      Seen.set(Fn);
      Work.push_back(Fn);
    }
  };
  for (size_t I = 0; I != Work.size(); ++I) {
    if (Forward) {
      auto [First, Last] = P.callsFrom(Work[I]);
      for (uint32_t Site = First; Site != Last; ++Site)
        Visit(P.Calls.callee(Site));
    } else {
      if (I + 1 < Work.size())
        for (uint32_t Site : P.callsTo(Work[I + 1]))
          P.Calls.prefetch(Site);
      for (uint32_t Site : P.callsTo(Work[I]))
        Visit(P.Calls.caller(Site));
    }
  }
  return Work.size();
}

[[noreturn]] void fail(Error E) {
  errs() << "recolor-bench: " << toString(std::move(E)) << '\n';
  _exit(1);
}

Pattern pattern(StringRef Text) {
  Expected<Pattern> P = Pattern::parse(Text);
  if (!P)
    fail(P.takeError());
  return std::move(*P);
}

void measure(uint32_t Functions) {
  Synthetic Facts({Functions, Calls, Seed, Chain});
  Stopwatch Load, Link, Solve, Query;

  Linker L;
  for (uint32_t I = 0; I != Facts.units(); ++I) {
    std::string Bytes = encodeFacts(Facts.unit(I));
    Load.start();
    Expected<UnitFacts> U = decodeFacts(Bytes);
    Load.stop();
    if (!U)
      fail(U.takeError());
    Link.start();
    L.add(std::move(*U));
    Link.stop();
  }
  Link.start();
  Program P = L.finish();
  Link.stop();
  unsigned LinkPeak = peakMegabytes();

  SolveOptions O;
  O.Async.push_back(pattern(Synthetic::seed()));
  Solve.start();
  Expected<Coloring> C = solve(P, O);
  Solve.stop();
  if (!C)
    fail(C.takeError());
  unsigned SolvePeak = peakMegabytes();

  // What everybody asks: what does the program reach from its start, who
  // reaches what blocks, and through which chain?
  Query.start();
  Expected<std::vector<uint32_t>> Root =
      findFunctions(P, pattern(Synthetic::root()));
  if (!Root)
    fail(Root.takeError());
  uint32_t Down = reach(P, Root->front(), true);
  uint32_t Up = reach(P, C->Seeds.front(), false);
  size_t Steps = chainOf(P, *C, Root->front()).size();
  Query.stop();

  uint32_t Async = 0;
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
    Async += C->isAsync(P, Fn);
  outs() << format("%9u %10u %7u %8u %7.2f %7.2f %7.2f %7.2f %7.2f %8u %8u %8u\n",
                   unsigned(P.Functions.size()), unsigned(P.Calls.size()),
                   Facts.units(), Async, Load.seconds(), Link.seconds(), Solve.seconds(),
                   Query.seconds(),
                   Load.seconds() + Link.seconds() + Solve.seconds() + Query.seconds(), LinkPeak,
                   SolvePeak, peakMegabytes());
  errs() << "main reaches " << Down << ", the first seed is reached by " << Up
         << ", the chain from main has " << Steps << " steps, "
         << C->Frontier.size() << " sites on the frontier, "
         << C->Barriers.size() << " barriers\n";
}

} // namespace

int main(int Argc, char **Argv) {
  cl::ParseCommandLineOptions(Argc, Argv, "Costs of the pure stages\n");
  std::vector<unsigned> All(Sizes.begin(), Sizes.end());
  if (All.empty())
    All = {1000, 10000, 100000, 1000000};
  outs() << "functions      calls   units    async    load    link   solve   query   "
            "total  link MB solve MB query MB\n";
  outs().flush();
  // A process for each, because a peak never goes down again.
  for (unsigned N : All) {
    pid_t Child = fork();
    if (Child == 0) {
      measure(N);
      outs().flush();
      _exit(0);
    }
    int Status = 1;
    if (Child < 0 || waitpid(Child, &Status, 0) < 0 || Status != 0)
      return 1;
  }
  return 0;
}
