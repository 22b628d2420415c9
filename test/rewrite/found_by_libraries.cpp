// A library's templates call what they find by the types they are given: a member, a
// function beside the class, a specialisation. The task of one that returns nothing would
// be dropped there without a word: the proof asks the compiler, and keeps the function.
// RUN: rm -rf %t && split-file %s %t && mkdir -p %t.lib && mv %t/library.h %t.lib
// RUN: %convert %t %plain -- %plain-headers -isystem %t.lib > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: FileCheck %s --check-prefix=SAID < %t.err

// CHECK: {{^[ +]}}  void describe() const { plain::sync_wait(leaf(n)); }
// CHECK: void to_text(library::Text &to, const Value &v) { plain::sync_wait(leaf(v.n + 1)); to.text = "value"; }
// CHECK: {{^\+}}plain::task<> other(const Value &v) { return leaf(v.n + 3); }

// SAID-DAG: 'values::Value::describe' cannot become async: the converted form did not compile or changed what other code means ({{.*}}library.h:{{.*}}: error: code outside the project would drop a task here) [recolor-verification]
// SAID-DAG: 'values::to_text' cannot become async
// SAID-DAG: 'library::Traits::apply' cannot become async

//--- library.h
#pragma once
#include <string>
namespace library {
struct Text {
  std::string text;
  template <class T> explicit Text(const T &t) { to_text(*this, t); }
};
template <class T> void show(const T &t) { t.describe(); }
template <class T> struct Traits;
template <class T> void use(const T &t) { Traits<T>::apply(t); }
}

//--- main.cpp
#include <cstdio>
#include <library.h>
#include <plain/pause.h>

void leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
}
namespace values {
struct Value {
  int n;
  void describe() const { leaf(n); }
};
void to_text(library::Text &to, const Value &v) { leaf(v.n + 1); to.text = "value"; }
}
template <> struct library::Traits<values::Value> {
  static void apply(const values::Value &v) { leaf(v.n + 2); }
};
namespace values {
void other(const Value &v) { return leaf(v.n + 3); }
}

int main() {
  values::Value v{1};
  library::Text text(v);
  std::printf("%s\n", text.text.c_str());
  library::show(v);
  library::use(v);
  other(v);
}
