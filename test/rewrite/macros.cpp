// Calls that macros carry.
// construct: macro-argument
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// A whole try statement that a macro writes has its handlers there as well.
// CHECK: {{^\+}}asio::awaitable<void> early() { THROWS(co_await fails(1)); THROWS(co_await fails(2)); THROWS(co_await fails(3)); co_return; }
// CHECK: {{^\+}}  SHOW(TWICE(co_await leaf(2)) + TWICE(TWICE(co_await leaf(3))));
// CHECK: {{^\+}}  assert(co_await leaf(5) == 5);

//--- throws.h
#pragma once
#define THROWS(action)                                                         \
  do                                                                           \
    try {                                                                      \
      action;                                                                  \
      std::puts("did not throw");                                              \
    } catch (int x) {                                                          \
      std::printf("threw %d\n", x);                                            \
    }                                                                          \
  while (0)
//--- early.cpp
#include <cstdio>
#include "throws.h"
// Places in the macro's text are no places in this file, which is as long as
// that text where it calls: the handler begins about as far from the macro's
// begin as the first of the calls from the file's, and ends as far as the last.
int fails(int x);
void early() { THROWS(fails(1)); THROWS(fails(2)); THROWS(fails(3)); }
//--- main.cpp
#include <cassert>
#include <chrono>
#include <cstdio>
#include <thread>

#define SHOW(x) std::printf("= %d\n", x)
#define TWICE(x) ((x) + (x))
#define CALL_LEAF(x) leaf(x)
#define CHECK_OK(x) do { if (!(x)) return -1; } while (0)
#define DECLARE(name) int name(int x)
#define IGNORE(x)
#define PASTE(a, b) a##b
#define RETURN return

int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::printf("leaf %d\n", x);
  return x;
}
void arguments() {
  SHOW(leaf(1));
  SHOW(TWICE(leaf(2)) + TWICE(TWICE(leaf(3))));
  IGNORE(leaf(4));
  assert(leaf(5) == 5);
}
int bodies() { return CALL_LEAF(6) + PASTE(le, af)(7); }
int checked(int x) {
  CHECK_OK(leaf(x));
  return x;
}
int unchecked(int x) { RETURN leaf(x); }
DECLARE(declared) { return leaf(x); }
void onlyAssert(int x) {
  assert(leaf(x) == x);
  (void)x;
}
#ifdef NEVER
int leaf(int a, int b);
void never() { leaf(1); }
#endif
#if 1
int chosen() { return leaf(8); }
#else
int chosen() { return 0; }
#endif

int fails(int x) {
  if (leaf(x) != 2)
    throw x;
  return x;
}
void early();

int main() {
  arguments();
  early();
  SHOW(bodies());
  SHOW(checked(0) + checked(9));
  SHOW(unchecked(10));
  SHOW(declared(11));
  onlyAssert(12);
  SHOW(chosen());
  RETURN 0;
}
