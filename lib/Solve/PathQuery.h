//===- PathQuery.h - The query language of `recolor paths` -------*- C++ -*-===//
//
//   query := step...                    one call between neighbours
//   step  := '[' class? ']' ('*' | '+' | '?')? | '**' | pattern '+'?
//   class := class '|' class | class '&' class | '!' class | '(' class ')'
//          | label | label '(' argument ')'
//
// `[]` admits any function, `**` is `[]*`. A pattern is a function pattern
// (Support/Pattern.h) or, when it holds a `/` or a `.`, a glob for the file in
// which a function stands. docs/paths.md lists the labels.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_SOLVE_PATHQUERY_H
#define RECOLOR_SOLVE_PATHQUERY_H

#include "Model/Facts.h"
#include "Support/Pattern.h"

namespace recolor {

/// A parsed query. References between its parts are indices.
struct PathQuery {
  /// Where something stands in Text.
  struct Range {
    size_t Offset = 0, Length = 0;
  };

  /// One test of a function.
  struct Leaf {
    enum Kind : uint8_t {
      Flags,     ///< has one of the bits of Value
      OfKind,    ///< is of FunctionKind Value
      Blocking,  ///< is a seed, or annotated as blocking
      Annotated, ///< has a label that Glob matches
      File,      ///< stands in a file that Glob matches
      Name,      ///< matches Pat
    };
    Kind K = Flags;
    uint32_t Value = 0;
    std::string Glob;
    Pattern Pat;
    Range Where;
  };

  /// One word of a class in postfix order: a leaf, or an operation on the one
  /// or two results before it.
  struct Word {
    enum Kind : uint8_t { Test, Not, And, Or };
    Kind K = Test;
    uint32_t Leaf = 0; ///< into Leaves, for Test
  };

  struct Step {
    std::vector<Word> Class; ///< empty: any function
    bool Optional = false;   ///< `?` and `*`
    bool Repeats = false;    ///< `+` and `*`
  };

  std::string Text;
  std::vector<Leaf> Leaves;
  std::vector<Step> Steps;

  /// The search keeps the set of steps in one word.
  static constexpr size_t MaxSteps = 32;

  /// Reads a query. Errors say what was expected and show where, with the
  /// nearest label for an unknown one. Linear in \p Text.
  static llvm::Expected<PathQuery> parse(llvm::StringRef Text);

  /// An error at \p Where: the message, then the query with a mark below it.
  llvm::Error error(Range Where, const llvm::Twine &Message) const;
};

} // namespace recolor

#endif
