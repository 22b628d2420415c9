// RUN: %status 1 %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
// Where coroutines stay on their thread, nothing is said.
// RUN: %status 1 %recolor report %plain %s --async leaf -- -std=c++20 | FileCheck %s --check-prefix=PLAIN --implicit-check-not=warning:
// PLAIN: 'variable' becomes async
#include <cerrno>
#include <clocale>
#include <thread>
int leaf() { return 1; }

thread_local int depth;
thread_local char buffer[10];
thread_local const int width = 7;

// CHECK: [[@LINE+3]]:3: warning: the behaviour of 'variable' may change: what belongs to the thread is used before the coroutine is suspended and after, when it may run on another one [recolor-thread-affinity]
int variable() {
  int before = depth;
  leaf();
  return depth - before;
}
// CHECK: [[@LINE+3]]:3: warning: the behaviour of 'pointer' may change
char pointer() {
  char *first = buffer;
  leaf();
  return *first;
}
// CHECK: [[@LINE+4]]:3: warning: the behaviour of 'reference' may change
int reference() {
  int &mine = depth;
  mine = 2;
  leaf();
  mine = 3;
  return 0;
}
// CHECK: [[@LINE+3]]:3: warning: the behaviour of 'error' may change
bool error() {
  errno = 0;
  leaf();
  return errno == EINTR;
}
// CHECK: [[@LINE+3]]:3: warning: the behaviour of 'thread' may change
bool thread() {
  std::thread::id before = std::this_thread::get_id();
  leaf();
  return before == std::this_thread::get_id();
}
// CHECK: [[@LINE+3]]:3: warning: the behaviour of 'locale' may change
void locale(locale_t mine) {
  locale_t before = uselocale(mine);
  leaf();
  uselocale(before);
}

int harmless() {
  ++depth; // counts, and nobody asks what
  int before = width;
  bool failed = errno == EINTR;
  leaf();
  ++depth;
  errno = 0; // another value first
  depth = width - before;
  return failed || errno;
}
int onlyBefore() {
  int x = depth;
  return x + leaf();
}
int onlyAfter() {
  leaf();
  return depth;
}
