// A destructor's call is not written anywhere, so the coroutine which leaves the
// scope is not seen to reach the bridge (docs/soundness.md).
// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=bridge-in-coroutine
#include <asio.hpp>
int leaf() { return 1; }

struct Cache {
  // CHECK: warning: 'Cache::~Cache' cannot become async
  ~Cache() { leaf(); }
};
asio::awaitable<void> serve() {
  Cache cache;
  co_return;
}
