//===- IndentTest.cpp - How a file is laid out ----------------------------===//
#include "Support/Indent.h"
#include <gtest/gtest.h>

using namespace recolor;

namespace {

TEST(Indent, IsWhatMostBlocksHave) {
  EXPECT_EQ(indentStep(""), "  ");
  EXPECT_EQ(indentStep("int x;\n"), "  ");
  EXPECT_EQ(indentStep("void f() {\n    g();\n}\n"), "    ");
  EXPECT_EQ(indentStep("void f()\r\n{\r\n\tg();\r\n\tif (x) {\r\n\t\th();\r\n\t}\r\n}\r\n"), "\t");
  // A namespace indents nothing, and labels less.
  EXPECT_EQ(indentStep("namespace n {\nclass A {\n public:\n  void f() {\n    g();\n  }\n};\n}\n"), "  ");
  EXPECT_EQ(indentStep("void f() {\n        // far\n   g();\n}\n"
                       "void f() {\n   g();\n}\nvoid f() {\n    g();\n}\n"),
            "   ");
}

} // namespace
