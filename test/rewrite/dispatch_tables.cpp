// Tables of member pointers, found through iterators whose type is named by the table's:
// what is called through one is awaited, however many parentheses stand around it.
// construct: function-pointer
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}  typedef plain::task<> (Processor::*Step)(int, void *);
// CHECK: {{^\+}}  plain::task<> ping(int id, void *);
// CHECK: {{^\+}}plain::task<bool> Processor::dispatch(const std::string &name, int id, void *context) {
// CHECK: {{^ +}}Steps::iterator found;
// CHECK: {{^\+}}  co_await (this->*(found->second))(id, context);
// CHECK: {{^\+}}  co_await ((this)->*((*at).second))(id, context);

//--- main.cpp
#include <cstdio>
#include <map>
#include <plain/pause.h>
#include <string>

int leaf(int x) {
  plain::pause();
  std::printf("leaf %d\n", x);
  return x;
}

class Processor {
  typedef void (Processor::*Step)(int, void *);
  typedef std::map<std::string, Step> Steps;
  Steps steps;
  void ping(int id, void *);
  void add(int id, void *);

public:
  Processor() {
    steps["ping"] = &Processor::ping;
    steps["add"] = &Processor::add;
  }
  bool dispatch(const std::string &name, int id, void *context);
  void all(int id, void *context);
};
bool Processor::dispatch(const std::string &name, int id, void *context) {
  Steps::iterator found;
  found = steps.find(name);
  if (found == steps.end())
    return false;
  (this->*(found->second))(id, context);
  return true;
}
void Processor::all(int id, void *context) {
  std::map<std::string, Step>::const_iterator at = steps.begin();
  ((this)->*((*at).second))(id, context);
}
void Processor::ping(int id, void *) { leaf(id); }
void Processor::add(int id, void *) { leaf(id + 1); }

int main() {
  Processor p;
  std::printf("%d\n", p.dispatch("ping", 1, nullptr));
  std::printf("%d\n", p.dispatch("add", 2, nullptr));
  std::printf("%d\n", p.dispatch("none", 3, nullptr));
  p.all(4, nullptr);
}
