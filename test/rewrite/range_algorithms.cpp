// The algorithms of std::ranges become those of recolor::ranges; with a projection they
// stay, and get a callable that drives the task.
// construct: algorithm
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}#include <recolor/algorithm.h>
// CHECK: {{^\+}}  co_await recolor::ranges::for_each(v, [](int &x) -> plain::task<> { x = co_await leaf(x); });
// CHECK: {{^\+}}  auto [in, fun] = co_await recolor::ranges::for_each(v.begin(), v.end(), [n = 0](int x) mutable -> plain::task<int> { co_return n += co_await leaf(x); });
// CHECK: {{^\+}}  show(co_await recolor::ranges::any_of(v, odd));
// CHECK: {{^\+}}  show(co_await recolor::ranges::all_of(v, &odd));
// CHECK: {{^\+}}  show(co_await recolor::ranges::none_of(v.begin(), v.end(), odd));
// CHECK: {{^\+}}  show(*co_await recolor::ranges::find_if(v, odd));
// CHECK: {{^\+}}  show(*co_await recolor::ranges::find_if_not(v, odd));
// CHECK: {{^\+}}  show(co_await recolor::ranges::count_if(v | std::views::reverse, odd));
// CHECK: {{^\+}}  co_await recolor::ranges::transform(v, std::back_inserter(out), leaf);
// CHECK: {{^\+}}  co_await recolor::ranges::for_each(items, &Item::save);
// CHECK: {{^\+}}  show(std::ranges::any_of(items, +[](int a0) { return plain::sync_wait(odd(a0)); }, &Item::id));
// CHECK: {{^\+}}  std::ranges::sort(v, [](int a, int b) { return plain::sync_wait(leaf(a)) < plain::sync_wait(leaf(b)); });

//--- main.cpp
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <plain/pause.h>
#include <ranges>
#include <vector>

void show(int v) { std::printf("%d\n", v); }
int leaf(int x) {
  plain::pause();
  show(x);
  return x;
}
bool odd(int x) { return leaf(x) % 2 != 0; }
struct Item {
  int id;
  void save() { leaf(id); }
};

int main() {
  std::vector<int> v{3, 1, 2}, out;
  std::ranges::for_each(v, [](int &x) { x = leaf(x); });
  auto [in, fun] = std::ranges::for_each(v.begin(), v.end(), [n = 0](int x) mutable { return n += leaf(x); });
  show(in == v.end());
  show(std::ranges::any_of(v, odd));
  show(std::ranges::all_of(v, &odd));
  show(std::ranges::none_of(v.begin(), v.end(), odd));
  show(*std::ranges::find_if(v, odd));
  show(*std::ranges::find_if_not(v, odd));
  show(std::ranges::count_if(v | std::views::reverse, odd));
  std::ranges::transform(v, std::back_inserter(out), leaf);
  show(out[2]);
  std::vector<Item> items{{5}, {6}};
  std::ranges::for_each(items, &Item::save);
  show(std::ranges::any_of(items, odd, &Item::id));
  std::ranges::sort(v, [](int a, int b) { return leaf(a) < leaf(b); });
}
