// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

int value;
// CHECK: returns-reference.cpp:[[@LINE+1]]:6: warning: 'reference' cannot become async: the runtime's task type cannot carry a reference [recolor-returns-reference]
int &reference() {
  leaf();
  return value;
}

// CHECK: remark: 'pointer' becomes async
int *pointer() {
  leaf();
  return &value;
}
