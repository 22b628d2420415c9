// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/library | FileCheck %s --implicit-check-not=warning:
#include <library.h>
int leaf() { return 1; }

#define ADD(A, B) (1 + A##B())
// CHECK: macro-text.cpp:[[@LINE+3]]:23: warning: 'size' cannot become async: the call is put together by a macro, or stands in a macro of a library, so there is no text to change [recolor-macro-text]
// CHECK-NEXT: note: the call of 'leaf' is bridged
int size() { return leaf(); }
int pasted() { return ADD(si, ze); }
