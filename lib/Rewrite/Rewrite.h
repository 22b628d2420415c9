//===- Rewrite.h - From a plan to edits --------------------------*- C++ -*-===//
//
// The answer to "which characters of this unit change?". Judges nothing: what
// is converted, awaited or bridged was decided by the plan.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_REWRITE_REWRITE_H
#define RECOLOR_REWRITE_REWRITE_H

#include "Clang/Unit.h"
#include "Model/Edit.h"
#include "Model/Plan.h"
#include "Runtime/Runtime.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <optional>

namespace recolor {

/// Characters of one file that changed on behalf of a function, by which a
/// diagnostic finds the function at fault.
struct FunctionRange {
  std::string Key;
  std::string File;
  uint32_t Begin = 0, End = 0;
};

/// Something the plan asked for that cannot be written down.
struct RewriteProblem {
  std::string Key; ///< the function to demote
  std::string Detail;
};

struct RewriteResult {
  std::vector<ChangeSet> Changes;
  std::vector<FunctionRange> Ranges;
  std::vector<RewriteProblem> Problems;
};

/// A plan, indexed for one pass over many units. Keeps references to its
/// arguments.
class RewritePlan {
public:
  /// \p ReadInC: the files that units in C read.
  RewritePlan(const Program &P, const Plan &Pl, const Runtime &RT,
              const llvm::StringSet<> &ReadInC);

  Strategy strategyOf(llvm::StringRef Key) const;
  /// The treatment of the expression at this place with this callee, or null. \p Caller
  /// tells apart the functions in which the text of a macro stands; an initializer
  /// is written once for all constructors that run it.
  const SitePlan *siteAt(llvm::StringRef File, uint32_t Begin, uint32_t End,
                         std::optional<llvm::StringRef> Caller, llvm::StringRef Callee) const;
  ContextTreatment contextAt(llvm::StringRef File, uint32_t Offset) const;
  /// What the async version is called that is put beside a function, without
  /// scope; empty when nothing is.
  llvm::StringRef twinName(llvm::StringRef Key) const {
    auto It = TwinNames.find(Key);
    return It == TwinNames.end() ? llvm::StringRef() : It->second;
  }
  /// Does the function return tasks of others without being a coroutine?
  bool passesThrough(llvm::StringRef Key) const { return PassThrough.contains(Key); }
  struct Beside {
    std::string Function;
    std::string Name, Key; ///< of that function
    Strategy S;
  };
  /// What is put beside functions, and beside which; both with scope and
  /// parameters.
  const std::map<std::string, Beside> &twins() const { return Twins; }
  /// Does the file hold planned functions or sites?
  bool changesIn(llvm::StringRef File) const { return Files.contains(File); }
  bool isReadInC(llvm::StringRef File) const { return ReadInC.contains(File); }
  /// The offset of the first of these in \p File, but for what stands in a macro's
  /// definition: that counts where it is used.
  uint32_t firstPlace(llvm::StringRef File) const {
    auto It = Files.find(File);
    return It == Files.end() ? None : It->second.First;
  }
  /// The same for two plans of one program, within this process, if they say the
  /// same of all that a unit which reads these files can ask them.
  uint64_t markOf(llvm::ArrayRef<llvm::StringRef> ReadFiles) const;
  const Program &program() const { return P; }
  const Runtime &runtime() const { return RT; }
  /// The name `main`'s body moves to; fresh in the program.
  llvm::StringRef asyncMain() const { return AsyncMain; }

private:
  const Program &P;
  const Runtime &RT;
  llvm::StringMap<Strategy> Strategies;
  llvm::StringMap<const SitePlan *> Sites;
  llvm::StringMap<ContextTreatment> Contexts;
  llvm::StringSet<> PassThrough;
  llvm::StringMap<std::string> TwinNames;
  std::map<std::string, Beside> Twins;
  struct PlannedFile {
    uint32_t First = None;    ///< the first place
    llvm::hash_code Mark = 0; ///< of all that is planned in it
  };
  llvm::StringMap<PlannedFile> Files;
  llvm::hash_code MarkOfSlots = 0; ///< some of which are nowhere in particular
  const llvm::StringSet<> &ReadInC;
  std::string AsyncMain;
};

/// The edits that the plan makes in the files \p Unit sees. Edits of a header
/// come out of every unit that includes it, and are equal.
RewriteResult rewriteUnit(const Workspace &W, const UnitCommand &Unit,
                          const RewritePlan &Plan);

} // namespace recolor

#endif
