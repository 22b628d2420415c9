//===- LiveIndexTest.cpp - Answers while a code base is edited ------------===//
#include "Driver/Driver.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fstream>
#include <gtest/gtest.h>

using namespace recolor;

namespace {

class LiveIndexTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> Made;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("live", Made));
    Folder = realPath(Made);
    write("h.h", "inline int leaf() { return 1; }\n");
    write("a.cpp", "#include \"h.h\"\nint a() { return leaf(); }\n");
    write("b.cpp", "int b() { return 1; }\n");
    O.Workspace.Sources = {Folder + "/a.cpp", Folder + "/b.cpp"};
    O.Workspace.HasFixedFlags = true;
    O.Async = {"leaf"};
  }
  void TearDown() override { llvm::sys::fs::remove_directories(Folder); }

  void write(const std::string &Name, const std::string &Text) {
    std::ofstream(Folder + "/" + Name) << Text;
  }
  /// Does the function become async?
  bool isAsync(const LiveIndex &L, llvm::StringRef Name) {
    auto A = llvm::cantFail(analyse(L.session()));
    const Program &P = L.session().P;
    for (uint32_t I = 0; I != P.Functions.size(); ++I)
      if (P.Functions[I].Name == Name)
        return A.C.isAsync(P, I);
    return false;
  }

  std::string Folder;
  DriverOptions O;
};

TEST_F(LiveIndexTest, OnlyWhoReadsAFileIsParsedAgain) {
  LiveIndex L = llvm::cantFail(LiveIndex::open(O));
  EXPECT_TRUE(isAsync(L, "a"));
  EXPECT_FALSE(isAsync(L, "b"));
  EXPECT_EQ(L.change(Folder + "/b.cpp", "#include \"h.h\"\nint b() { return leaf(); }\n"), 1u);
  EXPECT_TRUE(isAsync(L, "b"));
  EXPECT_EQ(L.change(Folder + "/h.h", "inline int leaf() { return 1; }\n"
                                      "#define leaf() 1\n"),
            2u);
  EXPECT_FALSE(isAsync(L, "a"));
  // The editor closes them unsaved.
  EXPECT_EQ(L.change(Folder + "/h.h", std::nullopt), 2u);
  EXPECT_EQ(L.change(Folder + "/b.cpp", std::nullopt), 1u);
  EXPECT_TRUE(isAsync(L, "a"));
  EXPECT_FALSE(isAsync(L, "b"));
  EXPECT_EQ(L.change(Folder + "/unrelated.h", ""), 0u);
}

TEST_F(LiveIndexTest, AUnitThatDoesNotParseMeanwhileComesBack) {
  LiveIndex L = llvm::cantFail(LiveIndex::open(O));
  L.change(Folder + "/a.cpp", "int a( {");
  EXPECT_TRUE(L.session().Units[0].Failed);
  L.change(Folder + "/a.cpp", "#include \"h.h\"\nint a() { return leaf(); }\n");
  EXPECT_FALSE(L.session().Units[0].Failed);
  EXPECT_TRUE(isAsync(L, "a"));
}

} // namespace
