// RUN: rm -rf %t && split-file %s %t
// RUN: not %recolor rewrite %t/a.cpp --verify=parse --async leaf -- -std=c++20 -I%S/../Inputs/asio-mock >%t.patch 2>%t.err
// RUN: FileCheck %s <%t.patch --implicit-check-not=co_return
// RUN: FileCheck %s <%t.err --check-prefix=WARNING --implicit-check-not=warning:

// A coroutine moves its parameters, which this type does not allow. The
// function is taken back, and everything else is converted.
// WARNING: a.cpp:[[#]]:5: warning: 'use' cannot become async: the converted form did not compile or changed what other code means ({{.*}}a.cpp:{{.*}}: error: {{.*}}deleted{{.*}}) [recolor-verification]

// CHECK: +asio::awaitable<int> leaf() { co_return 1; }
// CHECK: +asio::awaitable<int> near(Pinned &) { return leaf(); }
// CHECK: +int use(Pinned) { return 2 * recolor::sync_wait(leaf()); }

//--- .recolor.yaml
# Marks the project, so that the mock lies outside of it.
//--- a.cpp
struct Pinned {
  Pinned() = default;
  Pinned(const Pinned &) = delete;
};
int leaf() { return 1; }
int near(Pinned &) { return leaf(); }
int use(Pinned) { return 2 * leaf(); }
