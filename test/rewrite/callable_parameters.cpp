// A function that a template takes as a parameter of a deduced type: the call in
// the pattern is awaited, also where the template's callers are templates that
// nobody instantiates, or write the type. Virtual functions of a class template
// that only a library constructs count as well.
// RUN: rm -rf %t && mkdir %t && touch %t/.recolor.yaml && cp %s %t/callable.cpp
// RUN: %clangxx -std=c++20 %plain-headers %shim %t/callable.cpp -o %t/before && %t/before > %t/before.txt
// RUN: %recolor rewrite --write %plain %t/callable.cpp -- -std=c++20 %plain-headers %shim 2>%t/said.txt
// RUN: FileCheck %s < %t/callable.cpp
// RUN: FileCheck %s --check-prefix=SAID --implicit-check-not=warning: < %t/said.txt
// RUN: %recolor rewrite %plain %t/callable.cpp -- -std=c++20 %plain-headers %shim 2>/dev/null | count 0
// RUN: %clangxx -std=c++20 %plain-headers %shim %t/callable.cpp -o %t/after && %t/after | diff %t/before.txt -
// RUN: %gxx -std=c++20 %plain-headers %shim %t/callable.cpp -o %t/after && %t/after | diff %t/before.txt -
#include <cstdio>
#include <memory>
#include <plain/pause.h>
#include <type_traits>
#include <utility>

struct Line {
  int sent = 0;
  void send(int x) {
    plain::pause();
    sent += x;
  }
};
void get(Line &l, int x) { l.send(x); }
void set(Line &l, int x) { l.send(2 * x); }
void set(Line &l, int x, int y) { l.send(x * y); }

struct Client {
  Line line;
  template <typename Cmd, typename... Args> int command(Cmd cmd, Args &&...args);
  // CHECK: {{^}}  plain::task<int> one(int x) { co_return co_await command(get, x); }
  int one(int x) { return command(get, x); }
  // CHECK: {{^}}  template <typename Out> plain::task<> unused(int x, Out out) { *out = co_await command(get, x); }
  template <typename Out> void unused(int x, Out out) { *out = command(get, x); }
  // CHECK: {{^}}  plain::task<int> written(int x) { co_return co_await command<plain::task<> (*)(Line &, int)>(set, x); }
  int written(int x) { return command<void (*)(Line &, int)>(set, x); }
  // SAID: warning: 'Client::chain' cannot become async: the runtime's task type cannot carry this result ('Client &' in an instantiation) [recolor-result-type]
  template <typename Cmd> auto chain(Cmd cmd) -> typename std::enable_if<!std::is_convertible<Cmd, int>::value, Client &>::type {
    // CHECK: {{^}}    plain::sync_wait(cmd(line, 1));
    // SAID-COUNT-2: warning: {{.*}}[recolor-bridge-in-coroutine]
    cmd(line, 1);
    return *this;
  }
};
template <typename Cmd, typename... Args> int Client::command(Cmd cmd, Args &&...args) {
  // CHECK: {{^}}  co_await cmd(line, std::forward<Args>(args)...);
  cmd(line, std::forward<Args>(args)...);
  return line.sent;
}

template <typename Of> struct Queue {
  Of of;
  template <typename Cmd> int command(Cmd cmd, int x) { return of.command(cmd, x); }
  // What is called is known in instantiations only, of which there is one here.
  // CHECK: {{^}}  plain::task<int> twice(int x) { co_return co_await command(get, x) + co_await command(get, x); }
  int twice(int x) { return command(get, x) + command(get, x); }
  // Nobody says what this one calls: it stays.
  // CHECK: {{^}}  int never(int x) { return command(get, x); }
  int never(int x) { return command(get, x); }
};

// By reference, a function is taken as one and not as a pointer to it.
// CHECK: {{^}}template <class F> plain::task<int> apply(const F &f, int n) { co_return co_await f(n); }
template <class F> int apply(const F &f, int n) { return f(n); }
// CHECK: {{^}}template <class F> plain::task<int> apply_to(F &f, int n) { co_return co_await f(n); }
template <class F> int apply_to(F &f, int n) { return f(n); }
int waits(int n) {
  plain::pause();
  return n + 1;
}
// CHECK: {{^}}plain::task<int> both() { co_return co_await apply(waits, 1) + co_await apply_to(waits, 2); }
int both() { return apply(waits, 1) + apply_to(waits, 2); }
// CHECK: {{^}}plain::task<int> closure() { co_return co_await apply([](int n) -> plain::task<int> { co_return n; }, 3); }
int closure() { return apply([](int n) { return n; }, 3); }

struct Lock {
  virtual ~Lock() = default;
  virtual bool lock(int x) = 0;
};
template <typename Of> struct LockOf : Lock {
  template <typename T> explicit LockOf(T by) : by(by) {}
  // CHECK: {{^}}  plain::task<bool> lock(int x) override { co_return co_await of.one(x) > by; }
  bool lock(int x) override { return of.one(x) > by; }
  Of of;
  int by;
};
std::shared_ptr<Lock> make() { return std::make_shared<LockOf<Client>>(2); }

int main() {
  Client c;
  std::printf("%d %d\n", c.one(1), c.written(2));
  c.chain([](Line &l, int x) { l.sent += x; }).chain(get);
  std::printf("%d %d\n", both(), closure());
  std::printf("%d %d %d\n", c.line.sent, Queue<Client>().twice(3), make()->lock(3));
}
