// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Stream {};
struct FileStream : Stream {};
struct Source {
  // CHECK: covariant-return.cpp:[[@LINE+1]]:19: warning: 'Source::open' cannot become async: tasks are not covariant: overriders with different return types cannot share one task type (Stream *) [recolor-covariant-return]
  virtual Stream *open() { leaf(); return nullptr; }
  // CHECK: remark: 'Source::next' becomes async
  virtual Stream *next() { leaf(); return nullptr; }
};
struct File : Source {
  // CHECK: covariant-return.cpp:[[@LINE+1]]:15: warning: 'File::open' cannot become async: {{.*}} (FileStream *) [recolor-covariant-return]
  FileStream *open() override { return nullptr; }
  // CHECK: remark: 'File::next' becomes async
  Stream *next() override { return nullptr; }
};
