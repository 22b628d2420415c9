//===- ReportData.cpp - The report for programs: JSON and SARIF -----------===//
#include "Render/Report.h"
#include "Render/ReportModel.h"
#include "Rules/Rules.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace recolor {
namespace {

//===-- JSON --------------------------------------------------------------===//

class JSONReport {
  json::OStream J;
  const Report &R;
  const Program &P;

public:
  JSONReport(raw_ostream &OS, const Report &R) : J(OS, 2), R(R), P(R.P) {}

  void run() {
    J.object([&] {
      J.attribute("schema", 1);
      J.attributeArray("seeds", [&] {
        for (uint32_t Fn : R.C.Seeds)
          J.object([&] { identity(Fn); });
      });
      J.attributeArray("functions", [&] {
        for (const FunctionEntry &E : R.Functions)
          J.object([&] { function(E); });
      });
      J.attributeArray("cuts", [&] {
        for (const Cut &X : R.Cuts.Cuts)
          J.object([&] {
            identity(X.Function);
            J.attribute("kind", toString(X.K));
            J.attribute("saves", X.Saves);
            J.attribute("why", utf8(X.Why));
          });
      });
      J.attributeArray("frontier", [&] {
        for (const SiteEntry &S : R.Sites)
          if (S.OnFrontier)
            J.object([&] { site(S); });
      });
      J.attributeObject("summary", [&] {
        J.attribute("async", R.Async);
        J.attribute("twins", R.Beside);
        J.attribute("bridges", R.Bridged);
        J.attribute("barriers", R.Barriers);
        J.attribute("call_sites", R.callSites());
        J.attribute("frames", R.total().Frames);
        J.attribute("awaits_in_loops", R.total().InLoops);
        J.attribute("pass_through", R.passThrough());
        J.attribute("files", int64_t(R.Files.size()));
        if (!R.Cuts.Cuts.empty())
          J.attribute("async_after_cuts", R.Cuts.After);
        J.attribute("units", P.Units);
        J.attribute("units_failed", int64_t(P.Failed.size()));
      });
    });
    J.flush();
  }

private:
  /// Names come from source text, which need not be UTF-8.
  static std::string utf8(StringRef S) {
    return json::isUTF8(S) ? S.str() : json::fixUTF8(S);
  }

  void place(const Location &L) {
    J.attribute("file", L.isValid() ? utf8(P.Files[L.File]) : "");
    J.attribute("line", L.Line);
  }

  void identity(uint32_t Fn) {
    const ProgramFunction &F = P.Functions[Fn];
    J.attribute("name", utf8(F.Name));
    J.attribute("usr", utf8(F.USR));
    place(F.Loc);
  }

  void remark(StringRef Rule, StringRef Detail, const Location &L) {
    J.object([&] {
      J.attribute("rule", Rule);
      J.attribute("message", utf8(ruleMessage(Rule, Detail)));
      place(L);
    });
  }

  void function(const FunctionEntry &E) {
    const ProgramFunction &F = P.Functions[E.Function];
    bool Async = R.becomesAsync(E.Function);
    identity(E.Function);
    const FunctionPlan *Its = R.planOf(E.Function);
    bool Beside = Its && !Its->Name.empty();
    J.attribute("color", Async && (E.R == Role::Convert || Beside) ? "async" : "sync");
    J.attribute("role", toString(E.R));
    if (Beside)
      J.attribute("twin", utf8(Its->Name));
    J.attributeObject("cost", [&] {
      J.attribute("frames", E.Costs.Frames);
      J.attribute("awaits_in_loops", E.Costs.InLoops);
      J.attribute("pass_through", E.Costs.PassThrough);
    });
    if (Async) {
      J.attribute("depth", R.C.Classes[P.ClassOf[E.Function]].Depth);
      J.attributeBegin("because");
      reason(E.Function);
      J.attributeEnd();
    } else {
      J.attribute("depth", nullptr);
      J.attribute("because", nullptr);
    }
    J.attributeArray("barriers", [&] {
      for (const Barrier *B : E.Barriers)
        remark(B->Rule, B->Detail, B->Loc.isValid() ? B->Loc : F.Loc);
    });
    J.attributeArray("labels", [&] {
      J.value(recolor::toString(F.Kind));
      static constexpr std::pair<FunctionFlag, StringLiteral> Flags[] = {
          {FF_Virtual, "virtual"},   {FF_Main, "main"},
          {FF_Template, "template"}, {FF_Coroutine, "coroutine"},
          {FF_Noexcept, "noexcept"}, {FF_Public, "public"}};
      for (auto &[Flag, Name] : Flags)
        if (F.is(Flag))
          J.value(Name);
      for (InternedString L : F.Labels)
        J.value(L.ref());
    });
    if (!R.Cuts.Cuts.empty())
      J.attribute("after_cuts", R.remains(E.Function) ? "async" : "sync");
    J.attributeArray("hazards", [&] {
      for (const Remark &H : E.Hazards)
        remark(H.Rule, H.Detail, H.Loc);
    });
  }

  void reason(uint32_t Fn) {
    const Reason &Why = R.C.Reasons[Fn];
    if (Why.K == Reason::Seed) {
      J.value(nullptr);
      return;
    }
    bool IsCall = Why.K == Reason::Call;
    uint32_t To = IsCall ? P.Calls[Why.Site].Callee : Why.Member;
    uint32_t Contract = contractSite(P, R.C, Fn);
    if (Contract != None)
      To = P.Calls[Contract].Caller;
    const Location &L = IsCall             ? P.Calls[Why.Site].Loc
                        : Contract != None ? P.Calls[Contract].Loc
                                           : P.Functions[Why.Member].Loc;
    J.object([&] {
      J.attribute("callee", utf8(P.Functions[To].Name));
      place(L);
      J.attribute("column", L.Column);
      J.attribute("kind", Why.ByCallers ? StringRef("callers")
                          : IsCall ? recolor::toString(P.Calls[Why.Site].Kind)
                          : Contract != None ? StringRef("contract")
                                             : StringRef("class"));
    });
  }

  void site(const SiteEntry &S) {
    const ProgramCall &Call = P.Calls[S.Site];
    uint32_t Host = R.host(S.Site);
    J.attribute("caller", Host == None ? "" : utf8(P.Functions[Host].Name));
    J.attribute("callee", utf8(P.Functions[Call.Callee].Name));
    place(Call.Loc);
    J.attribute("column", Call.Loc.Column);
    J.attribute("treatment", recolor::toString(S.T));
    J.attribute("rule", S.Rule);
  }
};

//===-- SARIF -------------------------------------------------------------===//

class SARIFReport {
  json::OStream J;
  const Report &R;
  const Program &P;

public:
  SARIFReport(raw_ostream &OS, const Report &R) : J(OS, 2), R(R), P(R.P) {}

  void run() {
    J.object([&] {
      J.attribute("version", "2.1.0");
      J.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      J.attributeArray("runs", [&] {
        J.object([&] {
          J.attributeObject("tool", [&] {
            J.attributeObject("driver", [&] {
              J.attribute("name", "recolor");
              rules();
            });
          });
          J.attributeArray("results", [&] { results(); });
        });
      });
    });
    J.flush();
  }

private:
  void rules() {
    J.attributeArray("rules", [&] {
      for (const RuleInfo &Rule : allRules())
        J.object([&] {
          J.attribute("id", ("recolor-" + Rule.Id).str());
          J.attributeObject("shortDescription",
                            [&] { J.attribute("text", Rule.Summary); });
        });
    });
  }

  void result(StringRef Rule, const std::string &Message, const Location &L,
              StringRef Level = "warning") {
    J.object([&] {
      J.attribute("ruleId", ("recolor-" + Rule).str());
      J.attribute("level", Level);
      J.attributeObject("message",
                        [&] { J.attribute("text", json::fixUTF8(Message)); });
      if (!L.isValid())
        return;
      J.attributeArray("locations", [&] {
        J.object([&] {
          J.attributeObject("physicalLocation", [&] {
            J.attributeObject("artifactLocation", [&] {
              J.attribute("uri", uri(P.Files[L.File]));
            });
            J.attributeObject("region", [&] {
              J.attribute("startLine", L.Line);
              J.attribute("startColumn", L.Column);
            });
          });
        });
      });
    });
  }

  static std::string uri(StringRef Path) {
    std::string U = Path.starts_with("/") ? "file://" : "";
    for (unsigned char Ch : Path) {
      if (isAlnum(Ch) || StringRef("/-._~+@:").contains(char(Ch))) {
        U += char(Ch);
        continue;
      }
      U += '%';
      U += hexdigit(Ch >> 4);
      U += hexdigit(Ch & 15);
    }
    return U;
  }

  void results() {
    for (const FunctionEntry &E : R.Functions) {
      const ProgramFunction &F = P.Functions[E.Function];
      for (const Barrier *B : E.Barriers)
        result(B->Rule,
               "'" + F.Name +
                   "' cannot become async: " + ruleMessage(B->Rule, B->Detail),
               B->Loc.isValid() ? B->Loc : F.Loc);
      for (const Remark &H : E.Hazards)
        result(H.Rule, hazardMessage(P, E.Function, H.Rule, H.Detail), H.Loc,
               isAdvice(H.Rule) ? "note" : "warning");
    }
    for (const Hazard &H : R.Pl.Hazards)
      if (H.Function == None)
        result(H.Rule, hazardMessage(P, None, H.Rule, H.Detail), H.Loc);
    for (const SiteEntry &S : R.Sites)
      if (!isHazard(S.Rule)) {
        const ProgramCall &Call = P.Calls[S.Site];
        result(S.Rule,
               "the call of '" + P.Functions[Call.Callee].Name + "' " +
                   treatmentPhrase(S.T).str() + ": " + ruleMessage(S.Rule),
               Call.Loc);
      }
    // To follow a cut is to keep the function.
    for (const Cut &X : R.Cuts.Cuts)
      result("kept", cutMessage(P, X), P.Functions[X.Function].Loc, "note");
  }
};

} // namespace

void renderJSON(raw_ostream &OS, const Program &P, const Coloring &C,
                const Plan &Pl, const CutList &Cuts) {
  Report R(P, C, Pl, Cuts);
  JSONReport(OS, R).run();
  OS << '\n';
}

void renderSARIF(raw_ostream &OS, const Program &P, const Coloring &C,
                 const Plan &Pl, const CutList &Cuts) {
  Report R(P, C, Pl, Cuts);
  SARIFReport(OS, R).run();
  OS << '\n';
}

} // namespace recolor
