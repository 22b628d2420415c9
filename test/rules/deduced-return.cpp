// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: deduced-return.cpp:[[@LINE+1]]:6: warning: 'makeCounter' cannot become async: a coroutine needs a written return type, and the deduced one has no name here ('class (lambda at {{.*}})') [recolor-deduced-return]
auto makeCounter() {
  int first = leaf();
  return [first] { return first; };
}

// This type can be spelled.
// CHECK: remark: 'count' becomes async
auto count() { return leaf(); }
