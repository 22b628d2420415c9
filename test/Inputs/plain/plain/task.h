// A lazy task, and in each thread a queue of those that wait for their turn.
#ifndef PLAIN_TASK_H
#define PLAIN_TASK_H

#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace plain {

/// Coroutines that gave up their turn, the one that has waited longest first.
inline thread_local std::deque<std::coroutine_handle<>> waiting;

struct yield {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) const { waiting.push_back(h); }
  void await_resume() const noexcept {}
};

template <class T> class task;

namespace detail {

struct promise_base {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr error;
  bool done = false;

  std::suspend_always initial_suspend() noexcept { return {}; }
  struct resume_continuation {
    bool await_ready() noexcept { return false; }
    template <class P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
      h.promise().done = true;
      return h.promise().continuation;
    }
    void await_resume() noexcept {}
  };
  resume_continuation final_suspend() noexcept { return {}; }
  void unhandled_exception() { error = std::current_exception(); }
};

template <class T> struct promise : promise_base {
  std::optional<std::remove_cv_t<T>> value;
  task<T> get_return_object();
  template <class U> void return_value(U &&u) { value.emplace(std::forward<U>(u)); }
  T take() {
    if (error)
      std::rethrow_exception(error);
    return std::move(*value);
  }
};

template <> struct promise<void> : promise_base {
  task<void> get_return_object();
  void return_void() {}
  void take() {
    if (error)
      std::rethrow_exception(error);
  }
};

} // namespace detail

template <class T = void> class [[nodiscard]] task {
public:
  using promise_type = detail::promise<T>;
  using handle = std::coroutine_handle<promise_type>;

  explicit task(handle h) : h_(h) {}
  task(task &&other) noexcept : h_(std::exchange(other.h_, nullptr)) {}
  task &operator=(task &&) = delete;
  ~task() {
    if (!h_)
      return;
    // Tests drop no task: a lazy one that never ran lost its side effects.
    if (!h_.promise().done) {
      std::fputs("plain: a task was dropped before it was done\n", stderr);
      std::abort();
    }
    h_.destroy();
  }

  struct awaiter {
    handle h;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> c) noexcept {
      h.promise().continuation = c;
      return h;
    }
    T await_resume() { return h.promise().take(); }
  };
  awaiter operator co_await() && noexcept { return {h_}; }

  handle coroutine() const { return h_; }

private:
  handle h_;
};

namespace detail {
template <class T> task<T> promise<T>::get_return_object() {
  return task<T>(task<T>::handle::from_promise(*this));
}
inline task<void> promise<void>::get_return_object() {
  return task<void>(task<void>::handle::from_promise(*this));
}
} // namespace detail

/// Starts the task and gives everybody turns until it is done.
template <class T> T sync_wait(task<T> t) {
  t.coroutine().resume();
  while (!t.coroutine().promise().done) {
    auto next = waiting.front();
    waiting.pop_front();
    next.resume();
  }
  return t.coroutine().promise().take();
}

/// Calls \p f after everybody else had a turn.
template <class F> task<std::invoke_result_t<F &>> offload(F f) {
  co_await yield();
  co_return f();
}

template <class D> task<> sleep_for(D) { co_await yield(); }
template <class T> task<> sleep_until(T) { co_await yield(); }
inline task<int> wait_readable(int fd, int = 0) {
  co_await yield();
  co_return fd;
}
inline task<int> wait_if_blocking(int fd, int flags = 0) { return wait_readable(fd, flags); }

} // namespace plain

#endif
