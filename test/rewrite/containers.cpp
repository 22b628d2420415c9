// Containers of callables: the type of their elements changes with what is put
// into them, also through pairs, iterators, bindings and smart pointers.
// construct: callable-slot
// RUN: rm -rf %t && split-file %s %t
// RUN: %convert %t %plain -- %plain-headers | FileCheck %s

//--- main.cpp
#include <array>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <plain/pause.h>
#include <string>
#include <utility>
#include <vector>

int leaf(int x) {
  plain::pause();
  return x;
}
// CHECK-DAG: {{^\+}}plain::task<int> waits(int x) { co_return co_await leaf(x) + 1; }
int waits(int x) { return leaf(x) + 1; }
// CHECK-DAG: {{^\+}}plain::task<int> computes(int x) { co_return x * 2; }
int computes(int x) { return x * 2; }

// CHECK-DAG: {{^\+}}static std::map<std::string, std::function<plain::task<int>(int)>> commands = {{[{]}}{"waits", waits}, {"computes", &computes}};
static std::map<std::string, std::function<int(int)>> commands = {{"waits", waits}, {"computes", &computes}};

// CHECK-DAG: {{^\+}}plain::task<int> command(const std::string &name, int x) {
int command(const std::string &name, int x) {
  auto it = commands.find(name);
  // CHECK-DAG: {{^\+}}    { int value_for_gcc12 = it == commands.end() ? -1 : co_await it->second(x); co_return value_for_gcc12; }
  if (name.size() > 5)
    return it == commands.end() ? -1 : it->second(x);
  // CHECK-DAG: {{^\+}}  co_return co_await commands[name](x);
  return commands[name](x);
}

class Bus {
public:
  void listen(std::function<void(int)> f) { all.push_back(std::move(f)); }
  // CHECK-DAG: {{^\+}}  plain::task<> emit(int x) {
  void emit(int x) {
    for (const auto &f : all)
      f(x);
  }
  // CHECK-DAG: {{^\+}}  plain::task<> last(int x) { if (!all.empty()) co_await {{.*}}all.back(){{.*}}(x); }
  void last(int x) { if (!all.empty()) all.back()(x); }

private:
  // CHECK-DAG: {{^\+}}  std::vector<std::function<plain::task<>(int)>> all;
  std::vector<std::function<void(int)>> all;
};

struct Entry {
  const char *name;
  // CHECK-DAG: {{^\+}}  plain::task<int> (*run)(int);
  int (*run)(int);
};
static const Entry table[] = {{"waits", waits}, {"computes", computes}};
// CHECK-DAG: {{^\+}}static plain::task<int> (*const pointers[])(int) = {computes, &waits};
static int (*const pointers[])(int) = {computes, &waits};

struct Box {
  int size = 3;
  // CHECK-DAG: {{^\+}}  plain::task<int> wide(int n) { co_return co_await leaf(size) * n; }
  int wide(int n) { return leaf(size) * n; }
  // CHECK-DAG: {{^\+}}  plain::task<int> high(int n) { co_return size + n; }
  int high(int n) { return size + n; }
};

int main() {
  int sum = command("waits", 3) * 100 + command("computes", 4);
  for (auto &[name, f] : commands)
    sum = sum * 10 + f(name.size());
  Bus bus;
  bus.listen([&](int x) { sum += leaf(x); });
  bus.listen([&](int x) { sum -= 2 * x; });
  bus.emit(5);
  bus.last(6);
  for (const Entry &e : table)
    sum = sum * 10 + e.run(1);
  for (auto p : pointers)
    sum = sum * 10 + p(2);
  // CHECK-DAG: {{^\+}}  plain::task<int> (Box::*member)(int) = &Box::wide;
  int (Box::*member)(int) = &Box::wide;
  Box box;
  sum = sum * 10 + (box.*member)(2);
  member = &Box::high;
  sum = sum * 10 + (box.*member)(2);
  // CHECK-DAG: {{^\+}}  std::array<std::function<plain::task<int>(int)>, 2> pair{waits, computes};
  std::array<std::function<int(int)>, 2> pair{waits, computes};
  std::swap(pair[0], pair[1]);
  sum = sum * 10 + pair[0](1);
  // CHECK-DAG: {{^\+}}  std::function<plain::task<int>(int)> bound = std::bind(&Box::wide, &box, std::placeholders::_1);
  std::function<int(int)> bound = std::bind(&Box::wide, &box, std::placeholders::_1);
  sum = sum * 10 + bound(1);
  std::printf("%d\n", sum);
}
