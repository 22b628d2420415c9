// Calls of one function in a chain: each is awaited, and the proof counts each.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: exit status: 0
// CHECK: {{^\+}}  std::printf("%d\n", (co_await (co_await (co_await n.step(1))->step(2))->copy()).v);

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>

struct Node {
  int v = 0;
  Node *step(int x) {
    plain::pause();
    v = 10 * v + x;
    return this;
  }
  Node copy() {
    plain::pause();
    return *this;
  }
};

int main() {
  Node n;
  std::printf("%d\n", n.step(1)->step(2)->copy().v);
  return 0;
}
