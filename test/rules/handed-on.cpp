// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/library | FileCheck %s --implicit-check-not=warning:
#include <library.h>
int leaf() { return 1; }

void setUp() {
  // CHECK: handed-on.cpp:[[@LINE+1]]:19: warning: the call of 'leaf' in 'setUp' is bridged: the function is handed on as a value, not called here [recolor-handed-on]
  library::onExit(leaf);
}

// A call in parentheses is one, and a pointer of the project changes with it.
// CHECK: remark: 'call' becomes async
int call() { return (leaf)(); }
// CHECK: remark: 'own' becomes async
int own() {
  int (*entry)() = &leaf;
  return entry();
}
// CHECK: remark: 'own::entry' becomes async
