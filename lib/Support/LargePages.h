//===- LargePages.h - Memory that is read all over the place -----*- C++ -*-===//
//
// Linking and solving a large program jump through hundreds of megabytes. With
// pages of four kilobytes nearly every jump misses the processor's table of
// pages, which on a virtual machine costs more than the memory itself
// (docs/performance.md). Systems give large pages to whom asks for them.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_SUPPORT_LARGEPAGES_H
#define RECOLOR_SUPPORT_LARGEPAGES_H

#include "llvm/Support/AllocatorBase.h"
#include <cstddef>
#include <vector>

namespace recolor {

/// Memory of \p Bytes bytes, from a large page's size on in large pages where
/// the system has them. Ends the process when there is none, as LLVM does.
void *allocateLarge(size_t Bytes, size_t Alignment);
/// Frees what allocateLarge() gave for the same arguments.
void deallocateLarge(void *At, size_t Bytes, size_t Alignment);

/// For standard containers.
template <typename T> struct LargePageAllocator {
  using value_type = T;

  LargePageAllocator() = default;
  template <typename U> LargePageAllocator(const LargePageAllocator<U> &) {}

  T *allocate(size_t N) {
    return static_cast<T *>(allocateLarge(N * sizeof(T), alignof(T)));
  }
  void deallocate(T *At, size_t N) {
    deallocateLarge(At, N * sizeof(T), alignof(T));
  }
  template <typename U> bool operator==(const LargePageAllocator<U> &) const {
    return true;
  }
};

/// A vector that may become large and is not read in order.
template <typename T> using LargeVector = std::vector<T, LargePageAllocator<T>>;

/// For llvm::BumpPtrAllocatorImpl.
struct LargePageSlabs : llvm::AllocatorBase<LargePageSlabs> {
  using llvm::AllocatorBase<LargePageSlabs>::Allocate;
  using llvm::AllocatorBase<LargePageSlabs>::Deallocate;

  void *Allocate(size_t Bytes, size_t Alignment) {
    return allocateLarge(Bytes, Alignment);
  }
  void Deallocate(const void *At, size_t Bytes, size_t Alignment) {
    deallocateLarge(const_cast<void *>(At), Bytes, Alignment);
  }
  void PrintStats() const {}
};

} // namespace recolor

#endif
