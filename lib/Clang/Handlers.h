//===- Handlers.h - What binds a handler to its exception --------*- C++ -*-===//
//
// No coroutine can suspend in a handler ([expr.await]/2). What a handler does
// can be done behind its try statement instead, with the exception kept alive,
// unless somebody asks the language which exception is being handled.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CLANG_HANDLERS_H
#define RECOLOR_CLANG_HANDLERS_H

#include "clang/AST/StmtCXX.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace recolor {

/// How the variable of a handler is found again behind the try statement.
enum class HandlerVariable : uint8_t {
  None,      ///< it has no name, or there is none
  Reference, ///< a reference to the exception object
  Copy,      ///< a copy of it, made when the handler's work begins
  Value,     ///< a scalar
};
HandlerVariable variableOf(const clang::CXXCatchStmt *Catch);

/// Can the work of all handlers of \p Try be written behind it, as far as the
/// statement itself shows? Not when a part of its text comes out of a macro, or
/// a handler asks for the current exception other than by `throw;`.
bool canLeaveHandlers(const clang::CXXTryStmt *Try, const clang::SourceManager &SM,
                      const clang::LangOptions &LO);

/// Calls \p Found for each `throw;` in the body of \p Catch that throws the
/// exception which \p Catch handles.
void forEachRethrow(const clang::CXXCatchStmt *Catch,
                    llvm::function_ref<void(const clang::CXXThrowExpr *)> Found);

/// Does the body ask for an exception that its callers handle: `throw;` or
/// std::current_exception() outside of its own handlers?
bool asksForCallersException(const clang::Stmt *Body);

} // namespace recolor

#endif
