#include "Runtime/Runtime.h"
#include "Rules/Rules.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>

using namespace recolor;

namespace {

const Runtime &runtime(llvm::StringRef Name) {
  return *llvm::cantFail(findRuntime(Name));
}

/// A description with everything that is required, and \p More.
std::string description(llvm::StringRef More) {
  return ("name: x\ntitle: X\n"
          "task: {type: 'task<${T}>', void: 'task<>', classes: [task]}\n"
          "await: 'co_await ${CALL}'\nbridge: 'wait(${CALL})'\n"
          "offload: 'co_await off(${FN})'\nnoop: co_await nothing\n" +
          More)
      .str();
}

llvm::Expected<std::string> noFile(llvm::StringRef Name) {
  return llvm::createStringError("no file '" + Name + "'");
}

std::string errorOf(llvm::StringRef Text) {
  auto RT = loadRuntime(Text, "x.yaml", noFile);
  return RT ? "" : llvm::toString(RT.takeError());
}

TEST(Runtime, EmbeddedOnesAreSound) {
  ASSERT_EQ(allRuntimes().size(), 2u);
  for (const Runtime &RT : allRuntimes()) {
    SCOPED_TRACE(RT.Name);
    EXPECT_FALSE(RT.Calls.empty());
    EXPECT_FALSE(RT.Packages.empty());
    for (const std::string *S : {&RT.Task, &RT.VoidTask, &RT.Await, &RT.Bridge,
                                 &RT.BridgeOn, &RT.Offload, &RT.Noop, &RT.Token,
                                 &RT.ErrorToken, &RT.ErrorType})
      EXPECT_FALSE(S->empty());
    for (const CallRule &C : RT.Calls) {
      SCOPED_TRACE(C.Id);
      EXPECT_TRUE(C.Hazard.empty() || findRule(C.Hazard));
      EXPECT_EQ(C.Strategy == CallStrategy::Replace,
                llvm::StringRef(C.Rewrite).contains("co_await"));
      for (const std::string &F : C.Functions)
        EXPECT_EQ(F.find_first_of("<>$ "), std::string::npos) << F;
    }
  }
  EXPECT_EQ(allRuntimes()[0].Name, "boost_asio");
}

TEST(Runtime, VariablesReachInheritedRules) {
  const Runtime &RT = runtime("boost_asio");
  EXPECT_EQ(RT.Task, "boost::asio::awaitable<${T}>");
  EXPECT_EQ(RT.ErrorType, "boost::system::error_code");
  EXPECT_EQ(RT.Includes.at("shim"),
            std::vector<std::string>{"\"recolor/boost_asio.h\""});
  EXPECT_TRUE(RT.CompileFlags.empty());
  EXPECT_EQ(RT.LinkFlags, std::vector<std::string>{"-pthread"});
  const CallRule *Sleep = RT.ruleFor("std::this_thread::sleep_for");
  ASSERT_TRUE(Sleep);
  EXPECT_EQ(Sleep->Rewrite, "co_await recolor::boost_asio_rt::sleep_for(${ARGS})");
  EXPECT_FALSE(Sleep->Bound);
  const CallRule *Read = RT.ruleFor("boost::asio::basic_stream_socket::read_some");
  ASSERT_TRUE(Read);
  EXPECT_EQ(Read->Rewrite, "co_await ${OBJ}async_${NAME}(${ARGS}, ${TOKEN})");
  EXPECT_TRUE(Read->Bound && Read->Seed);
  EXPECT_TRUE(RT.ruleFor("boost::beast::http::read"));
  EXPECT_FALSE(RT.ruleFor("asio::read"));
  EXPECT_FALSE(RT.Default);
  EXPECT_TRUE(runtime("asio").Default);
}

TEST(Runtime, StandardAndSystemCalls) {
  const Runtime &RT = runtime("asio");
  const CallRule *Recv = RT.ruleFor("::recv");
  ASSERT_TRUE(Recv);
  EXPECT_EQ(Recv->Rewrite,
            "${CALLEE}(co_await recolor::asio_rt::wait_readable(${ARG1}${FLAGS}), ${REST})");
  EXPECT_EQ(Recv->Waiters, (std::vector<std::string>{"wait_readable", "wait_if_blocking"}));
  EXPECT_EQ(Recv->Flags, 4);
  EXPECT_TRUE(Recv->Seed);
  for (llvm::StringRef Name : {"read", "nanosleep", "getaddrinfo", "waitpid",
                               "std::future::get", "std::thread::join"}) {
    SCOPED_TRACE(Name.str());
    const CallRule *R = RT.ruleFor(Name);
    ASSERT_TRUE(R);
    EXPECT_EQ(R->Strategy, CallStrategy::Offload);
    EXPECT_FALSE(R->Seed);
  }
  EXPECT_EQ(RT.ruleFor("std::mutex::lock")->Strategy, CallStrategy::Leave);
  EXPECT_EQ(RT.ruleFor("fsync")->Strategy, CallStrategy::Leave);
  EXPECT_TRUE(RT.ruleFor("asio::io_context::run_for")->Seed);
  EXPECT_FALSE(RT.ruleFor("asio::io_context::run")->Seed);
  EXPECT_EQ(RT.ruleFor("asio::basic_socket_iostream::connect")->Hazard,
            "iostream-object");
  EXPECT_FALSE(RT.ruleFor("asio::basic_socket::shutdown"));
  EXPECT_TRUE(startsThread("std::thread::thread"));
  EXPECT_TRUE(startsThread("::pthread_create"));
  EXPECT_FALSE(startsThread("std::sort"));
}

TEST(Runtime, Detection) {
  EXPECT_EQ(detectRuntime({"asio/ip/tcp.hpp", "vector"}).Name, "asio");
  EXPECT_EQ(detectRuntime({"asio.hpp", "boost/asio.hpp"}).Name, "boost_asio");
  EXPECT_EQ(detectRuntime({"boost/beast/core.hpp"}).Name, "boost_asio");
  EXPECT_EQ(detectRuntime({"vector", "boost/optional.hpp"}).Name, "asio");
  EXPECT_EQ(watchedContextClasses(),
            (std::vector<std::string>{"asio::io_context", "boost::asio::io_context"}));
}

TEST(Runtime, UnknownName) {
  auto RT = findRuntime("bost_asio");
  ASSERT_FALSE(bool(RT));
  EXPECT_EQ(llvm::toString(RT.takeError()),
            "unknown runtime 'bost_asio'; did you mean 'boost_asio'?");
  EXPECT_EQ(llvm::toString(findRuntime("qqqqqqq").takeError()),
            "unknown runtime 'qqqqqqq'; there are: boost_asio, asio");
}

TEST(Runtime, ShimsAreCarried) {
  std::vector<std::string> Names;
  for (const auto &[Name, Text] : shimHeaders()) {
    Names.push_back(Name);
    EXPECT_FALSE(Text.empty());
  }
  for (const Runtime &RT : allRuntimes()) {
    llvm::StringRef Operand = RT.Includes.at("shim").front();
    EXPECT_TRUE(llvm::is_contained(Names, Operand.trim('"').str()));
  }
}

TEST(RuntimeErrors, AreLocated) {
  EXPECT_EQ(errorOf(description("")), "");
  EXPECT_EQ(errorOf(description("brigde-on: x\n")),
            "x.yaml:8:1: error: unknown key 'brigde-on'; did you mean 'bridge-on'?");
  EXPECT_EQ(errorOf(description("token: '${TOKN}'\nvars: {TOKEN: a}\n")),
            "x.yaml:8:8: error: unknown placeholder '${TOKN}'; did you mean "
            "'TOKEN'?");
  EXPECT_EQ(errorOf(description("priority: high\n")),
            "x.yaml:8:11: error: 'priority' must be a whole number");
  EXPECT_EQ(errorOf(description("context: [a]\n")),
            "x.yaml:8:10: error: 'context' must have keys with values");
  EXPECT_EQ(errorOf("title: x\n"), "x.yaml:1:1: error: key 'name' is missing");
  EXPECT_EQ(errorOf("name: x\ntitle: X\n"),
            "x.yaml:1:1: error: key 'task' is missing");
  EXPECT_EQ(errorOf("name: x\nextends: y\n"), "x.yaml:2:10: error: no file 'y'");
  EXPECT_EQ(errorOf(description("token: '${A}'\nvars: {A: '${B}', B: '${A}'}\n")),
            "x.yaml:9:11: error: variable 'A' is defined by itself");
}

TEST(RuntimeErrors, OfCalls) {
  auto Call = [](llvm::StringRef Keys) {
    return errorOf(description(("calls:\n  - {" + Keys + "}\n").str()));
  };
  EXPECT_EQ(Call("functions: [f], rewrite: x"),
            "x.yaml:9:5: error: key 'id' is missing");
  EXPECT_EQ(Call("id: a, rewrite: x"),
            "x.yaml:9:5: error: call 'a' has neither functions nor members");
  EXPECT_EQ(Call("id: a, functions: [f]"),
            "x.yaml:9:5: error: call 'a' needs a rewrite");
  EXPECT_EQ(Call("id: a, functions: [f], strategy: ofload"),
            "x.yaml:9:39: error: unknown word 'ofload'; did you mean 'offload'?");
  EXPECT_EQ(Call("id: a, functions: [f], rewrite: '${CALL}${ARGS}'"),
            "x.yaml:9:38: error: ${CALL} contains the object and the arguments "
            "already");
  EXPECT_EQ(Call("id: a, functions: [f], rewrite: x, includes: [shim]"),
            "x.yaml:9:51: error: unknown include group 'shim'");
}

TEST(RuntimeErrors, NameTheFileThatHasThem) {
  auto Find = [](llvm::StringRef) -> llvm::Expected<std::string> {
    return description("calls:\n  - {id: a, functions: [f], rewrite: '${NMAE}'}\n");
  };
  auto RT = loadRuntime("name: y\ntitle: Y\nextends: x\n", "y.yaml", Find);
  ASSERT_FALSE(bool(RT));
  EXPECT_EQ(llvm::toString(RT.takeError()),
            "x.yaml:9:38: error: unknown placeholder '${NMAE}'; did you mean "
            "'NAME'?");
}

TEST(RuntimeExtends, LaterCallsWin) {
  auto Find = [](llvm::StringRef) -> llvm::Expected<std::string> {
    return description("calls:\n"
                       "  - {id: a, functions: [f], rewrite: '1'}\n"
                       "  - {id: b, functions: [g, h], rewrite: '2'}\n");
  };
  auto RT = loadRuntime("name: y\ntitle: Y\nextends: x\ncalls:\n"
                        "  - {id: a, functions: [f], rewrite: '3'}\n"
                        "  - {id: c, functions: [g], rewrite: '4'}\n",
                        "y.yaml", Find);
  ASSERT_TRUE(bool(RT));
  EXPECT_EQ(RT->Name, "y");
  EXPECT_EQ(RT->Calls.size(), 3u);
  EXPECT_EQ(RT->ruleFor("f")->Rewrite, "3");
  EXPECT_EQ(RT->ruleFor("g")->Rewrite, "4");
  EXPECT_EQ(RT->ruleFor("h")->Rewrite, "2");
}

TEST(Template, Substitution) {
  EXPECT_EQ(substitute("${OBJ}async_${NAME}(${ARGS}, ${TOKEN})",
                       {{"OBJ", ""}, {"NAME", "wait"}, {"ARGS", ""}, {"TOKEN", "t"}}),
            "async_wait(t)");
  EXPECT_EQ(substitute("f(${ARGS}, ${TOKEN})", {{"ARGS", "a, b"}, {"TOKEN", "t"}}),
            "f(a, b, t)");
  EXPECT_EQ(substitute("${A} ${B} ${", {{"A", "${B}"}}), "${B} ${B} ${");
}

} // namespace
