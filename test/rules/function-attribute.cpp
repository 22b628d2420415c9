// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: function-attribute.cpp:[[@LINE+1]]:3: warning: 'pure' cannot become async: an attribute promises what no coroutine keeps: pure, const, naked, always_inline ('pure') [recolor-function-attribute]
[[gnu::pure]] int pure(int x) { return x + leaf(); }
// CHECK: warning: 'constant' cannot become async: an attribute promises what no coroutine keeps: pure, const, naked, always_inline ('const') [recolor-function-attribute]
__attribute__((const)) int constant(int x) { return x + leaf(); }
// CHECK: warning: 'inlined' cannot become async: an attribute promises what no coroutine keeps: pure, const, naked, always_inline ('always_inline') [recolor-function-attribute]
__attribute__((always_inline)) inline int inlined(int x) { return x + leaf(); }

// CHECK: remark: 'fine' becomes async
[[gnu::cold, gnu::noinline]] int fine(int x) { return x + leaf(); }
