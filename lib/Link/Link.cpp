//===- Link.cpp - Many units, one program ---------------------------------===//
#include "Link/Link.h"
#include "Link/Merge.h"
#include "Link/WholeProgram.h"
#include <cassert>

using namespace llvm;

namespace recolor {

Linker::Linker() : Merger(std::make_unique<UnitMerger>()) {}
Linker::Linker(Linker &&) = default;
Linker &Linker::operator=(Linker &&) = default;
Linker::~Linker() = default;

void Linker::add(UnitFacts &&Unit) {
  assert(Merger && "the program is finished");
  UnitFacts Taken = std::move(Unit);
  Merger->add(Taken);
}

Program Linker::finish(bool KeepSlots) {
  assert(Merger && "the program is finished");
  Program P = Merger->finish();
  BitVector Parsed = Merger->parsedFiles();
  // Its tables are not needed for what follows.
  Merger.reset();
  completeProgram(P, Parsed, KeepSlots);
  return P;
}

Program link(std::vector<UnitFacts> Units) {
  Linker L;
  for (UnitFacts &U : Units)
    L.add(std::move(U));
  return L.finish();
}

} // namespace recolor
