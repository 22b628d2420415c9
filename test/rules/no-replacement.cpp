// RUN: not %recolor report %s --async leaf -- -std=c++20 -isystem %S/../Inputs/asio-mock | FileCheck %s --implicit-check-not=warning:
#include <asio.hpp>
int leaf() { return 1; }
extern "C" int system(const char *);

// CHECK: remark: 'make' becomes async
int make() {
  leaf();
  // CHECK: no-replacement.cpp:[[@LINE+1]]:10: warning: the call of 'system' in 'make' runs on the blocking pool: the runtime has no awaited form of this call, so it runs on the blocking pool [recolor-no-replacement]
  return system("make");
}

// In a function that stays as it is, so does the call.
int plain() { return system("true"); }

// This one has an awaited form.
// CHECK: remark: 'connect' becomes async
void connect(asio::ip::tcp::socket &socket) {
  leaf();
  socket.connect(80);
}
// CHECK: 1 replaced, 1 on the blocking pool
