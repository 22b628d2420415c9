// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/library | FileCheck %s --implicit-check-not=warning:
#include <library.h>
int leaf() { return 1; }

// Defined here, declared there.
// CHECK: outside-project.cpp:[[@LINE+2]]:14: warning: 'library::hook' cannot become async: it is declared outside the project and cannot be edited [recolor-outside-project]
// CHECK-NEXT: note: the call of 'leaf' is bridged
int library::hook() { return leaf(); }

namespace library {
// CHECK: remark: 'library::ours' becomes async
int ours() { return leaf(); }
} // namespace library
