// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

// CHECK: extern-c.cpp:[[@LINE+1]]:16: warning: 'plugin_read' cannot become async: a function with C linkage keeps its type for the C code that calls it [recolor-extern-c]
extern "C" int plugin_read() { return leaf(); }

// The linkage of a member is C++, whatever it stands in.
// CHECK: remark: 'Plugin::read' becomes async
extern "C" {
struct Plugin {
  int read() { return leaf(); }
};
}
