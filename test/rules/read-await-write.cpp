// RUN: %status 1 %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

int total;
struct Counter {
  int n = 0;
  // CHECK: remark: 'Counter::add' becomes async
  // CHECK: read-await-write.cpp:[[@LINE+1]]:24: warning: the behaviour of 'Counter::add' may change: the variable is read before and written after the coroutine was suspended, so what others write meanwhile is lost [recolor-read-await-write]
  void add() { n = n + leaf(); }
  // The right side comes first ([expr.ass]/1), so this reads afterwards.
  // CHECK: remark: 'Counter::compound' becomes async
  void compound() { n += leaf(); }
};
// CHECK: remark: 'global' becomes async
// CHECK-NEXT: note:
// CHECK-NEXT: warning: the behaviour of 'global' may change
void global() { total = 2 * (total + leaf()); }
// CHECK: remark: 'local' becomes async
int local() {
  int x = 1;
  x = x + leaf();
  total = leaf();
  return x;
}
