// A closure that a structure of a library holds keeps its type, so what it calls
// is bridged in it.
// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/library | FileCheck %s --implicit-check-not=remark:
#include <library.h>
// CHECK: remark: 'leaf' becomes async
int leaf() { return 1; }

void run() {
  // CHECK: warning: 'run::(lambda:[[@LINE+2]]:20)' cannot become async
  // CHECK-NEXT: note: the call of 'leaf' is bridged
  library::Job job{[](int x) { return x + leaf(); }, 1};
}
