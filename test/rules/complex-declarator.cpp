// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: complex-declarator.cpp:[[@LINE+1]]:7: warning: 'choose' cannot become async: the return type is wound around the declarator; name it with an alias first [recolor-complex-declarator]
int (*choose())(int) {
  leaf();
  return nullptr;
}

using Handler = int (*)(int);
// CHECK: remark: 'named' becomes async
Handler named() {
  leaf();
  return nullptr;
}
// CHECK: remark: 'trailing' becomes async
auto trailing() -> int (*)(int) {
  leaf();
  return nullptr;
}
