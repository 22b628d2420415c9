// An explicit instantiation repeats the result of its pattern, and changes with it:
// where clang knows the place of it, and where it follows an `extern template`.
// construct: template
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s
// RUN: rm -rf %t.twin && split-file %s %t.twin && %convert %t.twin %plain --strategy twin -- %plain-headers | FileCheck %s --check-prefix=TWIN

//--- read.h
#pragma once
#include <string>
namespace io {
int leaf(int x);
template <class T> T load(int x);
// CHECK-DAG: {{^\+}}extern template plain::task<int> load<int>(int); // elsewhere
// TWIN-DAG: {{^\+}}extern template plain::task<int> load_async<int>(int);
extern template int load<int>(int); // elsewhere
template <class T> auto size(const T &t) -> unsigned long;
struct Reader {
  template <class T> const T &get(const T &t) const;
  template <class T> void skip(T t);
};
template <class T> struct Box {
  T t;
  T open();
};
}

//--- read.cpp
#include "read.h"
namespace io {
template <class T> T load(int x) { return static_cast<T>(leaf(x)); }
// CHECK-DAG: {{^\+}}template plain::task<int> load<int>(int);
// TWIN-DAG: {{^\+}}template plain::task<int> load_async<int>(int);
template int load<int>(int);
// CHECK-DAG: {{^\+}}template plain::task<unsigned long> load(int);
template unsigned long load(int);
// A comment.
template <class T> auto size(const T &t) -> unsigned long { return leaf(1) + t.size(); }
// CHECK-DAG: {{^\+}}template auto size(const std::string &) -> plain::task<unsigned long>;
// TWIN-DAG: {{^\+}}template auto size_async(const std::string &) -> plain::task<unsigned long>;
template auto size(const std::string &) -> unsigned long;
template <class T> const T &Reader::get(const T &t) const { leaf(2); return t; }
template <class T> void Reader::skip(T) { leaf(3); }
template <class T> T Box<T>::open() { return leaf(t); }
}
// CHECK-DAG: {{^\+}}template plain::task<std::reference_wrapper<const std::string>> io::Reader::get<std::string>(const std::string &) const;
template const std::string &io::Reader::get<std::string>(const std::string &) const;
// CHECK-DAG: {{^\+}}template plain::task<> io::Reader::skip<int>(int);
template void io::Reader::skip<int>(int);
// CHECK-DAG: {{^\+}}template plain::task<int> io::Box<int>::open();
template int io::Box<int>::open();

//--- main.cpp
#include "read.h"
#include <chrono>
#include <cstdio>
#include <thread>
namespace io {
int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::printf("leaf %d\n", x);
  return x;
}
}
int main() {
  io::Reader r;
  r.skip(1);
  std::string text = r.get(std::string("text"));
  int loaded = io::load<int>(4);
  unsigned long other = io::load<unsigned long>(5), size = io::size(text);
  std::printf("%d %lu %lu %d\n", loaded, other, size, io::Box<int>{6}.open());
}
