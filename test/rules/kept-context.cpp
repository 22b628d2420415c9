// RUN: not %recolor report %s -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>

struct Link {
  asio::io_context context;
  asio::ip::tcp::socket socket{context};
  // CHECK: remark: 'Link::receive' becomes async
  // CHECK: kept-context.cpp:[[@LINE+1]]:38: warning: the call of 'asio::basic_stream_socket::receive' in 'Link::receive' runs on the blocking pool: the object may be bound to an event loop that the converted code does not drive, so the call runs on the blocking pool [recolor-kept-context]
  int receive(char *buffer) { return socket.receive(buffer); }
};

// A local context becomes the coroutine's own.
// CHECK: remark: 'local' becomes async
int local(char *buffer) {
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  return socket.receive(buffer);
}
