// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: remark: 'flush' becomes async
// CHECK: noexcept-coroutine.cpp:[[@LINE+1]]:6: warning: the behaviour of 'flush' may change: an exception leaves a noexcept coroutine through its task instead of ending the program [recolor-noexcept-coroutine]
void flush() noexcept { leaf(); }

// CHECK: remark: 'fill' becomes async
void fill() noexcept(false) { leaf(); }

// A function that does not change throws as before.
void idle() noexcept {}

// RUN: not %recolor report %s --format json --async leaf -- -std=c++20 | FileCheck %s --check-prefix=JSON
// JSON: "name": "flush",
// JSON: "hazards": [
// JSON-NEXT: {
// JSON-NEXT: "rule": "noexcept-coroutine",
// JSON: "name": "fill",
// JSON: "hazards": []
