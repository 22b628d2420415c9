// Tasks are not covariant: every overrider's carries what the base function
// returns, and who called the overrider for its own type gets it by a cast.
// construct: virtual-family
// RUN: rm -rf %t && split-file %s %t && %convert %t %plain -- %plain-headers | FileCheck %s

// CHECK: {{^\+}}  virtual plain::task<shapes::Shape *> clone() const { co_return new Shape(co_await leaf(id)); }
// CHECK: {{^\+}}  virtual plain::task<std::reference_wrapper<Shape>> self() { co_await leaf(id); co_return *this; }
// CHECK: {{^\+}}  plain::task<shapes::Shape *> clone() const override { co_return co_await twin(); }
// CHECK: {{^\+}}  plain::task<std::reference_wrapper<shapes::Shape>> self() override { co_return *this; }
// CHECK: {{^\+}}  plain::task<Square *> twin() const { co_return new Square(co_await leaf(id) + 1); }
// CHECK: {{^\+}}  plain::task<shapes::Shape *> clone() const override { return other->clone(); }
// CHECK: {{^\+}}{{.*}}: value(static_cast<Square *>(plain::sync_wait(s.clone())) == nullptr ? 0 : static_cast<Square *>(plain::sync_wait(s.clone()))->side()) {}
// CHECK: {{^\+}}  auto copy = static_cast<Square *>(co_await square.clone());
// CHECK: {{^\+}}  co_await square.clone();
// CHECK: {{^\+}}{{.*}}(co_await shape.clone())->id, copy->side(), static_cast<Square &>((co_await square.self()).get()).side(), (co_await shape.self()).get().id);

//--- main.cpp
#include <chrono>
#include <cstdio>
#include <thread>

int leaf(int x) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::printf("leaf %d\n", x);
  return x;
}
namespace shapes {
struct Shape {
  int id;
  explicit Shape(int id) : id(id) {}
  virtual ~Shape() = default;
  virtual shapes::Shape *clone() const { return new Shape(leaf(id)); }
  virtual Shape &self() { leaf(id); return *this; }
};
} // namespace shapes
struct Square : shapes::Shape {
  using Shape::Shape;
  Square *clone() const override { return twin(); }
  Square &self() override { return *this; }
  Square *twin() const { return new Square(leaf(id) + 1); }
  int side() const { return 100 + id; }
};
struct Unit : Square {
  Square *other;
  explicit Unit(Square *other) : Square(1), other(other) {}
  Square *clone() const override { return other->clone(); }
};
struct Holder {
  int value;
  explicit Holder(const Square &s)
      : value(s.clone() == nullptr ? 0 : s.clone()->side()) {}
};

int main() {
  Square square(3);
  shapes::Shape &shape = square;
  auto copy = square.clone();
  square.clone();
  std::printf("%d %d %d %d\n", shape.clone()->id, copy->side(), square.self().side(), shape.self().id);
  std::printf("%d %d\n", Holder(square).value, Unit(&square).clone()->side());
}
