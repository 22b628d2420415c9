//===- Choices.cpp - What the user decided, in ids of the program ---------===//
#include "Driver/Choices.h"
#include "Rules/Rules.h"

namespace recolor {
using namespace llvm;

static Error usage(const Twine &Message) {
  return fail(ExitUsage, Message);
}

Expected<SolveOptions> solveOptions(const DriverOptions &From) {
  SolveOptions O;
  auto Parse = [](ArrayRef<std::string> Texts,
                  std::vector<Pattern> &Out) -> Error {
    for (const std::string &T : Texts) {
      Expected<Pattern> P = Pattern::parse(T);
      if (!P)
        return usage(toString(P.takeError()));
      Out.push_back(std::move(*P));
    }
    return Error::success();
  };
  if (Error E = Parse(From.Async, O.Async))
    return std::move(E);
  if (Error E = Parse(From.Roots, O.Roots))
    return std::move(E);
  if (Error E = Parse(From.Stops, O.Stops))
    return std::move(E);
  O.RuntimeSeeds = From.Async.empty();
  O.Refuse = From.Refuse;
  O.Rewrites = From.Rewrites;
  return O;
}

static bool isBeside(Strategy S) {
  return S == Strategy::Twin || S == Strategy::Wrap;
}

bool wantsTwins(const DriverOptions &O) {
  return isBeside(O.Default) ||
         any_of(O.Strategies, [](const auto &S) { return isBeside(S.second); });
}

Expected<Choices> choicesOf(const Session &S) {
  Choices Out;
  Out.Default = S.Options.Default;
  Out.Rename = S.Options.Rename;
  for (const auto &[Text, Strategy] : S.Options.Strategies) {
    Expected<Pattern> Pat = Pattern::parse(Text);
    if (!Pat)
      return usage(toString(Pat.takeError()));
    Expected<std::vector<uint32_t>> Fns = findFunctions(S.P, *Pat);
    if (!Fns)
      return usage(toString(Fns.takeError()));
    for (uint32_t Fn : *Fns)
      for (uint32_t M : S.P.members(S.P.ClassOf[Fn]))
        Out.Of.try_emplace(M, Strategy);
  }
  return Out;
}

/// The place that `file:line:column` names, without its offset.
static Location parsePlace(const Program &P, StringRef Text) {
  auto [Rest, Column] = Text.rsplit(':');
  auto [File, Line] = Rest.rsplit(':');
  Location L;
  auto It = llvm::lower_bound(P.Files, File);
  if (It == P.Files.end() || *It != File || Line.getAsInteger(10, L.Line) ||
      Column.getAsInteger(10, L.Column))
    return Location();
  L.File = It - P.Files.begin();
  return L;
}

static bool standsAt(const Location &L, const Location &Place) {
  return std::tie(L.File, L.Line, L.Column) ==
         std::tie(Place.File, Place.Line, Place.Column);
}

Expected<DenseSet<uint32_t>> refusedSites(const Session &S) {
  DenseSet<uint32_t> Out;
  for (const PlannedSite &Wanted : S.Options.Frontier) {
    Location Place = parsePlace(S.P, Wanted.At);
    bool Any = false;
    for (uint32_t Site = 0; Place.isValid() && Site != S.P.Calls.size(); ++Site)
      if (standsAt(S.P.Calls[Site].Loc, Place)) {
        Any = true;
        if (Wanted.T == Treatment::Refuse)
          Out.insert(Site);
      }
    if (!Any)
      return usage(Wanted.Where + ": error: nothing is called at '" + Wanted.At + "'");
  }
  return Out;
}

static bool isResult(StringRef Rule) {
  const RuleInfo *R = findRule(Rule);
  return R && R->Scope == RuleScope::Result;
}

Error applyTreatments(const Session &S, Plan &Pl) {
  for (const PlannedSite &Wanted : S.Options.Frontier) {
    Location Place = parsePlace(S.P, Wanted.At);
    for (SitePlan &Site : Pl.Sites) {
      if (!standsAt(S.P.Calls[Site.Site].Loc, Place) || Site.T == Wanted.T)
        continue;
      if (Wanted.T == Treatment::Leave && Site.T == Treatment::Offload) {
        Site.T = Treatment::Leave;
        Site.Rule = "kept";
      } else if (Wanted.T == Treatment::Offload && Site.T == Treatment::Leave &&
                 isResult(Site.Rule)) {
        Site.T = Treatment::Offload;
      } else if (Wanted.T == Treatment::Leave || Wanted.T == Treatment::Offload) {
        return usage(Wanted.Where + ": error: the treatment of this call is '" +
                     recolor::toString(Site.T) + "', which cannot become '" +
                     recolor::toString(Wanted.T) + "'" +
                     (Site.T == Treatment::Bridge
                          ? "; 'refuse' keeps what it calls as it is"
                          : ""));
      }
    }
  }
  return Error::success();
}

} // namespace recolor
