// Declarations in other files change with their definitions, each text once.
// construct: result-type
// RUN: rm -rf %t && split-file %s %t && %convert %t > %t.out
// RUN: FileCheck %s < %t.out
// RUN: FileCheck %s --check-prefix=ONCE < %t.out
// RUN: FileCheck %s --check-prefix=FRIEND < %t.out

// CHECK: --- a/fetch.cpp
// CHECK: {{^\+}}asio::awaitable<int> client::Client::get(int id) { co_return co_await leaf(id) + base_; }
// CHECK: {{^\+}}asio::awaitable<int> nested::late(int x, int y) { co_return co_await leaf(x) + y; }
// CHECK: --- a/fetch.h
// CHECK: {{^\+}}  {{\[\[}}nodiscard]] virtual asio::awaitable<int> get(int id);
// CHECK: {{^\+}}  static asio::awaitable<unsigned long> size(const char *text = "four");
// CHECK: --- a/other.cpp
// CHECK: {{^\+}}namespace client::nested { asio::awaitable<int> late(int, int); }
// ONCE-COUNT-1: {{^\+}}inline asio::awaitable<int> leaf(int x) {
// ONCE-NOT: {{^\+}}inline asio::awaitable<int> leaf(int x) {
// FRIEND: {{^\+}}  friend asio::awaitable<int> peek(Client &c);

//--- leaf.h
#ifndef LEAF_H
#define LEAF_H
#include <chrono>
#include <cstdio>
#include <thread>
inline int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return x;
}
static int perUnit(int x) { return leaf(x) * 2; }
namespace {
int unnamed(int x) { return perUnit(x); }
} // namespace
#endif

//--- fetch.h
#pragma once
#include "leaf.h"
namespace client {
class Client {
public:
  explicit Client(int base) : base_(base) {}
  virtual ~Client() = default;
  [[nodiscard]] virtual int get(int id);
  static unsigned long size(const char *text = "four");
  friend int peek(Client &c);
  friend int hidden(Client &c) { return leaf(c.base_); }

private:
  int base_;
};
int peek(Client &c);
inline namespace v1 {
int versioned(int x = 3);
}
namespace nested {
int late(int x, int y = 2);
}
} // namespace client
extern int useOther(int x);

//--- fetch.cpp
#include "fetch.h"
#include <cstring>
int client::Client::get(int id) { return leaf(id) + base_; }
unsigned long client::Client::size(const char *text) { return std::strlen(text) + leaf(1); }
namespace client {
int peek(Client &c) { return leaf(c.base_); }
int v1::versioned(int x) { return unnamed(x); }
int nested::late(int x, int y) { return leaf(x) + y; }
} // namespace client

//--- other.cpp
#include "leaf.h"
namespace client::nested { int late(int, int); }
using client::nested::late;
int useOther(int x) {
  return late(x, unnamed(4));
}

//--- main.cpp
#include "fetch.h"
using namespace client;
namespace short_name = client::nested;
struct Derived : Client {
  using Client::Client;
  int get(int id) override { return Client::get(id) * 10 + Client::size(); }
};
int main(int argc, char *argv[]) {
  Derived d(argc);
  Client &c = d;
  std::printf("%d %d %d\n", c.get(1), peek(c), hidden(c));
  std::printf("%lu %d %d\n", Client::size("123"), versioned(), short_name::late(5));
  std::printf("%d %d\n", useOther(6), ::client::v1::versioned(7));
  return argv[1] ? 1 : 0;
}
