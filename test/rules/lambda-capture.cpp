// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: remark: 'capture' becomes async
int capture() {
  // CHECK: lambda-capture.cpp:[[@LINE+2]]:17: warning: the call of 'leaf' in 'capture' is bridged: a lambda capture cannot await [recolor-lambda-capture]
  // CHECK-NEXT: warning: {{.*}} [recolor-bridge-in-coroutine]
  auto f = [n = leaf()] { return n; };
  int m = leaf();
  auto g = [m] { return m; };
  return f() + g();
}
