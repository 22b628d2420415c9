// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Pinned {
  Pinned() = default;
  Pinned(Pinned &&) = delete;
};
// CHECK: result-type.cpp:[[@LINE+1]]:8: warning: 'pinned' cannot become async: the runtime's task type cannot carry this result ('Pinned' cannot be moved) [recolor-result-type]
Pinned pinned() {
  leaf();
  return {};
}
// CHECK: result-type.cpp:[[@LINE+1]]:7: warning: 'expiring' cannot become async: the runtime's task type cannot carry this result ('int &&') [recolor-result-type]
int &&expiring(int &n) {
  leaf();
  return static_cast<int &&>(n);
}

struct MoveOnly {
  MoveOnly() = default;
  MoveOnly(MoveOnly &&) = default;
};
// CHECK: remark: 'moved' becomes async
MoveOnly moved() {
  leaf();
  return {};
}
