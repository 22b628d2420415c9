// A constexpr function that no constant needs loses the word; what the word
// said about linkage stays. One that a constant needs stays as it is.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: {{^\+}}inline plain::task<int> free(bool known) { int value_for_gcc12 = known ? 1 : co_await leaf(); co_return value_for_gcc12; }
// CHECK: {{^\+}}static plain::task<int> internal(bool known) { int value_for_gcc12 = known ? 2 : co_await leaf(); co_return value_for_gcc12; }
// CHECK: {{^\+}}template <typename T> plain::task<T> generic(T x) { co_return x ? x : co_await leaf(); }
// CHECK: {{^\+}}  plain::task<int> member() const { int value_for_gcc12 = v ? v : co_await leaf(); co_return value_for_gcc12; }
// CHECK: {{^\+}}  static plain::task<int> outside();
// CHECK: {{^\+}}inline plain::task<int> S::outside() { return leaf(); }
// CHECK: {{^\+}}constexpr int needed(bool known) { return known ? 3 : plain::sync_wait(leaf()); }

//--- f.h
#pragma once
#include <plain/pause.h>
inline int leaf() { plain::pause(); return 7; }
constexpr int free(bool known) { return known ? 1 : leaf(); }
static constexpr int internal(bool known) { return known ? 2 : leaf(); }
template <typename T> constexpr T generic(T x) { return x ? x : leaf(); }
struct S {
  int v = 0;
  constexpr int member() const { return v ? v : leaf(); }
  static int outside();
};
inline int S::outside() { return leaf(); }
constexpr int needed(bool known) { return known ? 3 : leaf(); }
constexpr int Three = needed(true);

//--- main.cpp
#include "f.h"
#include <cstdio>
int other();
int main() {
  S s;
  std::printf("%d %d %d %d %d %d\n", free(false), internal(false), generic(0),
              s.member(), S::outside(), other() + Three);
}

//--- other.cpp
#include "f.h"
int other() { return free(true) + internal(true) + needed(false); }
