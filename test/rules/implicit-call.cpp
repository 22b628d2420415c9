// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Rows {
  // CHECK: remark: 'Rows::first' becomes async
  int *first() { leaf(); return nullptr; }
  // CHECK: implicit-call.cpp:[[@LINE+7]]:18: warning: 'Rows::begin' cannot become async: the call is not written in the source, so there is nothing to await [recolor-implicit-call]
  // CHECK-NEXT: note: the call of 'leaf' is bridged
  int *begin() { leaf(); return nullptr; }
  int *end() { return nullptr; }
};
int sum(Rows &rows) {
  int n = 0;
  for (int row : rows)
    n += row;
  return n;
}
// CHECK: remark: 'read' becomes async
int read(Rows &rows) { return *rows.first(); }

// The range itself is written, and so is the body.
struct Numbers {
  int *begin();
  int *end();
};
Numbers fetch() { leaf(); return {}; }
// CHECK: remark: 'fetch' becomes async
// CHECK: remark: 'total' becomes async
int total() {
  int n = 0;
  for (int i : fetch())
    n += leaf() * i;
  return n;
}
