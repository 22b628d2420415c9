// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: remark: 'setUp' becomes async
void setUp() {
  // CHECK: handed-on.cpp:[[@LINE+1]]:{{[0-9]+}}: warning: the call of 'leaf' in 'setUp' is bridged: the function is handed on as a value, not called here [recolor-handed-on]
  int (*entry)() = &leaf;
  (leaf)();
}
