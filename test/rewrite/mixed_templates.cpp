// A template that awaits in some instantiations only: all of them or none.
// construct: template
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK: {{^\+}}  asio::awaitable<int> operator()(int x) const { return leaf(x); }
// CHECK: {{^\+}}  asio::awaitable<int> get() { co_return 2; }
// CHECK: {{^\+}}template <class T> asio::awaitable<int> use(T t) { co_return co_await t.get() + t.value(); }
// CHECK: {{^\+}}template <class F> asio::awaitable<int> call(F f) { co_return co_await f(3); }
// CHECK: {{^\+}}  asio::awaitable<int> run() { co_return co_await t.get(); }

//--- main.cpp
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

void show(const char *what, long v) { std::printf("%s %ld\n", what, v); }
int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  show("leaf", x);
  return x;
}

struct Slow {
  int get() { return leaf(1); }
  int value() const { return 10; }
  int operator()(int x) const { return leaf(x); }
};
struct Fast {
  int get() { return 2; }
  int value() const { return 20; }
  int operator()(int x) const { return x; }
};
template <class T> int use(T t) { return t.get() + t.value(); }
template <class T> int useTwice(T &t) {
  int sum = 0;
  for (int i = 0; i < 2; ++i)
    sum += t.get();
  return sum;
}
template <class T> int chain(T t) { return use(t) + 1; }

template <class F> int call(F f) { return f(3); }
template <class F> int callQuick(F f) { return f(4); }

template <class T> struct Holder {
  T t;
  int run() { return t.get(); }
};
template <class T> struct Policy : T {
  int both() { return this->get() + T::value(); }
};
// Used with functions that stay as they are only.
template <class F> void each(std::vector<int> v, F f) {
  for (int x : v)
    f(x);
}
int plain(int x) { return x + 1; }

int main() {
  Slow slow;
  Fast fast;
  show("use", use(slow) + use(fast));
  show("twice", useTwice(slow) + useTwice(fast));
  show("chain", chain(slow) + chain(fast));
  // g++ 12 mixes up closures that one expression awaits.
  show("call", call([](int x) { return leaf(x); }));
  show("call", call([](int x) { return x; }));
  show("call", call(plain) + call(leaf));
  show("functor", call(slow) + call(fast));
  show("quick", callQuick(plain) + callQuick([](int x) { return -x; }));
  show("holder", Holder<Slow>{}.run() + Holder<Fast>{}.run());
  show("policy", Policy<Slow>{}.both() + Policy<Fast>{}.both());
  int sum = 0;
  each({1, 2}, [&](int x) { sum += x; });
  show("each", sum);
}
