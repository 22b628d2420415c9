//===- Runtime.cpp - The reader of runtime descriptions -------------------===//
#include "Runtime/Runtime.h"
#include "Support/Pattern.h"
#include "Support/Yaml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

namespace recolor {

const CallRule *Runtime::ruleFor(llvm::StringRef QualifiedName) const {
  QualifiedName.consume_front("::");
  auto It = ByName.find(QualifiedName);
  return It == ByName.end() ? nullptr : &Calls[It->second];
}

void Runtime::index() {
  ByName.clear();
  // A description's own rules stand behind those of what it extends.
  for (unsigned I = 0; I != Calls.size(); ++I)
    for (const std::string &Name : Calls[I].Functions)
      ByName[Name] = I;
}

std::vector<TemplatePart> parseTemplate(llvm::StringRef Template) {
  std::vector<TemplatePart> Parts;
  while (!Template.empty()) {
    size_t Begin = Template.find("${");
    size_t End = Template.find('}', Begin == llvm::StringRef::npos ? Begin
                                                                   : Begin + 2);
    if (Begin == llvm::StringRef::npos || End == llvm::StringRef::npos) {
      Parts.push_back({Template.str(), ""});
      break;
    }
    if (Begin != 0)
      Parts.push_back({Template.take_front(Begin).str(), ""});
    Parts.push_back({"", Template.slice(Begin + 2, End).str()});
    Template = Template.substr(End + 1);
  }
  return Parts;
}

std::string
substitute(llvm::StringRef Template,
           llvm::ArrayRef<std::pair<llvm::StringRef, std::string>> Values) {
  std::string Result;
  bool DropComma = false;
  for (const TemplatePart &Part : parseTemplate(Template)) {
    if (Part.Placeholder.empty()) {
      llvm::StringRef Text = Part.Text;
      if (DropComma)
        Text.consume_front(", ");
      Result += Text;
      DropComma = false;
      continue;
    }
    auto It = llvm::find_if(
        Values, [&](const auto &V) { return V.first == Part.Placeholder; });
    DropComma = It != Values.end() && It->second.empty();
    Result += It == Values.end() ? "${" + Part.Placeholder + "}" : It->second;
  }
  return Result;
}

namespace {

using Finder =
    llvm::function_ref<llvm::Expected<std::string>(llvm::StringRef)>;
using Words = std::initializer_list<llvm::StringRef>;

/// Lays \p Derived over \p Base: maps key by key, lists of calls one behind the
/// other (a call with the id of an earlier one takes its place), anything else
/// replaces what was there.
void layOver(YamlNode &Base, const YamlNode &Derived) {
  for (const auto &[Key, Value] : Derived.Entries) {
    auto It = llvm::find_if(
        Base.Entries, [&](const auto &E) { return E.first.Text == Key.Text; });
    if (It == Base.Entries.end()) {
      Base.Entries.emplace_back(Key, Value);
      continue;
    }
    YamlNode &Old = It->second;
    if (Key.Text == "calls" && Old.K == YamlNode::List) {
      auto IdOf = [](const YamlNode &Call) {
        const YamlNode *Id = Call.find("id");
        return Id ? Id->Text : std::string();
      };
      for (const YamlNode &Call : Value.Items) {
        llvm::erase_if(Old.Items, [&](const YamlNode &C) {
          return IdOf(C) == IdOf(Call);
        });
        Old.Items.push_back(Call);
      }
    } else if (Old.K == YamlNode::Map && Value.K == YamlNode::Map) {
      layOver(Old, Value);
    } else {
      Old = Value;
    }
  }
}

class Loader {
public:
  /// \p Folder: what ${DIR} stands for; empty where there is no such thing.
  Loader(Finder Find, llvm::StringRef Folder) : Find(Find), Folder(Folder) {}

  llvm::Expected<Runtime> run(llvm::StringRef Text, llvm::StringRef FileName) {
    auto Doc = load(Text, FileName);
    if (!Doc)
      return Doc.takeError();
    Runtime RT = read(*Doc);
    if (llvm::Error E = Reader.takeError())
      return E;
    RT.index();
    return RT;
  }

private:
  /// Reads one file and what it extends. Keys are checked file by file, so
  /// that a complaint names the file that has them.
  llvm::Expected<YamlNode> load(llvm::StringRef Text, llvm::StringRef FileName) {
    auto Doc = parseYaml(Text, FileName);
    if (!Doc)
      return Doc.takeError();
    checkKeys(*Doc);
    std::string Parent;
    Reader.read(*Doc, "extends", Parent);
    if (llvm::Error E = Reader.takeError())
      return E;
    if (Parent.empty())
      return Doc;

    const YamlNode &At = *Doc->find("extends");
    if (!Loaded.insert(Parent).second) {
      Reader.fail(At, "'" + Parent + "' extends itself");
      return Reader.takeError();
    }
    auto ParentText = Find(Parent);
    if (!ParentText) {
      Reader.fail(At, llvm::toString(ParentText.takeError()));
      return Reader.takeError();
    }
    auto Base = load(*ParentText, Parent + ".yaml");
    if (!Base)
      return Base.takeError();
    // What a description is called and whether it is the default is its own.
    llvm::erase_if(Base->Entries, [](const auto &E) {
      return E.first.Text == "name" || E.first.Text == "title" ||
             E.first.Text == "kind" || E.first.Text == "default";
    });
    layOver(*Base, *Doc);
    Base->File = Doc->File;
    return Base;
  }

  void checkKeys(const YamlNode &Doc) {
    if (!Reader.checkKeys(
            Doc, {"name", "title", "kind", "default", "extends", "priority",
                  "vars", "detect-headers", "build", "includes", "task",
                  "resumes-on", "await",
                  "bridge", "bridge-on", "offload", "noop", "token",
                  "error-token", "error-type", "context",
                  "nonblocking-functions", "descriptor-functions",
                  "handler-namespaces",
                  "offload-functions", "bridge-functions", "thread-starters",
                  "calls"}))
      return;
    Reader.require(Doc, "name");
    if (const YamlNode *Build = Reader.map(Doc, "build")) {
      Reader.checkKeys(*Build, {"flags", "link", "packages"});
      if (const YamlNode *Flags = Reader.list(*Build, "flags"))
        for (const YamlNode &Flag : Flags->Items) {
          Reader.checkKeys(Flag, {"flag", "why"});
          Reader.require(Flag, "flag");
        }
    }
    if (const YamlNode *Task = Reader.map(Doc, "task")) {
      Reader.checkKeys(*Task, {"type", "void", "classes", "carries-reference",
                               "co-return"});
      if (const YamlNode *Forms = Reader.map(*Task, "co-return"))
        Reader.checkKeys(*Forms,
                         {"braced", "null-zero", "bit-field", "overload-set"});
    }
    if (const YamlNode *Context = Reader.map(Doc, "context"))
      Reader.checkKeys(*Context,
                       {"classes", "executor", "reference", "run-members"});
    if (const YamlNode *Calls = Reader.list(Doc, "calls"))
      for (const YamlNode &Call : Calls->Items) {
        Reader.checkKeys(Call, {"id", "functions", "members", "strategy",
                                "rewrite", "rewrite-switched", "flags", "seed",
                                "hazard", "includes"});
        Reader.require(Call, "id");
      }
    Reader.map(Doc, "vars");
    Reader.map(Doc, "includes");
  }

  /// \p Text with the variables put in; placeholders in \p Allowed stay for
  /// whoever uses the template.
  std::string expand(const YamlNode &At, llvm::StringRef Text, Words Allowed) {
    std::string Result;
    for (const TemplatePart &Part : parseTemplate(Text)) {
      if (Part.Placeholder.empty()) {
        Result += Part.Text;
      } else if (llvm::is_contained(Allowed, Part.Placeholder)) {
        Result += "${" + Part.Placeholder + "}";
      } else if (Part.Placeholder == "DIR" && !Folder.empty()) {
        Result += Folder;
      } else if (const YamlNode *Var = Vars ? Vars->find(Part.Placeholder)
                                            : nullptr) {
        if (llvm::is_contained(Expanding, Part.Placeholder)) {
          Reader.fail(*Var, "variable '" + Part.Placeholder +
                                "' is defined by itself");
          return Result;
        }
        Expanding.push_back(Part.Placeholder);
        Result += expand(*Var, Var->Text, {});
        Expanding.pop_back();
      } else {
        std::vector<std::string> Known(Allowed.begin(), Allowed.end());
        if (Vars)
          for (const auto &[Key, Value] : Vars->Entries)
            Known.push_back(Key.Text);
        Reader.fail(At, "unknown placeholder '${" + Part.Placeholder + "}'" +
                            YamlReader::suggestion(Part.Placeholder, Known));
      }
    }
    return Result;
  }

  void text(const YamlNode &Map, llvm::StringRef Key, std::string &Out,
            Words Allowed = {}) {
    Reader.read(Map, Key, Out);
    if (const YamlNode *N = Map.find(Key))
      Out = expand(*N, Out, Allowed);
  }

  void texts(const YamlNode &Map, llvm::StringRef Key,
             std::vector<std::string> &Out) {
    Reader.read(Map, Key, Out);
    if (const YamlNode *N = Map.find(Key))
      for (std::string &S : Out)
        S = expand(*N, S, {});
  }

  Runtime read(const YamlNode &Doc) {
    Runtime RT;
    Vars = Doc.find("vars");
    if (const YamlNode *Kind = Doc.find("kind"); Kind &&
        Reader.choice(*Kind, {"runtime", "rules"}) == 1)
      Reader.fail(*Kind, "these are rules to extend, not a runtime");
    for (llvm::StringRef Key : {"title", "task", "await", "bridge", "offload", "noop"})
      Reader.require(Doc, Key);
    Reader.read(Doc, "name", RT.Name);
    Reader.read(Doc, "title", RT.Title);
    Reader.read(Doc, "priority", RT.Priority);
    Reader.read(Doc, "default", RT.Default);
    texts(Doc, "detect-headers", RT.DetectHeaders);
    if (const YamlNode *Build = Doc.find("build")) {
      texts(*Build, "link", RT.LinkFlags);
      texts(*Build, "packages", RT.Packages);
      if (const YamlNode *Flags = Build->find("flags"))
        for (const YamlNode &Flag : Flags->Items) {
          BuildFlag F;
          text(Flag, "flag", F.Flag);
          text(Flag, "why", F.Why);
          RT.CompileFlags.push_back(std::move(F));
        }
    }
    if (const YamlNode *Includes = Doc.find("includes"))
      for (const auto &[Key, Value] : Includes->Entries)
        texts(*Includes, Key.Text, RT.Includes[Key.Text]);

    if (const YamlNode *Task = Doc.find("task")) {
      for (llvm::StringRef Key : {"type", "void", "classes"})
        Reader.require(*Task, Key);
      text(*Task, "type", RT.Task, {"T"});
      text(*Task, "void", RT.VoidTask);
      texts(*Task, "classes", RT.TaskClasses);
      Reader.read(*Task, "carries-reference", RT.CarriesReference);
      if (const YamlNode *Forms = Task->find("co-return")) {
        Reader.read(*Forms, "braced", RT.ReturnsBraced);
        Reader.read(*Forms, "null-zero", RT.ReturnsNullZero);
        Reader.read(*Forms, "bit-field", RT.ReturnsBitfield);
        Reader.read(*Forms, "overload-set", RT.ReturnsOverloadSet);
      }
    }
    if (const YamlNode *Thread = Doc.find("resumes-on"))
      RT.ChangesThread = Reader.choice(*Thread, {"same-thread", "any-thread"}) == 1;
    text(Doc, "await", RT.Await, {"CALL"});
    text(Doc, "bridge", RT.Bridge, {"CALL"});
    text(Doc, "bridge-on", RT.BridgeOn, {"CALL", "CONTEXT"});
    text(Doc, "offload", RT.Offload, {"FN"});
    text(Doc, "noop", RT.Noop);
    text(Doc, "token", RT.Token, {"NAME"});
    text(Doc, "error-token", RT.ErrorToken, {"EC"});
    text(Doc, "error-type", RT.ErrorType);
    if (const YamlNode *Context = Doc.find("context")) {
      texts(*Context, "classes", RT.ContextClasses);
      text(*Context, "executor", RT.ContextExecutor);
      text(*Context, "reference", RT.ContextReference);
      texts(*Context, "run-members", RT.ContextRunMembers);
    }
    texts(Doc, "nonblocking-functions", RT.NonblockingFunctions);
    texts(Doc, "descriptor-functions", RT.DescriptorFunctions);
    texts(Doc, "handler-namespaces", RT.HandlerNamespaces);
    texts(Doc, "offload-functions", RT.OffloadFunctions);
    texts(Doc, "bridge-functions", RT.BridgeFunctions);
    if (const YamlNode *Calls = Doc.find("calls"))
      for (const YamlNode &Call : Calls->Items)
        readCall(Call, RT);
    return RT;
  }

  static bool uses(llvm::StringRef Template, llvm::StringRef Placeholder) {
    return llvm::any_of(parseTemplate(Template), [&](const TemplatePart &P) {
      return P.Placeholder == Placeholder;
    });
  }

  /// Whose result is awaited for the first argument: `wait` in `co_await
  /// ns::wait(${ARG1}`, or nothing.
  static std::string waiterIn(llvm::StringRef Template) {
    auto [Before, After] = Template.split("(${ARG1}");
    auto [Start, Name] = Before.rsplit("co_await ");
    if (After.empty() || Name.empty())
      return {};
    return Name.substr(Name.rfind(':') + 1).str();
  }

  void readCall(const YamlNode &Call, Runtime &RT) {
    CallRule Rule;
    Reader.read(Call, "id", Rule.Id);
    texts(Call, "functions", Rule.Functions);
    if (const YamlNode *Members = Reader.map(Call, "members"))
      for (const auto &[Class, Value] : Members->Entries) {
        std::string ClassName = expand(Class, Class.Text, {});
        std::vector<std::string> Names;
        texts(*Members, Class.Text, Names);
        for (const std::string &Name : Names)
          Rule.Functions.push_back(ClassName + "::" + Name);
      }
    if (Rule.Functions.empty())
      Reader.fail(Call, "call '" + Rule.Id + "' has neither functions nor members");
    if (const YamlNode *Strategy = Call.find("strategy"))
      Rule.Strategy = CallStrategy(
          Reader.choice(*Strategy, {"replace", "offload", "leave"}));
    const std::pair<const char *, std::string *> Rewrites[] = {
        {"rewrite", &Rule.Rewrite}, {"rewrite-switched", &Rule.RewriteSwitched}};
    for (auto [Key, Template] : Rewrites)
      text(Call, Key, *Template,
           {"CALL", "OBJ", "NAME", "CALLEE", "ARG1", "REST", "ARGS", "TOKEN", "FLAGS"});
    Reader.read(Call, "flags", Rule.Flags);
    Reader.read(Call, "seed", Rule.Seed);
    Reader.read(Call, "hazard", Rule.Hazard);
    Reader.read(Call, "includes", Rule.Includes);

    bool Replaces = Rule.Strategy == CallStrategy::Replace;
    if (Replaces != !Rule.Rewrite.empty())
      Reader.fail(Call, "call '" + Rule.Id + "' " +
                            (Replaces ? "needs a rewrite"
                                      : "has a rewrite that its strategy does not use"));
    Rule.Bound = uses(Rule.Rewrite, "TOKEN");
    for (auto [Key, Template] : Rewrites) {
      if (uses(*Template, "CALL") &&
          llvm::any_of(llvm::ArrayRef<llvm::StringRef>{"ARGS", "ARG1", "REST", "OBJ"},
                       [&](llvm::StringRef P) { return uses(*Template, P); }))
        Reader.fail(*Call.find(Key), "${CALL} contains the object and the arguments already");
      if (uses(*Template, "FLAGS") && !Rule.Flags)
        Reader.fail(*Call.find(Key), "${FLAGS} needs 'flags', the number of the argument");
      if (std::string Name = waiterIn(*Template); !Name.empty())
        Rule.Waiters.push_back(std::move(Name));
    }
    if (!Rule.RewriteSwitched.empty() && Rule.Rewrite.empty())
      Reader.fail(Call, "call '" + Rule.Id + "' has a rewrite-switched but no rewrite");
    for (const std::string &Group : Rule.Includes)
      if (!RT.Includes.count(Group)) {
        std::vector<std::string> Known;
        for (const auto &[Name, Operands] : RT.Includes)
          Known.push_back(Name);
        Reader.fail(*Call.find("includes"),
                    "unknown include group '" + Group + "'" +
                        YamlReader::suggestion(Group, Known));
      }
    RT.Calls.push_back(std::move(Rule));
  }

  Finder Find;
  std::string Folder;
  YamlReader Reader;
  llvm::StringSet<> Loaded;
  const YamlNode *Vars = nullptr;
  std::vector<std::string> Expanding;
};

struct EmbeddedFile {
  llvm::StringLiteral Name, Text;
};

constexpr EmbeddedFile EmbeddedRuntimes[] = {
#include "Runtimes.inc"
};

constexpr EmbeddedFile EmbeddedShims[] = {
#include "Shims.inc"
};

llvm::Expected<std::string> findEmbedded(llvm::StringRef Name) {
  std::vector<std::string> Known;
  for (const EmbeddedFile &F : EmbeddedRuntimes) {
    if (F.Name == Name)
      return F.Text.str();
    Known.push_back(F.Name.str());
  }
  return llvm::createStringError("there is no '" + Name + "' to extend" +
                                 YamlReader::suggestion(Name, Known));
}

} // namespace

llvm::Expected<Runtime> loadRuntime(llvm::StringRef Text,
                                    llvm::StringRef FileName, Finder Find,
                                    llvm::StringRef Folder) {
  return Loader(Find, Folder).run(Text, FileName);
}

/// Those that the binary carries, then those that were read from files.
static std::deque<Runtime> &knownRuntimes() {
  static std::deque<Runtime> All = [] {
    std::deque<Runtime> Result;
    for (const EmbeddedFile &F : EmbeddedRuntimes) {
      std::string FileName = (F.Name + ".yaml").str();
      YamlNode Doc = llvm::cantFail(parseYaml(F.Text, FileName));
      const YamlNode *Kind = Doc.find("kind");
      if (!Kind || Kind->Text != "rules")
        Result.push_back(
            llvm::cantFail(loadRuntime(F.Text, FileName, findEmbedded)));
    }
    llvm::stable_sort(Result, [](const Runtime &A, const Runtime &B) {
      return A.Priority > B.Priority;
    });
    return Result;
  }();
  return All;
}

const std::deque<Runtime> &allRuntimes() { return knownRuntimes(); }

static llvm::Expected<const Runtime *> readRuntime(llvm::StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
  if (!Buffer)
    return llvm::createStringError("cannot read the runtime '" + File +
                                   "': " + Buffer.getError().message());
  llvm::SmallString<256> Folder(File);
  llvm::sys::fs::make_absolute(Folder);
  llvm::sys::path::remove_filename(Folder);
  auto RT = loadRuntime((*Buffer)->getBuffer(), File, findEmbedded, Folder);
  if (!RT)
    return RT.takeError();
  RT->Digest = llvm::xxh3_64bits((*Buffer)->getBuffer());
  knownRuntimes().push_back(std::move(*RT));
  return &knownRuntimes().back();
}

llvm::Expected<const Runtime *> findRuntime(llvm::StringRef Name) {
  llvm::StringRef Ending = llvm::sys::path::extension(Name);
  if (Ending == ".yaml" || Ending == ".yml")
    return readRuntime(Name);
  std::vector<std::string> Known;
  for (const Runtime &RT : allRuntimes()) {
    if (RT.Name == Name)
      return &RT;
    Known.push_back(RT.Name);
  }
  std::string Near = YamlReader::suggestion(Name, Known);
  if (Near.empty())
    Near = "; there are: " + llvm::join(Known, ", ");
  return llvm::createStringError("unknown runtime '" + Name + "'" + Near);
}

const Runtime &detectRuntime(llvm::ArrayRef<std::string> Includes) {
  for (const Runtime &RT : allRuntimes())
    for (const std::string &Glob : RT.DetectHeaders)
      for (const std::string &Include : Includes)
        if (matchGlob(Glob, Include))
          return RT;
  auto It = llvm::find_if(allRuntimes(),
                          [](const Runtime &RT) { return RT.Default; });
  assert(It != allRuntimes().end() && "no runtime says that it is the default");
  return *It;
}

const std::vector<std::string> &watchedContextClasses() {
  static const std::vector<std::string> Classes = [] {
    std::vector<std::string> Result;
    for (const Runtime &RT : allRuntimes())
      llvm::append_range(Result, RT.ContextClasses);
    llvm::sort(Result);
    Result.erase(llvm::unique(Result), Result.end());
    return Result;
  }();
  return Classes;
}

bool isNonblockingFunction(llvm::StringRef QualifiedName) {
  return llvm::any_of(allRuntimes(), [&](const Runtime &RT) {
    return llvm::is_contained(RT.NonblockingFunctions, QualifiedName);
  });
}

const std::vector<std::pair<std::string, std::string>> &shimHeaders() {
  static const std::vector<std::pair<std::string, std::string>> Headers = [] {
    std::vector<std::pair<std::string, std::string>> Result;
    for (const EmbeddedFile &F : EmbeddedShims)
      Result.emplace_back(F.Name.str(), F.Text.str());
    return Result;
  }();
  return Headers;
}

bool startsThread(llvm::StringRef QualifiedName) {
  static const llvm::StringSet<> Starters = [] {
    llvm::StringSet<> Result;
    YamlReader Reader;
    for (const EmbeddedFile &F : EmbeddedRuntimes) {
      YamlNode Doc = llvm::cantFail(parseYaml(F.Text, F.Name));
      std::vector<std::string> Names;
      Reader.read(Doc, "thread-starters", Names);
      for (const std::string &Name : Names)
        Result.insert(Name);
    }
    llvm::cantFail(Reader.takeError());
    return Result;
  }();
  QualifiedName.consume_front("::");
  return Starters.contains(QualifiedName);
}

} // namespace recolor
