//===- UnitRewriter.h - Edits of one unit ------------------------*- C++ -*-===//
//
// What the sources of this folder share: the visitor that turns a plan into
// edits. Rewrite.cpp walks and collects, Declarations.cpp writes signatures and
// returns, Calls.cpp writes call sites, Dependent.cpp what those make dependent in
// templates, Beside.cpp what is put beside a function.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_REWRITE_UNITREWRITER_H
#define RECOLOR_REWRITE_UNITREWRITER_H

#include "Clang/CallSites.h"
#include "Clang/Instantiations.h"
#include "Clang/Macros.h"
#include "Clang/Project.h"
#include "Clang/Signature.h"
#include "Rewrite/Includes.h"
#include "Rewrite/Rewrite.h"
#include "Support/Indent.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include <array>
#include <set>

namespace recolor {

/// Makes the edits of one unit while the walker goes through it.
class UnitRewriter : public CallSiteVisitor {
public:
  UnitRewriter(clang::ASTContext &Ctx, Macros &Definitions, WorkspaceFiles &Files,
               const RewritePlan &Plan, IncludeNeeds &Needs, RewriteResult &Out, bool OnlyClang)
      : Ctx(Ctx), SM(Ctx.getSourceManager()), Files(Files), Plan(Plan),
        RT(Plan.runtime()), Needs(Needs), Out(Out), Types(Ctx, Files),
        Definitions(Definitions), OnlyClang(OnlyClang) {}

  void visitFunction(const clang::FunctionDecl *FD) override;
  void visitAlias(const clang::TypedefNameDecl *D) override { rewriteSlot(D); }
  void visitVariable(const clang::DeclaratorDecl *D, const clang::FunctionDecl *Fn) override;
  void visitStmt(const clang::Stmt *S, const clang::FunctionDecl *Fn,
                 const clang::Stmt *Parent) override;
  void visitSite(const CallSite &S) override;
  void visitUsing(const clang::UsingDecl *D, const clang::FunctionDecl *Fn) override;

  /// Completes the bodies and hands out what was collected.
  void finish();

private:
  //===-- Places and edits (Rewrite.cpp) -----------------------------------===//

  std::pair<llvm::StringRef, uint32_t> place(clang::SourceLocation L) {
    auto [Id, Offset] = SM.getDecomposedLoc(SM.getFileLoc(L));
    return {Files.pathOf(Id), Offset};
  }
  clang::CharSourceRange fileRange(clang::SourceRange R) {
    return clang::Lexer::makeFileCharRange(clang::CharSourceRange::getTokenRange(R), SM,
                                    Ctx.getLangOpts());
  }
  std::string text(clang::CharSourceRange R) {
    return clang::Lexer::getSourceText(R, SM, Ctx.getLangOpts()).str();
  }
  llvm::StringRef buffer(clang::SourceLocation L) {
    return SM.getBufferData(SM.getFileID(SM.getFileLoc(L)));
  }
  /// One level of indentation in the file of \p L.
  const std::string &step(clang::SourceLocation L) {
    std::string &S = Steps[place(L).first];
    if (S.empty())
      S = indentStep(buffer(L));
    return S;
  }
  std::string ownerOf(const clang::FunctionDecl *Fn) {
    return Fn ? keyOf(Fn->getCanonicalDecl(), SM) : "";
  }
  Strategy strategyOf(const clang::FunctionDecl *FD) {
    return Plan.strategyOf(keyOf(patternOf(FD), SM));
  }
  void problem(const clang::FunctionDecl *Fn, const llvm::Twine &Detail) {
    Out.Problems.push_back({ownerOf(Fn ? patternOf(Fn) : nullptr), Detail.str()});
  }
  void add(const clang::FunctionDecl *Fn, Edit E) {
    E.InCopy = !InPlace && isCopied(E.File, E.Offset - (E.K == Edit::Suffix));
    auto &Of = InPlace ? EditsInPlace : Edits;
    Of[ownerOf(Fn ? patternOf(Fn) : nullptr)].insert(std::move(E));
  }
  void insert(const clang::FunctionDecl *Fn, clang::SourceLocation L, std::string Text,
              Edit::Kind K, uint32_t Extent) {
    auto [File, Offset] = place(L);
    add(Fn, {File.str(), Offset, "", std::move(Text), K, Extent});
  }
  void insertAt(const clang::FunctionDecl *Fn, llvm::StringRef File, uint32_t Offset,
                std::string Text, Edit::Kind K, uint32_t Extent) {
    add(Fn, {File.str(), Offset, "", std::move(Text), K, Extent});
  }
  void replace(const clang::FunctionDecl *Fn, clang::CharSourceRange R, std::string Text);
  void need(const clang::FunctionDecl *Fn, llvm::StringRef File, llvm::StringRef Group) {
    Needs.add(File, Group);
  }
  void suspends(const clang::FunctionDecl *Fn) {
    Suspending.insert(ownerOf(patternOf(Fn)));
  }
  void markSuspending(const CallSite &S);
  /// What is wrong within the text of \p FD, or within \p R, is put down to it.
  void noteRange(const clang::FunctionDecl *FD);
  void noteRange(const clang::FunctionDecl *FD, clang::CharSourceRange R);

  //===-- Signatures and returns (Declarations.cpp) ------------------------===//

  bool awaitsInCondition(const clang::Stmt *S, const std::set<uint32_t> &Offsets);
  /// Does a result of this type travel through its task as a reference_wrapper?
  bool wrapsReference(clang::QualType Result) const {
    return Result->isLValueReferenceType() && !RT.CarriesReference;
  }
  /// The task type of a function whose result is written \p Written.
  std::string taskOf(clang::QualType Result, llvm::StringRef Written,
                     llvm::StringRef File);
  /// Casts what \p Value, the awaited or bridged task of \p FD, carries to what
  /// \p FD returns.
  std::string castBack(const clang::FunctionDecl *FD, std::string Value);
  void rewriteResult(const clang::FunctionDecl *FD, const clang::LambdaExpr *Lambda);
  /// Makes a task of the result that is written in \p Range; \p Type is what it is
  /// called in the task.
  void writeTask(const clang::FunctionDecl *FD, clang::CharSourceRange Range,
                 llvm::StringRef Type);
  /// An explicit instantiation repeats what its pattern's declaration says.
  void rewriteInstantiation(const clang::FunctionDecl *FD, const InstantiationText &T);
  /// A coroutine is never constexpr; where the value is needed by the compiler,
  /// the function stays as it is (rule constant-expression).
  void dropConstexpr(const clang::FunctionDecl *FD);
  /// The type of a slot names the task its targets return now.
  void rewriteSlot(const clang::NamedDecl *D);
  /// The same for the slot \p Key, whose type is written where \p Written says.
  void rewriteSlotType(const std::string &Key, clang::SourceLocation At,
                       llvm::function_ref<SlotSignature()> Written);
  void rewriteReturn(const clang::ReturnStmt *Return, const clang::FunctionDecl *Fn,
                     const clang::Stmt *Parent);
  /// A return statement that may await in one branch of its value only.
  struct ChoosingReturn {
    const clang::ReturnStmt *Return = nullptr;
    const clang::FunctionDecl *Fn = nullptr;
    const clang::Stmt *Parent = nullptr;
  };
  /// Is \p E chosen by `&&`, `||` or `?:`, with an await that does not always run?
  bool awaitsInBranch(const clang::Expr *E, const std::set<uint32_t> &Offsets);
  bool awaitsIn(const clang::Expr *E, const std::set<uint32_t> &Offsets);
  /// g++ 12 runs all branches of a returned value, not of a variable's.
  void returnChosen(const ChoosingReturn &R, const std::set<uint32_t> &Offsets);
  /// The result type in a form that can stand before braces.
  std::string functionalType(const clang::FunctionDecl *FD);
  /// `return {x};` of a scalar whose type cannot stand before braces.
  void replaceBraces(const clang::FunctionDecl *Fn, clang::CharSourceRange R,
                     llvm::StringRef Type);
  /// The location behind the brace that opens the statements of a body.
  clang::SourceLocation innermostOpen(const clang::FunctionDecl *FD, const clang::Stmt *Body);
  /// Where the brace of a body is written: in the text of the macro that defines the
  /// function, or in its file.
  clang::SourceLocation braceOf(const clang::FunctionDecl *FD, clang::SourceLocation L);
  void appendStatement(const clang::FunctionDecl *FD, const clang::Stmt *Body,
                       llvm::StringRef Statement);
  /// A body in which nothing suspends would not be a coroutine: it gets a
  /// co_return, or an await that does nothing where a value would be due.
  void completeBody(const std::string &Key, const clang::FunctionDecl *FD);
  /// A body that is a single call returns its task.
  void returnTask(const clang::FunctionDecl *FD, const clang::Stmt *Body);
  void rewriteMain(const clang::FunctionDecl *FD);

  //===-- Macros (Macros.cpp) ----------------------------------------------===//

  /// Names the second version of the macro that the word at \p L comes out of where
  /// it is used, and sees that there is one. Where the word stands in the text of the
  /// one that is to be written; nothing when one is there, or cannot be written.
  std::optional<clang::SourceLocation> useVersion(const clang::FunctionDecl *Fn,
                                                  clang::SourceLocation L, bool Returns);
  /// A text that declares several functions changes for all of them or for none.
  void noteDeclaredBy(const clang::FunctionDecl *FD);
  void refuseDivided();
  /// Is the edit one in the text of a macro whose second version the owner uses?
  bool standsInVersion(const Edit &E, const std::string &Owner) const;
  /// The characters of what is written in one piece, in a macro's text as well.
  clang::CharSourceRange writtenRange(clang::SourceRange R) {
    clang::CharSourceRange In = fileRange(R);
    return In.isValid() ? In : rangeInMacro(R, Files, SM, Ctx.getLangOpts());
  }

  //===-- Handlers (Handlers.cpp) ------------------------------------------===//

  /// A try statement, and the statement around it in the same function.
  struct TryPlace {
    const clang::CXXTryStmt *Try = nullptr;
    const clang::Stmt *Parent = nullptr; ///< null: it is the function's body
    const clang::FunctionDecl *Fn = nullptr;
  };
  /// What the handlers of each do is written behind it when one of them awaits.
  void leaveHandlers();
  void leaveHandlers(const TryPlace &Place, llvm::StringRef Name);

  //===-- Calls (Calls.cpp) ------------------------------------------------===//

  /// Puts the template's text around the call; ${CALL} is the call itself.
  void wrap(const CallSite &S, llvm::StringRef Template);
  /// Is the value of the call the reference in a reference_wrapper?
  bool unwrapsReference(const CallSite &S) const;
  /// Makes a call through a slot one of a copy of what the slot holds: it lives
  /// until the awaited expression has its value.
  void callCopy(const CallSite &S);
  /// A standard algorithm becomes its namesake that awaits what it calls.
  void callAwaitedForm(const CallSite &S, llvm::StringRef File);
  /// A bridge is there for its callee's sake, so the callee is at fault when
  /// the place does not compile.
  void noteSite(const CallSite &S, llvm::StringRef File);
  /// g++ 12 destroys a closure twice that is written inside an awaited
  /// expression, but not one that a call in it returns.
  void returnClosures(const clang::Stmt *S, const clang::FunctionDecl *Fn);
  void bridge(const CallSite &S, const SitePlan &T, llvm::StringRef File);
  /// `T v(a)` becomes `T v = <offloaded T(a)>`.
  void offloadDeclaration(const CallSite &S);
  void offload(const CallSite &S);
  bool insideOffload(llvm::StringRef File, uint32_t Begin, uint32_t End) const;
  void replaceCall(const CallSite &S, const SitePlan &T, llvm::StringRef File);
  bool isErrorType(clang::QualType T);
  /// Replaces what stands between the parts of the call that the template
  /// keeps; the parts themselves keep their text and the edits inside them.
  void composeCall(const CallSite &S, const clang::CallExpr *Call, llvm::StringRef Template,
                   llvm::ArrayRef<const clang::Expr *> Args, const clang::Expr *Error);
  void replaceGap(const clang::FunctionDecl *Fn, llvm::StringRef File, llvm::StringRef Buffer,
                  uint32_t Begin, uint32_t End, llvm::StringRef New, uint32_t Extent,
                  bool Opens);
  /// A converted function that is handed on as a value: the receiver gets a
  /// function that drives the task to its end.
  void bridgeReference(const CallSite &S, llvm::StringRef File);

  //===-- What an await makes dependent (Dependent.cpp) --------------------===//

  using VarSet = llvm::SmallPtrSet<const clang::VarDecl *, 8>;
  /// A member template with arguments, without the word `template` in front of it.
  struct MemberTemplate {
    const clang::Expr *Base = nullptr;
    clang::SourceLocation Name;
    const clang::FunctionDecl *Fn = nullptr;
  };
  /// Notes \p E where it is one in a template.
  void noteMemberTemplate(const clang::Expr *E, const clang::FunctionDecl *Fn);
  /// The function whose await is in \p E, or made the type of a variable in it; null:
  /// none. \p Asked are the variables that were looked at.
  const clang::FunctionDecl *awaiterOf(const clang::Expr *E, const clang::FunctionDecl *Fn,
                                       VarSet &Asked);
  /// Writes the word where the object is dependent now.
  void nameMemberTemplates();
  /// What opens the parentheses around the await of \p S in \p File. In a template g++ 12
  /// takes no name of a member behind plain ones (\p Named: one will be written there).
  std::string openBeforeMember(const CallSite &S, llvm::StringRef File, bool Named);

  //===-- What stands beside (Beside.cpp) ----------------------------------===//

  /// Is the text at this place copied, so that edits are made in the copy?
  bool isCopied(llvm::StringRef File, uint32_t Offset) const {
    auto It = Copies.upper_bound({File.str(), Offset});
    if (It == Copies.begin())
      return false;
    --It;
    return It->first.first == File && Offset < It->second.Copy.End;
  }
  /// The function that all others around \p D stand in.
  static const clang::FunctionDecl *outermostFunction(const clang::Decl *D);
  /// A declaration of a function that stays: makes its copy.
  void putBeside(const clang::FunctionDecl *FD);
  /// The same for an explicit instantiation of one.
  void putBeside(const clang::FunctionDecl *FD, const InstantiationText &T);
  /// Where the declaration \p Whole (of \p FD, where it is one of a function) is
  /// written, with all that belongs to it, and where a copy goes. False: it has
  /// no text of its own.
  bool declarationText(const clang::Decl *Whole, const clang::FunctionDecl *FD,
                       TextCopy &Copy);
  TextCopy instantiationText(const InstantiationText &T);
  /// The name of a twin in a declaration's copy, or where it is called there.
  void renameAt(const clang::FunctionDecl *Fn, clang::SourceLocation L,
                const clang::FunctionDecl *Of);
  /// The body of a wrapper: the call of the function, on the blocking pool.
  void writeWrapper(const clang::FunctionDecl *FD);
  /// The twin that stands behind \p Whole already, or null.
  const clang::Decl *twinBehind(const clang::Decl *Whole, const clang::FunctionDecl *FD);

  struct OwnedCopy {
    std::string Owner;
    TextCopy Copy;
  };
  /// By file and begin; no two of them overlap.
  std::map<std::pair<std::string, uint32_t>, OwnedCopy> Copies;
  /// Edits are made in the text that stays, not in its copy.
  bool InPlace = false;

  struct MacroText {
    std::set<std::string> Owners;
    TextCopy Copy;
  };
  /// Second versions of macros, by file and begin.
  std::map<std::pair<std::string, uint32_t>, MacroText> Versions;

  clang::ASTContext &Ctx;
  const clang::SourceManager &SM;
  WorkspaceFiles &Files;
  const RewritePlan &Plan;
  const Runtime &RT;
  IncludeNeeds &Needs;
  RewriteResult &Out;
  Callables Types;
  Macros &Definitions;
  /// No text need be written for what other compilers miscompile.
  bool OnlyClang;
  std::map<std::string, std::set<Edit>> Edits, EditsInPlace;
  std::map<std::string, const clang::FunctionDecl *> Bodies;
  llvm::StringSet<> Suspending;
  /// Where what a function awaits begins, by its key: where its text is, which
  /// may be a macro's, and where that stands in the body of the function.
  std::map<std::string, std::set<uint32_t>> Awaits, AwaitsInBody;
  std::set<std::tuple<std::string, uint32_t, uint32_t>> Offloaded;
  /// By the key of their function.
  std::map<std::string, std::vector<ChoosingReturn>> Choosing;
  std::vector<MemberTemplate> MemberTemplates;
  /// The try statements of each function by their place, by its key.
  std::map<std::string, std::map<uint32_t, TryPlace>> Tries;
  llvm::StringMap<std::string> Steps; ///< by file
  /// The functions that the text of a macro declares at one place: those that stay,
  /// and those that change.
  std::map<std::pair<std::string, uint32_t>, std::array<std::set<std::string>, 2>> DeclaredBy;
};

} // namespace recolor

#endif
