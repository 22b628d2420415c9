// Virtual calls: the whole family, or the one function where the receiver's
// dynamic type is evident.
// RUN: %recolor index --format graph %s -- -std=c++20 | FileCheck %s
// CHECK-DAG: fn [[SHAPE:draw[.0-9]*]] "Shape::draw"
// CHECK-DAG: fn [[CIRCLE:draw[.0-9]*]] "Circle::draw"
// CHECK-DAG: fn [[SQUARE:draw[.0-9]*]] "Square::draw"
struct Shape {
  virtual void draw() {}
  virtual ~Shape() {}
  Shape() { draw(); }
};
struct Circle : Shape { void draw() override {} };
struct Square final : Shape { void draw() override {} };

void any(Shape &s) { s.draw(); }
// CHECK-DAG: call any -> [[SHAPE]] virtual
void value() { Circle c; c.draw(); }
// CHECK-DAG: call value -> [[CIRCLE]] direct
void sealed(Square &s) { s.draw(); }
// CHECK-DAG: call sealed -> [[SQUARE]] direct
void named(Circle &c) { c.Shape::draw(); }
// CHECK-DAG: call named -> [[SHAPE]] direct
// CHECK-DAG: call Shape -> [[SHAPE]] direct
// CHECK: # class draw draw.2 draw.3
