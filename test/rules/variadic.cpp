// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: variadic.cpp:[[@LINE+1]]:5: warning: 'print' cannot become async: a function with C variadic arguments cannot be a coroutine [recolor-variadic]
int print(const char *, ...) { return leaf(); }

// CHECK: remark: 'printAll' becomes async
template <class... T> int printAll(const char *, T...) { return leaf(); }
int use() { return printAll("", 1, 2); }
// CHECK: remark: 'use' becomes async
