// std::visit, apply and invoke return what they call returns, so a task: all that one
// call may choose from change together, and a generic closure has the one result that
// its instances deduce.
// construct: algorithm, closure, deduced-result
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}  plain::task<int> area() { co_return 3; }
// CHECK: {{^\+}}plain::task<int> area(Shape s) { co_return co_await std::visit([](auto &x) -> plain::task<int> { co_return co_await x.area(); }, s); }
// CHECK: {{^\+}}  co_return co_await std::visit(overloaded{[](Circle &c) -> plain::task<int> { co_return co_await c.area(); }, [](Square &) -> plain::task<int> { co_return 4; }}, s);
// CHECK: {{^\+}}  co_await std::visit([](const auto &x) -> plain::task<> { std::printf("%s\n", std::move(co_await x.name()).c_str()); }, s);
// CHECK: {{^\+}}  plain::task<int> operator()(Square &) { co_return extra; }
// CHECK: {{^\+}}  co_return co_await std::visit(v, s);
// CHECK: {{^\+}}  return std::visit<long>([](auto &x) { return plain::sync_wait(x.area()); }, s);
// CHECK: {{^\+}}  co_return co_await std::apply([](int a, int b) -> plain::task<int> { co_return co_await leaf(a) + b; }, std::make_tuple(1, 2));
// CHECK: {{^\+}}plain::task<int> named() { co_return co_await std::apply(leaf, std::tuple(5)); }
// CHECK: {{^\+}}template <class F, class T> plain::task<int> call(F f, T t) { co_return co_await std::apply(f, std::forward<T>(t)); }
// CHECK: {{^\+}}template <class T> plain::task<int> next(T x) { co_return co_await leaf(x) + 1; }
// CHECK: {{^\+}}template <class T> auto same(T x) { plain::sync_wait(leaf(x)); return x; }

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

int leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
  return x;
}

struct Circle {
  int area() { return leaf(2); }
  std::string name() const { leaf(1); return "circle"; }
};
struct Square {
  int area() { return 3; }
  std::string name() const { return "square"; }
};
template <class... T> struct overloaded : T... { using T::operator()...; };
template <class... T> overloaded(T...) -> overloaded<T...>;
using Shape = std::variant<Circle, Square>;

int area(Shape s) { return std::visit([](auto &x) { return x.area(); }, s); }
int chosen(Shape s) {
  return std::visit(overloaded{[](Circle &c) { return c.area(); }, [](Square &) { return 4; }}, s);
}
void show(const Shape &s) {
  std::visit([](const auto &x) { std::printf("%s\n", x.name().c_str()); }, s);
}
struct Visitor {
  int extra;
  int operator()(Circle &c) { return c.area() + extra; }
  int operator()(Square &) { return extra; }
};
int visited(Shape s) {
  Visitor v{4};
  return std::visit(v, s);
}
// The result that is written in the call is no task.
long written(Shape s) {
  return std::visit<long>([](auto &x) { return x.area(); }, s);
}
int applied() {
  return std::apply([](int a, int b) { return leaf(a) + b; }, std::make_tuple(1, 2));
}
int named() { return std::apply(leaf, std::tuple(5)); }
template <class F, class T> auto call(F f, T t) { return std::apply(f, std::forward<T>(t)); }
template <class T> auto next(T x) { return leaf(x) + 1; }
template <class T> auto same(T x) { leaf(x); return x; }

int main() {
  std::printf("%d\n", area(Circle{}));
  std::printf("%d\n", area(Square{}));
  std::printf("%d\n", chosen(Circle{}));
  std::printf("%d\n", chosen(Square{}));
  show(Circle{});
  show(Square{});
  std::printf("%d\n", visited(Circle{}));
  std::printf("%d\n", visited(Square{}));
  std::printf("%ld\n", written(Circle{}));
  std::printf("%d\n", applied());
  std::printf("%d\n", named());
  std::printf("%d\n", call([](int a) { return leaf(a); }, std::tuple(6)));
  std::printf("%d\n", next(7));
  std::printf("%d\n", next(short(8)));
  std::printf("%d\n", same(9));
  std::printf("%ld\n", same(10L));
}
