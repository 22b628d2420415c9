// The shim for standalone Asio, compiled by both compilers and run.
// REQUIRES: asio
// RUN: %clangxx -std=c++20 -Wall -Wextra -Werror -DASIO_HAS_CO_AWAIT %shim %s -o %t.clang -pthread
// RUN: %t.clang | FileCheck %s
// RUN: %gxx -std=c++20 -Wall -Wextra -Werror -DASIO_HAS_CO_AWAIT %shim %s -o %t.gxx -pthread
// RUN: %t.gxx | FileCheck %s
// RUN: %clangxx -std=c++20 -g -fsanitize=address,undefined -fno-sanitize-recover=all -DASIO_HAS_CO_AWAIT %shim %s -o %t.san -pthread
// RUN: %t.san | FileCheck %s
// CHECK: done
#include "recolor/asio.h"
#include <asio/thread_pool.hpp>

#define RT_LIB asio
#define RT recolor::asio_rt
#define RT_TEST asio_test
#include "Inputs/shim.h"

int main() { asio_test::run(); }
