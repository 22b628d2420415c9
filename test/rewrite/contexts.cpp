// Event loops: local ones give way to the coroutine's, others are kept.
// REQUIRES: asio
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK: {{^\+}}  auto io = co_await asio::this_coro::executor;
// CHECK: {{^\+}}  co_await timer.async_wait(recolor::throws_as("wait"));
// CHECK: {{^\+}}  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
// CHECK: {{^\+}}  auto &io = recolor::context_of(co_await asio::this_coro::executor);

//--- main.cpp
#include <asio.hpp>
#include <cstdio>

void show(const char *what, int v) { std::printf("%s %d\n", what, v); }
int timed(int ms) {
  asio::io_context io;
  asio::steady_timer timer(io, std::chrono::milliseconds(ms));
  timer.wait();
  return ms;
}
int withError(asio::io_context &io) {
  asio::steady_timer timer(io, std::chrono::milliseconds(1));
  asio::error_code ec;
  timer.wait(ec);
  return ec.value();
}
void handsOn() {
  asio::io_context io;
  show("handed on", withError(io));
}
int echo() {
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  asio::ip::tcp::socket a(io);
  a.connect(acceptor.local_endpoint());
  auto b = acceptor.accept();
  asio::write(a, asio::buffer("hello", 5));
  char text[6] = {};
  asio::read(b, asio::buffer(text, 5));
  show(text, b.available());
  a.shutdown(asio::ip::tcp::socket::shutdown_send);
  asio::error_code ec;
  std::size_t n = b.read_some(asio::buffer(text), ec);
  return ec == asio::error::eof && n == 0;
}
int main() {
  show("timed", timed(1));
  handsOn();
  show("echo", echo());
}
