// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>
int leaf() { return 1; }

asio::awaitable<int> pool() {
  // CHECK: offloaded.cpp:[[@LINE+1]]:60: warning: the call of 'leaf' in 'pool::(lambda:{{.*}})' is bridged: it already runs on the runtime's blocking pool, where blocking is the point [recolor-offloaded]
  co_return co_await recolor::asio_rt::offload([] { return leaf(); });
}
// CHECK: remark: 'direct' becomes async
int direct() { return leaf(); }
