// Where a call can stand in an expression, and what an await there needs.
// construct: await-in-expression
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK: {{^\+}}inline asio::awaitable<int> leaf(int x) {
// CHECK: {{^\+}}  co_await recolor::asio_rt::sleep_for(std::chrono::milliseconds(1));
// CHECK: {{^\+}}  co_return x;
// CHECK: {{^\+}}asio::awaitable<Point *> pointer(int x) {
// CHECK: {{^\+}}asio::awaitable<void> operands() {
// CHECK: {{^\+}}  show("sum", co_await leaf(2) + co_await leaf(3) * -co_await leaf(4));
// CHECK: {{^\+}}  show("nested", co_await twice(co_await twice(co_await leaf(5))));
// CHECK: {{^\+}}  show("add", add(co_await leaf(6), 1));
// CHECK: {{^\+}}  show("member", (co_await point(1)).x);
// CHECK: {{^\+}}  show("arrow", (co_await pointer(2))->x);
// CHECK: {{^\+}}  show("method", (co_await point(4)).sum());
// CHECK: {{^\+}}  show("index", (co_await point(5))[1]);
// CHECK: {{^\+}}  show("call", (co_await point(7))(3));
// CHECK: {{^\+}}  show("post", (co_await point(8))++.x);
// CHECK: {{^\+}}  show("pre", (++co_await point(9)).x);
// CHECK: {{^\+}}  if (co_await point(1))
// CHECK: {{^\+}}  for (auto &e : co_await list(2))
// CHECK: {{^\+}}  const auto &r = co_await point(7);

//--- leaf.h
#pragma once
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

inline int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::printf("leaf %d\n", x);
  return x;
}

//--- main.cpp
#include "leaf.h"
#include <utility>
#include <vector>

struct Point {
  int x = 0, y = 0;
  int sum() const { return x + y; }
  Point *operator->() { return this; }
  int operator[](int i) const { return i ? y : x; }
  int operator()(int k) const { return k * x; }
  Point &operator++() { ++x; return *this; }
  Point operator++(int) { Point old = *this; ++x; return old; }
  explicit operator bool() const { return x != 0; }
  operator int() const { return 100 + x; }
};

Point point(int x) { return {leaf(x), x + 1}; }
Point *pointer(int x) {
  static Point kept;
  kept.x = leaf(x);
  return &kept;
}
int array[3] = {7, 8, 9};
int *numbers(int x) {
  leaf(x);
  return array;
}
std::vector<int> list(int n) {
  std::vector<int> v;
  for (int i = 0; i < leaf(n); ++i)
    v.push_back(i);
  return v;
}
int twice(int x) { return 2 * leaf(x); }
void show(const char *what, int v) { std::printf("%s %d\n", what, v); }
int add(int a, int b) { return a + b; }
typedef int (*Function)(int);
int plus1(int x) { return x + 1; }
Function choose(int x) {
  leaf(x);
  return plus1;
}
int Point::*member(int x) {
  return leaf(x) ? &Point::x : &Point::y;
}

void operands() {
  leaf(1);
  show("sum", leaf(2) + leaf(3) * -leaf(4));
  show("nested", twice(twice(leaf(5))));
  show("add", add(leaf(6), 1));
  int a = leaf(7), b(leaf(8)), c{leaf(9)}, d = {leaf(10)};
  show("variables", a + b + c + d);
  a += leaf(11);
  a = b = leaf(12);
  show("cast", (int)leaf(13) + int(leaf(14)) + static_cast<int>(leaf(15)));
  show("comma", (leaf(16), leaf(17)));
  show("brackets", array[leaf(1)]);
  int braced[] = {leaf(18), leaf(19)};
  show("array", braced[0] * braced[1]);
  int *heap = new int[2]{leaf(20), leaf(21)};
  show("new", heap[0] + heap[1]);
  delete[] heap;
  int *one = new int(leaf(22));
  show("new", *one);
  delete one;
  auto *w = new std::vector<int>(3, leaf(25));
  show("vector", (*w)[2]);
  delete w;
  (void)leaf(26);
  show("not", !leaf(27) + ~leaf(28));
  show("shift", leaf(1) << leaf(2) | leaf(4));
  std::pair<int, int> p(leaf(29), leaf(30));
  show("pair", p.second);
  show("string", std::to_string(leaf(31)).size());
  const int &bound = leaf(32);
  show("bound", bound);
  int &&moved = leaf(33);
  show("moved", ++moved);
}

void results() {
  show("member", point(1).x);
  show("arrow", pointer(2)->x);
  show("overloaded arrow", point(3)->y);
  show("method", point(4).sum());
  show("index", point(5)[1]);
  show("pointer index", numbers(6)[2]);
  show("reversed index", 1[numbers(6)]);
  show("call", point(7)(3));
  show("post", point(8)++.x);
  show("pre", (++point(9)).x);
  show("explicit arrow", pointer(10)->operator->()->x);
  show("function", choose(11)(41));
  show("dereference", *numbers(12));
  show("address", &numbers(13)[1] - array);
  Point p = point(14);
  show("pointer to member", p.*member(1) + (&p)->*member(0));
  show("on result", point(15).*member(1));
  show("conversion", point(16));
  int converted = point(17);
  show("converted", converted);
  double wide = leaf(18);
  show("wide", wide / 4 * 4);
  std::string text = list(2).empty() ? "empty" : "full";
  show(text.c_str(), list(3).at(leaf(2)));
  pointer(1)->x++;
  ++pointer(1)->x;
  pointer(4)->x = 5;
  numbers(0)[leaf(0)] = 70;
  show("stored", array[0]);
}

void conditions() {
  if (leaf(0))
    show("wrong", 0);
  else if (leaf(1) == 1 && leaf(2) < 3)
    show("right", 1);
  if (point(1))
    show("explicit bool", 1);
  if (!point(0))
    show("explicit bool", 0);
  if (int x = leaf(3); x > leaf(2))
    show("init", x);
  if (int x = leaf(4))
    show("declared", x);
  bool both = leaf(0) && leaf(99);
  bool any = leaf(1) || leaf(99);
  show("short circuit", both + 2 * any);
  show("condition", leaf(1) ? 5 : 6);
  switch (leaf(2)) {
  case 1:
    show("case", 1);
    break;
  case 2:
    show("case", leaf(2));
    [[fallthrough]];
  case 3:
    show("case", leaf(3));
    break;
  default:
    leaf(77);
  }
  switch (int k = leaf(1); k)
  default:
    show("default", leaf(k));
}

void loops() {
  for (int i = leaf(0); i < leaf(2); i += leaf(1))
    show("for", i);
  int n = 2;
  while (leaf(n) && n--)
    show("while", n);
  do
    ++n;
  while (leaf(n) < 1);
  for (int e : list(2))
    show("range", e);
  for (auto &e : list(2))
    show("range by reference", e);
  for (const auto &[a, b] : {std::pair(1, 2), std::pair(3, 4)})
    show("bindings", a + leaf(b));
  for (auto v = list(1); int e : v)
    show("range with init", e);
  while (int x = leaf(n - 1)) {
    show("declared", x);
    --n;
    if (leaf(1))
      continue;
    break;
  }
  for (;;) {
    if (leaf(1))
      break;
  }
  int i = 0;
again:
  if (leaf(i++) < 1)
    goto again;
  auto [x, y] = point(5);
  auto &&[z, t] = point(6);
  const auto &r = point(7);
  show("bound", x + y + z + t + r.x);
}

int main() {
  operands();
  results();
  conditions();
  loops();
}
