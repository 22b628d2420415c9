// The machinery of a coroutine: its promise, its awaiters, its allocation.
// RUN: %recolor index --format graph %s -- -std=c++20 | FileCheck %s
#include <coroutine>
struct Await {
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};
struct Task {
  struct promise_type {
    Task get_return_object();
    Await initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_value(int);
    Await await_transform(int);
    ~promise_type();
  };
};
Task work(int n) { co_return co_await n; }
// CHECK-DAG: call work -> get_return_object implicit
// CHECK-DAG: call work -> initial_suspend implicit
// CHECK-DAG: call work -> final_suspend implicit
// CHECK-DAG: call work -> unhandled_exception implicit
// CHECK-DAG: call work -> return_value implicit
// CHECK-DAG: call work -> await_transform implicit
// CHECK-DAG: call work -> await_ready implicit
// CHECK-DAG: call work -> await_suspend implicit
// CHECK-DAG: call work -> await_resume implicit
// CHECK-DAG: call work -> _promise_type destructor
