// What a template returns is what its argument returns: it changes together with all
// that it is given, and not a word of the type does. Where it is deduced, it is written.
// construct: callable-slot, template, deduced-result
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out --implicit-check-not=sync_wait

// CHECK: exit status: 0
// CHECK: {{^\+}}template <typename F> typename std::invoke_result<F, int>::type typed(F &&f) { co_return co_await f(3); }
// CHECK: {{^\+}}template <typename F> auto invoked(F f) -> decltype(std::invoke(f, 1)) { co_return co_await std::invoke(f, 1); }
// CHECK: {{^ }}template <typename F> auto retry(F &&f, int n) -> std::invoke_result_t<F> {
// CHECK: {{^\+}}      co_return co_await std::forward<F>(f)();
// CHECK: {{^\+}}template <typename F> auto Pool::later(F f) -> decltype(f()) { co_return co_await f(); }
// CHECK: {{^\+}}  template <class F> auto with(F f) -> decltype(f(value)) { co_return co_await f(value); }
// CHECK: {{^\+}}  plain::task<int> operator()() { co_return 1; }
// CHECK: {{^\+}}template <typename F> auto both(F f) -> decltype(f()) { co_await leaf(77); co_return co_await f(); }
// CHECK: {{^\+}}template <typename F, typename... A> auto call(F &&f, A &&...a) -> decltype(std::forward<F>(f)(std::forward<A>(a)...)) {
// CHECK: {{^\+}}template <typename F> auto timed(F &&f, int n) -> decltype(f(n)) {
// CHECK: {{^\+}}  auto r = co_await f(n);
// CHECK: {{^\+}}  co_return r;
// CHECK: {{^\+}}  template <class F> auto run(F f) const -> decltype(f()) { co_return co_await f(); }
// CHECK: {{^ }}template <typename F> auto copied(F f) { return f(); }
// CHECK: {{^ }}template <typename F> auto unused(F f) -> decltype(f()) { return f(); }
// CHECK: {{^\+}}  show(co_await both([]() -> plain::task<int> { co_return 3; }));
// CHECK: {{^\+}}  std::function<plain::task<int>()> stored = ninety;
// CHECK: {{^\+}}  return plain::sync_wait(async_main());

//--- main.cpp
#include <cstdio>
#include <functional>
#include <plain/pause.h>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

void show(int v) { std::printf("%d\n", v); }
int leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
  return x;
}

template <typename F> typename std::invoke_result<F, int>::type typed(F &&f) { return f(3); }
template <typename F> auto invoked(F f) -> decltype(std::invoke(f, 1)) { return std::invoke(f, 1); }
template <typename F> auto retry(F &&f, int n) -> std::invoke_result_t<F> {
  for (; n > 0; --n) {
    try {
      return std::forward<F>(f)();
    } catch (const std::runtime_error &e) {
      std::printf("again: %s\n", e.what());
    }
  }
  throw std::logic_error("no");
}
struct Pool {
  template <typename F> static auto later(F f) -> decltype(f());
};
template <typename F> auto Pool::later(F f) -> decltype(f()) { return f(); }
template <class T> struct Guarded {
  T value;
  template <class F> auto with(F f) -> decltype(f(value)) { return f(value); }
};
struct Waits {
  int k;
  int operator()() { return leaf(k); }
};
struct Quick {
  int operator()() { return 1; }
};
template <typename F> auto either(F f) -> decltype(f()) { return f(); }
// Waits itself, and so do those that it is given.
template <typename F> auto both(F f) -> decltype(f()) { leaf(77); return f(); }
template <typename F, typename... A> auto call(F &&f, A &&...a) {
  return std::forward<F>(f)(std::forward<A>(a)...);
}
template <typename F> auto timed(F &&f, int n) {
  std::puts("begin");
  auto r = f(n);
  std::puts("end");
  return r;
}
struct Runner {
  template <class F> auto run(F f) const { return f(); }
};
// One that is given a reference returns a copy, which decltype does not say.
template <typename F> auto copied(F f) { return f(); }
template <typename F> auto unused(F f) -> decltype(f()) { return f(); }
int ninety() { return leaf(90); }

int main() {
  show(typed([](int x) { return leaf(x); }));
  show(invoked([](int x) { return leaf(x); }));
  int tries = 0;
  show(retry([&] {
    if (++tries < 3)
      throw std::runtime_error("x");
    return leaf(6);
  }, 5));
  std::printf("%s\n", Pool::later([] { leaf(8); return std::string("s"); }).c_str());
  Guarded<int> g{5};
  show(g.with([](int &x) { x = leaf(x + 1); return x; }));
  g.with([](int &x) { ++x; });
  show(either(Waits{9}));
  show(either(Quick{}));
  show(both([] { return 3; }));
  show(unused([] { return 4; }));
  show(call(leaf, 10));
  std::printf("%s\n", call([](int a, int b) { return std::to_string(leaf(a) * b); }, 11, 12).c_str());
  show(timed([](int n) { return leaf(n); }, 13));
  std::printf("%ld\n", timed([](int n) { return long(n); }, 14));
  Runner r;
  show(r.run([] { return leaf(15); }));
  std::printf("%s\n", r.run([] { return std::string("quick"); }).c_str());
  int kept = 16;
  auto copy = copied([&]() -> int & { return kept; });
  copy += copied([] { return 1; });
  show(kept + copy);
  std::function<int()> stored = ninety;
  show(either(stored));
  show(either(ninety));
}
