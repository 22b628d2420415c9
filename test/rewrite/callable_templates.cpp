// Function templates whose parameters are callables: the pattern changes with all
// that it is called with, or, where one of them cannot, not at all.
// RUN: rm -rf %t && split-file %s %t
// RUN: %convert %t %plain -- %plain-headers | FileCheck %s

//--- main.cpp
#include <cstdio>
#include <functional>
#include <plain/pause.h>
#include <string>
#include <utility>
#include <vector>

int leaf(int x) {
  plain::pause();
  return x;
}
// CHECK-DAG: {{^\+}}plain::task<int> twice(int x) { co_return 2 * x; }
int twice(int x) { return 2 * x; }

// CHECK-DAG: {{^\+}}template <class F, class... A> plain::task<int> use(F &&f, A &&...args) { co_return co_await std::forward<F>(f)(std::forward<A>(args)...); }
template <class F, class... A> int use(F &&f, A &&...args) { return std::forward<F>(f)(std::forward<A>(args)...); }
// A chain of templates.
// CHECK-DAG: {{^\+}}template <class F> plain::task<int> sum(const std::vector<int> &v, const F &f) {
template <class F> int sum(const std::vector<int> &v, const F &f) {
  int n = 0;
  for (int x : v)
    // CHECK-DAG: {{^\+}}    n += co_await use(f, x);
    n += use(f, x);
  return n;
}
template <class Derived> struct Shape {
  // CHECK-DAG: {{^\+}}  plain::task<int> area(int n) { co_return co_await static_cast<Derived *>(this)->measure(n); }
  int area(int n) { return static_cast<Derived *>(this)->measure(n); }
};
struct Square : Shape<Square> {
  // CHECK-DAG: {{^\+}}  plain::task<int> measure(int n) { co_return co_await leaf(n) * n; }
  int measure(int n) { return leaf(n) * n; }
};
struct Line : Shape<Line> {
  // CHECK-DAG: {{^\+}}  plain::task<int> measure(int) { co_return 0; }
  int measure(int) { return 0; }
};

template <class F> void repeat(int n, F f) {
  while (n-- > 0)
    f(n);
}

// Where a value flows in a pattern whose own call is of an unknown type, an instance says.
struct Starter {
  // CHECK-DAG: {{^\+}}  template <class C> plain::task<int> then(C *c, plain::task<int> (C::*next)(int)) { co_return co_await (c->*next)(7); }
  template <class C> int then(C *c, int (C::*next)(int)) { return (c->*next)(7); }
};
template <class T> struct Handler {
  T *owner;
  Starter (T::*method)();
  // CHECK-DAG: {{.*}}(owner->*method)().then(this, &Handler::answer){{.*}}
  int act() { return (owner->*method)().then(this, &Handler::answer); }
  // CHECK-DAG: {{^\+}}  plain::task<int> answer(int n) { co_return co_await leaf(n); }
  int answer(int n) { return leaf(n); }
};
struct Owner {
  Starter start() { return {}; }
};

int main() {
  std::function<int(int)> stored = leaf;
  // The parameter takes the slot's type, and all of them return tasks.
  // CHECK-DAG: {{^\+}}  int n = co_await use(stored, 1) + co_await use(leaf, 2) + co_await use(twice, 3);
  int n = use(stored, 1) + use(leaf, 2) + use(twice, 3);
  // CHECK-DAG: {{^\+}}  n = n * 10 + co_await use([&](int x) -> plain::task<int> { co_return x + n; }, 4);
  n = n * 10 + use([&](int x) { return x + n; }, 4);
  std::vector<int> v{1, 2, 3};
  n = n * 100 + sum(v, stored);
  n = n * 100 + sum(v, [](int x) { return leaf(x); });
  n = n * 100 + Square().area(5) + Line().area(6);
  // CHECK-DAG: {{^\+}}  co_await repeat(3, [&](int i) -> plain::task<> { n += co_await leaf(i); });
  repeat(3, [&](int i) { n += leaf(i); });
  // CHECK-DAG: {{^\+}}  co_await repeat(2, [&](int i) -> plain::task<> { n -= i; co_return; });
  repeat(2, [&](int i) { n -= i; });
  // CHECK-DAG: {{^\+}}  n += co_await std::invoke(stored, 5) + co_await std::invoke(leaf, 6);
  n += std::invoke(stored, 5) + std::invoke(leaf, 6);
  Owner owner;
  n += Handler<Owner>{&owner, &Owner::start}.act();
  std::printf("%d\n", n);
}
