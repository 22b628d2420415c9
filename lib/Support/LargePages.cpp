//===- LargePages.cpp - Memory that is read all over the place ------------===//
#include "Support/LargePages.h"
#include "llvm/Support/MemAlloc.h"
#include <algorithm>
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace recolor {

/// What x86 and ARM have, and the least for which large pages pay.
static constexpr size_t LargePage = 2 << 20;

/// A large page lies at a multiple of its size.
static size_t alignmentOf(size_t Bytes, size_t Alignment) {
  return Bytes < LargePage ? Alignment : std::max(Alignment, LargePage);
}

void *allocateLarge(size_t Bytes, size_t Alignment) {
  void *At = llvm::allocate_buffer(Bytes, alignmentOf(Bytes, Alignment));
#ifdef MADV_HUGEPAGE
  // Where there are none the small ones do as well, so nobody is told.
  if (Bytes >= LargePage)
    madvise(At, Bytes, MADV_HUGEPAGE);
#endif
  return At;
}

void deallocateLarge(void *At, size_t Bytes, size_t Alignment) {
  llvm::deallocate_buffer(At, Bytes, alignmentOf(Bytes, Alignment));
}

} // namespace recolor
