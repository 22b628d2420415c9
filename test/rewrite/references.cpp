// A result that is a reference travels through a task that cannot carry one in
// a std::reference_wrapper: identity, constness and writing through it stay.
// construct: reference-result
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers -fsanitize=address,undefined | FileCheck %s

// CHECK: exit status: 0
// CHECK: {{^\+}}#include <functional>
// CHECK: {{^\+}}plain::task<std::reference_wrapper<int>> Table::at(int i) {
// CHECK: {{^\+}}  virtual plain::task<std::reference_wrapper<const std::string>> name() const { co_await plain::yield(); co_return name_; }
// CHECK: {{^\+}}  virtual plain::task<std::reference_wrapper<Shape>> self() { co_await plain::yield(); co_return *this; }
// CHECK: {{^\+}}  auto late() const -> plain::task<std::reference_wrapper<const std::string>> { co_await plain::yield(); co_return name_; }
// CHECK: {{^\+}}template <typename T> plain::task<std::reference_wrapper<T>> pick(T &a, T &b) {
// CHECK: {{^\+}}plain::task<std::reference_wrapper<int>> byAlias(Table &t) { return t.at(0); }
// CHECK: {{^\+}}plain::task<std::reference_wrapper<int>> byAuto(Table &t) { return t.at(1); }
// CHECK: {{^\+}}  (co_await t.at(2)).get() = 7;
// CHECK: {{^\+}}  co_await t.at(0);{{$}}
// CHECK: {{^\+}}  auto &r = (co_await t.at(1)).get();
// CHECK: {{^\+}}  plain::task<std::reference_wrapper<int>>(*pointer)(Table &) = byAuto;

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>
#include <string>
#include <vector>

struct Table {
  std::vector<int> v{1, 2, 3};
  int &at(int i);
  const Table &constant() const { plain::pause(); return *this; }
};
int &Table::at(int i) {
  plain::pause();
  return v[i];
}
struct Shape {
  std::string name_ = "shape";
  virtual ~Shape() = default;
  virtual const std::string &name() const { plain::pause(); return name_; }
  virtual Shape &self() { plain::pause(); return *this; }
  auto late() const -> const std::string & { plain::pause(); return name_; }
};
struct Square : Shape {
  std::string own = "square";
  const std::string &name() const override { return own; }
  Shape &self() override { return *this; }
};
template <typename T> T &pick(T &a, T &b) {
  plain::pause();
  return a < b ? a : b;
}
using Reference = int &;
Reference byAlias(Table &t) { return t.at(0); }
auto &byAuto(Table &t) { return t.at(1); }

int main() {
  Table t;
  t.at(2) = 7;
  t.at(0);
  auto &r = t.at(1);
  r += 10;
  ++t.at(0);
  const Table &same = t.constant();
  std::printf("%d %d %d %d\n", t.v[0], t.v[1], t.v[2], &same == &t);
  int a = 5, b = 4;
  pick(a, b) = 9;
  double x = 1, y = 2;
  pick(x, y) = 3;
  std::printf("%d %d %g %g\n", a, b, x, y);
  Square s;
  Shape &base = s.self();
  std::printf("%s %zu %d\n", base.name().c_str(), s.late().size(), &base == &s);
  byAlias(t) = 100;
  int &(*pointer)(Table &) = byAuto;
  pointer(t) += 1;
  for (const int &e : t.constant().v)
    std::printf("%d\n", e);
  auto copy = byAlias(t);
  copy = 0;
  std::printf("%d %d\n", t.v[0], t.v[1]);
}
