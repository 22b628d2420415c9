//===- Facts.h - What one translation unit shows -----------------*- C++ -*-===//
//
// The answer to "what does this unit contain and call?". Facts are
// observations, never judgements: that a function is a constructor is a fact,
// that a constructor cannot be a coroutine is a rule (Rules/Rules.def).
//
// Invariants: no pointer into an AST; every cross reference is an index into
// this value; files are real paths; merging the facts of many units is
// commutative (Link/Link.h).
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_FACTS_H
#define RECOLOR_MODEL_FACTS_H

#include "Model/Interned.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace recolor {

/// "No such function / file / context" wherever an index is expected.
inline constexpr uint32_t None = ~0u;

/// A place in a file of the unit. Line and column count from 1, Offset is the
/// byte offset the rewriter anchors its edits to.
struct Location {
  uint32_t File = None;
  uint32_t Line = 0;
  uint32_t Column = 0;
  uint32_t Offset = 0;

  bool isValid() const { return File != None; }
  friend auto operator<=>(const Location &, const Location &) = default;
};

/// What a node of the call graph is. A slot (a variable, field, parameter or
/// result of callable type) is a node too: calls go to it, functions flow
/// into it.
enum class FunctionKind : uint8_t {
  Function,
  Method,
  Constructor,
  Destructor,
  Conversion,
  Operator,
  Lambda,
  Slot,
};

/// Properties of a function as bits of FunctionFact::Flags. Flags of several
/// redeclarations or units are united.
enum FunctionFlag : uint32_t {
  FF_Defined = 1u << 0,     ///< a body was seen
  FF_InProject = 1u << 1,   ///< every declaration seen lies in editable files
  FF_Virtual = 1u << 2,     ///< virtual, also by overriding
  FF_Pure = 1u << 3,        ///< pure virtual
  FF_Static = 1u << 4,      ///< static member, or internal linkage
  FF_Main = 1u << 5,        ///< the program's entry point
  FF_Template = 1u << 6,    ///< a template's pattern; instantiations map to it
  FF_Coroutine = 1u << 7,   ///< the body is a coroutine already
  FF_Noexcept = 1u << 8,    ///< declared not to throw
  FF_ReturnsVoid = 1u << 10,
  FF_Async = 1u << 11,      ///< returns a task already (coroutine or not)
  FF_Public = 1u << 12,     ///< nameable by other units: external linkage
  FF_Implicit = 1u << 13,   ///< written by the compiler: a default destructor
  FF_Differs = 1u << 14,    ///< calls other things in one unit than in another
  FF_C = 1u << 15,          ///< seen in a unit of C, where nothing is rewritten
  /// Asks for an exception that its callers handle: a handler that calls it has
  /// to stay one.
  FF_AsksException = 1u << 16,
  FF_State = 1u << 17,      ///< a closure or functor that has captures or fields
  FF_Mutable = 1u << 18,    ///< calling it may change those; a slot: it cannot be copied
  FF_Stored = 1u << 19,     ///< a slot that is written to after its construction
  FF_Own = 1u << 20,        ///< a slot by value on its function's frame
  /// Returns what its tail calls return, and nothing that it passes on lives in
  /// it: it need not be there when that is awaited.
  FF_HandsOn = 1u << 21,
  FF_StaticVariable = 1u << 22, ///< declares one that changes, or whose initializer does something
  /// It is declared, or a call of it stands, in a file that was read only by
  /// units which do not parse: nothing there is edited.
  FF_Unparsed = 1u << 23,
};

/// A rule that holds for a function, wherever it is called from
/// (Rules/Rules.def names it): a constructor, a signature inside a macro, ...
struct FunctionRuleFact {
  std::string Rule;
  std::string Detail; ///< what was found, in the user's words; may be empty
  Location Loc;
  friend auto operator<=>(const FunctionRuleFact &,
                          const FunctionRuleFact &) = default;
};

/// One function (or slot) that the unit declares, defines or calls. Its strings
/// lie in UnitFacts::Strings: a unit has ten thousands of them.
struct FunctionFact {
  /// Identity over all units: the USR, qualified by the declaring file when
  /// the linkage is internal; the position of a lambda or local function.
  InternedString Key;
  InternedString USR;
  InternedString Name;   ///< qualified, as a person writes it: `ns::Class::f`
  InternedString Params; ///< parenthesised: `(const Slice &, int)`; may be empty
  FunctionKind Kind = FunctionKind::Function;
  uint32_t Flags = 0;
  Location Loc;       ///< of the name: the definition if seen, else a declaration
  llvm::SmallVector<Location, 2> Redecls; ///< every declaration in the project, sorted
  std::vector<uint32_t> Overrides; ///< what it overrides directly, or specialises
  std::vector<FunctionRuleFact> Rules;
  uint32_t Parent = None; ///< the function a lambda or local class stands in
  InternedString Class;   ///< qualified name of the enclosing class, or empty
  /// Canonical spelling of the result type; empty when unknown. Link compares
  /// it over override families.
  InternedString ReturnType;
  /// What attributes say of it: the text of `annotate`, the names of function
  /// effects (`blocking`, `nonblocking`); sorted. United over redeclarations
  /// and units.
  std::vector<std::string> Labels;
  /// Of what the body calls, to notice a header that two units see
  /// differently; 0 when there is no body or it depends on template arguments.
  uint64_t Digest = 0;
  /// Of all of the above and of what it refers to: equal ones say the same.
  /// Decoded facts have it (FactsBinary.h), otherwise it is 0.
  uint64_t Fingerprint = 0;

  bool is(FunctionFlag F) const { return Flags & F; }
};

/// How a caller reaches a callee (design: "every kind is labelled").
enum class CallKind : uint8_t {
  Direct,
  Virtual,     ///< through the vtable; the callee stands for its family
  Constructor,
  Destructor,
  Conversion,
  Operator,
  Implicit,    ///< range-for, cleanup attributes, and other unwritten calls
  Slot,        ///< caller calls what a slot holds; the callee is the slot
  Flow,        ///< caller is a slot, callee was stored in it
  Callback,    ///< caller is unseen code that was handed the callee
  Spawn,       ///< the same, and the unseen code starts a thread with it
  Lambda,      ///< a call of a lambda's body
  Unevaluated, ///< named in decltype, sizeof, noexcept: never runs
};

/// What is known about the object a runtime's operation works on: the context
/// (event loop) variable it was constructed with, or nothing.
struct ContextFact {
  enum Kind : uint8_t {
    Local,      ///< a variable of one function
    Member,     ///< a non-static data member held by value
    Global,     ///< namespace scope or static storage
    Parameter,  ///< a reference to somebody else's
    Expression, ///< anything else of that type: *ptr, a getter's result
  };
  std::string Key;  ///< identity over units
  std::string Name; ///< as written
  std::string Type; ///< qualified name of its class
  Kind K = Local;
  uint32_t Owner = None; ///< the function whose body declares or uses it
  Location Loc;          ///< of its declarator; where the edit would go
  bool Escapes = false;  ///< used other than to construct runtime objects
  bool Editable = false; ///< the declaration is one plain declarator in a body
  std::vector<std::string> Methods; ///< member functions called on it, sorted
};

/// In the rules of an unevaluated call: what the callee returns is what the caller
/// returns, as it is written, so the two change colour together.
inline constexpr llvm::StringLiteral FollowedResult = "followed-result";

/// One call site, or one place where a function's name or a lambda is handed
/// on (kinds Flow, Callback, Spawn: then Via is the function the place is in).
struct CallFact {
  uint32_t Caller = None; ///< None: an initializer at namespace scope
  uint32_t Callee = None;
  CallKind Kind = CallKind::Direct;
  Location Loc;           ///< begin of the expression, in the file as written
  /// Offset behind the expression, which tells `a()` from `a().b()`; 0 when it
  /// is not written in one file as a whole.
  uint32_t End = 0;
  uint32_t Via = None;
  uint32_t Context = None; ///< into UnitFacts::Contexts: what the object runs on
  /// Into UnitFacts::Instances: the instantiation of the caller in which the
  /// pattern's call reaches this callee.
  uint32_t Instance = None;
  /// A function without parameters whose answer decides, by a branch of the
  /// caller, whether the call runs: `if (in_coroutine()) ...`.
  uint32_t Guard = None;
  bool Written = true; ///< the source says it: not a destructor at a scope's end
  bool GuardHolds = true; ///< runs when Guard answers yes, or when it answers no
  bool InLoop = false;    ///< stands in a loop of its caller
  /// Ids of rules that hold at this site: in-catch-handler, macro-body, ...
  std::vector<std::string> Rules;
};

/// Everything one unit shows. Function, file and context references are
/// indices into this value. Copies share their strings.
struct UnitFacts {
  std::shared_ptr<Arena> Strings = std::make_shared<Arena>();
  std::string MainFile;           ///< real path
  std::string Root;               ///< of the project: what may be edited
  bool Failed = false;            ///< it did not parse; what follows is partial
  std::vector<std::string> Errors; ///< `file:line:col: error: ...`, first few
  std::vector<std::string> Files;
  /// Headers the unit's project files include, as written between the
  /// delimiters, sorted and unique; runtimes are picked by them.
  std::vector<std::string> Includes;
  /// Files of the project that the unit reads, sorted real paths.
  std::vector<std::string> ProjectFiles;
  std::vector<FunctionFact> Functions;
  std::vector<CallFact> Calls;
  std::vector<ContextFact> Contexts;
  std::vector<std::string> Instances; ///< as a person writes them: `f<int>`

  InternedString save(llvm::StringRef S) { return Strings->save(S); }
};

llvm::StringRef toString(FunctionKind K);
llvm::StringRef toString(CallKind K);

} // namespace recolor

#endif
