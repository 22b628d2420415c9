// What closes the body of a twin stands in the twin, also when it is made anew.
// RUN: rm -rf %t && mkdir %t && touch %t/.recolor.yaml && cp %s %t/try.cpp
// RUN: %recolor rewrite --write %plain --strategy twin %t/try.cpp -- -std=c++20 %plain-headers %shim 2>/dev/null
// RUN: FileCheck %s < %t/try.cpp
// RUN: %recolor rewrite %plain --strategy twin %t/try.cpp -- -std=c++20 %plain-headers %shim 2>/dev/null | count 0
// RUN: sed 's/return leaf(1) + 1;/return leaf(1) + 2;/; s/^  return 3;/  return 4;/' -i %t/try.cpp
// RUN: %recolor rewrite --write %plain --strategy twin %t/try.cpp -- -std=c++20 %plain-headers %shim 2>/dev/null
// RUN: FileCheck %s --check-prefix=ANEW < %t/try.cpp
// RUN: %clangxx -std=c++20 %plain-headers %shim -fsyntax-only %t/try.cpp
#include <plain/pause.h>
int leaf(int x) {
  plain::pause();
  if (x > 5)
    throw x;
  return x;
}
// CHECK: {{^}}int handled() try {
// CHECK: {{^}}  return leaf(2);
// CHECK-NEXT: {{^}}}{{$}}
// CHECK: {{^}}plain::task<int> handled_async()
// CHECK: {{^}}  co_return co_await leaf_async(2);
// CHECK-NEXT: {{^}}} }{{$}}
// A handler that does not await stays one, around the whole body.
// CHECK: {{^}}plain::task<int> around_async() try {
// CHECK-NEXT: {{^}}  co_return co_await leaf_async(3);
// CHECK-NEXT: {{^}}} catch (int) {
// CHECK-NEXT: {{^}}  co_return 3;
// CHECK-NEXT: {{^}}}{{$}}
// ANEW: {{^}}  return leaf(2);
// ANEW-NEXT: {{^}}}{{$}}
// ANEW: {{^}}  co_return co_await leaf_async(1) + 2;
// ANEW: {{^}}  co_return co_await leaf_async(2);
// ANEW-NEXT: {{^}}} }{{$}}
// ANEW: {{^}}plain::task<int> around_async() try {
// ANEW: {{^}}  co_return 4;
// ANEW-NEXT: {{^}}}{{$}}
int handled() try {
  return leaf(1) + 1;
} catch (int) {
  return leaf(2);
}
int around() try {
  return leaf(3);
} catch (int) {
  return 3;
}
int other() { return 1; }
