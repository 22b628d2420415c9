// In the copy of a function an algorithm is handed the twin, and what a template
// returns as its argument's result has none: the words would be the same.
// construct: twin, algorithm
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain --strategy twin -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out --implicit-check-not=run_async

// CHECK: exit status: 1
// CHECK: {{^\+}}plain::task<int> applied_async() { co_return co_await std::apply(leaf_async, std::tuple(5)); }
// CHECK: {{^\+}}  co_await recolor::for_each(v.begin(), v.end(), each_async);
// CHECK: {{^\+}}  co_await recolor::for_each(v.begin(), v.end(), &each_async);

//--- main.cpp
#include <algorithm>
#include <cstdio>
#include <plain/pause.h>
#include <tuple>
#include <vector>

int leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
  return x;
}
void each(int x) { leaf(x); }
int applied() { return std::apply(leaf, std::tuple(5)); }
void all() {
  std::vector<int> v{1, 2};
  std::for_each(v.begin(), v.end(), each);
  std::for_each(v.begin(), v.end(), &each);
}
template <typename F> auto run(F f) -> decltype(f()) { return f(); }
int user() { return run([] { return leaf(8); }); }

int main() {
  std::printf("%d\n", applied());
  all();
  std::printf("%d\n", user());
}
