// A handler that waits is no barrier: what it does is done behind its try
// statement, so its calls are awaited (rule left-handler; test/rewrite/handlers.cpp).
// RUN: %status 1 %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
// RUN: %recolor index --format facts %s -- -std=c++20 | FileCheck %s --check-prefix=FACT
int leaf() { return 1; }

// CHECK: remark: 'request' becomes async
// CHECK: 1 call site: 1 awaited
// FACT: call {{.*}}request{{.*}} -> {{.*}}leaf{{.*}}rule=left-handler
void request() {
  try {
  } catch (...) {
    leaf();
  }
}
