// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

template <class T> T load() { return leaf(); }
// clang knows the first use of the instance, not its explicit instantiation.
// CHECK: explicit-specialization.cpp:[[@LINE+1]]:{{.*}} warning: 'load' cannot become async: a specialisation or explicit instantiation of the template repeats its result where that cannot be changed [recolor-explicit-specialization]
long first() { return load<long>(); }
template long load<long>();
// CHECK: :[[@LINE+1]]:{{.*}} warning: the call of 'leaf' in 'load' is bridged: a specialisation or explicit instantiation of the template repeats its result where that cannot be changed [recolor-explicit-specialization]
template <> int load<int>() { return leaf(); }

// Specialisations alone change with their pattern.
// CHECK: remark: 'store' becomes async
template <class T> int store(T) { return leaf(); }
// CHECK: remark: 'store' becomes async
template <> int store(long) { return leaf(); }
int use() { return store(1) + store(1L); }
// CHECK: remark: 'use' becomes async
