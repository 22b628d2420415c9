// Members of classes that a closure declares: the place of the closure is part
// of their names, and moves with the lines of the includes that are added.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: exit status: 0
// CHECK: {{^\+}}      plain::task<int> go(int n) { co_return field + co_await leaf(n); }
// CHECK: {{^\+}}    co_return co_await Local{co_await leaf(n)}.go(n) + co_await Local::twice(n);

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>

int leaf(int x) {
  plain::pause();
  return x;
}

int main() {
  auto closure = [](int n) {
    struct Local {
      int go(int n) { return field + leaf(n); }
      static int twice(int n) { return leaf(n) * 2; }
      int field;
    };
    return Local{leaf(n)}.go(n) + Local::twice(n);
  };
  std::printf("%d\n", closure(4));
  return 0;
}
