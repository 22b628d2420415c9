// A closure that is a coroutine goes on in its captures: whoever calls one that
// might be replaced meanwhile calls a copy, which lives as long as the call.
// construct: closure
// RUN: rm -rf %t && split-file %s %t
// RUN: %convert %t %plain -- %plain-headers -fsanitize=address | FileCheck %s

//--- main.cpp
#include <cstdio>
#include <functional>
#include <plain/pause.h>
#include <string>

int leaf(int x) {
  plain::pause();
  return x;
}

struct Machine {
  std::function<int(int)> state;
  // Nobody stores into it but the constructor.
  const std::function<int(int)> fixed;
  std::function<int(int)> early;
  Machine() : fixed([this](int x) { return leaf(x) + n; }) {
    early = [this](int x) { return leaf(x) - n; };
  }
  int n = 100;
  // CHECK-DAG: {{^\+}}  plain::task<int> step(int x) { co_return co_await std::function(state)(x); }
  int step(int x) { return state(x); }
  // CHECK-DAG: {{^\+}}  plain::task<int> rest(int x) { co_return co_await fixed(x) + co_await early(x); }
  int rest(int x) { return fixed(x) + early(x); }
  void begin(std::string text) {
    state = [this, text](int x) {
      int result = leaf(x) + static_cast<int>(text.size());
      state = nullptr;
      return result;
    };
  }
};

// CHECK-DAG: {{^\+}}plain::task<int> twice(std::function<plain::task<int>(int)> f, int x) { co_return co_await f(co_await f(x)); }
int twice(std::function<int(int)> f, int x) { return f(f(x)); }

int main() {
  Machine m;
  m.begin("a text that is too long for any small buffer in a string");
  int sum = m.step(1);
  sum = sum * 1000 + m.rest(2);
  std::string text = "captured by reference";
  sum += twice([&](int x) { return leaf(x) + static_cast<int>(text.size()); }, 3);
  std::printf("%d %d\n", sum, m.state == nullptr);
}
