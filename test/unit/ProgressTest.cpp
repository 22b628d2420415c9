#include "Support/Progress.h"
#include <gtest/gtest.h>

using namespace recolor;

TEST(Progress, OneLineThatGoesAway) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  {
    Progress P(38, OS, 20, std::chrono::milliseconds(0));
    P.step("a.cpp");
    P.step("/a/very/long/path/file.cpp");
  }
  EXPECT_EQ(Text, "\r[1/38] a.cpp\x1b[K"
                  "\r[2/38] ath/file.cpp\x1b[K"
                  "\r\x1b[K");
}

TEST(Progress, SilentForShortWaits) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  {
    Progress P(2, OS, 80, std::chrono::hours(1));
    P.step("a.cpp");
  }
  EXPECT_EQ(Text, "");
}
