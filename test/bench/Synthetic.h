//===- Synthetic.h - Facts of programs that nobody wrote ---------*- C++ -*-===//
//
// The answer to "how do the pure stages behave on a program of a million
// functions?", without having to parse one. Everything follows from the seed
// and the number of a function, so that a unit can be made just before it is
// linked and no table of the whole program is needed.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_TEST_BENCH_SYNTHETIC_H
#define RECOLOR_TEST_BENCH_SYNTHETIC_H

#include "Model/Facts.h"

namespace recolor::bench {

/// How large a program, and of what shape.
struct Shape {
  uint32_t Functions = 1000;
  uint32_t CallsPerFunction = 10;
  uint64_t Seed = 1;
  /// One call per function, each to the next: as deep as the program is large.
  bool Chain = false;
};

/// Units of about a hundred functions. A tenth of the functions stand in
/// headers, each of which several units read; of a function's calls most go to
/// the same file, some to the headers and some to other units.
class Synthetic {
public:
  explicit Synthetic(Shape S);

  uint32_t units() const { return Units; }
  UnitFacts unit(uint32_t Index) const;

  /// Names to ask for: what blocks, and where the program starts.
  static const char *seed() { return "sys::io::wait_*"; }
  static const char *root() { return "main"; }

private:
  class Builder;

  Shape S;
  uint32_t Units, Headers, InHeaders;
};

} // namespace recolor::bench

#endif
