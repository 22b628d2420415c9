//===- FactsBinaryTest.cpp - Facts as few bytes ---------------------------===//
#include "Facts.h"
#include "Model/FactsBinary.h"

using namespace recolor;
using namespace recolor::test;

namespace {

/// The text of what \p Bytes hold, or the error.
std::string decoded(llvm::StringRef Bytes, llvm::StringRef Base = "") {
  auto U = decodeFacts(Bytes, Base);
  return U ? text(*U) : llvm::toString(U.takeError());
}

TEST(FactsBinary, EveryFieldRoundTrips) {
  UnitFacts U = fullUnit();
  EXPECT_EQ(decoded(encodeFacts(U)), text(U));
  EXPECT_EQ(decoded(encodeFacts(UnitFacts())), text(UnitFacts()));
}

TEST(FactsBinary, PlacesAndNumbersOfAnySizeRoundTrip) {
  UnitFacts U = units("unit /p/a.cpp\n"
                      "fn f loc=/p/a.cpp:4000000000:7@4294967295 digest=ffffffffffffffff\n"
                      "fn g loc=/p/b.h:1:1\n"
                      "fn h loc=/p/a.cpp:1:4294967295@1\n"
                      "call f -> g /p/a.cpp:3:1@50\n")[0];
  U.Calls[0].End = 20; // before its place: nothing keeps a macro from it
  std::string Bytes = encodeFacts(U);
  UnitFacts V = llvm::cantFail(decodeFacts(Bytes));
  EXPECT_EQ(text(V), text(U));
  EXPECT_EQ(V.Calls[0].End, 20u);
}

TEST(FactsBinary, AFingerprintTellsWhatIsSaidOfAFunctionWhereverItStands) {
  auto Print = [](llvm::StringRef Text, llvm::StringRef Name = "f", llvm::StringRef Base = "") {
    std::string Bytes = encodeFacts(units(Text)[0], Base);
    UnitFacts U = llvm::cantFail(decodeFacts(Bytes, Base));
    auto It = llvm::find_if(U.Functions, [&](const FunctionFact &F) { return F.Name == Name; });
    return It->Fingerprint;
  };
  constexpr llvm::StringLiteral One = "unit /p/a.cpp\nfn f loc=/p/a.h:1:1 overrides=g\nfn g\n";
  EXPECT_NE(Print(One), 0u);
  EXPECT_EQ(Print(One), Print("unit /p/b.cpp\nfn x loc=/p/b.cpp:9:9\nfn g\n"
                              "fn f loc=/p/a.h:1:1 overrides=g\ncall x -> f /p/b.cpp:9:10\n"));
  EXPECT_NE(Print(One), Print(One, "g"));
  EXPECT_NE(Print(One), Print("unit /p/a.cpp\nfn f loc=/p/a.h:1:2 overrides=g\nfn g\n"));
  EXPECT_NE(Print(One), Print("unit /p/a.cpp\nfn f loc=/p/b.h:1:1 overrides=g\nfn g\n"));
  EXPECT_NE(Print(One), Print("unit /p/a.cpp\nfn f loc=/p/a.h:1:1 overrides=h\nfn h\n"));
  // A folder that was left open is another one for whoever says so.
  std::string Bytes = encodeFacts(units(One)[0], "/p");
  UnitFacts P = llvm::cantFail(decodeFacts(Bytes, "/p")), Q = llvm::cantFail(decodeFacts(Bytes, "/q"));
  EXPECT_NE(P.Functions[0].Fingerprint, Q.Functions[0].Fingerprint);
}

TEST(FactsBinary, TheBytesDependOnTheFactsAlone) {
  EXPECT_EQ(encodeFacts(fullUnit()), encodeFacts(fullUnit()));
}

TEST(FactsBinary, WhatIsDamagedIsAnError) {
  std::string Bytes = encodeFacts(fullUnit());
  for (size_t Size = 0; Size != Bytes.size(); ++Size)
    EXPECT_TRUE(llvm::errorToBool(decodeFacts(llvm::StringRef(Bytes).take_front(Size)).takeError()))
        << Size;
  for (size_t At = 0; At != Bytes.size(); ++At) {
    std::string Flipped = Bytes;
    Flipped[At] ^= 4;
    EXPECT_TRUE(llvm::errorToBool(decodeFacts(Flipped).takeError())) << At;
  }
  EXPECT_EQ(decoded("int main() {}"), "is no unit file of recolor");
  EXPECT_EQ(decoded("recolor unit 999\nrest"), "was written by another version of recolor");
  EXPECT_EQ(decoded(llvm::StringRef(Bytes).drop_back()), "is damaged: its checksum differs");
}

TEST(FactsBinary, AFolderIsLeftOpen) {
  UnitFacts U = units("unit /srv/p/a.cpp\n"
                      "fn f key=c:@F@f@/srv/p/a.cpp loc=/srv/p/a.cpp:1:1\n"
                      "fn g key=place:/srv/p/a.cpp:7:g name=/srv/p\n"
                      "fn h key=/x/srv/p/a.cpp name=/srv/pp/a\n"
                      "call f -> g\n")[0];
  std::string Bytes = encodeFacts(U, "/srv/p");
  EXPECT_FALSE(llvm::StringRef(Bytes).contains("/srv/p/a.cpp:7"));
  EXPECT_EQ(decoded(Bytes, "/srv/p"), text(U));
  UnitFacts V = llvm::cantFail(decodeFacts(Bytes, "/q"));
  EXPECT_EQ(V.MainFile, "/q/a.cpp");
  EXPECT_EQ(V.Functions[0].Key, "c:@F@f@/q/a.cpp");
  EXPECT_EQ(V.Functions[1].Key, "place:/q/a.cpp:7:g");
  EXPECT_EQ(V.Functions[1].Name, "/q");
  // Other folders.
  EXPECT_EQ(V.Functions[2].Key, "/x/srv/p/a.cpp");
  EXPECT_EQ(V.Functions[2].Name, "/srv/pp/a");
}

TEST(FactsBinary, ABundleIsASet) {
  std::string A = encodeFacts(units("unit /a\nfn a")[0]);
  std::string B = encodeFacts(units("unit /b\nfn b")[0]);
  std::string AB = bundleFacts({A, B});
  EXPECT_EQ(AB, bundleFacts({B, A, B}));
  auto Units = llvm::cantFail(unbundleFacts(AB, "x"));
  ASSERT_EQ(Units.size(), 2u);
  EXPECT_EQ(llvm::cantFail(unbundleFacts(bundleFacts({}), "x")).size(), 0u);
  AB.back() ^= 1;
  EXPECT_EQ(llvm::toString(unbundleFacts(AB, "x").takeError()),
            "'x' is damaged: its checksum differs");
  EXPECT_EQ(llvm::toString(unbundleFacts(A, "x").takeError()), "'x' is no facts file of recolor");
}

} // namespace
