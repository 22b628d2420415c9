//===- TextDiff.cpp - The edits between two texts -------------------------===//
#include "Apply/Merge.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace recolor {
using namespace llvm;

namespace {

/// A shortest way from one sequence of lines to another, after Myers, "An
/// O(ND) Difference Algorithm and Its Variations" (1986). Time and memory grow
/// with the square of the number of lines that differ.
class LineDiff {
  ArrayRef<StringRef> A, B;
  std::vector<std::vector<int>> Trace; ///< furthest x on each diagonal, by step

public:
  LineDiff(ArrayRef<StringRef> A, ArrayRef<StringRef> B) : A(A), B(B) {}

  /// Pairs of lines that stay, in order.
  std::vector<std::pair<size_t, size_t>> run() {
    int N = A.size(), M = B.size();
    std::vector<int> V(2 * (N + M) + 3);
    auto At = [&](int K) -> int & { return V[K + N + M + 1]; };
    for (int D = 0; D <= N + M; ++D) {
      for (int K = -D; K <= D; K += 2) {
        int X = K == -D || (K != D && At(K - 1) < At(K + 1)) ? At(K + 1) : At(K - 1) + 1;
        while (X < N && X - K < M && A[X] == B[X - K])
          ++X;
        At(K) = X;
        if (X >= N && X - K >= M) {
          remember(V, D, N + M);
          return backtrack(D);
        }
      }
      remember(V, D, N + M);
    }
    return {};
  }

private:
  void remember(const std::vector<int> &V, int D, int Middle) {
    Trace.emplace_back(V.begin() + Middle + 1 - D, V.begin() + Middle + 2 + D);
  }

  std::vector<std::pair<size_t, size_t>> backtrack(int D) const {
    std::vector<std::pair<size_t, size_t>> Same;
    int X = A.size(), Y = B.size();
    for (; D > 0; --D) {
      const std::vector<int> &V = Trace[D - 1]; // diagonals -(D-1) .. D-1
      auto At = [&](int K) { return K < -(D - 1) || K > D - 1 ? -1 : V[K + D - 1]; };
      int K = X - Y;
      int Before = K == -D || (K != D && At(K - 1) < At(K + 1)) ? K + 1 : K - 1;
      int FromX = At(Before), FromY = FromX - Before;
      while (X > FromX && Y > FromY)
        Same.emplace_back(--X, --Y);
      X = FromX;
      Y = FromY;
    }
    while (X > 0 && Y > 0)
      Same.emplace_back(--X, --Y);
    std::reverse(Same.begin(), Same.end());
    return Same;
  }
};

SmallVector<StringRef> linesOf(StringRef Text) {
  SmallVector<StringRef> Lines;
  while (!Text.empty()) {
    size_t Eol = Text.find('\n');
    Lines.push_back(Text.take_front(Eol == StringRef::npos ? Text.size() : Eol + 1));
    Text = Text.drop_front(Lines.back().size());
  }
  return Lines;
}

} // namespace

MergedFile diffTexts(StringRef Path, std::string Old, std::string New) {
  MergedFile File;
  File.Old = std::move(Old);
  File.New = std::move(New);
  SmallVector<StringRef> A = linesOf(File.Old), B = linesOf(File.New);
  size_t Front = 0, Back = 0;
  while (Front < A.size() && Front < B.size() && A[Front] == B[Front])
    ++Front;
  while (Back < A.size() - Front && Back < B.size() - Front &&
         A[A.size() - 1 - Back] == B[B.size() - 1 - Back])
    ++Back;
  std::vector<std::pair<size_t, size_t>> Same =
      LineDiff(ArrayRef(A).drop_front(Front).drop_back(Back),
               ArrayRef(B).drop_front(Front).drop_back(Back))
          .run();
  Same.emplace_back(A.size() - Front - Back, B.size() - Front - Back);
  auto Begin = [](ArrayRef<StringRef> Lines, StringRef Text, size_t Line) {
    return Line < Lines.size() ? size_t(Lines[Line].data() - Text.data()) : Text.size();
  };
  size_t InA = Front, InB = Front;
  for (auto [X, Y] : Same) {
    size_t EndA = X + Front, EndB = Y + Front;
    if (InA != EndA || InB != EndB) {
      size_t From = Begin(A, File.Old, InA), To = Begin(A, File.Old, EndA);
      size_t NewFrom = Begin(B, File.New, InB), NewTo = Begin(B, File.New, EndB);
      File.Edits.push_back({Path.str(), uint32_t(From), File.Old.substr(From, To - From),
                            File.New.substr(NewFrom, NewTo - NewFrom),
                            From == To ? Edit::Suffix : Edit::Replace, 0});
    }
    InA = EndA + 1;
    InB = EndB + 1;
  }
  return File;
}

} // namespace recolor
