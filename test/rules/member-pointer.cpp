// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf(int x) { return x; }

// The steps are cast, so what holds them stays, and with it all that goes there.
struct Any { };
template <class T> struct Machine : Any {
  typedef int (T::*Step)();
  typedef int (Any::*Erased)();
  Erased next = nullptr;
  void go(const Step &step) { next = static_cast<Erased>(step); }
  int run() { return (static_cast<T *>(this)->*static_cast<Step>(next))(); }
};
struct Reader : Machine<Reader> {
  int state = 0;
  // CHECK: member-pointer.cpp:[[@LINE+1]]:21: warning: 'Reader::read' cannot become async: its address is kept in a member pointer that cannot change, and no bridge becomes one [recolor-member-pointer]
  void start() { go(&Reader::read); }
  int read() { return leaf(state); }
};

// One that can change does.
struct Sensor {
  int id;
  int read() { return leaf(id); }
};
struct Poller {
  int (Sensor::*how)() = &Sensor::read;
  int poll(Sensor &s) { return (s.*how)(); }
};
// CHECK: 'Sensor::read' becomes async
// CHECK: 'Poller::poll' becomes async
