// How a function gives its result back, and how its type is written.
// construct: deduced-result, returned-braces, result-type, noexcept, main
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK: {{^\+}}  co_return Aggregate{a, "text", {1, 2, 3}};
// CHECK: {{^\+}}asio::awaitable<int> scalarBraces(int x) { co_return int{co_await leaf(x)}; }
// CHECK: {{^\+}}  co_return nullptr;
// CHECK: {{^\+}}  co_return static_cast<unsigned int>(b.low);
// CHECK: {{^\+}}asio::awaitable<FromInt> implicit(int x) { co_return FromInt(co_await leaf(x)); }
// CHECK: {{^\+}}asio::awaitable<bool> asked(Handle &h) { h.value = co_await leaf(0); co_return bool(h); }
// CHECK: {{^\+}}asio::awaitable<unsigned long> wider(Handle &h) { h.value = co_await leaf(5); co_return h.operator unsigned(); }
// CHECK: {{^\+}}asio::awaitable<const char *> named(Handle &h) { h.value = co_await leaf(1); co_return static_cast<const char *>(h); }
// CHECK: {{^\+}}template <class T> asio::awaitable<T> as(Handle &h) { h.value = co_await leaf(2); co_return T(h); }
// CHECK: {{^\+}}  co_return Owner(std::move(owner));
// CHECK: {{^\+}}  co_return Result<std::unique_ptr<int>>(std::move(p));
// CHECK: {{^\+}}    co_return Result<std::unique_ptr<int>>(std::move((p)));
// CHECK: {{^\+}}    co_return co_await callee(x);
// CHECK: {{^\+}}asio::awaitable<int const> west(int x) { co_return co_await leaf(x); }
// CHECK: {{^\+}}unsigned long static int three(int x) { return recolor::sync_wait(leaf(x)); }
// CHECK: {{^\+}}asio::awaitable<long> deduced(int x) { co_return co_await leaf(x) + 1L; }
// CHECK: {{^\+}}asio::awaitable<RESULT> macro(int x) { return leaf(x); }
// CHECK: {{^\+}}{{\[\[}}nodiscard]] {{\[\[}}gnu::noinline]] asio::awaitable<int> attributes(int x) { return leaf(x); }
// CHECK: {{^\+}}  {{\[\[}}nodiscard]] auto late(int x) const -> asio::awaitable<unsigned> { co_return co_await leaf(x); }
// CHECK: {{^\+}}asio::awaitable<int> async_main(void) {
// CHECK: {{^\+}}int main()

//--- leaf.h
#pragma once
#include <chrono>
#include <cstdio>
#include <thread>

inline int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return x;
}

//--- main.cpp
#include "leaf.h"
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

void show(const char *what, long v) { std::printf("%s %ld\n", what, v); }

struct Base {
  virtual ~Base() = default;
  virtual int id() const { return 1; }
};
struct Derived : Base {
  int id() const override { return 2; }
};
struct Noisy {
  int v;
  explicit Noisy(int v) : v(v) {}
  Noisy(Noisy &&o) noexcept : v(o.v) { o.v = -1; }
  Noisy(const Noisy &o) : v(o.v + 1000) {}
  ~Noisy() {
    // One that was moved from says nothing: how often that happens is open.
    if (v > 0)
      std::printf("~Noisy %d\n", v);
  }
};
struct Bits {
  unsigned low : 3, high : 5;
};
struct Aggregate {
  int a;
  std::string b;
  std::vector<int> c;
};
struct FromInt {
  int v;
  FromInt(int v) : v(v) {}
};
// Moves as std::auto_ptr did.
struct Owner {
  struct Handed {
    int v;
  };
  int v;
  explicit Owner(int v) : v(v) {}
  Owner(Owner &o) : v(o.v) { o.v = -1; }
  Owner(Handed h) : v(h.v) {}
  operator Handed() {
    Handed h = {v};
    v = -1;
    return h;
  }
};
template <class T> struct Result {
  T value;
  Result(const T &) = delete;
  Result(T &&v) : value(std::move(v)) {}
};
namespace deep {
namespace inner {
struct Thing {
  int v;
};
template <class T> struct Box {
  T v;
};
} // namespace inner
using Alias = inner::Box<int>;
} // namespace deep

Aggregate braces(int x) {
  int a = leaf(x);
  return {a, "text", {1, 2, 3}};
}
Aggregate empty(int x) {
  leaf(x);
  return {};
}
std::pair<int, std::string> pair(int x) { return {leaf(x), "second"}; }
std::optional<int> nothing(int x) {
  if (leaf(x) > 1)
    return {};
  if (x == 1)
    return std::nullopt;
  return x;
}
std::vector<std::string> list(int x) {
  leaf(x);
  return {"a", "b", "c"};
}
int scalarBraces(int x) { return {leaf(x)}; }
char *zero(int x) {
  leaf(x);
  return 0;
}
char *null(int x) {
  leaf(x);
  return NULL;
}
const char *literal(int x) {
  if (leaf(x))
    return "literal";
  return nullptr;
}
std::string text(int x) {
  if (leaf(x))
    return "from literal";
  return std::to_string(x);
}
int Base::*memberNull(int x) {
  leaf(x);
  return 0;
}
std::unique_ptr<Base> derived(int x) {
  leaf(x);
  auto p = std::make_unique<Derived>();
  return p;
}
std::unique_ptr<Base> direct(int x) {
  if (leaf(x))
    return std::make_unique<Derived>();
  return nullptr;
}
std::shared_ptr<const Base> shared(int x) {
  leaf(x);
  return std::make_shared<Derived>();
}
Noisy nrvo(int x) {
  Noisy n(leaf(x));
  n.v += 5;
  return n;
}
Noisy parameter(Noisy n) {
  leaf(1);
  return n;
}
Noisy temporary(int x) { return Noisy(leaf(x)); }
unsigned bits(int x) {
  Bits b{};
  b.low = leaf(x);
  return b.low;
}
FromInt implicit(int x) { return leaf(x); }
struct Handle {
  int value;
  operator bool() const { return value != 0; }
  operator unsigned() const { return 10 * value; }
  operator const char *() const { return value ? "handle" : nullptr; }
};
bool asked(Handle &h) { h.value = leaf(0); return h; }
unsigned long wider(Handle &h) { h.value = leaf(5); return h.operator unsigned(); }
const char *named(Handle &h) { h.value = leaf(1); return h; }
template <class T> T as(Handle &h) { h.value = leaf(2); return h; }
Owner handsOn(int x) {
  Owner owner(leaf(x));
  return owner;
}
Result<std::unique_ptr<int>> moved(int x) {
  auto p = std::make_unique<int>(leaf(x));
  return p;
}
Result<std::unique_ptr<int>> movedParameter(std::unique_ptr<int> p) {
  if (leaf(*p))
    return (p);
  return std::make_unique<int>(0);
}
bool narrowed(int x) { return leaf(x); }
unsigned char wraps(int x) { return leaf(x); }
double widened(int x) { return leaf(x); }
void callee(int x) { leaf(x); }
void returnsVoid(int x) {
  if (x == 1)
    return callee(x);
  if (x == 2)
    return (void)leaf(x);
  return;
}
int throws(int x) {
  leaf(x);
  throw std::runtime_error("thrown");
}
[[nodiscard]] int onlyThrows(int x) {
  int y = leaf(x);
  throw std::runtime_error(std::to_string(y));
}
int forever(int x) {
  for (;;)
    if (leaf(x--) < 1)
      return x;
}
int lambdaReturn(int x) {
  auto f = [](int y) { return y + 1; };
  return f(leaf(x));
}

// Ways to write the type.
const int east(int x) { return leaf(x); }
int const west(int x) { return leaf(x); }
unsigned long two(int x) { return leaf(x); }
unsigned long static int three(int x) { return leaf(x); }
const char *const pointer(int x) { return leaf(x) ? "p" : ""; }
int **indirect(int x) {
  static int *p = nullptr;
  leaf(x);
  return &p;
}
deep::inner::Thing nested(int x) { return {leaf(x)}; }
::deep::inner::Box<deep::inner::Thing> boxed(int x) { return {{leaf(x)}}; }
deep::Alias alias(int x) { return {leaf(x)}; }
struct Bits elaborated(int x) {
  Bits b{};
  b.high = leaf(x);
  return b;
}
auto trailing(int x) -> int { return leaf(x); }
auto deduced(int x) { return leaf(x) + 1L; }
auto deducedVoid(int x) { leaf(x); }
auto deducedVector(int x) { return std::vector<int>(leaf(x)); }
decltype(auto) deducedToo(int x) { return leaf(x); }
decltype(1 + 2L) byDecltype(int x) { return leaf(x); }
typedef struct {
  int v;
} Unnamed;
Unnamed viaTypedef(int x) { return {leaf(x)}; }
#define RESULT int
#define POINTER(T) T *
RESULT macro(int x) { return leaf(x); }
POINTER(const char) macroPointer(int x) { return leaf(x) ? "m" : ""; }
static inline int storage(int x) { return leaf(x); }
inline static const volatile unsigned *qualified(int x) {
  static unsigned v;
  v = leaf(x);
  return &v;
}
[[nodiscard]] [[gnu::noinline]] int attributes(int x) { return leaf(x); }
__attribute__((noinline)) int gnuAttribute(int x) { return leaf(x); }
int (parenthesised)(int x) { return leaf(x); }
int(*functionPointer(int x))(int) {
  leaf(x);
  return std::abs;
}
int
onItsOwnLine(
    int x)
{
  return leaf(x);
}
std::map<std::string, std::vector<int>> nestedTemplate(int x) {
  int v = leaf(x);
  return {{"k", {v}}};
}
std::tuple<int, int> tuple(int x) { return std::make_tuple(leaf(x), 2); }
int f1(int x) { return leaf(x); } int f2(int x) { return (leaf(x)); }
int returnsParenthesised(int x) { return(leaf(x)); }
struct WithConst {
  int v = 3;
  int get(int x) const { return v + leaf(x); }
  int get(int x) { return v - leaf(x); }
  int rvalue(int x) && { return leaf(x); }
  static int fixed(int x) { return leaf(x); }
  [[nodiscard]] auto late(int x) const -> unsigned { return leaf(x); }
  int notThrowing(int x) const noexcept { return leaf(x); }
  bool operator()(int x) const { return leaf(x); }
};

void showMoved() {
  Owner owner = handsOn(2);
  show("owner", owner.v);
  auto moved3 = moved(3);
  auto owned = std::make_unique<int>(4);
  auto moved4 = movedParameter(std::move(owned));
  show("moved", *moved3.value + *moved4.value);
}

int main(void) {
  auto a = braces(1);
  show(a.b.c_str(), a.a + a.c.size());
  show("empty", empty(2).c.size());
  show(pair(3).second.c_str(), pair(3).first);
  show("nothing", nothing(2).has_value() + nothing(1).has_value() + *nothing(0));
  show("list", list(1).size());
  show("scalar", scalarBraces(4));
  show("zero", zero(1) == nullptr && null(1) == nullptr && memberNull(1) == nullptr);
  show(literal(1), literal(0) == nullptr);
  show(text(1).c_str(), text(0).size());
  show("derived", derived(1)->id() + direct(1)->id() + shared(1)->id());
  {
    Noisy n = nrvo(5);
    show("nrvo", n.v);
    Noisy m = parameter(std::move(n));
    show("parameter", m.v);
    show("temporary", temporary(6).v);
  }
  show("bits", bits(5));
  show("implicit", implicit(5).v);
  showMoved();
  show("narrowed", narrowed(5) + wraps(258) + widened(3) / 2 * 2);
  returnsVoid(1);
  returnsVoid(2);
  returnsVoid(3);
  for (auto f : {1, 2})
    try {
      if (f == 1)
        throws(1);
      else
        (void)onlyThrows(2);
    } catch (const std::exception &e) {
      show(e.what(), f);
    }
  show("forever", forever(2));
  show("lambda", lambdaReturn(1));
  show("cv", east(1) + west(2));
  show("unsigned", two(3) + three(4));
  show(pointer(1), *indirect(1) == nullptr);
  show("names", nested(1).v + boxed(2).v.v + alias(3).v + elaborated(4).high);
  show("auto", trailing(1) + deduced(2) + deducedVector(3).size() + deducedToo(4));
  deducedVoid(5);
  show("decltype", byDecltype(6) + viaTypedef(7).v);
  show(macroPointer(1), macro(2));
  show("storage", storage(1) + *qualified(2) + attributes(3) + gnuAttribute(4));
  show("declarator", parenthesised(1) + functionPointer(2)(-3) + onItsOwnLine(4));
  show("template", nestedTemplate(1)["k"][0] + std::get<0>(tuple(2)));
  show("line", f1(1) + f2(2) + returnsParenthesised(3));
  Handle h{1};
  show(named(h), asked(h) + wider(h) + as<unsigned>(h));
  WithConst w;
  show("members", w.get(1) + std::as_const(w).get(2) + WithConst().rvalue(3) +
                      WithConst::fixed(4) + w.late(5) + w.notThrowing(6) + w(7));
  return 0;
}
