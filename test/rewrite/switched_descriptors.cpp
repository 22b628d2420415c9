// A descriptor in non-blocking mode makes nobody wait, and neither does a call with
// MSG_DONTWAIT: then the call is made at once, as before.
// RUN: rm -rf %t && split-file %s %t
// RUN: %convert %t/switched %plain -- %plain-headers > %t.switched 2>&1
// RUN: FileCheck %t/switched/main.cpp < %t.switched
// RUN: %convert %t/blocking %plain -- %plain-headers > %t.blocking 2>&1
// RUN: FileCheck %t/blocking/main.cpp < %t.blocking
// RUN: not grep recolor-verification %t.switched %t.blocking
// RUN: not grep '^[+-].*isAlive(int' %t.blocking

//--- switched/main.cpp
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

// CHECK: exit status: 0
// CHECK: {{^\+}}  long n = recv(co_await plain::wait_if_blocking(fd), to, 8, 0);
static long receive(int fd, char *to) {
  long n = recv(fd, to, 8, 0);
  return n;
}

int main() {
  int ends[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  fcntl(ends[0], F_SETFL, fcntl(ends[0], F_GETFL) | O_NONBLOCK);
  char text[8];
  if (receive(ends[0], text) < 0 && errno == EAGAIN)
    std::printf("nothing there\n");
  write(ends[1], "ab", 2);
  std::printf("%ld\n", receive(ends[0], text));
}

//--- blocking/main.cpp
#include <cstdio>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

// None of these is a switch.
static void setUp(int fd) {
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  int flags = fcntl(fd, F_GETFL);
  flags &= ~O_NONBLOCK;
  fcntl(fd, F_SETFL, flags);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  int there = 0;
  ioctl(fd, FIONREAD, &there);
}

// CHECK: exit status: 0
// CHECK: {{^\+}}  co_return recv(co_await plain::wait_readable(fd, flags), to, 8, flags);
static long receive(int fd, char *to, int flags) {
  return recv(fd, to, 8, flags);
}
// CHECK: {{^\+}}  long n = recvmsg(co_await plain::wait_readable(fd, late ? MSG_DONTWAIT : 0), what, late ? MSG_DONTWAIT : 0);
static long receive(int fd, msghdr *what, bool late) {
  long n = recvmsg(fd, what, late ? MSG_DONTWAIT : 0);
  return n;
}
// What would be worked out twice goes to the blocking pool.
// CHECK: co_await plain::offload([&] { return recv(fd, to, 8, of[at++]); })
static long receive(int fd, char *to, const int *of, int &at) {
  long n = recv(fd, to, 8, of[at++]);
  return n;
}
static bool isAlive(int fd) {
  char c;
  constexpr int Look = MSG_PEEK | MSG_DONTWAIT;
  return recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) != 0 && recv(fd, &c, 1, Look) != 0;
}

int main() {
  int ends[2];
  socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
  setUp(ends[0]);
  char text[8];
  write(ends[1], "ab", 2);
  std::printf("%ld\n", receive(ends[0], text, 0));
  std::printf("%ld\n", receive(ends[0], text, MSG_DONTWAIT));
  iovec piece{text, 8};
  msghdr what{};
  what.msg_iov = &piece;
  what.msg_iovlen = 1;
  std::printf("%ld\n", receive(ends[0], &what, true));
  int flags[] = {MSG_DONTWAIT, 0}, at = 0;
  std::printf("%ld %d\n", receive(ends[0], text, flags, at), at);
  std::printf("%d\n", isAlive(ends[0]));
}
