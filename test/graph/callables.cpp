// Where callables go, and what calls reach them.
// RUN: %recolor index --format graph %s -- -std=c++23 | FileCheck %s
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

void plain();
void second();
struct Worker {
  void run();
  virtual void step();
};
struct Functor { void operator()() const; };

struct Button { std::function<void()> onClick; void click() { onClick(); } };
void wires(Button &b, Worker &w) {
  b.onClick = plain;
  b.onClick = [] { second(); };
  b.onClick = std::bind(&Worker::run, &w);
  b.onClick = Functor();
}
// CHECK-DAG: fn onClick "Button::onClick" slot
// CHECK-DAG: call click -> onClick slot
// CHECK-DAG: call onClick -> plain flow
// CHECK-DAG: call onClick -> _lambda_{{[0-9_]+}} flow
// CHECK-DAG: call onClick -> run flow
// CHECK-DAG: call onClick -> operator__{{[.0-9]*}} flow

struct Command { const char *name; void (*run)(); };
static const Command commands[] = {{"plain", plain}, {.name = "second", .run = second}};
void dispatch(int i) { commands[i].run(); }
// CHECK-DAG: fn [[FIELD:run[.0-9]*]] "Command::run" slot
// CHECK-DAG: call dispatch -> [[FIELD]] slot
// CHECK-DAG: call [[FIELD]] -> plain flow
// CHECK-DAG: call [[FIELD]] -> second flow

void member(Worker &w, bool late) {
  void (Worker::*method)() = late ? &Worker::step : &Worker::run;
  (w.*method)();
}
// CHECK-DAG: call member -> method slot
// CHECK-DAG: call method -> step flow
// CHECK-DAG: call method -> run flow

void (*choose(bool b))() { return b ? plain : second; }
void chooses() { choose(true)(); }
// CHECK-DAG: fn [[RESULT:[A-Za-z_.0-9]+]] "choose()" slot
// CHECK-DAG: call chooses -> [[RESULT]] slot
// CHECK-DAG: call [[RESULT]] -> plain flow

std::vector<std::function<void(int)>> listeners;
void one(int);
void subscribe() { listeners.push_back(one); }
void publish() { for (auto &l : listeners) l(1); }
// CHECK-DAG: call publish -> l slot
// CHECK-DAG: call l -> listeners flow
// CHECK-DAG: call listeners -> one flow

std::map<std::string, void (*)(int)> byName;
void names() { byName["one"] = one; byName.insert({"two", one}); std::swap(byName["a"], byName["b"]); }
void finds() { auto it = byName.find("one"); it->second(1); }
// CHECK-DAG: call byName -> one flow {{.*}} via=names
// CHECK-DAG: call it -> byName flow {{.*}} via=finds
// CHECK-DAG: call finds -> it slot

bool isOne(int);
// An algorithm that has an awaited form calls while its caller waits.
bool anyOne(const std::vector<int> &v) { return std::any_of(v.begin(), v.end(), isOne); }
// CHECK-DAG: call anyOne -> isOne direct

template <class F> void twice(F f) { f(); f(); }
void instantiates() { twice([] { plain(); }); twice(second); }
// CHECK-DAG: call twice -> _lambda_{{.*}} lambda {{.*}} instance="twice<(lambda at
// CHECK-DAG: call twice -> f{{.*}} slot

std::move_only_function<void() const> later;
void postpones() { later = [owned = std::make_unique<int>(1)] { plain(); }; }
void runs() { later(); }
// CHECK-DAG: call later -> _lambda_{{[0-9_]+}} flow {{.*}} via=postpones
// CHECK-DAG: call runs -> later slot

auto generic = [](auto f) { return [f] { f(); }; };
void nests() { generic(second)(); }
// CHECK-DAG: call nests -> _lambda_{{[0-9_]+}} lambda
// CHECK-DAG: call _lambda_{{[0-9_]+}} -> f{{[.0-9]*}} slot

bool less(int, int);
void hands(std::vector<int> &v) { std::sort(v.begin(), v.end(), less); }
// CHECK-DAG: call sort -> less callback {{.*}} via=hands
void starts() { std::thread t(plain); t.join(); }
// CHECK-DAG: call thread -> plain spawn {{.*}} via=starts

struct Job { Job(void (*f)()) : f(f) {} void (*f)(); };
std::vector<Job> jobs;
void queues() { jobs.emplace_back(plain); }
// CHECK-DAG: call f{{.*}} -> plain flow {{.*}} via=queues

struct Key { bool operator<(const Key &) const; Key(const Key &); ~Key(); };
void inserts(std::map<Key, int> &m, const Key &k) { m[k] = 1; }
// CHECK-DAG: call operator__{{.*}} -> operator_{{.*}} callback {{.*}} via=inserts unwritten
void owns() { std::unique_ptr<Worker> w; std::unique_ptr<Key> k; }
// CHECK-DAG: call _unique_ptr -> _Key callback {{.*}} via=owns unwritten
