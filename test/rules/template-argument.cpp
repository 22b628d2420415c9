// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf(int x) { return x; }

// One of the two that the template is given stays, so both do.
template <auto F> struct Mixed { static int call(int x) { return F(x); } };
int later(int x) { return leaf(x); }
extern "C" int now(int x) { return x; }
// CHECK: template-argument.cpp:[[@LINE+3]]:25: warning: 'later' cannot become async: a template takes it as an argument, and what one of its instances is given cannot change [recolor-template-argument]
// CHECK: warning: 'now' cannot become async: {{.*}} [recolor-extern-c]
// CHECK: [[@LINE+1]]:60: warning: 'now' cannot become async: {{.*}} [recolor-template-argument]
int both(int x) { Mixed<later> m; return m.call(x) + Mixed<now>::call(x); }
