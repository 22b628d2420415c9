// The shape of the headers for rewritten code.
#ifndef MOCK_RECOLOR_ASIO_H
#define MOCK_RECOLOR_ASIO_H

#include <asio/awaitable.hpp>

namespace recolor {
template <class T> T sync_wait(asio::awaitable<T> task) {
  return task.await_resume();
}
namespace asio_rt {
template <class F> asio::awaitable<int> offload(F function) {
  co_return function();
}
} // namespace asio_rt
} // namespace recolor

#endif
