// RUN: not %recolor report %s -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
// RUN: not %recolor report %s --async asio::basic_stream_socket::receive -- -std=c++20 -isystem %S/../Inputs/asio-mock -DBLOCKING | FileCheck %s --check-prefix=BLOCKING --implicit-check-not=warning:
#include <asio.hpp>

void setUp(asio::ip::tcp::socket &socket) {
#ifndef BLOCKING
  socket.non_blocking(true);
#else
  socket.non_blocking(false);
#endif
}

// CHECK: nonblocking-object.cpp:[[@LINE+4]]:{{.*}}: warning: the call of 'asio::basic_stream_socket::receive' in 'receive' stays as it is: the program switches such objects to non-blocking mode, where the call returns at once and its awaited form would wait [recolor-nonblocking-object]
// CHECK-NEXT: nonblocking-object.cpp:7:3: note: the mode may be switched here
// BLOCKING: remark: 'receive' becomes async
int receive(asio::ip::tcp::socket &socket, char *buffer) {
  return socket.receive(buffer);
}
// BLOCKING: 1 replaced
