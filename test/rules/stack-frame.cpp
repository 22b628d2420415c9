// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }
extern "C" int setjmp(int *);

void fill(void *) { leaf(); }
// CHECK: remark: 'fill' becomes async

// CHECK: stack-frame.cpp:[[@LINE+2]]:8: warning: 'onStack' cannot become async: alloca, variable-length and flexible arrays, setjmp, computed goto and inline assembly need a frame that stays on the stack [recolor-stack-frame]
void onStack(int n) {
  fill(__builtin_alloca(n));
}
// CHECK: stack-frame.cpp:[[@LINE+2]]:3: warning: 'variableLength' cannot become async: {{.*}} [recolor-stack-frame]
void variableLength(int n) {
  char buffer[n];
  fill(buffer);
}
// CHECK: stack-frame.cpp:[[@LINE+4]]:3: warning: 'computed' cannot become async: {{.*}} [recolor-stack-frame]
void computed() {
  void *target = &&out;
  fill(target);
  goto *target;
out:;
}

// The frame of a lambda is its own.
// CHECK: remark: 'inLambda' becomes async
void inLambda(int n) {
  auto needsStack = [n] { return sizeof(__builtin_alloca(n)); };
  fill(&needsStack);
}
