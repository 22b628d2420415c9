// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Source {
  // CHECK: no-definition.cpp:[[@LINE+1]]:15: warning: 'Source::size' cannot become async: no unit of the program defines it [recolor-no-definition]
  virtual int size();
  // A pure function needs none.
  // CHECK: remark: 'Source::next' becomes async
  virtual int next() = 0;
};
struct File : Source {
  // CHECK: no-definition.cpp:[[@LINE+1]]:32: warning: the call of 'leaf' in 'File::size' is bridged: no unit of the program defines it [recolor-no-definition]
  int size() override { return leaf(); }
  // CHECK: remark: 'File::next' becomes async
  int next() override { return leaf(); }
};
