// Forms that clang compiles as they mean and g++ 12 does not, in any coroutine:
// it evaluates both branches of a choice inside a larger expression (returned
// ones go through a variable, chosen_returns.cpp, unless they are objects),
// mixes up closures when several awaits share an expression, evaluates the left
// side of an assignment first, destroys what a throw expression awaits for
// twice, as it does with members of aggregates, and refuses initializer lists
// that await.
// RUN: rm -rf %t && split-file %s %t && %convert --clang-only %t | FileCheck %s

// CHECK: {{^\+}}asio::awaitable<bool> odd(int n) { bool value_for_gcc12 = n == 0 ? false : co_await leaf(n) && co_await even(n - 1); co_return value_for_gcc12; }
// CHECK: {{^\+}}  show("and", co_await leaf(0) && co_await leaf(99));
// CHECK: {{^\+}}  show("choice", co_await leaf(0) ? co_await leaf(98) : co_await leaf(97));
// CHECK: {{^\+}}  *co_await pointer(4) = co_await leaf(5);
// CHECK: {{^\+}}  std::vector<int> v{co_await leaf(23), co_await leaf(24)};

//--- main.cpp
#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

void show(const char *what, int v) { std::printf("%s %d\n", what, v); }
int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  show("leaf", x);
  return x;
}
int *pointer(int x) {
  static int kept;
  kept = leaf(x);
  return &kept;
}
bool even(int n);
bool odd(int n) { return n == 0 ? false : leaf(n) && even(n - 1); }
bool even(int n) { return n == 0 || (leaf(n) && odd(n - 1)); }
template <class F> int valueOf(F &&f) { return std::forward<F>(f)(); }
struct Aggregate {
  int a;
  std::vector<int> c;
};
Aggregate braces(int x) { return {leaf(x), {1, 2, 3}}; }

int main() {
  show("and", leaf(0) && leaf(99));
  show("or", leaf(1) || leaf(99));
  show("choice", leaf(0) ? leaf(98) : leaf(97));
  show("nested", leaf(1) ? leaf(0) ? 1 : leaf(2) : 3);
  show("even", even(4) + odd(3));
  *pointer(4) = leaf(5);
  show("stored", *pointer(6));
  std::vector<int> v{leaf(23), leaf(24)};
  show("list", v[1] + braces(2).c[1]);
  for (const auto &[a, b] : std::vector<std::pair<int, int>>{{leaf(1), 2}})
    show("bindings", a + b);
  std::string text = leaf(1) ? std::to_string(leaf(12345678)) + " is a long one" : "short";
  show(text.c_str(), valueOf([] { return leaf(20); }) + valueOf([&] { return leaf(v[0]); }));
  try {
    throw std::runtime_error(std::to_string(leaf(3)));
  } catch (const std::exception &e) {
    show(e.what(), 3);
  }
  auto pointer = leaf(1) ? std::make_unique<int>(7) : nullptr;
  show("pointer", *pointer);
}
