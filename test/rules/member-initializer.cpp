// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// An initializer at the place of use is awaited.
struct Plain {
  int id;
};
// CHECK: remark: 'make' becomes async
Plain make() { return Plain{leaf()}; }

struct Session {
  // CHECK: member-initializer.cpp:[[@LINE+1]]:12: warning: the call of 'leaf' in an initializer is bridged: a default member initializer runs in a constructor, which cannot await [recolor-member-initializer]
  int id = leaf();
};
