// RUN: not %recolor report %s -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>

// CHECK: remark: 'fetch' becomes async
void fetch(asio::ip::tcp::iostream &stream) {
  // CHECK: iostream-object.cpp:[[@LINE+1]]:3: warning: the call of 'asio::basic_socket_iostream::connect' in 'fetch' runs on the blocking pool: only the connection is awaited; reading and writing through the stream buffer still block [recolor-iostream-object]
  stream.connect("localhost");
  stream << "GET /";
}

// CHECK: remark: 'open' becomes async
void open() {
  // CHECK: iostream-object.cpp:[[@LINE+1]]:27: warning: the call of 'asio::basic_socket_iostream::basic_socket_iostream' in 'open' runs on the blocking pool
  asio::ip::tcp::iostream stream("localhost", "http");
  stream << "GET /";
}

// One that is not connected yet does not block.
void later() { asio::ip::tcp::iostream stream; }

// CHECK: remark: 'connect' becomes async
void connect(asio::ip::tcp::socket &socket) { socket.connect(80); }
