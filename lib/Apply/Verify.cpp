//===- Verify.cpp - The proof ladder --------------------------------------===//
#include "Apply/Verify.h"
#include "Clang/Toolchain.h"
#include "Extract/Extract.h"
#include "clang/Frontend/FrontendActions.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <mutex>

namespace recolor {
using namespace llvm;

std::vector<std::string> conversionFlags(const UnitCommand &Unit,
                                         const Runtime &RT) {
  std::vector<std::string> Flags;
  if (isInC(Unit))
    return Flags;
  if (std::string Flag = coroutineStandard(Unit); !Flag.empty())
    Flags.push_back(std::move(Flag));
  for (const BuildFlag &F : RT.CompileFlags)
    Flags.push_back(F.Flag);
  Flags.push_back("-I" RECOLOR_INCLUDE_DIR);
  return Flags;
}

static std::string describe(const ParseOutcome::Diagnostic &D) {
  return D.File + ":" + std::to_string(D.Line) + ":" +
         std::to_string(D.Column) + ": error: " + D.Text;
}

Error checkRuntime(const UnitCommand &Unit, const Runtime &RT) {
  std::string Text;
  for (const char *Group : {"task", "shim"})
    if (auto It = RT.Includes.find(Group); It != RT.Includes.end())
      for (const std::string &Header : It->second)
        Text += "#include " + Header + "\n";
  Text += substitute(RT.Task, {{"T", "int"}}) + " recolor_task();\n";
  FileOverlay Overlay = {{Unit.RealFile, std::move(Text)}};
  std::vector<std::string> Flags = conversionFlags(Unit, RT);
  ParseOptions O;
  O.Overlay = &Overlay;
  O.ExtraFlags = Flags;
  ParseOutcome Outcome = parseUnit(Unit, std::make_unique<clang::SyntaxOnlyAction>(), O);
  if (Outcome.Ok || Outcome.Errors.empty())
    return Error::success();
  std::string Message = "with the flags of this unit " + RT.Title + " has no task type that compiles";
  if (!RT.Packages.empty())
    Message += "; on Debian it is in " + llvm::join(RT.Packages, ", ");
  return createStringError(describe(Outcome.Errors.front()) + "\nnote: " + Message);
}

namespace {

class Verifier {
public:
  explicit Verifier(const VerifyInput &In) : In(In) {
    for (const auto &[Path, File] : In.Merged.Files)
      Overlay[Path] = File.New;
  }

  std::vector<Fault> run(function_ref<void(const UnitCommand &)> Done) {
    forEach(In.ToParse, Done, [&](size_t Unit) { parse(Unit); });
    // Code generation says the same once more where parsing already failed.
    if (Faults.empty() && !In.ToCompile.empty())
      generate(Done);
    llvm::sort(Faults, [](const Fault &A, const Fault &B) {
      return std::tie(A.Key, B.OfFlags, A.Detail, A.Unit) <
             std::tie(B.Key, A.OfFlags, B.Detail, B.Unit);
    });
    return std::move(Faults);
  }

private:
  void forEach(ArrayRef<size_t> Units, function_ref<void(const UnitCommand &)> Done,
               function_ref<void(size_t)> Work) {
    forEachIndex(Units.size(), In.Jobs, [&](size_t I) {
      Work(Units[I]);
      Done(In.W.Units[Units[I]]);
    });
  }

  void fault(size_t Unit, std::string Key, std::string Detail, bool OfFlags = false) {
    std::lock_guard<std::mutex> Lock(Mutex);
    Faults.push_back({std::move(Key), std::move(Detail), OfFlags, InCompile, Unit});
  }

  /// The smallest changed function around a place in the changed text.
  std::string functionAt(StringRef File, uint32_t NewOffset) const {
    uint32_t Offset = NewOffset;
    if (auto It = In.Merged.Files.find(File.str()); It != In.Merged.Files.end())
      Offset = It->second.oldOffset(NewOffset);
    const FunctionRange *Best = nullptr;
    for (const FunctionRange &R : In.Ranges)
      if (R.File == File && R.Begin <= Offset && Offset <= R.End)
        if (!Best || R.End - R.Begin < Best->End - Best->Begin)
          Best = &R;
    return Best ? Best->Key : "";
  }

  void parse(size_t Unit) {
    const UnitCommand &U = In.W.Units[Unit];
    std::vector<std::string> Flags = conversionFlags(U, In.Plan.runtime());
    ParseOutcome Outcome;
    ParseOptions O;
    O.Overlay = &Overlay;
    O.ExtraFlags = Flags;
    UnitFacts After = extractUnit(In.W, U, O, &Outcome);
    if (!Outcome.Ok) {
      if (!Outcome.Errors.empty())
        blame(Unit, Outcome.Errors.front(), Flags);
      return;
    }
    compare(Unit, In.Before(Unit), After);
  }

  void blame(size_t Unit, const ParseOutcome::Diagnostic &D,
             ArrayRef<std::string> Flags) {
    std::string Key = functionAt(D.File, D.Offset);
    for (const auto &[File, Offset] : D.Notes)
      if (Key.empty())
        Key = functionAt(File, Offset);
    if (Key.empty()) {
      // Without the change, but with the flags: is it the code, or the flags?
      ParseOptions O;
      O.ExtraFlags = Flags;
      ParseOutcome Plain =
          parseUnit(In.W.Units[Unit], std::make_unique<clang::SyntaxOnlyAction>(), O);
      if (!Plain.Ok && !Plain.Errors.empty()) {
        std::string All;
        for (const std::string &F : Flags)
          All += " " + F;
        fault(Unit, "",
              describe(Plain.Errors.front()) +
                  "\nnote: the unchanged unit does not compile with the "
                  "flags that converted code needs:" + All +
                  " (make it compile with them first; --extra-arg adds to them)",
              /*OfFlags=*/true);
        return;
      }
    }
    fault(Unit, Key, describe(D));
  }

  /// Parameter types as they were before a slot among them changed: every task
  /// is replaced by what it carries.
  std::string withoutTasks(std::string Params) const {
    StringRef Open = StringRef(In.Plan.runtime().Task).split("${T}").first;
    size_t At;
    while (!Open.empty() && (At = Params.find(Open.str())) != std::string::npos) {
      size_t Begin = At + Open.size(), End = Begin;
      for (unsigned Depth = 1; End < Params.size(); ++End) {
        Depth += Params[End] == '<';
        if (Params[End] == '>' && --Depth == 0)
          break;
      }
      // A task without an argument is one of nothing. No blank stands behind the
      // star of a pointer: `T *(*)(int)`.
      std::string Result = Begin == End ? "void" : Params.substr(Begin, End - Begin);
      ++End;
      End += StringRef("*&").contains(Result.back()) && End < Params.size() && Params[End] == ' ';
      Params.replace(At, End - At, Result);
    }
    return Params;
  }

  /// The outermost function of a name: calls may move into closures that the
  /// rewrite adds.
  static std::string outermost(StringRef Name) {
    return StringRef(withoutPlaces(Name.str())).split("::(lambda)").first.str();
  }

  /// The name without the places of the closures in it, which move with the text.
  static std::string withoutPlaces(std::string Name) {
    const StringRef Open = "(lambda:";
    size_t At = 0;
    while ((At = Name.find(Open.str(), At)) != std::string::npos) {
      size_t Begin = At + Open.size() - 1;
      At = Name.find(')', Begin);
      if (At == std::string::npos)
        break;
      Name.erase(Begin, At - Begin);
      At = Begin;
    }
    return Name;
  }

  /// What lives in the function that main's body moves to, by the name it had.
  std::string beforeTheMove(StringRef Name) const {
    StringRef Rest = Name;
    if (Rest.consume_front(In.Plan.asyncMain()) &&
        (Rest.empty() || Rest.starts_with("::")))
      return ("main" + Rest).str();
    return Name.str();
  }

  /// A value goes through its task: how often it is moved on its way is not
  /// part of what a function does.
  static bool copies(const FunctionFact &F) {
    StringRef Class = F.Class, Parameter = F.Params;
    if (F.Kind != FunctionKind::Constructor || !Parameter.ends_with("&)"))
      return false;
    Parameter = Parameter.drop_front().drop_back().rtrim('&').rtrim();
    Parameter.consume_front("const ");
    Parameter = Parameter.split('<').first;
    return Class == Parameter || Class.ends_with(("::" + Parameter).str()) ||
           Parameter.ends_with(("::" + Class).str());
  }

  /// The library may lie in the project: its calls are replaced, and its helpers
  /// called, all the same.
  bool isOfRuntime(const FunctionFact &F) const {
    const Runtime &RT = In.Plan.runtime();
    return (StringRef(F.Name).contains("::") && RT.ruleFor(F.Name)) ||
           is_contained(RT.BridgeFunctions, F.Name) ||
           is_contained(RT.OffloadFunctions, F.Name);
  }

  /// A caller and a callee by name, and from how many places the one calls the
  /// other.
  using Edge = std::pair<std::string, std::string>;
  struct EdgeCount {
    std::set<std::tuple<uint32_t, uint32_t, uint32_t>> Sites;
    std::string Caller; ///< its key
    bool InTemplate = false; ///< where calls show when it is instantiated
    bool OfPattern = false;  ///< some call goes there whatever the arguments
    /// The instantiations of a template in which other calls go there, a twin's
    /// by the name of its function.
    std::set<std::string> Instances;
  };
  using Edges = std::map<Edge, EdgeCount>;

  /// Whose calls are looked at.
  enum class Callers {
    Present,   ///< of all but those that are put beside others
    WithTwins, ///< of what has a twin
    Twins,     ///< of the twins, as what their functions call
  };

  /// The function around a closure or a member of a local class.
  static const FunctionFact &around(const UnitFacts &F, uint32_t Fn) {
    while (F.Functions[Fn].Parent != None)
      Fn = F.Functions[Fn].Parent;
    return F.Functions[Fn];
  }

  /// Where the plan has the twin that \p Around is; the end when it is none.
  auto twinOf(const FunctionFact &Around) const {
    return In.Plan.twins().find(Around.Name.str() + Around.Params);
  }

  /// The name of a function; what stands in a twin is named like what it was
  /// copied from.
  std::string besideTheTwin(const UnitFacts &F, uint32_t Fn) const {
    StringRef Name = F.Functions[Fn].Name;
    if (F.Functions[Fn].Parent == None || In.Plan.twins().empty())
      return Name.str();
    const FunctionFact &Around = around(F, Fn);
    auto Twin = twinOf(Around);
    if (Twin == In.Plan.twins().end() || !Name.consume_front(Around.Name))
      return Name.str();
    return (Twin->second.Name + Name).str();
  }

  /// What the caller counts as, or nothing when its calls are not looked at.
  std::string countsAs(const UnitFacts &F, uint32_t Caller, Callers Of) const {
    const auto &Beside = In.Plan.twins();
    auto Twin = Beside.end();
    std::string Name;
    if (!Beside.empty()) {
      Name = around(F, Caller).Name.str() + around(F, Caller).Params;
      Twin = Beside.find(Name);
    }
    switch (Of) {
    case Callers::Present:
      return Twin == Beside.end() ? beforeTheMove(outermost(F.Functions[Caller].Name))
                                  : std::string();
    case Callers::WithTwins:
      return any_of(Beside, [&](const auto &B) {
               return B.second.Function == Name && B.second.S == Strategy::Twin;
             })
                 ? Name
                 : std::string();
    case Callers::Twins:
      return Twin != Beside.end() && Twin->second.S == Strategy::Twin
                 ? Twin->second.Function
                 : std::string();
    }
    llvm_unreachable("all kinds are handled");
  }

  /// \p HandedOn: names of functions that are values too, and may go through
  /// closures now.
  Edges edgesOf(const UnitFacts &F, const std::set<std::string> &HandedOn,
                Callers Of) const {
    Edges Out;
    for (const CallFact &C : F.Calls) {
      // What the compiler adds follows from types and from what is written;
      // a coroutine has machinery of its own. Its constructors count as calls
      // as soon as one of them runs code, such as that of a bridge.
      if (C.Caller == None || C.Callee == None || !C.Written)
        continue;
      const FunctionFact &Callee = F.Functions[C.Callee];
      const FunctionFact &Caller = F.Functions[C.Caller];
      if (!Callee.is(FF_InProject) || Callee.is(FF_Implicit) ||
          Callee.Kind == FunctionKind::Slot || Callee.Kind == FunctionKind::Lambda ||
          Caller.Kind == FunctionKind::Slot || !Caller.is(FF_InProject) ||
          C.Kind == CallKind::Unevaluated || copies(Callee) || isOfRuntime(Callee))
        continue;
      std::string From = countsAs(F, C.Caller, Of);
      if (From.empty())
        continue;
      std::string Name = withoutPlaces(besideTheTwin(F, C.Callee));
      std::string To = beforeTheMove(Name) + withoutTasks(Callee.Params.str());
      if (auto Twin = In.Plan.twins().find(To); Twin != In.Plan.twins().end()) {
        To = Twin->second.Function;
        Name = Twin->second.Name;
      }
      if (HandedOn.count(Name))
        continue;
      EdgeCount &E = Out[{From, To}];
      // The end tells the calls of a chain, `a.f()->f()`, before each of them
      // begins with its own await.
      E.Sites.insert({C.Loc.File, C.Loc.Offset, C.End});
      if (E.Caller.empty())
        E.Caller = Caller.Key.str();
      E.InTemplate = around(F, C.Caller).is(FF_Template);
      if (C.Instance == None)
        E.OfPattern = true;
      else
        E.Instances.insert(instanceOfFunction(F, C));
    }
    return Out;
  }

  /// The instantiation that a call stands in; that of a twin by the name of its
  /// function.
  std::string instanceOfFunction(const UnitFacts &F, const CallFact &C) const {
    std::string Instance = F.Instances[C.Instance];
    const FunctionFact &Around = around(F, C.Caller);
    auto Twin = twinOf(Around);
    if (Twin == In.Plan.twins().end())
      return Instance;
    StringRef Name = withoutScope(Around.Name);
    if (size_t At = Instance.find(Name.str()); At != std::string::npos)
      Instance.replace(At, Name.size(), withoutScope(Twin->second.Name).str());
    return Instance;
  }

  static StringRef withoutScope(StringRef Name) { return Name.substr(Name.rfind(':') + 1); }

  /// Every call to a function of the project must still go where it went, a twin
  /// must call what its function calls, and no task may be dropped.
  void compare(size_t Unit, const UnitFacts &Before, const UnitFacts &After) {
    std::set<std::string> HandedOn;
    for (const CallFact &C : Before.Calls)
      if (C.Kind == CallKind::Flow || C.Kind == CallKind::Callback ||
          C.Kind == CallKind::Spawn)
        HandedOn.insert(withoutPlaces(Before.Functions[C.Callee].Name.str()));
    Edges Old = edgesOf(Before, HandedOn, Callers::Present);
    Edges New = edgesOf(After, HandedOn, Callers::Present);
    // main's bridge is the one call that is added on purpose.
    for (auto It = New.begin(); It != New.end();)
      It = StringRef(It->first.second).starts_with("main(") ? New.erase(It)
                                                            : std::next(It);
    for (const auto &[E, Count] : Old)
      if (auto It = New.find(E); It == New.end() || It->second.Sites.size() != Count.Sites.size())
        fault(Unit, Count.Caller,
              Before.MainFile + ": error: after the change '" + E.first +
                  "' no longer calls '" + E.second + "' where it did");
    // Who was not there before came with a header of the library.
    for (const auto &[E, Count] : New)
      if (std::string Key = callerKey(Before, E.first); !Old.count(E) && !Key.empty())
        fault(Unit, Key,
              Before.MainFile + ": error: after the change '" + E.first +
                  "' calls '" + E.second + "', which it did not");
    if (!In.Plan.twins().empty())
      compareTwins(Unit, edgesOf(Before, HandedOn, Callers::WithTwins),
                   edgesOf(After, HandedOn, Callers::Twins), Before.MainFile);
    auto CallerOf = [](const UnitFacts &F, const CallFact &C) {
      return C.Caller == None ? std::string() : outermost(F.Functions[C.Caller].Name);
    };
    // What a slot gave as a task before, and nobody awaited, is how the code was.
    StringMap<unsigned> DroppedBefore;
    for (const CallFact &C : Before.Calls)
      if (C.Kind == CallKind::Slot && is_contained(C.Rules, "dropped-task"))
        ++DroppedBefore[CallerOf(Before, C)];
    for (const CallFact &C : After.Calls)
      if (is_contained(C.Rules, "dropped-task") && C.Callee != None) {
        const FunctionFact &Callee = After.Functions[C.Callee];
        const bool Slot = C.Kind == CallKind::Slot;
        if (Slot) {
          if (unsigned &Left = DroppedBefore[CallerOf(After, C)]; Left != 0) {
            --Left;
            continue;
          }
        } else if (In.Plan.strategyOf(Callee.Key) == Strategy::Keep &&
                   !In.Plan.twins().count(Callee.Name.str() + Callee.Params)) {
          continue;
        }
        std::string Key = functionAt(After.Files[C.Loc.File], C.Loc.Offset);
        // The slot without a name is no one's.
        if (Key.empty() && (!Slot || Callee.Loc.isValid()))
          Key = Callee.Key.str();
        fault(Unit, std::move(Key),
              After.Files[C.Loc.File] + ":" + std::to_string(C.Loc.Line) + ":" +
                  std::to_string(C.Loc.Column) + ": error: the task of '" +
                  Callee.Name + "' would be dropped here");
      }
  }

  /// What a template calls shows where it is instantiated, and its twin need not
  /// be instantiated where it is, nor the other way round.
  void compareTwins(size_t Unit, const Edges &Functions, const Edges &Twins, StringRef File) {
    using InstanceMap = std::map<std::string, std::set<std::string>>;
    auto InstancesIn = [](const Edges &All) {
      InstanceMap Out;
      for (const auto &[E, Count] : All)
        Out[E.first].insert(Count.Instances.begin(), Count.Instances.end());
      return Out;
    };
    InstanceMap OfFunctions = InstancesIn(Functions), OfTwins = InstancesIn(Twins);
    auto ShowsIn = [](InstanceMap &Others, const Edge &E, const EdgeCount &Count) {
      if (!Count.InTemplate)
        return true;
      const std::set<std::string> &Of = Others[E.first];
      return Count.OfPattern ? !Of.empty()
                             : any_of(Count.Instances, [&](const std::string &Instance) {
                                 return Of.count(Instance) != 0;
                               });
    };
    for (const auto &[E, Count] : Functions)
      if (auto It = Twins.find(E);
          It == Twins.end() ? ShowsIn(OfTwins, E, Count)
                            : !Count.InTemplate && It->second.Sites.size() != Count.Sites.size())
        fault(Unit, Count.Caller,
              (File + ": error: the twin of '" + E.first + "' would not call '" + E.second +
               "' as often as it does")
                  .str());
    for (const auto &[E, Count] : Twins)
      if (!Functions.count(E) && ShowsIn(OfFunctions, E, Count))
        fault(Unit, keyOfFunction(E.first),
              (File + ": error: the twin of '" + E.first + "' would call '" + E.second +
               "', which it does not")
                  .str());
  }

  /// Of the function that stays beside the twin whose function is called so.
  std::string keyOfFunction(StringRef Name) const {
    for (const auto &[Twin, Of] : In.Plan.twins())
      if (Of.Function == Name)
        return Of.Key;
    return "";
  }

  static std::string callerKey(const UnitFacts &F, StringRef Name) {
    for (const FunctionFact &Fn : F.Functions)
      if (Fn.Name == Name)
        return Fn.Key.str();
    return "";
  }

  //===--------------------------------------------------------------------===//
  // Code generation, in a process of its own: a crash of the back end is a
  // finding, not the end of ours.
  //===--------------------------------------------------------------------===//

  void generate(function_ref<void(const UnitCommand &)> Done) {
    InCompile = true;
    SmallString<128> Dir;
    if (sys::fs::createUniqueDirectory("recolor-verify", Dir)) {
      fault(None, "", "cannot create a temporary folder for code generation");
      return;
    }
    scope_exit Remove([&] { sys::fs::remove_directories(Dir); });
    SmallString<128> OverlayFile = Dir;
    sys::path::append(OverlayFile, "overlay.json");
    json::Array Roots;
    unsigned Id = 0;
    for (const auto &[Path, Text] : Overlay) {
      SmallString<128> Content = Dir;
      sys::path::append(Content, "file" + Twine(Id++));
      if (!writeText(Content, Text))
        return;
      for (const std::string &Name : namesOf(Path))
        Roots.push_back(json::Object{{"type", "file"},
                                     {"name", Name},
                                     {"external-contents", std::string(Content)}});
    }
    std::string Description;
    raw_string_ostream(Description)
        << json::Value(json::Object{{"version", 0},
                                    {"use-external-names", false},
                                    {"roots", std::move(Roots)}});
    if (!writeText(OverlayFile, Description))
      return;
    forEach(In.ToCompile, Done, [&](size_t Unit) { compile(Unit, OverlayFile, Dir); });
  }

  bool writeText(StringRef Path, StringRef Text) {
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    if (!EC)
      OS << Text;
    OS.close();
    if (EC || OS.has_error()) {
      OS.clear_error();
      fault(None, "", ("cannot write '" + Path + "' for code generation").str());
      return false;
    }
    return true;
  }

  /// The real path, and every other name a unit has for the file.
  std::set<std::string> namesOf(const std::string &Real) const {
    std::set<std::string> Names = {Real};
    for (const UnitCommand &U : In.W.Units)
      if (U.RealFile == Real)
        Names.insert(U.File);
    return Names;
  }

  /// Where a line of the compiler, `file:line:col: ...`, points to.
  struct CompilerPlace {
    StringRef File; ///< as written; empty when the line names no place
    unsigned Line = 0, Column = 0;

    static CompilerPlace of(StringRef Text) {
      CompilerPlace P;
      auto [File, Rest] = Text.split(':');
      auto [Line, Behind] = Rest.split(':');
      if (!Line.getAsInteger(10, P.Line) &&
          !Behind.split(':').first.getAsInteger(10, P.Column) && P.Line && P.Column)
        P.File = File;
      return P;
    }

    /// None when the text has no such line.
    std::optional<uint32_t> offsetIn(StringRef Text) const {
      size_t At = 0;
      for (unsigned I = 1; I < Line; ++I) {
        At = Text.find('\n', At);
        if (At == StringRef::npos)
          return std::nullopt;
        ++At;
      }
      return uint32_t(At + Column - 1);
    }
  };

  /// What a run of the compiler said.
  struct Compilation {
    bool Ok = false;
    std::string Log, Message;
  };

  /// Compiles the unit, with the overlay or, without one, as it is.
  Compilation runCompiler(size_t Unit, StringRef OverlayFile, StringRef Dir) const {
    const UnitCommand &U = In.W.Units[Unit];
    std::vector<std::string> Args = {"/bin/sh", "-c", "cd \"$0\" && exec \"$@\"",
                                     U.Directory, RECOLOR_CLANG};
    if (!isInC(U))
      Args.push_back("--driver-mode=g++");
    for (size_t I = 1; I < U.CommandLine.size(); ++I)
      if (StringRef A = U.CommandLine[I]; A != "-fsyntax-only" && A != "--" && A != "-w")
        Args.push_back(U.CommandLine[I]);
    for (const std::string &F : conversionFlags(U, In.Plan.runtime()))
      Args.push_back(F);
    for (StringRef F : {"-c", "-Wno-everything", "-Wno-error", "-Wunused-value",
                        "-Wsystem-headers", "-O0", "-g0", "-o", "/dev/null",
                        "-fno-crash-diagnostics"})
      Args.push_back(F.str());
    if (!OverlayFile.empty())
      Args.insert(Args.end(), {"-ivfsoverlay", OverlayFile.str()});
    SmallVector<StringRef, 32> Refs(Args.begin(), Args.end());
    // A file that is there is written over, but keeps its end.
    std::string Log = (Dir + (OverlayFile.empty() ? "/before" : "/log") + Twine(Unit)).str();
    std::optional<StringRef> Redirects[] = {StringRef(""), StringRef(Log),
                                            StringRef(Log)};
    Compilation C;
    C.Ok = sys::ExecuteAndWait("/bin/sh", Refs, std::nullopt, Redirects, 0, 0, &C.Message) == 0;
    if (auto Buffer = MemoryBuffer::getFile(Log))
      C.Log = (*Buffer)->getBuffer();
    return C;
  }

  /// Where code outside the project ignores a task, which the class of tasks says it
  /// must not (`[[nodiscard]]`): lines of the compiler.
  std::vector<std::string> ignoredTasks(StringRef Log) const {
    std::vector<std::string> Out;
    for (StringRef Line : llvm::split(Log, '\n')) {
      StringRef Type = Line.split("ignoring return value of type '").second;
      bool Task = any_of(In.Plan.runtime().TaskClasses, [&](StringRef Class) {
        return Type.split('<').first.ends_with(withoutScope(Class));
      });
      if (Task && !In.W.inProject(realPath(Line.split(':').first)))
        Out.push_back(Line.str());
    }
    return Out;
  }

  /// The keys of the changed functions that the statement at a compiler line's place can
  /// call, by the name it calls; an empty one where that does not say it.
  std::vector<std::string> calledAt(StringRef Line) const {
    CompilerPlace Place = CompilerPlace::of(Line);
    auto Buffer = MemoryBuffer::getFile(Place.File);
    std::optional<uint32_t> At;
    if (Buffer)
      At = Place.offsetIn((*Buffer)->getBuffer());
    if (!At)
      return {""};
    // Of `a.b(c).d(e);` it is d.
    StringRef Call = (*Buffer)->getBuffer().substr(*At).split(';').first.rtrim();
    unsigned Depth = 0;
    while (!Call.empty()) {
      Depth += Call.back() == ')';
      Depth -= Call.back() == '(' && Depth;
      Call = Call.drop_back();
      if (!Depth)
        break;
    }
    Call = Call.rtrim();
    StringRef Name = Call;
    while (!Call.empty() && (isAlnum(Call.back()) || Call.back() == '_'))
      Call = Call.drop_back();
    Name = Name.drop_front(Call.size());
    std::vector<std::string> Keys;
    bool Members = false;
    for (const ProgramFunction &F : In.Plan.program().Functions)
      if (!Name.empty() && In.Plan.strategyOf(F.Key) != Strategy::Keep &&
          withoutScope(F.Name) == Name) {
        Keys.push_back(F.Key.str());
        Members |= !F.Class.empty();
      }
    // Functions that are found by their arguments are of one kind; members of one name
    // need not be.
    return Keys.empty() || (Members && Keys.size() > 1) ? std::vector<std::string>{""} : Keys;
  }

  void compile(size_t Unit, StringRef OverlayFile, StringRef Dir) {
    const UnitCommand &U = In.W.Units[Unit];
    Compilation C = runCompiler(Unit, OverlayFile, Dir);
    if (C.Ok) {
      std::vector<std::string> Ignored = ignoredTasks(C.Log);
      if (Ignored.empty())
        return;
      // What was ignored before is how the code was.
      std::vector<std::string> Before = ignoredTasks(runCompiler(Unit, "", Dir).Log);
      erase_if(Ignored, [&](const std::string &Line) { return is_contained(Before, Line); });
      for (const std::string &Line : Ignored) {
        StringRef Place = StringRef(Line).split(": warning:").first;
        for (const std::string &Key : calledAt(Line))
          fault(Unit, Key, (Place + ": error: code outside the project would drop a task here").str());
      }
      return;
    }
    StringRef Text = C.Log;
    std::string First, Key;
    while (!Text.empty()) {
      auto [Line, Rest] = Text.split('\n');
      Text = Rest;
      if (First.empty() && Line.contains("error:"))
        First = Line.str();
      if (Key.empty())
        Key = keyFromLine(Line);
      if (!First.empty() && !Key.empty())
        break;
    }
    if (First.empty())
      First = U.File + ": error: code generation failed" +
              (C.Message.empty() ? "" : " (" + C.Message + ")");
    fault(Unit, Key, First);
  }

  /// A compiler line `file:line:col: ...` leads to a function; so does the
  /// mangled-free name in the crash trace's "Generating code for declaration".
  std::string keyFromLine(StringRef Line) const {
    CompilerPlace Place = CompilerPlace::of(Line);
    if (!Place.File.starts_with("/"))
      return "";
    auto It = In.Merged.Files.find(realPath(Place.File));
    if (It == In.Merged.Files.end())
      return "";
    std::optional<uint32_t> At = Place.offsetIn(It->second.New);
    return At ? functionAt(It->first, *At) : "";
  }

  const VerifyInput &In;
  FileOverlay Overlay;
  bool InCompile = false;
  std::mutex Mutex;
  std::vector<Fault> Faults;
};

} // namespace

std::vector<Fault> verify(const VerifyInput &In,
                          function_ref<void(const UnitCommand &)> Done) {
  return Verifier(In).run(Done);
}

} // namespace recolor
