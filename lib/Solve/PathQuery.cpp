//===- PathQuery.cpp - The query language of `recolor paths` --------------===//
#include "Solve/PathQuery.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Unicode.h"

using namespace llvm;

namespace recolor {
namespace {

using Leaf = PathQuery::Leaf;
using Range = PathQuery::Range;

/// A label and the test it stands for.
struct Label {
  StringLiteral Name;
  Leaf::Kind K;
  uint32_t Value;
};

constexpr Label Labels[] = {
    {"annotated", Leaf::Annotated, 0},
    {"async", Leaf::Flags, FF_Async | FF_Coroutine},
    {"blocking", Leaf::Blocking, 0},
    {"constructor", Leaf::OfKind, uint32_t(FunctionKind::Constructor)},
    {"conversion", Leaf::OfKind, uint32_t(FunctionKind::Conversion)},
    {"coroutine", Leaf::Flags, FF_Coroutine},
    {"defined", Leaf::Flags, FF_Defined},
    {"destructor", Leaf::OfKind, uint32_t(FunctionKind::Destructor)},
    {"file", Leaf::File, 0},
    {"function", Leaf::OfKind, uint32_t(FunctionKind::Function)},
    {"lambda", Leaf::OfKind, uint32_t(FunctionKind::Lambda)},
    {"main", Leaf::Flags, FF_Main},
    {"method", Leaf::OfKind, uint32_t(FunctionKind::Method)},
    {"name", Leaf::Name, 0},
    {"noexcept", Leaf::Flags, FF_Noexcept},
    {"operator", Leaf::OfKind, uint32_t(FunctionKind::Operator)},
    {"project", Leaf::Flags, FF_InProject},
    {"public", Leaf::Flags, FF_Public},
    {"slot", Leaf::OfKind, uint32_t(FunctionKind::Slot)},
    {"static", Leaf::Flags, FF_Static},
    {"template", Leaf::Flags, FF_Template},
    {"virtual", Leaf::Flags, FF_Virtual},
};

bool takesArgument(Leaf::Kind K) {
  return K == Leaf::Annotated || K == Leaf::File || K == Leaf::Name;
}

/// Does \p Text name files rather than functions? No name holds a dot or a
/// slash but operator/ and its like.
bool isFileGlob(StringRef Text) {
  StringRef Name = Text.take_until([](char C) { return C == '('; });
  return Name.contains('.') ||
         (Name.contains('/') && !Name.contains("operator/"));
}

class Parser {
  PathQuery Q;
  StringRef Text;
  size_t At = 0;
  unsigned Depth = 0;
  /// Parentheses and negations are read by recursion; nobody writes as many.
  static constexpr unsigned MaxDepth = 100;

public:
  explicit Parser(StringRef Source) {
    Q.Text = Source.str();
    Text = Q.Text;
  }

  Expected<PathQuery> run() {
    for (skipSpace(); At != Text.size(); skipSpace()) {
      size_t Begin = At;
      if (Error E = step())
        return E;
      if (Q.Steps.size() > PathQuery::MaxSteps)
        return Q.error({Begin, At - Begin},
                       "a query has at most " + Twine(PathQuery::MaxSteps) +
                           " steps");
    }
    if (Q.Steps.empty())
      return Q.error({0, 0}, "the query is empty; it needs a step, for example "
                             "'main []* [blocking]'");
    return std::move(Q);
  }

private:
  bool atEnd() const { return At == Text.size(); }
  char peek() const { return atEnd() ? '\0' : Text[At]; }
  void skipSpace() {
    while (!atEnd() && isSpace(Text[At]))
      ++At;
  }

  Error step() {
    if (peek() != '[')
      return patternStep();
    size_t Open = At++;
    PathQuery::Step S;
    skipSpace();
    if (peek() != ']') {
      if (Error E = disjunction(S.Class))
        return E;
      if (atEnd())
        return Q.error({Open, 1}, "this '[' is never closed");
      if (peek() != ']')
        return Q.error({At, 1}, "expected '&', '|' or ']'");
    }
    ++At;
    switch (peek()) {
    case '*':
      S.Optional = S.Repeats = true;
      ++At;
      break;
    case '+':
      S.Repeats = true;
      ++At;
      break;
    case '?':
      S.Optional = true;
      ++At;
      break;
    default:
      break;
    }
    Q.Steps.push_back(std::move(S));
    return Error::success();
  }

  /// Everything up to white space outside brackets; `operator bool` goes on.
  Error patternStep() {
    size_t Begin = At;
    unsigned Nested = 0;
    while (!atEnd()) {
      char C = Text[At];
      StringRef Before = Text.slice(Begin, At);
      bool AfterOperator = Before.ends_with("operator");
      if (isSpace(C) && !Nested && !AfterOperator)
        break;
      if (C == '[' && !Nested && !AfterOperator && !Before.empty())
        break;
      if (C == '(')
        ++Nested;
      else if (C == ')' && Nested)
        --Nested;
      ++At;
    }
    Range Where{Begin, At - Begin};
    StringRef Word = Text.slice(Begin, At);
    PathQuery::Step S;
    if (Word == "**") {
      S.Optional = S.Repeats = true;
      Q.Steps.push_back(std::move(S));
      return Error::success();
    }
    // A plus ends no name but that of an operator.
    if (Word.size() > 1 && Word.ends_with("+") &&
        !Word.drop_back().ends_with("operator") &&
        !Word.drop_back().ends_with("operator+")) {
      S.Repeats = true;
      Word = Word.drop_back();
      --Where.Length;
    }
    if (Error E = pattern(Word, Where, S.Class))
      return E;
    Q.Steps.push_back(std::move(S));
    return Error::success();
  }

  Error pattern(StringRef Word, Range Where, std::vector<PathQuery::Word> &Out) {
    Leaf L;
    L.Where = Where;
    // A path with a line after it is a place, which Pattern reads.
    Expected<Pattern> Pat = Pattern::parse(Word);
    if (!Pat)
      return Q.error(Where, toString(Pat.takeError()));
    if (!Pat->isLocation() && isFileGlob(Word)) {
      L.K = Leaf::File;
      L.Glob = Word.str();
    } else {
      L.K = Leaf::Name;
      L.Pat = std::move(*Pat);
    }
    add(std::move(L), Out);
    return Error::success();
  }

  void add(Leaf L, std::vector<PathQuery::Word> &Out) {
    Out.push_back({PathQuery::Word::Test, uint32_t(Q.Leaves.size())});
    Q.Leaves.push_back(std::move(L));
  }

  Error disjunction(std::vector<PathQuery::Word> &Out) {
    if (Error E = conjunction(Out))
      return E;
    while (peek() == '|') {
      ++At;
      if (Error E = conjunction(Out))
        return E;
      Out.push_back({PathQuery::Word::Or, 0});
    }
    return Error::success();
  }

  Error conjunction(std::vector<PathQuery::Word> &Out) {
    if (Error E = unary(Out))
      return E;
    while (peek() == '&') {
      ++At;
      if (Error E = unary(Out))
        return E;
      Out.push_back({PathQuery::Word::And, 0});
    }
    return Error::success();
  }

  Error unary(std::vector<PathQuery::Word> &Out) {
    skipSpace();
    size_t Begin = At;
    if (++Depth > MaxDepth)
      return Q.error({Begin, 1}, "the class is nested too deeply");
    if (peek() == '!') {
      ++At;
      if (Error E = unary(Out))
        return E;
      Out.push_back({PathQuery::Word::Not, 0});
    } else if (peek() == '(') {
      ++At;
      if (Error E = disjunction(Out))
        return E;
      if (peek() != ')')
        return Q.error({Begin, 1}, "this '(' is never closed");
      ++At;
    } else if (Error E = label(Out)) {
      return E;
    }
    --Depth;
    skipSpace();
    return Error::success();
  }

  Error label(std::vector<PathQuery::Word> &Out) {
    size_t Begin = At;
    while (!atEnd() && (isAlnum(Text[At]) || Text[At] == '_' || Text[At] == '-'))
      ++At;
    Range Where{Begin, At - Begin};
    StringRef Name = Text.slice(Begin, At);
    if (Name.empty())
      return Q.error({Begin, 1}, "expected a label");
    const auto *Known =
        find_if(Labels, [&](const Label &L) { return L.Name == Name; });
    if (Known == std::end(Labels)) {
      std::vector<std::string> Names;
      for (const Label &L : Labels)
        Names.push_back(L.Name.str());
      std::string Near = didYouMean(Name, Names);
      return Q.error(Where,
                     "unknown label '" + Name + "'" +
                         (Near.empty() ? "; the name of a function is written "
                                         "name(...) here"
                                       : "; did you mean '" + Near + "'?"));
    }
    if (!takesArgument(Known->K)) {
      if (peek() == '(')
        return Q.error({At, 1}, "'" + Name + "' takes no argument");
      Leaf L;
      L.K = Known->K;
      L.Value = Known->Value;
      L.Where = Where;
      add(std::move(L), Out);
      return Error::success();
    }
    if (peek() != '(')
      return Q.error(Where, "'" + Name + "' needs an argument: " + Name + "(...)");
    size_t Open = At++;
    unsigned Nested = 1;
    while (!atEnd() && Nested) {
      Nested += Text[At] == '(';
      Nested -= Text[At] == ')';
      ++At;
    }
    if (Nested)
      return Q.error({Open, 1}, "this '(' is never closed");
    StringRef Inside = Text.slice(Open + 1, At - 1);
    StringRef Argument = Inside.trim();
    Range Of{size_t(Argument.data() - Text.data()), Argument.size()};
    if (Argument.empty())
      return Q.error({Open, At - Open}, "the argument is empty");
    if (Known->K == Leaf::Name) {
      Expected<Pattern> Pat = Pattern::parse(Argument);
      if (!Pat)
        return Q.error(Of, toString(Pat.takeError()));
      Leaf L;
      L.K = Leaf::Name;
      L.Pat = std::move(*Pat);
      L.Where = Of;
      add(std::move(L), Out);
      return Error::success();
    }
    Leaf L;
    L.K = Known->K;
    L.Glob = Argument.str();
    L.Where = Of;
    add(std::move(L), Out);
    return Error::success();
  }
};

} // namespace

Expected<PathQuery> PathQuery::parse(StringRef Text) {
  return Parser(Text).run();
}

Error PathQuery::error(Range Where, const Twine &Message) const {
  // One line, so that the mark stands below what it means.
  std::string Line = Text;
  for (char &C : Line)
    if (isSpace(C) || (C >= 0 && !isPrint(C)))
      C = ' ';
  auto Width = [](StringRef S) {
    int Columns = sys::unicode::columnWidthUTF8(S);
    return Columns < 0 ? S.size() : size_t(Columns);
  };
  size_t Before = Width(StringRef(Line).take_front(Where.Offset));
  size_t Marked = Width(StringRef(Line).substr(Where.Offset, Where.Length));
  std::string Mark(Before, ' ');
  Mark += '^';
  if (Marked > 1)
    Mark.append(Marked - 1, '~');
  return createStringError(Message + "\n  " + Line + "\n  " + Mark);
}

} // namespace recolor
