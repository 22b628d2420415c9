// In a template an await depends on the arguments, whatever it awaits: member templates
// of what comes out of it need the word `template`, and g++ 12 takes no name of a member
// behind `(co_await f())` there.
// construct: template
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out --implicit-check-not='{{^\+.*}}.template '
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}  {{.*}} weigh(int x) { co_return static_cast<As>(std::move(co_await load(x)).template get<int>()); }
// CHECK: {{^\+}}  {{.*}} twice(int x) { co_return co_await weigh<As>(x) + co_await weigh<As>(x); }
// CHECK: {{^\+}}    sum += std::move(co_await load(1)).template get<int>(0) + std::move(co_await load(2)).all[1];
// CHECK: {{^\+}}    sum += replies.template get<int>(1);
// CHECK: {{^\+}}    sum += first->template get<int>(0);
// CHECK: {{^\+}}      sum += r.template get<long>(0);
// CHECK: {{^\+}}    sum += a.template get<short>(0) + b;
// CHECK: {{^\+}}    auto later = [&] { return replies.template get<int>(0); };
// CHECK: {{^\+}}  asked = CHECKED(replies.template get<bool>(0));

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>
#include <utility>
#include <vector>

struct Replies {
  std::vector<int> all;
  template <class As> As get(unsigned at) const { return static_cast<As>(all[at]); }
  template <class As> As get() const { return get<As>(0); }
};
Replies load(int x) {
  plain::pause();
  std::printf("load %d\n", x);
  return {{x, x + 1}};
}
std::vector<Replies> loadAll() {
  std::vector<Replies> all;
  all.push_back(load(2));
  all.push_back(load(3));
  return all;
}
std::pair<Replies, int> loadPair() { return {load(4), 5}; }

#define CHECKED(e) ((e) ? 1 : 0)

template <class T> struct Client {
  T weight;
  int asked = 0;
  template <class As> As weigh(int x) { return static_cast<As>(load(x).get<int>()); }
  template <class As> As twice(int x) { return weigh<As>(x) + weigh<As>(x); }
  int run() {
    int sum = twice<int>(10);
    sum += load(1).get<int>(0) + load(2).all[1];
    auto replies = load(6);
    sum += replies.get<int>(1);
    auto *first = &replies;
    sum += first->get<int>(0);
    for (const auto &r : loadAll())
      sum += r.get<long>(0);
    auto [a, b] = loadPair();
    sum += a.get<short>(0) + b;
    Replies named = load(7);
    sum += named.get<int>();
    auto later = [&] { return replies.get<int>(0); };
    return sum * weight + later();
  }
  void check();
};
template <class T> void Client<T>::check() {
  auto replies = load(8);
  asked = CHECKED(replies.get<bool>(0));
}

// No template: nothing depends.
int plainly() {
  auto replies = load(9);
  return replies.get<int>(0);
}

int main() {
  Client<int> c{2};
  std::printf("%d\n", c.run());
  c.check();
  Client<long> d{3};
  std::printf("%d %d\n", d.run(), c.asked);
  std::printf("%d\n", plainly());
}
