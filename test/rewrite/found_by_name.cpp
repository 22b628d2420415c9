// A library calls `swap` of the types it is given, whatever it returns: it stays as it is,
// where a task would be dropped and nothing be swapped.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: FileCheck %s --check-prefix=SAID < %t.err
// RUN: not grep 'handed-on\|recolor-verification' %t.err

// CHECK: {{^\+}}void swap(Value &a, Value &b) { plain::sync_wait(leaf(a.n)); std::swap(a.n, b.n); }
// CHECK: {{^\+}}plain::task<> swap(Other &a, Other &b) { co_await leaf(a.n); std::swap(a.n, b.n); }

// SAID: 'values::swap' cannot become async: the call is not written in the source, so there is nothing to await [recolor-implicit-call]

//--- main.cpp
#include <algorithm>
#include <cstdio>
#include <plain/pause.h>
#include <utility>

void leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
}
namespace values {
struct Value {
  int n;
};
void swap(Value &a, Value &b) { leaf(a.n); std::swap(a.n, b.n); }
}
// Nobody else is given one of these.
namespace others {
struct Other {
  int n;
};
void swap(Other &a, Other &b) { leaf(a.n); std::swap(a.n, b.n); }
}

int main() {
  values::Value a[2]{{1}, {2}}, b[2]{{3}, {4}};
  std::swap_ranges(a, a + 2, b);
  std::printf("%d %d\n", a[0].n, a[1].n);
  std::reverse(a, a + 2);
  swap(a[0], b[0]);
  std::printf("%d %d\n", a[0].n, a[1].n);
  others::Other c{5}, d{6};
  swap(c, d);
  std::printf("%d %d\n", c.n, d.n);
}
