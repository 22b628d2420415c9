// Calls that read wait for their descriptor first. What says which it is is asked once,
// whatever it does, and the call keeps its name as it is written.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}  plain::task<long> read(char *to, unsigned n) { return recv(to, n); }
// CHECK: {{^\+}}  plain::task<long> recv(char *to, unsigned n) { co_return ::recv(co_await plain::wait_readable(handle()), to, n, 0); }
// CHECK: {{^\+}}  long n = recv(co_await plain::wait_readable(ends[which++]), /*to=*/text, sizeof text - 1, 0);
// CHECK: {{^\+}}  int got = accept(co_await plain::wait_readable(listening),
// CHECK: {{^ +}}nullptr, nullptr);

//--- main.cpp
#include <cstdio>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

int ends[2];
class Socket {
  int fd, asked = 0;
  int handle() { return ++asked, fd; }

public:
  explicit Socket(int fd) : fd(fd) {}
  long read(char *to, unsigned n) { return recv(to, n); }
  long recv(char *to, unsigned n) { return ::recv(handle(), to, n, 0); }
  int times() const { return asked; }
};

int first() {
  char text[8] = {};
  int which = 0;
  long n = recv(ends[which++], /*to=*/text, sizeof text - 1, 0);
  std::printf("%ld %s %d\n", n, text, which);
  return which;
}
int accepted(int listening) {
  int got = accept(listening,
                   nullptr, nullptr);
  return got;
}

int main() {
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  write(ends[1], "abc", 3);
  first();
  write(ends[1], "defg", 4);
  Socket s(ends[0]);
  char text[8] = {};
  long n = s.read(text, 7);
  std::printf("%ld %s %d\n", n, text, s.times());
  std::printf("%d\n", accepted(-1));
}
