#include "Plan/MakePlan.h"
#include "Plan/PlanFile.h"
#include "Runtime/Modes.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>
#include <numeric>

using namespace recolor;

namespace {

/// A program of a few lines, with the verdicts given by hand.
struct World {
  Program P;
  Coloring C;

  uint32_t add(llvm::StringRef Name, uint32_t Flags, bool Async,
               FunctionKind Kind = FunctionKind::Function) {
    ProgramFunction F;
    F.Key = F.Name = P.Strings->save(Name);
    F.Flags = Flags;
    F.Kind = Kind;
    F.Loc = {0, uint32_t(P.Functions.size() + 1), 1, 0};
    uint32_t Id = P.Functions.size();
    P.Functions.push_back(F);
    P.ClassOf.push_back(Id);
    C.Classes.push_back({Async ? Color::Async : Color::Sync, 0});
    C.Reasons.push_back({});
    return Id;
  }
  uint32_t own(llvm::StringRef Name, bool Async, uint32_t More = 0) {
    return add(Name, FF_Defined | FF_InProject | More, Async);
  }
  uint32_t foreign(llvm::StringRef Name, bool Async = false) {
    return add(Name, 0, Async);
  }
  uint32_t call(uint32_t Caller, uint32_t Callee,
                CallKind Kind = CallKind::Direct, uint32_t Context = None,
                std::vector<std::string> Rules = {}) {
    ProgramCall Call;
    Call.Caller = Caller;
    Call.Callee = Callee;
    Call.Kind = Kind;
    Call.Context = Context;
    std::vector<InternedString> Ids;
    for (const std::string &R : Rules)
      Ids.push_back(P.Strings->save(R));
    Call.Rules = P.Strings->save<InternedString>(Ids);
    Call.Loc = {0, 100 + uint32_t(P.Calls.size()), 3, 0};
    P.Calls.push_back(Call);
    return P.Calls.size() - 1;
  }
  uint32_t context(ContextFact::Kind K, uint32_t Owner, bool Escapes = false,
                   std::vector<std::string> Methods = {}, bool Editable = true) {
    ContextFact Ctx;
    Ctx.Key = Ctx.Name = "io";
    Ctx.Type = "asio::io_context";
    Ctx.K = K;
    Ctx.Owner = Owner;
    Ctx.Escapes = Escapes;
    Ctx.Editable = Editable;
    Ctx.Methods = std::move(Methods);
    P.Contexts.push_back(Ctx);
    return P.Contexts.size() - 1;
  }
  void frontier(uint32_t Site, llvm::StringRef Rule) {
    C.Frontier.push_back({Site, Rule.str()});
  }
  Plan plan() {
    P.Files = {"a.cpp"};
    // Every function is a class of its own.
    const uint32_t N = P.Functions.size();
    P.ClassBegin.resize(N + 1);
    P.ClassMembers.resize(N);
    std::iota(P.ClassBegin.begin(), P.ClassBegin.end(), 0u);
    std::iota(P.ClassMembers.begin(), P.ClassMembers.end(), 0u);
    P.indexCalls();
    return makePlan(P, C, *llvm::cantFail(findRuntime("asio")));
  }
};

/// "await", "offload kept-context", "bridge slot @0" (a context), or "nothing".
std::string at(const Plan &Pl, uint32_t Site) {
  for (const SitePlan &S : Pl.Sites)
    if (S.Site == Site)
      return toString(S.T).str() + (S.Rule.empty() ? "" : " " + S.Rule) +
             (S.Replacement.empty() ? "" : " =" + S.Replacement) +
             (S.Context == None ? "" : " @" + std::to_string(S.Context));
  return "nothing";
}

std::string strategy(const Plan &Pl, uint32_t Fn) {
  for (const FunctionPlan &F : Pl.Functions)
    if (F.Function == Fn)
      return toString(F.S).str();
  return "keep";
}

std::string treatment(const Plan &Pl, uint32_t Ctx) {
  for (const ContextPlan &C : Pl.Contexts)
    if (C.Context == Ctx)
      return C.T == ContextTreatment::Executor    ? "executor"
             : C.T == ContextTreatment::Reference ? "reference"
                                                  : "keep";
  return "keep";
}

TEST(MakePlan, Strategies) {
  World W;
  uint32_t F = W.own("f", true);
  uint32_t Decl = W.add("C::pure", FF_InProject | FF_Pure | FF_Virtual, true);
  uint32_t Main = W.own("main", true, FF_Main);
  uint32_t Task = W.own("t", true, FF_Async);
  uint32_t Seed = W.foreign("asio::read", true);
  uint32_t Sync = W.own("g", false);
  Plan Pl = W.plan();
  EXPECT_EQ(strategy(Pl, F), "convert");
  EXPECT_EQ(strategy(Pl, Decl), "convert");
  EXPECT_EQ(strategy(Pl, Main), "entry");
  EXPECT_EQ(strategy(Pl, Task), "keep");
  EXPECT_EQ(strategy(Pl, Seed), "keep");
  EXPECT_EQ(strategy(Pl, Sync), "keep");
  EXPECT_EQ(Pl.Runtime, "asio");
}

TEST(MakePlan, CallsOfConvertedFunctions) {
  World W;
  uint32_t F = W.own("f", true), Caller = W.own("caller", true);
  uint32_t Co = W.own("co", false, FF_Coroutine);
  uint32_t Ctor = W.own("C::C", false), Task = W.own("t", true, FF_Async);
  uint32_t A = W.call(Caller, F);
  uint32_t B = W.call(Co, F);
  uint32_t C = W.call(Ctor, F);
  uint32_t D = W.call(Caller, F);
  uint32_t E = W.call(Caller, Task);
  uint32_t G = W.call(None, F);
  uint32_t H = W.call(Caller, F, CallKind::Unevaluated);
  W.frontier(C, "constructor");
  W.frontier(D, "catch-handler");
  W.frontier(G, "static-initializer");
  Plan Pl = W.plan();
  EXPECT_EQ(at(Pl, A), "await");
  EXPECT_EQ(at(Pl, B), "await");
  EXPECT_EQ(at(Pl, C), "bridge constructor");
  EXPECT_EQ(at(Pl, D), "bridge catch-handler");
  EXPECT_EQ(at(Pl, E), "nothing");
  EXPECT_EQ(at(Pl, G), "bridge static-initializer");
  EXPECT_EQ(at(Pl, H), "nothing");
}

TEST(MakePlan, FunctionsHandedOn) {
  World W;
  uint32_t F = W.own("f", true), Slot = W.own("slot", false);
  uint32_t Sort = W.foreign("std::sort"), Thread = W.foreign("std::thread::thread");
  uint32_t L = W.add("l", FF_Defined | FF_InProject, true, FunctionKind::Lambda);
  uint32_t Sync = W.own("g", false);
  uint32_t A = W.call(Slot, F, CallKind::Flow);
  uint32_t B = W.call(Sort, F, CallKind::Callback);
  uint32_t C = W.call(Thread, F, CallKind::Spawn);
  uint32_t D = W.call(Sort, L, CallKind::Callback);
  uint32_t E = W.call(Sort, Sync, CallKind::Callback);
  Plan Pl = W.plan();
  for (uint32_t Site : {A, B, C})
    EXPECT_EQ(at(Pl, Site), "bridge handed-on");
  EXPECT_EQ(at(Pl, D), "nothing");
  EXPECT_EQ(at(Pl, E), "nothing");
}

TEST(MakePlan, ForeignCalls) {
  World W;
  uint32_t F = W.own("f", true), Sync = W.own("g", false);
  uint32_t AsioRead = W.foreign("asio::read", true), Read = W.foreign("read");
  uint32_t Sleep = W.foreign("std::this_thread::sleep_for", true);
  uint32_t Lock = W.foreign("std::mutex::lock"), Fn = W.foreign("lib::wait", true);
  uint32_t Stream = W.foreign("asio::basic_socket_iostream::connect", true);
  uint32_t Other = W.foreign("printf"), OwnAccept = W.own("accept", false);
  uint32_t A = W.call(F, AsioRead), B = W.call(F, Read), C = W.call(F, Lock);
  uint32_t D = W.call(F, Fn), E = W.call(F, Stream), G = W.call(F, Other);
  uint32_t H = W.call(F, OwnAccept), I = W.call(Sync, AsioRead);
  uint32_t J = W.call(Sync, Read), K = W.call(F, Sleep);
  uint32_t L = W.call(F, AsioRead);
  uint32_t M = W.call(F, Read, CallKind::Direct, None, {"macro-body"});
  W.frontier(I, "kept");
  W.frontier(L, "catch-handler");
  Plan Pl = W.plan();
  EXPECT_EQ(at(Pl, A), "replace =asio-composed");
  EXPECT_EQ(at(Pl, B), "offload no-replacement");
  EXPECT_EQ(at(Pl, C), "leave");
  EXPECT_EQ(at(Pl, D), "offload no-replacement");
  EXPECT_EQ(at(Pl, E), "offload iostream-object");
  EXPECT_EQ(at(Pl, G), "nothing");
  EXPECT_EQ(at(Pl, H), "nothing");
  EXPECT_EQ(at(Pl, I), "leave kept");
  EXPECT_EQ(at(Pl, J), "nothing");
  EXPECT_EQ(at(Pl, K), "replace =std-sleep-for");
  EXPECT_EQ(at(Pl, L), "leave catch-handler");
  EXPECT_EQ(at(Pl, M), "leave macro-body");
}

TEST(MakePlan, LocalContextsOfConvertedFunctions) {
  World W;
  uint32_t F = W.own("f", true), G = W.own("g", true);
  uint32_t Read = W.foreign("asio::read", true);
  uint32_t Plain = W.context(ContextFact::Local, F);
  uint32_t Escaping = W.context(ContextFact::Local, G, true);
  uint32_t A = W.call(F, Read, CallKind::Direct, Plain);
  uint32_t B = W.call(G, Read, CallKind::Direct, Escaping);
  uint32_t C = W.call(G, Read);
  Plan Pl = W.plan();
  EXPECT_EQ(treatment(Pl, Plain), "executor");
  EXPECT_EQ(treatment(Pl, Escaping), "reference");
  for (uint32_t Site : {A, B, C})
    EXPECT_EQ(at(Pl, Site), "replace =asio-composed");
}

TEST(MakePlan, KeptContexts) {
  World W;
  uint32_t F = W.own("f", true), G = W.own("g", true);
  uint32_t Read = W.foreign("asio::read", true);
  uint32_t Sleep = W.foreign("std::this_thread::sleep_for", true);
  uint32_t Own = W.context(ContextFact::Local, F);
  uint32_t Member = W.context(ContextFact::Member, None);
  uint32_t Run = W.context(ContextFact::Local, G, false, {"run"});
  uint32_t Parameter = W.context(ContextFact::Parameter, G, true);
  uint32_t A = W.call(F, Read, CallKind::Direct, Own);
  uint32_t B = W.call(F, Read, CallKind::Direct, Member);
  uint32_t C = W.call(G, Read, CallKind::Direct, Run);
  uint32_t D = W.call(G, Read, CallKind::Direct, Parameter);
  uint32_t E = W.call(G, Read), H = W.call(G, Sleep);
  Plan Pl = W.plan();
  EXPECT_EQ(treatment(Pl, Run), "keep");
  EXPECT_EQ(at(Pl, A), "replace =asio-composed");
  EXPECT_EQ(at(Pl, B), "offload kept-context");
  EXPECT_EQ(at(Pl, C), "offload kept-context");
  EXPECT_EQ(at(Pl, D), "replace =asio-composed");
  EXPECT_EQ(at(Pl, E), "offload kept-context");
  EXPECT_EQ(at(Pl, H), "replace =std-sleep-for");
}

TEST(MakePlan, EscapingContextsWhenParametersAreRun) {
  World W;
  uint32_t F = W.own("f", true), Server = W.own("serve", false);
  uint32_t Read = W.foreign("asio::read", true);
  uint32_t Io = W.context(ContextFact::Local, F, true);
  W.context(ContextFact::Parameter, Server, false, {"run"});
  uint32_t A = W.call(F, Read, CallKind::Direct, Io);
  Plan Pl = W.plan();
  EXPECT_EQ(treatment(Pl, Io), "keep");
  EXPECT_EQ(at(Pl, A), "offload kept-context");
}

TEST(MakePlan, BridgesDriveTheContextBesideThem) {
  World W;
  uint32_t F = W.own("f", true), One = W.own("one", false);
  uint32_t Two = W.own("two", false), Co = W.own("co", true);
  uint32_t Read = W.foreign("asio::read", true);
  uint32_t Io = W.context(ContextFact::Local, One, true);
  uint32_t First = W.context(ContextFact::Local, Two, true);
  uint32_t Second = W.context(ContextFact::Parameter, Two, true);
  uint32_t InCo = W.context(ContextFact::Local, Co);
  uint32_t A = W.call(One, F), B = W.call(Two, F);
  uint32_t C = W.call(Two, F, CallKind::Direct, First);
  uint32_t D = W.call(Two, F, CallKind::Direct, Second);
  uint32_t E = W.call(Co, F), G = W.call(F, Read);
  W.frontier(A, "kept");
  W.frontier(B, "kept");
  W.frontier(C, "kept");
  W.frontier(D, "kept");
  W.frontier(E, "catch-handler");
  Plan Pl = W.plan();
  EXPECT_EQ(at(Pl, A), "bridge kept @" + std::to_string(Io));
  EXPECT_EQ(at(Pl, B), "bridge kept");
  EXPECT_EQ(at(Pl, C), "bridge kept @" + std::to_string(First));
  EXPECT_EQ(at(Pl, D), "bridge kept @" + std::to_string(Second));
  EXPECT_EQ(at(Pl, E), "bridge catch-handler");
  EXPECT_EQ(treatment(Pl, InCo), "executor");
  // Every local context is driven or replaced, so nothing has to be offloaded.
  EXPECT_EQ(at(Pl, G), "replace =asio-composed");
}

TEST(MakePlan, UndrivenContextOfSyncFunctionIsKept) {
  World W;
  uint32_t F = W.own("f", true), Sync = W.own("s", false);
  uint32_t Read = W.foreign("asio::read", true);
  W.context(ContextFact::Local, Sync, true);
  uint32_t A = W.call(F, Read);
  EXPECT_EQ(at(W.plan(), A), "offload kept-context");
}

TEST(MakePlan, NonblockingObjects) {
  World W;
  uint32_t F = W.own("f", true), Setup = W.own("setup", false);
  uint32_t Read = W.foreign("asio::read", true);
  uint32_t Sleep = W.foreign("std::this_thread::sleep_for", true);
  uint32_t Mode = W.foreign("asio::basic_socket::non_blocking");
  uint32_t A = W.call(F, Read), B = W.call(F, Sleep);
  W.call(Setup, Mode);
  EXPECT_EQ(at(W.plan(), A), "replace =asio-composed");
  uint32_t On = W.call(Setup, Mode, CallKind::Direct, None, {NonblockingSwitch.str()});
  Plan Pl = W.plan();
  EXPECT_EQ(at(Pl, A), "leave nonblocking-object");
  EXPECT_EQ(at(Pl, B), "replace =std-sleep-for");
  EXPECT_EQ(Pl.Switch, W.P.Calls[On].Loc);
}

TEST(MakePlan, NonblockingDescriptors) {
  auto Plans = [](bool Switches, bool Shares) {
    World W;
    uint32_t F = W.own("f", true), Setup = W.own("setup", false);
    uint32_t Recv = W.foreign("recv", true), Read = W.foreign("asio::read", true);
    uint32_t Fcntl = W.foreign("fcntl");
    uint32_t Handle = W.foreign("asio::basic_socket::native_handle");
    uint32_t A = W.call(F, Recv), B = W.call(F, Read);
    if (Switches)
      W.call(Setup, Fcntl, CallKind::Direct, None, {NonblockingSwitch.str()});
    else
      W.call(Setup, Fcntl);
    if (Shares)
      W.call(Setup, Handle);
    Plan Pl = W.plan();
    auto Of = llvm::find_if(Pl.Sites, [&](const SitePlan &S) { return S.Site == A; });
    return at(Pl, A) + (Of->Switched ? " switched, " : ", ") + at(Pl, B);
  };
  EXPECT_EQ(Plans(false, false), "replace =posix-receive, replace =asio-composed");
  EXPECT_EQ(Plans(true, false), "replace =posix-receive switched, replace =asio-composed");
  EXPECT_EQ(Plans(false, true), "replace =posix-receive, replace =asio-composed");
  EXPECT_EQ(Plans(true, true), "leave nonblocking-object, leave nonblocking-object");
}

TEST(MakePlan, BridgesThatCoroutinesReach) {
  World W;
  uint32_t Task = W.own("task", false, FF_Coroutine);
  uint32_t Open = W.own("open", false), Ctor = W.own("C::C", false);
  uint32_t Alone = W.own("D::D", false), F = W.own("f", true, FF_Noexcept);
  W.call(Task, Open);
  W.call(Open, Ctor);
  uint32_t A = W.call(Ctor, F), B = W.call(Alone, F);
  W.frontier(A, "constructor");
  W.frontier(B, "constructor");
  Plan Pl = W.plan();
  ASSERT_EQ(Pl.Hazards.size(), 2u);
  EXPECT_EQ(Pl.Hazards[0].Function, Ctor);
  EXPECT_EQ(Pl.Hazards[0].Rule, "bridge-in-coroutine");
  EXPECT_EQ(Pl.Hazards[0].Detail, "task -> open -> C::C");
  EXPECT_EQ(Pl.Hazards[0].Loc, W.P.Calls[A].Loc);
  EXPECT_EQ(Pl.Hazards[1].Function, F);
  EXPECT_EQ(Pl.Hazards[1].Rule, "noexcept-coroutine");
}

TEST(MakePlan, WhatOnlyHandsTasksOnIsNoCoroutine) {
  World W;
  uint32_t F = W.own("f", true), Kept = W.own("kept", false);
  uint32_t Hands = W.own("hands", true, FF_HandsOn);
  uint32_t Differs = W.own("differs", true, FF_HandsOn | FF_Differs);
  uint32_t Mixed = W.own("mixed", true, FF_HandsOn);
  uint32_t Read = W.foreign("asio::read", true);
  W.call(F, Read);
  W.call(Hands, F);
  W.call(Differs, F);
  // One of its returns has no task to give out.
  W.call(Mixed, F);
  W.call(Mixed, Kept);
  for (const FunctionPlan &P : W.plan().Functions)
    EXPECT_EQ(P.PassThrough, P.Function == Hands) << W.P.Functions[P.Function].Name.str();
}

TEST(PlanFile, RoundTrip) {
  World W;
  uint32_t F = W.own("f", true), G = W.own("it's g", true);
  uint32_t Ctor = W.own("C::C", false), Read = W.foreign("asio::read", true);
  W.P.Functions[F].Params = W.P.Strings->save("(int, char)");
  uint32_t A = W.call(F, Read), B = W.call(G, F), C = W.call(Ctor, G);
  W.C.Seeds = {Read};
  W.C.Reasons[F] = {Reason::Call, A, None};
  W.C.Reasons[G] = {Reason::Class, None, F};
  W.frontier(C, "constructor");
  (void)B;
  Plan Pl = W.plan();
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  writePlan(OS, W.P, W.C, Pl);
  EXPECT_NE(Text.find("runtime: 'asio'\n"
                      "async:\n"
                      "  - 'asio::read'\n"
                      "functions:\n"
                      "  - name: 'f(int, char)'\n"
                      "    key: 'f'\n"
                      "    at: 'a.cpp:1:1'\n"
                      "    strategy: convert\n"
                      "    because: 'it calls asio::read at a.cpp:100:3'\n"
                      "  - name: 'it''s g'\n"
                      "    key: 'it''s g'\n"
                      "    at: 'a.cpp:2:1'\n"
                      "    strategy: convert\n"
                      "    because: 'it has the colour of f at a.cpp:1:1'\n"
                      "frontier:\n"
                      "  - at: 'a.cpp:102:3'\n"
                      "    caller: 'C::C'\n"
                      "    callee: 'it''s g'\n"
                      "    treatment: bridge\n"
                      "    rule: 'constructor'\n"),
            std::string::npos)
      << Text;

  auto Same = readPlanFile(Text, "plan.yaml");
  ASSERT_TRUE(bool(Same));
  EXPECT_EQ(Same->Runtime, "asio");
  EXPECT_EQ(Same->Async, std::vector<std::string>{"asio::read"});
  EXPECT_TRUE(Same->Keep.empty());

  Text.replace(Text.rfind("convert"), 7, "keep");
  auto Edited = readPlanFile(Text, "plan.yaml");
  ASSERT_TRUE(bool(Edited));
  EXPECT_EQ(Edited->Keep, std::vector<std::string>{"it's g"});
  EXPECT_TRUE(Edited->Strategies.empty());
  ASSERT_EQ(Edited->Frontier.size(), 1u);
  EXPECT_EQ(Edited->Frontier[0].At, "a.cpp:102:3");
  EXPECT_EQ(Edited->Frontier[0].T, Treatment::Bridge);

  Text.replace(Text.rfind("keep"), 4, "wrap");
  Text.insert(0, "strategy: twin\nrename: 'co_{name}'\n");
  auto Twins = readPlanFile(Text, "plan.yaml");
  ASSERT_TRUE(bool(Twins));
  EXPECT_EQ(Twins->Default, Strategy::Twin);
  EXPECT_EQ(Twins->Rename, "co_{name}");
  EXPECT_EQ(Twins->Strategies,
            (std::vector<std::pair<std::string, Strategy>>{
                {"f(int, char)", Strategy::Convert}, {"it's g", Strategy::Wrap}}));
}

TEST(PlanFile, Errors) {
  auto ErrorOf = [](llvm::StringRef Text) {
    auto F = readPlanFile(Text, "plan.yaml");
    return F ? std::string() : llvm::toString(F.takeError());
  };
  EXPECT_EQ(ErrorOf("runtime: asio\n"), "");
  EXPECT_EQ(ErrorOf("async: [f]\n"),
            "plan.yaml:1:1: error: key 'runtime' is missing");
  EXPECT_EQ(ErrorOf("runtime: asio\nfunctions:\n  - {name: f, strategy: kep}\n"),
            "plan.yaml:3:25: error: unknown word 'kep'; did you mean 'keep'?");
  EXPECT_EQ(ErrorOf("runtime: asio\nfunctons: []\n"),
            "plan.yaml:2:1: error: unknown key 'functons'; did you mean "
            "'functions'?");
  EXPECT_EQ(ErrorOf("runtime: asio\nfunctions:\n  - {nam: f}\n"),
            "plan.yaml:3:6: error: unknown key 'nam'; did you mean 'name'?");
}

} // namespace
