// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

#ifdef SKIPPED
#define CHECK_OR_RETURN(C) if ([&] { return C; }()) return -1
#else
#define CHECK_OR_RETURN(C) if (!(C)) return -1
#endif
// CHECK: return-in-macro.cpp:[[@LINE+3]]:3: warning: 'checked' cannot become async: a return statement comes out of a macro that no second version with co_return can be written of (another definition of 'CHECK_OR_RETURN' is skipped in this unit, and what is to change in it cannot be told) [recolor-return-in-macro]
int checked(int n) {
  leaf();
  CHECK_OR_RETURN(n);
  return 0;
}

// Of one that is defined once, a second version can be written.
#define FAIL_IF(C) if (C) return -1
// CHECK: remark: 'failing' becomes async
int failing(int n) {
  leaf();
  FAIL_IF(n);
  return 0;
}

// The return is written here, only its value is the macro's.
#define FAILED -1
// CHECK: remark: 'written' becomes async
int written() {
  leaf();
  return FAILED;
}
// As is a return which a macro takes as its argument.
#define DO(...) do { __VA_ARGS__; } while (false)
// CHECK: remark: 'argument' becomes async
int argument() {
  DO(return leaf());
}
