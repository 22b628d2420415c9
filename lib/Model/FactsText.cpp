//===- FactsText.cpp - Facts and verdicts as lines of text ----------------===//
#include "Model/FactsText.h"
#include "Support/Pattern.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include <optional>

using namespace llvm;

namespace recolor {
namespace {

struct FlagName {
  StringLiteral Name;
  FunctionFlag Flag;
};
constexpr FlagName FlagNames[] = {
    {"defined", FF_Defined},
    {"project", FF_InProject},
    {"virtual", FF_Virtual},
    {"pure", FF_Pure},
    {"static", FF_Static},
    {"main", FF_Main},
    {"template", FF_Template},
    {"coroutine", FF_Coroutine},
    {"noexcept", FF_Noexcept},
    {"returns-void", FF_ReturnsVoid},
    {"async", FF_Async},
    {"public", FF_Public},
    {"implicit", FF_Implicit},
    {"differs", FF_Differs},
    {"unparsed", FF_Unparsed},
    {"c", FF_C},
    {"asks-exception", FF_AsksException},
    {"state", FF_State},
    {"mutable", FF_Mutable},
    {"stored", FF_Stored},
    {"own", FF_Own},
    {"hands-on", FF_HandsOn},
    {"static-variable", FF_StaticVariable},
};

constexpr StringLiteral ContextKindNames[] = {"local", "member", "global",
                                              "parameter", "expression"};

constexpr StringLiteral LineKeywords[] = {
    "unit",         "root", "error", "file", "include",
    "project-file", "fn",   "rule",  "call", "context"};

constexpr unsigned FunctionKinds = unsigned(FunctionKind::Slot) + 1;
constexpr unsigned CallKinds = unsigned(CallKind::Unevaluated) + 1;

//===-- Writing -----------------------------------------------------------===//

std::string quoted(StringRef S) {
  std::string Out = "\"";
  for (char C : S) {
    if (C == '\n') {
      Out += "\\n";
      continue;
    }
    if (C == '"' || C == '\\')
      Out += '\\';
    Out += C;
  }
  return Out += '"';
}

/// As it is when it reads back as one word, quoted otherwise.
std::string word(StringRef S) {
  if (S.empty() || S.starts_with("(") ||
      S.find_first_of(" \t\n\r=\"\\") != StringRef::npos)
    return quoted(S);
  return S.str();
}

/// Does \p S read back as one parenthesised token?
bool isBalanced(StringRef S) {
  if (!S.starts_with("(") || S.find_first_of("\n\r\"\\") != StringRef::npos)
    return false;
  int Depth = 0;
  for (size_t I = 0; I != S.size(); ++I) {
    Depth += S[I] == '(' ? 1 : S[I] == ')' ? -1 : 0;
    if (Depth == 0)
      return I + 1 == S.size();
  }
  return false;
}

/// Short and unique labels made from qualified names: the last component, with
/// a number from the second function of that name on.
class Labels {
  StringMap<unsigned> Used;

public:
  std::string make(StringRef Name, StringRef Fallback) {
    StringRef Last = Name;
    if (size_t Pos = Name.rfind("::"); Pos != StringRef::npos)
      Last = Name.drop_front(Pos + 2);
    std::string L;
    for (char C : Last)
      L += isAlnum(C) || C == '_' ? C : '_';
    if (L.empty())
      L = Fallback.str();
    unsigned N = ++Used[L];
    return N == 1 ? L : L + "." + std::to_string(N);
  }
};

/// Writes what UnitFacts and Program have in common.
template <typename FactsT> class Writer {
  raw_ostream &OS;
  const FactsT &Facts;
  std::vector<std::string> Fn, Ctx;

public:
  Writer(raw_ostream &OS, const FactsT &Facts) : OS(OS), Facts(Facts) {
    Labels FnLabels, CtxLabels;
    for (const auto &X : Facts.Functions)
      Fn.push_back(FnLabels.make(X.Name, "fn"));
    for (const ContextFact &X : Facts.Contexts)
      Ctx.push_back(CtxLabels.make(X.Name, "context"));
  }

  StringRef label(uint32_t F) const {
    return F == None ? StringRef("-") : StringRef(Fn[F]);
  }

  std::string location(const Location &L) const {
    std::string S = Facts.Files[L.File] + ":" + std::to_string(L.Line) + ":" +
                    std::to_string(L.Column);
    if (L.Offset)
      S += "@" + std::to_string(L.Offset);
    return word(S);
  }

  void option(StringRef Key, StringRef Value) {
    OS << ' ' << Key << '=' << word(Value);
  }

  void function(uint32_t I) {
    const auto &F = Facts.Functions[I];
    OS << "fn " << Fn[I];
    if (F.Name != Fn[I])
      OS << ' ' << quoted(F.Name);
    if (isBalanced(F.Params))
      OS << ' ' << F.Params;
    else if (!F.Params.empty())
      option("params", F.Params);
    if (F.Kind != FunctionKind::Function)
      OS << ' ' << toString(F.Kind);
    for (const FlagName &N : FlagNames)
      if (F.is(N.Flag))
        OS << ' ' << N.Name;
    if (F.Loc.isValid())
      OS << " loc=" << location(F.Loc);
    for (const Location &L : F.Redecls)
      OS << " redecl=" << location(L);
    for (uint32_t O : F.Overrides)
      OS << " overrides=" << Fn[O];
    if (F.Parent != None)
      OS << " parent=" << Fn[F.Parent];
    if (!F.Class.empty())
      option("class", F.Class);
    if (!F.ReturnType.empty())
      option("returns", F.ReturnType);
    for (StringRef L : F.Labels)
      option("label", L);
    if (F.Digest)
      OS << " digest=" << utohexstr(F.Digest);
    if (F.Key != Fn[I])
      option("key", F.Key);
    if (F.USR != F.Key)
      option("usr", F.USR);
    OS << '\n';
    for (const auto &R : F.Rules) {
      OS << "rule " << Fn[I] << ' ' << R.Rule;
      if (!R.Detail.empty())
        OS << ' ' << quoted(R.Detail);
      if (R.Loc.isValid())
        OS << " loc=" << location(R.Loc);
      OS << '\n';
    }
  }

  void context(uint32_t I) {
    const ContextFact &C = Facts.Contexts[I];
    OS << "context " << Ctx[I] << ' ' << ContextKindNames[C.K];
    if (C.Loc.isValid())
      OS << ' ' << location(C.Loc);
    if (!C.Type.empty())
      option("type", C.Type);
    if (C.Owner != None)
      OS << " owner=" << Fn[C.Owner];
    OS << (C.Escapes ? " escapes" : "") << (C.Editable ? " editable" : "");
    for (const std::string &M : C.Methods)
      option("method", M);
    if (C.Name != Ctx[I])
      option("name", C.Name);
    if (C.Key != Ctx[I])
      option("key", C.Key);
    OS << '\n';
  }

  template <typename CallT> void call(const CallT &C) {
    OS << "call " << label(C.Caller) << " -> " << label(C.Callee) << ' '
       << toString(C.Kind);
    if (C.Loc.isValid())
      OS << ' ' << location(C.Loc);
    if (C.End)
      OS << " end=" << C.End;
    if (C.Via != None)
      OS << " via=" << Fn[C.Via];
    if (C.Context != None)
      OS << " context=" << Ctx[C.Context];
    if (C.Instance != None)
      option("instance", Facts.Instances[C.Instance]);
    if (C.Guard != None)
      OS << (C.GuardHolds ? " when=" : " unless=") << Fn[C.Guard];
    if (C.InLoop)
      OS << " loop";
    if (!C.Written)
      OS << " unwritten";
    for (StringRef R : C.Rules)
      option("rule", R);
    OS << '\n';
  }

  void all() {
    for (const std::string &I : Facts.Includes)
      OS << "include " << word(I) << '\n';
    for (uint32_t I = 0; I != Facts.Functions.size(); ++I)
      function(I);
    for (uint32_t I = 0; I != Facts.Contexts.size(); ++I)
      context(I);
    for (const auto &C : Facts.Calls)
      call(C);
  }
};

/// The file table follows from the locations, in the order they are read; only
/// a table that differs needs `file` lines.
bool followsFromLocations(const UnitFacts &U) {
  uint32_t Next = 0;
  bool Ok = true;
  auto See = [&](const Location &L) {
    if (!L.isValid() || L.File < Next)
      return;
    Ok &= L.File == Next;
    ++Next;
  };
  for (const FunctionFact &F : U.Functions) {
    See(F.Loc);
    for (const Location &L : F.Redecls)
      See(L);
    for (const FunctionRuleFact &R : F.Rules)
      See(R.Loc);
  }
  for (const ContextFact &C : U.Contexts)
    See(C.Loc);
  for (const CallFact &C : U.Calls)
    See(C.Loc);
  return Ok && Next == U.Files.size();
}

//===-- Reading -----------------------------------------------------------===//

/// One word of a line. Key is set for `key=value`.
struct Token {
  enum Kind : uint8_t { Word, String, Parens } K = Word;
  std::string Key;
  std::string Text;
};

struct Line {
  unsigned Number = 0;
  std::vector<Token> Tokens;
};

class Reader {
  StringRef Name;
  unsigned Number = 0;
  UnitFacts U;
  StringMap<uint32_t> FileIds, FnIds, CtxIds, InstanceIds;

public:
  explicit Reader(StringRef Name) : Name(Name) {}

  Expected<std::vector<UnitFacts>> run(StringRef Text) {
    std::vector<UnitFacts> Units;
    std::vector<Line> Lines;
    auto Finish = [&]() -> Error {
      if (Lines.empty())
        return Error::success();
      U = UnitFacts();
      FileIds.clear();
      FnIds.clear();
      CtxIds.clear();
      InstanceIds.clear();
      if (Error E = unit(Lines))
        return E;
      Units.push_back(std::move(U));
      Lines.clear();
      return Error::success();
    };
    unsigned N = 0;
    while (!Text.empty()) {
      auto [First, Rest] = Text.split('\n');
      Text = Rest;
      Number = ++N;
      First = First.trim();
      if (First.empty() || First.starts_with("#"))
        continue;
      Line L;
      L.Number = N;
      if (Error E = tokenize(First, L.Tokens))
        return E;
      if (L.Tokens.front().Text == "unit")
        if (Error E = Finish())
          return E;
      Lines.push_back(std::move(L));
    }
    if (Error E = Finish())
      return E;
    return Units;
  }

private:
  Error error(const Twine &Message) const {
    return createStringError(Name + ":" + Twine(Number) +
                             ": error: " + Message);
  }

  template <typename RangeT>
  Error unknown(StringRef What, StringRef Text, const RangeT &Known) const {
    std::vector<std::string> Candidates;
    for (StringRef K : Known)
      Candidates.push_back(K.str());
    std::string Near = didYouMean(Text, Candidates);
    return error(
        "unknown " + What + " '" + Text + "'" +
        (Near.empty() ? Twine("") : "; did you mean '" + Twine(Near) + "'?"));
  }

  Error tokenize(StringRef S, std::vector<Token> &Out) const {
    while (!(S = S.ltrim()).empty()) {
      Token T;
      size_t KeyEnd = 0;
      while (KeyEnd < S.size() && (isAlpha(S[KeyEnd]) || S[KeyEnd] == '-'))
        ++KeyEnd;
      if (KeyEnd != 0 && KeyEnd < S.size() && S[KeyEnd] == '=') {
        T.Key = S.take_front(KeyEnd).str();
        S = S.drop_front(KeyEnd + 1);
      }
      if (S.consume_front("\"")) {
        T.K = Token::String;
        bool Closed = false;
        while (!S.empty()) {
          char C = S.front();
          S = S.drop_front();
          if (C == '"') {
            Closed = true;
            break;
          }
          if (C == '\\' && !S.empty()) {
            C = S.front() == 'n' ? '\n' : S.front();
            S = S.drop_front();
          }
          T.Text += C;
        }
        if (!Closed)
          return error("the quoted text is not closed");
      } else if (S.starts_with("(") && T.Key.empty()) {
        T.K = Token::Parens;
        int Depth = 0;
        size_t I = 0;
        for (; I != S.size(); ++I) {
          Depth += S[I] == '(' ? 1 : S[I] == ')' ? -1 : 0;
          if (Depth == 0)
            break;
        }
        if (Depth != 0)
          return error("the parameter list is not closed");
        T.Text = S.take_front(I + 1).str();
        S = S.drop_front(I + 1);
      } else {
        size_t End = S.find_first_of(" \t");
        T.Text = S.take_front(End).str();
        S = End == StringRef::npos ? StringRef() : S.drop_front(End);
      }
      Out.push_back(std::move(T));
    }
    return Error::success();
  }

  uint32_t file(StringRef Path) {
    auto [It, New] = FileIds.try_emplace(Path, U.Files.size());
    if (New)
      U.Files.push_back(Path.str());
    return It->second;
  }

  /// Reads `file:line:column[@offset]`; false when \p S is something else.
  bool location(StringRef S, Location &L) {
    StringRef Rest = S, OffsetText;
    if (size_t At = S.rfind('@'); At != StringRef::npos)
      if (!S.drop_front(At + 1).getAsInteger(10, L.Offset))
        Rest = S.take_front(At);
    auto [Front, Column] = Rest.rsplit(':');
    auto [Path, LineText] = Front.rsplit(':');
    if (Path.empty() || Column.getAsInteger(10, L.Column) ||
        LineText.getAsInteger(10, L.Line))
      return false;
    L.File = file(Path);
    return true;
  }

  Error locationOption(const Token &T, Location &L) {
    if (location(T.Text, L))
      return Error::success();
    return error("'" + T.Text + "' is not a location; write file:line:column");
  }

  Error label(const StringMap<uint32_t> &Ids, StringRef What, StringRef Text,
              uint32_t &Id) const {
    auto It = Ids.find(Text);
    if (It == Ids.end())
      return unknown(What, Text, Ids.keys());
    Id = It->second;
    return Error::success();
  }

  static std::optional<unsigned> functionKind(StringRef S) {
    for (unsigned I = 0; I != FunctionKinds; ++I)
      if (toString(FunctionKind(I)) == S)
        return I;
    return std::nullopt;
  }
  static std::optional<unsigned> callKind(StringRef S) {
    for (unsigned I = 0; I != CallKinds; ++I)
      if (toString(CallKind(I)) == S)
        return I;
    return std::nullopt;
  }

  Error unit(std::vector<Line> &Lines) {
    // Labels first: any line may refer to a function below it.
    for (Line &L : Lines) {
      Number = L.Number;
      StringRef Keyword = L.Tokens.front().Text;
      bool IsFn = Keyword == "fn", IsContext = Keyword == "context";
      if (!IsFn && !IsContext)
        continue;
      if (L.Tokens.size() < 2)
        return error("'" + Keyword + "' needs a label");
      StringRef Label = L.Tokens[1].Text;
      auto &Ids = IsFn ? FnIds : CtxIds;
      if (!Ids.try_emplace(Label, Ids.size()).second)
        return error("the label '" + Label + "' is used twice");
    }
    U.Functions.resize(FnIds.size());
    U.Contexts.resize(CtxIds.size());
    for (Line &L : Lines) {
      Number = L.Number;
      StringRef Keyword = L.Tokens.front().Text;
      Error E = Keyword == "unit"           ? unitLine(L)
                : Keyword == "root"         ? rootLine(L)
                : Keyword == "error"        ? operand(L, U.Errors)
                : Keyword == "file"         ? fileLine(L)
                : Keyword == "include"      ? operand(L, U.Includes)
                : Keyword == "project-file" ? operand(L, U.ProjectFiles)
                : Keyword == "fn"           ? function(L)
                : Keyword == "rule"         ? rule(L)
                : Keyword == "call"         ? call(L)
                : Keyword == "context"
                    ? context(L)
                    : unknown("keyword", Keyword, LineKeywords);
      if (E)
        return E;
    }
    return Error::success();
  }

  Error unitLine(const Line &L) {
    if (L.Tokens.size() > 1)
      U.MainFile = L.Tokens[1].Text;
    if (L.Tokens.size() > 2) {
      if (L.Tokens.size() > 3 || L.Tokens[2].Text != "failed")
        return error("after the file of a unit only 'failed' may follow");
      U.Failed = true;
    }
    return Error::success();
  }

  Error operand(const Line &L, std::vector<std::string> &Out) {
    if (L.Tokens.size() != 2)
      return error("'" + L.Tokens[0].Text + "' takes one operand");
    Out.push_back(L.Tokens[1].Text);
    return Error::success();
  }

  Error rootLine(const Line &L) {
    if (L.Tokens.size() != 2)
      return error("'root' takes one operand");
    U.Root = L.Tokens[1].Text;
    return Error::success();
  }

  Error fileLine(const Line &L) {
    if (L.Tokens.size() != 2)
      return error("'file' takes one operand");
    file(L.Tokens[1].Text);
    return Error::success();
  }

  Error function(const Line &L) {
    StringRef Label = L.Tokens[1].Text;
    FunctionFact &F = U.Functions[FnIds.lookup(Label)];
    F.Key = F.Name = U.save(Label);
    bool HasUSR = false;
    for (const Token &T : drop_begin(L.Tokens, 2)) {
      if (!T.Key.empty()) {
        uint32_t Id;
        if (T.Key == "loc") {
          if (Error E = locationOption(T, F.Loc))
            return E;
        } else if (T.Key == "redecl") {
          if (Error E = locationOption(T, F.Redecls.emplace_back()))
            return E;
        } else if (T.Key == "overrides") {
          if (Error E = label(FnIds, "function", T.Text, Id))
            return E;
          F.Overrides.push_back(Id);
        } else if (T.Key == "parent") {
          if (Error E = label(FnIds, "function", T.Text, F.Parent))
            return E;
        } else if (T.Key == "class") {
          F.Class = U.save(T.Text);
        } else if (T.Key == "returns") {
          F.ReturnType = U.save(T.Text);
        } else if (T.Key == "label") {
          F.Labels.push_back(T.Text);
        } else if (T.Key == "digest") {
          if (StringRef(T.Text).getAsInteger(16, F.Digest))
            return error("'digest' takes a hexadecimal number, not '" + T.Text +
                         "'");
        } else if (T.Key == "key") {
          F.Key = U.save(T.Text);
        } else if (T.Key == "usr") {
          F.USR = U.save(T.Text);
          HasUSR = true;
        } else if (T.Key == "name") {
          F.Name = U.save(T.Text);
        } else if (T.Key == "params") {
          F.Params = U.save(T.Text);
        } else {
          static constexpr StringLiteral Known[] = {
              "loc",   "redecl", "overrides", "parent", "class", "returns",
              "label", "digest", "key",       "usr",    "name",  "params"};
          return unknown("option", T.Key, Known);
        }
        continue;
      }
      if (T.K == Token::String) {
        F.Name = U.save(T.Text);
      } else if (T.K == Token::Parens) {
        F.Params = U.save(T.Text);
      } else if (auto K = functionKind(T.Text)) {
        F.Kind = FunctionKind(*K);
      } else {
        const FlagName *Found =
            find_if(FlagNames, [&](auto &N) { return N.Name == T.Text; });
        if (Found == std::end(FlagNames)) {
          std::vector<std::string> Known;
          for (const FlagName &N : FlagNames)
            Known.push_back(N.Name.str());
          for (unsigned I = 0; I != FunctionKinds; ++I)
            Known.push_back(toString(FunctionKind(I)).str());
          return unknown("kind or flag", T.Text, Known);
        }
        F.Flags |= Found->Flag;
      }
    }
    if (!HasUSR)
      F.USR = F.Key;
    return Error::success();
  }

  Error rule(const Line &L) {
    if (L.Tokens.size() < 3)
      return error("'rule' needs a function and the id of a rule");
    uint32_t Id;
    if (Error E = label(FnIds, "function", L.Tokens[1].Text, Id))
      return E;
    FunctionRuleFact R;
    R.Rule = L.Tokens[2].Text;
    for (const Token &T : drop_begin(L.Tokens, 3)) {
      if (T.K == Token::String && T.Key.empty())
        R.Detail = T.Text;
      else if (Error E = locationOption(T, R.Loc))
        return E;
    }
    U.Functions[Id].Rules.push_back(std::move(R));
    return Error::success();
  }

  Error call(const Line &L) {
    if (L.Tokens.size() < 4 || L.Tokens[2].Text != "->")
      return error("write a call as 'call CALLER -> CALLEE'");
    CallFact C;
    if (L.Tokens[1].Text != "-")
      if (Error E = label(FnIds, "function", L.Tokens[1].Text, C.Caller))
        return E;
    if (Error E = label(FnIds, "function", L.Tokens[3].Text, C.Callee))
      return E;
    for (const Token &T : drop_begin(L.Tokens, 4)) {
      if (T.Key == "via") {
        if (Error E = label(FnIds, "function", T.Text, C.Via))
          return E;
      } else if (T.Key == "context") {
        if (Error E = label(CtxIds, "context", T.Text, C.Context))
          return E;
      } else if (T.Key == "instance") {
        auto [It, New] = InstanceIds.try_emplace(T.Text, U.Instances.size());
        if (New)
          U.Instances.push_back(T.Text);
        C.Instance = It->second;
      } else if (T.Key == "when" || T.Key == "unless") {
        if (Error E = label(FnIds, "function", T.Text, C.Guard))
          return E;
        C.GuardHolds = T.Key == "when";
      } else if (T.Key == "rule") {
        C.Rules.push_back(T.Text);
      } else if (T.Key == "end") {
        if (StringRef(T.Text).getAsInteger(10, C.End))
          return error("'end' takes a byte offset, not '" + T.Text + "'");
      } else if (!T.Key.empty()) {
        static constexpr StringLiteral Known[] = {"via",  "context", "instance", "when",
                                                  "unless", "rule",  "end"};
        return unknown("option", T.Key, Known);
      } else if (T.Text == "loop") {
        C.InLoop = true;
      } else if (T.Text == "unwritten") {
        C.Written = false;
      } else if (auto K = callKind(T.Text)) {
        C.Kind = CallKind(*K);
      } else if (!location(T.Text, C.Loc)) {
        std::vector<std::string> Known;
        for (unsigned I = 0; I != CallKinds; ++I)
          Known.push_back(toString(CallKind(I)).str());
        return unknown("kind of call", T.Text, Known);
      }
    }
    U.Calls.push_back(std::move(C));
    return Error::success();
  }

  Error context(const Line &L) {
    StringRef Label = L.Tokens[1].Text;
    ContextFact &C = U.Contexts[CtxIds.lookup(Label)];
    C.Key = C.Name = Label.str();
    for (const Token &T : drop_begin(L.Tokens, 2)) {
      if (T.Key == "type") {
        C.Type = T.Text;
      } else if (T.Key == "name") {
        C.Name = T.Text;
      } else if (T.Key == "key") {
        C.Key = T.Text;
      } else if (T.Key == "method") {
        C.Methods.push_back(T.Text);
      } else if (T.Key == "owner") {
        if (Error E = label(FnIds, "function", T.Text, C.Owner))
          return E;
      } else if (!T.Key.empty()) {
        static constexpr StringLiteral Known[] = {"type", "name", "key",
                                                  "method", "owner"};
        return unknown("option", T.Key, Known);
      } else if (T.Text == "escapes") {
        C.Escapes = true;
      } else if (T.Text == "editable") {
        C.Editable = true;
      } else if (const StringLiteral *K = find(ContextKindNames, T.Text);
                 K != std::end(ContextKindNames)) {
        C.K = ContextFact::Kind(K - std::begin(ContextKindNames));
      } else if (!location(T.Text, C.Loc)) {
        return unknown("kind of context", T.Text, ContextKindNames);
      }
    }
    return Error::success();
  }
};

} // namespace

void print(raw_ostream &OS, const UnitFacts &U) {
  OS << "unit " << word(U.MainFile) << (U.Failed ? " failed" : "") << '\n';
  if (!U.Root.empty())
    OS << "root " << word(U.Root) << '\n';
  for (const std::string &E : U.Errors)
    OS << "error " << quoted(E) << '\n';
  if (!followsFromLocations(U))
    for (const std::string &F : U.Files)
      OS << "file " << word(F) << '\n';
  for (const std::string &F : U.ProjectFiles)
    OS << "project-file " << word(F) << '\n';
  Writer(OS, U).all();
}

Expected<std::vector<UnitFacts>> parseUnits(StringRef Text, StringRef Name) {
  return Reader(Name).run(Text);
}

Expected<UnitFacts> parseFacts(StringRef Text, StringRef Name) {
  Expected<std::vector<UnitFacts>> Units = parseUnits(Text, Name);
  if (!Units)
    return Units.takeError();
  if (Units->size() > 1)
    return createStringError(Name + ": error: one unit expected, found " +
                             Twine(Units->size()));
  return Units->empty() ? UnitFacts() : std::move(Units->front());
}

void print(raw_ostream &OS, const Program &P) {
  OS << "# " << P.Units << " units\n";
  for (const Program::FailedUnit &F : P.Failed) {
    OS << "# failed " << F.File << '\n';
    for (const std::string &E : F.Errors)
      OS << "#   " << E << '\n';
  }
  Writer W(OS, P);
  W.all();
  for (uint32_t K = 0; K != P.classCount(); ++K) {
    ArrayRef<uint32_t> Members = P.members(K);
    if (Members.size() < 2)
      continue;
    OS << "# class";
    for (uint32_t M : Members)
      OS << ' ' << W.label(M);
    OS << '\n';
  }
}

void print(raw_ostream &OS, const Program &P, const Coloring &C) {
  Writer W(OS, P);
  for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
    if (!C.isAsync(P, Fn))
      continue;
    OS << "async " << W.label(Fn)
       << " depth=" << C.Classes[P.ClassOf[Fn]].Depth;
    const Reason &R = C.Reasons[Fn];
    switch (R.K) {
    case Reason::Seed:
      OS << " seed";
      break;
    case Reason::Call:
      OS << " calls " << W.label(P.Calls[R.Site].Callee);
      break;
    case Reason::Class:
      OS << " with " << W.label(R.Member);
      break;
    }
    OS << '\n';
  }
  for (const FrontierSite &F : C.Frontier)
    OS << "frontier " << W.label(P.Calls[F.Site].Caller) << " -> "
       << W.label(P.Calls[F.Site].Callee) << ' ' << F.Rule << '\n';
  for (const Barrier &B : C.Barriers) {
    OS << "barrier " << W.label(B.Function) << ' ' << B.Rule;
    if (!B.Detail.empty())
      OS << ' ' << quoted(B.Detail);
    OS << '\n';
  }
}

} // namespace recolor
