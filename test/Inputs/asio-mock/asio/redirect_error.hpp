#include <asio/use_awaitable.hpp>
