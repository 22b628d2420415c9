//===- PassThrough.h - Functions that only hand a result on ------*- C++ -*-===//
#ifndef RECOLOR_EXTRACT_PASSTHROUGH_H
#define RECOLOR_EXTRACT_PASSTHROUGH_H

#include "clang/AST/Decl.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace recolor {

/// Could the function return what its tail calls return, whatever type that
/// is, and be gone before anybody looks at it? Then each return statement calls
/// a function of the same result type, nothing else is called (but `->` and `*`
/// of what \p InProject does not hold for), and nothing that is passed on lives
/// in the function: no local variables, no temporaries, no parameters by
/// reference that came by value, none with a destructor.
bool handsResultOn(const clang::FunctionDecl *FD,
                   llvm::function_ref<bool(clang::SourceLocation)> InProject);

} // namespace recolor

#endif
