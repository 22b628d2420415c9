// The shim for Boost.Asio, compiled by both compilers and run.
// REQUIRES: boost
// RUN: %clangxx -std=c++20 -Wall -Wextra -Werror %shim %s -o %t.clang -pthread
// RUN: %t.clang | FileCheck %s
// RUN: %gxx -std=c++20 -Wall -Wextra -Werror %shim %s -o %t.gxx -pthread
// RUN: %t.gxx | FileCheck %s
// RUN: %clangxx -std=c++20 -g -fsanitize=address,undefined -fno-sanitize-recover=all %shim %s -o %t.san -pthread
// RUN: %t.san | FileCheck %s
// CHECK: done
#include "recolor/boost_asio.h"
#include <boost/asio/thread_pool.hpp>

#define RT_LIB boost::asio
#define RT recolor::boost_asio_rt
#define RT_TEST boost_asio_test
#include "Inputs/shim.h"

int main() { boost_asio_test::run(); }
