// A method of a class template overrides what its base has, whose arguments are
// not known yet: a library's template may be the only one to make an instance.
// construct: virtual-family, template
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}  virtual plain::task<int> write(const Message &m) = 0;
// CHECK: {{^\+}}  virtual plain::task<> flush(T) { co_return; }
// CHECK: {{^\+}}  plain::task<int> write(const Message &m) override { co_return co_await leaf(m.level); }
// CHECK: {{^\+}}  plain::task<int> write(const Message &m) override { co_return m.level; }
// CHECK: {{^\+}}  plain::task<> flush(T t) override { {{.*}}co_await leaf(1){{.*}} }
// CHECK: {{^ +}}int write(int) { return 0; }
// CHECK: {{^\+}}  plain::task<int> write(const Message &m) final { co_return co_await Sink<T>::write(m) + 1; }

//--- main.cpp
#include <cstdio>
#include <memory>
#include <plain/pause.h>

int leaf(int x) {
  plain::pause();
  return x;
}

struct Message {
  int level;
};
template <class T> struct Base {
  virtual ~Base() = default;
  int log(const Message &m) {
    flush(T());
    return write(m);
  }
  virtual int write(const Message &m) = 0;
  virtual void flush(T) {}
};
template <class T> struct Sink : Base<T> {
  int write(const Message &m) override { return leaf(m.level); }
};
template <class T> struct Null : public Base<T> {
  int write(const Message &m) override { return m.level; }
  void flush(T t) override { std::printf("flush %d\n", int(t) + leaf(1)); }
};
template <class T> struct Other : public Base<T> {
  int write(int) { return 0; }
};
template <class T> struct Last : Sink<T> {
  int write(const Message &m) final { return Sink<T>::write(m) + 1; }
};

struct Log {
  std::shared_ptr<Base<char>> sink;
  explicit Log(std::shared_ptr<Base<char>> sink) : sink(std::move(sink)) {}
};
template <class S> std::shared_ptr<Log> make() {
  auto sink = std::make_shared<S>();
  return std::make_shared<Log>(std::move(sink));
}

int main() {
  auto sink = make<Sink<char>>();
  auto null = make<Null<char>>();
  auto last = make<Last<char>>();
  std::printf("%d %d %d\n", sink->sink->log({1}), null->sink->log({2}), last->sink->log({3}));
}
