// Twins of templates, of their specialisations, and of templates that no twin instantiates.
// RUN: rm -rf %t && mkdir %t && touch %t/.recolor.yaml && cp %s %t/main.cpp
// RUN: %clangxx -std=c++20 %plain-headers %shim %t/main.cpp -o %t/before && %t/before > %t/expected
// RUN: not %recolor rewrite --write %plain --strategy twin %t/main.cpp -- -std=c++20 %plain-headers %shim 2>%t/err
// RUN: not grep recolor-verification %t/err
// RUN: FileCheck %s < %t/main.cpp
// RUN: %clangxx -std=c++20 %plain-headers %shim %t/main.cpp -o %t/after && %t/after | cmp - %t/expected
// RUN: %clangxx -std=c++20 -DTWINS %plain-headers %shim %t/main.cpp -o %t/twins && %t/twins | cmp - %t/expected
// RUN: not %recolor rewrite %plain --strategy twin %t/main.cpp -- -std=c++20 %plain-headers %shim 2>%t/err | count 0
// RUN: not grep recolor-verification %t/err
#include <cstdio>
#include <plain/pause.h>
int leaf(int x) {
  plain::pause();
  return x + 1;
}

// What is instantiated before its text is read is written beside it all the same.
struct Host {
  template <class T> int inside(T x) { return leaf(int(x)); }
  template <class T> static int outside(T x);
};
template <> int Host::inside<long>(long x) { return leaf(10 + int(x)); }
template <class T> int Host::outside(T x) { return leaf(20) + int(x); }
template <> int Host::outside<char>(char x) { return leaf(30 + int(x)); }
// CHECK: {{^}}  template <class T> static int outside(T x);
// CHECK-NEXT: {{^}}  template <class T> static plain::task<int> outside_async(T x);
// CHECK: {{^}}template <> plain::task<int> Host::inside_async<long>(long x) { return leaf_async(10 + int(x)); }
// CHECK: {{^}}template <class T> int Host::outside(T x) { return leaf(20) + int(x); }
// CHECK-NEXT: {{^}}template <class T> plain::task<int> Host::outside_async(T x) { co_return co_await leaf_async(20) + int(x); }
// CHECK: {{^}}template <> plain::task<int> Host::outside_async<char>(char x) { return leaf_async(30 + int(x)); }

template <class T> struct Box {
  template <class U> int both(U x) { return leaf(int(x)); }
  int own(T x) { return leaf(int(x)); }
  int far(T x);
  T value;
};
template <class T> int Box<T>::far(T x) { return leaf(int(x)) + int(value); }
template <> template <> int Box<int>::both<long>(long x) { return leaf(40 + int(x)); }
template <> int Box<char>::own(char x) { return leaf(50) + x; }
// CHECK: {{^}}template <class T> plain::task<int> Box<T>::far_async(T x) { co_return co_await leaf_async(int(x)) + int(value); }
// CHECK: {{^}}template <> template <> plain::task<int> Box<int>::both_async<long>(long x)
// CHECK: {{^}}template <> int Box<char>::own(char x) { return leaf(50) + x; }
// CHECK-NEXT: {{^}}template <> plain::task<int> Box<char>::own_async(char x) { co_return co_await leaf_async(50) + x; }

template <class T> int free(T x) { return leaf(int(x)); }
template <> int free<long>(long x) { return leaf(60 + int(x)); }
template <> int free(char x) { return leaf(70) + x; }
// CHECK: {{^}}template <> plain::task<int> free_async(char x) { co_return co_await leaf_async(70) + x; }

int run() {
  Host host;
  Box<int> box{1};
  Box<char> small{2};
  return host.inside(1) + host.inside(2L) + Host::outside(3) + Host::outside('a') + box.both(4) + box.both(5L) +
         box.own(6) + small.own(7) + box.far(8) + small.far(9) + free(10) + free(11L) + free('b');
}

// Only the operator instantiates these, and that has no twin: what theirs calls does not show.
struct Word {
  int size() const { return 3; }
};
Word word(int x) {
  leaf(x);
  return {};
}
inline int total() { return 0; }
template <class... Rest> int total(int first, Rest... rest) {
  return leaf(first) + word(first).size() + total(rest...);
}
// CHECK: {{^}}template <class... Rest> plain::task<int> total_async(int first, Rest... rest) {
// CHECK-NEXT: {{^}}  co_return co_await leaf_async(first) + std::move(co_await word_async(first)).size() + co_await total_async(rest...);
struct Sum {
  int operator+(int x) const { return total(x, 1, 2); }
};

int main() {
#ifdef TWINS
  std::printf("%d %d\n", plain::sync_wait(run_async()), plain::sync_wait(total_async(4, 1, 2)));
#else
  std::printf("%d %d\n", run(), Sum() + 4);
#endif
}
