// Callables that code outside the project gets keep their type, and drive what
// they call to its end: no task is made where nobody would await it.
// RUN: rm -rf %t && split-file %s %t
// RUN: %convert %t %plain -- %plain-headers | FileCheck %s

//--- main.cpp
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <plain/pause.h>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

int leaf(int x) {
  plain::pause();
  return x;
}
void show(const char *what, int v) { std::printf("%s %d\n", what, leaf(v)); }
void body() { show("body", 1); }
int compare(const void *a, const void *b) { return leaf(*static_cast<const int *>(a)) - *static_cast<const int *>(b); }
void atEnd() { show("at exit", 2); }
static int signalled;
void onSignal(int n) { signalled = leaf(n); }
struct Worker {
  int id = 3;
  void run(int n) { show("worker", id + n); }
  bool before(const Worker &o) const { return leaf(id) < o.id; }
};
struct Later {
  void operator()() const { show("functor", 4); }
};
// What is made of closures is called as each of them.
template <typename... F> struct Overloaded : F... {
  using F::operator()...;
};
template <typename... F> Overloaded(F...) -> Overloaded<F...>;
int visited(std::variant<int, std::string> v) {
  // CHECK-DAG: {{^\+}}  return std::visit<int>(Overloaded{[](int x) { return plain::sync_wait(leaf(x)); },
  return std::visit<int>(Overloaded{[](int x) { return leaf(x); },
                                    [](const std::string &s) { return int(s.size()); }},
                         v);
}
int called() {
  // CHECK-DAG: {{^\+}}  auto both = Overloaded{[](int x) -> plain::task<int> { co_return co_await leaf(x); }, [](double) { return 1; }};
  auto both = Overloaded{[](int x) { return leaf(x); }, [](double) { return 1; }};
  return both(3) + both(2.0);
}
// What the thread takes keeps its type, and so does what is stored in it.
// CHECK-DAG: {{^ }}void start(std::function<void()> f) { std::thread(f).join(); }
void start(std::function<void()> f) { std::thread(f).join(); }

int main() {
  show("visited", visited(7) + visited("ab") + called());
  // CHECK-DAG: {{^\+}}  std::thread a(+[]() { return plain::sync_wait(body()); });
  std::thread a(body);
  a.join();
  Worker worker;
  // CHECK-DAG: {{^\+}}  std::thread b([](auto &&self, int a0) { return plain::sync_wait(std::invoke(&Worker::run, self, a0)); }, &worker, 5);
  std::thread b(&Worker::run, &worker, 5);
  b.join();
  // CHECK-DAG: {{^\+}}  std::thread c([&] { plain::sync_wait(worker.run(6)); });
  std::thread c([&] { worker.run(6); });
  c.join();
  std::thread d(std::bind(&Worker::run, &worker, 7));
  d.join();
  std::thread e{Later()};
  e.join();
  // CHECK-DAG: {{^\+}}  start(+[]() { return plain::sync_wait(body()); });
  start(body);
  // CHECK-DAG: {{^\+}}  start([&] { plain::sync_wait(worker.run(8)); });
  start([&] { worker.run(8); });
  // CHECK-DAG: {{^\+}}  int later = co_await plain::offload([&] { return std::async(std::launch::async, +[](int a0) { return plain::sync_wait(leaf(a0)); }, 9).get(); });
  int later = std::async(std::launch::async, leaf, 9).get();
  // CHECK-DAG: {{^\+}}  std::packaged_task<int(int)> task(+[](int a0) { return plain::sync_wait(leaf(a0)); });
  std::packaged_task<int(int)> task(leaf);
  task(10);
  later = later * 100 + task.get_future().get();
  int numbers[] = {3, 1, 2};
  // CHECK-DAG: {{^\+}}  std::qsort(numbers, 3, sizeof numbers[0], +[](const void * a0, const void * a1) { return plain::sync_wait(compare(a0, a1)); });
  std::qsort(numbers, 3, sizeof numbers[0], compare);
  // CHECK-DAG: {{^\+}}  std::atexit(+[]() { return plain::sync_wait(atEnd()); });
  std::atexit(atEnd);
  // CHECK-DAG: {{^\+}}  std::signal(SIGUSR1, +[](int a0) { return plain::sync_wait(onSignal(a0)); });
  std::signal(SIGUSR1, onSignal);
  std::raise(SIGUSR1);
  std::vector<Worker> workers{{5}, {4}};
  // CHECK-DAG: {{^\+}}  std::sort(workers.begin(), workers.end(), [](auto &&self, const Worker & a0) { return plain::sync_wait(std::invoke(&Worker::before, self, a0)); });
  std::sort(workers.begin(), workers.end(), std::mem_fn(&Worker::before));
  workers[0].run(9);
  // The set calls its comparison, so that is no element of it.
  std::set<int, std::function<bool(int, int)>> ordered([](int a, int b) { return b < a; });
  ordered.insert({1, 3, 2});
  // CHECK-DAG: {{^\+}}  std::unique_ptr<int, void (*)(int *)> owner(new int(11), [](int *p) { plain::sync_wait(show("deleted", *p)); delete p; });
  std::unique_ptr<int, void (*)(int *)> owner(new int(11), [](int *p) { show("deleted", *p); delete p; });
  show("all", later * 1000 + numbers[0] * 100 + *ordered.begin() * 10 + (signalled == SIGUSR1));
}
