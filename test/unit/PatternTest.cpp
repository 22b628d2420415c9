#include "Support/Pattern.h"
#include <gtest/gtest.h>

using namespace recolor;

namespace {

Pattern parse(llvm::StringRef Text) {
  auto P = Pattern::parse(Text);
  EXPECT_TRUE(bool(P)) << Text.str();
  return P ? *P : (llvm::consumeError(P.takeError()), Pattern());
}

std::string errorOf(llvm::StringRef Text) {
  auto P = Pattern::parse(Text);
  return P ? "" : llvm::toString(P.takeError());
}

TEST(Glob, StarStaysInItsComponent) {
  EXPECT_TRUE(matchGlob("ns::*", "ns::f"));
  EXPECT_FALSE(matchGlob("ns::*", "ns::C::f"));
  EXPECT_FALSE(matchGlob("*", "ns::f"));
  EXPECT_TRUE(matchGlob("*::f", "ns::f"));
  EXPECT_TRUE(matchGlob("read_*_x", "read_a_b_x"));
  EXPECT_FALSE(matchGlob("read_*_x", "read_a_b_y"));
  EXPECT_TRUE(matchGlob("*", ""));
}

TEST(Glob, DoubleStarCrossesComponents) {
  EXPECT_TRUE(matchGlob("ns::**", "ns::C::f"));
  EXPECT_TRUE(matchGlob("**", "a::b::c"));
  EXPECT_TRUE(matchGlob("**::f", "a::b::f"));
  EXPECT_TRUE(matchGlob("**::f", "f"));
  EXPECT_FALSE(matchGlob("**::f", "a::xf"));
  EXPECT_TRUE(matchGlob("a::**::z", "a::z"));
  EXPECT_TRUE(matchGlob("a::**::z", "a::b::c::z"));
  EXPECT_TRUE(matchGlob("**b*::f", "xb::yb1::f"));
  EXPECT_TRUE(matchGlob("**::a*c::f", "q::abc::x::aXc::f"));
  EXPECT_FALSE(matchGlob("**::a*c::f", "q::abc::x::f"));
  EXPECT_TRUE(matchGlob("asio/**", "asio/ip/tcp.hpp"));
}

TEST(Glob, QuestionMarkIsOneCharacter) {
  EXPECT_TRUE(matchGlob("f?", "f1"));
  EXPECT_FALSE(matchGlob("f?", "f"));
  EXPECT_FALSE(matchGlob("a??b", "a::b"));
}

TEST(Glob, ManyStarsAreNotSlow) {
  std::string Glob, Text(400, 'a');
  for (int I = 0; I != 40; ++I)
    Glob += "*a";
  EXPECT_FALSE(matchGlob(Glob + "b", Text));
}

TEST(Pattern, Names) {
  EXPECT_TRUE(parse("ns::f").matchesName("ns::f", "(int)"));
  EXPECT_TRUE(parse("::ns::f").matchesName("ns::f", ""));
  EXPECT_FALSE(parse("f").matchesName("ns::f", ""));
}

TEST(Pattern, Parameters) {
  Pattern P = parse("f( const Slice & , int )");
  EXPECT_EQ(P.Name, "f");
  EXPECT_EQ(P.Params, "(constSlice&,int)");
  EXPECT_TRUE(P.matchesName("f", "(const Slice &, int)"));
  EXPECT_FALSE(P.matchesName("f", "(int)"));
  EXPECT_TRUE(parse("f()").matchesName("f", ""));
  EXPECT_TRUE(parse("f(void)").matchesName("f", "()"));
  EXPECT_FALSE(parse("f()").matchesName("f", "(int)"));
  EXPECT_EQ(parse("f(void (*)(int))").Params, "(void(*)(int))");
}

TEST(Pattern, ParenthesesInNames) {
  EXPECT_EQ(parse("C::operator()").Name, "C::operator()");
  EXPECT_EQ(parse("C::operator()").Params, "");
  EXPECT_EQ(parse("C::operator()(int)").Name, "C::operator()");
  EXPECT_EQ(parse("C::operator()(int)").Params, "(int)");
  EXPECT_EQ(parse("(anonymous namespace)::f").Name, "(anonymous namespace)::f");
  EXPECT_EQ(parse("(anonymous namespace)::f(int)").Params, "(int)");
}

TEST(Pattern, Places) {
  Pattern P = parse("src/a.cpp:12");
  EXPECT_TRUE(P.isLocation());
  EXPECT_EQ(P.Line, 12u);
  EXPECT_TRUE(P.matchesFile("/p/src/a.cpp"));
  EXPECT_TRUE(P.matchesFile("src/a.cpp"));
  EXPECT_FALSE(P.matchesFile("/p/xsrc/a.cpp"));
  EXPECT_FALSE(P.matchesName("src/a.cpp:12", ""));
  EXPECT_EQ(parse("a.cpp:12:5").Line, 12u);
  EXPECT_EQ(parse("a.cpp:12:5").File, "a.cpp");
  EXPECT_TRUE(parse("/p/a.cpp:1").matchesFile("/p/a.cpp"));
  EXPECT_FALSE(parse("a::b").isLocation());
}

TEST(Pattern, Errors) {
  EXPECT_EQ(errorOf(" "), "pattern ' ': is empty");
  EXPECT_EQ(errorOf("f(int"), "pattern 'f(int': has unbalanced parentheses");
  EXPECT_EQ(errorOf("f)("), "pattern 'f)(': has unbalanced parentheses");
  EXPECT_EQ(errorOf("::"), "pattern '::': has no name");
}

TEST(DidYouMean, NearOnly) {
  std::vector<std::string> Words = {"runtime", "async", "stop"};
  EXPECT_EQ(didYouMean("runtme", Words), "runtime");
  EXPECT_EQ(didYouMean("aync", Words), "async");
  EXPECT_EQ(didYouMean("zzz", Words), "");
  EXPECT_EQ(didYouMean("ab", {"ac", "aa"}), "aa");
}

} // namespace
