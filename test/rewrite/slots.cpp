// Function pointers: the slot, the alias that names its type, every declaration
// of the parameter and every function that flows into it change together; a
// slot that foreign code reads keeps its type, and what flows into it is bridged.
// construct: function-pointer
// RUN: rm -rf %t && split-file %s %t
// RUN: %convert %t | FileCheck %s
// REQUIRES: asio

//--- main.cpp
#include <asio.hpp>
#include <cstdlib>
#include <iostream>
#include <thread>

// CHECK: +typedef asio::awaitable<int *> (*Maker)(int);
typedef int *(*Maker)(int);

static int value;

// CHECK-DAG: +asio::awaitable<int *> slow(int x) {
int *slow(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  value += x;
  return &value;
}

// CHECK-DAG: +asio::awaitable<int *> fast(int x) {
int *fast(int x) {
  value -= x;
  return &value;
}

struct Holder {
  Maker make_;
  explicit Holder(Maker m) : make_(m) {}
  // CHECK: +  asio::awaitable<int> use(int i) { co_return *co_await make_(i); }
  int use(int i) { return *make_(i); }
};

// It calls nobody, and its parameter's type changes.
// CHECK: +static Holder *hold(asio::awaitable<int *> (*maker)(int)) { return new Holder(maker); }
static Holder *hold(int *(*maker)(int)) { return new Holder(maker); }

// CHECK: +asio::awaitable<bool> each(int n, asio::awaitable<bool> (*visit)(void *, int), void *arg);
bool each(int n, bool (*visit)(void *, int), void *arg);

static bool show(void *arg, int i) {
  Holder *h = static_cast<Holder *>(arg);
  std::cout << h->use(i) << "\n";
  return i < 3;
}

bool each(int n, bool (*visit)(void *, int), void *arg) {
  for (int i = 0; i < n; ++i)
    // CHECK: +    if (!co_await (*visit)(arg, i))
    if (!(*visit)(arg, i))
      return false;
  return true;
}

static int bySize(const void *a, const void *b) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return *static_cast<const int *>(a) - *static_cast<const int *>(b);
}

int main() {
  Holder a(slow), b(&fast), *c = hold(fast);
  // g++ 12 would await both before it prints either.
  bool all = each(5, &show, &a);
  std::cout << all << "\n";
  all = each(2, show, &b);
  std::cout << all << "\n";
  std::cout << c->use(1) << "\n";
  delete c;
  int numbers[] = {3, 1, 2};
  // CHECK: +  std::qsort(numbers, 3, sizeof numbers[0], +[](const void * a0, const void * a1) { return recolor::sync_wait(bySize(a0, a1)); });
  std::qsort(numbers, 3, sizeof numbers[0], bySize);
  std::cout << numbers[0] << numbers[1] << numbers[2] << "\n";
}
