// Closures that live while a call they were handed to is awaited.
// construct: closure
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// What stands behind the arrow may begin with const.
// CHECK: {{^\+}}  auto name = [p](int x) -> asio::awaitable<const char *> {
// CHECK: {{^\+}}  auto number = [](int x) -> asio::awaitable<const int> {

// CHECK: {{^\+}}  show("retry", co_await retry(2, [&] { return [p] { return *p; }; }()));
// CHECK: {{^\+}}  show("in place", co_await [&] { return [p](int x) -> asio::awaitable<int> { co_return co_await leaf(*p) + x; }; }()(5));
// CHECK: {{^\+}}  show("by reference", co_await retry(1, [&] { return *p; }));

//--- main.cpp
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <thread>

void show(const char *what, int v) { std::printf("%s %d\n", what, v); }
int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return x;
}
template <class F> int retry(int times, F f) {
  while (leaf(--times) > 0)
    f();
  return f();
}
int erased(const std::function<int()> &f) { return leaf(f()); }

int main() {
  auto p = std::make_shared<int>(3);
  auto name = [p](int x) -> const char * {
    return leaf(x) == *p ? "three" : "other";
  };
  auto number = [](int x) -> const int { return leaf(x); };
  show(name(3), number(4));
  show("retry", retry(2, [p] { return *p; }));
  show("count", p.use_count());
  show("in place", [p](int x) { return leaf(*p) + x; }(5));
  show("count", p.use_count());
  show("by reference", retry(1, [&] { return *p; }));
  show("erased", erased([p] { return *p + 1; }));
  show("count", p.use_count());
  auto moved = std::make_unique<int>(9);
  show("moved", retry(1, [q = std::move(moved)] { return *q; }));
}
