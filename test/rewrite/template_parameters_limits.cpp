// A template that does more than call its parameter, or writes the parameter's
// type where one edit does not reach, keeps the functions that it is given.
// RUN: %recolor rewrite %plain %s --async leaf -- -std=c++20 %plain-headers | FileCheck %s --implicit-check-not='{{^[-+]template}}' --implicit-check-not='{{^[-+]int use}}'

// CHECK: {{^\+}}plain::task<int> leaf(int x)
int leaf(int x) { return x; }

// CHECK: {{^\+}}int first(int x) { return plain::sync_wait(leaf(x)); }
int first(int x) { return leaf(x); }
template <auto F> struct Compares { static bool call(int x) { return F != nullptr && F(x); } };
int useFirst(int x) { return Compares<first>::call(x); }

// CHECK: {{^\+}}int second(int x) { return plain::sync_wait(leaf(x)); }
int second(int x) { return leaf(x); }
template <int (*F)(int)> int twice(int x);
template <int (*F)(int)> int twice(int x) { return F(x); }
int useSecond(int x) { return twice<second>(x); }

// CHECK: {{^\+}}int third(int x) { return plain::sync_wait(leaf(x)); }
int third(int x) { return leaf(x); }
template <auto F> struct Special { static int call(int x) { return F(x); } };
template <int (*F)(int) noexcept> struct Special<F> { static int call(int x) { return F(x); } };
int useThird(int x) { return Special<third>::call(x); }

// CHECK: {{^\+}}int fourth(int x) { return plain::sync_wait(leaf(x)); }
int fourth(int x) { return leaf(x); }
template <auto F, class R = decltype(F(0))> struct Named { static R call(int x) { return F(x); } };
int useFourth(int x) { return Named<fourth>::call(x); }
