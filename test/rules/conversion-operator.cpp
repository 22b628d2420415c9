// RUN: not %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
int leaf() { return 1; }

struct Reader {
  // CHECK: conversion-operator.cpp:[[@LINE+1]]:3: warning: 'Reader::operator int' cannot become async: a conversion function is called by the language, which does not await its result [recolor-conversion-operator]
  operator int() { return leaf(); }

  // CHECK: remark: 'Reader::number' becomes async
  int number() { return leaf(); }
};
