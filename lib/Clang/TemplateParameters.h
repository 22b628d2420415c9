//===- TemplateParameters.h - Functions as template arguments ----*- C++ -*-===//
//
// A function that is given as a template's argument is stored in the template's
// parameter: when it becomes a coroutine, the template changes with it, which
// can be where it does nothing but call what it was given.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_TEMPLATEPARAMETERS_H
#define RECOLOR_CLANG_TEMPLATEPARAMETERS_H

#include "Clang/Callables.h"
#include "clang/AST/DeclTemplate.h"

namespace recolor {

/// Does the template do nothing with what it is given for \p P but call it, and is
/// the type of that written once, or not at all? Looks through all of its text.
bool onlyCalls(const clang::TemplateDecl *T, const clang::NonTypeTemplateParmDecl *P,
               Callables &Types, ProjectFiles &Files);

} // namespace recolor

#endif
