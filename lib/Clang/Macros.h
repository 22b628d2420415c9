//===- Macros.h - What changes in the text of macros -------------*- C++ -*-===//
//
// What a macro's text says is said in every function that uses it. Where it says
// `return`, a coroutine needs a macro of its own: `CO_CHECK` beside `CHECK`, with
// the same text but for the words that change. A macro that declares functions is
// changed itself, since all that are declared by one text change together. Whether
// either can be written, and where, is said here, for the facts and for the rewriter
// alike.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_MACROS_H
#define RECOLOR_CLANG_MACROS_H

#include "Clang/Project.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/StringMap.h"
#include <optional>

namespace recolor {

/// The tokens between which, but for the macro's own arguments, a range is the text of
/// one macro; otherwise invalid.
clang::SourceRange inMacroText(clang::SourceRange R, const clang::SourceManager &SM);

/// The characters of what stands, but for the macro's own arguments, in the body of
/// one macro of the project; otherwise invalid.
clang::CharSourceRange rangeInMacro(clang::SourceRange R, ProjectFiles &Files,
                                    const clang::SourceManager &SM,
                                    const clang::LangOptions &LO);

/// A word of a file and what it becomes.
struct MacroEdit {
  std::string File; ///< real path
  uint32_t Offset = 0;
  std::string Old, New; ///< without Old, New is inserted
};

/// A definition that is written a second time, with edits of its own.
struct MacroCopy {
  std::string File; ///< real path
  uint32_t Begin = 0, End = 0; ///< `#define` to the last word
  uint32_t At = 0;             ///< where its last line ends
  std::vector<MacroEdit> Edits;
};

/// How a word that comes out of macros is said otherwise in one place.
struct MacroVersion {
  std::string Obstacle; ///< why it cannot be; the rest is empty then
  /// The use in a file: the name of the macro, and of its second version; without a
  /// name where the word stands in the text that declares its function.
  MacroEdit Use;
  /// The second versions that have to be written, of macros used in one another.
  std::vector<MacroCopy> Copies;
  /// `#undef` lines for them.
  std::vector<MacroEdit> Undefs;
  /// Do the files define each of the macros once only? Under other definitions
  /// the word may not be there.
  bool Certain = true;
  /// The word itself, in the text of the innermost macro; nothing when a second
  /// version is there that says it.
  std::optional<clang::SourceLocation> Word;
};

/// The macros of one unit, when it was read to its end.
class Macros {
public:
  Macros(clang::Preprocessor &PP, WorkspaceFiles &Files)
      : PP(PP), SM(PP.getSourceManager()), Files(Files) {}

  /// Does the word at \p L come out of a macro's text? An argument is text of who
  /// uses the macro.
  bool isInText(clang::SourceLocation L) const;
  /// What a place in \p Fn needs where the word at \p L comes out of a macro's text.
  /// \p Returns: the word is `return`; a branch of `#if` that this unit skips can
  /// then be changed by its words alone, and otherwise where it calls nothing. What
  /// declares \p Fn itself needs no second version.
  MacroVersion versionAt(clang::SourceLocation L, const clang::FunctionDecl *Fn, bool Returns);

  /// Is what stands in the text of macros said otherwise where a branch of `#if` that
  /// this unit skips defines one of them? An edit where the macro is used would then
  /// be wrong there.
  bool isDefinedOtherwise(clang::SourceRange R);

  /// Where the text of a macro names what this declaration declares, when it says all
  /// of result, name and parameters, whatever it is given, and no branch of `#if` that
  /// this unit skips defines the macro, too; otherwise invalid. Each use of the
  /// macro declares a function by the same words then.
  clang::SourceLocation declaredAt(const clang::FunctionDecl *FD);
  /// Does the place in a file, \p Written, stand in such a text that defines \p Fn?
  bool isInDefining(const clang::FunctionDecl *Fn, clang::SourceLocation Written);

private:
  struct Word {
    uint32_t Offset;
    std::string Text;
  };
  /// A `#define` as it is written.
  struct Definition {
    std::string Name;
    uint32_t Begin, NameAt, End, At;
    std::vector<Word> Words; ///< parameters and body
  };
  struct Undef {
    std::string Name;
    uint32_t At; ///< where its line ends
  };
  struct Directives {
    std::vector<Definition> Definitions;
    std::vector<Undef> Undefs;
  };

  const Directives &directivesOf(clang::FileID Id);
  const Definition *definitionAt(clang::SourceLocation Spelled);
  /// Does the definition name one of its parameters in this part of its text?
  bool namesParameter(const Definition &D, uint32_t Begin, uint32_t End) const;
  /// The definition whose text declares and defines \p Fn, or null.
  const Definition *defining(const clang::FunctionDecl *Fn);
  /// Was the definition read, rather than skipped with its branch of an `#if`?
  bool isRead(clang::FileID Id, const Definition &D) const;
  /// Is there a definition besides this one that was not read?
  bool isSkippedToo(clang::FileID Id, const Definition &D);
  bool isUndefinedElsewhere(clang::FileID Id, const Definition &D) const;
  /// The name of the second version where \p Use uses the macro, and whether one
  /// is there.
  std::pair<std::string, bool> versionOf(const Definition &D, clang::SourceLocation Use);
  /// May \p Info be the second version of \p Of that somebody wrote by hand?
  bool fits(const clang::MacroInfo *Info, const clang::MacroInfo *Of) const;
  /// Does the macro's text, or that of a macro in it, say one of the words?
  bool says(const clang::IdentifierInfo *Name, llvm::ArrayRef<llvm::StringRef> Words,
            unsigned Depth = 0) const;
  /// Is there no name in the text but those of parameters, and of \p Inner?
  bool callsNothing(const Definition &D, const MacroEdit *Inner) const;
  /// Adds the copy of a definition whose branch is skipped; false: it cannot be
  /// told by its words what they mean.
  bool copySkipped(const Definition &D, llvm::StringRef File, llvm::StringRef Name,
                   const MacroEdit *Inner, MacroVersion &Out) const;

  clang::Preprocessor &PP;
  const clang::SourceManager &SM;
  WorkspaceFiles &Files;
  llvm::StringMap<Directives> ByFile;
};

} // namespace recolor

#endif
