// Closures that initialize what stands in no function: no function is around them, and
// their place is all the name they have, which moves with what is written in front.
// construct: closure
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

//--- main.cpp
#include <cstdio>
#include <functional>
#include <map>
#include <plain/pause.h>
#include <string>
int leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
  return x;
}
// CHECK: {{^\+}}auto twice = [](int x) -> plain::task<int> { co_return 2 * co_await leaf(x); };
auto twice = [](int x) { return 2 * leaf(x); };
// CHECK: {{^\+}}static plain::task<int> (*pointer)(int) = [](int x) -> plain::task<int> { co_return co_await leaf(x) + 1; };
static int (*pointer)(int) = [](int x) { return leaf(x) + 1; };
// CHECK: {{^\+}}std::function<plain::task<int>(int)> sum = [](int n) -> plain::task<int> {
std::function<int(int)> sum = [](int n) {
  if (n == 0)
    return 0;
  int one = leaf(n);
  return one + sum(n - 1);
};
// CHECK: {{^\+}}static const std::map<std::string, std::function<plain::task<int>(int)>> commands = {
static const std::map<std::string, std::function<int(int)>> commands = {
    // CHECK: {{^\+}}    {"one", [](int x) -> plain::task<int> { co_return co_await leaf(x); }},
    {"one", [](int x) { return leaf(x); }},
    {"two", twice},
    {"zero", [](int) { return 0; }},
};
struct Holder {
  inline static std::function<void(int)> hook = [](int x) { leaf(x); };
};

int main() {
  for (const auto &[name, run] : commands)
    std::printf("%s %d\n", name.c_str(), run(3));
  Holder::hook(4);
  int first = twice(1), second = pointer(2);
  std::printf("%d %d %d\n", first, second, sum(2));
}
