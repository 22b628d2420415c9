// A bridge in a default member initializer makes the implicit constructor run
// code: it is called where it was, and that is no new call.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: exit status: {{[01]}}
// CHECK: {{^\+}}    int (*one)(int) = +[](int a0) { return plain::sync_wait(leaf(a0)); };
// CHECK: {{^\+}}plain::task<int> async_main() {

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>

int leaf(int x) {
  plain::pause();
  return x + 1;
}
struct Table {
  union { // keeps its type
    int (*one)(int) = leaf;
    void *raw;
  };
  int fire(int x) { return one(x); }
};

int main() {
  Table t;
  std::printf("%d %d\n", t.fire(1), leaf(2));
  return 0;
}
