// Both shims in one program and one file: the overloads tell them apart.
// REQUIRES: asio, boost
// RUN: %clangxx -std=c++20 -Wall -Wextra -Werror -DASIO_HAS_CO_AWAIT %shim %s -o %t -pthread
// RUN: %t | FileCheck %s
// CHECK: 42
#include "recolor/asio.h"
#include "recolor/boost_asio.h"
#include <chrono>
#include <cstdio>

using namespace std::chrono_literals;

asio::awaitable<int> inner() {
  co_await recolor::asio_rt::sleep_for(1ms);
  co_return co_await recolor::asio_rt::offload([] { return 40; });
}

boost::asio::awaitable<int> outer() {
  co_await recolor::boost_asio_rt::sleep_for(1ms);
  int two = co_await recolor::boost_asio_rt::offload([] { return 2; });
  co_return two + recolor::sync_wait(inner());
}

int main() {
  boost::asio::io_context io;
  std::printf("%d\n", recolor::sync_wait_on(io, outer()));
}
