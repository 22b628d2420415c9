// Coroutines that the code has already are awaited where they were awaited and
// driven where they were driven; what they call becomes async around them.
// construct: already-async, discarded-result
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: {{^\+}}  co_return co_await next(x) + co_await other(x);
// CHECK-NOT: task<plain::task
// CHECK: {{^ }}plain::task<int> handedThrough(int x) { return old(x); }
// CHECK: {{^\+}}  co_await next(1);
// CHECK: {{^\+}}  (void)co_await checked(2);
// CHECK: {{^ }}int sum = plain::sync_wait(old(1));

//--- main.cpp
#include <cstdio>
#include <future>
#include <plain/pause.h>
#include <plain/task.h>

int leaf(int x) {
  plain::pause();
  return x;
}
int next(int x) { return leaf(x) + 1; }
plain::task<int> other(int x) { co_return x; }
plain::task<int> old(int x) {
  co_await plain::yield();
  co_return next(x) + co_await other(x);
}
plain::task<int> handedThrough(int x) { return old(x); }
// A future is a value like any other.
std::future<int> promised(int x) {
  std::promise<int> p;
  p.set_value(leaf(x));
  return p.get_future();
}
[[nodiscard]] int checked(int x) {
  std::printf("checked %d\n", leaf(x));
  return x;
}
void discards() {
  next(1);
  (void)checked(2);
}
int sum() {
  int sum = plain::sync_wait(old(1));
  return sum + plain::sync_wait(handedThrough(2));
}

int main() {
  std::printf("%d\n", sum());
  discards();
  std::printf("%d\n", promised(4).valid());
}
