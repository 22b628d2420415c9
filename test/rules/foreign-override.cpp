// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/library | FileCheck %s --implicit-check-not=warning:
#include <library.h>
int leaf() { return 1; }

struct Buffer : library::Stream {
  // CHECK: foreign-override.cpp:[[@LINE+2]]:7: warning: 'Buffer::underflow' cannot become async: it overrides a function declared outside the project, whose type cannot change (library::Stream::underflow) [recolor-foreign-override]
  // CHECK-NEXT: note: the call of 'leaf' is bridged
  int underflow() override { return leaf(); }
  // CHECK: remark: 'Buffer::fill' becomes async
  virtual int fill() { return leaf(); }
};
struct Big : Buffer {
  // CHECK: remark: 'Big::fill' becomes async
  int fill() override { return 1; }
};
