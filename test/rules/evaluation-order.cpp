// RUN: %status 1 %recolor report %s --async leaf --async Client::ask -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
#include <string>
#include <vector>
int leaf();
int leaf() { return 1; }
int sum(int a, int b);
int sum(int a, int b) { return a + b; }

int id;
int next() { return ++id; }
const int limit = 3;
std::vector<int> queue;
int pop() {
  int x = queue.back();
  queue.pop_back();
  return x;
}
struct Stream {
  Stream &operator<<(int);
};
struct Pair {
  int a, b;
};
struct Point {
  Point(int, int);
};
Stream out;
struct Client {
  int total = 0, answer = 0;
  int ask() { return answer = leaf(); }
  int log(int x) { return total + x; }

  // Another operand writes.
  // CHECK: [[@LINE+1]]:35: warning: the behaviour of 'Client::tagged' may change: another operand of the expression writes what others see, or reads what the call writes, before the coroutine is suspended or after, as the compiler likes [recolor-evaluation-order]
  int tagged() { return sum(id++, leaf()); }
  // CHECK: [[@LINE+1]]:24: warning: the behaviour of 'Client::added' may change
  int added() { return leaf() + (total += 1); }
  // CHECK: [[@LINE+1]]:{{.*}} warning: the behaviour of 'Client::called' may change
  int called() { return sum(next(), 2 * leaf()); }
  // CHECK: [[@LINE+1]]:{{.*}} warning: the behaviour of 'Client::popped' may change
  int popped() { return sum(leaf(), pop()); }
  // CHECK: [[@LINE+1]]:{{.*}} warning: the behaviour of 'Client::constructed' may change
  void constructed() { Point p(leaf(), id--); }
  // Another operand reads what the call writes.
  // CHECK: [[@LINE+1]]:{{.*}} warning: the behaviour of 'Client::reads' may change
  int reads() { return answer + ask(); }

  // What the call does not write, or what nobody else sees, may be read and written.
  int harmless(int x) {
    int y = 0;
    Pair own{1, 2};
    sum(total, leaf());
    sum(limit, leaf());
    sum(x++, leaf());
    sum(own.a++, leaf());
    sum([&] { return id++; }() ? 1 : 0, 2);
    return sum(y += 2, leaf());
  }
  // The order is said ([expr.shift], [expr.ass], [dcl.init.list]).
  void ordered() {
    out << leaf() << id++;
    total = leaf();
    Pair p{leaf(), id++};
    id++, leaf();
    if (id++ && leaf())
      out << (id++ ? leaf() : 0);
    log(total);
  }
  // Two that are awaited follow one another in some order, as they did.
  int both() { return sum(leaf(), leaf()); }
};
