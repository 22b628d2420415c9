//===- PlanFile.cpp - The plan as a file that people edit -----------------===//
#include "Plan/PlanFile.h"
#include "Support/Yaml.h"
#include <set>

namespace recolor {

static std::string fullName(const ProgramFunction &F) { return F.Name + F.Params; }

static std::string because(const Program &P, const Coloring &C, uint32_t Fn) {
  const Reason &R = C.Reasons[Fn];
  switch (R.K) {
  case Reason::Seed:
    return "it is a seed";
  case Reason::Call: {
    const ProgramCall &Call = P.Calls[R.Site];
    return "it calls " + P.Functions[Call.Callee].Name + " at " +
           P.describe(Call.Loc);
  }
  case Reason::Class:
    return "it has the colour of " + P.Functions[R.Member].Name + " at " +
           P.describe(P.Functions[R.Member].Loc);
  }
  return "";
}

void writePlan(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
               const Plan &Pl) {
  OS << "# What recolor would do. To keep a function as it is, change its\n"
        "# strategy to keep; to change what starts it all, edit async. Then give\n"
        "# the file to `recolor rewrite --plan`, which works out the rest anew.\n";
  OS << "runtime: " << quoteYaml(Pl.Runtime) << "\n";

  std::set<std::string> Seeds;
  for (uint32_t Fn : C.Seeds)
    Seeds.insert(fullName(P.Functions[Fn]));
  OS << "async:" << (Seeds.empty() ? " []" : "") << "\n";
  for (const std::string &Name : Seeds)
    OS << "  - " << quoteYaml(Name) << "\n";

  OS << "functions:" << (Pl.Functions.empty() ? " []" : "") << "\n";
  for (const FunctionPlan &F : Pl.Functions) {
    const ProgramFunction &Fact = P.Functions[F.Function];
    OS << "  - name: " << quoteYaml(fullName(Fact)) << "\n"
       << "    key: " << quoteYaml(Fact.Key) << "\n"
       << "    at: " << quoteYaml(P.describe(Fact.Loc)) << "\n"
       << "    strategy: " << toString(F.S) << "\n"
       << "    because: " << quoteYaml(because(P, C, F.Function)) << "\n";
  }

  std::vector<const SitePlan *> Sites;
  for (const SitePlan &S : Pl.Sites)
    if (S.T != Treatment::Await && S.T != Treatment::Replace)
      Sites.push_back(&S);
  OS << "frontier:" << (Sites.empty() ? " []" : "") << "\n";
  for (const SitePlan *S : Sites) {
    const ProgramCall &Call = P.Calls[S->Site];
    OS << "  - at: " << quoteYaml(P.describe(Call.Loc)) << "\n";
    uint32_t Caller = Call.Via != None ? Call.Via : Call.Caller;
    if (Caller != None)
      OS << "    caller: " << quoteYaml(P.Functions[Caller].Name) << "\n";
    OS << "    callee: " << quoteYaml(P.Functions[Call.Callee].Name) << "\n"
       << "    treatment: " << toString(S->T) << "\n";
    if (!S->Rule.empty())
      OS << "    rule: " << quoteYaml(S->Rule) << "\n";
  }
}

llvm::Expected<PlanFile> readPlanFile(llvm::StringRef Text,
                                      llvm::StringRef File) {
  auto Doc = parseYaml(Text, File);
  if (!Doc)
    return Doc.takeError();
  YamlReader Reader;
  PlanFile Result;
  Reader.checkKeys(*Doc, {"runtime", "async", "functions", "frontier"});
  Reader.require(*Doc, "runtime");
  Reader.read(*Doc, "runtime", Result.Runtime);

  readPatterns(Reader, *Doc, "async", Result.Async);
  if (const YamlNode *Functions = Reader.list(*Doc, "functions"))
    for (const YamlNode &F : Functions->Items) {
      Reader.checkKeys(F, {"name", "key", "at", "strategy", "because"});
      Reader.require(F, "name");
      Reader.require(F, "strategy");
      std::vector<std::string> Name;
      readPatterns(Reader, F, "name", Name);
      const YamlNode *S = F.find("strategy");
      if (S && Reader.choice(*S, {"keep", "convert", "entry"}) == 0)
        Result.Keep.insert(Result.Keep.end(), Name.begin(), Name.end());
    }
  if (const YamlNode *Frontier = Reader.list(*Doc, "frontier"))
    for (const YamlNode &S : Frontier->Items)
      Reader.checkKeys(S, {"at", "caller", "callee", "treatment", "rule"});
  if (llvm::Error E = Reader.takeError())
    return E;
  return Result;
}

} // namespace recolor
