// Exceptions and destructors run as before.
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK: {{^\+}}asio::awaitable<int> functionTry(int x) try {
// CHECK: {{^\+}}  co_return co_await leaf(x);
// CHECK: {{^\+}}    int y = co_await leaf(5);
// CHECK: {{^\+}}asio::awaitable<int> depth(int n) {

//--- main.cpp
#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

void show(const char *what, int v) { std::printf("%s %d\n", what, v); }
int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (x < 0)
    throw std::runtime_error("negative");
  return x;
}
struct Trace {
  int id;
  explicit Trace(int id) : id(id) { show("+", id); }
  Trace(const Trace &o) : id(o.id + 100) { show("copy", id); }
  Trace(Trace &&o) noexcept : id(o.id) {
    o.id = 0;
  }
  // One that was moved from says nothing: how often that happens is open.
  ~Trace() {
    if (id)
      show("-", id);
  }
};
Trace make(int x) {
  Trace local(x);
  leaf(1);
  return local;
}
int take(Trace t, int x) { return leaf(x) + t.id; }
int takeReference(const Trace &t, int x) { return leaf(x) + t.id; }

int guarded(int x) {
  Trace first(1);
  try {
    Trace second(2);
    leaf(x);
    show("survived", x);
  } catch (const std::runtime_error &e) {
    show(e.what(), x);
  }
  return leaf(1);
}
int rethrown(int x) {
  try {
    return leaf(x);
  } catch (const std::logic_error &) {
    return 1;
  } catch (...) {
    show("rethrow", x);
    throw;
  }
}
int returnsInHandler(int x) {
  try {
    leaf(x);
  } catch (...) {
    return 7;
  }
  return 8;
}
int functionTry(int x) try {
  return leaf(x);
} catch (const std::exception &e) {
  show(e.what(), 1);
  return -1;
}
void functionTryVoid(int x) try {
  leaf(x);
} catch (...) {
  show("function try", x);
}
int inHandler(int x) {
  try {
    leaf(x);
  } catch (const std::exception &) {
    int y = leaf(5);
    show("in handler", y);
    return y + leaf(6);
  }
  return 0;
}
int nested(int x) {
  try {
    try {
      leaf(x);
    } catch (const std::runtime_error &e) {
      throw std::logic_error(std::string("nested ") + e.what());
    }
  } catch (const std::logic_error &e) {
    show(e.what(), leaf(3));
  }
  return x;
}
void scopes() {
  Trace a(10);
  for (int i = 0; i < 2; ++i) {
    Trace b(20 + i);
    if (leaf(i))
      continue;
    Trace c(30 + i);
  }
  {
    auto p = std::make_unique<Trace>(40);
    leaf(1);
  }
  show("temporary", takeReference(Trace(50), 1));
  Trace kept(70);
  take(std::move(kept), 1);
  show("end", leaf(2));
}
void parameters(Trace by, Trace &reference) {
  leaf(1);
  show("parameters", by.id + reference.id);
}
int depth(int n) {
  Trace t(n);
  if (n == 0)
    throw std::runtime_error("bottom");
  return depth(n - 1) + leaf(1);
}
bool even(int n);
bool odd(int n) {
  if (n == 0)
    return false;
  return leaf(n) && even(n - 1);
}
bool even(int n) {
  if (n && leaf(n))
    return odd(n - 1);
  return true;
}

int main() {
  guarded(1);
  guarded(-1);
  try {
    rethrown(-2);
  } catch (const std::exception &e) {
    show(e.what(), 0);
  }
  show("rethrown", rethrown(2));
  show("handler", returnsInHandler(-1) + returnsInHandler(1));
  show("function try", functionTry(-1) + functionTry(3));
  functionTryVoid(-1);
  functionTryVoid(1);
  show("in handler", inHandler(-1));
  nested(-1);
  scopes();
  {
    Trace made = make(60);
    parameters(made, made);
  }
  try {
    depth(3);
  } catch (const std::exception &e) {
    show(e.what(), 0);
  }
  show("even", even(4) + odd(3));
  return leaf(3);
}
