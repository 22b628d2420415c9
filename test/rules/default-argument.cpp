// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK-DAG: default-argument.cpp:[[@LINE+1]]:22: warning: the call of 'leaf' in an initializer is bridged: a default argument cannot await [recolor-default-argument]
void connect(int n = leaf());

// An argument that is written is awaited in its caller.
void start(int n = 0);
// CHECK-DAG: remark: 'caller' becomes async
void caller() { start(leaf()); }
