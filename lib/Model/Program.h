//===- Program.h - The whole program as one graph ----------------*- C++ -*-===//
//
// What all units together show: functions with dense ids, call sites, colour
// classes. Built by Link, never changed afterwards.
//
// The members have the names they have in the facts of one unit (Facts.h), but
// not the types: a million functions and ten million calls are to fit into a
// gigabyte. Strings and lists lie in an arena (Interned.h), and what only few
// calls have is stored once for all that have it.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_PROGRAM_H
#define RECOLOR_MODEL_PROGRAM_H

#include "Model/Facts.h"
#include "Model/Interned.h"
#include "llvm/ADT/iterator.h"
#include <memory>

namespace recolor {

/// A rule that holds for a function (FunctionRuleFact).
struct ProgramRule {
  InternedString Rule;
  InternedString Detail;
  Location Loc;
  friend auto operator<=>(const ProgramRule &, const ProgramRule &) = default;
};

/// A function or slot of the program; see FunctionFact for what the members
/// mean.
struct ProgramFunction {
  InternedString Key, USR, Name, Params, Class, ReturnType;
  InternedList<Location> Redecls;   ///< sorted
  InternedList<uint32_t> Overrides; ///< sorted
  InternedList<ProgramRule> Rules;  ///< sorted
  InternedList<InternedString> Labels; ///< sorted
  uint64_t Digest = 0;
  Location Loc;
  uint32_t Flags = 0;
  uint32_t Parent = None;
  FunctionKind Kind = FunctionKind::Function;

  bool is(FunctionFlag F) const { return Flags & F; }
};

/// A set of site rules, sorted. Sites with the same rules share one.
using RuleSet = InternedList<InternedString>;

/// What few calls have; see CallFact.
struct CallDetail {
  uint32_t Via = None;
  uint32_t Context = None;
  uint32_t Instance = None;
  uint32_t Guard = None;
  bool GuardHolds = true;
  bool InLoop = false;
  RuleSet Rules;
};

/// A call site of the program; see CallFact for what the members mean. A value
/// that CallTable makes up when it is asked.
struct ProgramCall : CallDetail {
  uint32_t Caller = None;
  uint32_t Callee = None;
  CallKind Kind = CallKind::Direct;
  Location Loc;
  uint32_t End = 0;
  bool Written = true;
};

/// All calls, by their ids. Reads like a vector of ProgramCall, of which it
/// stores half.
class CallTable {
  struct Row {
    uint32_t Caller, Callee;
    Location Loc;
    uint32_t End;
    uint32_t Detail : 27;
    uint32_t Written : 1;
    uint32_t Kind : 4;
  };
  static_assert(sizeof(Row) == 32, "ten million of them have to fit");
  static_assert(unsigned(CallKind::Unevaluated) < 16, "Row::Kind is too small");
  LargeVector<Row> Rows;
  std::vector<CallDetail> Details = {CallDetail()};

public:
  ProgramCall operator[](size_t Site) const {
    const Row &R = Rows[Site];
    ProgramCall C;
    if (R.Detail)
      static_cast<CallDetail &>(C) = Details[R.Detail];
    C.Caller = R.Caller;
    C.Callee = R.Callee;
    C.Kind = CallKind(R.Kind);
    C.Loc = R.Loc;
    C.End = R.End;
    C.Written = R.Written;
    return C;
  }
  size_t size() const { return Rows.size(); }
  bool empty() const { return Rows.empty(); }

  /// Single members, for passes over all calls.
  uint32_t caller(size_t Site) const { return Rows[Site].Caller; }
  uint32_t callee(size_t Site) const { return Rows[Site].Callee; }
  CallKind kind(size_t Site) const { return CallKind(Rows[Site].Kind); }
  const Location &loc(size_t Site) const { return Rows[Site].Loc; }
  /// Asks for the memory of a call before it is needed.
  void prefetch(size_t Site) const { LLVM_PREFETCH(&Rows[Site], 0, 3); }

  /// Which of details() the call has; 0 for those that have none of it. What
  /// follows from a call's rules need only be worked out once for each.
  uint32_t detailOf(size_t Site) const { return Rows[Site].Detail; }
  llvm::ArrayRef<CallDetail> details() const { return Details; }

  class iterator
      : public llvm::iterator_facade_base<
            iterator, std::random_access_iterator_tag, ProgramCall,
            std::ptrdiff_t, const ProgramCall *, ProgramCall> {
    const CallTable *Of;
    size_t At;

  public:
    iterator(const CallTable *Of, size_t At) : Of(Of), At(At) {}
    ProgramCall operator*() const { return (*Of)[At]; }
    bool operator==(const iterator &O) const { return At == O.At; }
    bool operator<(const iterator &O) const { return At < O.At; }
    std::ptrdiff_t operator-(const iterator &O) const { return At - O.At; }
    iterator &operator+=(std::ptrdiff_t N) { At += N; return *this; }
    iterator &operator-=(std::ptrdiff_t N) { At -= N; return *this; }
  };
  iterator begin() const { return {this, 0}; }
  iterator end() const { return {this, size()}; }

  //===-- For who builds it -----------------------------------------------===//

  void reserve(size_t Calls) { Rows.reserve(Calls); }
  /// Replaces all details but the first, which stays the empty one; calls name
  /// them by index.
  void setDetails(std::vector<CallDetail> All) { Details = std::move(All); }
  uint32_t addDetail(const CallDetail &D) {
    Details.push_back(D);
    return Details.size() - 1;
  }
  /// Gives a call other rules.
  void setRules(size_t Site, RuleSet Rules) {
    CallDetail D = Details[Rows[Site].Detail];
    D.Rules = Rules;
    Rows[Site].Detail = addDetail(D);
  }
  /// Adds a call whose detail was added before.
  void push_back(const ProgramCall &C, uint32_t Detail) {
    Rows.push_back({C.Caller, C.Callee, C.Loc, C.End, Detail, C.Written,
                    uint32_t(C.Kind)});
  }
  /// Adds a call and, for itself alone, what it has in details.
  void push_back(const ProgramCall &C) {
    bool Plain = C.Via == None && C.Context == None && C.Instance == None &&
                 C.Guard == None && !C.InLoop && C.Rules.empty();
    push_back(C, Plain ? 0 : addDetail(C));
  }
};

/// The facts of all units, merged. All indices are into this value. Functions
/// are sorted by key, calls by (caller, location, callee, kind), so the value
/// does not depend on the order of units. Copies share their strings.
struct Program {
  /// Holds the strings and lists of all members.
  std::shared_ptr<Arena> Strings = std::make_shared<Arena>();

  std::vector<std::string> Files; ///< sorted real paths
  std::vector<std::string> Includes;
  LargeVector<ProgramFunction> Functions;
  CallTable Calls;
  std::vector<ContextFact> Contexts;
  std::vector<InternedString> Instances; ///< sorted
  /// function -> its place in the order of names, then of ids: sorting by name
  /// is sorting numbers.
  std::vector<uint32_t> NameRank;

  /// Colour classes: functions which must share one colour.
  LargeVector<uint32_t> ClassOf;      ///< function -> class
  LargeVector<uint32_t> ClassBegin;   ///< class -> first index in ClassMembers
  LargeVector<uint32_t> ClassMembers; ///< function ids grouped by class

  LargeVector<uint32_t> CallsFromBegin; ///< function -> first index in Calls
  LargeVector<uint32_t> CallsInBegin; ///< function -> first index in CallsIn
  LargeVector<uint32_t> CallsIn;      ///< call ids grouped by callee

  struct FailedUnit {
    std::string File;
    std::vector<std::string> Errors;
  };
  std::vector<FailedUnit> Failed; ///< sorted by file
  uint32_t Units = 0;

  llvm::ArrayRef<uint32_t> members(uint32_t Class) const {
    return llvm::ArrayRef<uint32_t>(ClassMembers)
        .slice(ClassBegin[Class], ClassBegin[Class + 1] - ClassBegin[Class]);
  }
  uint32_t classCount() const {
    return ClassBegin.empty() ? 0 : uint32_t(ClassBegin.size() - 1);
  }
  /// The calls whose callee is \p Fn itself (not its family).
  llvm::ArrayRef<uint32_t> callsTo(uint32_t Fn) const {
    return llvm::ArrayRef<uint32_t>(CallsIn)
        .slice(CallsInBegin[Fn], CallsInBegin[Fn + 1] - CallsInBegin[Fn]);
  }
  /// Does a value flow here into a slot that changes with it, so that nothing need be
  /// written? In a template's pattern it may be unknown where it flows; what an
  /// instantiation says of the same place counts then. O(calls of the callee).
  bool flowsTogether(const ProgramCall &C) const;
  /// The calls made by \p Fn: [first, last) into Calls. None: those of
  /// initializers at namespace scope.
  std::pair<uint32_t, uint32_t> callsFrom(uint32_t Fn) const {
    if (Fn == None)
      return {CallsFromBegin.back(), uint32_t(Calls.size())};
    return {CallsFromBegin[Fn], CallsFromBegin[Fn + 1]};
  }
  /// The function with this key, or None.
  uint32_t findKey(llvm::StringRef Key) const;

  /// Works out the two indices of Calls.
  void indexCalls();
  /// Works out NameRank.
  void rankNames();

  /// `file:line:col` for messages.
  std::string describe(const Location &L) const;
};

} // namespace recolor

#endif
