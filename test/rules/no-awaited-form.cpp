// RUN: not %recolor report %s -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>

// CHECK: no-awaited-form.cpp:[[@LINE+2]]:27: warning: the call of 'asio::basic_socket_iostream::basic_socket_iostream' in 'fetch' stays as it is: the library has no awaited form of what this object does, so it goes on blocking [recolor-no-awaited-form]
void fetch() {
  asio::ip::tcp::iostream stream("localhost", "http");
}

// A socket has one.
// CHECK: remark: 'receive' becomes async
int receive(asio::ip::tcp::socket &socket, char *buffer) {
  return socket.receive(buffer);
}
