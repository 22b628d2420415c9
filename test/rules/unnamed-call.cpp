// RUN: %status 1 %recolor report %plain --strategy twin %s -- -std=c++20 %plain-headers | FileCheck %s --implicit-check-not=warning:
// RUN: %status 1 %recolor report %plain %s -- -std=c++20 %plain-headers | FileCheck %s --check-prefix=PLACE --implicit-check-not=warning:
#include <plain/pause.h>

// CHECK: remark: 'leaf' stays, and gets an async twin 'leaf_async'
int leaf(int n) { plain::pause(); return n; }
#define CALL leaf(1)
#define OF(F) F(1)
#define NAME leaf

// CHECK: remark: 'stands' stays, and gets an async twin 'stands_async'
// CHECK: unnamed-call.cpp:[[@LINE+2]]:38: warning: the call of 'leaf' in 'stands' stays as it is: the name that is called stands in a macro's body, or is not written, so the call cannot name a twin [recolor-unnamed-call]
// PLACE: remark: 'stands' becomes async
int stands(int n) { return leaf(n) + CALL; }
// CHECK: unnamed-call.cpp:[[@LINE+1]]:41: warning: the call of 'leaf' in 'expressed' stays as it is
int expressed(int n) { return leaf(n) + (*leaf)(1); }

// These say the name, and alone.
// CHECK: remark: 'given' stays, and gets an async twin 'given_async'
int given() { return OF(leaf) + (leaf)(2); }
// CHECK: remark: 'named' stays, and gets an async twin 'named_async'
int named() { return NAME(3); }
