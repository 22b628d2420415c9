//===- Instantiations.cpp - Text of explicit instantiations ---------------===//
#include "Clang/Instantiations.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Lexer.h"

namespace recolor {
using namespace llvm;
using namespace clang;

bool isExplicitInstantiation(const FunctionDecl *FD) {
  return FD->getTemplateSpecializationKind() == TSK_ExplicitInstantiationDeclaration ||
         FD->getTemplateSpecializationKind() == TSK_ExplicitInstantiationDefinition;
}

namespace {

/// Reads one from the word `template` on.
class InstantiationReader {
public:
  explicit InstantiationReader(const ASTContext &Ctx) : Ctx(Ctx), SM(Ctx.getSourceManager()) {}

  std::optional<InstantiationText> read(FileID Id, size_t Template) {
    StringRef Before = SM.getBufferData(Id).take_front(Template);
    bool Commented = Before.substr(Before.rfind('\n') + 1).contains("//");
    Before = Before.rtrim();
    // The word also stands in `X::template Y<int>`.
    if (Commented || Before.ends_with("::") || !lex(Id, Template))
      return std::nullopt;
    size_t Open = 0;
    if (!find(tok::l_paren, Open))
      return std::nullopt;
    std::optional<size_t> Name = nameBefore(Open);
    if (!Name)
      return std::nullopt;
    size_t Begin = 1, End = qualifiersBefore(*Name);
    if (End == Begin + 1 && isWord(Begin, "auto")) {
      Begin = Open;
      if (!find(tok::arrow, Begin))
        return std::nullopt;
      ++Begin;
      End = Tokens.size() - 1;
    }
    if (Begin >= End || holdsMacro(Begin, End))
      return std::nullopt;
    size_t First = consumeLastWord(Before, "extern") ? Before.size() : Template;
    return InstantiationText{
        CharSourceRange::getCharRange(SM.getLocForStartOfFile(Id).getLocWithOffset(First),
                                      Tokens.back().getEndLoc()),
        CharSourceRange::getCharRange(Tokens[Begin].getLocation(), Tokens[End - 1].getEndLoc()),
        Tokens[*Name].getLocation()};
  }

  /// What was read last, without its blanks.
  std::string said() const {
    std::string Out;
    for (const Token &T : Tokens)
      Out += Lexer::getSpelling(T, SM, Ctx.getLangOpts()) + " ";
    return Out;
  }

private:
  static bool consumeLastWord(StringRef &Text, StringRef Word) {
    return Text.consume_back(Word) && (Text.empty() || !isAsciiIdentifierContinue(Text.back()));
  }

  /// The tokens up to the semicolon. False: it is the head of a template, a class's
  /// instantiation, or something with a body.
  bool lex(FileID Id, size_t Begin) {
    Tokens.clear();
    StringRef Buffer = SM.getBufferData(Id);
    Lexer Lex(SM.getLocForStartOfFile(Id), Ctx.getLangOpts(), Buffer.begin(),
              Buffer.begin() + Begin, Buffer.end());
    Token T;
    do {
      Lex.LexFromRawLexer(T);
      if (T.isOneOf(tok::eof, tok::l_brace, tok::r_brace, tok::hash))
        return false;
      Tokens.push_back(T);
      if (Tokens.size() == 2 && (T.is(tok::less) || isWord(1, "class") || isWord(1, "struct") ||
                                 isWord(1, "union")))
        return false;
    } while (T.isNot(tok::semi));
    return isWord(0, "template");
  }

  bool isWord(size_t I, StringRef Word) const {
    return Tokens[I].is(tok::raw_identifier) && Tokens[I].getRawIdentifier() == Word;
  }

  /// Moves \p I on to a token of this kind that stands in no brackets.
  bool find(tok::TokenKind Kind, size_t &I) const {
    for (int Depth = 0; I != Tokens.size(); ++I) {
      if (Depth == 0 && Tokens[I].is(Kind))
        return true;
      Depth += depth(Tokens[I]);
    }
    return false;
  }

  static int depth(const Token &T) {
    return T.isOneOf(tok::less, tok::l_paren, tok::l_square) ? 1
           : T.isOneOf(tok::greater, tok::r_paren, tok::r_square) ? -1
           : T.is(tok::greatergreater) ? -2 : 0;
  }

  /// The word in front of what stands at \p I, with or without template arguments.
  std::optional<size_t> nameBefore(size_t I) const {
    int Depth = 0;
    while (I-- > 1) {
      Depth -= depth(Tokens[I]);
      if (Depth == 0 && Tokens[I].is(tok::raw_identifier))
        return I;
      if (Depth == 0 && Tokens[I].isNot(tok::less))
        break;
    }
    return std::nullopt;
  }

  size_t qualifiersBefore(size_t Name) const {
    while (Tokens[Name - 1].is(tok::coloncolon)) {
      std::optional<size_t> Outer = nameBefore(Name - 1);
      if (!Outer)
        return Name - 1;
      Name = *Outer;
    }
    return Name;
  }

  bool holdsMacro(size_t Begin, size_t End) const {
    return any_of(seq(Begin, End), [&](size_t I) {
      const Token &T = Tokens[I];
      return T.is(tok::l_square) ||
             (T.is(tok::raw_identifier) &&
              (T.getRawIdentifier().starts_with("__") ||
               Ctx.Idents.get(T.getRawIdentifier()).hadMacroDefinition()));
    });
  }

  const ASTContext &Ctx;
  const SourceManager &SM;
  SmallVector<Token, 32> Tokens;
};

} // namespace

SmallVector<InstantiationText, 2> instantiationsOf(const FunctionDecl *FD,
                                                   const SourceManager &SM) {
  SmallVector<InstantiationText, 2> Out;
  SourceLocation Named = FD->getPointOfInstantiation();
  if (!isExplicitInstantiation(FD) || Named.isInvalid() || Named.isMacroID())
    return Out;
  auto [Id, Offset] = SM.getDecomposedLoc(Named);
  constexpr StringRef Word = "template";
  InstantiationReader Reader(FD->getASTContext());
  size_t At = SM.getBufferData(Id).take_front(Offset).rfind(Word);
  std::optional<InstantiationText> Known =
      At == StringRef::npos ? std::nullopt : Reader.read(Id, At);
  if (!Known || Known->Name != Named)
    return Out;
  Out.push_back(*Known);
  if (!Lexer::getSourceText(Known->Whole, SM, FD->getASTContext().getLangOpts())
           .starts_with("extern"))
    return Out;
  std::string Said = Reader.said();
  Id = SM.getMainFileID();
  StringRef Buffer = SM.getBufferData(Id);
  for (At = Buffer.find(Word); At != StringRef::npos; At = Buffer.find(Word, At + 1))
    if (std::optional<InstantiationText> Other = Reader.read(Id, At);
        Other && Other->Name != Named && Reader.said() == Said)
      Out.push_back(*Other);
  return Out;
}

std::optional<InstantiationText> instantiationBehind(SourceLocation L, StringRef Name,
                                                     const ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  auto [Id, Offset] = SM.getDecomposedLoc(L);
  StringRef Rest = SM.getBufferData(Id).drop_front(Offset).ltrim();
  if (Rest.consume_front("extern"))
    Rest = Rest.ltrim();
  std::optional<InstantiationText> Found = InstantiationReader(Ctx).read(
      Id, Rest.data() - SM.getBufferData(Id).data());
  return Found && Lexer::getSourceText(CharSourceRange::getTokenRange(Found->Name, Found->Name),
                                       SM, Ctx.getLangOpts()) == Name
             ? Found
             : std::nullopt;
}

} // namespace recolor
