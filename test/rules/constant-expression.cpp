// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK-COUNT-4: warning: 'header' cannot become async: it is called where a constant is needed [recolor-constant-expression]
constexpr int header(bool known) { return known ? 4 : leaf(); }
char buffer[header(true)];
template <int N> struct Array {};
Array<header(true)> array;
constexpr int Size = header(true);
bool isHeader(int n) {
  switch (n) {
  case header(true):
    return true;
  }
  return false;
}

// An initializer is no constant because it could be one.
// CHECK: constant-expression.cpp:[[@LINE+2]]:15: remark: 'body' becomes async
// CHECK: constant-expression.cpp:[[@LINE+2]]:15: warning: the call of 'body' in an initializer is bridged
constexpr int body(bool known) { return known ? 4 : leaf(); }
int runTime = body(true);
