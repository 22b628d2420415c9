// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: noreturn.cpp:[[@LINE+1]]:19: warning: 'fail' cannot become async: a {{\[\[}}noreturn]] function has no result to await [recolor-noreturn]
[[noreturn]] void fail() {
  leaf();
  for (;;)
    ;
}

// CHECK: remark: 'serve' becomes async
void serve() {
  for (;;)
    leaf();
}
