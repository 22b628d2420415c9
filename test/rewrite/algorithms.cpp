// Algorithms of the standard library that call something async become their
// namesakes that await it; the others get a callable that drives the task.
// construct: algorithm
// RUN: rm -rf %t && split-file %s %t
// RUN: %convert %t %plain -- %plain-headers | FileCheck %s

//--- main.cpp
// CHECK-DAG: {{^\+}}#include <recolor/algorithm.h>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iterator>
#include <numeric>
#include <plain/pause.h>
#include <string>
#include <vector>

int leaf(int x) {
  plain::pause();
  return x;
}
// CHECK-DAG: {{^\+}}plain::task<bool> odd(int x) { co_return co_await leaf(x) % 2 != 0; }
bool odd(int x) { return leaf(x) % 2 != 0; }
bool less(int a, int b) { return leaf(a) < leaf(b); }
struct Scale {
  int by;
  // CHECK-DAG: {{^\+}}  plain::task<int> operator()(int x) const { co_return co_await leaf(x) * by; }
  int operator()(int x) const { return leaf(x) * by; }
};
void show(const char *what, const std::vector<int> &v) {
  std::printf("%s", what);
  for (int x : v)
    std::printf(" %d", x);
  std::printf("\n");
}
// The template is converted with its closure.
// CHECK-DAG: {{^\+}}template <class F> plain::task<int> count(const std::vector<int> &v, F f) { co_return static_cast<int>(co_await recolor::count_if(v.begin(), v.end(), f)); }
template <class F> int count(const std::vector<int> &v, F f) { return static_cast<int>(std::count_if(v.begin(), v.end(), f)); }

struct Cannot {
  int sum = 0;
  // CHECK-DAG: {{^\+}}  Cannot(const std::vector<int> &v) { plain::sync_wait(recolor::for_each(v.begin(), v.end(), [this](int x) -> plain::task<> { sum += co_await leaf(x); })); }
  Cannot(const std::vector<int> &v) { std::for_each(v.begin(), v.end(), [this](int x) { sum += leaf(x); }); }
};

int main() {
  std::vector<int> v{5, 2, 8, 3}, out;
  int sum = 0;
  // CHECK-DAG: {{^\+}}  co_await recolor::for_each(v.begin(), v.end(), [&](int x) -> plain::task<> { sum += co_await leaf(x); });
  std::for_each(v.begin(), v.end(), [&](int x) { sum += leaf(x); });
  // CHECK-DAG: {{^\+}}  sum += co_await (co_await recolor::for_each(v.begin(), v.end(), [n = 0](int x) mutable -> plain::task<int> { co_return n += co_await leaf(x); }))(1);
  sum += std::for_each(v.begin(), v.end(), [n = 0](int x) mutable { return n += leaf(x); })(1);
  show("sum", {sum});
  // CHECK-DAG: {{^\+}}  co_await recolor::transform(v.begin(), v.end(), std::back_inserter(out), Scale{3});
  std::transform(v.begin(), v.end(), std::back_inserter(out), Scale{3});
  show("scaled", out);
  // CHECK-DAG: {{^\+}}  co_await recolor::transform(v.begin(), v.end(), out.begin(), out.begin(), [](int a, int b) -> plain::task<int> { co_return co_await leaf(a) - b; });
  std::transform(v.begin(), v.end(), out.begin(), out.begin(), [](int a, int b) { return leaf(a) - b; });
  show("both", out);
  // CHECK-DAG: {{^\+}}  if (co_await recolor::any_of(v.begin(), v.end(), odd))
  if (std::any_of(v.begin(), v.end(), odd))
    show("some are odd", {});
  // CHECK-DAG: {{^\+}}  bool all = co_await recolor::all_of(v.begin(), v.end(), &odd);
  bool all = std::all_of(v.begin(), v.end(), &odd);
  bool none = std::none_of(v.begin(), v.end(), odd);
  show("all, none", {all, none});
  // CHECK-DAG: {{^\+}}  auto even = co_await recolor::find_if_not(v.begin(), v.end(), odd);
  auto even = std::find_if_not(v.begin(), v.end(), odd);
  show("even", {*even});
  // CHECK-DAG: {{^\+}}  auto first = co_await recolor::find_if(v.begin(), v.end(), odd);
  auto first = std::find_if(v.begin(), v.end(), odd);
  int odds = count(v, odd), great = count(v, [&](int x) { return leaf(x) > sum; });
  show("first", {*first, odds, great});
  // CHECK-DAG: {{^\+}}  std::string text = co_await recolor::accumulate(v.begin(), v.end(), std::string("="), [](std::string s, int x) -> plain::task<std::basic_string<char, std::char_traits<char>, std::allocator<char>>> { co_return s + std::to_string(co_await leaf(x)); });
  std::string text = std::accumulate(v.begin(), v.end(), std::string("="), [](std::string s, int x) { return s + std::to_string(leaf(x)); });
  std::printf("%s\n", text.c_str());
  std::function<int()> next = [&] { return leaf(sum++); };
  // CHECK-DAG: {{^\+}}  co_await recolor::generate(out.begin(), out.end(), next);
  std::generate(out.begin(), out.end(), next);
  show("generated", out);
  out.clear();
  std::copy_if(v.begin(), v.end(), std::back_inserter(out), odd);
  show("copied", out);
  // CHECK-DAG: {{^\+}}  out.erase(co_await recolor::remove_if(out.begin(), out.end(), [](int x) -> plain::task<bool> { co_return co_await leaf(x) == 3; }), out.end());
  out.erase(std::remove_if(out.begin(), out.end(), [](int x) { return leaf(x) == 3; }), out.end());
  show("removed", out);
  // CHECK-DAG: {{^\+}}  std::sort(v.begin(), v.end(), +[](int a0, int a1) { return plain::sync_wait(less(a0, a1)); });
  std::sort(v.begin(), v.end(), less);
  // The comparison stays sync, and drives what it calls.
  // CHECK-DAG: {{^\+}}  std::sort(v.begin(), v.end(), [](int a, int b) { return plain::sync_wait(leaf(b)) < plain::sync_wait(leaf(a)); });
  std::sort(v.begin(), v.end(), [](int a, int b) { return leaf(b) < leaf(a); });
  show("sorted", v);
  show("constructed", {Cannot(v).sum});
}
