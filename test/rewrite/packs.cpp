// Calls in pack expansions and fold expressions are awaited where the pattern says it,
// in all instances alike.
// construct: template, await-in-expression
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}  co_return std::array<int, sizeof...(at)>{co_await leaf(at)...};
// CHECK: {{^\+}}  co_return (co_await leaf(values) + ... + 0);
// CHECK: {{^\+}}  co_return std::make_tuple(co_await leaf(values)...);

//--- main.cpp
#include <array>
#include <cstddef>
#include <cstdio>
#include <plain/pause.h>
#include <tuple>
#include <utility>

int leaf(std::size_t x) {
  plain::pause();
  return x + 1;
}
short leaf(unsigned char x) {
  plain::pause();
  return x + 2;
}
template <std::size_t... at> std::array<int, sizeof...(at)> table(std::index_sequence<at...>) {
  return std::array<int, sizeof...(at)>{leaf(at)...};
}
template <class... T> int sum(T... values) {
  return (leaf(values) + ... + 0);
}
template <class... T> auto all(T... values) -> std::tuple<decltype(values + 0)...> {
  return std::make_tuple(leaf(values)...);
}

int main() {
  auto three = table(std::make_index_sequence<3>());
  std::printf("%d %d %d\n", three[0], three[1], three[2]);
  std::printf("%d\n", sum(std::size_t(1), static_cast<unsigned char>(2)));
  auto [a, b] = all(std::size_t(3), static_cast<unsigned char>(4));
  std::printf("%d %d\n", int(a), b);
}
