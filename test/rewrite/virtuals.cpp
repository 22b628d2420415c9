// Override families change together, over files, also where nothing awaits.
// One whose address a member pointer keeps stays as it is.
// construct: virtual-family, void-without-return
// RUN: rm -rf %t && split-file %s %t && %convert %t | FileCheck %s

// CHECK: {{^\+}}  asio::awaitable<std::string> name() const override { co_return "local"; }
// CHECK: {{^\+}}  virtual asio::awaitable<std::string> name() const = 0;
// CHECK: {{^\+}}  virtual asio::awaitable<std::string> name() const override { co_return "square"; }

//--- shape.h
#pragma once
#include <memory>
#include <string>

struct Named {
  virtual ~Named() = default;
  virtual std::string name() const = 0;
};
struct Shape {
  virtual ~Shape();
  virtual int area(int scale) const = 0;
  virtual void draw();
  virtual int sides() const noexcept { return 0; }
  int describe();
};
struct Square : Shape, Named {
  explicit Square(int a) : a(a) {}
  int area(int scale) const override;
  void draw() final;
  virtual std::string name() const override { return "square"; }
  int a;
};
class Circle final : public Named, public virtual Shape {
public:
  [[nodiscard]] int area(int) const override final { return 3; }
  std::string name() const override;
};
struct Cell : Square {
  using Square::Square;
  int area(int scale) const override { return Square::area(scale) + 1; }
  int sides() const noexcept override;
};
std::unique_ptr<Shape> make(int kind);

//--- shape.cpp
#include "shape.h"
#include <chrono>
#include <cstdio>
#include <thread>

Shape::~Shape() = default;
void Shape::draw() { std::puts("nothing to draw"); }
int Shape::describe() {
  draw();
  return area(2) * 10 + sides();
}
int Square::area(int scale) const {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return a * a * scale;
}
void Square::draw() {
  std::puts("square");
  Shape::draw();
}
std::string Circle::name() const {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return "circle";
}
int Cell::sides() const noexcept { return 4; }
std::unique_ptr<Shape> make(int kind) {
  switch (kind) {
  case 0:
    return std::make_unique<Square>(3);
  case 1:
    return std::make_unique<Circle>();
  default:
    return std::make_unique<Cell>(4);
  }
}

//--- main.cpp
#include "shape.h"
#include <cstdio>
#include <vector>

namespace {
struct Local : Named {
  std::string name() const override { return "local"; }
};
} // namespace

int main(int, char **) {
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int i = 0; i < 3; ++i)
    shapes.push_back(make(i));
  for (const auto &s : shapes) {
    std::printf("%d %d\n", s->describe(), s->area(1));
    if (const auto *n = dynamic_cast<const Named *>(s.get()))
      std::printf("%s\n", n->name().c_str());
  }
  Local local;
  const Named &named = local;
  std::printf("%s %zu\n", named.name().c_str(), local.name().size());
  int (Shape::*area)(int) const = &Shape::area;
  std::printf("%d\n", (shapes[0].get()->*area)(3));
  struct InMain : Shape {
    int area(int s) const override { return s; }
  } inMain;
  Shape &shape = inMain;
  std::printf("%d\n", shape.area(5) + inMain.area(6));
}
