// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

#ifdef SKIPPED
#define PLUS(N) (N - size())
#else
#define PLUS(N) (N + size())
#endif
// CHECK: remark: 'length' becomes async
int length() { return leaf(); }
// CHECK: remark: 'size' becomes async
int size() { return leaf(); }

// CHECK: macro-body.cpp:7:22: warning: the call of 'size' in 'fetch' is bridged: the call is written inside the body of a macro that no second version which awaits can be written of [recolor-macro-body]
int fetch(int n) { return PLUS(n); }

// An argument stands in this file, and a macro which is the call and nothing
// else can be awaited as a whole.
#define TWICE(X) (2 * (X))
#define LENGTH length()
// CHECK: remark: 'argument' becomes async
int argument() { return TWICE(length()); }
// CHECK: remark: 'whole' becomes async
int whole() { return LENGTH; }
// In a macro that is defined once, it is awaited in a second version of it.
#define MINUS(N) (N - size())
// CHECK: remark: 'less' becomes async
int less(int n) { return MINUS(n); }
