// A function that a template is given changes with it where the template only
// calls it, also in definitions outside of a class and in other units.
// construct: template-parameter
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: {{^\+}}template <auto F> plain::task<int> callAuto(int x) { co_return co_await F(x) + 1; }
// CHECK: {{^\+}}template <plain::task<int> (*F)(int)> struct Pointer {
// CHECK: {{^\+}}template <plain::task<int> (&F)(int)> plain::task<int> callReference(int x) { co_return co_await F(x); }
// CHECK: {{^\+}}template <auto F> plain::task<int> Outside<F>::call(int x) { co_return co_await F(x) * scale; }
// CHECK: {{^ }}template <auto F> int callQuick(int x) { return F(x); }
// CHECK: {{^\+}}plain::task<int> quick(int x) { co_return -x; }

//--- call.h
#pragma once
template <auto F> int callAuto(int x) { return F(x) + 1; }
template <int (*F)(int)> struct Pointer {
  static int call(int x) { return F(x); }
  template <class T> int with(T x) {
    auto closure = [&]() -> int { return F(int(x)) + 1; };
    return closure();
  }
};
template <int (&F)(int)> int callReference(int x) { return F(x); }
template <auto F> struct Outside {
  int scale = 2;
  int call(int x);
};
template <auto F> int Outside<F>::call(int x) { return F(x) * scale; }
template <auto F> int callQuick(int x) { return F(x); }
int leaf(int x);
int other(int x);
int quick(int x);
//--- other.cpp
#include "call.h"
int other(int x) { return callAuto<&quick>(x) + callReference<quick>(x); }
int quick(int x) { return -x; }
//--- main.cpp
#include "call.h"
#include <plain/pause.h>
#include <cstdio>
int leaf(int x) { plain::pause(); return x; }
int fast(int x) { return x + 2; }
struct Static { static int get(int x) { return leaf(x) - 1; } };
using Named = Pointer<leaf>;
Named global;
int main() {
  std::printf("%d %d %d\n", callAuto<leaf>(1), callAuto<other>(2), callAuto<&Static::get>(3));
  std::printf("%d %d %d\n", Pointer<leaf>::call(1), global.with(2.0), Named().with(3));
  std::printf("%d %d\n", callReference<leaf>(4), Outside<leaf>().call(5));
  std::printf("%d\n", callQuick<fast>(5));
}
