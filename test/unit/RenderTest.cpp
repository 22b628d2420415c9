//===- RenderTest.cpp - Reports from six lines of facts -------------------===//
#include "Facts.h"
#include "Render/Report.h"
#include "llvm/Support/JSON.h"

using namespace recolor;
using namespace recolor::test;

namespace {

/// A program, its colouring from the seed `s`, and a plan that awaits what may
/// be awaited and bridges the rest.
struct Scene {
  Program P;
  Coloring C;
  Plan Pl;

  explicit Scene(llvm::StringRef Facts) : P(program(Facts)) {
    C = llvm::cantFail(solve(P, seeds({"s"})));
    auto F = C.Frontier.begin();
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site) {
      bool Stopped = F != C.Frontier.end() && F->Site == Site;
      if (C.isAsync(P, P.Calls[Site].Callee))
        Pl.Sites.push_back({Site,
                            Stopped ? Treatment::Bridge : Treatment::Await,
                            Stopped ? F->Rule : "", "", None});
      if (Stopped)
        ++F;
    }
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      const ProgramFunction &Fact = P.Functions[Fn];
      if (!C.isAsync(P, Fn) || !Fact.is(FF_InProject))
        continue;
      Pl.Functions.push_back({Fn, Fact.is(FF_Main) ? Strategy::Entry
                                                   : Strategy::Convert});
      if (Fact.is(FF_Noexcept))
        Pl.Hazards.push_back({Fn, "noexcept-coroutine", "", Fact.Loc});
    }
  }

  std::string text(llvm::StringRef Directory = "") const {
    std::string S;
    llvm::raw_string_ostream OS(S);
    renderText(OS, P, C, Pl, {Directory.str()});
    return S;
  }
  std::string explain(llvm::StringRef Name) const {
    std::string S;
    llvm::raw_string_ostream OS(S);
    renderExplain(OS, P, C, Pl, fn(P, Name), {});
    return S;
  }
  llvm::json::Object parsed(decltype(renderJSON) Render) const {
    std::string S;
    llvm::raw_string_ostream OS(S);
    Render(OS, P, C, Pl, {});
    return *llvm::cantFail(llvm::json::parse(S)).getAsObject();
  }
  llvm::json::Object json() const { return parsed(renderJSON); }
};

constexpr const char *Program1 = R"(
unit /p/a.cpp
fn s loc=/usr/s.h:9:5
fn f "n::f" project defined noexcept loc=/p/a.cpp:2:5 redecl=/p/a.h:1:5
fn X::X constructor project defined loc=/p/a.cpp:5:3
rule X::X constructor loc=/p/a.cpp:5:3
fn main main project defined loc=/p/a.cpp:8:5
call f -> s /p/a.cpp:3:3
call X::X -> f /p/a.cpp:6:3
call main -> f /p/a.cpp:9:3 loop
call main -> f /p/a.cpp:10:3 rule=catch-handler
)";

TEST(Render, TextReadsLikeClang) {
  EXPECT_EQ(Scene(Program1).text("/p"),
            "a.cpp:2:5: remark: 'n::f' becomes async [recolor-async]\n"
            "a.cpp:3:3: note: it calls 's', which is a seed outside the "
            "project\n"
            "a.cpp:2:5: warning: the behaviour of 'n::f' may change: an "
            "exception leaves a noexcept coroutine through its task instead of "
            "ending the program [recolor-noexcept-coroutine]\n"
            "a.cpp:5:3: warning: 'X::X' cannot become async: a constructor "
            "cannot be a coroutine [recolor-constructor]\n"
            "a.cpp:6:3: note: the call of 'n::f' is bridged\n"
            "a.cpp:8:5: remark: the body of 'main' becomes a coroutine that it "
            "drives [recolor-async]\n"
            "a.cpp:9:3: note: it calls 'n::f', which becomes async\n"
            "a.cpp:10:3: warning: the call of 'n::f' in 'main' is bridged: a "
            "coroutine cannot suspend inside a catch handler "
            "[recolor-catch-handler]\n"
            "\n"
            "2 functions become async (1 in place, 1 by a body that it "
            "drives)\n"
            "4 call sites: 2 awaited, 0 replaced, 0 on the blocking pool, 2 "
            "bridged, 0 left\n"
            "cost: 2 functions with a coroutine frame, 0 without; 1 awaited "
            "call in loops\n"
            "  catch-handler blocks 1 call site\n"
            "  constructor blocks 1 call site\n"
            "2 files to edit\n"
            "  a.cpp\n"
            "  a.h\n");
}

TEST(Render, OnlyPathsBelowTheDirectoryAreShortened) {
  EXPECT_NE(Scene(Program1).text("/p/").find("\na.cpp:3:3"), std::string::npos);
  EXPECT_NE(Scene(Program1).text("/pp").find("\n/p/a.cpp:3:3"),
            std::string::npos);
  EXPECT_NE(Scene(Program1).text("/").find("\np/a.cpp:3:3"), std::string::npos);
}

TEST(Render, FailedUnitsAreWarnings) {
  std::string T =
      Scene("unit /p/b.cpp failed\nerror \"/p/b.cpp:1:1: error: x\"\nfn s\n")
          .text("/p");
  EXPECT_EQ(T.find("b.cpp: warning: the unit did not parse"), 0u);
  EXPECT_NE(T.find("\n/p/b.cpp:1:1: error: x\n"), std::string::npos);
  EXPECT_NE(T.find("1 unit of 1 did not parse"), std::string::npos);
}

TEST(Render, JSONKeepsItsContract) {
  llvm::json::Object J = Scene(Program1).json();
  EXPECT_EQ(J.getInteger("schema"), 1);
  EXPECT_EQ(*(*J.getArray("seeds"))[0].getAsObject()->getString("name"), "s");
  EXPECT_TRUE(J.getArray("cuts")->empty());
  const llvm::json::Array &Fns = *J.getArray("functions");
  ASSERT_EQ(Fns.size(), 3u);
  const llvm::json::Object &F = *Fns[0].getAsObject();
  EXPECT_EQ(*F.getString("name"), "n::f");
  EXPECT_EQ(*F.getString("file"), "/p/a.cpp");
  EXPECT_EQ(F.getInteger("line"), 2);
  EXPECT_EQ(*F.getString("color"), "async");
  EXPECT_EQ(*F.getString("role"), "convert");
  EXPECT_EQ(F.getInteger("depth"), 1);
  const llvm::json::Object &Because = *F.getObject("because");
  EXPECT_EQ(*Because.getString("callee"), "s");
  EXPECT_EQ(Because.getInteger("line"), 3);
  EXPECT_EQ(Because.getInteger("column"), 3);
  EXPECT_EQ(*Because.getString("kind"), "direct");
  EXPECT_EQ(*(*F.getArray("hazards"))[0].getAsObject()->getString("rule"),
            "noexcept-coroutine");
  const llvm::json::Object &X = *Fns[1].getAsObject();
  EXPECT_EQ(*X.getString("role"), "barrier");
  EXPECT_EQ(*X.getString("color"), "sync");
  EXPECT_EQ(*(*X.getArray("barriers"))[0].getAsObject()->getString("rule"),
            "constructor");
  EXPECT_EQ(*Fns[2].getAsObject()->getString("role"), "bridge");
  const llvm::json::Array &Frontier = *J.getArray("frontier");
  ASSERT_EQ(Frontier.size(), 2u);
  const llvm::json::Object &Site = *Frontier[0].getAsObject();
  EXPECT_EQ(*Site.getString("caller"), "X::X");
  EXPECT_EQ(*Site.getString("callee"), "n::f");
  EXPECT_EQ(*Site.getString("treatment"), "bridge");
  EXPECT_EQ(*Site.getString("rule"), "constructor");
  const llvm::json::Object &S = *J.getObject("summary");
  EXPECT_EQ(S.getInteger("async"), 1);
  EXPECT_EQ(S.getInteger("bridges"), 2);
  EXPECT_EQ(S.getInteger("barriers"), 1);
  EXPECT_EQ(S.getInteger("call_sites"), 4);
  EXPECT_EQ(S.getInteger("files"), 2);
  EXPECT_EQ(S.getInteger("units"), 1);
  EXPECT_EQ(S.getInteger("units_failed"), 0);
}

TEST(Render, JSONOfNothingIsComplete) {
  Program P = link({});
  std::string S;
  llvm::raw_string_ostream OS(S);
  renderJSON(OS, P, llvm::cantFail(solve(P, {})), {});
  llvm::json::Value V = llvm::cantFail(llvm::json::parse(S));
  EXPECT_TRUE(V.getAsObject()->getArray("functions")->empty());
  EXPECT_TRUE(V.getAsObject()->getObject("summary"));
}

TEST(Render, JSONSurvivesNamesThatAreNotUTF8) {
  Scene S("fn s\nfn f \"\xff\" project defined loc=/a:1:1\ncall f -> s /a:2:2");
  EXPECT_EQ(S.json().getArray("functions")->size(), 1u);
}

TEST(Render, ASiteInAnInitializerHasNoCaller) {
  Scene S("fn s project defined loc=/a:1:1\ncall - -> s /a:2:2\n");
  EXPECT_EQ(
      *(*S.json().getArray("frontier"))[0].getAsObject()->getString("caller"),
      "");
  EXPECT_NE(S.text().find("the call of 's' in an initializer is bridged"),
            std::string::npos);
}

TEST(Render, ACallbackIsABridgeNotABarrier) {
  Scene S("fn s project defined loc=/a:1:1\nfn each\n"
          "fn l lambda project defined loc=/a:2:1\n"
          "call each -> l callback /a:2:1\ncall l -> s /a:3:1\n");
  llvm::json::Object J = S.json();
  for (const llvm::json::Value &F : *J.getArray("functions"))
    if (*F.getAsObject()->getString("name") == "l") {
      EXPECT_EQ(*F.getAsObject()->getString("role"), "bridge");
    }
}

TEST(Render, ExplainShowsTheWholeChain) {
  EXPECT_EQ(Scene(Program1).explain("main"),
            "/p/a.cpp:8:5: remark: 'main' becomes async [recolor-async]\n"
            "/p/a.cpp:9:3: note: 'main' calls 'n::f' here (direct)\n"
            "/p/a.cpp:3:3: note: 'n::f' calls 's' here (direct)\n"
            "/usr/s.h:9:5: note: 's' is a seed\n");
}

TEST(Render, ExplainShowsWhatStops) {
  EXPECT_EQ(Scene(Program1).explain("X::X"),
            "/p/a.cpp:5:3: remark: 'X::X' stays sync\n"
            "/p/a.cpp:5:3: note: 'X::X' cannot become async: a constructor "
            "cannot be a coroutine [recolor-constructor]\n"
            "/p/a.cpp:6:3: note: its call of 'n::f' is bridged: a constructor "
            "cannot be a coroutine [recolor-constructor]\n");
  EXPECT_EQ(Scene("fn s\nfn g project loc=/a:1:1\n").explain("g"),
            "/a:1:1: remark: 'g' stays sync: no call that could be awaited "
            "leads from it to a seed\n");
}

TEST(Render, ExplainNamesTheOverrideFamily) {
  EXPECT_EQ(Scene("fn A::f virtual project pure loc=/a:1:1\n"
                  "fn B::f virtual project defined overrides=A::f loc=/a:2:1\n"
                  "fn s loc=/a:9:1\ncall B::f -> s /a:3:1\n")
                .explain("A::f"),
            "/a:1:1: remark: 'A::f' becomes async [recolor-async]\n"
            "/a:2:1: note: 'A::f' shares its colour with 'B::f' (one override "
            "family)\n"
            "/a:3:1: note: 'B::f' calls 's' here (direct)\n"
            "/a:9:1: note: 's' is a seed\n");
}

TEST(Render, SARIFHasAResultPerBarrierHazardAndSite) {
  llvm::json::Object J = Scene(Program1).parsed(renderSARIF);
  EXPECT_EQ(*J.getString("version"), "2.1.0");
  const llvm::json::Object &Run = *(*J.getArray("runs"))[0].getAsObject();
  EXPECT_EQ(Run.getArray("results")->size(), 4u);
}

TEST(Render, RefusalsAreTheWarningsOfTheText) {
  Scene S(Program1);
  std::string T;
  llvm::raw_string_ostream OS(T);
  renderRefusals(OS, S.P, S.C, S.Pl, {});
  EXPECT_EQ(T.find("remark:"), std::string::npos);
  EXPECT_NE(T.find("'X::X' cannot become async"), std::string::npos);
  EXPECT_NE(T.find("[recolor-catch-handler]"), std::string::npos);
  EXPECT_EQ(T.find("functions become"), std::string::npos);
}

TEST(Render, HTMLEscapesNames) {
  Scene S("fn s\nfn f \"A<int>::f\" project defined loc=/a:1:1\n"
          "call f -> s /a:2:2\n");
  std::string T;
  llvm::raw_string_ostream OS(T);
  renderReport(OS, ReportFormat::HTML, S.P, S.C, S.Pl, {}, {});
  EXPECT_NE(T.find("<td>A&lt;int&gt;::f</td>"), std::string::npos);
}

TEST(Render, DotDrawsReasonsAndTheFrontier) {
  Scene S(Program1);
  std::string D;
  llvm::raw_string_ostream OS(D);
  renderDot(OS, S.P, S.C, S.Pl);
  auto Edge = [&](llvm::StringRef A, llvm::StringRef B) {
    return "n" + std::to_string(fn(S.P, A)) + " -> n" +
           std::to_string(fn(S.P, B));
  };
  EXPECT_NE(D.find(Edge("n::f", "s") + ";"), std::string::npos);
  EXPECT_NE(D.find(Edge("X::X", "n::f") + " [style=dashed"), std::string::npos);
}

TEST(Render, AFunctionThatIsAsyncOnlyBySlotSaysSo) {
  Scene S("fn s\nfn f project defined loc=/a:1:1\n"
          "fn g project defined loc=/a:2:1\nfn slot slot project loc=/a:3:1\n"
          "fn user project defined loc=/a:4:1\ncall f -> s /a:1:5\n"
          "call slot -> f flow /a:5:1 via=user\n"
          "call slot -> g flow /a:5:9 via=user\n"
          "call user -> slot slot /a:6:1\n");
  EXPECT_NE(S.text().find("/a:5:9: note: it calls nothing async, but is stored "
                          "here in 'slot', which becomes async\n"),
            std::string::npos)
      << S.text();
  EXPECT_NE(S.explain("g").find("/a:5:9: note: 'g' calls nothing async, but is "
                                "stored here in 'slot' (contract)\n"),
            std::string::npos);
  llvm::json::Object Report = S.json();
  for (const llvm::json::Value &F : *Report.getArray("functions")) {
    const llvm::json::Object &O = *F.getAsObject();
    if (*O.getString("name") == "g") {
      const llvm::json::Object &Because = *O.getObject("because");
      EXPECT_EQ(*Because.getString("kind"), "contract");
      EXPECT_EQ(*Because.getString("callee"), "slot");
    }
  }
}

} // namespace
