#ifndef MOCK_ASIO_USE_AWAITABLE_HPP
#define MOCK_ASIO_USE_AWAITABLE_HPP

namespace asio {
struct use_awaitable_t {};
inline constexpr use_awaitable_t use_awaitable;
} // namespace asio

#endif
