// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Reader {
  // CHECK: operator.cpp:[[@LINE+1]]:7: warning: 'Reader::operator+' cannot become async: an overloaded operator is called by expressions and library code that expect its value, not a task ('operator+') [recolor-operator]
  int operator+(int n) { return leaf() + n; }

  // A call is written like one of a function.
  // CHECK: remark: 'Reader::operator()' becomes async
  int operator()() { return leaf(); }
};
