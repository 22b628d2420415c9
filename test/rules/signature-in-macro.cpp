// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

#define METHOD(NAME) int NAME()
// CHECK: signature-in-macro.cpp:[[@LINE+1]]:8: warning: 'generated' cannot become async: the declaration comes out of a macro, so its return type cannot be edited in place [recolor-signature-in-macro]
METHOD(generated) { return leaf(); }

// A macro beside the type is in nobody's way.
#define API __attribute__((used))
// CHECK: remark: 'exported' becomes async
API int exported() { return leaf(); }

// A closure in a macro's text is declared there, too; what it is given waits.
#define POSITIVE(...)                                                          \
  [&] {                                                                        \
    auto result = __VA_ARGS__;                                                 \
    return result > 0 ? result : 0;                                            \
  }()
// CHECK: [[#@LINE+2]]:{{.*}} warning: 'closure::(lambda:{{.*}})' cannot become async: {{.*}} [recolor-signature-in-macro]
// CHECK: [[#@LINE+1]]:{{.*}} note: the call of 'leaf' is bridged
int closure() { return POSITIVE(leaf()); }
