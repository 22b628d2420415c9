// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: remark: 'request' becomes async
void request() {
  try {
    leaf();
  } catch (...) {
    // CHECK: catch-handler.cpp:[[@LINE+2]]:5: warning: the call of 'leaf' in 'request' is bridged: a coroutine cannot suspend inside a catch handler [recolor-catch-handler]
    // CHECK: catch-handler.cpp:[[@LINE+1]]:5: warning: the behaviour of 'request' may change: a coroutine reaches a bridge: its thread blocks there until the task is done [recolor-bridge-in-coroutine]
    leaf();
  }
  leaf();
}
