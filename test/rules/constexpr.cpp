// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: constexpr.cpp:[[@LINE+1]]:15: warning: 'size' cannot become async: a consteval function, or one whose constexpr comes out of a macro, cannot be a coroutine [recolor-constexpr]
consteval int size(bool known) { return known ? 1 : leaf(); }

#define CONSTEXPR constexpr
// CHECK: constexpr.cpp:[[@LINE+1]]:15: warning: 'half' cannot become async: a consteval function, or one whose constexpr comes out of a macro, cannot be a coroutine [recolor-constexpr]
CONSTEXPR int half(bool known) { return known ? 1 : leaf(); }

// One that no constant needs loses the word (test/rewrite/constexpr.cpp).
// CHECK: remark: 'twice' becomes async
constexpr int twice(bool known) { return known ? 2 : leaf(); }
