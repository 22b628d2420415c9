// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Session {
  // CHECK: destructor.cpp:[[@LINE+1]]:3: warning: 'Session::~Session' cannot become async: a destructor cannot be a coroutine [recolor-destructor]
  ~Session() { leaf(); }

  // CHECK: remark: 'Session::close' becomes async
  void close() { leaf(); }
};

struct Base {
  // CHECK: destructor.cpp:[[@LINE+1]]:11: warning: 'Base::~Base' cannot become async: {{.*}} [recolor-destructor]
  virtual ~Base() { leaf(); }
};
// Of its destructor, which nobody wrote, nothing is told.
struct Derived : Base {};
Derived derived() { return {}; }
