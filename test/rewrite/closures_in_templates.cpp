// A closure in a template deduces its result in each instance; where all of them agree,
// that is what its task carries.
// construct: closure, deduced-result, template
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// RUN: not grep recolor-verification %t.err

// CHECK: {{^\+}}  co_return co_await apply(n, [&](int x, bool more) -> plain::task<bool> { co_return co_await callback(x, more); });
// CHECK: {{^\+}}    co_return co_await apply(n, [&](int x, bool) -> plain::task<int> {
// CHECK: {{^\+}}      auto twice = [&](int y) -> plain::task<int> { co_return co_await leaf(y) * factor; };
// CHECK: {{^\+}}  return call(x, [](const T &y) { return plain::sync_wait(leaf(y)); });

// SAID: 'other::(lambda:{{.*}})' cannot become async: a coroutine needs a written return type, and the deduced one has no name here [recolor-deduced-return]

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>

int leaf(int x) {
  plain::pause();
  return x + 1;
}
double leaf(double x) {
  plain::pause();
  return x + 0.5;
}
template <class F> auto apply(int n, F f) -> decltype(f(n, true)) { return f(n, true); }
template <class T> bool process(int n, T callback) {
  return apply(n, [&](int x, bool more) { return callback(x, more); });
}
template <class T> struct Scaled {
  T factor;
  int of(int n) {
    return apply(n, [&](int x, bool) {
      auto twice = [&](int y) { return leaf(y) * factor; };
      return twice(x) + 1;
    });
  }
};
// The results differ.
template <class T, class F> T call(const T &x, F f) { return f(x); }
template <class T> T other(const T &x) {
  return call(x, [](const T &y) { return leaf(y); });
}

int main() {
  std::printf("%d\n", process(3, [](int x, bool b) { return leaf(x) > 2 && b; }));
  std::printf("%d\n", process(3, [](int x, bool b) { return x > 5 && b; }));
  Scaled<int> scaled{2};
  std::printf("%d\n", scaled.of(4));
  std::printf("%d %g\n", other(1), other(1.0));
}
