// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Stream {};
struct FileStream : virtual Stream {};
struct TextStream : Stream {};
struct Source {
  // CHECK: covariant-return.cpp:[[@LINE+1]]:28: warning: the call of 'leaf' in 'Source::open' is bridged: tasks are not covariant
  virtual Stream *open() { leaf(); return nullptr; }
  // CHECK: remark: 'Source::next' becomes async
  virtual Stream *next() { leaf(); return nullptr; }
  // CHECK: covariant-return.cpp:[[@LINE+1]]:34: warning: the call of 'leaf' in 'Source::last' is bridged: tasks are not covariant
  virtual const Stream *last() { leaf(); return nullptr; }
};
struct File : Source {
  // No cast leads back from a virtual base, or to what is not const.
  // CHECK: covariant-return.cpp:[[@LINE+1]]:15: warning: 'File::open' cannot become async: {{.*}} ('FileStream *') [recolor-covariant-return]
  FileStream *open() override { return nullptr; }
  // CHECK: remark: 'File::next' becomes async
  TextStream *next() override { return nullptr; }
  // CHECK: covariant-return.cpp:[[@LINE+1]]:15: warning: 'File::last' cannot become async: {{.*}} ('TextStream *') [recolor-covariant-return]
  TextStream *last() override { return nullptr; }
};

// Two base functions that return different types.
struct Texts {
  // CHECK: covariant-return.cpp:[[@LINE+1]]:23: warning: 'Texts::any' cannot become async: tasks are not covariant
  virtual TextStream *any() { leaf(); return nullptr; }
};
struct Streams {
  // CHECK: covariant-return.cpp:[[@LINE+1]]:19: warning: 'Streams::any' cannot become async: tasks are not covariant
  virtual Stream *any() { return nullptr; }
};
struct Both : Streams, Texts {
  // CHECK: covariant-return.cpp:[[@LINE+1]]:15: warning: 'Both::any' cannot become async: tasks are not covariant
  TextStream *any() override { return nullptr; }
};
