// What is made from a function and called in the same expression calls it.
// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s
#include <functional>
int leaf(int x) { return x; }
int twice(int x) { return 2 * leaf(x); }

// CHECK: warning: the call of 'twice' in 'bound' is bridged: the function is handed on as a value, not called here [recolor-handed-on]
int bound() { return std::bind(twice, 1)(); }
