// A closure's parameters of callable type are slots like those of any function.
// construct: closure, callable-slot
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// RUN: not grep recolor-verification %t.err

// CHECK: {{^\+}}  auto wrapped = [](const std::function<plain::task<int>(int)> &f, int n) -> plain::task<int> { co_return co_await f(n); };
// CHECK: {{^\+}}  auto raw = [](plain::task<int> (*f)(int), int n = 3) -> plain::task<int> { co_return co_await f(n); };
// CHECK: {{^\+}}  auto with = [&](int n, std::function<plain::task<bool>(int)> test) -> plain::task<bool> { co_return co_await process(n, test); };
// CHECK: {{^\+}}  auto given = [](int n = plain::sync_wait(leaf(4))) { return n; };

// SAID: warning: the call of 'leaf' in an initializer is bridged: a default argument cannot await

//--- main.cpp
#include <cstdio>
#include <functional>
#include <plain/pause.h>

int leaf(int x) {
  plain::pause();
  return x + 1;
}
bool process(int n, std::function<bool(int)> test) { return test(leaf(n)); }

int main() {
  auto wrapped = [](const std::function<int(int)> &f, int n) { return f(n); };
  auto raw = [](int (*f)(int), int n = 3) { return f(n); };
  auto with = [&](int n, std::function<bool(int)> test) { return process(n, test); };
  auto given = [](int n = leaf(4)) { return n; };
  std::printf("%d\n", wrapped(leaf, 1));
  std::printf("%d\n", raw(leaf));
  bool more = with(2, [](int x) { return leaf(x) > 2; });
  std::printf("%d\n", more);
  std::printf("%d\n", given());
}
