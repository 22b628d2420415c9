#include <asio/awaitable.hpp>
