//===- Paths.cpp - Call paths, for people and for scripts -----------------===//
#include "Render/Paths.h"
#include "Render/Diagnostics.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace recolor {
namespace {

/// The notes of one path.
class PathText {
  const Program &P;
  Diagnostics &D;
  ArrayRef<PathStep> Steps;

public:
  PathText(const Program &P, Diagnostics &D, ArrayRef<PathStep> Steps)
      : P(P), D(D), Steps(Steps) {}

  void run() {
    uint32_t First = Steps.front().Function, Last = Steps.back().Function;
    if (Steps.size() == 1) {
      D.emit(P.Functions[First].Loc, "remark", D.name(First) + " matches");
      return;
    }
    D.emit(P.Functions[First].Loc, "remark",
           D.name(First) + " reaches " + D.name(Last));
    for (size_t I = 0; I + 1 != Steps.size(); ++I)
      note(I);
  }

private:
  bool isHandOver(uint32_t Site) const {
    return Site != None && (P.Calls[Site].Kind == CallKind::Callback ||
                            P.Calls[Site].Kind == CallKind::Spawn);
  }

  /// The step from \p I to the next one.
  void note(size_t I) {
    uint32_t From = Steps[I].Function, To = Steps[I + 1].Function;
    const ProgramCall Call = P.Calls[Steps[I].Site];
    if (isHandOver(Steps[I].Site)) {
      // The unseen code stands between two steps with the same site.
      if (I && Steps[I - 1].Site == Steps[I].Site)
        return overriding(Call, To);
      D.emit(Call.Loc, "note",
             D.name(From) + " hands " + D.name(Call.Callee) + " to " +
                 D.name(To) + " here (" + toString(Call.Kind) + ")");
      return;
    }
    if (Call.Kind == CallKind::Flow) {
      // What two declarations of one slot share was not stored anywhere.
      if (Call.Loc.isValid())
        D.emit(Call.Loc, "note",
               D.name(Call.Callee) + " was stored in " + D.name(From) +
                   " here (" + toString(Call.Kind) + ")");
      return overriding(Call, To);
    }
    D.emit(Call.Loc, "note",
           D.name(From) + " calls " + D.name(Call.Callee) + " here (" +
               toString(Call.Kind) + ")");
    overriding(Call, To);
  }

  void overriding(const ProgramCall &Call, uint32_t To) {
    if (To != Call.Callee && P.Functions[To].Kind != FunctionKind::Slot)
      D.emit(P.Functions[To].Loc, "note",
             D.name(To) + " overrides " + D.name(Call.Callee));
  }
};

std::string more(const PathsResult &R) {
  return (R.Complete ? "" : "at least ") + std::to_string(R.More) + " more";
}

} // namespace

void renderPaths(raw_ostream &OS, const Program &P, const PathsResult &R,
                 const ReportOptions &O) {
  Diagnostics D(OS, P, O);
  for (const CallPath &Path : R.Paths)
    PathText(P, D, Path.Steps).run();
  if (!R.Paths.empty())
    OS << '\n';
  OS << plural(R.Paths.size(), "path", "paths");
  if (R.More || !R.Complete)
    OS << "; " << more(R) << " (--limit)";
  OS << '\n';
}

void renderPathsJSON(raw_ostream &OS, const Program &P, const PathsResult &R) {
  json::OStream J(OS, 2);
  auto UTF8 = [](StringRef S) {
    return json::isUTF8(S) ? S.str() : json::fixUTF8(S);
  };
  auto Place = [&](const Location &L) {
    J.attribute("file", L.isValid() ? UTF8(P.Files[L.File]) : "");
    J.attribute("line", L.Line);
  };
  J.object([&] {
    J.attribute("schema", 1);
    J.attributeArray("paths", [&] {
      for (const CallPath &Path : R.Paths)
        J.object([&] {
          J.attributeArray("steps", [&] {
            for (const PathStep &S : Path.Steps)
              J.object([&] {
                const ProgramFunction &F = P.Functions[S.Function];
                J.attribute("name", UTF8(F.Name));
                J.attribute("usr", UTF8(F.USR));
                Place(F.Loc);
                if (S.Site == None) {
                  J.attribute("call", nullptr);
                  return;
                }
                const ProgramCall Call = P.Calls[S.Site];
                J.attributeObject("call", [&] {
                  Place(Call.Loc);
                  J.attribute("column", Call.Loc.Column);
                  J.attribute("kind", toString(Call.Kind));
                });
              });
          });
        });
    });
    J.attributeObject("summary", [&] {
      J.attribute("paths", int64_t(R.Paths.size()));
      J.attribute("more", int64_t(R.More));
      J.attribute("complete", R.Complete);
    });
  });
  J.flush();
  OS << '\n';
}

} // namespace recolor
