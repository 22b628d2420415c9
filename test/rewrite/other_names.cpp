// One text is read under two names of its namespace: what is written there has to be the
// same for both, so a null pointer is no zero of a type with a name.
// construct: returned-braces
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers > %t.out 2>%t.err
// RUN: FileCheck %s < %t.out
// RUN: not grep recolor-verification %t.err

// CHECK: exit status: 0
// CHECK: {{^\+}}  if (x > 5) co_return nullptr;

//--- file.h
#include <plain/pause.h>
namespace files {
struct File {
  int id;
};
inline File *open(int x) {
  static File one{1};
  plain::pause();
  if (x > 5) return 0;
  return &one;
}
}

//--- file.cpp
#include "file.h"

int opened() { return files::open(1)->id; }

//--- main.cpp
#define files own_files
#include "file.h"
#include <cstdio>

int opened();
int main() { std::printf("%d %d %d\n", files::open(3)->id, files::open(7) == nullptr, opened()); }
