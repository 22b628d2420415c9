// RUN: not %recolor report %s --async leaf --stop 'log::*' -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

namespace log {
// CHECK: kept.cpp:[[@LINE+2]]:5: warning: 'log::line' cannot become async: the user asked for it to stay as it is (log::*) [recolor-kept]
// CHECK-NEXT: note: the call of 'leaf' is bridged
int line() { return leaf(); }
namespace file {
// One component only: log::* is not log::**.
// CHECK: remark: 'log::file::line' becomes async
int line() { return leaf(); }
} // namespace file
} // namespace log
