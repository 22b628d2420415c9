//===- Macros.cpp - What changes in the text of macros --------------------===//
#include "Clang/Macros.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"
#include "llvm/ADT/StringSet.h"

namespace recolor {
using namespace llvm;
using namespace clang;

SourceRange inMacroText(SourceRange R, const SourceManager &SM) {
  SourceLocation Begin = R.getBegin(), End = R.getEnd();
  auto Depth = [&](SourceLocation L) {
    unsigned Steps = 0;
    for (; L.isMacroID(); ++Steps)
      L = SM.getImmediateExpansionRange(L).getBegin();
    return Steps;
  };
  while (Begin.isMacroID() && End.isMacroID()) {
    bool OfArgument = SM.isMacroArgExpansion(Begin);
    if (!OfArgument && SM.getFileID(Begin) == SM.getFileID(End))
      return {Begin, End};
    // When the whole is one argument, it stands where that is written.
    if (OfArgument && SM.isMacroArgExpansion(End) &&
        SM.getImmediateExpansionRange(Begin).getBegin() ==
            SM.getImmediateExpansionRange(End).getBegin()) {
      Begin = SM.getImmediateSpellingLoc(Begin);
      End = SM.getImmediateSpellingLoc(End);
      continue;
    }
    // What begins or ends with an argument does so where the text names it.
    unsigned OfBegin = Depth(Begin), OfEnd = Depth(End);
    for (auto [L, Deep] : {std::pair(&Begin, OfBegin >= OfEnd), std::pair(&End, OfEnd >= OfBegin)})
      if (Deep) {
        if (!SM.isMacroArgExpansion(*L))
          return {};
        *L = SM.getImmediateExpansionRange(*L).getBegin();
      }
  }
  return {};
}

CharSourceRange rangeInMacro(SourceRange R, ProjectFiles &Files, const SourceManager &SM,
                             const LangOptions &LO) {
  R = inMacroText(R, SM);
  if (R.isInvalid())
    return {};
  SourceLocation Begin = SM.getSpellingLoc(R.getBegin());
  SourceLocation End = Lexer::getLocForEndOfToken(SM.getSpellingLoc(R.getEnd()), 0, SM, LO);
  // Tokens that are pasted together stand in no file.
  if (End.isInvalid() || SM.isWrittenInScratchSpace(Begin) ||
      SM.getFileID(Begin) != SM.getFileID(End) || !Files.contains(Begin) || End < Begin)
    return {};
  return CharSourceRange::getCharRange(Begin, End);
}

/// The end of the directive's last line, behind comments and continued lines.
static uint32_t endOfDirective(StringRef Text, size_t At) {
  for (bool LineComment = false; At < Text.size();) {
    StringRef Rest = Text.substr(At);
    LineComment |= Rest.starts_with("//");
    if (!LineComment && Rest.starts_with("/*")) {
      size_t Close = Rest.find("*/", 2);
      At = Close == StringRef::npos ? Text.size() : At + Close + 2;
    } else if (Rest.starts_with("\\\r\n")) {
      At += 3;
    } else if (Rest.starts_with("\\\n")) {
      At += 2;
    } else if (Rest.starts_with("\n") || Rest.starts_with("\r\n")) {
      break;
    } else {
      ++At;
    }
  }
  return At;
}

const Macros::Directives &Macros::directivesOf(FileID Id) {
  auto [It, New] = ByFile.try_emplace(Files.pathOf(Id));
  Directives &Out = It->second;
  if (!New)
    return Out;
  StringRef Text = SM.getBufferData(Id);
  SourceLocation Start = SM.getLocForStartOfFile(Id);
  Lexer Lex(Start, PP.getLangOpts(), Text.begin(), Text.begin(), Text.end());
  Token T;
  auto Next = [&] {
    Lex.LexFromRawLexer(T);
    return T.isNot(tok::eof);
  };
  auto Offset = [&] { return SM.getFileOffset(T.getLocation()); };
  auto Spelling = [&] {
    bool Invalid = false;
    return Lexer::getSpelling(T, SM, PP.getLangOpts(), &Invalid);
  };
  bool More = Next();
  while (More) {
    if (!T.is(tok::hash) || !T.isAtStartOfLine()) {
      More = Next();
      continue;
    }
    uint32_t Begin = Offset();
    if (!(More = Next()) || T.isAtStartOfLine() || !T.is(tok::raw_identifier))
      continue;
    std::string Kind = Spelling();
    if ((Kind != "define" && Kind != "undef") || !(More = Next()) || T.isAtStartOfLine() ||
        !T.is(tok::raw_identifier))
      continue;
    Definition D{Spelling(), Begin, Offset(), 0, 0, {}};
    uint32_t End = Offset() + T.getLength();
    while ((More = Next()) && !T.isAtStartOfLine()) {
      D.Words.push_back({Offset(), Spelling()});
      End = Offset() + T.getLength();
    }
    D.End = End;
    D.At = endOfDirective(Text, End);
    if (Kind == "define")
      Out.Definitions.push_back(std::move(D));
    else
      Out.Undefs.push_back({D.Name, D.At});
  }
  return Out;
}

const Macros::Definition *Macros::definitionAt(SourceLocation Spelled) {
  auto [Id, Offset] = SM.getDecomposedLoc(Spelled);
  if (!SM.getFileEntryForID(Id) || !Files.contains(Id))
    return nullptr;
  for (const Definition &D : directivesOf(Id).Definitions)
    if (D.NameAt < Offset && Offset < D.End)
      return &D;
  return nullptr;
}

bool Macros::namesParameter(const Definition &D, uint32_t Begin, uint32_t End) const {
  if (D.Words.empty() || D.Words.front().Text != "(" ||
      D.Words.front().Offset != D.NameAt + D.Name.size())
    return false;
  auto Close = find_if(D.Words, [](const Word &W) { return W.Text == ")"; });
  return any_of(D.Words, [&](const Word &W) {
    return Begin <= W.Offset && W.Offset < End &&
           (W.Text == "__VA_ARGS__" ||
            std::any_of(D.Words.begin(), Close, [&](const Word &P) {
              return isAsciiIdentifierStart(W.Text[0]) && P.Text == W.Text;
            }));
  });
}

SourceLocation Macros::declaredAt(const FunctionDecl *FD) {
  FunctionTypeLoc FTL = FD->getFunctionTypeLoc();
  SourceLocation Name = FD->getLocation();
  if (!FTL || !Name.isMacroID() || SM.isMacroArgExpansion(Name))
    return {};
  SourceRange Result = FTL.getReturnLoc().getSourceRange();
  uint32_t Begin = ~0u, End = 0;
  for (SourceLocation L : {Name, FD->getNameInfo().getBeginLoc(), Result.getBegin(),
                           Result.getEnd(), FTL.getLParenLoc(), FTL.getRParenLoc()}) {
    if (!L.isMacroID() || SM.getFileID(L) != SM.getFileID(Name))
      return {};
    uint32_t At = SM.getFileOffset(SM.getSpellingLoc(L));
    Begin = std::min(Begin, At);
    End = std::max(End, At + 1);
  }
  SourceLocation Spelled = SM.getSpellingLoc(Name);
  const Definition *D = definitionAt(Spelled);
  if (!D || FD->getQualifierLoc() || namesParameter(*D, Begin, End))
    return {};
  return isSkippedToo(SM.getFileID(Spelled), *D) ? SourceLocation() : Spelled;
}

bool Macros::isSkippedToo(FileID Id, const Definition &D) {
  return any_of(directivesOf(Id).Definitions, [&](const Definition &Other) {
    return Other.Name == D.Name && &Other != &D && !isRead(Id, Other);
  });
}

bool Macros::isDefinedOtherwise(SourceRange R) {
  for (SourceLocation L = inMacroText(R, SM).getBegin(); L.isMacroID();) {
    if (SM.isMacroArgExpansion(L)) {
      L = SM.getImmediateSpellingLoc(L);
      continue;
    }
    SourceLocation Word = SM.getSpellingLoc(L);
    const Definition *D = SM.isWrittenInScratchSpace(Word) ? nullptr : definitionAt(Word);
    if (D && isSkippedToo(SM.getFileID(Word), *D))
      return true;
    L = SM.getImmediateExpansionRange(L).getBegin();
  }
  return false;
}

const Macros::Definition *Macros::defining(const FunctionDecl *Fn) {
  const FunctionDecl *Definition = nullptr;
  if (!Fn || !Fn->hasBody(Definition))
    return nullptr;
  SourceLocation Named = declaredAt(Definition);
  return Named.isValid() ? definitionAt(Named) : nullptr;
}

bool Macros::isInDefining(const FunctionDecl *Fn, SourceLocation Written) {
  const Definition *D = defining(Fn);
  return D && definitionAt(Written) == D;
}

bool Macros::isRead(FileID Id, const Definition &D) const {
  const IdentifierInfo *Name = PP.getIdentifierInfo(D.Name);
  for (const MacroDirective *M = PP.getLocalMacroDirectiveHistory(Name); M; M = M->getPrevious())
    if (const auto *Def = dyn_cast<DefMacroDirective>(M)) {
      auto [Of, At] = SM.getDecomposedLoc(Def->getInfo()->getDefinitionLoc());
      if (At == D.NameAt && Files.pathOf(Of) == Files.pathOf(Id))
        return true;
    }
  return false;
}

bool Macros::isUndefinedElsewhere(FileID Id, const Definition &D) const {
  const IdentifierInfo *Name = PP.getIdentifierInfo(D.Name);
  for (const MacroDirective *M = PP.getLocalMacroDirectiveHistory(Name); M; M = M->getPrevious())
    if (isa<UndefMacroDirective>(M) &&
        Files.pathOf(SM.getFileID(M->getLocation())) != Files.pathOf(Id))
      return true;
  return false;
}

bool Macros::says(const IdentifierInfo *Name, ArrayRef<StringRef> Words, unsigned Depth) const {
  if (Depth == 16)
    return false;
  for (const MacroDirective *M = PP.getLocalMacroDirectiveHistory(Name); M; M = M->getPrevious())
    if (const auto *Def = dyn_cast<DefMacroDirective>(M))
      for (const Token &T : Def->getInfo()->tokens())
        if (const IdentifierInfo *Word = T.getIdentifierInfo())
          if (is_contained(Words, Word->getName()) ||
              (Word != Name && Word->hadMacroDefinition() && says(Word, Words, Depth + 1)))
            return true;
  return false;
}

bool Macros::fits(const MacroInfo *Info, const MacroInfo *Of) const {
  if (!Of || Info->isFunctionLike() != Of->isFunctionLike() ||
      Info->getNumParams() != Of->getNumParams() || Info->isVariadic() != Of->isVariadic())
    return false;
  return any_of(Info->tokens(), [&](const Token &T) {
    const IdentifierInfo *Word = T.getIdentifierInfo();
    return Word && (Word->getName() == "co_return" || Word->getName() == "co_await" ||
                    says(Word, {"co_return", "co_await"}));
  });
}

std::pair<std::string, bool> Macros::versionOf(const Definition &D, SourceLocation Use) {
  StringRef Name = StringRef(D.Name).ltrim('_');
  bool Lower = none_of(Name, [](char C) { return isUppercase(C); });
  std::string Version = ((Lower ? "co_" : "CO_") + Name).str();
  const MacroInfo *Of = nullptr;
  if (const IdentifierInfo *II = PP.getIdentifierInfo(D.Name))
    Of = PP.getMacroDefinitionAtLoc(II, Use).getMacroInfo();
  for (;; Version += '_') {
    auto It = PP.getIdentifierTable().find(Version);
    if (It == PP.getIdentifierTable().end())
      return {Version, false};
    const MacroInfo *Info = PP.getMacroDefinitionAtLoc(It->second, Use).getMacroInfo();
    if (Info && fits(Info, Of))
      return {Version, true};
  }
}

bool Macros::isInText(SourceLocation L) const {
  while (L.isMacroID() && SM.isMacroArgExpansion(L))
    L = SM.getImmediateSpellingLoc(L);
  return L.isMacroID();
}

bool Macros::callsNothing(const Definition &D, const MacroEdit *Inner) const {
  auto Body = D.Words.begin();
  StringSet<> Known; // its parameters, and the macro that has a version of its own
  if (Inner)
    Known.insert(Inner->Old);
  if (Body != D.Words.end() && Body->Text == "(" && Body->Offset == D.NameAt + D.Name.size())
    while (Body != D.Words.end() && Body->Text != ")")
      Known.insert((Body++)->Text);
  return std::all_of(Body, D.Words.end(), [&](const Word &W) {
    if (!isAsciiIdentifierStart(W.Text[0]) || Known.contains(W.Text) || W.Text == "__VA_ARGS__")
      return true;
    // A word that the unit never met is no keyword.
    auto It = PP.getIdentifierTable().find(W.Text);
    return It != PP.getIdentifierTable().end() && It->second->isKeyword(PP.getLangOpts());
  });
}

bool Macros::copySkipped(const Definition &D, StringRef File, StringRef Name,
                         const MacroEdit *Inner, MacroVersion &Out) const {
  MacroCopy Copy{File.str(), D.Begin, D.End, D.At, {}};
  Copy.Edits.push_back({File.str(), D.NameAt, D.Name, Name.str()});
  StringRef Last;
  for (const Word &W : D.Words) {
    // A closure has returns of its own.
    if (W.Text == "[" && !Last.ends_with(")") && !Last.ends_with("]") &&
        !(Last.size() && isAsciiIdentifierContinue(Last.back())))
      return false;
    Last = W.Text;
    if (W.Text == "return") {
      Copy.Edits.push_back({File.str(), W.Offset, W.Text, "co_return"});
    } else if (Inner && W.Text == Inner->Old) {
      Copy.Edits.push_back({File.str(), W.Offset, W.Text, Inner->New});
    } else if (auto It = PP.getIdentifierTable().find(W.Text);
               It != PP.getIdentifierTable().end() && says(It->second, {"return"})) {
      return false;
    }
  }
  Out.Copies.push_back(std::move(Copy));
  return true;
}

MacroVersion Macros::versionAt(SourceLocation L, const FunctionDecl *Fn, bool Returns) {
  MacroVersion Out;
  const Definition *Defining = defining(Fn);
  auto Fail = [&](const Twine &Why) {
    MacroVersion Failed;
    Failed.Obstacle = Why.str();
    return Failed;
  };
  struct Step {
    const Definition *D;
    FileID Id;
    SourceLocation Word; ///< of D's text that changes
  };
  SmallVector<Step, 2> Steps; // the innermost macro first
  SourceLocation InDefining; // where the text that declares the function says it
  while (L.isMacroID()) {
    if (SM.isMacroArgExpansion(L)) {
      L = SM.getImmediateSpellingLoc(L);
      continue;
    }
    SourceLocation Word = SM.getSpellingLoc(L);
    if (SM.isWrittenInScratchSpace(Word))
      return Fail("it is put together from pieces");
    const Definition *D = definitionAt(Word);
    if (!D)
      return Fail("'" + Lexer::getImmediateMacroName(L, SM, PP.getLangOpts()) +
                  "' is not written in a file of the project");
    if (D == Defining) {
      InDefining = Word;
      if (Steps.empty())
        Out.Word = Word;
      break;
    }
    Steps.push_back({D, SM.getFileID(Word), Word});
    Out.Certain &= none_of(directivesOf(Steps.back().Id).Definitions, [&](const Definition &Other) {
      return Other.Name == D->Name && &Other != D;
    });
    L = SM.getImmediateExpansionRange(L).getBegin();
  }
  if (Steps.empty())
    return Out;
  const Definition &Outer = *Steps.back().D;
  auto [UseFile, UseAt] = SM.getDecomposedLoc(InDefining.isValid() ? InDefining : L);
  if (!Files.contains(UseFile) || !SM.getBufferData(UseFile).substr(UseAt).starts_with(Outer.Name))
    return Fail("'" + Outer.Name + "' is not used by its name in a file of the project");

  Out.Word = Steps.front().Word;
  std::vector<MacroEdit> Names(Steps.size()); // what each is called, by its step
  size_t First = 0; // the first step whose macro has to be written
  for (size_t I = Steps.size(); I-- != 0;) {
    const Definition &D = *Steps[I].D;
    auto [Name, There] = versionOf(D, SM.getExpansionLoc(L));
    Names[I] = {"", 0, D.Name, Name};
    if (There) {
      Out.Word.reset();
      First = I + 1;
      break;
    }
  }
  Out.Use = {Files.pathOf(UseFile).str(), UseAt, Outer.Name, Names.back().New};
  for (size_t I = First; I != Steps.size(); ++I) {
    const auto &[D, Id, Word] = Steps[I];
    std::string File = Files.pathOf(Id).str();
    const MacroEdit &Name = Names[I];
    if (isUndefinedElsewhere(Id, *D))
      return Fail("'" + D->Name + "' is undefined in another file than it is defined in");
    MacroCopy Copy{File, D->Begin, D->End, D->At, {{File, D->NameAt, Name.Old, Name.New}}};
    const MacroEdit *Inner = I ? &Names[I - 1] : nullptr;
    if (Inner)
      Copy.Edits.push_back({File, uint32_t(SM.getFileOffset(Word)), Inner->Old, Inner->New});
    Out.Copies.push_back(std::move(Copy));
    for (const Definition &Other : directivesOf(Id).Definitions)
      if (Other.Name == D->Name && &Other != D && !isRead(Id, Other) &&
          !((Returns || callsNothing(Other, Inner)) &&
            copySkipped(Other, File, Name.New, Inner, Out)))
        return Fail("another definition of '" + D->Name +
                    "' is skipped in this unit, and what is to change in it cannot be told");
    const Directives &All = directivesOf(Id);
    for (const Undef &U : All.Undefs) {
      bool There = any_of(All.Undefs, [&](const Undef &Other) {
        return Other.Name == Name.New && Other.At > U.At;
      });
      if (U.Name == D->Name && !There)
        Out.Undefs.push_back({File, U.At, "",
                              (SM.getBufferData(Id).contains("\r\n") ? "\r\n" : "\n") +
                                  ("#undef " + Name.New)});
    }
  }
  return Out;
}

} // namespace recolor
