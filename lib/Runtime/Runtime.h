//===- Runtime.h - A coroutine library, described as data --------*- C++ -*-===//
//
// The answer to "what must generated code look like for this library?". All of
// it comes from a YAML file below Runtime/runtimes; no runtime's name appears
// in C++ code.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_RUNTIME_RUNTIME_H
#define RECOLOR_RUNTIME_RUNTIME_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace recolor {

/// How a blocking call of the runtime or the standard library is treated
/// inside a coroutine.
enum class CallStrategy : uint8_t {
  Replace, ///< becomes CallRule::Rewrite
  Offload, ///< unchanged, on the blocking pool
  Leave,   ///< stays; listed so that it is not taken for a seed
};

/// One blocking call (or a family with one rewrite).
struct CallRule {
  std::string Id;
  /// Qualified names of free functions, or of members as `Class::name`,
  /// without template arguments.
  std::vector<std::string> Functions;
  CallStrategy Strategy = CallStrategy::Replace;
  /// Template of the awaited expression. Placeholders: ${CALL} the whole call
  /// as written, ${OBJ} the object with its `.` or `->` (empty for an implicit
  /// this), ${NAME} the member's own name, ${CALLEE} what is called as written,
  /// ${ARG1} the first argument,
  /// ${REST} the following ones, ${ARGS} all of them, ${TOKEN} the completion
  /// token, ${FLAGS} a copy of the argument Flags. The others appear once and in
  /// their order, so that edits inside them keep their place.
  ///
  /// It contains its `co_await`; the rewriter parenthesises the whole where the
  /// place needs it.
  ///
  /// With ${TOKEN}, a last argument of class Runtime::ErrorType is not part of
  /// ${ARGS} and ${REST}: the token is then ErrorToken with that argument's text
  /// for ${EC}, otherwise Token. A placeholder that stands for nothing takes a
  /// `, ` behind it away (substitute).
  std::string Rewrite;
  /// The same in a program that puts descriptors into non-blocking mode itself: on
  /// such a one the call returns at once, as before. Empty where Rewrite will do.
  std::string RewriteSwitched;
  /// The last names of the functions whose awaited result Rewrite and RewriteSwitched
  /// hand to the very call: a call that is handed one has been rewritten.
  std::vector<std::string> Waiters;
  /// The argument, counted from 1, whose MSG_DONTWAIT makes the call return at once;
  /// 0 when there is none. ${FLAGS} is that argument behind a comma where it may have
  /// the bit; a call that certainly has it does not block.
  int Flags = 0;
  /// Does it work on an object that is bound to an event loop? True of rewrites
  /// with a completion token.
  bool Bound = false;
  /// Without --async, is a call of it a seed?
  bool Seed = true;
  std::string Hazard; ///< id of a hazard rule that applies, or empty
  std::vector<std::string> Includes; ///< include groups the rewrite needs
};

/// A compiler flag that converted code needs.
struct BuildFlag {
  std::string Flag;
  std::string Why;
};

/// A runtime as its YAML file describes it, with variables substituted.
struct Runtime {
  std::string Name, Title;
  int Priority = 0;
  /// Of the text it was read from; 0 for those that the binary carries.
  uint64_t Digest = 0;
  bool Default = false; ///< taken when no runtime's headers are included
  std::vector<std::string> DetectHeaders; ///< globs over includes as written
  std::vector<BuildFlag> CompileFlags;    ///< besides the language standard
  std::vector<std::string> LinkFlags;
  std::vector<std::string> Packages;      ///< Debian packages
  /// Include groups: name -> include operands with their delimiters. The
  /// rewriter asks for `task`, `executor`, `token`, `error-token` and `shim`
  /// (bridges, offloading, references to the context); call rules may name more.
  std::map<std::string, std::vector<std::string>> Includes;

  std::string Task;     ///< task of ${T}
  std::string VoidTask;
  /// Qualified names of the class templates whose values are tasks.
  std::vector<std::string> TaskClasses;
  bool CarriesReference = false;
  /// Which operands `co_return` takes as they are (runtimes.md, section 4).
  bool ReturnsBraced = false, ReturnsNullZero = false;
  bool ReturnsBitfield = false, ReturnsOverloadSet = false;

  /// May a coroutine go on in another thread than it was suspended in?
  bool ChangesThread = true;
  std::string Await;    ///< of ${CALL}
  std::string Bridge;   ///< drives ${CALL} on a context of its own
  std::string BridgeOn; ///< drives ${CALL} on the context ${CONTEXT}
  /// Awaits the callable ${FN} on the blocking pool. errno goes there and back.
  std::string Offload;
  std::string Noop;     ///< an awaited expression that does nothing
  std::string Token;    ///< completion token; may say ${NAME}, the operation
  std::string ErrorToken; ///< completion token which stores into ${EC}
  std::string ErrorType;  ///< qualified class of the trailing error argument

  /// Classes of event loops that are driven by calling a member on them.
  std::vector<std::string> ContextClasses;
  std::string ContextExecutor;  ///< expression: the coroutine's executor
  std::string ContextReference; ///< expression: the context it runs on
  /// Members of a context that run it: whoever calls them owns the loop.
  std::vector<std::string> ContextRunMembers;
  /// Functions that put an object into non-blocking mode, if their first argument
  /// is true.
  std::vector<std::string> NonblockingFunctions;
  /// Functions that give the descriptor of an object away. The runtime may put it
  /// into non-blocking mode for its own ends.
  std::vector<std::string> DescriptorFunctions;

  /// Prefixes of qualified names (`asio::`): callables handed to such code are
  /// called from the event loop.
  std::vector<std::string> HandlerNamespaces;
  /// Functions that run their callable on the blocking pool, drive a task to
  /// its end, or spawn one: generated code uses them, analysis stops at them.
  std::vector<std::string> OffloadFunctions, BridgeFunctions;

  std::vector<CallRule> Calls;

  /// The rule for the function with this qualified name, or null. Rules of
  /// global C functions (`recv`) are meant for the system's, not for one that
  /// the project defines.
  const CallRule *ruleFor(llvm::StringRef QualifiedName) const;
  /// Builds the name index; the loader calls it.
  void index();

private:
  llvm::StringMap<unsigned> ByName;
};

/// A run of literal text (Placeholder empty) or a placeholder of a template.
struct TemplatePart {
  std::string Text;        ///< literal text
  std::string Placeholder; ///< NAME of ${NAME}
};

/// Takes a template apart; `${` without a `}` is literal text.
std::vector<TemplatePart> parseTemplate(llvm::StringRef Template);

/// Replaces each ${NAME} in \p Template by its value in \p Values; a
/// placeholder without a value stays. An empty value takes a `, ` that follows
/// the placeholder away with it.
std::string
substitute(llvm::StringRef Template,
           llvm::ArrayRef<std::pair<llvm::StringRef, std::string>> Values);

/// All runtimes the binary carries, by priority, highest first, then those that
/// findRuntime read from files. A broken embedded file is our own mistake and
/// asserts (Runtime tests load them all).
const std::deque<Runtime> &allRuntimes();

/// Reads one runtime description. Errors are located (`file:line:col: ...`)
/// and name the nearest known key for an unknown one. \p Find returns the text
/// of a file named by `extends:`. ${DIR} stands for \p Folder.
llvm::Expected<Runtime>
loadRuntime(llvm::StringRef Text, llvm::StringRef FileName,
            llvm::function_ref<llvm::Expected<std::string>(llvm::StringRef)> Find,
            llvm::StringRef Folder = "");

/// The runtime called \p Name, or the one that the file \p Name (`*.yaml`)
/// describes; what every unit is asked for depends on the runtimes there are,
/// so files are named before the first unit is parsed. The error suggests the
/// nearest name, or says where the file is wrong.
llvm::Expected<const Runtime *> findRuntime(llvm::StringRef Name);

/// The runtime of highest priority whose headers \p Includes mentions, or the
/// default (the first in the list whose file says `default: true`).
const Runtime &detectRuntime(llvm::ArrayRef<std::string> Includes);

/// Classes that any known runtime uses as event loops: Extract watches these,
/// so that facts do not depend on the runtime that is chosen later.
const std::vector<std::string> &watchedContextClasses();

/// Is it among some runtime's NonblockingFunctions?
bool isNonblockingFunction(llvm::StringRef QualifiedName);

/// The headers that converted code may include besides the runtime's own: name
/// as included (`recolor/asio.h`, or a header that one includes) and text. The
/// binary carries them, so that the proof needs no installation.
const std::vector<std::pair<std::string, std::string>> &shimHeaders();

/// Functions known to start a thread with the callable they are handed.
bool startsThread(llvm::StringRef QualifiedName);

} // namespace recolor

#endif
