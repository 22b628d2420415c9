// g++ 12 runs every branch of a returned `&&`, `||` or `?:` that awaits, but not
// of a variable's initializer: such a value is returned through a variable.
// Not in templates, nor objects: what clang makes of them is right all the same.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers -fsanitize=address,undefined | FileCheck %s

// CHECK: {{^\+}}plain::task<bool> both(int a, int b) { bool value_for_gcc12 = co_await leaf(a) && co_await leaf(b); co_return value_for_gcc12; }
// CHECK: {{^\+}}    { bool value_for_gcc12 = a || co_await leaf(b); co_return value_for_gcc12; }
// CHECK-NEXT: {{^ +}}else {
// CHECK-NEXT: {{^-}}
// CHECK-NEXT: {{^\+}}    bool value_for_gcc12 = !(a && !co_await leaf(b));
// CHECK-NEXT: {{^\+}}    co_return value_for_gcc12;
// CHECK: {{^\+}}  case 1: { int value_for_gcc12 = (b ? co_await leaf(2) : co_await leaf(3)); co_return value_for_gcc12; }
// CHECK: {{^\+}}  co_return co_await leaf(a) ? 1 : b;
// CHECK: {{^\+}}  auto &value_for_gcc12 = a ? (co_await at(b)).get() : cells[0];
// CHECK-NEXT: {{^\+}}  co_return value_for_gcc12;
// CHECK: {{^\+}}template <class T> plain::task<T> chosen(T a, T b) { co_return a ? co_await leaf(b) : b; }
// CHECK: {{^\+}}template <class T> plain::task<bool> positive(T a) { co_return a > 0 && co_await leaf(a); }
// CHECK: {{^\+}}  auto choose = [](auto n) -> plain::task<int> { co_return n ? co_await leaf(n) : 1; };

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>

int cells[4];

int leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
  return x;
}
int &at(int i) { return cells[leaf(i)]; }

bool both(int a, int b) { return leaf(a) && leaf(b); }
bool either(int a, int b) {
  if (b < 2)
    return a || leaf(b);
  else {
    return !(a && !leaf(b));
  }
}
int cases(int a, int b) {
  switch (a) {
  case 1: return (b ? leaf(2) : leaf(3));
  default: return both(a, b) ? 5 : 6;
  }
}
int always(int a, int b) {
  return leaf(a) ? 1 : b;
}
int &place(int a, int b) {
  return a ? at(b) : cells[0];
}
template <class T> T chosen(T a, T b) { return a ? leaf(b) : b; }
template <class T> bool positive(T a) { return a > 0 && leaf(a); }

int main() {
  for (int a = 0; a < 2; ++a)
    for (int b = 0; b < 3; ++b) {
      std::printf("%d %d %d %d\n", both(a, b), either(a, b), cases(a, b), always(a, b));
      place(a, b) += 1;
      auto f = [&](int n) { return n && leaf(b); };
      std::printf("%d %d\n", f(a), cells[b]);
    }
  auto choose = [](auto n) -> int { return n ? leaf(n) : 1; };
  int sum = positive(1);
  sum += positive(2L);
  sum += choose(3);
  std::printf("%d %d\n", sum, choose(4L));
  std::printf("%d %ld\n", chosen(1, 2), chosen(1L, 3L));
}
