// RUN: %status 1 %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not='could wait less'
// RUN: not %recolor report --format sarif %s --async leaf -- -std=c++20 | FileCheck %s --check-prefix=SARIF
// SARIF: "ruleId": "recolor-sequential-awaits"
// SARIF-NEXT: "level": "note"
#include <string>
int leaf(const std::string &s) { return s.size(); }
int counter;
int counted(int x) { return leaf("") + ++counter; }
int elsewhere(int x);
struct Client {
  int sent = 0;
  int ask(int x) {
    ++sent;
    return leaf("") + x;
  }
};

// CHECK: [[@LINE+3]]:11: remark: 'both' could wait less: it uses nothing that the awaited call before it makes, so both could be awaited together [recolor-sequential-awaits]
int both(const std::string &s, const std::string &t) {
  int a = leaf(s);
  int b = leaf(t);
  return a + b;
}
// CHECK: [[@LINE+4]]:7: remark: 'assigned' could wait less
int assigned(std::string s) {
  int a = 0, b = 0;
  a = leaf(s);
  b = leaf(s);
  return a + b;
}
void dependent(std::string s, Client one, Client &two) {
  int a = leaf(s);
  int b = leaf(std::to_string(a));
  leaf(s);
  leaf(s); // their order may be the point
  int c = counted(1);
  int d = counted(2); // both write the counter
  ;
  int e = one.ask(1);
  int f = one.ask(2); // one after the other
  int g = two.ask(2); // maybe the same client
  ;
  int h = leaf(s);
  int i = elsewhere(2);
  int j = leaf(s);
  if (j)
    a = leaf(s);
  b = leaf(s);
  (void)(a + b + c + d + e + f + g + h + i);
}
