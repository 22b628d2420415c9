// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
#include "Inputs/exception.h"
int leaf() { return 1; }

const char *reason() {
  try {
    throw;
  } catch (const char *text) {
    return text;
  }
}

// What `reason` answers depends on the handler that runs.
// CHECK: remark: 'request' becomes async
void request() {
  try {
    leaf();
  } catch (...) {
    // CHECK: catch-handler.cpp:[[@LINE+2]]:5: warning: the call of 'leaf' in 'request' is bridged: a coroutine cannot suspend inside a catch handler [recolor-catch-handler]
    // CHECK: catch-handler.cpp:[[@LINE+1]]:5: warning: the behaviour of 'request' may change: a coroutine reaches a bridge: its thread blocks there until the task is done [recolor-bridge-in-coroutine]
    leaf();
    reason();
  }
}

// CHECK: remark: 'keep' becomes async
std::exception_ptr kept;
void keep() {
  try {
    leaf();
  } catch (...) {
    kept = std::current_exception();
    // CHECK: catch-handler.cpp:[[@LINE+2]]:5: warning: the call of 'leaf' in 'keep' is bridged: a coroutine cannot suspend inside a catch handler [recolor-catch-handler]
    // CHECK: catch-handler.cpp:[[@LINE+1]]:5: warning: the behaviour of 'keep' may change: a coroutine reaches a bridge: its thread blocks there until the task is done [recolor-bridge-in-coroutine]
    leaf();
  }
}
