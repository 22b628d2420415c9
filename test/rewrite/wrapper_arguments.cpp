// A std::function calls what it holds with parameters of its own. Where that
// takes a reference to one, a task would begin when it is gone: the wrapper
// keeps its type, and what it holds is driven to its end.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers -fsanitize=address,undefined | FileCheck %s

// CHECK: exit status: 0
// CHECK: {{^\+}}  std::function<int(int)> copied = +[](const int & a0) { return plain::sync_wait(byReference(a0)); };
// CHECK: {{^\+}}  std::function<plain::task<int>(int)> value = byValue;
// CHECK: {{^\+}}  std::function<plain::task<int>(const std::string &)> passed = length;
// CHECK: {{^ +}}std::function<int(std::string)> closure = [](const std::string &s) {

//--- main.cpp
#include <cstdio>
#include <functional>
#include <plain/pause.h>
#include <string>

int byReference(const int &x) {
  plain::pause();
  return x + 1;
}
int byValue(int x) {
  plain::pause();
  return x + 2;
}
int length(const std::string &s) {
  plain::pause();
  return static_cast<int>(s.size());
}

int main() {
  std::function<int(int)> copied = byReference;
  std::function<int(int)> value = byValue;
  std::function<int(const std::string &)> passed = length;
  std::function<int(std::string)> closure = [](const std::string &s) {
    return length(s) + 1;
  };
  int a = copied(1), b = value(2);
  int c = passed(std::string(100, 'x')), d = closure(std::string(200, 'y'));
  std::printf("%d %d %d %d\n", a, b, c, d);
}
