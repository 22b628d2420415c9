// What is written anew is laid out as its file is.
// construct: void-without-return
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s --match-full-lines --strict-whitespace

//      CHECK:+        caught.keep(1);
// CHECK-NEXT:+    }
// CHECK-NEXT:+    if (auto handling = caught.by(1)) {

//      CHECK:+	plain::task<> run() override
// CHECK-NEXT: 	{
// CHECK-NEXT: 		std::puts("b");
// CHECK-NEXT:+		co_return;
// CHECK-NEXT: 	}

//      CHECK:+int main()
// CHECK-NEXT:+{
// CHECK-NEXT:+	return plain::sync_wait(async_main());
// CHECK-NEXT: }

//--- leaf.h
#pragma once
#include <plain/pause.h>
inline int leaf(int x) {
  plain::pause();
  return x;
}
//--- tabs.cpp
#include <cstdio>
#include "leaf.h"

int four(int x);

struct A
{
	virtual void run()
	{
		leaf(1);
	}
};

struct B : A
{
	void run() override
	{
		std::puts("b");
	}
};

int main()
{
	B b;
	static_cast<A &>(b).run();
	std::printf("%d\n", four(1));
}
//--- four.cpp
#include "leaf.h"

int four(int x) {
    try {
        if (x)
            throw 1;
    } catch (...) {
        x = leaf(x);
    }
    return x;
}
