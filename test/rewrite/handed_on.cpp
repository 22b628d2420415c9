// Functions that are handed on: to threads, algorithms, pointers and slots.
// construct: thread-body
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK: {{^\+}}  std::thread a(+[]() { return recolor::sync_wait(body()); });
// CHECK: {{^\+}}  std::sort(v.begin(), v.end(), +[](int a0, int a1) { return recolor::sync_wait(less(a0, a1)); });
// CHECK: {{^\+}}  co_await recolor::for_each(v.begin(), v.end(), print);
// CHECK: {{^\+}}  co_await recolor::for_each(v.begin(), v.end(), [](int x) -> asio::awaitable<void> { co_await print(x); });

//--- main.cpp
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

void show(const char *what, int v) { std::printf("%s %d\n", what, v); }
int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return x;
}
void body() { show("body", leaf(1)); }
void bodyWith(int a, std::string text) { show(text.c_str(), leaf(a)); }
struct Worker {
  int id = 7;
  void run() { show("member", leaf(id)); }
  void with(int x) const { show("member with", leaf(x + id)); }
  static void fixed(int x) { show("static", leaf(x)); }
  void start() {
    std::thread t(&Worker::run, this);
    t.join();
    std::thread u([this] { run(); });
    u.join();
  }
};
struct Functor {
  int operator()(int x) const { return leaf(x) * 2; }
};
bool less(int a, int b) { return leaf(a) < leaf(b); }
int transformed(const int &x) { return leaf(x) + 1; }
void print(int x) { show("each", leaf(x)); }
int overloaded(int x) { return leaf(x); }
long overloaded(long x) { return x; }
typedef int (*Pointer)(int);
Pointer choose(bool b) { return b ? &leaf : +[](int x) { return x; }; }
int callPointer(int (*f)(int), int x) { return f(x); }
int callFunction(const std::function<int(int)> &f, int x) { return f(x); }
struct Table {
  const char *name;
  int (*run)(int);
};
static const Table table[] = {{"one", leaf}, {"two", [](int x) { return x; }}};
struct Button {
  std::function<void()> onClick;
  void click() {
    if (onClick)
      onClick();
  }
};

int main() {
  std::thread a(body);
  a.join();
  std::thread b(bodyWith, 2, "with");
  b.join();
  std::thread c([] { body(); });
  c.join();
  std::thread d(&Worker::fixed, 3);
  d.join();
  Worker worker;
  worker.start();
  std::thread e(&Worker::with, &worker, 4);
  e.join();
  show("async", std::async(std::launch::async, leaf, 5).get());
  show("async lambda", std::async(std::launch::async, [] { return leaf(6); }).get());
  std::vector<int> v{3, 1, 2};
  std::sort(v.begin(), v.end(), less);
  std::for_each(v.begin(), v.end(), print);
  std::for_each(v.begin(), v.end(), [](int x) { print(x); });
  std::transform(v.begin(), v.end(), v.begin(), transformed);
  show("sorted", v[0] * 100 + v[1] * 10 + v[2]);
  std::function<int(int)> f = leaf;
  show("function", f(8));
  f = &transformed;
  show("function", f(8));
  f = Functor();
  show("functor", f(8) + Functor()(9));
  f = [](int x) { return leaf(x); };
  show("lambda", f(8) + callFunction(leaf, 9) + callFunction(Functor(), 10));
  int (*p)(int) = leaf;
  show("pointer", p(9) + (*p)(10));
  p = overloaded;
  show("pointer", p(11) + callPointer(leaf, 12));
  show("chosen", choose(true)(13));
  for (const Table &t : table)
    show(t.name, t.run(14));
  Button button;
  button.onClick = [&] { worker.run(); };
  button.click();
  button.onClick = std::bind(&Worker::with, &worker, 5);
  button.click();
  button.onClick = body;
  button.click();
  void (Worker::*member)() = &Worker::run;
  (worker.*member)();
  auto mem = std::mem_fn(&Worker::with);
  mem(worker, 6);
  auto shared = std::make_shared<std::function<void(int)>>();
  *shared = [shared, n = 0](int depth) mutable {
    show("recursive", leaf(depth) + n++);
    if (depth)
      (*shared)(depth - 1);
  };
  (*shared)(1);
  *shared = nullptr;
}
