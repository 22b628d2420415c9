// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>
#include <functional>
int leaf() { return 1; }

asio::awaitable<void> flush() { co_return; }
void keep(asio::awaitable<void>);

void tick() {
  // CHECK: dropped-task.cpp:[[@LINE+1]]:3: warning: the behaviour of 'tick' may change: a task is created here and never awaited, so what it stands for never runs (flush) [recolor-dropped-task]
  flush();
}

std::function<asio::awaitable<void>()> saved;
void tock() {
  // CHECK: [[@LINE+1]]:3: warning: the behaviour of 'tock' may change: a task is created here and never awaited, so what it stands for never runs (saved) [recolor-dropped-task]
  saved();
}
asio::awaitable<void> ring() {
  co_await saved();
  keep(saved());
}

asio::awaitable<void> serve() {
  co_await flush();
  auto later = flush();
  co_await static_cast<asio::awaitable<void> &&>(later);
  keep(flush());
}
asio::awaitable<void> forward() { return flush(); }

// RUN: not %recolor report %s --format json --async leaf -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --check-prefix=JSON
// JSON: "name": "tick"
// JSON: "hazards": [
// JSON: "rule": "dropped-task"
