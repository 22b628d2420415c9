//===- Callables.h - Types whose values are called ---------------*- C++ -*-===//
#ifndef RECOLOR_CLANG_CALLABLES_H
#define RECOLOR_CLANG_CALLABLES_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace recolor {

/// What the walker asks about files.
class ProjectFiles {
public:
  virtual ~ProjectFiles() = default;
  /// May the file that holds this location be edited?
  virtual bool contains(clang::SourceLocation Loc) = 0;
};

/// What unseen code can do with the types that a template of a library is
/// instantiated with.
struct TypeArguments {
  /// Functions of the project that generic code calls on such types without
  /// being told: constructors, destructors, operators, conversions, and what
  /// argument-dependent lookup finds for it (swap, begin, end).
  llvm::SmallVector<const clang::FunctionDecl *, 8> Operations;
  /// The destructors among them.
  llvm::SmallVector<const clang::FunctionDecl *, 2> Destructors;
  /// Types of callables that it can store.
  llvm::SmallVector<clang::QualType, 2> Held;
};

/// Did the compiler write the function: implicit, defaulted where it is first
/// declared, or an inherited constructor?
bool isUnwritten(const clang::FunctionDecl *FD);

/// Answers about types in one unit; what was found out is remembered.
class Callables {
public:
  Callables(clang::ASTContext &Ctx, ProjectFiles &Files)
      : Ctx(Ctx), Files(Files) {}

  /// Does a variable of this type hold something to call: a pointer or
  /// reference to a function or a member function, or a library's wrapper
  /// around any callable (std::function, the result of std::bind), also as
  /// element of an array or behind a pointer?
  bool holds(clang::QualType T);

  /// The type of the callables that a container of the standard library stores
  /// as elements, through pairs, smart pointers and iterators too; null when it
  /// stores none, or several kinds. What it calls by itself (comparators,
  /// hashers, deleters) is no element.
  clang::QualType elementOf(clang::QualType T);

  /// Is it, or does it store, something to call?
  bool involves(clang::QualType T) {
    return holds(T) || !elementOf(T).isNull();
  }

  /// The function type by which values of the type are called; the type itself
  /// when it does not say one.
  clang::QualType functionTypeOf(clang::QualType T);

  /// The function type that such values share, for slots without a name; a
  /// wrapper that does not say one stands for itself.
  std::string signatureOf(clang::QualType T);

  /// What a call of such a value returns: the result in the function type of a
  /// pointer or wrapper. Null when the type does not say.
  clang::QualType resultOf(clang::QualType T);

  /// Does a wrapper behave like `std::function`: can its signature be changed to
  /// return a task, and all that changes is what its call returns?
  static bool followsSignature(const clang::CXXRecordDecl *R);

  /// The call operators that the project defines in the class of \p T: of a
  /// closure or a functor.
  llvm::SmallVector<const clang::FunctionDecl *, 2>
  operatorsOf(clang::QualType T);

  /// Is the class a library's wrapper around any callable?
  bool isWrapper(const clang::CXXRecordDecl *R);

  /// What a function of a library knows by its template arguments.
  const TypeArguments &typeArgumentsOf(const clang::FunctionDecl *FD);

  /// The destructor that ends the life of an object of this type, or null when
  /// that runs no code worth following.
  const clang::CXXDestructorDecl *destructorOf(clang::QualType T);

  /// Is a call of this special member worth an edge: somebody wrote it, if only
  /// as `= default`, or what the compiler wrote runs code of the project?
  bool isOfInterest(const clang::CXXMethodDecl *M);

private:
  bool runsProjectCode(const clang::CXXMethodDecl *Implicit);
  bool computeHolds(clang::QualType T);
  bool collectElements(clang::QualType T, unsigned Depth, clang::QualType &Found);
  bool hasOwnMembers(clang::QualType T);
  bool membersRunProjectCode(const clang::CXXRecordDecl *R);
  void collectTypes(const clang::TemplateArgument &A, unsigned Depth,
                    llvm::SmallVectorImpl<const clang::CXXRecordDecl *> &Out,
                    llvm::SmallVectorImpl<clang::QualType> &Held);
  void collectTypes(clang::QualType T, unsigned Depth,
                    llvm::SmallVectorImpl<const clang::CXXRecordDecl *> &Out,
                    llvm::SmallVectorImpl<clang::QualType> &Held);
  llvm::ArrayRef<const clang::FunctionDecl *>
  operationsOf(const clang::CXXRecordDecl *R);

  clang::ASTContext &Ctx;
  ProjectFiles &Files;
  llvm::DenseMap<const clang::Type *, bool> Holds;
  llvm::DenseMap<const clang::Type *, clang::QualType> Elements;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> Wrapper, RunsCode;
  llvm::DenseMap<const clang::CXXRecordDecl *,
                 llvm::SmallVector<const clang::FunctionDecl *, 8>>
      Operations;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<TypeArguments>>
      Arguments;
};

} // namespace recolor

#endif
