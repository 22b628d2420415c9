//===- Cuts.cpp - Where to stop the colour --------------------------------===//
#include "Solve/Cuts.h"
#include "Solve/Solve.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <numeric>
#include <tuple>

using namespace llvm;

namespace recolor {
namespace {

/// The way of the colour: nodes are async classes, an edge leads from a class
/// to one that becomes async because it calls it. Node 0 stands before all
/// seeds.
struct ColourGraph {
  struct Edge {
    uint32_t To;
    uint32_t Guard; ///< taken only if this function says yes; or None
  };
  std::vector<uint32_t> Class;  ///< node -> class; None for node 0
  std::vector<uint32_t> NodeOf; ///< class -> node, or None
  std::vector<uint32_t> Weight; ///< functions that change with the node
  std::vector<uint32_t> Begin, InBegin;
  std::vector<Edge> Out;
  std::vector<Edge> In; ///< To is where the edge comes from
  std::vector<uint32_t> OutOf; ///< place in In -> the same edge in Out
  BitVector Fixed;      ///< seeds, and node 0: never a place for a cut

  uint32_t size() const { return Class.size(); }
  ArrayRef<Edge> out(uint32_t N) const {
    return ArrayRef<Edge>(Out).slice(Begin[N], Begin[N + 1] - Begin[N]);
  }
  ArrayRef<Edge> in(uint32_t N) const {
    return ArrayRef<Edge>(In).slice(InBegin[N], InBegin[N + 1] - InBegin[N]);
  }

  ColourGraph(const Program &P, const Coloring &C) : NodeOf(P.classCount(), None) {
    Class.push_back(None);
    Weight.push_back(0);
    for (uint32_t K = 0; K != P.classCount(); ++K) {
      if (C.Classes[K].C != Color::Async)
        continue;
      NodeOf[K] = size();
      Class.push_back(K);
      Weight.push_back(count_if(P.members(K), [&](uint32_t Fn) {
        const ProgramFunction &F = P.Functions[Fn];
        return F.Kind != FunctionKind::Slot && F.is(FF_InProject) &&
               !F.is(FF_Async) && !F.is(FF_Coroutine);
      }));
    }
    std::vector<std::tuple<uint32_t, uint32_t, uint32_t>> Edges;
    Fixed.resize(size());
    Fixed.set(0);
    for (uint32_t Seed : C.Seeds)
      if (uint32_t N = NodeOf[P.ClassOf[Seed]]; N != None && !Fixed[N]) {
        Fixed.set(N);
        Edges.emplace_back(0, N, None);
      }
    for (ProgramCall Call : P.Calls) {
      if (!isAwaitable(P, Call))
        continue;
      uint32_t From = NodeOf[P.ClassOf[Call.Callee]];
      uint32_t To = NodeOf[P.ClassOf[Call.Caller]];
      // Seeds are async whatever they call.
      if (From != None && To != None && From != To && !Fixed[To])
        Edges.emplace_back(From, To, Call.GuardHolds ? Call.Guard : None);
    }
    llvm::sort(Edges);
    Edges.erase(std::unique(Edges.begin(), Edges.end()), Edges.end());
    Begin.assign(size() + 1, 0);
    InBegin.assign(size() + 1, 0);
    for (auto &[From, To, Guard] : Edges) {
      ++Begin[From + 1];
      ++InBegin[To + 1];
      Out.push_back({To, Guard});
    }
    std::partial_sum(Begin.begin(), Begin.end(), Begin.begin());
    std::partial_sum(InBegin.begin(), InBegin.end(), InBegin.begin());
    In.resize(Out.size());
    OutOf.resize(Out.size());
    std::vector<uint32_t> Next(InBegin.begin(), InBegin.end() - 1);
    for (uint32_t E = 0; E != Edges.size(); ++E) {
      auto [From, To, Guard] = Edges[E];
      OutOf[Next[To]] = E;
      In[Next[To]++] = {From, Guard};
    }
  }
};

/// What is kept sync.
struct Kept {
  BitVector Nodes;
  DenseSet<uint32_t> Guards;

  bool stops(const ColourGraph::Edge &E) const {
    return Nodes[E.To] || (E.Guard != None && Guards.contains(E.Guard));
  }
};

/// The part of the graph that is still reached from the seeds.
struct Reached {
  const ColourGraph &G;
  const Kept &K;
  BitVector Nodes;
  uint32_t Weight = 0;

  Reached(const ColourGraph &G, const Kept &K) : G(G), K(K), Nodes(G.size()) {
    flood({0});
    for (unsigned N : Nodes.set_bits())
      Weight += G.Weight[N];
  }

  template <typename Fn> void forEachOut(uint32_t N, Fn Do) const {
    for (const ColourGraph::Edge &E : G.out(N))
      if (!K.stops(E))
        Do(E.To);
  }
  /// Of the edges into a reached node.
  template <typename Fn> void forEachIn(uint32_t N, Fn Do) const {
    for (const ColourGraph::Edge &E : G.in(N))
      if (Nodes[E.To] && !(E.Guard != None && K.Guards.contains(E.Guard)))
        Do(E.To);
  }

private:
  void flood(std::vector<uint32_t> Work) {
    for (uint32_t N : Work)
      Nodes.set(N);
    while (!Work.empty()) {
      uint32_t N = Work.back();
      Work.pop_back();
      forEachOut(N, [&](uint32_t To) {
        if (!Nodes[To]) {
          Nodes.set(To);
          Work.push_back(To);
        }
      });
    }
  }
};

/// The members of the heaviest strongly connected component. Tarjan's
/// algorithm, on a stack of its own.
std::vector<uint32_t> heaviestCycle(const Reached &R) {
  const ColourGraph &G = R.G;
  std::vector<uint32_t> Index(G.size(), None), Low(G.size(), 0);
  std::vector<uint32_t> Stack, Best;
  BitVector OnStack(G.size());
  uint64_t BestWeight = 0;
  struct Frame {
    uint32_t Node, Edge;
  };
  std::vector<Frame> Work;
  uint32_t Count = 0;
  auto Enter = [&](uint32_t N) {
    Index[N] = Low[N] = Count++;
    Stack.push_back(N);
    OnStack.set(N);
    Work.push_back({N, G.Begin[N]});
  };
  Enter(0);
  while (!Work.empty()) {
    auto [N, Edge] = Work.back();
    if (Edge != G.Begin[N + 1]) {
      ++Work.back().Edge;
      const ColourGraph::Edge &E = G.Out[Edge];
      if (R.K.stops(E))
        continue;
      if (Index[E.To] == None)
        Enter(E.To);
      else if (OnStack[E.To])
        Low[N] = std::min(Low[N], Index[E.To]);
      continue;
    }
    Work.pop_back();
    if (!Work.empty()) {
      uint32_t &Up = Low[Work.back().Node];
      Up = std::min(Up, Low[N]);
    }
    if (Low[N] != Index[N])
      continue;
    auto First = llvm::find(llvm::reverse(Stack), N).base() - 1;
    uint64_t Weight = 0;
    for (auto I = First; I != Stack.end(); ++I) {
      OnStack.reset(*I);
      Weight += G.Weight[*I];
    }
    if (Stack.end() - First > 1 && Weight > BestWeight) {
      BestWeight = Weight;
      Best.assign(First, Stack.end());
    }
    Stack.erase(First, Stack.end());
  }
  return Best;
}

/// Which nodes to keep sync so that as little as possible of some target stays
/// async, when each kept node costs as much as \p Price functions that do.
///
/// A minimum cut: each node lets \p Price units through, each target node takes
/// up as many as it weighs. The flow is Dinic's, which finds many paths at a
/// time; the graphs here are shallow, so that a few rounds do.
class Separator {
  const Reached &R;
  const ColourGraph &G;
  const uint32_t Price;
  std::vector<uint32_t> Demand;   ///< units the node can still take up
  std::vector<uint32_t> Through;  ///< units the node carries
  std::vector<uint32_t> Flow;     ///< units on G.Out
  std::vector<uint32_t> Level;    ///< by state: of node N, 2N is entry, 2N+1 exit
  std::vector<uint32_t> Cursor;   ///< by state: the next arc to try
  uint32_t SinkLevel = None;

public:
  Separator(const Reached &R, ArrayRef<uint32_t> Target, uint32_t Price)
      : R(R), G(R.G), Price(Price), Demand(G.size(), 0), Through(G.size(), 0),
        Flow(G.Out.size(), 0) {
    for (uint32_t N : Target)
      Demand[N] = G.Weight[N];
  }

  /// The nodes to keep; where there is a choice, the farthest from the seeds.
  std::vector<uint32_t> run() {
    while (measure())
      saturate();
    return farthestCut();
  }

private:
  bool hasRoom(uint32_t N) const { return G.Fixed[N] || Through[N] < Price; }

  /// Calls \p Do(state, edge) for every arc that can carry more, until it
  /// returns false. The arcs from \p First on are tried.
  template <typename F> void forEachArc(uint32_t State, uint32_t First, F Do) const {
    const uint32_t N = State / 2;
    if (State & 1) {
      if (First == 0 && Through[N] && !Do(State - 1, 0u))
        return;
      for (uint32_t E = G.Begin[N] + (First ? First - 1 : 0); E != G.Begin[N + 1]; ++E)
        if (!R.K.stops(G.Out[E]) && !Do(2 * G.Out[E].To, E - G.Begin[N] + 1))
          return;
      return;
    }
    if (First == 0 && hasRoom(N) && !Do(State + 1, 0u))
      return;
    for (uint32_t E = G.InBegin[N] + (First ? First - 1 : 0); E != G.InBegin[N + 1]; ++E)
      if (Flow[G.OutOf[E]] && !Do(2 * G.In[E].To + 1, E - G.InBegin[N] + 1))
        return;
  }

  /// Levels from the seeds to the nearest demand.
  bool measure() {
    Level.assign(2 * size_t(G.size()), None);
    SinkLevel = None;
    std::vector<uint32_t> Queue = {1};
    Level[1] = 0;
    for (size_t I = 0; I != Queue.size(); ++I) {
      uint32_t State = Queue[I];
      if (Level[State] >= SinkLevel)
        break;
      if ((State & 1) && Demand[State / 2]) {
        SinkLevel = Level[State] + 1;
        continue;
      }
      forEachArc(State, 0, [&](uint32_t To, uint32_t) {
        if (Level[To] == None) {
          Level[To] = Level[State] + 1;
          Queue.push_back(To);
        }
        return true;
      });
    }
    return SinkLevel != None;
  }

  /// Pushes all that goes along shortest paths.
  void saturate() {
    Cursor.assign(2 * size_t(G.size()), 0);
    struct Hop {
      uint32_t State, Arc;
    };
    std::vector<Hop> Path;
    uint32_t State = 1;
    while (true) {
      if ((State & 1) && Level[State] + 1 == SinkLevel && Demand[State / 2]) {
        push(Path, State / 2);
        Path.clear();
        State = 1;
        continue;
      }
      uint32_t Next = None;
      if (Level[State] + 1 < SinkLevel)
        forEachArc(State, Cursor[State], [&](uint32_t To, uint32_t Arc) {
          Cursor[State] = Arc;
          if (Level[To] != Level[State] + 1)
            return true;
          Next = To;
          return false;
        });
      if (Next != None) {
        Path.push_back({State, Cursor[State]});
        State = Next;
        continue;
      }
      if (Path.empty())
        return;
      // A dead end: what led here goes on with its next arc.
      Level[State] = None;
      State = Path.back().State;
      Path.pop_back();
    }
  }

  template <typename Hops> void push(const Hops &Path, uint32_t Last) {
    uint32_t Units = Demand[Last];
    for (auto [State, Arc] : Path) {
      uint32_t N = State / 2;
      if (State & 1) {
        if (Arc == 0)
          Units = std::min(Units, Through[N]);
      } else if (Arc != 0) {
        Units = std::min(Units, Flow[G.OutOf[G.InBegin[N] + Arc - 1]]);
      } else if (!G.Fixed[N]) {
        Units = std::min(Units, Price - Through[N]);
      }
    }
    Demand[Last] -= Units;
    for (auto [State, Arc] : Path) {
      uint32_t N = State / 2;
      if (State & 1) {
        if (Arc == 0)
          Through[N] -= Units;
        else
          Flow[G.Begin[N] + Arc - 1] += Units;
      } else if (Arc != 0) {
        Flow[G.OutOf[G.InBegin[N] + Arc - 1]] -= Units;
      } else {
        Through[N] += Units;
      }
    }
  }

  std::vector<uint32_t> farthestCut() const {
    // Backwards from what is not satisfied, over what is not used up.
    BitVector Back(2 * size_t(G.size()));
    std::vector<uint32_t> Work;
    auto Reach = [&](uint32_t State) {
      if (!Back[State]) {
        Back.set(State);
        Work.push_back(State);
      }
    };
    for (unsigned N : R.Nodes.set_bits())
      if (Demand[N])
        Reach(2 * N + 1);
    while (!Work.empty()) {
      uint32_t State = Work.back(), N = State / 2;
      Work.pop_back();
      if (State & 1) {
        if (hasRoom(N))
          Reach(2 * N);
        for (uint32_t E = G.Begin[N]; E != G.Begin[N + 1]; ++E)
          if (Flow[E])
            Reach(2 * G.Out[E].To);
      } else {
        if (Through[N])
          Reach(2 * N + 1);
        R.forEachIn(N, [&](uint32_t From) { Reach(2 * From + 1); });
      }
    }
    std::vector<uint32_t> Cut;
    for (unsigned N : R.Nodes.set_bits())
      if (Back[2 * N + 1] && !Back[2 * N])
        Cut.push_back(N);
    return Cut;
  }
};

/// Immediate dominators of the reached nodes, by the algorithm called
/// Semi-NCA. \p Order gets the nodes in depth-first order.
std::vector<uint32_t> dominators(const Reached &R, std::vector<uint32_t> &Order) {
  const ColourGraph &G = R.G;
  std::vector<uint32_t> Number(G.size(), None), Parent;
  struct Frame {
    uint32_t Node, Edge;
  };
  std::vector<Frame> Work;
  auto Enter = [&](uint32_t N, uint32_t From) {
    Number[N] = Order.size();
    Order.push_back(N);
    Parent.push_back(From);
    Work.push_back({N, G.Begin[N]});
  };
  Enter(0, 0);
  while (!Work.empty()) {
    auto [N, Edge] = Work.back();
    if (Edge == G.Begin[N + 1]) {
      Work.pop_back();
      continue;
    }
    ++Work.back().Edge;
    const ColourGraph::Edge &E = G.Out[Edge];
    if (!R.K.stops(E) && Number[E.To] == None)
      Enter(E.To, Number[N]);
  }
  // From here on, nodes are their numbers.
  const uint32_t N = Order.size();
  std::vector<uint32_t> Semi(N), Label(N), Ancestor = Parent, Idom = Parent;
  std::iota(Semi.begin(), Semi.end(), 0u);
  std::iota(Label.begin(), Label.end(), 0u);
  std::vector<uint32_t> Chain;
  for (uint32_t I = N; I-- > 1;) {
    R.forEachIn(Order[I], [&](uint32_t Node) {
      // The least semidominator on the way up, among what is done already;
      // ways are shortened as they are walked.
      uint32_t V = Number[Node];
      if (V > I) {
        Chain.clear();
        for (uint32_t U = V; Ancestor[U] > I; U = Ancestor[U])
          Chain.push_back(U);
        for (uint32_t U : llvm::reverse(Chain)) {
          if (Semi[Label[Ancestor[U]]] < Semi[Label[U]])
            Label[U] = Label[Ancestor[U]];
          Ancestor[U] = Ancestor[Ancestor[U]];
        }
        V = Label[V];
      }
      Semi[I] = std::min(Semi[I], Semi[V]);
    });
    Label[I] = I;
  }
  for (uint32_t I = 1; I < N; ++I)
    while (Idom[I] > Semi[I])
      Idom[I] = Idom[Idom[I]];
  return Idom;
}

class CutFinder {
  const Program &P;
  const Coloring &C;
  const unsigned Count;
  ColourGraph G;
  Kept K;
  CutList List;

  /// A cycle is why colour gets everywhere when more than half of what is
  /// async lies in it or behind it, and it is more than a few functions.
  static constexpr uint32_t LargeCycle = 32;
  /// A gateway is worth this part of the cycle at least.
  static constexpr uint32_t Share = 100;

public:
  CutFinder(const Program &P, const Coloring &C, unsigned Count)
      : P(P), C(C), Count(Count), G(P, C) {
    K.Nodes.resize(G.size());
  }

  CutList run() {
    List.Before = Reached(G, K).Weight;
    keepGuards();
    while (left() && keepGateways())
      ;
    while (left() && keepEntry())
      ;
    weigh();
    return std::move(List);
  }

private:
  unsigned left() const { return Count - List.Cuts.size(); }

  //===--------------------------------------------------------------------===//
  // Guards
  //===--------------------------------------------------------------------===//

  /// How one function uses a predicate: the calls nearest to a seed in either
  /// branch.
  struct Use {
    uint32_t Yes = None, No = None;
    bool Otherwise = false; ///< something is called in the other branch
  };

  /// The functions that those in \p From call, and what they call in turn: the
  /// few that make up a mechanism.
  DenseSet<uint32_t> mechanism(ArrayRef<uint32_t> From) const {
    constexpr unsigned Levels = 3, Most = 256;
    DenseSet<uint32_t> Seen(From.begin(), From.end());
    std::vector<uint32_t> Level(From.begin(), From.end()), Next;
    for (unsigned I = 0; I != Levels && Seen.size() < Most; ++I) {
      Next.clear();
      for (uint32_t Fn : Level) {
        auto [First, Last] = P.callsFrom(Fn);
        for (uint32_t Site = First; Site != Last; ++Site) {
          uint32_t To = P.Calls[Site].Callee;
          if (P.Calls[Site].Kind == CallKind::Direct &&
              P.Functions[To].is(FF_InProject) && Seen.insert(To).second)
            Next.push_back(To);
        }
      }
      std::swap(Level, Next);
    }
    return Seen;
  }

  void keepGuards() {
    // Ordered by guard, for the result must not depend on addresses.
    std::map<uint32_t, std::map<uint32_t, Use>> Uses;
    for (ProgramCall Call : P.Calls) {
      if (Call.Guard == None || Call.Caller == None ||
          Call.Kind == CallKind::Unevaluated)
        continue;
      Use &U = Uses[Call.Guard][Call.Caller];
      U.Otherwise |= !Call.GuardHolds;
      if (!isAwaitable(P, Call) || !C.isAsync(P, Call.Callee))
        continue;
      uint32_t &Nearest = Call.GuardHolds ? U.Yes : U.No;
      Nearest = std::min(Nearest, C.Classes[P.ClassOf[Call.Callee]].Depth);
    }
    DenseSet<uint32_t> OfSeeds = mechanism(C.Seeds);
    bool SeedsSeen = any_of(
        C.Seeds, [&](uint32_t Fn) { return P.Functions[Fn].is(FF_Defined); });
    struct Candidate {
      uint32_t Guard, Askers, Async, Both;
    };
    std::vector<Candidate> Found;
    for (auto &[Guard, ByCaller] : Uses) {
      Candidate Cand = {Guard, uint32_t(ByCaller.size()), 0, 0};
      uint32_t Nearer = 0, Farther = 0;
      for (auto &[Caller, U] : ByCaller) {
        bool Async = U.Yes != None && C.isAsync(P, Caller);
        Cand.Async += Async;
        Cand.Both += Async && U.Otherwise;
        Nearer += Async && U.Yes < U.No;
        Farther += Async && U.No < U.Yes;
      }

      if (Cand.Both < 2 || 2 * Cand.Both < Cand.Async || Nearer < 2 * Farther)
        continue;
      // An option that switches a feature on is asked like that as well. What
      // tells whether a coroutine runs looks where the seeds look.
      if (SeedsSeen &&
          none_of(mechanism(Guard),
                  [&](uint32_t Fn) { return OfSeeds.contains(Fn); }))
        continue;
      Found.push_back(Cand);
    }
    llvm::stable_sort(Found, [](const Candidate &A, const Candidate &B) {
      return A.Both > B.Both;
    });
    for (const Candidate &Cand : Found) {
      if (!left())
        return;
      K.Guards.insert(Cand.Guard);
      List.Cuts.push_back(
          {Cut::Guard, Cand.Guard, 0,
           "a guard: " + std::to_string(Cand.Async) +
               " functions call async code only where it says yes, and " +
               std::to_string(Cand.Both) +
               " of them do something else where it says no; they can stay "
               "sync"});
    }
  }

  //===--------------------------------------------------------------------===//
  // Gateways
  //===--------------------------------------------------------------------===//

  bool keepGateways() {
    Reached R(G, K);
    std::vector<uint32_t> Cycle = heaviestCycle(R);
    uint32_t Weight = weightOf(Cycle);
    if (Weight < LargeCycle)
      return false;
    if (2 * uint64_t(weightBehind(R, Cycle)) <= R.Weight)
      return false;
    std::vector<uint32_t> Nodes = separate(R, Cycle, Weight);
    if (Nodes.empty())
      return false;
    Kept Before = K;
    for (uint32_t N : Nodes)
      K.Nodes.set(N);
    // To undo what was asked for is no answer.
    if (Reached(G, K).Weight <= seedWeight()) {
      K = std::move(Before);
      return false;
    }
    for (uint32_t N : Nodes)
      List.Cuts.push_back(
          {Cut::Gateway, representative(N), 0,
           describe(N) + (Nodes.size() == 1
                              ? "the only way"
                              : "one of the " + std::to_string(Nodes.size()) +
                                    " ways") +
               " by which async gets into a cycle of " + std::to_string(Weight) +
               " functions that call one another"});
    return true;
  }

  uint32_t weightOf(ArrayRef<uint32_t> Nodes) const {
    uint32_t Sum = 0;
    for (uint32_t N : Nodes)
      Sum += G.Weight[N];
    return Sum;
  }

  /// What parts the seeds from most of \p Target, which weighs \p Weight. Cheap
  /// cuts are many; they cost more until they are no more than asked for.
  std::vector<uint32_t> separate(const Reached &R, ArrayRef<uint32_t> Target,
                                 uint32_t Weight) const {
    for (uint64_t Price = std::max(LargeCycle / 2, Weight / Share);
         Price < Weight; Price *= 2) {
      std::vector<uint32_t> Nodes = Separator(R, Target, Price).run();
      if (Nodes.size() <= left())
        return Nodes;
    }
    return {};
  }

  /// What \p From and everything that calls it weigh.
  uint32_t weightBehind(const Reached &R, ArrayRef<uint32_t> From) const {
    BitVector Seen(G.size());
    std::vector<uint32_t> Work(From.begin(), From.end());
    uint32_t Sum = 0;
    for (uint32_t N : Work)
      Seen.set(N);
    while (!Work.empty()) {
      uint32_t N = Work.back();
      Work.pop_back();
      Sum += G.Weight[N];
      R.forEachOut(N, [&](uint32_t To) {
        if (!Seen[To]) {
          Seen.set(To);
          Work.push_back(To);
        }
      });
    }
    return Sum;
  }

  /// The member to name: one that calls something async itself, of the project,
  /// the first by name.
  uint32_t representative(uint32_t Node) const {
    ArrayRef<uint32_t> Members = P.members(G.Class[Node]);
    return *std::min_element(
        Members.begin(), Members.end(), [&](uint32_t A, uint32_t B) {
          auto Rank = [&](uint32_t Fn) {
            const ProgramFunction &F = P.Functions[Fn];
            return std::make_tuple(F.Kind == FunctionKind::Slot,
                                   !F.is(FF_InProject),
                                   C.Reasons[Fn].K != Reason::Call,
                                   !F.is(FF_Public), StringRef(F.Name), Fn);
          };
          return Rank(A) < Rank(B);
        });
  }

  /// What can be said of a node by itself, with a separator.
  std::string describe(uint32_t Node) const {
    std::string S;
    for (uint32_t Fn : P.members(G.Class[Node]))
      if (P.Functions[Fn].Kind == FunctionKind::Slot) {
        S += ("it shares the slot '" + Twine(P.Functions[Fn].Name) + "' with " +
              Twine(G.Weight[Node] - 1) + " others; ")
                 .str();
        break;
      }
    DenseSet<uint32_t> Files, Callees, AsyncCallees;
    for (uint32_t Fn : P.members(G.Class[Node])) {
      for (uint32_t Site : P.callsTo(Fn)) {
        const ProgramCall Call = P.Calls[Site];
        if (isAwaitable(P, Call) && Call.Loc.isValid())
          Files.insert(Call.Loc.File);
      }
      auto [First, Last] = P.callsFrom(Fn);
      for (uint32_t Site = First; Site != Last; ++Site) {
        const ProgramCall Call = P.Calls[Site];
        if (!isAwaitable(P, Call))
          continue;
        Callees.insert(Call.Callee);
        uint32_t N = G.NodeOf[P.ClassOf[Call.Callee]];
        if (N != None && !K.Nodes[N])
          AsyncCallees.insert(Call.Callee);
      }
    }
    if (!Callees.empty())
      S += std::to_string(AsyncCallees.size()) + " of the " +
           std::to_string(Callees.size()) + " functions it calls " +
           (AsyncCallees.size() == 1 ? "is" : "are") + " async; ";
    if (Files.size() > 1)
      S += "it is called from " + std::to_string(Files.size()) + " files; ";
    return S;
  }

  //===--------------------------------------------------------------------===//
  // Entries
  //===--------------------------------------------------------------------===//

  /// A member with which a thread of control begins: where it stands, or None.
  uint32_t entryOf(uint32_t Node) const {
    for (uint32_t Fn : P.members(G.Class[Node])) {
      if (P.Functions[Fn].is(FF_Main))
        return Fn;
      for (uint32_t Site : P.callsTo(Fn)) {
        const ProgramCall Call = P.Calls[Site];
        if (Call.Kind == CallKind::Callback || Call.Kind == CallKind::Spawn)
          return Fn;
      }
    }
    return None;
  }

  bool hasSlot(uint32_t Node) const {
    return any_of(P.members(G.Class[Node]), [&](uint32_t Fn) {
      return P.Functions[Fn].Kind == FunctionKind::Slot;
    });
  }

  bool keepEntry() {
    Reached R(G, K);
    std::vector<uint32_t> Order;
    std::vector<uint32_t> Idom = dominators(R, Order);
    // Sums over the dominator tree, from its leaves.
    std::vector<uint32_t> Saved(Order.size(), 0), Entry(Order.size(), None);
    uint32_t Best = None;
    for (uint32_t I = Order.size(); I-- > 1;) {
      uint32_t N = Order[I];
      Saved[I] += G.Weight[N];
      if (Entry[I] == None)
        Entry[I] = entryOf(N);
      Saved[Idom[I]] += Saved[I];
      if (Entry[Idom[I]] == None)
        Entry[Idom[I]] = Entry[I];
      // Something must be left to be async, and one function needs no cut. A
      // slot has the colour that those who call it decide on.
      if (G.Fixed[N] || Entry[I] == None || Saved[I] < 2 || hasSlot(N) ||
          Saved[I] + seedWeight() >= R.Weight)
        continue;
      if (Best == None || Saved[I] > Saved[Best] ||
          (Saved[I] == Saved[Best] && I < Best))
        Best = I;
    }
    if (Best == None)
      return false;
    uint32_t N = Order[Best], To = Entry[Best];
    K.Nodes.set(N);
    List.Cuts.push_back(
        {Cut::Entry, representative(N), 0,
         (describe(N) + "every way from async code to '" +
          Twine(P.Functions[To].Name) + "', which " +
          (P.Functions[To].is(FF_Main) ? "starts the program"
                                       : "sync code calls by its address") +
          ", leads through it")
             .str()});
    return true;
  }

  uint32_t seedWeight() const {
    uint32_t Sum = 0;
    for (unsigned N : G.Fixed.set_bits())
      Sum += G.Weight[N];
    return Sum;
  }

  //===--------------------------------------------------------------------===//
  // What each is worth
  //===--------------------------------------------------------------------===//

  /// Says what each cut saves beside the others, and drops those that save
  /// nothing, the last found first.
  void weigh() {
    std::vector<Cut> &Cuts = List.Cuts;
    auto Without = [&](const Cut &Left) {
      Kept Others = K;
      if (Left.K == Cut::Guard)
        Others.Guards.erase(Left.Function);
      else
        Others.Nodes.reset(G.NodeOf[P.ClassOf[Left.Function]]);
      return Others;
    };
    List.After = Reached(G, K).Weight;
    for (size_t I = Cuts.size(); I-- > 0;) {
      Kept Others = Without(Cuts[I]);
      if (Reached(G, Others).Weight != List.After)
        continue;
      K = std::move(Others);
      Cuts.erase(Cuts.begin() + I);
    }
    for (Cut &X : Cuts)
      X.Saves = Reached(G, Without(X)).Weight - List.After;
    llvm::stable_sort(Cuts, [](const Cut &A, const Cut &B) {
      return A.Saves > B.Saves;
    });
    Reached Left(G, K);
    for (unsigned N : Left.Nodes.set_bits())
      if (G.Class[N] != None)
        List.Remaining.push_back(G.Class[N]);
    llvm::sort(List.Remaining);
  }
};

} // namespace

CutList findCuts(const Program &P, const Coloring &C, unsigned Count) {
  return CutFinder(P, C, Count).run();
}

} // namespace recolor
