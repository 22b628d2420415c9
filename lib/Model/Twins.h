//===- Twins.h - Which functions get a second version ------------*- C++ -*-===//
//
// The answer to "what is the async version of this function called, does one
// stand there already, and can there be one?". A twin is recognised by its
// name, its parameters and its place right behind the function it belongs to;
// no mark in the text tells.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_TWINS_H
#define RECOLOR_MODEL_TWINS_H

#include "Model/Plan.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace recolor {

/// What the user wants to become of what turns async.
struct Choices {
  Strategy Default = Strategy::Convert; ///< Convert, Twin or Wrap
  std::map<uint32_t, Strategy> Of;      ///< by function, where it differs
  std::string Rename = "{name}_async";

  Strategy of(uint32_t Fn) const {
    auto It = Of.find(Fn);
    return It == Of.end() ? Default : It->second;
  }
};

/// The twins and wrappers of one program, those that are there and those that
/// are wanted. Keeps a reference to the program. O(functions).
class Twins {
public:
  Twins(const Program &P, Choices Wanted);

  const Choices &choices() const { return Wanted; }
  /// Does the function stay as it is, with something async beside it? What
  /// stands in another function (a closure, a member of a local class) is
  /// copied with that and changes in the copy.
  bool staysBeside(uint32_t Fn) const {
    Strategy S = Wanted.of(Fn);
    return (S == Strategy::Twin || S == Strategy::Wrap) && !standsInside(Fn) &&
           P.Functions[Fn].Kind != FunctionKind::Slot;
  }
  bool standsInside(uint32_t Fn) const { return P.Functions[Fn].Parent != None; }
  /// The function that \p Fn stands in; itself when it stands in none.
  uint32_t outermost(uint32_t Fn) const;
  /// What its twin is called, without scope.
  std::string nameOf(uint32_t Fn) const;
  /// The twin that stands behind every declaration of \p Fn, or None.
  uint32_t twinOf(uint32_t Fn) const {
    auto It = There.find(Fn);
    return It == There.end() ? None : It->second;
  }
  /// Functions that have one, by id.
  std::vector<uint32_t> functionsWithTwins() const;
  /// Is it a twin that is there already, or does it stand in one? Its text is
  /// made anew from that of its function.
  bool isGenerated(uint32_t Fn) const { return Generated[Fn]; }
  /// Why nothing async can be put beside \p Fn, or nothing.
  std::optional<std::string> obstacle(uint32_t Fn) const;

private:
  void findTwins();
  bool standsBehind(uint32_t Twin, uint32_t Fn) const;

  const Program &P;
  Choices Wanted;
  llvm::DenseMap<uint32_t, uint32_t> There; ///< function -> its twin
  llvm::BitVector Generated;
  /// Functions whose text has static variables that change.
  llvm::BitVector KeepsState;
  /// Qualified name -> functions, for the names that twins would have.
  std::map<std::string, std::vector<uint32_t>> Taken;
  /// Declarations of functions that stand in no other, by place.
  std::map<Location, uint32_t> Declared;
};

} // namespace recolor

#endif
