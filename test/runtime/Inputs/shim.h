// What the shim of one library does, checked at run time. The including test
// names the library (RT_LIB), its shim's namespace (RT) and its main function.
#include <arpa/inet.h>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

// Lambdas in coroutines of a header are what this file is made of.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wsubobject-linkage"
#endif

#undef assert
#define assert(X)                                                              \
  ((X) ? void()                                                                \
       : (std::printf("%s:%d: %s\n", __FILE__, __LINE__, #X), std::exit(1)))

namespace RT_TEST {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;
template <class T> using task = RT_LIB::awaitable<T>;

/// Neither copyable nor default constructible.
struct Token {
  std::unique_ptr<int> value;
  explicit Token(int v) : value(std::make_unique<int>(v)) {}
};

task<Token> make_token(std::unique_ptr<int> v) {
  co_await RT::sleep_for(1ms);
  co_return Token(*v);
}

task<int> fail() {
  co_await RT::sleep_for(1ms);
  throw std::runtime_error("told to");
}

void results() {
  assert(*recolor::sync_wait(make_token(std::make_unique<int>(7))).value == 7);
  bool caught = false;
  try {
    recolor::sync_wait(fail());
  } catch (const std::runtime_error &e) {
    caught = std::string(e.what()) == "told to";
  }
  assert(caught);
  const auto constant = []() -> task<const int> { co_return 3; };
  assert(recolor::sync_wait(constant()) == 3);
}

task<void> sleeps() {
  auto t = steady::now();
  co_await RT::sleep_for(20ms);
  assert(steady::now() - t >= 20ms);
  t = steady::now();
  co_await RT::sleep_for(std::chrono::duration<double>(0.01));
  co_await RT::sleep_for(-1h);
  co_await RT::sleep_until(std::chrono::system_clock::now() - 1h);
  assert(steady::now() - t >= 10ms && steady::now() - t < 5s);
  const auto until = std::chrono::system_clock::now() + 20ms;
  co_await RT::sleep_until(until);
  assert(std::chrono::system_clock::now() >= until);
}

/// Sleeping for ever is not sleeping for an overflowed, negative time.
void sleeps_for_ever() {
  RT_LIB::io_context io;
  bool over = false;
  RT_LIB::co_spawn(io, RT::sleep_for(std::chrono::hours::max()),
                   [&](std::exception_ptr) { over = true; });
  io.run_for(20ms);
  assert(!over);
}

task<void> readiness() {
  int fds[2];
  assert(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
  const auto writer = [&]() -> task<void> {
    co_await RT::sleep_for(20ms);
    assert(::send(fds[1], "ab", 2, 0) == 2);
  };
  RT_LIB::co_spawn(co_await RT_LIB::this_coro::executor, writer(),
                   [](std::exception_ptr) {});
  const int flags = ::fcntl(fds[0], F_GETFL);
  const auto t = steady::now();
  char c = 0;
  errno = 77;
  assert((co_await RT::wait_readable(fds[0]), ::recv(fds[0], &c, 1, 0)) == 1);
  assert(errno == 77);
  assert(c == 'a' && steady::now() - t >= 15ms);
  assert(::fcntl(fds[0], F_GETFL) == flags);
  co_await RT::wait_readable(fds[0]); // ready already
  assert(::recv(fds[0], &c, 1, 0) == 1 && c == 'b');
  co_await RT::wait_writable(fds[0]);

  // A closed peer is readable, and a descriptor that is none comes back.
  ::close(fds[1]);
  assert((co_await RT::wait_readable(fds[0]), ::recv(fds[0], &c, 1, 0)) == 0);
  ::close(fds[0]);
  assert((co_await RT::wait_readable(fds[0]), ::recv(fds[0], &c, 1, 0)) == -1);
  assert(errno == EBADF);
}

task<void> two_wait_for_one() {
  int fds[2];
  assert(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
  int ready = 0;
  const auto waiter = [&]() -> task<void> {
    co_await RT::wait_readable(fds[0]);
    ++ready;
  };
  for (int i = 0; i != 2; ++i)
    RT_LIB::co_spawn(co_await RT_LIB::this_coro::executor, waiter(),
                     [](std::exception_ptr) {});
  co_await RT::sleep_for(10ms);
  assert(ready == 0 && ::send(fds[1], "x", 1, 0) == 1);
  co_await RT::sleep_for(10ms);
  assert(ready == 2);
  ::close(fds[0]);
  ::close(fds[1]);
}

/// Calls that would return without data do so still.
task<void> bounded_calls() {
  int fds[2];
  assert(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
  char c;
  timeval limit{0, 10000};
  ::setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  assert((co_await RT::wait_readable(fds[0]), ::recv(fds[0], &c, 1, 0)) == -1 &&
         errno == EAGAIN);
  // Non-blocking mode is what the library leaves behind on its own descriptors:
  // the call waits all the same.
  ::fcntl(fds[1], F_SETFL, O_NONBLOCK);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    [[maybe_unused]] auto written = ::send(fds[0], "x", 1, 0);
  });
  assert((co_await RT::wait_readable(fds[1]), ::recv(fds[1], &c, 1, 0)) == 1);
  writer.join();
  // In a program that switches it itself, it does not.
  errno = 77;
  assert(co_await RT::wait_if_blocking(fds[1]) == fds[1] && errno == 77);
  assert(::recv(fds[1], &c, 1, 0) == -1 && errno == EAGAIN);
  ::fcntl(fds[1], F_SETFL, 0);
  std::thread late([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    [[maybe_unused]] auto written = ::send(fds[0], "y", 1, 0);
  });
  assert(::recv(co_await RT::wait_if_blocking(fds[1]), &c, 1, 0) == 1 && c == 'y');
  late.join();
  assert(::recv(co_await RT::wait_readable(fds[1], MSG_DONTWAIT), &c, 1, MSG_DONTWAIT) == -1);
  ::close(fds[0]);
  ::close(fds[1]);
  const int file = ::open("/proc/self/exe", O_RDONLY);
  co_await RT::wait_readable(file);
  ::close(file);
}

task<void> offloads() {
  const auto here = std::this_thread::get_id();
  errno = 0;
  const int fd = co_await RT::offload(
      [&] { return ::open("/nonexistent/file", O_RDONLY); });
  assert(fd == -1 && errno == ENOENT);
  errno = 42;
  assert(co_await RT::offload([] { return errno; }) == 42);
  assert(errno == 42);
  std::thread::id there;
  co_await RT::offload([&] { there = std::this_thread::get_id(); });
  assert(there != here && std::this_thread::get_id() == here);
  // Named first: g++ 12 destroys what a temporary closure captures twice.
  auto move_only = [p = std::make_unique<int>(5)] { return Token(*p); };
  Token t = co_await RT::offload(std::move(move_only));
  assert(*t.value == 5);
  bool caught = false;
  try {
    co_await RT::offload([]() -> int { throw std::out_of_range("far"); });
  } catch (const std::out_of_range &) {
    caught = true;
  }
  assert(caught);
}

/// Blocking calls that wait for one another, more than a fixed pool would have.
task<void> offloads_wait_for_each_other() {
  constexpr int N = 40;
  std::vector<std::promise<void>> promises(N);
  int finished = 0;
  const auto wait_for = [&](int i) -> task<void> {
    co_await RT::offload([&, i] { promises[i].get_future().get(); });
    ++finished;
  };
  for (int i = 0; i != N; ++i)
    RT_LIB::co_spawn(co_await RT_LIB::this_coro::executor, wait_for(i),
                     [](std::exception_ptr) {});
  co_await RT::sleep_for(10ms);
  co_await RT::offload([&] {
    for (auto &p : promises)
      p.set_value();
  });
  while (finished != N)
    co_await RT::sleep_for(1ms);
}

/// A bridge inside a coroutine drives the context that is driven already, so
/// what the inner task waits for on it makes progress.
task<int> bridges_inside() {
  RT_LIB::io_context &io =
      recolor::context_of(co_await RT_LIB::this_coro::executor);
  RT_LIB::steady_timer timer(io, 10ms);
  const auto inner = [&]() -> task<int> {
    assert(&recolor::context_of(co_await RT_LIB::this_coro::executor) == &io);
    co_await timer.async_wait(RT_LIB::use_awaitable);
    co_return 5;
  };
  const auto sync = [&] { return recolor::sync_wait(inner()); };
  const int a = sync();
  co_await RT::sleep_for(1ms);
  co_return a + sync();
}

void contexts() {
  // An object bound to a context that only the bridge runs.
  RT_LIB::io_context io;
  RT_LIB::steady_timer timer(io, 5ms);
  const auto wait = [&]() -> task<int> {
    co_await timer.async_wait(RT_LIB::use_awaitable);
    co_return 1;
  };
  assert(recolor::sync_wait_on(io, wait()) == 1);
  assert(recolor::sync_wait_on(io, wait()) == 1);
  assert(recolor::sync_wait_on(io, bridges_inside()) == 10);
  assert(recolor::sync_wait(bridges_inside()) == 10);

  // It has not come to count as stopped, and if it did before it does again.
  bool ran = false;
  RT_LIB::post(io, [&] { ran = true; });
  assert(io.run() == 1 && ran && io.stopped());
  recolor::sync_wait_on(io, wait());
  assert(io.stopped());

  // Work on it that throws does not tear the task down.
  io.restart();
  RT_LIB::post(io, [] { throw 1; });
  timer.expires_after(5ms);
  bool caught = false;
  try {
    recolor::sync_wait_on(io, wait());
  } catch (int) {
    caught = true;
  }
  assert(caught);

  // Another thread that runs it may be the one that completes the task.
  io.restart();
  auto work = RT_LIB::make_work_guard(io);
  std::thread other([&] { io.run(); });
  for (int i = 0; i != 20; ++i) {
    timer.expires_after(1ms);
    assert(recolor::sync_wait_on(io, wait()) == 1);
  }
  work.reset();
  other.join();

  // stop() is obeyed after the task.
  io.restart();
  timer.expires_after(5ms);
  RT_LIB::post(io, [&] { io.stop(); });
  assert(recolor::sync_wait_on(io, wait()) == 1 && io.stopped());

  // Executors that have an io_context, and one that has none.
  io.restart();
  RT_LIB::any_io_executor strand = RT_LIB::make_strand(io);
  assert(&recolor::context_of(strand) == &io);
  RT_LIB::thread_pool pool(1);
  caught = false;
  try {
    recolor::context_of(pool.get_executor());
  } catch (const std::logic_error &) {
    caught = true;
  }
  assert(caught);
}

void run() {
  results();
  recolor::sync_wait(sleeps());
  sleeps_for_ever();
  recolor::sync_wait(readiness());
  recolor::sync_wait(two_wait_for_one());
  recolor::sync_wait(bounded_calls());
  recolor::sync_wait(offloads());
  recolor::sync_wait(offloads_wait_for_each_other());
  contexts();
  std::puts("done");
}

} // namespace RT_TEST
