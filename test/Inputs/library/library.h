// A library that the tests use as code outside the project.
#ifndef LIBRARY_H
#define LIBRARY_H

namespace library {

template <class F> void each(F f) { f(); }

struct Stream {
  virtual int underflow();
};

int hook();

/// Holds anything that can be called.
class function {
public:
  template <class F> function &operator=(F f) { return *this; }
  int operator()() const;
};

/// Holds a plain pointer.
struct Job {
  int (*run)(int);
  int priority;
};

/// Calls back through a plain pointer.
void onExit(int (*handler)());

/// Calls a member that its caller knows nothing of.
template <class T> int visit(T &object) {
  int n = object.number();
  return n;
}

} // namespace library

#define LIBRARY_RETURN_IF(error) if (error) return 1

#endif
