// A template and its explicit specialisations change together, wherever each of
// them stands; a pattern may be defined by its specialisations alone.
// construct: template
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

//--- read.h
#pragma once
struct Reader {
  // CHECK-DAG: {{^\+}}  template <class T> plain::task<T> get(char c) const;
  template <class T> T get(char c) const;
  // CHECK-DAG: {{^\+}}  template <class T> plain::task<T *> where(T *p) { co_return p; }
  template <class T> T *where(T *p) { return p; }
};
// CHECK-DAG: {{^\+}}template <class T> plain::task<T> load() { co_return T(co_await leaf(1)); }
int leaf(int x);
template <class T> T load() { return T(leaf(1)); }
// CHECK-DAG: {{^\+}}template <> plain::task<char> load<char>();
template <> char load<char>();
// CHECK-DAG: {{^\+}}template <> inline plain::task<> load<void>() { co_return; }
template <> inline void load<void>() {}

template <class T> struct Box {
  T t;
  // CHECK-DAG: {{^\+}}  plain::task<T> open() { co_return t; }
  T open() { return t; }
};
// CHECK-DAG: {{^\+}}template <> plain::task<int> Box<int>::open();
template <> int Box<int>::open();

//--- read.cpp
#include "read.h"
// CHECK-DAG: {{^\+}}template <> plain::task<int> Reader::get<int>(char c) const { return leaf(c); }
template <> int Reader::get<int>(char c) const { return leaf(c); }
// CHECK-DAG: {{^\+}}template <> plain::task<char> Reader::get(char c) const { co_return c; }
template <> char Reader::get(char c) const { return c; }
// CHECK-DAG: {{^\+}}template <> plain::task<int *> Reader::where(int *p) { co_return p + co_await leaf(0); }
template <> int *Reader::where(int *p) { return p + leaf(0); }
// CHECK-DAG: {{^\+}}template <> plain::task<char> load<char>() { co_return 'c'; }
template <> char load<char>() { return 'c'; }
// CHECK-DAG: {{^\+}}template <> plain::task<int> Box<int>::open() { return leaf(t); }
template <> int Box<int>::open() { return leaf(t); }

//--- main.cpp
#include "read.h"
#include <chrono>
#include <cstdio>
#include <thread>

int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::printf("leaf %d\n", x);
  return x;
}
template <> int Reader::get<int>(char c) const;
template <> char Reader::get<char>(char c) const;
template <> int *Reader::where<int>(int *p);
// CHECK-DAG: {{^\+}}template <class T> plain::task<T> both(Reader &r) { co_return co_await r.template get<T>('a') + co_await load<T>(); }
template <class T> T both(Reader &r) { return r.template get<T>('a') + load<T>(); }

int main() {
  Reader r;
  int n = 3;
  char c = 'd';
  std::printf("%d %d %d %d\n", both<int>(r), both<char>(r), *r.where(&n), *r.where(&c));
  load<void>();
  std::printf("%d %d\n", Box<int>{4}.open(), Box<char>{'e'}.open());
}
