// Coroutines that are made by hand keep their place where it is: each call is the task of
// one step, and what their macros return gets second versions.
// construct: hand-made-coroutine
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}#define CO_SCR_GIVE(x) do { where = __LINE__; co_return x; case __LINE__:; } while (0)
// CHECK: {{^\+}}plain::task<int> numbers() {
// CHECK: {{^\+}}    CO_SCR_GIVE(co_await leaf(i));
// CHECK: {{^\+}}plain::task<> parse(int c) {
// CHECK: {{^\+}}      CO_SCR_NEXT;
// CHECK: {{^\+}}plain::task<char> waits(Thread *t, int id) {
// CHECK: {{^\+}}  CO_THREAD_UNTIL(t, co_await leaf(counter) > 2);
// CHECK: {{^\+}}  plain::task<> operator()() {
// CHECK: {{^\+}}        co_return co_await leaf(i) * 10;

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>
#include <stdexcept>

int leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
  return x;
}

// In C: a static place. One goes on for ever behind its end, one takes what it is given.
#define SCR_BEGIN static int where = 0; switch (where) { case 0:
#define SCR_GIVE(x) do { where = __LINE__; return x; case __LINE__:; } while (0)
#define SCR_NEXT do { where = __LINE__; return; case __LINE__:; } while (0)
#define SCR_END }
int numbers() {
  static int i;
  SCR_BEGIN;
  for (i = 0; i < 4; ++i)
    SCR_GIVE(leaf(i));
  SCR_END;
  return -1;
}
void parse(int c) {
  SCR_BEGIN;
  while (true) {
    if (c == 'a') {
      std::printf("a %d\n", leaf(c));
      SCR_NEXT;
      if (leaf(c) == 'b')
        std::puts("ab");
    }
    SCR_NEXT;
  }
  SCR_END;
}
// After an exception the next step goes on behind the last place.
int throwing() {
  static int i = 0;
  SCR_BEGIN;
  for (;;) {
    SCR_GIVE(leaf(++i));
    if (leaf(i) == 2)
      throw std::runtime_error("two");
  }
  SCR_END;
}

// Threads without a stack: the place is in a struct, and noted in front of a condition.
struct Thread {
  unsigned short at;
};
#define THREAD_BEGIN(t) { char yielded = 1; (void)yielded; switch ((t)->at) { case 0:
#define THREAD_UNTIL(t, c) do { (t)->at = __LINE__; case __LINE__: if (!(c)) return 0; } while (0)
#define THREAD_YIELD(t) do { yielded = 0; (t)->at = __LINE__; case __LINE__: if (yielded == 0) return 1; } while (0)
#define THREAD_EXIT(t) do { (t)->at = 0; return 2; } while (0)
#define THREAD_END(t) } yielded = 0; (t)->at = 0; return 3; }
int counter = 0;
char waits(Thread *t, int id) {
  THREAD_BEGIN(t);
  THREAD_UNTIL(t, leaf(counter) > 2);
  std::printf("thread %d\n", id);
  THREAD_YIELD(t);
  if (counter > 7)
    THREAD_EXIT(t);
  leaf(counter);
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
  void operator()() {
    ENTER(*this) {
      SUSPEND n = leaf(5);
      SUSPEND n += leaf(2);
    }
  }
};

// Written out.
struct Reader {
  int place = 0, i = 0;
  int next() {
    switch (place) {
    case 0:
      for (i = 0; i < 3; ++i) {
        place = 1;
        return leaf(i) * 10;
      case 1:;
      }
    }
    return -1;
  }
};

int main() {
  for (int k = 0; k < 9; ++k)
    std::printf("%d\n", numbers());
  for (const char *p = "xabyab"; *p; ++p)
    parse(*p);
  for (int k = 0; k < 5; ++k) {
    try {
      std::printf("%d\n", throwing());
    } catch (const std::exception &e) {
      std::puts(e.what());
    }
  }
  Thread a{0}, b{0};
  for (bool first = true, second = true; counter < 12; ++counter) {
    if (first)
      first = waits(&a, 1) < 2;
    if (second && counter > 3)
      second = waits(&b, 2) < 2;
  }
  Session s;
  for (int k = 0; k < 4; ++k) {
    s();
    std::printf("%d\n", s.n);
  }
  Reader r, q;
  for (int k = 0; k < 6; ++k) {
    std::printf("%d\n", r.next());
    if (k > 2)
      std::printf("%d\n", q.next());
  }
}
