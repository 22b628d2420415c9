// A macro that another branch of #if defines to do nothing has a second version that
// does nothing there, too: the program compiles in both ways.
// construct: macro-version
// RUN: rm -rf %t && split-file %s %t && %convert %t --async count | FileCheck %s
// RUN: %clangxx -std=c++20 -DSILENT -Werror=unused-result -fsyntax-only %mock %shim %t.new/main.cpp

// CHECK:      {{^ }}#define LOG(text, ...) note(text, __VA_ARGS__);
// CHECK-NEXT: {{^\+}}#define CO_LOG(text, ...) co_await note(text, __VA_ARGS__);
// CHECK:      {{^ }}#define LOG(text, ...)
// CHECK-NEXT: {{^\+}}#define CO_LOG(text, ...)
// CHECK:      {{^\+}}#define CO_COUNT(n) do { (void)(n); } while (0)
// CHECK:      {{^\+}}#define CO_COUNT(n) (total += co_await count(n))
// What it would call there is not known.
// CHECK-NOT:  CO_TRACE

//--- main.cpp
#include <cstdio>

int count(int n) { return std::printf("count %d\n", n); }
void note(const char *text, int n) { std::printf("%s %d\n", text, count(n)); }
void trace(int n) { note("trace", n); }
void traceNothing(int) {}
int total = 0;

#ifndef SILENT
#define LOG(text, ...) note(text, __VA_ARGS__);
#else
#define LOG(text, ...)
#endif

#if defined(SILENT)
#define COUNT(n) do { (void)(n); } while (0)
#define TRACE(n) traceNothing(n)
#else
#define COUNT(n) (total += count(n))
#define TRACE(n) trace(n)
#endif

int work(int n) {
  LOG("work", n)
  COUNT(n + count(1));
  TRACE(n);
  return n;
}
int main() {
  std::printf("%d %d %d\n", work(1), work(2), total);
}
