//===- Handlers.cpp - Work of handlers behind their try statement ---------===//
//
// The text of a handler stays where it is and becomes the branch of an `if`
// (recolor/caught.h shows the form): what changes is what stands before it.
//
//===----------------------------------------------------------------------===//
#include "Clang/Handlers.h"
#include "Rewrite/UnitRewriter.h"

namespace recolor {
using namespace llvm;
using namespace clang;

/// May a declaration be added in front of the statement? Not where it is the
/// branch of another one, nor where a label lets control jump over it.
static bool takesDeclaration(const Stmt *Parent, const Stmt *Body) {
  auto HasLabel = [](auto &Self, const Stmt *S) -> bool {
    return S && !isa<LambdaExpr>(S) &&
           (isa<LabelStmt, SwitchCase>(S) ||
            any_of(S->children(), [&](const Stmt *C) { return Self(Self, C); }));
  };
  return isa_and_nonnull<CompoundStmt>(Parent) && !HasLabel(HasLabel, Body);
}

/// Does control never reach the end of the block?
static bool leaves(const Stmt *S) {
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return !Block->body_empty() && leaves(Block->body_back());
  if (isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt>(S))
    return true;
  const auto *E = dyn_cast<Expr>(S);
  return E && isa<CXXThrowExpr>(E->IgnoreParenImpCasts());
}

static bool holdsWord(StringRef Text, StringRef Word) {
  auto Part = [](char C) { return isAlnum(C) || C == '_'; };
  for (size_t At = Text.find(Word); At != StringRef::npos; At = Text.find(Word, At + 1))
    if ((At == 0 || !Part(Text[At - 1])) &&
        (At + Word.size() == Text.size() || !Part(Text[At + Word.size()])))
      return true;
  return false;
}

void UnitRewriter::leaveHandlers() {
  for (auto &[Key, Places] : Tries) {
    auto Awaited = AwaitsInBody.find(Key);
    if (Awaited == AwaitsInBody.end() || Plan.strategyOf(Key) == Strategy::Keep)
      continue;
    unsigned Count = 0;
    for (const auto &[Offset, Place] : Places) {
      const CXXCatchStmt *First = Place.Try->getHandler(0);
      auto At = Awaited->second.lower_bound(place(First->getBeginLoc()).second);
      if (At == Awaited->second.end() ||
          *At > place(Place.Try->getEndLoc()).second)
        continue;
      std::string Text = text(fileRange(Place.Fn->getSourceRange()));
      std::string Name;
      do
        Name = "caught" + (Count++ ? std::to_string(Count) : "");
      while (holdsWord(Text, Name));
      leaveHandlers(Place, Name);
    }
  }
}

void UnitRewriter::leaveHandlers(const TryPlace &Place, StringRef Name) {
  const CXXTryStmt *Try = Place.Try;
  const FunctionDecl *Fn = Place.Fn;
  const unsigned Last = Try->getNumHandlers() - 1;
  auto [File, Begin] = place(Try->getTryLoc());
  StringRef Buffer = buffer(Try->getTryLoc());
  size_t Line = Buffer.rfind('\n', Begin) + 1;
  std::string Indent =
      Buffer.slice(Line, Buffer.find_first_not_of(" \t", Line)).str();
  const std::string &Step = step(Try->getTryLoc());

  const Stmt *Body = Fn->getBody();
  bool Block = !takesDeclaration(Place.Parent, Body);
  std::string Declaration = "recolor::caught " + Name.str() + ";";
  // Where others stand on its line, so does the declaration.
  bool Alone = Buffer.slice(Line, Begin).trim().empty();
  insert(Fn, Try->getTryLoc(),
         Block ? "{ " + Declaration + " "
               : Declaration + (Alone ? "\n" + Indent : " "),
         Edit::Prefix, 0);
  if (Block)
    insert(Fn, SM.getFileLoc(Try->getEndLoc()).getLocWithOffset(1), " }",
           Edit::Suffix, 0);

  auto Header = [&](unsigned I) -> std::string {
    const VarDecl *V = Try->getHandler(I)->getExceptionDecl();
    if (!V)
      return "...";
    CharSourceRange R = fileRange(V->getSourceRange());
    std::string Text = text(R);
    if (variableOf(Try->getHandler(I)) == HandlerVariable::Copy)
      Text.insert(SM.getFileOffset(SM.getFileLoc(V->getLocation())) -
                      SM.getFileOffset(R.getBegin()),
                  "&");
    return Text;
  };
  auto Keep = [&](unsigned I) {
    const VarDecl *V = Try->getHandler(I)->getExceptionDecl();
    HandlerVariable Kind = variableOf(Try->getHandler(I));
    std::string Number = std::to_string(I + 1);
    return "\n" + Indent + Step + Name.str() +
           (Kind == HandlerVariable::Value ? ".keep_value(" : ".keep(") + Number +
           (Kind == HandlerVariable::None ? "" : ", " + V->getNameAsString()) + ");";
  };
  /// The branch that handler I becomes, up to its opening brace and variable.
  auto Branch = [&](unsigned I) {
    std::string By = "auto handling = " + Name.str() + ".by(" + std::to_string(I + 1) + ")";
    // Where the statement is never left at its end, one of the branches runs.
    bool Only = I == Last && leaves(Try->getTryBlock());
    std::string Text = (I ? "else if (" : "if (") + By + (Only ? "; true) {" : ") {");
    if (HandlerVariable Kind = variableOf(Try->getHandler(I));
        Kind != HandlerVariable::None) {
      const VarDecl *V = Try->getHandler(I)->getExceptionDecl();
      Text += "\n" + Indent + Step + text(fileRange(V->getSourceRange())) + " = " +
              Name.str() + ".as<decltype(" + V->getNameAsString() + ")>();";
    }
    return Text;
  };

  // The first handler keeps its head and is followed by those of the others.
  std::string Heads = Keep(0);
  for (unsigned I = 1; I <= Last; ++I)
    Heads += "\n" + Indent + "} catch (" + Header(I) + ") {" + Keep(I);
  Heads += "\n" + Indent + "}\n" + Indent + Branch(0);
  const CXXCatchStmt *First = Try->getHandler(0);
  insert(Fn, First->getHandlerBlock()->getBeginLoc().getLocWithOffset(1), Heads,
         Edit::Prefix, 0);
  if (variableOf(First) == HandlerVariable::Copy)
    insert(Fn, First->getExceptionDecl()->getLocation(), "&", Edit::Prefix, 0);
  for (unsigned I = 1; I <= Last; ++I) {
    const CXXCatchStmt *Catch = Try->getHandler(I);
    replace(Fn,
            fileRange(SourceRange(Catch->getCatchLoc(),
                                  Catch->getHandlerBlock()->getBeginLoc())),
            Branch(I));
  }
  for (unsigned I = 0; I <= Last; ++I)
    forEachRethrow(Try->getHandler(I), [&](const CXXThrowExpr *Throw) {
      replace(Fn, fileRange(Throw->getSourceRange()), Name.str() + ".rethrow()");
    });
  Needs.addHeader(File, "\"recolor/caught.h\"");
}

} // namespace recolor
