// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: constexpr.cpp:[[@LINE+1]]:15: warning: 'size' cannot become async: a constexpr or consteval function cannot be a coroutine [recolor-constexpr]
constexpr int size(bool known) { return known ? 1 : leaf(); }

// CHECK: remark: 'twice' becomes async
int twice() {
  constexpr int Two = 2;
  return Two * leaf();
}
