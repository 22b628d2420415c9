// Templates: one text for all instantiations.
// construct: template
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK: {{^\+}}template <class T> asio::awaitable<T> passed(T v) { co_return co_await leaf(v); }
// CHECK: {{^\+}}  asio::awaitable<T> outside(int times) const;
// CHECK: {{^\+}}template <class T, int N> asio::awaitable<T> Box<T, N>::outside(int times) const {
// CHECK: {{^\+}}asio::awaitable<U> Box<T, N>::memberOutside(U u) const {
// CHECK: {{^\+}}template <class F> asio::awaitable<int> valueOf(F &&f) { co_return co_await std::forward<F>(f)(); }
// CHECK: {{^\+}}  auto generic = [](auto v) { return recolor::sync_wait(leaf(v)); };
// CHECK: {{^\+}}  auto typed = [](int x) -> asio::awaitable<long> { co_return co_await leaf(x); };

//--- leaf.h
#pragma once
#include <chrono>
#include <cstdio>
#include <thread>

inline int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::printf("leaf %d\n", x);
  return x;
}
inline long leaf(long x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::printf("long leaf %ld\n", x);
  return x;
}
inline char leaf(char c) { return c; }

//--- box.h
#pragma once
#include "leaf.h"
#include <utility>

template <class T> T passed(T v) { return leaf(v); }

template <class T, int N = 2> class Box {
public:
  explicit Box(T v) : v(v) {}
  T inside() const { return leaf(v) * N; }
  T outside(int times) const;
  template <class U> U member(U u) const { return leaf(u) + static_cast<U>(v); }
  template <class U> U memberOutside(U u) const;
  static T make(T v);
  struct Nested {
    T get(T v) { return leaf(v); }
  };

private:
  T v;
};

template <class T, int N> T Box<T, N>::outside(int times) const {
  T sum{};
  for (int i = 0; i < times; ++i)
    sum += this->inside();
  return sum;
}

template <class T, int N>
template <class U>
U Box<T, N>::memberOutside(U u) const {
  return member<U>(u) + u;
}

template <class T, int N> T Box<T, N>::make(T v) { return Box<T, N>(leaf(v)).inside(); }


template <class F> void call(F f, int n) {
  for (int i = 0; i < n; ++i)
    f(i);
}

template <class F> int valueOf(F &&f) { return std::forward<F>(f)(); }

template <class T> struct Base {
  int shared(T v) { return static_cast<int>(leaf(v)); }
};
template <class T> struct Derived : Base<T> {
  int twice(T v) { return this->shared(v) + Base<T>::shared(v); }
};

template <int N> int count() {
  if constexpr (N > 0)
    return leaf(N) + count<N - 1>();
  else
    return 0;
}

template <class T> struct Only {
  T used(T v) { return leaf(v); }
  T unused(T v) { return leaf(v) + leaf(v); }
};

template <class T>
concept Number = requires(T t) { t + t; };
template <Number T> T constrained(T t)
  requires(sizeof(T) > 1)
{
  return leaf(t);
}

//--- other.cpp
#include "box.h"

int other() {
  Box<int> box(7);
  return box.inside() + passed(8);
}

//--- main.cpp
#include "box.h"
#include <string>
#include <vector>

int other();
void show(const char *what, long v) { std::printf("%s %ld\n", what, v); }

int main() {
  show("passed", passed(1) + passed(2L));
  Box<int> box(3);
  show("inside", box.inside());
  show("outside", box.outside(2));
  show("member", box.member(4L) + box.member<int>(5));
  show("member outside", box.memberOutside(6));
  show("static", Box<int>::make(7));
  show("nested", Box<long>::Nested().get(8));
  show("long", Box<long, 3>(9).inside());
  show("lambda", (call([](int i) { leaf(i); }, 2), 0));
  int seen = 0;
  call([&](int i) { seen += leaf(i + 10); }, 2);
  show("capturing", seen);
  show("value", valueOf([] { return leaf(20); }));
  show("value", valueOf([&] { return leaf(seen); }));
  show("derived", Derived<int>().twice(30));
  show("count", count<3>());
  show("only", Only<int>().used(40));
  show("constrained", constrained(41));
  show("other", other());
  auto generic = [](auto v) { return leaf(v); };
  show("generic", generic(50) + generic(51L));
  auto genericToo = [&]<class T>(T v, auto... rest) {
    show("pack", sizeof...(rest));
    return leaf(v) + seen;
  };
  show("generic", genericToo(52, 1, 2) + genericToo(53L));
  auto immediate = [](int x) { return leaf(x); }(54);
  show("immediate", immediate);
  auto counter = [n = 0]() mutable { return leaf(++n); };
  counter();
  show("mutable", counter());
  auto typed = [](int x) -> long { return leaf(x); };
  show("typed", typed(55));
  auto nested = [&](int x) {
    auto inner = [&] { return leaf(x) + seen; };
    int first = inner();
    return first + [x] { return leaf(x); }();
  };
  show("nested", nested(56));
  auto nothing = [] { leaf(57); };
  nothing();
  auto early = [](int x) {
    if (x)
      return;
    leaf(x);
  };
  early(0);
  early(1);
  [] {}();
  auto quiet = []() noexcept { return leaf(58); };
  show("noexcept", quiet());
  std::vector<std::string> names{"a", "b"};
  auto byValue = [names](int i) { return names[i] + std::to_string(leaf(i)); };
  show(byValue(1).c_str(), 0);
}
