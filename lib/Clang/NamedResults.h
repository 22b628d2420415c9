//===- NamedResults.h - Templates that name what a call returns --*- C++ -*-===//
//
// `std::invoke_result_t<F>` is the type of what a call of an F returns. Where F
// is deduced from a function that becomes a coroutine, it is the task's type,
// without a word being edited. As the result of a function that becomes one, too,
// that is just right; anywhere else it is not.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_NAMEDRESULTS_H
#define RECOLOR_CLANG_NAMEDRESULTS_H

#include "clang/AST/Decl.h"

namespace recolor {

/// Is \p P a parameter of a function template, of a type that is deduced, and
/// does the template name or test the result of calling it other than by a
/// call: by a trait, a concept or a requires-expression?
bool namesResult(const clang::ParmVarDecl *P);

/// The parameter of the pattern of \p FD, a function template, whose call's result is
/// the result of \p FD as it is written: `auto run(F f) -> decltype(f())`. Null where
/// there is none, or the template names that result elsewhere, too.
const clang::ParmVarDecl *followedParameter(const clang::FunctionDecl *FD);

} // namespace recolor

#endif
