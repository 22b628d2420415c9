//===- Interned.h - Strings and lists of a whole program ---------*- C++ -*-===//
//
// A program of a million functions has some ten million strings and lists, most
// of them short or empty. Here each is one pointer to a size and its contents in
// an arena: eight bytes where std::string and std::vector take 32 and 24, one
// allocation for thousands of them, and a copy costs nothing.
//
// Handles stay valid as long as their arena, wherever the value that holds them
// moves.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_INTERNED_H
#define RECOLOR_MODEL_INTERNED_H

#include "Support/LargePages.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Compiler.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <compare>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace recolor {

class Arena;

/// A string in an arena. Reads like a StringRef, and concatenates like a
/// std::string.
class InternedString {
  const char *At = nullptr; ///< the size, then the characters; null: empty
  friend class Arena;

public:
  llvm::StringRef ref() const {
    if (!At)
      return {};
    return {At + 4, llvm::support::endian::read32le(At)};
  }
  operator llvm::StringRef() const { return ref(); }
  std::string str() const { return ref().str(); }
  bool empty() const { return !At; }
  size_t size() const { return ref().size(); }
  /// Asks for its memory before it is needed.
  void prefetch() const { LLVM_PREFETCH(At, 0, 3); }
  /// Are they one string of one arena? What was interned and is equal, is.
  bool sameAs(InternedString O) const { return At == O.At; }

  friend bool operator==(InternedString A, InternedString B) {
    return A.At == B.At || A.ref() == B.ref();
  }
  friend bool operator==(InternedString A, llvm::StringRef B) {
    return A.ref() == B;
  }
  friend std::strong_ordering operator<=>(InternedString A, InternedString B) {
    return A.At == B.At ? 0 <=> 0 : A.ref().compare(B.ref()) <=> 0;
  }
  friend std::string operator+(std::string A, InternedString B) {
    return std::move(A.append(B.ref().data(), B.size()));
  }
  friend std::string operator+(InternedString A, llvm::StringRef B) {
    return A.str().append(B.data(), B.size());
  }
  friend std::string operator+(InternedString A, const char *B) {
    return A.str().append(B);
  }
  friend std::string operator+(const char *A, InternedString B) {
    return std::string(A) + B;
  }
  friend llvm::raw_ostream &operator<<(llvm::raw_ostream &OS, InternedString S) {
    return OS << S.ref();
  }
};

/// A short list in an arena.
template <typename T> class InternedList {
  static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 8);
  char *At = nullptr; ///< the size, filled up to eight bytes, then the items
  friend class Arena;

public:
  llvm::MutableArrayRef<T> items() const {
    uint32_t Size;
    if (!At)
      return {};
    std::memcpy(&Size, At, sizeof(Size));
    return {reinterpret_cast<T *>(At + 8), Size};
  }
  operator llvm::ArrayRef<T>() const { return items(); }
  const T *begin() const { return items().begin(); }
  const T *end() const { return items().end(); }
  bool empty() const { return !At; }
  size_t size() const { return items().size(); }
  const T &operator[](size_t I) const { return items()[I]; }
  const T &front() const { return items().front(); }
  bool sameAs(InternedList O) const { return At == O.At; }

  friend bool operator==(InternedList A, InternedList B) {
    return A.At == B.At || A.items() == B.items();
  }
};

/// Owns strings and lists. What it gave out stays until it goes.
class Arena {
  /// Each slab is as large as all before it, so that those of a whole program
  /// fill large pages and those of a unit do not begin one.
  llvm::BumpPtrAllocatorImpl<LargePageSlabs, 1 << 16, 1 << 16, 1> Memory;
  std::vector<std::shared_ptr<const void>> Kept;

public:
  /// A copy of \p S.
  InternedString save(llvm::StringRef S) {
    InternedString R;
    if (S.empty())
      return R;
    char *To = static_cast<char *>(Memory.Allocate(4 + S.size(), llvm::Align(1)));
    llvm::support::endian::write32le(To, S.size());
    std::memcpy(To + 4, S.data(), S.size());
    R.At = To;
    return R;
  }

  /// The string that lies at \p At the way this arena stores them: its size in
  /// four bytes, the lowest first, then its characters. It is not copied, and not empty.
  static InternedString at(const char *At) {
    InternedString R;
    R.At = At;
    return R;
  }
  /// Memory that at() was asked about lives as long as this arena.
  void keep(std::shared_ptr<const void> Owner) { Kept.push_back(std::move(Owner)); }

  /// A copy of \p Items.
  template <typename T> InternedList<T> save(llvm::ArrayRef<T> Items) {
    InternedList<T> R;
    if (Items.empty())
      return R;
    uint32_t Size = Items.size();
    R.At = static_cast<char *>(
        Memory.Allocate(8 + Size * sizeof(T), llvm::Align(8)));
    std::memcpy(R.At, &Size, sizeof(Size));
    std::uninitialized_copy(Items.begin(), Items.end(),
                            reinterpret_cast<T *>(R.At + 8));
    return R;
  }

  /// Leaves out all but the first \p Size items of a list that nobody shares.
  template <typename T> static void truncate(InternedList<T> &L, uint32_t Size) {
    if (Size == 0)
      L = InternedList<T>();
    else
      std::memcpy(L.At, &Size, sizeof(Size));
  }
};

} // namespace recolor

#endif
