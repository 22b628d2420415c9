//===- SharedHeadersTest.cpp - Which units are parsed behind one preamble -===//
#include "Extract/SharedHeaders.h"
#include "Clang/Preamble.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fstream>
#include <gtest/gtest.h>

using namespace recolor;
using Strings = std::vector<std::string>;

namespace {

/// Four units that include common.h, which includes base.h, and what a test adds.
class SharedHeadersTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> Made;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("shared", Made));
    Folder = realPath(Made);
    write("base.h", "#pragma once\n#define BASE 1\n#ifndef CHOICE\nstruct Base {};\n#endif\n");
    write("common.h", "#ifndef COMMON_H\n#define COMMON_H\n#include \"base.h\"\n"
                      "inline int common() { return BASE; }\n#endif\n");
    write("other.h", "#pragma once\ninline int other() { return 1; }\n");
    write("open.h", "int open(int);\n");
    for (char C : {'a', 'b', 'c', 'd'})
      unit(std::string(1, C), "#include \"common.h\"\n");
  }
  void TearDown() override { llvm::sys::fs::remove_directories(Folder); }

  void write(const std::string &Name, const std::string &Text) {
    std::ofstream(Folder + "/" + Name) << Text;
  }
  void unit(const std::string &Name, const std::string &Text) {
    write(Name + ".cpp", Text + "int " + Name + "() { return 0; }\n");
    Sources.insert(Folder + "/" + Name + ".cpp");
  }
  /// The units of each group, by letter, and what it includes.
  std::vector<std::string> groups(size_t Worth = 2) {
    WorkspaceOptions O;
    O.Sources.assign(Sources.begin(), Sources.end());
    O.HasFixedFlags = true;
    O.FixedFlags = Flags;
    W = llvm::cantFail(Workspace::load(O));
    std::vector<size_t> All;
    for (size_t I = 0; I != W.Units.size(); ++I) {
      EXPECT_EQ(Preamble::keyOf(W.Units[I]), Preamble::keyOf(W.Units[0]));
      All.push_back(I);
    }
    std::vector<std::string> Out;
    DependencyScanner Scanner;
    for (const SharedHeaders &S : shareHeaders(Scanner, W, All, 1, Worth, [](size_t) {})) {
      Out.emplace_back();
      for (size_t I : S.Units)
        Out.back() += llvm::sys::path::stem(W.Units[I].File).str();
      llvm::sort(Out.back());
      std::string Text = S.Directives;
      for (size_t At; (At = Text.find(Folder + "/")) != std::string::npos;)
        Text.erase(At, Folder.size() + 1);
      Directives = Text;
    }
    llvm::sort(Out);
    return Out;
  }

  std::string Folder, Directives;
  std::set<std::string> Sources;
  std::vector<std::string> Flags;
  Workspace W;
};

TEST_F(SharedHeadersTest, WhatAllInclude) {
  EXPECT_EQ(groups(), Strings({"abcd"}));
  EXPECT_EQ(Directives, "#include \"common.h\"\n");
  EXPECT_EQ(groups(5), Strings({}));
}

TEST_F(SharedHeadersTest, FoundBesideOrOnThePath) {
  llvm::sys::fs::create_directory(Folder + "/in");
  write("in/path.h", "#pragma once\nint path();\n");
  for (char C : {'a', 'b', 'c', 'd'})
    unit(std::string(1, C), "#include <path.h>\n#include \"common.h\"\n");
  Flags = {"-I" + Folder + "/in"};
  EXPECT_EQ(groups(), Strings({"abcd"}));
  EXPECT_EQ(Directives, "#include <path.h>\n#include \"common.h\"\n");
}

TEST_F(SharedHeadersTest, OrderOfHeadersThatDoNotKnowEachOther) {
  unit("a", "#include \"other.h\"\n#include \"common.h\"\n");
  unit("b", "#include \"common.h\"\n#include \"other.h\"\n");
  unit("c", "#include \"common.h\"\n#include \"other.h\"\n");
  unit("d", "#include \"other.h\"\n#include \"common.h\"\n");
  EXPECT_EQ(groups(), Strings({"abcd"}));
}

TEST_F(SharedHeadersTest, MacroOfAnotherHeaderDecides) {
  // Half of them read base.h behind a header that defines what it asks for.
  write("other.h", "#pragma once\n#define CHOICE\n");
  for (const char *Name : {"c", "d", "e", "f"})
    unit(Name, "#include \"other.h\"\n#include \"common.h\"\n");
  unit("e", "#include \"common.h\"\n#include \"other.h\"\n");
  EXPECT_EQ(groups(), Strings({"abe", "cdf"}));
}

TEST_F(SharedHeadersTest, MacroOfTheUnitDecides) {
  unit("a", "#define CHOICE\n#include \"common.h\"\n");
  unit("b", "#define base(X) X\n#include \"common.h\"\n");
  EXPECT_EQ(groups(), Strings({"bcd"}));
  // Behind it, and undone, it is nobody's business.
  unit("a", "#define CHOICE\n#undef CHOICE\n#include \"common.h\"\n#define CHOICE\n");
  EXPECT_EQ(groups(), Strings({"abcd"}));
}

TEST_F(SharedHeadersTest, TextBeforeNamesAMacroOfAHeader) {
  unit("a", "#ifdef BASE\nint different();\n#endif\n#include \"common.h\"\n");
  EXPECT_EQ(groups(), Strings({"bcd"}));
  write("own.h", "#pragma once\ninline int own(int BASE) { return BASE; }\n");
  unit("a", "#include \"own.h\"\n#include \"common.h\"\n");
  EXPECT_EQ(groups(), Strings({"bcd"}));
  unit("a", "#include \"common.h\"\n#include \"own.h\"\n");
  EXPECT_EQ(groups(), Strings({"abcd"}));
  // It brings the macro itself.
  write("own.h", "#pragma once\n#include \"base.h\"\ninline int own() { return BASE; }\n");
  unit("a", "#include \"own.h\"\n#include \"common.h\"\n");
  EXPECT_EQ(groups(), Strings({"abcd"}));
}

TEST_F(SharedHeadersTest, MacrosOfMacros) {
  // What HELP stands for is asked where CALL is expanded, not where it is defined.
  write("common.h", "#pragma once\n#define CALL HELP\n");
  write("other.h", "#pragma once\n#define HELP 1\n");
  for (const char *Name : {"a", "b"})
    unit(Name, "#include \"common.h\"\n#include \"other.h\"\n");
  for (const char *Name : {"c", "d"})
    unit(Name, "#include \"other.h\"\n#include \"common.h\"\n");
  EXPECT_EQ(groups(), Strings({"abcd"}));
  write("own.h", "#pragma once\nint HELP;\nint own() { return CALL; }\n");
  unit("a", "#include \"common.h\"\n#include \"own.h\"\n#include \"other.h\"\n");
  EXPECT_EQ(groups(), Strings({"bcd"}));
}

TEST_F(SharedHeadersTest, Counting) {
  write("base.h", "#pragma once\n#define NAME2(X, Y) X##Y\n#define NAME1(X, Y) NAME2(X, Y)\n"
                  "#define NAME NAME1(name, __COUNTER__)\n");
  // Nobody counts before the units' own text.
  for (const char *Name : {"a", "b", "c", "d"})
    unit(Name, "#include \"common.h\"\nstatic int NAME();\n");
  EXPECT_EQ(groups(), Strings({"abcd"}));
  // A header does after another one that counts.
  write("own.h", "#pragma once\n#include \"base.h\"\nstatic int NAME();\n");
  write("other.h", "#pragma once\n#include \"base.h\"\nstatic int NAME();\n");
  for (const char *Name : {"a", "b", "c", "d"})
    unit(Name, "#include \"common.h\"\n#include \"other.h\"\n#include \"own.h\"\n");
  EXPECT_EQ(groups(), Strings({"abcd"}));
  unit("a", "#include \"common.h\"\n#include \"own.h\"\n#include \"other.h\"\n");
  EXPECT_EQ(groups(), Strings({"bcd"}));
}

TEST_F(SharedHeadersTest, MacroIsUndone) {
  unit("a", "#include \"base.h\"\n#undef BASE\n#define BASE 2\n#include \"common.h\"\n");
  EXPECT_EQ(groups(), Strings({"bcd"}));
}

TEST_F(SharedHeadersTest, HeadersThatAreReadEachTime) {
  write("list.h", "ITEM(x)\n");
  write("common.h", "#pragma once\n#define ITEM(X) int X();\n#include \"list.h\"\n#undef ITEM\n");
  for (const char *Name : {"a", "b", "c", "d"})
    unit(Name, "#include \"open.h\"\n#include \"common.h\"\n#include \"open.h\"\n");
  EXPECT_EQ(groups(), Strings({"abcd"}));
  EXPECT_EQ(Directives, "#include \"common.h\"\n");
}

TEST_F(SharedHeadersTest, PartsOfSystemHeadersAreNotForOthers) {
  llvm::sys::fs::create_directory(Folder + "/sys");
  write("sys/part.h", "#pragma once\nint part();\n");
  for (const char *Name : {"a", "b", "c", "d"}) {
    write(std::string("sys/") + Name + ".h", "#pragma once\n#include \"part.h\"\n");
    unit(Name, std::string("#include <") + Name + ".h>\n");
  }
  Flags = {"-isystem", Folder + "/sys"};
  EXPECT_EQ(groups(), Strings({}));
}

TEST_F(SharedHeadersTest, UnitsThatDoNotPreprocess) {
  unit("a", "#include \"nowhere.h\"\n#include \"common.h\"\n");
  EXPECT_EQ(groups(), Strings({"bcd"}));
}

TEST_F(SharedHeadersTest, FlagsThatReadSomethingBefore) {
  Flags = {"-include", Folder + "/base.h"};
  WorkspaceOptions O;
  O.Sources.assign(Sources.begin(), Sources.end());
  O.HasFixedFlags = true;
  O.FixedFlags = Flags;
  W = llvm::cantFail(Workspace::load(O));
  EXPECT_EQ(Preamble::keyOf(W.Units[0]), "");
}

} // namespace
