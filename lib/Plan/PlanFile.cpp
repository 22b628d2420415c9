//===- PlanFile.cpp - The plan as a file that people edit -----------------===//
#include "Plan/PlanFile.h"
#include "Support/Yaml.h"
#include <set>

namespace recolor {

static std::string fullName(const ProgramFunction &F) { return F.Name + F.Params; }

std::string because(const Program &P, const Coloring &C, uint32_t Fn,
                    llvm::function_ref<std::string(const Location &)> Describe) {
  const Reason &R = C.Reasons[Fn];
  switch (R.K) {
  case Reason::Seed:
    return "it is a seed";
  case Reason::Call: {
    const ProgramCall &Call = P.Calls[R.Site];
    return "it calls " + P.Functions[Call.Callee].Name + " at " +
           Describe(Call.Loc);
  }
  case Reason::Class:
    return "it has the colour of " + P.Functions[R.Member].Name + " at " +
           Describe(P.Functions[R.Member].Loc);
  }
  return "";
}

void writePlan(llvm::raw_ostream &OS, const Program &P, const Coloring &C,
               const Plan &Pl) {
  OS << "# What recolor would do. Yours to change: async, what starts it all; the\n"
        "# strategy of a function (keep, convert, twin, wrap); the treatment of a\n"
        "# call (bridge or refuse, offload or leave). Then give the file to\n"
        "# `recolor rewrite --plan`, which works out the rest anew.\n";
  OS << "runtime: " << quoteYaml(Pl.Runtime) << "\n";
  if (!Pl.Rename.empty())
    OS << "strategy: " << toString(Pl.Default) << "\n"
       << "rename: " << quoteYaml(Pl.Rename) << "\n";

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
       << "    because: " << quoteYaml(because(P, C, F.Function,
                                              [&](const Location &L) { return P.describe(L); })) << "\n";
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
  Reader.checkKeys(*Doc, {"runtime", "strategy", "rename", "async", "functions",
                          "frontier"});
  Reader.require(*Doc, "runtime");
  Reader.read(*Doc, "runtime", Result.Runtime);
  constexpr Strategy Defaults[] = {Strategy::Convert, Strategy::Twin, Strategy::Wrap};
  if (const YamlNode *S = Doc->find("strategy"))
    Result.Default = Defaults[Reader.choice(*S, {"convert", "twin", "wrap"})];
  Reader.read(*Doc, "rename", Result.Rename);

  readPatterns(Reader, *Doc, "async", Result.Async);
  if (const YamlNode *Functions = Reader.list(*Doc, "functions"))
    for (const YamlNode &F : Functions->Items) {
      Reader.checkKeys(F, {"name", "key", "at", "strategy", "because"});
      Reader.require(F, "name");
      Reader.require(F, "strategy");
      std::vector<std::string> Name;
      readPatterns(Reader, F, "name", Name);
      const YamlNode *Node = F.find("strategy");
      if (!Node || Name.empty())
        continue;
      constexpr Strategy Words[] = {Strategy::Keep, Strategy::Convert, Strategy::Entry,
                                    Strategy::Twin, Strategy::Wrap};
      Strategy S =
          Words[Reader.choice(*Node, {"keep", "convert", "entry", "twin", "wrap"})];
      if (S == Strategy::Keep)
        Result.Keep.push_back(Name.front());
      else if (S != Strategy::Entry && S != Result.Default)
        Result.Strategies.emplace_back(Name.front(), S);
    }
  if (const YamlNode *Frontier = Reader.list(*Doc, "frontier"))
    for (const YamlNode &S : Frontier->Items) {
      Reader.checkKeys(S, {"at", "caller", "callee", "treatment", "rule"});
      Reader.require(S, "at");
      Reader.require(S, "treatment");
      const YamlNode *Node = S.find("treatment");
      if (!Node)
        continue;
      constexpr Treatment Words[] = {Treatment::Bridge, Treatment::Refuse,
                                     Treatment::Offload, Treatment::Leave};
      PlannedSite Site;
      Reader.read(S, "at", Site.At);
      Site.T = Words[Reader.choice(*Node, {"bridge", "refuse", "offload", "leave"})];
      Site.Where = *Node->File + ":" + std::to_string(Node->Line) + ":" +
                   std::to_string(Node->Column);
      Result.Frontier.push_back(std::move(Site));
    }
  if (llvm::Error E = Reader.takeError())
    return E;
  return Result;
}

} // namespace recolor
