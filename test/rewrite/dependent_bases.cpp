// A class template whose base is a parameter overrides what its instances override.
// construct: virtual-family, template
// RUN: rm -rf %t && mkdir %t && touch %t/.recolor.yaml && cp %s %t/main.cpp
// RUN: %clangxx -std=c++20 %plain-headers %shim %t/main.cpp -o %t/before && %t/before > %t/before.txt
// RUN: %recolor rewrite --write %plain %t/main.cpp -- -std=c++20 %plain-headers %shim 2>%t/said.txt
// RUN: FileCheck %s < %t/main.cpp
// RUN: FileCheck %s --check-prefix=SAID < %t/said.txt
// RUN: not grep recolor-verification %t/said.txt
// RUN: %recolor rewrite %plain %t/main.cpp -- -std=c++20 %plain-headers %shim 2>/dev/null | count 0
// RUN: %clangxx -std=c++20 %plain-headers %shim %t/main.cpp -o %t/after && %t/after | diff %t/before.txt -
// RUN: %gxx -std=c++20 %plain-headers %shim %t/main.cpp -o %t/after && %t/after | diff %t/before.txt -
#include <cstdio>
#include <plain/pause.h>
#include <streambuf>
int leaf(int x) {
  plain::pause();
  return x;
}
struct Base {
  virtual ~Base() = default;
  int work(int x) { return work_virt(x); }
  // CHECK: virtual plain::task<int> work_virt(int x) { co_return -x; }
  virtual int work_virt(int x) { return -x; }
};
struct Defaults : Base {
  int work(int x) { return x + 100; }
};
template <class T, class Super = Defaults> struct Virtual : Super {
  // CHECK: plain::task<int> work_virt(int x) override { co_return co_await static_cast<T *>(this)->work(x); }
  int work_virt(int x) override { return static_cast<T *>(this)->work(x); }
};
struct Leaf : Virtual<Leaf> {
  int work(int x) { return leaf(x); }
};
struct Other : Virtual<Other> {};
struct Last : Virtual<Last, Leaf> {
  int work(int x) { return Leaf::work(x) + 1; }
};
// CHECK: plain::task<int> run(Base &b) { return b.work(3); }
int run(Base &b) { return b.work(3); }

// What one of its instances overrides belongs to a library.
template <class Super> struct Reader : Super {
  // SAID: 'Reader::underflow' cannot become async: {{.*}} [recolor-foreign-override]
  // CHECK: int underflow() override { return plain::sync_wait(leaf(65)); }
  int underflow() override { return leaf(65); }
};
struct Own {
  virtual ~Own() = default;
  virtual int underflow() { return 0; }
};

int main() {
  Leaf leaf;
  Other other;
  Last last;
  Reader<std::streambuf> buffer;
  Reader<Own> own;
  std::printf("%d %d %d\n", run(leaf), run(other), run(last));
  std::printf("%d %d\n", static_cast<std::streambuf &>(buffer).sgetc(), static_cast<Own &>(own).underflow());
}
