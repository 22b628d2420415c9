//===- Paths.cpp - Regular path queries over the call graph ---------------===//
//
// A query is an automaton without a start state of its own: its states are its
// steps, and being in one means that the function at hand was taken by it. A
// set of states is one word, and a search moves sets, so that a call is looked
// at once per set that newly reaches its caller rather than once per state.
//
//===----------------------------------------------------------------------===//
#include "Solve/Paths.h"
#include "Solve/Solve.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/bit.h"
#include <numeric>
#include <tuple>

using namespace llvm;

namespace recolor {
namespace {

using States = uint32_t; ///< a set of steps of the query

template <typename Fn> void forEachState(States S, Fn Do) {
  for (; S; S &= S - 1)
    Do(unsigned(llvm::countr_zero(S)));
}

/// The query as transitions between its steps.
class Automaton {
  unsigned Count;
  States First = 0, Last = 0;
  States Next[PathQuery::MaxSteps] = {}, Previous[PathQuery::MaxSteps] = {};

public:
  explicit Automaton(const PathQuery &Q) : Count(Q.Steps.size()) {
    // Behind step From come all steps up to the first that is not optional.
    auto Follow = [&](unsigned From) {
      States S = 0;
      for (unsigned I = From; I != Count; ++I) {
        S |= States(1) << I;
        if (!Q.Steps[I].Optional)
          break;
      }
      return S;
    };
    First = Follow(0);
    for (unsigned I = 0; I != Count; ++I) {
      Next[I] = Follow(I + 1);
      if (Q.Steps[I].Repeats)
        Next[I] |= States(1) << I;
      forEachState(Next[I], [&](unsigned To) { Previous[To] |= States(1) << I; });
    }
    for (unsigned I = Count; I-- > 0;) {
      Last |= States(1) << I;
      if (!Q.Steps[I].Optional)
        break;
    }
  }

  unsigned size() const { return Count; }
  States first() const { return First; }
  States last() const { return Last; }
  States after(States S) const { return unite(S, Next); }
  States before(States S) const { return unite(S, Previous); }

private:
  static States unite(States S, const States *Of) {
    States Out = 0;
    forEachState(S, [&](unsigned I) { Out |= Of[I]; });
    return Out;
  }
};

/// Decides which steps take which function: every test once per function,
/// whatever the number of calls and of steps that repeat it.
class Matcher {
  const Program &P;
  const PathQuery &Q;
  ArrayRef<uint32_t> Blocking;
  BitVector IsSlot;
  std::vector<BitVector> Tests; ///< by leaf

public:
  Matcher(const Program &P, const PathQuery &Q, ArrayRef<uint32_t> Blocking)
      : P(P), Q(Q), Blocking(Blocking), IsSlot(P.Functions.size()) {
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      if (P.Functions[Fn].Kind == FunctionKind::Slot)
        IsSlot.set(Fn);
  }

  /// For each function the steps that take it; \p Named the same, counting
  /// only those that name it in full or as a slot.
  Error run(std::vector<States> &Takes, std::vector<States> &Named) {
    for (const PathQuery::Leaf &L : Q.Leaves) {
      Tests.emplace_back(P.Functions.size());
      if (Error E = test(L, Tests.back()))
        return E;
    }
    Takes.assign(P.Functions.size(), 0);
    Named.assign(P.Functions.size(), 0);
    for (unsigned I = 0; I != Q.Steps.size(); ++I)
      step(Q.Steps[I], States(1) << I, Takes, Named);
    return Error::success();
  }

private:
  Error test(const PathQuery::Leaf &L, BitVector &Out) {
    switch (L.K) {
    case PathQuery::Leaf::Flags:
      for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
        if (P.Functions[Fn].Flags & L.Value)
          Out.set(Fn);
      return Error::success();
    case PathQuery::Leaf::OfKind:
      for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
        if (uint32_t(P.Functions[Fn].Kind) == L.Value)
          Out.set(Fn);
      return Error::success();
    case PathQuery::Leaf::Blocking:
      for (uint32_t Fn : Blocking)
        Out.set(Fn);
      annotated("blocking", Out);
      return Error::success();
    case PathQuery::Leaf::Annotated:
      annotated(L.Glob, Out);
      return Error::success();
    case PathQuery::Leaf::File:
      return file(L, Out);
    case PathQuery::Leaf::Name: {
      Expected<std::vector<uint32_t>> Fns = findFunctions(P, L.Pat);
      if (!Fns)
        return Q.error(L.Where, toString(Fns.takeError()));
      for (uint32_t Fn : *Fns)
        Out.set(Fn);
      return Error::success();
    }
    }
    llvm_unreachable("every test has its answer");
  }

  void annotated(StringRef Glob, BitVector &Out) const {
    // A program has few labels, and each stands at many functions.
    StringMap<bool> Known;
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      for (StringRef Label : P.Functions[Fn].Labels) {
        auto [It, New] = Known.try_emplace(Label, false);
        if (New)
          It->second = matchGlob(Glob, Label);
        if (It->second)
          Out.set(Fn);
      }
  }

  /// Globs know scopes; in a path, folders are what scopes are in a name.
  static std::string scoped(StringRef Path) {
    std::string Out;
    for (char C : Path) {
      if (C == '/')
        Out += "::";
      else
        Out += C;
    }
    return Out;
  }

  Error file(const PathQuery::Leaf &L, BitVector &Out) const {
    std::string Glob = scoped(L.Glob);
    if (!StringRef(L.Glob).starts_with("/"))
      Glob = "**::" + Glob;
    BitVector Files(P.Files.size());
    for (uint32_t F = 0; F != P.Files.size(); ++F)
      if (matchGlob(Glob, scoped(P.Files[F])))
        Files.set(F);
    if (Files.none())
      return Q.error(L.Where, "no file matches '" + L.Glob + "'");
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      if (const Location &Loc = P.Functions[Fn].Loc;
          Loc.isValid() && Files[Loc.File])
        Out.set(Fn);
    return Error::success();
  }

  void step(const PathQuery::Step &S, States Bit, std::vector<States> &Takes,
            std::vector<States> &Named) const {
    const uint32_t N = P.Functions.size();
    std::vector<BitVector> Stack;
    BitVector Explicit(N);
    for (const PathQuery::Word &W : S.Class) {
      switch (W.K) {
      case PathQuery::Word::Test: {
        const PathQuery::Leaf &L = Q.Leaves[W.Leaf];
        Stack.push_back(Tests[W.Leaf]);
        bool NamesSlots = L.K == PathQuery::Leaf::OfKind &&
                          L.Value == uint32_t(FunctionKind::Slot);
        if (L.K == PathQuery::Leaf::Name || NamesSlots)
          Explicit |= Tests[W.Leaf];
        break;
      }
      case PathQuery::Word::Not:
        Stack.back().flip();
        break;
      case PathQuery::Word::And:
      case PathQuery::Word::Or: {
        BitVector Right = std::move(Stack.back());
        Stack.pop_back();
        if (W.K == PathQuery::Word::And)
          Stack.back() &= Right;
        else
          Stack.back() |= Right;
        break;
      }
      }
    }
    BitVector Result =
        Stack.empty() ? BitVector(N, true) : std::move(Stack.back());
    for (unsigned Fn : Result.set_bits()) {
      if (!IsSlot[Fn] || Explicit[Fn])
        Takes[Fn] |= Bit;
      if (Explicit[Fn])
        Named[Fn] |= Bit;
    }
  }
};

/// Calls as edges between nodes. Functions are the first nodes, by their ids;
/// the others stand for ways through a function which the query need not take
/// a step for.
class Graph {
public:
  enum NodeKind : uint8_t {
    Plain,    ///< a function, or a slot that a step names
    Through,  ///< a slot, or unseen code that was handed something, in passing
    Named,    ///< the same unseen code where a step names it
    Dispatch, ///< a virtual call on its way to the overriders; not shown
  };
  struct Edge {
    uint32_t To, Site;
    friend auto operator<=>(const Edge &, const Edge &) = default;
  };

private:
  const Program &P;
  std::vector<uint32_t> Function; ///< node -> function, from the first extra
  std::vector<NodeKind> Kind;     ///< likewise
  /// Nodes beside the function itself.
  DenseMap<uint32_t, uint32_t> PassOf, DispatchOf;
  /// (Via, unseen code) -> node, and its Named twin if there is one.
  DenseMap<std::pair<uint32_t, uint32_t>, std::pair<uint32_t, uint32_t>> HandOvers;
  std::vector<uint32_t> Begin, InBegin;
  std::vector<Edge> Out;
  std::vector<uint32_t> In;

public:
  /// \p Named as Matcher gives it.
  Graph(const Program &P, ArrayRef<States> Named) : P(P) {
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      if (P.Functions[Fn].Kind == FunctionKind::Slot)
        PassOf[Fn] = add(Fn, Through);
    addDispatch();
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site) {
      const ProgramCall C = P.Calls[Site];
      if (!isHandOver(C))
        continue;
      auto [It, New] = HandOvers.try_emplace({C.Via, C.Caller}, None, None);
      if (!New)
        continue;
      It->second.first = add(C.Caller, Through);
      if (Named[C.Caller])
        It->second.second = add(C.Caller, NodeKind::Named);
    }
    index();
  }

  uint32_t size() const { return P.Functions.size() + Function.size(); }
  bool isFunction(uint32_t Node) const { return Node < P.Functions.size(); }
  uint32_t function(uint32_t Node) const {
    return isFunction(Node) ? Node : Function[Node - P.Functions.size()];
  }
  NodeKind kind(uint32_t Node) const {
    return isFunction(Node) ? Plain : Kind[Node - P.Functions.size()];
  }
  /// Is \p Node passed without taking a step of the query?
  bool isPassed(uint32_t Node) const {
    NodeKind K = kind(Node);
    return K == Through || K == Dispatch;
  }
  ArrayRef<Edge> out(uint32_t Node) const {
    return ArrayRef<Edge>(Out).slice(Begin[Node], Begin[Node + 1] - Begin[Node]);
  }
  ArrayRef<uint32_t> in(uint32_t Node) const {
    return ArrayRef<uint32_t>(In).slice(InBegin[Node],
                                        InBegin[Node + 1] - InBegin[Node]);
  }

private:
  uint32_t add(uint32_t Fn, NodeKind K) {
    Function.push_back(Fn);
    Kind.push_back(K);
    return size() - 1;
  }

  static bool isHandOver(const ProgramCall &C) {
    return (C.Kind == CallKind::Callback || C.Kind == CallKind::Spawn) &&
           C.Via != None && C.Caller != None;
  }

  void addDispatch() {
    for (const ProgramFunction &F : P.Functions)
      for (uint32_t O : F.Overrides)
        if (auto [It, New] = DispatchOf.try_emplace(O, None); New)
          It->second = add(O, Dispatch);
  }

  /// Calls \p Do for each way to enter \p Fn.
  template <typename F>
  void enter(uint32_t Fn, CallKind Kind, F Do) const {
    if (auto It = PassOf.find(Fn); It != PassOf.end())
      Do(It->second);
    // A template may reach its specialisations: a unit that does not see one
    // calls the pattern all the same.
    bool Dispatches = Kind == CallKind::Virtual || Kind == CallKind::Flow ||
                      Kind == CallKind::Callback || Kind == CallKind::Spawn ||
                      !P.Functions[Fn].is(FF_Virtual);
    if (auto It = DispatchOf.find(Fn); Dispatches && It != DispatchOf.end())
      Do(It->second);
    else
      Do(Fn);
  }

  /// Calls \p Do(from, to, site) for every edge; the order is fixed.
  template <typename F> void forEachEdge(F Do) const {
    for (uint32_t Site = 0; Site != P.Calls.size(); ++Site) {
      const ProgramCall C = P.Calls[Site];
      if (C.Kind == CallKind::Unevaluated || C.Caller == None)
        continue;
      uint32_t From = C.Caller, To = C.Callee;
      if (isHandOver(C)) {
        auto [Pass, Twin] = HandOvers.find({C.Via, C.Caller})->second;
        for (uint32_t Node : {Pass, Twin}) {
          if (Node == None)
            continue;
          Do(C.Via, Node, Site);
          enter(To, C.Kind, [&](uint32_t Target) { Do(Node, Target, Site); });
        }
        continue;
      }
      // Two slots that have one type, rather than a store: the declaration of
      // a parameter, or the overridden function's, holds what the other is
      // handed.
      if (C.Kind == CallKind::Flow && !C.Loc.isValid() && PassOf.count(From) &&
          PassOf.count(To))
        std::swap(From, To);
      auto Pass = PassOf.find(From);
      enter(To, C.Kind, [&](uint32_t Target) {
        Do(From, Target, Site);
        if (Pass != PassOf.end())
          Do(Pass->second, Target, Site);
      });
    }
    // From the function a virtual call names to all that override it.
    DenseMap<uint32_t, SmallVector<uint32_t, 2>> Overriders;
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      for (uint32_t O : P.Functions[Fn].Overrides)
        Overriders[O].push_back(Fn);
    std::vector<uint32_t> Family;
    DenseMap<uint32_t, uint32_t> SeenIn; ///< function -> who asked last
    for (uint32_t Node = P.Functions.size(); Node != size(); ++Node) {
      if (kind(Node) != Dispatch)
        continue;
      Family.assign(1, function(Node));
      SeenIn[function(Node)] = Node;
      for (size_t I = 0; I != Family.size(); ++I) {
        Do(Node, Family[I], None);
        if (auto It = Overriders.find(Family[I]); It != Overriders.end())
          for (uint32_t Fn : It->second)
            if (uint32_t &Last = SeenIn[Fn]; Last != Node) {
              Last = Node;
              Family.push_back(Fn);
            }
      }
    }
  }

  void index() {
    const uint32_t N = size();
    std::vector<uint32_t> Next(N + 1, 0);
    forEachEdge([&](uint32_t From, uint32_t, uint32_t) { ++Next[From + 1]; });
    std::partial_sum(Next.begin(), Next.end(), Next.begin());
    std::vector<uint32_t> First = Next;
    Out.resize(Next[N]);
    forEachEdge([&](uint32_t From, uint32_t To, uint32_t Site) {
      Out[Next[From]++] = {To, Site};
    });
    // Of several calls of one function by another, the first one shows.
    Begin.assign(N + 1, 0);
    uint32_t End = 0;
    for (uint32_t Node = 0; Node != N; ++Node) {
      Begin[Node] = End;
      std::sort(Out.begin() + First[Node], Out.begin() + First[Node + 1]);
      for (uint32_t I = First[Node]; I != First[Node + 1]; ++I)
        if (End == Begin[Node] || Out[End - 1].To != Out[I].To)
          Out[End++] = Out[I];
    }
    Begin[N] = End;
    Out.resize(End);

    InBegin.assign(N + 1, 0);
    for (const Edge &E : Out)
      ++InBegin[E.To + 1];
    std::partial_sum(InBegin.begin(), InBegin.end(), InBegin.begin());
    In.resize(Out.size());
    Next.assign(InBegin.begin(), InBegin.end());
    for (uint32_t Node = 0; Node != N; ++Node)
      for (const Edge &E : out(Node))
        In[Next[E.To]++] = Node;
  }
};

class Search {
  const Program &P;
  const PathsOptions &O;
  Automaton A;
  Graph G;
  std::vector<States> Takes, Named;
  /// For each node the states in which it lies on some path.
  std::vector<States> Useful;
  /// Of the search at hand: the states seen; what Touched lists is not empty.
  std::vector<States> Seen;
  std::vector<uint32_t> Touched;
  BitVector IsWanted; ///< starts of paths to the end at hand
  /// For each state of a node, the nodes to come until the end.
  std::vector<uint32_t> ToGo;
  std::vector<States> PendingStates; ///< flood's, empty between calls
  PathsResult R;

  /// Enough for a query that has few ends on one side over ten million calls;
  /// then the limit decides.
  static constexpr uint64_t Budget = uint64_t(1) << 26;

  struct Pair {
    uint32_t Start, End;
  };

public:
  Search(const Program &P, const PathQuery &Q, const PathsOptions &O,
         std::vector<States> Takes, std::vector<States> Named)
      : P(P), O(O), A(Q), G(P, Named), Takes(std::move(Takes)),
        Named(std::move(Named)) {}

  PathsResult run() {
    findUseful();
    std::vector<uint32_t> Starts, Ends;
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn) {
      if (Useful[Fn] & A.first())
        Starts.push_back(Fn);
      if (Useful[Fn] & A.last())
        Ends.push_back(Fn);
    }
    std::vector<Pair> Pairs = findPairs(Starts, Ends);
    size_t Wanted = O.Limit ? std::min(O.Limit, Pairs.size()) : Pairs.size();
    auto Before = [&](const Pair &X, const Pair &Y) {
      auto Key = [&](uint32_t Fn) {
        return std::make_tuple(P.Functions[Fn].Loc, Fn);
      };
      if (X.Start != Y.Start)
        return Key(X.Start) < Key(Y.Start);
      return Key(X.End) < Key(Y.End);
    };
    std::partial_sort(Pairs.begin(), Pairs.begin() + Wanted, Pairs.end(), Before);
    writeDown(Pairs, Wanted);
    return std::move(R);
  }

private:
  /// The states in which \p Node can be entered by a call from states \p From.
  States enter(uint32_t Node, States From) const {
    return G.isPassed(Node) ? From : A.after(From) & taken(Node);
  }
  /// The states in which the caller of \p Node can have been.
  States leave(uint32_t Node, States At) const {
    return G.isPassed(Node) ? At : A.before(At);
  }
  States taken(uint32_t Node) const {
    return G.isFunction(Node) ? Takes[Node] : Named[G.function(Node)];
  }

  void forget() {
    for (uint32_t Node : Touched)
      Seen[Node] = 0;
    Touched.clear();
  }

  /// Adds to Seen what can be reached from \p Work, which holds nodes whose
  /// Seen is set, in one direction. \p Within bounds it if not empty. Returns
  /// the number of edges it looked at.
  uint64_t flood(std::vector<uint32_t> Work, bool Forward,
                 ArrayRef<States> Within) {
    uint64_t Edges = 0;
    // A node waits once, with all states that reached it until its turn.
    std::vector<States> &Pending = PendingStates;
    Pending.resize(G.size());
    for (uint32_t Node : Work)
      Pending[Node] = Seen[Node];
    auto Reach = [&](uint32_t Node, States S) {
      if (!Within.empty())
        S &= Within[Node];
      S &= ~Seen[Node];
      if (!S)
        return;
      if (!Seen[Node])
        Touched.push_back(Node);
      Seen[Node] |= S;
      if (!Pending[Node])
        Work.push_back(Node);
      Pending[Node] |= S;
    };
    while (!Work.empty()) {
      uint32_t Node = Work.back();
      Work.pop_back();
      States S = std::exchange(Pending[Node], 0);
      if (Forward) {
        for (const Graph::Edge &E : G.out(Node))
          Reach(E.To, enter(E.To, S));
        Edges += G.out(Node).size();
      } else if (States Before = leave(Node, S)) {
        for (uint32_t From : G.in(Node))
          Reach(From, G.isPassed(From) ? Before : Before & taken(From));
        Edges += G.in(Node).size();
      }
    }
    return Edges;
  }

  void findUseful() {
    Seen.assign(G.size(), 0);
    std::vector<uint32_t> Work;
    auto Begin = [&](uint32_t Fn, States S) {
      if (!S)
        return;
      Seen[Fn] = S;
      Touched.push_back(Fn);
      Work.push_back(Fn);
    };
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      Begin(Fn, A.first() & Takes[Fn]);
    flood(std::move(Work), /*Forward=*/true, {});
    std::vector<States> Reached = Seen;
    forget();
    Work.clear();
    for (uint32_t Fn = 0; Fn != P.Functions.size(); ++Fn)
      Begin(Fn, A.last() & Reached[Fn]);
    flood(std::move(Work), /*Forward=*/false, Reached);
    Useful = Seen;
    forget();
  }

  /// One search for each end on the side that has fewer.
  std::vector<Pair> findPairs(ArrayRef<uint32_t> Starts, ArrayRef<uint32_t> Ends) {
    std::vector<Pair> Pairs;
    bool Forward = Starts.size() <= Ends.size();
    uint64_t Edges = 0;
    for (uint32_t From : Forward ? Starts : Ends) {
      if (O.Limit && Edges + Pairs.size() > Budget && Pairs.size() >= O.Limit) {
        R.Complete = false;
        break;
      }
      Seen[From] = Useful[From] & (Forward ? A.first() : A.last());
      Touched.push_back(From);
      Edges += flood({From}, Forward, Useful);
      for (uint32_t To : Touched)
        if (G.isFunction(To) && (Seen[To] & (Forward ? A.last() : A.first())))
          Pairs.push_back(Forward ? Pair{From, To} : Pair{To, From});
      forget();
    }
    return Pairs;
  }

  /// The paths of the first \p Wanted of \p Pairs. One search backwards serves
  /// all that have the same end.
  void writeDown(ArrayRef<Pair> Pairs, size_t Wanted) {
    R.More = Pairs.size() - Wanted;
    std::vector<uint32_t> Order(Wanted);
    std::iota(Order.begin(), Order.end(), 0u);
    llvm::stable_sort(Order, [&](uint32_t X, uint32_t Y) {
      return Pairs[X].End < Pairs[Y].End;
    });
    IsWanted.resize(P.Functions.size());
    if (Wanted)
      ToGo.assign(size_t(G.size()) * A.size(), 0);
    std::vector<std::vector<CallPath>> Found(Wanted);
    for (size_t I = 0, E; I != Wanted; I = E) {
      uint32_t End = Pairs[Order[I]].End;
      for (E = I; E != Wanted && Pairs[Order[E]].End == End;)
        ++E;
      for (size_t K = I; K != E; ++K)
        IsWanted.set(Pairs[Order[K]].Start);
      measure(End, E - I);
      for (size_t K = I; K != E; ++K)
        enumerate(Pairs[Order[K]].Start, Found[Order[K]]);
      forget();
    }
    for (std::vector<CallPath> &Paths : Found)
      for (CallPath &Path : Paths) {
        if (O.Limit && R.Paths.size() == O.Limit)
          ++R.More;
        else
          R.Paths.push_back(std::move(Path));
      }
  }

  /// Fills ToGo for paths to \p End, by levels, until the \p Count functions in
  /// IsWanted are reached, which are taken out of it.
  void measure(uint32_t End, size_t Count) {
    std::vector<std::pair<uint32_t, States>> Level, Next;
    auto Reach = [&](uint32_t Node, States S, uint32_t Distance, auto &To) {
      S &= Useful[Node] & ~Seen[Node];
      if (!S)
        return;
      if (!Seen[Node])
        Touched.push_back(Node);
      Seen[Node] |= S;
      forEachState(S, [&](unsigned I) {
        ToGo[size_t(Node) * A.size() + I] = Distance;
      });
      To.push_back({Node, S});
      if (G.isFunction(Node) && IsWanted[Node] && (S & A.first())) {
        IsWanted.reset(Node);
        --Count;
      }
    };
    Reach(End, A.last(), 0, Level);
    for (uint32_t Distance = 0; Count && !Level.empty(); ++Distance) {
      Next.clear();
      // Level grows: to dispatch a call is no step further.
      for (size_t I = 0; I != Level.size(); ++I) {
        auto [Node, S] = Level[I];
        States Before = leave(Node, S);
        for (uint32_t From : G.in(Node)) {
          States At = G.isPassed(From) ? Before : Before & taken(From);
          if (G.kind(From) == Graph::Dispatch)
            Reach(From, At, Distance, Level);
          else
            Reach(From, At, Distance + 1, Next);
        }
      }
      std::swap(Level, Next);
    }
  }

  /// The states of \p S in which the end is \p Distance away from \p Node.
  States at(uint32_t Node, States S, uint32_t Distance) const {
    States Out = 0;
    forEachState(S & Seen[Node], [&](unsigned I) {
      if (ToGo[size_t(Node) * A.size() + I] == Distance)
        Out |= States(1) << I;
    });
    return Out;
  }

  /// A node that comes next on a shortest path.
  struct Choice {
    uint32_t Node, Site;
    States S;
  };

  /// What can follow \p From on a way of \p Distance to the end, by node.
  std::vector<Choice> choices(uint32_t From, States S, uint32_t Distance) const {
    std::vector<Choice> Out;
    auto Consider = [&](uint32_t Node, States Of, uint32_t Site) {
      if (States Good = at(Node, enter(Node, Of), Distance - 1))
        Out.push_back({Node, Site, Good});
    };
    for (const Graph::Edge &E : G.out(From)) {
      if (G.kind(E.To) != Graph::Dispatch)
        Consider(E.To, S, E.Site);
      else if (States Good = at(E.To, S, Distance - 1))
        for (const Graph::Edge &D : G.out(E.To))
          Consider(D.To, Good, E.Site);
    }
    // One function may be reached both directly and through its base.
    llvm::sort(Out, [](const Choice &X, const Choice &Y) {
      return std::tie(X.Node, X.Site) < std::tie(Y.Node, Y.Site);
    });
    size_t End = 0;
    for (const Choice &C : Out) {
      if (End && Out[End - 1].Node == C.Node)
        Out[End - 1].S |= C.S;
      else
        Out[End++] = C;
    }
    Out.resize(End);
    return Out;
  }

  /// Writes one or all shortest paths from \p Start to the end last measured.
  void enumerate(uint32_t Start, std::vector<CallPath> &Out) {
    States First = A.first() & Takes[Start] & Seen[Start];
    uint32_t Distance = ~0u;
    forEachState(First, [&](unsigned I) {
      Distance = std::min(Distance, ToGo[size_t(Start) * A.size() + I]);
    });
    struct Frame {
      std::vector<Choice> Choices;
      size_t Next = 0;
    };
    std::vector<Frame> Stack;
    CallPath Path;
    size_t Extra = 0;
    auto Push = [&](const Choice &C) {
      if (!Path.Steps.empty())
        Path.Steps.back().Site = C.Site;
      // What unseen code calls was handed over where it says.
      if (Path.Steps.size() > 1 && C.Site != None &&
          P.Calls[C.Site].Via != None && P.Calls[C.Site].Kind != CallKind::Flow &&
          Path.Steps.back().Function == P.Calls[C.Site].Caller)
        Path.Steps[Path.Steps.size() - 2].Site = C.Site;
      Path.Steps.push_back({G.function(C.Node), None});
      uint32_t Left = Distance - uint32_t(Path.Steps.size() - 1);
      Stack.push_back({Left ? choices(C.Node, C.S, Left) : std::vector<Choice>(), 0});
      if (Left)
        return;
      if (O.Limit && Out.size() == O.Limit)
        ++Extra;
      else
        Out.push_back(Path);
    };
    Push({Start, None, at(Start, First, Distance)});
    while (!Stack.empty() && (O.All || Out.empty())) {
      if (Extra == MaxCounted) {
        R.Complete = false;
        break;
      }
      Frame &Top = Stack.back();
      if (Top.Next == Top.Choices.size()) {
        Stack.pop_back();
        Path.Steps.pop_back();
        continue;
      }
      Push(Choice(Top.Choices[Top.Next++]));
    }
    R.More += Extra;
  }
  /// Beyond the limit the shortest paths of one pair are only counted, and only
  /// so many.
  static constexpr size_t MaxCounted = 10000;
};

} // namespace

Expected<PathsResult> findPaths(const Program &P, const PathQuery &Q,
                                ArrayRef<uint32_t> Blocking,
                                const PathsOptions &O) {
  std::vector<States> Takes, Named;
  if (Error E = Matcher(P, Q, Blocking).run(Takes, Named))
    return E;
  return Search(P, Q, O, std::move(Takes), std::move(Named)).run();
}

} // namespace recolor
