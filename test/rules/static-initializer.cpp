// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: remark: 'table' becomes async
int table() {
  // CHECK: static-initializer.cpp:[[@LINE+2]]:18: warning: the call of 'leaf' in 'table' is bridged: an initializer of static, thread-local or namespace-scope storage cannot await [recolor-static-initializer]
  // CHECK-NEXT: warning: {{.*}} [recolor-bridge-in-coroutine]
  static int t = leaf();
  int u = leaf();
  return t + u;
}
// CHECK: static-initializer.cpp:[[@LINE+1]]:14: warning: the call of 'leaf' in an initializer is bridged: {{.*}} [recolor-static-initializer]
int global = leaf();
