// Braces that are returned need their type in front of them, and not every
// spelling of a type can stand there.
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: {{^\+}}plain::task<struct Pair> keyword(int x) { co_return Pair{co_await leaf(x), 2}; }
// CHECK: {{^\+}}plain::task<enum Color> enumerator(int x) { co_return Color{co_await leaf(x) ? Red : Blue}; }
// CHECK: {{^\+}}plain::task<unsigned char> words(int x) { co_return static_cast<unsigned char>(static_cast<unsigned char>(co_await leaf(x))); }
// CHECK: {{^\+}}    co_return nullptr;
// CHECK: {{^\+}}  co_return static_cast<const char *>("text");

//--- main.cpp
#include <cstdio>
#include <plain/pause.h>

struct Pair {
  int a, b;
};
enum Color { Red, Blue };

int leaf(int x) {
  plain::pause();
  return x;
}
struct Pair keyword(int x) { return {leaf(x), 2}; }
enum Color enumerator(int x) { return {leaf(x) ? Red : Blue}; }
unsigned char words(int x) { return {static_cast<unsigned char>(leaf(x))}; }
const char *pointer(int x) {
  if (leaf(x))
    return {};
  return {"text"};
}

int main() {
  std::printf("%d %d %d\n", keyword(1).a, int(enumerator(1)), words(7));
  std::printf("%s %d\n", pointer(0), pointer(1) == nullptr);
  return 0;
}
