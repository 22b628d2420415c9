// Templates that name the type of what a call of their argument returns: as their
// own result it is a task by itself, elsewhere what they are given is bridged, and
// nothing else stays because of it.
// construct: callable-slot
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: {{^\+}}plain::task<int> leaf(int x) {

// CHECK: {{^ }}auto call(F &&f, A &&...a) -> decltype(f(std::forward<A>(a)...)) {
// CHECK: {{^\+}}  co_return co_await f(std::forward<A>(a)...);
// CHECK: {{^\+}}template <typename F> std::invoke_result_t<F> viaResult(F f) { co_return co_await f(); }
// CHECK: {{^\+}}template <typename F> Result<F> viaAlias(F &&f) { co_return co_await f(); }
// CHECK-NOT: {{^[-+].*}}viaDefault(F f)
// CHECK: {{^\+}}template <typename F> decltype(std::declval<F>()()) viaDeclval(F f) { co_return co_await f(); }
// CHECK: {{^\+}}  template <typename F> auto run(F f) -> decltype(f()) { co_return co_await f(); }
// CHECK: {{^\+}}template <std::invocable F> plain::task<int> viaConcept(F f) { co_return co_await f() + 1; }
// CHECK: {{^\+}}template <typename T, typename F> plain::task<T> retry(F f)

// CHECK: {{^\+}}  show("decltype", co_await call(leaf, 1));
// CHECK: {{^\+}}  show("decltype", co_await call([](int x) -> plain::task<int> { co_return co_await leaf(x); }, 2));
// CHECK: {{^\+}}  show("trait", co_await viaResult([]() -> plain::task<int> { co_return co_await leaf(3); }));
// CHECK: {{^\+}}  show("alias", co_await viaAlias([]() -> plain::task<int> { co_return co_await leaf(4); }));
// CHECK: {{^\+}}  show("default", viaDefault([] { return plain::sync_wait(leaf(5)); }));
// CHECK: {{^\+}}  show("branch", viaBranch([] { return plain::sync_wait(leaf(6)); }));
// CHECK: {{^\+}}  show("tested", viaTest([] { return plain::sync_wait(leaf(7)); }));
// CHECK: {{^\+}}  show("predicate", viaPredicate([](int x) { return plain::sync_wait(leaf(x)) == 8; }));
// CHECK: {{^\+}}  show("requires", viaRequires([] { return plain::sync_wait(leaf(9)); }));
// CHECK: {{^\+}}  show("own concept", viaOwnConcept([] { return plain::sync_wait(leaf(10)); }));
// CHECK: {{^\+}}  show("declval", co_await viaDeclval([]() -> plain::task<int> { co_return co_await leaf(11); }));
// CHECK: {{^\+}}  show("member", co_await pool.run([]() -> plain::task<int> { co_return co_await leaf(12); }));
// CHECK: {{^\+}}  show("invocable", co_await viaConcept([]() -> plain::task<int> { co_return co_await leaf(13); }));
// CHECK: {{^\+}}  show("not named", co_await retry<int>([]() -> plain::task<int> { co_return co_await leaf(14); }));

//--- main.cpp
#include <concepts>
#include <cstdio>
#include <plain/pause.h>
#include <type_traits>
#include <utility>

void show(const char *what, int v) { std::printf("%s %d\n", what, v); }

int leaf(int x) {
  plain::pause();
  return x;
}

template <typename F, typename... A>
auto call(F &&f, A &&...a) -> decltype(f(std::forward<A>(a)...)) {
  return f(std::forward<A>(a)...);
}

template <typename F> std::invoke_result_t<F> viaResult(F f) { return f(); }

template <typename F> using Result = typename std::invoke_result<F>::type;
template <typename F> Result<F> viaAlias(F &&f) { return f(); }

template <typename F, typename R = std::invoke_result_t<F>> R viaDefault(F f) {
  R r = f();
  return r;
}

template <typename F> int viaBranch(F f) {
  if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
    f();
    return 0;
  } else {
    return f();
  }
}

template <typename F, std::enable_if_t<std::is_invocable_r_v<int, F>, int> = 0>
int viaTest(F f) {
  return f();
}

template <std::predicate<int> F> int viaPredicate(F f) { return f(8); }

template <typename F>
  requires requires(F f) { { f() } -> std::convertible_to<int>; }
int viaRequires(F f) {
  return f();
}

template <typename F>
concept GivesInt = requires(F f) { { f() } -> std::same_as<int>; };
template <GivesInt F> int viaOwnConcept(F f) { return f(); }

template <typename F> decltype(std::declval<F>()()) viaDeclval(F f) { return f(); }

struct Pool {
  template <typename F> auto run(F f) -> decltype(f()) { return f(); }
};

template <std::invocable F> int viaConcept(F f) { return f() + 1; }
template <typename T, typename F> T retry(F f) { return f(); }

int main() {
  Pool pool;
  show("decltype", call(leaf, 1));
  show("decltype", call([](int x) { return leaf(x); }, 2));
  show("trait", viaResult([] { return leaf(3); }));
  show("alias", viaAlias([] { return leaf(4); }));
  show("default", viaDefault([] { return leaf(5); }));
  show("branch", viaBranch([] { return leaf(6); }));
  show("tested", viaTest([] { return leaf(7); }));
  show("predicate", viaPredicate([](int x) { return leaf(x) == 8; }));
  show("requires", viaRequires([] { return leaf(9); }));
  show("own concept", viaOwnConcept([] { return leaf(10); }));
  show("declval", viaDeclval([] { return leaf(11); }));
  show("member", pool.run([] { return leaf(12); }));
  show("invocable", viaConcept([] { return leaf(13); }));
  show("not named", retry<int>([] { return leaf(14); }));
}
