// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK-COUNT-4: warning: 'header' cannot become async: it is called where a constant is needed [recolor-constant-expression]
// CHECK: constant-expression.cpp:[[@LINE+1]]:15: warning: 'header' cannot become async: a constexpr or consteval function cannot be a coroutine [recolor-constexpr]
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
// CHECK: constant-expression.cpp:[[@LINE+1]]:15: warning: 'body' cannot become async: {{.*}} [recolor-constexpr]
constexpr int body(bool known) { return known ? 4 : leaf(); }
int runTime = body(true);
