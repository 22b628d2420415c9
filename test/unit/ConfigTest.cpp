#include "Config/Config.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>

using namespace recolor;

namespace {

std::string errorOf(llvm::StringRef Text) {
  auto C = parseConfig(Text, "x.yaml");
  return C ? "" : llvm::toString(C.takeError());
}

TEST(Config, ReadsEveryKey) {
  auto C = parseConfig("runtime: asio\n"
                       "async: ['ns::f(int)', '**::g']\n"
                       "stop: h\n"
                       "root:\n  - main\n"
                       "on-barrier: refuse\n",
                       "x.yaml");
  ASSERT_TRUE(bool(C));
  EXPECT_EQ(C->Runtime, "asio");
  EXPECT_EQ(C->Async, (std::vector<std::string>{"ns::f(int)", "**::g"}));
  EXPECT_EQ(C->Stops, std::vector<std::string>{"h"});
  EXPECT_EQ(C->Roots, std::vector<std::string>{"main"});
  EXPECT_EQ(C->Refuse, true);
}

TEST(Config, EmptyFileSetsNothing) {
  auto C = parseConfig("# only a comment\n", "x.yaml");
  ASSERT_TRUE(bool(C));
  EXPECT_TRUE(C->Runtime.empty() && C->Async.empty() && !C->Refuse);
}

TEST(Config, ErrorsAreLocated) {
  EXPECT_EQ(errorOf("runtime: asio\nasinc: [f]\n"),
            "x.yaml:2:1: error: unknown key 'asinc'; did you mean 'async'?");
  EXPECT_EQ(errorOf("on-barrier: refus\n"),
            "x.yaml:1:13: error: unknown word 'refus'; did you mean 'refuse'?");
  EXPECT_EQ(errorOf("runtime: [a]\n"),
            "x.yaml:1:10: error: 'runtime' must be a text");
  EXPECT_EQ(errorOf("async:\n  - f\n  - 'g(int'\n"),
            "x.yaml:3:5: error: pattern 'g(int': has unbalanced parentheses");
  EXPECT_EQ(errorOf("stop: [f]\nstop: [g]\n"),
            "x.yaml:2:1: error: key 'stop' occurs twice");
  EXPECT_EQ(errorOf("- f\n"), "x.yaml:1:1: error: expected keys with values");
  EXPECT_NE(errorOf("a: [b\n").find("x.yaml:"), std::string::npos);
}

TEST(Config, IsFoundUpwards) {
  llvm::SmallString<128> Dir;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("recolor-config", Dir));
  std::string Root(Dir), Deep = Root + "/a/b";
  ASSERT_FALSE(llvm::sys::fs::create_directories(Deep));
  {
    std::error_code EC;
    llvm::raw_fd_ostream OS(Root + "/.recolor.yaml", EC);
    OS << "runtime: asio\n";
  }
  auto C = findConfig(Deep);
  ASSERT_TRUE(bool(C));
  EXPECT_EQ(C->File, Root + "/.recolor.yaml");
  EXPECT_EQ(C->Runtime, "asio");
  llvm::sys::fs::remove_directories(Dir);
}

} // namespace
