// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/library | FileCheck %s --implicit-check-not=warning:
#include <library.h>
int leaf() { return 1; }

template <class F> void own(F f) { f(); }

void run() {
  // CHECK: callback.cpp:[[@LINE+2]]:{{.*}}: warning: '{{.*}}lambda{{.*}}' cannot become async: it is handed to code that was not seen, which expects it to run to its end (library::each) [recolor-callback]
  // CHECK-NEXT: note: the call of 'leaf' is bridged
  library::each([] { leaf(); });
}
// CHECK: remark: 'near' becomes async
void near() {
  own([] { leaf(); });
}
