// RUN: %status 1 %recolor report %plain --strategy twin %s -- -std=c++20 %plain-headers | FileCheck %s --implicit-check-not=warning:
// RUN: %status 1 %recolor report %plain --strategy twin --rename 'co_{name}' %s -- -std=c++20 %plain-headers | FileCheck %s --check-prefix=OTHER --implicit-check-not=read_async
#include <plain/pause.h>

int leaf() { plain::pause(); return 1; }
// CHECK: remark: 'leaf' stays, and gets an async twin 'leaf_async' [recolor-async]

// CHECK: no-twin.cpp:[[@LINE+1]]:5: warning: 'read' cannot become async: no async version can be put beside it (there is a 'read_async' already, which is not its twin) [recolor-no-twin]
int read(int key) { return leaf() + key; }
// CHECK: note: the call of 'leaf' stays as it is
// OTHER: remark: 'read' stays, and gets an async twin 'co_read'
int read_async(long key) { return key; }

struct Base {
  virtual ~Base() = default;
  virtual int get() { return 0; }
};
int local() {
  struct Inside : Base {
    // CHECK: no-twin.cpp:[[@LINE+2]]:9: warning: 'local::Inside::get' cannot become async: no async version can be put beside it (it overrides 'Base::get' in a local class) [recolor-no-twin]
    // CHECK-NEXT: note: the call of 'leaf' stays as it is
    int get() override { return leaf(); }
  } inside;
  return inside.get();
}

struct Operator {
  // CHECK: warning: 'Operator::operator()' cannot become async: no async version can be put beside it ('operator()' is no name that another could be made from) [recolor-no-twin]
  int operator()() { return leaf(); }
};
int apply() { return Operator()(); }
