//===- InputsTest.cpp -----------------------------------------------------===//
#include "Support/Inputs.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <fcntl.h>
#include <gtest/gtest.h>
#include <random>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace llvm;
using namespace recolor;

namespace {

/// A folder for each test, in which `old` holds what was made long enough ago
/// for stamps to be trusted.
class InputsTest : public testing::Test {
protected:
  static inline std::string All;
  std::string Folder;

  static void SetUpTestSuite() {
    SmallString<128> Dir;
    ASSERT_FALSE(sys::fs::createUniqueDirectory("recolor-inputs", Dir));
    All = realPath(Dir);
    // The trees grow old together.
    const testing::TestSuite &Suite =
        *testing::UnitTest::GetInstance()->current_test_suite();
    for (int I = 0; I != Suite.total_test_count(); ++I) {
      std::string Old = All + "/" + Suite.GetTestInfo(I)->name() + "/old";
      makeFolder(Old);
      makeFolder(Old + "/first");
      write(Old + "/first/unrelated.h", "");
      makeFolder(Old + "/second");
      write(Old + "/second/a.h", "one");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2100));
  }
  static void TearDownTestSuite() { sys::fs::remove_directories(All); }
  void SetUp() override {
    Folder = All + "/" + testing::UnitTest::GetInstance()->current_test_info()->name();
  }

  static void makeFolder(const std::string &Path) {
    ASSERT_FALSE(sys::fs::create_directories(Path));
  }
  static void write(const std::string &Path, StringRef Text) {
    std::error_code EC;
    raw_fd_ostream OS(Path, EC, sys::fs::CD_OpenAlways, sys::fs::FA_Write,
                      sys::fs::OF_None);
    ASSERT_FALSE(EC) << Path;
    OS << Text;
  }
  static void rename(const std::string &From, const std::string &To) {
    ASSERT_FALSE(sys::fs::rename(From, To));
  }
  static void link(const std::string &To, const std::string &Path) {
    ::unlink(Path.c_str());
    ASSERT_EQ(0, ::symlink(To.c_str(), Path.c_str()));
  }
  /// Does \p Change, after which \p Path says that nobody has touched it.
  template <typename Fn> static void secretly(const std::string &Path, Fn Change) {
    struct stat S;
    ASSERT_EQ(0, ::stat(Path.c_str(), &S));
    Change();
    timespec Times[] = {S.st_atim, S.st_mtim};
    ASSERT_EQ(0, ::utimensat(AT_FDCWD, Path.c_str(), Times, 0));
  }

  static void read(Inputs &I, const std::string &Path) {
    FileStamp Stamp = PathState::of(Path).Stamp;
    auto Buffer = MemoryBuffer::getFile(Path);
    ASSERT_TRUE(bool(Buffer)) << Path;
    I.addFile(Path, Stamp, (*Buffer)->getBuffer(), realPath(Path));
  }
  static bool unchanged(const Inputs &I) {
    return InputChecker().unchanged(I.encode());
  }
};

TEST_F(InputsTest, NothingHappened) {
  Inputs I;
  read(I, Folder + "/old/second/a.h");
  I.addPresent(Folder + "/old/first", true);
  I.addPresent(Folder + "/old/first/unrelated.h", false);
  I.addAbsent(Folder + "/old/first/a.h");
  I.addListed(Folder + "/old/second");
  I.addAbsent(Folder + "/nowhere/a.h");
  EXPECT_TRUE(unchanged(I));
  EXPECT_EQ(std::vector{Folder + "/old/second/a.h"}, I.files());
}

TEST_F(InputsTest, StampsAreTrusted) {
  Inputs I;
  std::string Old = Folder + "/old/second/a.h", New = Folder + "/new.h";
  read(I, Old);
  InputChecker Stamps;
  EXPECT_TRUE(Stamps.unchanged(I.encode()));
  size_t Looks = Stamps.looks();
  // What was written just before is read again, once.
  write(New, "one");
  read(I, New);
  InputChecker Reads;
  EXPECT_TRUE(Reads.unchanged(I.encode()));
  EXPECT_GT(Reads.looks(), Looks + 1);
  Looks = Reads.looks();
  EXPECT_TRUE(Reads.unchanged(I.encode()));
  EXPECT_EQ(Looks, Reads.looks());
}

TEST_F(InputsTest, ManyUnitsWithMostOfItInCommon) {
  // More than are written together, and not the same ones beside each other.
  for (int I = 0; I != 50; ++I)
    write(Folder + "/" + std::to_string(I) + ".h", "one");
  auto Unit = [&](int Without, StringRef Last) {
    Inputs I;
    for (int N = 0; N != 50; ++N)
      if (N != Without)
        read(I, Folder + "/" + std::to_string(N) + ".h");
    I.addAbsent(Folder + "/old/first/" + Last.str());
    return I.encode();
  };
  InputChecker C;
  EXPECT_TRUE(C.unchanged(Unit(3, "a.h")));
  size_t Looks = C.looks();
  EXPECT_TRUE(C.unchanged(Unit(20, "b.h")));
  EXPECT_EQ(Looks + 2, C.looks()); // 3.h was looked at, and read
  // The path is known by now, but not with this content.
  std::string Now = Unit(50, "a.h");
  write(Folder + "/30.h", "two");
  std::string Then = Unit(50, "a.h");
  InputChecker Later;
  EXPECT_TRUE(Later.unchanged(Then));
  EXPECT_FALSE(Later.unchanged(Now));
  EXPECT_TRUE(Later.unchanged(Then));
  // The folder is no longer as it was, which is fine for the one unit only.
  std::string A = Unit(50, "a.h"), B = Unit(50, "b.h");
  write(Folder + "/old/first/b.h", "");
  InputChecker Appeared;
  EXPECT_TRUE(Appeared.unchanged(A));
  EXPECT_FALSE(Appeared.unchanged(B));
}

TEST_F(InputsTest, CutOffAnywhere) {
  Inputs I;
  read(I, Folder + "/old/second/a.h");
  I.addAbsent(Folder + "/old/first/a.h");
  std::string Encoded = I.encode();
  for (size_t Size = 0; Size != Encoded.size(); ++Size)
    EXPECT_FALSE(InputChecker().unchanged(StringRef(Encoded).take_front(Size))) << Size;
}

TEST_F(InputsTest, SameSizeAndTimeRightAway) {
  std::string Path = Folder + "/new.h";
  write(Path, "one");
  Inputs I;
  read(I, Path);
  secretly(Path, [&] { write(Path, "two"); });
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, SameSizeAndTimeLater) {
  std::string Path = Folder + "/old/second/a.h";
  Inputs I;
  read(I, Path);
  secretly(Path, [&] { write(Path, "two"); });
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, TouchedOnly) {
  std::string Path = Folder + "/old/second/a.h";
  Inputs I;
  read(I, Path);
  timespec Times[2] = {{1, 0}, {1, 0}};
  ASSERT_EQ(0, ::utimensat(AT_FDCWD, Path.c_str(), Times, 0));
  EXPECT_TRUE(unchanged(I));
}

TEST_F(InputsTest, ReplacedByRename) {
  std::string Path = Folder + "/old/second/a.h";
  Inputs I;
  read(I, Path);
  auto Replace = [&](StringRef Text) {
    secretly(Path, [&] {
      write(Path + ".new", Text);
      rename(Path + ".new", Path);
    });
  };
  Replace("one");
  EXPECT_TRUE(unchanged(I));
  Replace("two");
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, AppearsEarlierOnTheSearchPath) {
  Inputs I;
  I.addAbsent(Folder + "/old/first/a.h");
  read(I, Folder + "/old/second/a.h");
  write(Folder + "/old/first/b.h", "");
  EXPECT_TRUE(unchanged(I));
  write(Folder + "/old/first/a.h", "");
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, FolderAppears) {
  Inputs I;
  I.addAbsent(Folder + "/nowhere/a.h");
  makeFolder(Folder + "/nowhere");
  write(Folder + "/nowhere/b.h", "");
  EXPECT_TRUE(unchanged(I));
  write(Folder + "/nowhere/a.h", "");
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, FolderIsMadeAgain) {
  std::string First = Folder + "/old/first";
  Inputs I;
  I.addAbsent(First + "/a.h");
  secretly(First, [&] {
    sys::fs::remove_directories(First);
    makeFolder(First);
  });
  EXPECT_TRUE(unchanged(I));
  secretly(First, [&] {
    sys::fs::remove_directories(First);
    makeFolder(First);
    write(First + "/a.h", "");
  });
  EXPECT_FALSE(unchanged(I));
  sys::fs::remove_directories(First);
  EXPECT_TRUE(unchanged(I));
}

TEST_F(InputsTest, ListedFolder) {
  Inputs I;
  I.addListed(Folder + "/old/first");
  EXPECT_TRUE(unchanged(I));
  secretly(Folder + "/old/first", [&] { write(Folder + "/old/first/b.h", ""); });
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, LinkThatLeadsElsewhere) {
  makeFolder(Folder + "/other");
  write(Folder + "/other/a.h", "one");
  link(Folder + "/old/second", Folder + "/link");
  Inputs I;
  read(I, Folder + "/link/a.h");
  EXPECT_TRUE(unchanged(I));
  // The text is the same, but it stands in another file now.
  link(Folder + "/other", Folder + "/link");
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, FolderThatWasMoved) {
  std::string Second = Folder + "/old/second";
  link(Second, Folder + "/link");
  Inputs Linked, Plain;
  read(Linked, Folder + "/link/a.h");
  read(Plain, Second + "/a.h");
  // The same file, and nothing was done to it.
  rename(Second, Folder + "/old/third");
  link(Folder + "/old/third", Folder + "/link");
  EXPECT_FALSE(unchanged(Linked));
  link(Folder + "/old/third", Second);
  EXPECT_FALSE(unchanged(Plain));
}

TEST_F(InputsTest, LinkToNothing) {
  link(Folder + "/nowhere/a.h", Folder + "/old/first/a.h");
  Inputs I;
  I.addAbsent(Folder + "/old/first/a.h");
  makeFolder(Folder + "/nowhere");
  write(Folder + "/nowhere/a.h", "");
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, OnlyAskedFor) {
  std::string Path = Folder + "/old/second/a.h";
  Inputs I;
  I.addPresent(Path, false);
  write(Path, "something else");
  EXPECT_TRUE(unchanged(I));
  sys::fs::remove(Path);
  EXPECT_FALSE(unchanged(I));
  makeFolder(Path);
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, FolderBecomesFile) {
  Inputs I;
  I.addPresent(Folder + "/old/first", true);
  write(Folder + "/old/first/b.h", "");
  EXPECT_TRUE(unchanged(I));
  sys::fs::remove_directories(Folder + "/old/first");
  write(Folder + "/old/first", "");
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, RealPaths) {
  std::string Old = Folder + "/old";
  link("second", Old + "/also");
  link("second/a.h", Old + "/b.h");
  makeFolder(Old + "/first/deep");
  link("first/deep", Old + "/down");
  write(Old + "/first/c.h", "");
  RealPaths Known;
  // Twice: looked up, and known.
  for (int Round = 0; Round != 2; ++Round) {
    EXPECT_EQ(Known.of(Old + "/also/a.h"), Old + "/second/a.h");
    EXPECT_EQ(Known.of(Old + "/b.h"), Old + "/second/a.h");
    EXPECT_EQ(Known.of(Old + "/also"), Old + "/second");
    EXPECT_EQ(Known.of(Old + "/first/../second/a.h"), Old + "/second/a.h");
    // Up from where the link leads, not from where it lies.
    EXPECT_EQ(Known.of(Old + "/down/../c.h"), Old + "/first/c.h");
    EXPECT_EQ(Known.of(Old + "/first/.."), Old);
    EXPECT_EQ(Known.of(Old + "/first/no.h"), Old + "/first/no.h");
    EXPECT_EQ(Known.of("/"), "/");
  }
}

TEST_F(InputsTest, Uncertain) {
  Inputs I;
  EXPECT_TRUE(unchanged(I));
  I.addUncertain();
  EXPECT_FALSE(unchanged(I));
}

TEST_F(InputsTest, Garbage) {
  Inputs I;
  read(I, Folder + "/old/second/a.h");
  I.addPresent(Folder + "/old/first", true);
  I.addAbsent(Folder + "/old/first/a.h");
  I.addAbsent(Folder + "/nowhere/a.h");
  std::string Good = I.encode();
  InputChecker Check;
  ASSERT_TRUE(Check.unchanged(Good));
  for (size_t Size = 0; Size != Good.size(); ++Size)
    EXPECT_FALSE(Check.unchanged(StringRef(Good).take_front(Size))) << Size;
  EXPECT_FALSE(Check.unchanged(Good + '\0'));
  // Any answer will do for what is well-formed, as long as there is one.
  std::mt19937 Random(1);
  for (int Round = 0; Round != 20000; ++Round) {
    std::string Bad = Good;
    for (int Times = 1 + Random() % 3; Times; --Times)
      Bad[Random() % Bad.size()] = char(Random());
    (void)Check.unchanged(Bad);
  }
}

} // namespace
