// Which of several functions with one name is meant does not change, whether it
// is called, named, or looked up from a template.
// construct: overload-and-address
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: {{^\+}}plain::task<int> parse(int x) {
// CHECK-NOT: {{^\+}}{{.*}} parse(const char *
// CHECK: {{^\+}}  plain::task<int> get() { return leaf(v); }
// CHECK: {{^ }}int get() const { return v + 100; }
// CHECK: {{^\+}}plain::task<int> (*chosen)(int) = parse;
// CHECK: {{^ }}int (*other)(const char *) = parse;
// CHECK: {{^\+}}  plain::task<int> (S::*member)() = &S::get;
// CHECK: {{^ }}int (S::*constant)() const = &S::get;

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>

int leaf(int x) {
  plain::pause();
  return x;
}
int parse(int x) {
  return leaf(x);
}
int parse(const char *text) { return text[0] - '0'; }
namespace shape {
struct Circle {};
int area(Circle) { return leaf(3); }
} // namespace shape
namespace flat {
struct Line {};
int area(Line) { return 0; }
} // namespace flat
struct S {
  int v = 1;
  int get() { return leaf(v); }
  int get() const { return v + 100; }
};
int (*chosen)(int) = parse;
int (*other)(const char *) = parse;
void take(int (*f)(int)) { std::printf("int %d\n", f(7)); }
void take(int (*f)(const char *), int) { std::printf("text %d\n", f("7")); }

int main() {
  std::printf("%d %d %d %d\n", parse(1), parse("2"), chosen(3), other("4"));
  S s;
  const S c;
  std::printf("%d %d\n", s.get(), c.get());
  int (S::*member)() = &S::get;
  int (S::*constant)() const = &S::get;
  std::printf("%d %d\n", (s.*member)(), (c.*constant)());
  std::printf("%d %d\n", area(shape::Circle()), area(flat::Line()));
  take(parse);
  take(parse, 0);
}
