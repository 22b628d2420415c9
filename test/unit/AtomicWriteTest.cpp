#include "Support/AtomicWrite.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <gtest/gtest.h>
#include <sys/resource.h>

using namespace recolor;
namespace fs = llvm::sys::fs;

namespace {

class AtomicWrite : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(fs::createUniqueDirectory("recolor-test", Dir));
  }
  void TearDown() override { fs::remove_directories(Dir); }

  std::string path(llvm::StringRef Name) {
    llvm::SmallString<128> P(Dir);
    llvm::sys::path::append(P, Name);
    return std::string(P);
  }
  std::string write(llvm::StringRef Name, llvm::StringRef Text) {
    std::error_code EC;
    llvm::raw_fd_ostream OS(path(Name), EC);
    OS << Text;
    return path(Name);
  }
  std::string read(const std::string &File) {
    auto Buffer = llvm::MemoryBuffer::getFile(File);
    return Buffer ? (*Buffer)->getBuffer().str() : "<none>";
  }
  /// Everything in the folder, so that left-overs show.
  unsigned entries() {
    std::error_code EC;
    unsigned N = 0;
    for (fs::directory_iterator I(Dir, EC), E; I != E && !EC; I.increment(EC))
      ++N;
    return N;
  }
  llvm::SmallString<128> Dir;
};

TEST_F(AtomicWrite, WritesAllAndKeepsPermissions) {
  std::string A = write("a", "1"), B = write("b", "2");
  fs::setPermissions(A, fs::perms(0751));
  ASSERT_FALSE(bool(writeFilesAtomically({{A, "one"}, {B, "two"}})));
  EXPECT_EQ(read(A), "one");
  EXPECT_EQ(read(B), "two");
  EXPECT_EQ(*fs::getPermissions(A), fs::perms(0751));
  EXPECT_EQ(entries(), 2u);
}

TEST_F(AtomicWrite, FollowsSymbolicLinks) {
  std::string A = write("a", "1");
  ASSERT_FALSE(fs::create_link(A, path("link")));
  ASSERT_FALSE(bool(writeFilesAtomically({{path("link"), "one"}})));
  EXPECT_EQ(read(A), "one");
  EXPECT_TRUE(fs::is_symlink_file(path("link")));
}

TEST_F(AtomicWrite, MissingTargetChangesNothing) {
  std::string A = write("a", "1");
  std::string E = llvm::toString(
      writeFilesAtomically({{A, "one"}, {path("gone"), "two"}}));
  EXPECT_NE(E.find("gone: error: cannot find: "), std::string::npos) << E;
  EXPECT_EQ(read(A), "1");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicWrite, FolderAndDuplicateAreErrors) {
  std::string A = write("a", "1");
  EXPECT_TRUE(llvm::errorToBool(
      writeFilesAtomically({{A, "one"}, {std::string(Dir), "two"}})));
  ASSERT_FALSE(fs::create_link(A, path("link")));
  EXPECT_TRUE(llvm::errorToBool(
      writeFilesAtomically({{A, "one"}, {path("link"), "two"}})));
  EXPECT_EQ(read(A), "1");
}

TEST_F(AtomicWrite, ReadOnlyTargetChangesNothing) {
  std::string A = write("a", "1"), B = write("b", "2");
  fs::setPermissions(B, fs::perms(0444));
  if (!fs::access(B, fs::AccessMode::Write))
    GTEST_SKIP() << "this user may write everything";
  std::string E =
      llvm::toString(writeFilesAtomically({{A, "one"}, {B, "two"}}));
  EXPECT_NE(E.find("b: error: cannot write: "), std::string::npos) << E;
  EXPECT_EQ(read(A), "1");
  EXPECT_EQ(entries(), 2u);
}

TEST_F(AtomicWrite, NoSpaceChangesNothing) {
  std::string A = write("a", "1"), B = write("b", "2");
  // A limit on the size of files fails the write as a full disk does.
  rlimit Old;
  getrlimit(RLIMIT_FSIZE, &Old);
  auto OldHandler = signal(SIGXFSZ, SIG_IGN);
  rlimit Small = Old;
  Small.rlim_cur = 4096;
  setrlimit(RLIMIT_FSIZE, &Small);
  std::string E = llvm::toString(
      writeFilesAtomically({{A, "one"}, {B, std::string(100000, 'x')}}));
  setrlimit(RLIMIT_FSIZE, &Old);
  signal(SIGXFSZ, OldHandler);
  EXPECT_NE(E.find("b: error: cannot write: "), std::string::npos) << E;
  EXPECT_EQ(read(A) + read(B), "12");
  EXPECT_EQ(entries(), 2u);
}

TEST_F(AtomicWrite, FailedRenamePutsEarlierFilesBack) {
  std::string A = write("a", "1"), B = write("b", "2"), C = write("c", "3");
  int Calls = 0;
  std::string E = llvm::toString(writeFilesAtomically(
      {{A, "one"}, {B, "two"}, {C, "three"}},
      [&](const std::string &From, const std::string &To) {
        return ++Calls == 3 ? std::make_error_code(std::errc::permission_denied)
                            : fs::rename(From, To);
      }));
  EXPECT_NE(E.find("c: error: cannot replace: "), std::string::npos) << E;
  EXPECT_EQ(read(A) + read(B) + read(C), "123");
  EXPECT_EQ(entries(), 3u);
}

} // namespace
