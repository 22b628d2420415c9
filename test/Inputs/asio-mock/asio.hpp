// What the tests need of Asio's interface; far quicker to parse.
#ifndef MOCK_ASIO_HPP
#define MOCK_ASIO_HPP

#include <asio/awaitable.hpp>
#include <asio/use_awaitable.hpp>

namespace asio {

class io_context {
public:
  void run();
};

template <class Protocol> class basic_socket {
public:
  explicit basic_socket(io_context &);
  void connect(int endpoint);
  awaitable<void> async_connect(int endpoint, use_awaitable_t);
  void non_blocking(bool mode);
};
template <class Protocol> class basic_stream_socket : public basic_socket<Protocol> {
public:
  using basic_socket<Protocol>::basic_socket;
  int receive(char *buffer);
  awaitable<int> async_receive(char *buffer, use_awaitable_t);
};
template <class Protocol> class basic_socket_iostream {
public:
  basic_socket_iostream();
  basic_socket_iostream(const char *host, const char *service);
  void connect(const char *host);
  basic_socket_iostream &operator<<(const char *text);
};

namespace ip {
struct tcp {
  using socket = basic_stream_socket<tcp>;
  using iostream = basic_socket_iostream<tcp>;
};
} // namespace ip

template <class Handler> void post(Handler handler) { handler(); }

} // namespace asio

#include <recolor/asio.h>

#endif
