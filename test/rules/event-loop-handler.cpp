// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>
int leaf() { return 1; }

template <class F> int apply(F f) { return f(); }

void serve() {
  // CHECK: event-loop-handler.cpp:[[@LINE+2]]:{{.*}}: warning: '{{.*}}lambda{{.*}}' cannot become async: it is handed to the runtime, which calls it from its event loop and waits for it to return (asio::post) [recolor-event-loop-handler]
  // CHECK-NEXT: event-loop-handler.cpp:[[@LINE+1]]:{{.*}}: note: the call of 'leaf' is bridged
  asio::post([] { leaf(); });
}
// CHECK: remark: 'own' becomes async
int own() { return apply([] { return leaf(); }); }
