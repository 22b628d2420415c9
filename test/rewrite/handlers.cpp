// What handlers that wait do is done behind their try statement: the exception
// lives as long as before, control flow, order and rethrowing stay.
// construct: handler
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers -fsanitize=address,undefined | grep -v '^-' | FileCheck %s

// CHECK: exit status: 0
// CHECK: {{^\+}}#include "recolor/caught.h"

// CHECK:      {{^\+ +}}recolor::caught caught;
// CHECK-NEXT: {{^ +}}try {
// CHECK:      {{^ +}}} catch (const Failure &e) {
// CHECK-NEXT: {{^\+ +}}caught.keep(1, e);
// CHECK-NEXT: {{^\+ +}}}
// CHECK-NEXT: {{^\+ +}}if (auto handling = caught.by(1)) {
// CHECK-NEXT: {{^\+ +}}const Failure &e = caught.as<decltype(e)>();
// CHECK-NEXT: {{^\+ +}}show("simple", co_await leaf(e.code));
// CHECK-NEXT: {{^ +}}}

// CHECK:      {{^ +}}} catch (const Derived &e) {
// CHECK-NEXT: {{^\+ +}}caught.keep(1, e);
// CHECK-NEXT: {{^\+ +}}} catch (Failure &e) {
// CHECK-NEXT: {{^\+ +}}caught.keep(2, e);
// CHECK-NEXT: {{^\+ +}}} catch (const char *text) {
// CHECK-NEXT: {{^\+ +}}caught.keep_value(3, text);
// CHECK-NEXT: {{^\+ +}}} catch (...) {
// CHECK-NEXT: {{^\+ +}}caught.keep(4);
// CHECK-NEXT: {{^\+ +}}}
// CHECK-NEXT: {{^\+ +}}if (auto handling = caught.by(1)) {
// CHECK:      {{^\+ +}}} else if (auto handling = caught.by(2)) {
// CHECK-NEXT: {{^\+ +}}Failure e = caught.as<decltype(e)>();
// CHECK:      {{^\+ +}}} else if (auto handling = caught.by(3)) {
// CHECK-NEXT: {{^\+ +}}const char *text = caught.as<decltype(text)>();
// CHECK:      {{^\+ +}}} else if (auto handling = caught.by(4); true) {
// CHECK:      {{^\+ +}}caught.rethrow();

// What waits is in the text of a macro.
// CHECK:      {{^\+ +}}CO_SHOW_LEAF("by a macro", e.code);
// CHECK-NEXT: {{^\+ +}}caught.rethrow();

// The exception is asked for by a function that the handler calls, so the
// handler stays one.
// CHECK: {{^\+ +}}show(describe(), plain::sync_wait(leaf(1)));

//--- main.cpp
#include <cstdio>
#include <exception>
#include <plain/pause.h>
#include <stdexcept>
#include <string>

void show(const char *what, int v) { std::printf("%s %d\n", what, v); }

int leaf(int x) {
  plain::pause();
  return x;
}

// Says when it is copied and when it ends.
struct Failure {
  int code;
  explicit Failure(int code) : code(code) {}
  Failure(const Failure &o) : code(o.code) { show("copy", code); }
  virtual ~Failure() { show("end", code); }
  virtual int kind() const { return 1; }
};
struct Derived : Failure {
  using Failure::Failure;
  int kind() const override { return 2; }
};
struct Trace {
  int id;
  explicit Trace(int id) : id(id) { show("+", id); }
  ~Trace() { show("-", id); }
};

void fail(int how) {
  Trace t(how);
  leaf(how);
  switch (how) {
  case 1: throw Failure(10);
  case 2: throw Derived(20);
  case 3: throw "text";
  case 4: throw 44;
  case 5: throw std::runtime_error("runtime");
  case 6: throw Failure(60);
  }
}

void simple(int how) {
  Trace before(100);
  try {
    Trace inside(101);
    fail(how);
  } catch (const Failure &e) {
    show("simple", leaf(e.code));
  }
  show("after", how);
}

int several(int how) {
  try {
    fail(how);
    return 0;
  } catch (const Derived &e) {
    Trace t(200);
    return leaf(e.kind());
  } catch (Failure e) { // a copy
    e.code += leaf(1);
    return e.code;
  } catch (const char *text) {
    show(text, leaf(3));
    return 3;
  } catch (...) {
    show("any", leaf(4));
    throw;
  }
}

int loops(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    try {
      fail(i);
    } catch (const Derived &) {
      sum += leaf(100);
      continue;
    } catch (const Failure &) {
      sum += leaf(10);
    } catch (const char *) {
      leaf(1);
      break;
    }
    ++sum;
  }
  return sum;
}

int nested(int how) {
  try {
    try {
      fail(how);
    } catch (const Derived &e) {
      show("inner", leaf(e.code));
      throw std::logic_error("from inner");
    } catch (const Failure &e) {
      try {
        fail(leaf(6));
        throw;
      } catch (const Failure &again) {
        show("again", leaf(again.code));
      }
      show("then", e.code);
      throw;
    }
  } catch (const std::logic_error &e) {
    return leaf(e.what()[0]);
  } catch (const Failure &e) {
    return leaf(e.code);
  }
  return leaf(0);
}

int inSwitch(int how) {
  switch (how) {
  case 1:
    try { fail(how); } catch (...) { return leaf(1); }
    break;
  case 2:
    try {
      fail(how);
    } catch (Failure &e) {
      e.code = 21;
      show("changed", leaf(e.code));
    }
    return 2;
  }
  if (how == 4)
    try { fail(how); } catch (int e) { return leaf(e); }
  return how;
}

int functionTry(int how) try {
  fail(how);
  return leaf(1);
} catch (const Failure &e) {
  return leaf(e.code) + how;
}
void functionTryVoid(int how)
try {
  fail(how);
} catch (...) {
  show("function try", leaf(how));
}

// Only the second handler waits; one name is taken.
int partly(int how) {
  int caught = 5;
  try {
    fail(how);
  } catch (const Derived &) {
    ++caught;
  } catch (const Failure &) {
    caught += leaf(7);
  }
  return caught;
}

#define SHOW_LEAF(what, x) show(what, leaf(x))
void byMacro(int how) {
  try {
    fail(how);
  } catch (const Failure &e) {
    SHOW_LEAF("by a macro", e.code);
    throw;
  }
}

const char *describe() {
  try {
    throw;
  } catch (const std::exception &) {
    return "standard";
  } catch (...) {
    return "other";
  }
}
void lippincott(int how) {
  try {
    fail(how);
  } catch (...) {
    show(describe(), leaf(1));
  }
}
template <typename E> int generic(int how) {
  try {
    fail(how);
  } catch (const E &e) {
    return leaf(e.code);
  }
  return -1;
}

int main() {
  for (int how = 0; how <= 6; ++how) {
    auto run = [&](const char *what, auto f) {
      show(what, how);
      try {
        f();
      } catch (const std::exception &e) {
        show(e.what(), -1);
      } catch (const Failure &e) {
        show("failure", e.code);
      } catch (...) {
        show("unknown", -1);
      }
    };
    run("simple", [&] { simple(how); });
    run("several", [&] { show("=", several(how)); });
    run("loops", [&] { show("=", loops(how)); });
    run("nested", [&] { show("=", nested(how)); });
    run("inSwitch", [&] { show("=", inSwitch(how)); });
    run("functionTry", [&] { show("=", functionTry(how)); });
    run("functionTryVoid", [&] { functionTryVoid(how); });
    run("partly", [&] { show("=", partly(how)); });
    run("byMacro", [&] { byMacro(how); });
    run("lippincott", [&] { lippincott(how); });
    run("generic", [&] { show("=", generic<Failure>(how)); });
    run("generic", [&] { show("=", generic<Derived>(how)); });
  }
}
