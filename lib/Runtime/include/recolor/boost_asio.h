//===- recolor/boost_asio.h - What rewritten code needs beside Boost.Asio ---===//
//
// The counterpart of recolor/asio.h for Boost.Asio; the functions live in
// recolor::boost_asio_rt. Both headers may be used in one program and in one
// file.
//
// Header-only. Needs C++20 and Boost 1.81.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_BOOST_ASIO_H
#define RECOLOR_BOOST_ASIO_H

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/system/system_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#ifdef __linux__
#include <boost/asio/posix/stream_descriptor.hpp>
#endif

#ifndef BOOST_ASIO_HAS_CO_AWAIT
#error "this Boost.Asio does not see the compiler's coroutines: compile with -std=c++20"
#endif

#define RECOLOR_ASIO boost::asio
#define RECOLOR_ASIO_ERROR_CODE ::boost::system::error_code
#define RECOLOR_ASIO_SYSTEM_ERROR ::boost::system::system_error
#define RECOLOR_ASIO_RT boost_asio_rt
#include "recolor/detail/asio_shim.inc"
#undef RECOLOR_ASIO
#undef RECOLOR_ASIO_ERROR_CODE
#undef RECOLOR_ASIO_SYSTEM_ERROR
#undef RECOLOR_ASIO_RT

#endif
