//===- Callables.cpp - Types whose values are called ----------------------===//
#include "Clang/Callables.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace recolor {
using namespace llvm;
using namespace clang;

/// Nested template arguments are followed this far: a map of vectors of pairs
/// of smart pointers has five levels.
static constexpr unsigned MaxDepth = 8;

/// What arrays are made of and pointers point to, however deep.
static QualType behindPointers(QualType T, const ASTContext &Ctx) {
  while (true) {
    if (const clang::ArrayType *A = Ctx.getAsArrayType(T))
      T = A->getElementType();
    else if (T->isPointerType())
      T = T->getPointeeType();
    else
      return T;
  }
}

bool Callables::holds(QualType T) {
  if (T.isNull() || T->isDependentType())
    return false;
  const clang::Type *Key = T.getCanonicalType().getTypePtr();
  if (auto It = Holds.find(Key); It != Holds.end())
    return It->second;
  // A type that holds itself, through a template argument, holds nothing yet.
  Holds[Key] = false;
  bool Result = computeHolds(T);
  Holds[Key] = Result;
  return Result;
}

bool Callables::computeHolds(QualType T) {
  if (T->isFunctionReferenceType())
    return true;
  T = T.getNonReferenceType();
  // A function itself is no variable.
  if (T->isFunctionType())
    return false;
  T = behindPointers(T, Ctx);
  if (T->isFunctionType() || T->isMemberFunctionPointerType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && isWrapper(R);
}

static bool isCallOperator(const NamedDecl *D) {
  return D->getDeclName().getCXXOverloadedOperator() == OO_Call;
}

static bool hasCallOperator(const CXXRecordDecl *R, unsigned Depth = 0) {
  if (!R || !(R = R->getDefinition()) || Depth > MaxDepth)
    return false;
  ASTContext &Ctx = R->getASTContext();
  if (!R->lookup(Ctx.DeclarationNames.getCXXOperatorName(OO_Call)).empty())
    return true;
  return any_of(R->bases(), [&](const CXXBaseSpecifier &B) {
    return hasCallOperator(B.getType()->getAsCXXRecordDecl(), Depth + 1);
  });
}

/// The types among the template arguments, those of packs included.
static SmallVector<QualType, 4> typesOf(const ClassTemplateSpecializationDecl *Spec) {
  SmallVector<QualType, 4> Out;
  for (const TemplateArgument &A : Spec->getTemplateArgs().asArray()) {
    if (A.getKind() == TemplateArgument::Type)
      Out.push_back(A.getAsType());
    else if (A.getKind() == TemplateArgument::Pack)
      for (const TemplateArgument &P : A.pack_elements())
        if (P.getKind() == TemplateArgument::Type)
          Out.push_back(P.getAsType());
  }
  return Out;
}

bool Callables::isWrapper(const CXXRecordDecl *R) {
  auto [It, New] = Wrapper.try_emplace(R, false);
  if (!New)
    return It->second;
  const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(R);
  if (!Spec || R->isDependentType() || Files.contains(R->getLocation()))
    return false;
  bool Mentions = any_of(typesOf(Spec), [&](QualType T) {
    return T->isFunctionType() || holds(T) || !operatorsOf(T).empty();
  });
  return Wrapper[R] = Mentions && hasCallOperator(R);
}

bool Callables::followsSignature(const CXXRecordDecl *R) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(R);
  if (!Spec || !(Spec = cast_or_null<ClassTemplateSpecializationDecl>(
                     Spec->getDefinition())))
    return false;
  const clang::FunctionType *Signature = nullptr;
  for (QualType Arg : typesOf(Spec))
    if (const auto *F = Arg->getAs<clang::FunctionType>()) {
      if (Signature)
        return false;
      Signature = F;
    }
  if (!Signature)
    return false;
  // A signal combines the results of many, a packaged task keeps it for itself:
  // neither tells whether it is empty and returns what it called.
  bool Calls = false, TellsEmpty = false;
  for (const CXXMethodDecl *M : Spec->methods()) {
    if (const auto *Conversion = dyn_cast<CXXConversionDecl>(M))
      TellsEmpty |= Conversion->getConversionType()->isBooleanType();
    if (!isCallOperator(M))
      continue;
    if (M->getReturnType().getCanonicalType() !=
        Signature->getReturnType().getCanonicalType())
      return false;
    Calls = true;
  }
  return Calls && TellsEmpty;
}

QualType Callables::resultOf(QualType T) {
  T = behindPointers(T.getNonReferenceType(), Ctx);
  if (const auto *Member = T->getAs<MemberPointerType>())
    T = Member->getPointeeType();
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl();
      R && followsSignature(R))
    for (QualType Arg : typesOf(cast<ClassTemplateSpecializationDecl>(R)))
      if (Arg->isFunctionType())
        T = Arg;
  const auto *F = T->getAs<clang::FunctionType>();
  return F ? F->getReturnType() : QualType();
}

/// Does the namespace belong to the standard library: std, or one of the
/// implementation's own (iterators live there)?
static bool inStandardLibrary(const Decl *D) {
  if (D->isInStdNamespace())
    return true;
  const auto *NS = dyn_cast<NamespaceDecl>(
      D->getDeclContext()->getEnclosingNamespaceContext());
  while (NS && isa<NamespaceDecl>(NS->getParent()))
    NS = cast<NamespaceDecl>(NS->getParent());
  return NS && NS->getName().starts_with("__");
}

/// How many of the template arguments of a standard class are what it stores;
/// the others say how.
static unsigned elementArguments(const ClassTemplateSpecializationDecl *Spec) {
  return StringSwitch<unsigned>(Spec->getName())
      .Cases({"set", "multiset", "unordered_set", "unordered_multiset",
              "priority_queue", "unique_ptr"},
             1)
      .Cases({"map", "multimap", "unordered_map", "unordered_multimap"}, 2)
      .Default(~0u);
}

/// False when two kinds of callables are stored.
bool Callables::collectElements(QualType T, unsigned Depth, QualType &Found) {
  if (T.isNull() || T->isDependentType() || Depth > MaxDepth)
    return true;
  if (holds(T)) {
    if (!Found.isNull() && signatureOf(Found) != signatureOf(T))
      return false;
    Found = T;
    return true;
  }
  T = behindPointers(T.getNonReferenceType(), Ctx);
  const auto *Spec =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(T->getAsCXXRecordDecl());
  if (!Spec || !inStandardLibrary(Spec))
    return true;
  ArrayRef<TemplateArgument> Args = Spec->getTemplateArgs().asArray();
  for (const TemplateArgument &A :
       Args.take_front(std::min<size_t>(Args.size(), elementArguments(Spec)))) {
    if (A.getKind() == TemplateArgument::Type &&
        !collectElements(A.getAsType(), Depth + 1, Found))
      return false;
    if (A.getKind() != TemplateArgument::Pack)
      continue;
    for (const TemplateArgument &P : A.pack_elements())
      if (P.getKind() == TemplateArgument::Type &&
          !collectElements(P.getAsType(), Depth + 1, Found))
        return false;
  }
  return true;
}

QualType Callables::elementOf(QualType T) {
  if (T.isNull() || T->isDependentType() || holds(T))
    return QualType();
  const clang::Type *Key = T.getCanonicalType().getTypePtr();
  auto [It, New] = Elements.try_emplace(Key);
  if (!New)
    return It->second;
  QualType Found;
  if (!collectElements(T, 0, Found))
    Found = QualType();
  return Elements[Key] = Found;
}

QualType Callables::functionTypeOf(QualType T) {
  if (QualType Element = elementOf(T); !Element.isNull())
    T = Element;
  T = behindPointers(T.getNonReferenceType().getCanonicalType(), Ctx);
  if (const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          T->getAsCXXRecordDecl()))
    for (QualType Arg : typesOf(Spec))
      if (Arg->isFunctionType())
        return Arg;
  return T;
}

std::string Callables::signatureOf(QualType T) {
  T = functionTypeOf(T).getCanonicalType().getUnqualifiedType();
  if (T->isFunctionProtoType())
    T = Ctx.getFunctionTypeWithExceptionSpec(
        T, FunctionProtoType::ExceptionSpecInfo());
  PrintingPolicy Policy = Ctx.getPrintingPolicy();
  Policy.SuppressTagKeyword = true;
  return T.getAsString(Policy);
}

SmallVector<const FunctionDecl *, 2> Callables::operatorsOf(QualType T) {
  SmallVector<const FunctionDecl *, 2> Out;
  if (T.isNull())
    return Out;
  const auto *Class = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || !Files.contains(Class->getLocation()))
    return Out;
  if (Class->isLambda()) {
    if (const CXXMethodDecl *Op = Class->getLambdaCallOperator())
      Out.push_back(Op);
    return Out;
  }
  for (const CXXMethodDecl *M : Class->methods())
    if (isCallOperator(M))
      Out.push_back(M);
  for (const Decl *D : Class->decls())
    if (const auto *FT = dyn_cast<FunctionTemplateDecl>(D);
        FT && isCallOperator(FT->getTemplatedDecl()))
      Out.push_back(FT->getTemplatedDecl());
  // `struct overloaded : F...` is called as each of the closures it is made of.
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (const CXXRecordDecl *R = Base.getType()->getAsCXXRecordDecl(); R && R->isLambda())
      llvm::append_range(Out, operatorsOf(Base.getType()));
  return Out;
}

//===----------------------------------------------------------------------===//
// What happens without a word in the source
//===----------------------------------------------------------------------===//

static const CXXRecordDecl *recordOf(QualType T, const ASTContext &Ctx) {
  if (T.isNull() || T->isDependentType() || T->isReferenceType())
    return nullptr;
  const CXXRecordDecl *R = Ctx.getBaseElementType(T)->getAsCXXRecordDecl();
  return R ? R->getDefinition() : nullptr;
}

/// Does an object of this type bring code of the project with it, by itself or
/// through what it is made of?
bool Callables::hasOwnMembers(QualType T) {
  const CXXRecordDecl *R = recordOf(T, Ctx);
  if (!R)
    return false;
  if (Files.contains(R->getLocation())) {
    for (const CXXMethodDecl *M : R->methods())
      if (M->isUserProvided() &&
          (isa<CXXConstructorDecl, CXXDestructorDecl>(M) ||
           M->isCopyAssignmentOperator() || M->isMoveAssignmentOperator()))
        return true;
    return membersRunProjectCode(R);
  }
  const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(R);
  if (!Spec)
    return false;
  SmallVector<const CXXRecordDecl *, 4> Types;
  SmallVector<QualType, 2> Held;
  for (const TemplateArgument &A : Spec->getTemplateArgs().asArray())
    collectTypes(A, 0, Types, Held);
  return any_of(Types, [&](const CXXRecordDecl *Arg) {
    return hasOwnMembers(Ctx.getCanonicalTagType(Arg));
  });
}

static bool mayCall(const Stmt *S) {
  if (!S)
    return false;
  if (isa<CallExpr, CXXConstructExpr, CXXNewExpr, LambdaExpr>(S))
    return true;
  return any_of(S->children(), mayCall);
}

bool Callables::membersRunProjectCode(const CXXRecordDecl *R) {
  auto [It, New] = RunsCode.try_emplace(R, false);
  if (!New)
    return It->second;
  bool Result = any_of(R->bases(), [&](const CXXBaseSpecifier &B) {
    return hasOwnMembers(B.getType());
  });
  for (const FieldDecl *F : R->fields())
    Result = Result || hasOwnMembers(F->getType()) ||
             (F->hasInClassInitializer() && mayCall(F->getInClassInitializer()));
  return RunsCode[R] = Result;
}

bool Callables::runsProjectCode(const CXXMethodDecl *Implicit) {
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Implicit);
      Ctor && Ctor->isInheritingConstructor())
    return Files.contains(Ctor->getParent()->getLocation());
  const CXXRecordDecl *R = Implicit->getParent()->getDefinition();
  return R && Files.contains(R->getLocation()) && membersRunProjectCode(R);
}

bool isUnwritten(const FunctionDecl *FD) {
  return FD->isImplicit() || (FD->isDefaulted() && !FD->isUserProvided());
}

bool Callables::isOfInterest(const CXXMethodDecl *M) {
  if (!isUnwritten(M))
    return true;
  return Files.contains(M->getLocation()) && !M->isTrivial() &&
         (!M->isImplicit() || runsProjectCode(M));
}

const CXXDestructorDecl *Callables::destructorOf(QualType T) {
  const CXXRecordDecl *R = recordOf(T, Ctx);
  if (!R || R->hasTrivialDestructor())
    return nullptr;
  const CXXDestructorDecl *D = R->getDestructor();
  if (!D)
    return nullptr;
  if (!Files.contains(R->getLocation()))
    return typeArgumentsOf(D).Destructors.empty() ? nullptr : D;
  // A virtual destructor may be that of a class derived elsewhere.
  return D->isVirtual() || isOfInterest(D) ? D : nullptr;
}

//===----------------------------------------------------------------------===//
// Templates of a library
//===----------------------------------------------------------------------===//

void Callables::collectTypes(const TemplateArgument &A, unsigned Depth,
                             SmallVectorImpl<const CXXRecordDecl *> &Out,
                             SmallVectorImpl<QualType> &Held) {
  if (A.getKind() == TemplateArgument::Type)
    collectTypes(A.getAsType(), Depth, Out, Held);
  else if (A.getKind() == TemplateArgument::Pack)
    for (const TemplateArgument &P : A.pack_elements())
      collectTypes(P, Depth, Out, Held);
}

void Callables::collectTypes(QualType T, unsigned Depth,
                             SmallVectorImpl<const CXXRecordDecl *> &Out,
                             SmallVectorImpl<QualType> &Held) {
  if (T.isNull() || T->isDependentType() || Depth > MaxDepth)
    return;
  if (holds(T)) {
    Held.push_back(T);
    return;
  }
  T = behindPointers(T.getNonReferenceType(), Ctx);
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || !(R = R->getDefinition()))
    return;
  if (Files.contains(R->getLocation()) && !is_contained(Out, R))
    Out.push_back(R);
  if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(R))
    for (const TemplateArgument &A : Spec->getTemplateArgs().asArray())
      collectTypes(A, Depth + 1, Out, Held);
}

/// Is one of the parameters of this class?
static bool takes(const FunctionDecl *FD, const CXXRecordDecl *R) {
  return any_of(FD->parameters(), [&](const ParmVarDecl *P) {
    QualType T = P->getType().getNonReferenceType();
    if (T->isPointerType())
      T = T->getPointeeType();
    const CXXRecordDecl *Of = T->getAsCXXRecordDecl();
    return Of && (Of->getCanonicalDecl() == R->getCanonicalDecl() ||
                  R->isDerivedFrom(Of));
  });
}

ArrayRef<const FunctionDecl *>
Callables::operationsOf(const CXXRecordDecl *R) {
  auto [It, New] = Operations.try_emplace(R);
  if (!New)
    return It->second;
  SmallVector<const FunctionDecl *, 8> Out;
  auto Add = [&](const FunctionDecl *FD) {
    if (!FD->isDeleted() && Files.contains(FD->getLocation()))
      Out.push_back(FD);
  };
  for (const CXXMethodDecl *M : R->methods()) {
    bool Special = isa<CXXConstructorDecl, CXXDestructorDecl>(M) ||
                   M->isCopyAssignmentOperator() || M->isMoveAssignmentOperator();
    if (Special && isUnwritten(M)) {
      if (isOfInterest(M) || M->isVirtual())
        Add(M);
    } else if (!R->isLambda() && (Special || isa<CXXConversionDecl>(M) ||
                                  M->isOverloadedOperator())) {
      // What a closure does is handed on with its value.
      Add(M);
    }
  }
  auto Generic = [](DeclarationName Name) {
    if (Name.getCXXOverloadedOperator() != OO_None)
      return true;
    const IdentifierInfo *Id = Name.getAsIdentifierInfo();
    return Id && (Id->isStr("swap") || Id->isStr("begin") || Id->isStr("end") ||
                  Id->isStr("hash_value"));
  };
  for (const FriendDecl *F : R->friends())
    if (const auto *FD = dyn_cast_or_null<FunctionDecl>(F->getFriendDecl());
        FD && Generic(FD->getDeclName()) && takes(FD, R))
      Add(FD);
  const DeclContext *NS = R->getEnclosingNamespaceContext();
  auto AddFrom = [&](DeclarationName Name) {
    for (const NamedDecl *D : NS->lookup(Name)) {
      D = D->getUnderlyingDecl();
      if (const auto *FD = dyn_cast<FunctionDecl>(D); FD && takes(FD, R))
        Add(FD);
    }
  };
  for (unsigned Op = OO_None + 1; Op != NUM_OVERLOADED_OPERATORS; ++Op)
    AddFrom(Ctx.DeclarationNames.getCXXOperatorName(OverloadedOperatorKind(Op)));
  for (StringRef Name : {"swap", "begin", "end", "hash_value"})
    AddFrom(&Ctx.Idents.get(Name));
  for (const CXXBaseSpecifier &B : R->bases())
    if (const CXXRecordDecl *Base = recordOf(B.getType(), Ctx))
      for (const FunctionDecl *FD : operationsOf(Base))
        if (!is_contained(Out, FD) && FD->isOverloadedOperator())
          Out.push_back(FD);
  auto &Slot = Operations[R];
  Slot = std::move(Out);
  return Slot;
}

const TypeArguments &Callables::typeArgumentsOf(const FunctionDecl *FD) {
  std::unique_ptr<TypeArguments> &Entry = Arguments[FD];
  if (Entry)
    return *Entry;
  Entry = std::make_unique<TypeArguments>();
  TypeArguments Out;
  SmallVector<const CXXRecordDecl *, 4> Types;
  if (const TemplateArgumentList *Args = FD->getTemplateSpecializationArgs())
    for (const TemplateArgument &A : Args->asArray())
      collectTypes(A, 0, Types, Out.Held);
  // What is deduced from an argument is what is called, not where it is kept.
  llvm::erase_if(Out.Held, [&](QualType Held) {
    return any_of(FD->parameters(), [&](const ParmVarDecl *P) {
      return signatureOf(P->getType()) == signatureOf(Held);
    });
  });
  for (const DeclContext *DC = FD->getDeclContext(); DC && DC->isRecord();
       DC = DC->getParent())
    if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(DC))
      for (const TemplateArgument &A : Spec->getTemplateArgs().asArray())
        collectTypes(A, 0, Types, Out.Held);
  for (const CXXRecordDecl *R : Types)
    for (const FunctionDecl *Op : operationsOf(R)) {
      if (is_contained(Out.Operations, Op))
        continue;
      Out.Operations.push_back(Op);
      if (isa<CXXDestructorDecl>(Op))
        Out.Destructors.push_back(Op);
    }
  // Looking into a class may have looked into others: find the entry again.
  TypeArguments &Result = *Arguments[FD];
  Result = std::move(Out);
  return Result;
}

} // namespace recolor
