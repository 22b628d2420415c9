// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Session {
  // CHECK: constructor.cpp:[[@LINE+2]]:3: warning: 'Session::Session' cannot become async: a constructor cannot be a coroutine [recolor-constructor]
  // CHECK-NEXT: constructor.cpp:[[@LINE+1]]:15: note: the call of 'leaf' is bridged
  Session() { leaf(); }

  // A function that makes one is no constructor.
  // CHECK: remark: 'Session::make' becomes async [recolor-async]
  static int make() { return leaf(); }
};
