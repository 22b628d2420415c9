// What a conversion function returns keeps its type, by which the language looks for such
// a function: what it hands out is bridged.
// construct: function-pointer
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: {{^\+}}  operator Truth() const { return id ? +[](File *** a0) { return plain::sync_wait(truth(a0)); } : 0; }

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>

static int marked;
class File {
  int id;
  typedef void (*Truth)(File ***);
  static void truth(File ***) {
    plain::pause();
    ++marked;
  }

public:
  explicit File(int id) : id(id) {}
  operator Truth() const { return id ? truth : 0; }
  void use() const { (*this)(nullptr); }
};

int main() {
  File open(1), closed(0);
  if (open && !closed)
    std::printf("open\n");
  open.use();
  std::printf("%d\n", marked);
}
