//===- recolor/asio.h - What rewritten code needs beside Asio -----*- C++ -*-===//
//
// Sleeping, waiting for a descriptor, running a blocking call elsewhere, and
// driving a task from code that is not a coroutine, for standalone Asio. The
// functions live in recolor::asio_rt; those whose arguments say which Asio is
// meant (sync_wait, sync_wait_on, context_of) may be called recolor::name.
//
// Header-only. Needs C++20; a clang that Asio does not know to have coroutines
// needs -DASIO_HAS_CO_AWAIT.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_ASIO_H
#define RECOLOR_ASIO_H

#include <asio/any_io_executor.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <asio/system_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#ifdef __linux__
#include <asio/posix/stream_descriptor.hpp>
#endif

#ifndef ASIO_HAS_CO_AWAIT
#error "this Asio does not see the compiler's coroutines: compile with -std=c++20, and with -DASIO_HAS_CO_AWAIT when the compiler is clang"
#endif

#define RECOLOR_ASIO asio
#define RECOLOR_ASIO_ERROR_CODE ::asio::error_code
#define RECOLOR_ASIO_SYSTEM_ERROR ::asio::system_error
#define RECOLOR_ASIO_RT asio_rt
#include "recolor/detail/asio_shim.inc"
#undef RECOLOR_ASIO
#undef RECOLOR_ASIO_ERROR_CODE
#undef RECOLOR_ASIO_SYSTEM_ERROR
#undef RECOLOR_ASIO_RT

#endif
