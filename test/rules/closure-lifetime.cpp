// RUN: not %recolor report %s --async leaf --runtime asio -- -std=c++20 | FileCheck %s --implicit-check-not='recolor-closure-lifetime'
#include <functional>
int leaf() { return 1; }

struct Machine {
  std::function<int()> state, counter, kept;
  // A copy of a closure that counts would count for itself.
  // CHECK: closure-lifetime.cpp:[[@LINE+1]]:24: warning: the behaviour of 'Machine::count' may change: the closure may be replaced or destroyed while a call of it is suspended, and cannot be copied for the call (Machine::counter) [recolor-closure-lifetime]
  int count() { return counter(); }
  // This one is copied.
  int step() { return state(); }
  // Nothing replaces this one.
  int keep() { return kept(); }
  Machine() {
    kept = [n = 0]() mutable { return leaf() + ++n; };
  }
  void change(int n) {
    state = [n] { return leaf() + n; };
    counter = [n]() mutable { return leaf() + ++n; };
  }
};
