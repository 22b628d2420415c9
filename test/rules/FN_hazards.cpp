// What hazards do not see (docs/soundness.md). If one of these is reported one day, its line belongs into the rule's own test.
// RUN: %status 1 %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
#include <cerrno>
#include <mutex>
int leaf() { return 1; }
std::mutex m;

// CHECK: remark: 'releasedOnOneBranch' becomes async
int releasedOnOneBranch(bool early) {
  std::unique_lock<std::mutex> lock(m);
  if (early)
    lock.unlock();
  return leaf();
}

void takes() { m.lock(); }
// CHECK: remark: 'takenElsewhere' becomes async
int takenElsewhere() {
  takes();
  int x = leaf();
  m.unlock();
  return x;
}

int lastError() { return errno; }
// CHECK: remark: 'threadLocalElsewhere' becomes async
int threadLocalElsewhere() {
  int before = lastError();
  leaf();
  return before - lastError();
}

int count();
// CHECK: remark: 'changesElsewhere' becomes async
int changesElsewhere() { return leaf() + count() * 2; }
