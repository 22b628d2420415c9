// A class template of the project that only a library's template instantiates,
// and is not told by its arguments, has no members in this unit: the library's
// bodies are skipped, so nobody asks for them (docs/soundness.md). What its
// pattern calls by dependent names is not seen.
// RUN: rm -rf %t && split-file %s %t
// RUN: %recolor index --format graph %t/a.cpp -- -std=c++20 -isystem %t/library | FileCheck %s --implicit-check-not="-> ok"

//--- library/matcher.h
template <class T> struct Matcher {
  virtual bool matches(T) = 0;
};
template <class T> Matcher<T> *matcherOf(T *, auto factory) {
  return factory.template make<T>();
}

//--- a.cpp
#include <matcher.h>
struct Status { bool ok() const { return true; } };
template <class T> struct IsOk : Matcher<T> {
  bool matches(T status) override { return status.ok(); }
};
struct Factory {
  template <class T> Matcher<T> *make() { return new IsOk<T>; }
};
Matcher<Status> *build(Status *status) { return matcherOf(status, Factory()); }
// CHECK: fn ok "Status::ok"
// CHECK: call build -> matcherOf direct
