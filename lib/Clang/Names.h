//===- Names.h - Identity of declarations over units -------------*- C++ -*-===//
#ifndef RECOLOR_CLANG_NAMES_H
#define RECOLOR_CLANG_NAMES_H

#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include <string>

namespace recolor {

/// The declaration whose source text \p FD comes from: a template's pattern
/// for an instantiation, otherwise the canonical declaration. An explicit
/// specialisation has text of its own.
const clang::FunctionDecl *patternOf(const clang::FunctionDecl *FD);

/// The pattern that \p FD is an explicit specialisation of, or null.
const clang::FunctionDecl *specializedPattern(const clang::FunctionDecl *FD);

/// What \p M, a method of a class template's pattern, overrides in bases that
/// depend on its arguments: by name and parameters in the patterns of the
/// templates that are named there, since an instance may be made only where
/// nothing is seen of it ([temp.dep]/4, [class.virtual]/2). A specialization of such a
/// template may differ; then too much is found.
llvm::SmallVector<const clang::CXXMethodDecl *, 2>
overriddenInPatterns(const clang::CXXMethodDecl *M);

/// Qualified name without template arguments, inline and unnamed namespaces:
/// `leveldb::Table::Open`, `asio::basic_socket::connect`. A lambda is named
/// after what it stands in and its place.
std::string qualifiedName(const clang::NamedDecl *D, const clang::SourceManager &SM);

/// `(const Slice &, int)`, types as written.
std::string parameterList(const clang::FunctionDecl *FD);

/// The USR clang gives it; empty when it has none.
std::string usrOf(const clang::Decl *D);

/// Identity over units (FunctionFact::Key): the USR. Functions of internal
/// linkage are told apart by the file that declares them (their USR carries
/// only its base name), so one in a header is one function: its text is shared
/// by all units. Lambdas and functions of local classes are identified by
/// their place.
std::string keyOf(const clang::FunctionDecl *FD, const clang::SourceManager &SM);

/// Identity of the slot that a variable, a field, a parameter or the alias of a
/// callable type is: its place, which instantiations share with their pattern.
std::string slotKey(const clang::NamedDecl *D, const clang::SourceManager &SM);

/// Real paths by FileID, resolved once.
class FileNames {
public:
  explicit FileNames(const clang::SourceManager &SM) : SM(SM) {}
  llvm::StringRef of(clang::FileID Id);

private:
  const clang::SourceManager &SM;
  llvm::DenseMap<clang::FileID, std::string> Known;
};

} // namespace recolor

#endif
