// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: explicit-specialization.cpp:[[@LINE+2]]:{{.*}} warning: 'load' cannot become async: specialisations and explicit instantiations of a template must agree with its pattern [recolor-explicit-specialization]
template <class T> T load() { return leaf(); }
template <> long load<long>() { return leaf(); }

// An overload agrees with nothing.
// CHECK: remark: 'store' becomes async
template <class T> int store(T) { return leaf(); }
// CHECK: remark: 'store' becomes async
int store(long) { return leaf(); }
int use() { return store(1) + store(1L); }
// CHECK: remark: 'use' becomes async
