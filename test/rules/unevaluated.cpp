// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: unevaluated.cpp:[[@LINE+3]]:23: warning: 'size' cannot become async: its type is named in decltype, sizeof, noexcept or a requires-expression and would change silently [recolor-unevaluated]
// CHECK-NEXT: note: the call of 'leaf' is bridged
int size() { return leaf(); }
using Size = decltype(size());
// CHECK: unevaluated.cpp:[[@LINE+2]]:37: warning: 'width' cannot become async: {{.*}} [recolor-unevaluated]
int width() { return leaf(); }
static_assert(sizeof(int) == sizeof(width()));

// CHECK: remark: 'count' becomes async
int count() { return leaf(); }
// CHECK: remark: 'useCount' becomes async
Size useCount() { return count(); }
