//===- Driver.cpp - The stages, in order ----------------------------------===//
#include "Driver/Driver.h"
#include "Driver/Choices.h"
#include "Plan/MakePlan.h"
#include "Rules/Rules.h"
#include "llvm/Support/Path.h"

namespace recolor {
using namespace llvm;

char DriverError::ID;

Error fail(ExitCode Code, const Twine &Message) {
  return make_error<DriverError>(Code, Message.str());
}

Expected<Analysis> analyse(const Session &S,
                           const Lessons &L) {
  Expected<SolveOptions> O = solveOptions(S.Options);
  if (!O)
    return O.takeError();
  O->RT = S.RT;
  O->Demoted = L.Demoted;
  std::optional<Twins> Pairs;
  if (wantsTwins(S.Options)) {
    Expected<Choices> Wanted = choicesOf(S);
    if (!Wanted)
      return Wanted.takeError();
    O->Pairs = &Pairs.emplace(S.P, std::move(*Wanted));
  }
  Expected<DenseSet<uint32_t>> Refused = refusedSites(S);
  if (!Refused)
    return Refused.takeError();
  O->RefusedSites = std::move(*Refused);
  Expected<Coloring> C = solve(S.P, *O);
  if (!C)
    return fail(ExitUsage, toString(C.takeError()));
  Plan Pl = makePlan(S.P, *C, *S.RT, O->Pairs, S.Options.PassThrough);
  if (Error E = applyTreatments(S, Pl))
    return std::move(E);
  for (ContextPlan &Ctx : Pl.Contexts)
    if (uint32_t Owner = S.P.Contexts[Ctx.Context].Owner;
        Owner != None && L.NeedContext.count(S.P.Functions[Owner].Key.str()))
      Ctx.T = ContextTreatment::Reference;
  return Analysis{std::move(*C), std::move(Pl)};
}

Expected<std::vector<uint32_t>> findBlocking(const Session &S) {
  Expected<SolveOptions> O = solveOptions(S.Options);
  if (!O)
    return O.takeError();
  O->RT = S.RT;
  // Naming seeds does not make other calls stop waiting.
  O->RuntimeSeeds = true;
  Expected<std::vector<uint32_t>> Seeds = findSeeds(S.P, *O);
  if (!Seeds)
    return fail(ExitUsage, toString(Seeds.takeError()));
  return Seeds;
}

std::string projectPath(const Session &S, StringRef Path) {
  if (S.W.inProject(Path))
    return Path.drop_front(S.W.Root.size() + (S.W.Root == "/" ? 0 : 1)).str();
  return Path.str();
}

} // namespace recolor
