// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
// Recognised by what their macros say, whatever these are called.
int leaf() { return 1; }

// Coroutines in C: a static state, or one in a struct.
#define SCR_BEGIN static int where = 0; switch (where) { case 0:
#define SCR_GIVE(x) do { where = __LINE__; return x; case __LINE__:; } while (0)
#define SCR_END } return -1
// CHECK: [[@LINE+2]]:3: warning: 'numbers' cannot become async: it is a coroutine made by hand: a switch lets it go on where it returned the last time, and a task that has returned is over [recolor-hand-made-coroutine]
int numbers() {
  SCR_BEGIN;
  while (true)
    SCR_GIVE(leaf());
  SCR_END;
}

// Threads without a stack: the place is noted in front of a condition.
struct Thread {
  unsigned short at;
};
#define THREAD_BEGIN(t) { bool yielded = true; (void)yielded; switch ((t)->at) { case 0:
#define THREAD_UNTIL(t, c) do { (t)->at = __LINE__; case __LINE__: if (!(c)) return 0; } while (0)
#define THREAD_END(t) } yielded = false; (t)->at = 0; return 3; }
// CHECK: [[@LINE+2]]:3: warning: 'waits' cannot become async: {{.*}} [recolor-hand-made-coroutine]
char waits(Thread *t) {
  THREAD_BEGIN(t);
  THREAD_UNTIL(t, leaf() > 0);
  THREAD_END(t);
}

// Stackless coroutines of classes that convert to a number and are assigned one.
class Place {
  int at = 0;
  friend class Entered;
};
class Entered {
  int &at;

public:
  Entered(Place &p) : at(p.at) {}
  operator int() const { return at; }
  int &operator=(int n) { return at = n; }
};
#define ENTER(p) switch (Entered entered = p) case -1: if (entered) { leave: break; } else case 0:
#define SUSPEND for (entered = __LINE__;;) if (entered == 0) { case __LINE__:; break; } else switch (entered ? 0 : 1) for (;;) case -1: if (entered) goto leave; else for (;;) case 1: if (entered) return; else case 0:
struct Session : Place {
  int n = 0;
  // CHECK: [[@LINE+2]]:5: warning: 'Session::operator()' cannot become async: {{.*}} [recolor-hand-made-coroutine]
  void operator()() {
    ENTER(*this) {
      SUSPEND n = leaf();
      SUSPEND n += 2;
    }
  }
};
void run(Session &s) { s(); }

// The same, written out.
struct Reader {
  int state = 0, i = 0;
  // CHECK: [[@LINE+2]]:5: warning: 'Reader::next' cannot become async: {{.*}} [recolor-hand-made-coroutine]
  int next() {
    switch (state) {
    case 0:
      for (i = 0; i < 10; ++i) {
        state = 1;
        return leaf();
      case 1:;
      }
    }
    return -1;
  }
};

// A machine with states that have names is no coroutine, nor is a loop that begins in its middle.
enum State { Idle, Running };
struct Machine {
  State state = Idle;
  // CHECK: remark: 'Machine::step' becomes async
  int step() {
    switch (state) {
    case Idle:
      state = Running;
      return leaf();
    case Running:
      state = Idle;
      return 2;
    }
    return 0;
  }
};
// CHECK: remark: 'unrolled' becomes async
int unrolled(int count) {
  int n = (count + 3) / 4, sum = 0;
  switch (count % 4) {
  case 0:
    do {
      sum += leaf();
    case 3:
      ++sum;
    case 2:
      ++sum;
    case 1:
      ++sum;
    } while (--n > 0);
  }
  return sum;
}
