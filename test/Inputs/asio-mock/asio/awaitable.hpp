// The shape of asio::awaitable: what the front end needs, and nothing that runs.
#ifndef MOCK_ASIO_AWAITABLE_HPP
#define MOCK_ASIO_AWAITABLE_HPP

#include <coroutine>

namespace asio {

namespace this_coro {
struct executor_t {};
inline constexpr executor_t executor;
} // namespace this_coro

template <class T> class [[nodiscard]] awaitable;

namespace detail {
struct promise_base {
  std::suspend_always initial_suspend() noexcept { return {}; }
  std::suspend_always final_suspend() noexcept { return {}; }
  void unhandled_exception() {}
  std::suspend_never await_transform(this_coro::executor_t) { return {}; }
  template <class T> awaitable<T> await_transform(awaitable<T> task) {
    return task;
  }
};
template <class T> struct promise : promise_base {
  awaitable<T> get_return_object();
  template <class U> void return_value(U &&) {}
};
template <> struct promise<void> : promise_base {
  awaitable<void> get_return_object();
  void return_void() {}
};
} // namespace detail

template <class T> class [[nodiscard]] awaitable {
public:
  using promise_type = detail::promise<T>;
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  T await_resume() { return T(); }
};

template <class T> awaitable<T> detail::promise<T>::get_return_object() {
  return {};
}
inline awaitable<void> detail::promise<void>::get_return_object() { return {}; }

} // namespace asio

#endif
