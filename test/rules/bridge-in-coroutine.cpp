// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>
int leaf() { return 1; }

struct Cache {
  // CHECK: warning: 'Cache::Cache' cannot become async
  // CHECK: bridge-in-coroutine.cpp:[[@LINE+1]]:13: warning: the behaviour of 'Cache::Cache' may change: a coroutine reaches a bridge: its thread blocks there until the task is done (serve -> open -> Cache::Cache) [recolor-bridge-in-coroutine]
  Cache() { leaf(); }
};
void open() { Cache cache; }
asio::awaitable<void> serve() {
  open();
  co_return;
}

// The destructor is called where the scope ends, though nobody wrote that.
struct Log {
  // CHECK: warning: 'Log::~Log' cannot become async
  // CHECK: bridge-in-coroutine.cpp:[[@LINE+1]]:12: warning: the behaviour of 'Log::~Log' may change: a coroutine reaches a bridge: its thread blocks there until the task is done (record -> Log::~Log) [recolor-bridge-in-coroutine]
  ~Log() { leaf(); }
};
asio::awaitable<void> record() {
  Log log;
  co_return;
}

// Nobody reaches this one from a coroutine.
struct Start {
  // CHECK: warning: 'Start::Start' cannot become async
  Start() { leaf(); }
};
void start() { Start s; }

// On the blocking pool it blocks nobody.
struct Pool {
  // CHECK: warning: 'Pool::Pool' cannot become async
  Pool() { leaf(); }
};
asio::awaitable<int> offloaded() {
  co_return co_await recolor::asio_rt::offload([] { Pool p; return 1; });
}

// RUN: not %recolor report %s --format json --async leaf -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --check-prefix=JSON
// JSON: "name": "Cache::Cache"
// JSON: "hazards": [
// JSON: "rule": "bridge-in-coroutine"
// JSON-NEXT: "message": "{{.*}}(serve -> open -> Cache::Cache)"
