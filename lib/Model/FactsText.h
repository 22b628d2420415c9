//===- FactsText.h - Facts and verdicts as lines of text ---------*- C++
//-*-===//
//
// Facts are written one per line, so that a test is six lines long and a dump
// can be read, compared and fed back:
//
//   unit /p/a.cpp
//   fn f "ns::f" (int) defined project loc=/p/a.cpp:3:5
//   fn g outside
//   call f -> g virtual /p/a.cpp:4:3
//
// The word after `fn` or `context` is a label: other lines of the unit refer
// to the function by it. It is also the key, the USR and the name where the
// line does not give them. What is left out has its default value. Words with
// blanks are quoted. A location is `file:line:column`, with `@offset` when the
// byte offset matters. A line that starts with `#` is a comment.
//
//   unit FILE [failed]
//   root DIR                         of the project
//   error "TEXT"                     of a failed unit
//   file FILE                        fixes the order of the file table
//   include OPERAND
//   project-file FILE                that the unit reads
//   fn LABEL ["NAME"] [(PARAMS)] [KIND] [FLAG...] [loc=LOC] [redecl=LOC...]
//      [overrides=LABEL...] [parent=LABEL] [class=NAME] [returns=TYPE]
//      [label=TEXT...] [digest=HEX] [key=KEY] [usr=USR] [name=NAME] [params=PARAMS]
//   rule LABEL ID ["DETAIL"] [loc=LOC]
//   context LABEL [KIND] [LOC] [type=TYPE] [owner=LABEL] [escapes] [editable]
//      [method=NAME...] [key=KEY] [name=NAME]
//   call LABEL -> LABEL [KIND] [LOC] [via=LABEL] [context=LABEL] [rule=ID...]
//      [instance=NAME] [when=LABEL | unless=LABEL] [loop] [unwritten]
//
// `-` stands for the caller of an initializer at namespace scope.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_FACTSTEXT_H
#define RECOLOR_MODEL_FACTSTEXT_H

#include "Model/Coloring.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace recolor {

/// Writes \p Unit so that parseFacts reads the same value back.
void print(llvm::raw_ostream &OS, const UnitFacts &Unit);

/// Reads one unit; the `unit` line may be missing. \p Name stands for the text
/// in errors (`Name:line: error: ...`).
llvm::Expected<UnitFacts> parseFacts(llvm::StringRef Text,
                                     llvm::StringRef Name);

/// Reads several units, each begun by its `unit` line.
llvm::Expected<std::vector<UnitFacts>> parseUnits(llvm::StringRef Text,
                                                  llvm::StringRef Name);

/// Writes \p P in the same form, followed by a line for every colour class of
/// more than one function. For tests and for people; it is not read back,
/// since linking the units again gives the same program.
void print(llvm::raw_ostream &OS, const Program &P);

/// Writes one line per function that is async, per frontier site and per
/// barrier. For tests and for people.
void print(llvm::raw_ostream &OS, const Program &P, const Coloring &C);

} // namespace recolor

#endif
