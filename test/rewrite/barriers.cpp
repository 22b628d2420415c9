// Code that cannot await drives the task where it stands.
// construct: default-argument
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK-NOT: {{^\+}}{{.*}}awaitable<int> {{measured|typed|required|resultOf|traited|sized}}(
// CHECK: {{^\+}}int global = recolor::sync_wait(leaf(1));
// CHECK: {{^\+}}asio::awaitable<int> withDefault(int x = recolor::sync_wait(next())) { return leaf(x); }
// CHECK: {{^\+}}  int first = recolor::sync_wait(leaf(2));
// CHECK: {{^\+}}  static int value = recolor::sync_wait(next());

//--- main.cpp
#include <cassert>
#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

void show(const char *what, int v) { std::printf("%s %d\n", what, v); }
int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return x;
}
int measured(int x) { return leaf(x); }
static_assert(sizeof(measured(1)) == sizeof(int));
int typed(int x) { return leaf(x); }
decltype(typed(1)) zero = 0;
int nothrow(int x) noexcept { return leaf(x); }
int required(int x) { return leaf(x); }
template <class T> constexpr bool hasRequired = requires(T t) { { required(t) } -> std::same_as<int>; };
static_assert(hasRequired<int>);
int resultOf(int x) { return leaf(x); }
using Result = std::invoke_result_t<decltype(&resultOf), int>;
static_assert(std::is_same_v<Result, int>);
template <class F> struct Traits;
template <class R, class... A> struct Traits<R (*)(A...)> { using result = R; };
int traited(int x) { return leaf(x); }
static_assert(std::is_same_v<Traits<decltype(&traited)>::result, int>);

int global = leaf(1);
int counter = 0;
int next() { return leaf(++counter); }
int withDefault(int x = next()) { return leaf(x); }
struct Object {
  int first = leaf(2);
  int second;
  std::vector<int> list{leaf(3)};
  Object() : second(leaf(4)) { show("constructed", leaf(5)); }
  explicit Object(int x) : first(x), second(next()) {}
  ~Object() { show("destroyed", leaf(6)); }
  Object(const Object &o) : first(leaf(o.first)), second(0) {}
  Object &operator=(const Object &o) {
    first = leaf(o.second);
    return *this;
  }
  bool operator<(const Object &o) const { return leaf(first) < o.first; }
  bool operator==(const Object &o) const { return leaf(first) == o.first; }
  operator int() const { return leaf(first); }
  explicit operator bool() const { return leaf(0); }
  int operator+(int x) const { return leaf(first) + x; }
  int operator[](int i) const { return leaf(i); }
  int &reference() {
    leaf(1);
    return first;
  }
  static inline int shared = leaf(7);
};
struct Less {
  bool operator()(int a, int b) const { return leaf(a) < leaf(b); }
};
int sum(int n, ...) {
  va_list list;
  va_start(list, n);
  int total = 0;
  while (n--)
    total += leaf(va_arg(list, int));
  va_end(list);
  return total;
}
constexpr int folded(int x) { return std::is_constant_evaluated() ? x : leaf(x); }
extern "C" int exported(int x) { return leaf(x); }
int once() {
  static int value = next();
  static const int lambda = [] { return leaf(9); }();
  thread_local int local = next();
  return value + lambda + local;
}
int captured() {
  auto f = [value = leaf(8)] { return value; };
  return f();
}
int sized(int x) { return leaf(x); }
int sizes() { return sizeof(sized(1)) + sizeof(decltype(sized(2))) + noexcept(sized(3)); }
struct Iterator {
  int at;
  int operator*() const { return leaf(at); }
  Iterator &operator++() {
    at += leaf(1);
    return *this;
  }
  bool operator!=(const Iterator &o) const { return at != leaf(o.at); }
};
struct Range {
  Iterator begin() const { return {leaf(0)}; }
  Iterator end() const { return {leaf(2)}; }
};
std::ostream *stream = nullptr;
[[noreturn]] void die(int x) { throw leaf(x); }

int main() {
  show("unevaluated", measured(1) + typed(2) + nothrow(3) + required(4) + resultOf(5) + traited(6));
  show("global", global + Object::shared);
  show("default", withDefault() + withDefault(5));
  {
    Object o, p(3);
    show("members", o.first + o.second + o.list[0] + p.second);
    Object q = o;
    q = p;
    show("operators", (o < p) + (o == q) + (o + 1) + o[2] + int(o) + o.reference());
    if (p)
      show("never", 1);
  }
  std::set<int, Less> set{3, 1, 2};
  show("set", *set.begin());
  show("variadic", sum(2, 3, 4));
  constexpr int k = folded(5);
  show("constexpr", k + folded(6));
  show("extern", exported(7));
  show("once", once() + once());
  show("captured", captured());
  show("sizes", sizes());
  for (int x : Range())
    show("range", x);
  try {
    die(3);
  } catch (int x) {
    show("caught", x);
  }
  int after = 0;
  auto byReference = [&after](int x) -> int & {
    after = leaf(x);
    return after;
  };
  byReference(4)++;
  show("after", after);
}
