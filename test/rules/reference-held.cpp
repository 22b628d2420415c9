// RUN: %status 1 %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>
int leaf() { return 1; }

std::vector<int> all;
struct Jobs {
  std::vector<int> list;
  std::map<int, std::string> names;
  std::array<int, 3> fixed;

  // CHECK: remark: 'Jobs::reference' becomes async
  // CHECK: reference-held.cpp:[[@LINE+3]]:5: warning: the behaviour of 'Jobs::reference' may change: what refers into a container is used after the coroutine was suspended, when others may have changed the container [recolor-reference-held]
  int reference() {
    int &job = list[0];
    leaf();
    return job;
  }
  // CHECK: remark: 'Jobs::iterator' becomes async
  // CHECK: [[@LINE+3]]:32: warning: {{.*}}[recolor-reference-held]
  int iterator() {
    auto it = names.find(1);
    return it->second.size() + leaf() + it->first;
  }
  // CHECK: remark: 'Jobs::pointer' becomes async
  // CHECK: [[@LINE+3]]:5: warning: {{.*}}[recolor-reference-held]
  int pointer() {
    const int *first = &list.front();
    leaf();
    return *first;
  }
  // CHECK: remark: 'Jobs::loop' becomes async
  // CHECK: [[@LINE+4]]:14: warning: {{.*}}[recolor-reference-held]
  int loop() {
    int sum = 0;
    for (int job : list)
      sum += leaf() + job;
    return sum;
  }
  // By value, used before only, found again, and nobody else's.
  // CHECK: remark: 'Jobs::harmless' becomes async
  int harmless() {
    int copy = list[0];
    auto it = names.find(1);
    int size = it->second.size();
    leaf();
    it = names.find(2);
    std::vector<int> own = list;
    int &mine = own[0];
    for (int &x : own)
      x += leaf();
    return copy + size + mine;
  }
};

// CHECK: remark: 'view' becomes async
// CHECK: [[@LINE+3]]:3: warning: {{.*}}[recolor-reference-held]
int view(const Jobs &, std::string &name) {
  std::string_view v = name;
  leaf();
  return v.size();
}

// CHECK: remark: 'global' becomes async
// CHECK: [[@LINE+4]]:5: warning: {{.*}}[recolor-reference-held]
void global() {
  for (auto it = all.begin(); it != all.end(); ++it)
    // `++it` comes behind it.
    leaf();
}
