// RUN: not %recolor report %s -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>
#include <condition_variable>

// CHECK: no-awaited-form.cpp:[[@LINE+2]]:3: warning: the call of 'std::condition_variable::wait' in 'await' stays as it is: the library has no awaited form of what this object does, so it goes on blocking [recolor-no-awaited-form]
void await(std::condition_variable &ready, std::unique_lock<std::mutex> &lock) {
  ready.wait(lock);
}

// Waking somebody up does not block.
void wake(std::condition_variable &ready) { ready.notify_one(); }

// A socket has one.
// CHECK: remark: 'receive' becomes async
int receive(asio::ip::tcp::socket &socket, char *buffer) {
  return socket.receive(buffer);
}
