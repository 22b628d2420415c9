// std::function and its like: the signature names the task its targets return,
// in every declaration and alias through which a value flows, and all targets
// change with it, whether they wait or not.
// construct: callable-slot
// RUN: rm -rf %t && split-file %s %t
// RUN: %convert %t %plain -- %plain-headers | FileCheck %s

//--- handler.h
#pragma once
#include <functional>
#include <string>

// CHECK-DAG: {{^\+}}using Handler = std::function<plain::task<int>(const std::string &)>;
using Handler = std::function<int(const std::string &)>;

class Server {
public:
  void onLine(Handler h) { handler = std::move(h); }
  // CHECK-DAG: {{^\+}}  void onIdle(const std::function<plain::task<>(int)> &f);
  void onIdle(const std::function<void(int)> &f);
  // CHECK-DAG: {{^\+}}  plain::task<int> line(const std::string &text);
  int line(const std::string &text);
  bool ready() const { return handler && idle != nullptr; }
  // CHECK-DAG: {{^\+}}  plain::task<> rest(int n) { co_await std::function(idle)(n); }
  void rest(int n) { idle(n); }
  // CHECK-DAG: {{^\+}}  std::function<plain::task<>(int)> current() const { return idle; }
  std::function<void(int)> current() const { return idle; }

private:
  Handler handler;
  // CHECK-DAG: {{^\+}}  std::function<plain::task<>(int)> idle = nullptr;
  std::function<void(int)> idle = nullptr;
};

//--- server.cpp
#include "handler.h"

// CHECK-DAG: {{^\+}}void Server::onIdle(const std::function<plain::task<>(int)> &f) { idle = f; }
void Server::onIdle(const std::function<void(int)> &f) { idle = f; }

// CHECK-DAG: {{^\+}}  int value_for_gcc12 = handler ? co_await std::function(handler)(text) : -1;
int Server::line(const std::string &text) {
  return handler ? handler(text) : -1;
}

//--- main.cpp
#include "handler.h"
#include <cstdio>
#include <plain/pause.h>

int leaf(int x) {
  plain::pause();
  return x;
}
// CHECK-DAG: {{^\+}}plain::task<int> length(const std::string &s) { co_return co_await leaf(s.size()); }
int length(const std::string &s) { return leaf(s.size()); }
// Nothing in it waits; it changes because the slot does.
// CHECK-DAG: {{^\+}}plain::task<int> first(const std::string &s) { co_return s[0]; }
int first(const std::string &s) { return s[0]; }

struct Twice {
  int times = 2;
  // CHECK-DAG: {{^\+}}  plain::task<int> operator()(const std::string &s) const { co_return times * co_await leaf(s.size()); }
  int operator()(const std::string &s) const { return times * leaf(s.size()); }
};

int main() {
  Server server;
  server.onLine(length);
  int sum = server.line("abc");
  server.onLine(&first);
  sum = sum * 1000 + server.line("abc");
  server.onLine(Twice());
  sum = sum * 1000 + server.line("abcd");
  // CHECK-DAG: {{^\+}}  server.onLine([&](const std::string &s) -> plain::task<int> { co_return co_await leaf(sum) + s.size(); });
  server.onLine([&](const std::string &s) -> int { return leaf(sum) + s.size(); });
  sum = server.line("ab");
  // CHECK-DAG: {{^\+}}  server.onIdle([&](int n) -> plain::task<> { sum += co_await leaf(n); });
  server.onIdle([&](int n) { sum += leaf(n); });
  server.rest(5);
  // CHECK-DAG: {{^\+}}  server.onIdle([&](int n) -> plain::task<> { sum -= n; co_return; });
  server.onIdle([&](int n) { sum -= n; });
  server.rest(6);
  auto idle = server.current();
  // CHECK-DAG: {{^\+}}  co_await idle(7);
  idle(7);
  std::printf("%d %d\n", sum, server.ready());
}
