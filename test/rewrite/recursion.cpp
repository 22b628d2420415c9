// Functions that call one another, also through a closure, a slot and a virtual
// function, change together.
// construct: recursion
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: exit status: 0
// CHECK: {{^\+}}plain::task<bool> odd(int n);
// CHECK: {{^\+}}    co_return co_await leaf(n) == 0;
// CHECK: {{^\+}}  co_return co_await odd(n - 1);
// CHECK: {{^\+}}  plain::task<int> sum() const override {
// CHECK: {{^\+}}      total += co_await child->sum();
// CHECK: {{^\+}}  std::function<plain::task<int>(int)> fibonacci = [&](int n) -> plain::task<int> {
// CHECK: {{^\+}}    co_return co_await fibonacci(n - 1) + co_await fibonacci(n - 2);

//--- main.cpp
#include <cstdio>
#include <functional>
#include <memory>
#include <plain/pause.h>
#include <vector>

int leaf(int x) {
  plain::pause();
  return x;
}
bool odd(int n);
bool even(int n) {
  if (n == 0)
    return leaf(n) == 0;
  return odd(n - 1);
}
bool odd(int n) {
  if (n == 0)
    return false;
  return even(n - 1);
}
int factorial(int n) {
  int rest = n;
  if (n > 1)
    rest *= factorial(n - 1);
  return rest * leaf(1);
}
struct Node {
  virtual ~Node() = default;
  virtual int sum() const = 0;
};
struct Leaf : Node {
  int v;
  explicit Leaf(int v) : v(v) {}
  int sum() const override { return leaf(v); }
};
struct Inner : Node {
  std::vector<std::unique_ptr<Node>> children;
  int sum() const override {
    int total = 0;
    for (const auto &child : children)
      total += child->sum();
    return total;
  }
};
template <int N> int down() {
  if constexpr (N == 0)
    return leaf(0);
  else
    return 1 + down<N - 1>();
}

int main() {
  std::printf("%d %d %d\n", even(10), odd(10), factorial(5));
  std::function<int(int)> fibonacci = [&](int n) {
    if (n < 2)
      return leaf(n);
    return fibonacci(n - 1) + fibonacci(n - 2);
  };
  std::printf("%d\n", fibonacci(10));
  auto inner = std::make_unique<Inner>();
  inner->children.push_back(std::make_unique<Leaf>(3));
  inner->children.push_back(std::make_unique<Leaf>(4));
  Inner root;
  root.children.push_back(std::move(inner));
  root.children.push_back(std::make_unique<Leaf>(5));
  std::printf("%d %d\n", root.sum(), down<4>());
}
