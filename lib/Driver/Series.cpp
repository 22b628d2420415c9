//===- Series.cpp - One change as a sequence of patches -------------------===//
#include "Driver/Series.h"
#include "Clang/Toolchain.h"
#include "Plan/PlanFile.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"

namespace recolor {
using namespace llvm;

namespace {

/// Puts the classes that change into an order in which each comes behind what
/// it calls; those that call one another come together.
class Order {
  const Program &P;
  std::vector<uint32_t> Members;          ///< functions that change
  DenseMap<uint32_t, uint32_t> Index;     ///< class -> number, from 1
  DenseMap<uint32_t, uint32_t> Low;
  DenseMap<uint32_t, uint32_t> Level;     ///< class -> its step, when known
  std::vector<uint32_t> Stack;
  DenseSet<uint32_t> Changing;            ///< classes

public:
  Order(const Program &P, const Plan &Pl) : P(P) {
    for (const FunctionPlan &F : Pl.Functions) {
      Members.push_back(F.Function);
      Changing.insert(P.ClassOf[F.Function]);
    }
  }

  /// Functions by level; nothing in a level calls into a higher one.
  std::vector<std::vector<uint32_t>> levels() {
    for (uint32_t Fn : Members)
      if (!Index.count(P.ClassOf[Fn]))
        visit(P.ClassOf[Fn]);
    std::vector<std::vector<uint32_t>> Out;
    for (uint32_t Fn : Members) {
      uint32_t L = Level[P.ClassOf[Fn]];
      if (Out.size() <= L)
        Out.resize(L + 1);
      Out[L].push_back(Fn);
    }
    return Out;
  }

private:
  std::vector<uint32_t> callees(uint32_t Class) const {
    std::vector<uint32_t> Out;
    auto Add = [&](uint32_t Fn) {
      if (Changing.contains(P.ClassOf[Fn]) && P.ClassOf[Fn] != Class)
        Out.push_back(P.ClassOf[Fn]);
    };
    for (uint32_t Fn : P.members(Class)) {
      auto [First, Last] = P.callsFrom(Fn);
      for (uint32_t Site = First; Site != Last; ++Site)
        if (P.Calls.kind(Site) != CallKind::Unevaluated)
          Add(P.Calls.callee(Site));
    }
    return Out;
  }

  /// Tarjan's algorithm, with a stack of its own: call chains are deep.
  void visit(uint32_t Root) {
    struct Frame {
      uint32_t Class;
      std::vector<uint32_t> Callees;
      size_t Next = 0;
    };
    std::vector<Frame> Work;
    auto Enter = [&](uint32_t K) {
      uint32_t Number = Index.size() + 1;
      Index[K] = Low[K] = Number;
      Stack.push_back(K);
      Work.push_back({K, callees(K)});
    };
    Enter(Root);
    while (!Work.empty()) {
      Frame &F = Work.back();
      if (F.Next != F.Callees.size()) {
        uint32_t To = F.Callees[F.Next++];
        if (!Index.count(To))
          Enter(To);
        else if (!Level.count(To))
          Low[F.Class] = std::min(Low[F.Class], Index[To]);
        continue;
      }
      uint32_t K = F.Class;
      Work.pop_back();
      if (!Work.empty())
        Low[Work.back().Class] = std::min(Low[Work.back().Class], Low[K]);
      if (Low[K] != Index[K])
        continue;
      auto First = llvm::find(Stack, K);
      uint32_t L = 0;
      for (auto It = First; It != Stack.end(); ++It)
        for (uint32_t To : callees(*It))
          if (auto Known = Level.find(To); Known != Level.end())
            L = std::max(L, Known->second + 1);
      for (auto It = First; It != Stack.end(); ++It)
        Level[*It] = L;
      Stack.erase(First, Stack.end());
    }
  }
};

/// Joins neighbouring levels until there are no more steps than a person wants
/// to read.
std::vector<std::vector<uint32_t>> group(std::vector<std::vector<uint32_t>> Levels,
                                         size_t Functions) {
  constexpr size_t MostSteps = 12;
  size_t AtLeast = (Functions + MostSteps - 1) / MostSteps;
  if (Levels.size() <= MostSteps)
    AtLeast = 1;
  std::vector<std::vector<uint32_t>> Out;
  for (std::vector<uint32_t> &L : Levels)
    if (!Out.empty() && Out.back().size() < AtLeast)
      append_range(Out.back(), L);
    else
      Out.push_back(std::move(L));
  return Out;
}

/// The message of one patch.
void describe(const Session &S, const Patch &Whole, ArrayRef<uint32_t> Functions,
              SeriesStep &Step) {
  const Program &P = S.P;
  auto Place = [&](const Location &L) {
    return L.isValid() ? projectPath(S, P.Files[L.File]) + ":" + std::to_string(L.Line)
                       : std::string("an unknown place");
  };
  DenseMap<uint32_t, const FunctionPlan *> Plans;
  for (const FunctionPlan &F : Whole.A.Pl.Functions)
    Plans[F.Function] = &F;
  std::vector<uint32_t> Named;
  for (uint32_t Fn : Functions)
    if (P.Functions[Fn].Kind != FunctionKind::Slot &&
        P.Functions[Fn].Kind != FunctionKind::Lambda)
      Named.push_back(Fn);
  if (Named.empty())
    Named.assign(Functions.begin(), Functions.end());
  llvm::sort(Named, [&](uint32_t A, uint32_t B) { return P.NameRank[A] < P.NameRank[B]; });
  std::string First = P.Functions[Named.front()].Name.str();
  bool Beside = !Plans[Named.front()]->Name.empty();
  Step.Subject = (Beside ? "Add an async version of " : "Make ") + First;
  if (Named.size() > 1)
    Step.Subject += " and " + std::to_string(Named.size() - 1) + " more";
  if (!Beside)
    Step.Subject += " async";
  raw_string_ostream OS(Step.Body);
  for (uint32_t Fn : Functions) {
    const ProgramFunction &F = P.Functions[Fn];
    const FunctionPlan &Its = *Plans[Fn];
    OS << F.Name << " at " << Place(F.Loc);
    switch (Its.S) {
    case Strategy::Twin:
      OS << " gets the twin " << Its.Name;
      break;
    case Strategy::Wrap:
      OS << " gets the wrapper " << Its.Name;
      break;
    case Strategy::Entry:
      OS << " drives a coroutine with its body";
      break;
    case Strategy::Keep:
    case Strategy::Convert:
      OS << " becomes async";
      break;
    }
    OS << ":\n  " << because(P, Whole.A.C, Fn, Place) << "\n";
  }
}

} // namespace

/// What changes between two states of the project, file by file.
static std::map<std::string, MergedFile>
filesBetween(const std::map<std::string, MergedFile> &Before,
             const std::map<std::string, MergedFile> &After) {
  std::map<std::string, MergedFile> Out;
  auto Add = [&](const std::string &Path, const std::string &Old, const std::string &New) {
    if (Old != New)
      Out.emplace(Path, diffTexts(Path, Old, New));
  };
  for (const auto &[Path, File] : After) {
    auto It = Before.find(Path);
    Add(Path, It == Before.end() ? File.Old : It->second.New, File.New);
  }
  for (const auto &[Path, File] : Before)
    if (!After.count(Path))
      Add(Path, File.New, File.Old);
  return Out;
}

Expected<std::vector<SeriesStep>> makeSeries(const Session &S, PatchMaker &Maker,
                                             const Patch &Whole) {
  const Plan &Pl = Whole.A.Pl;
  std::vector<std::vector<uint32_t>> Groups =
      group(Order(S.P, Pl).levels(), Pl.Functions.size());
  std::vector<SeriesStep> Out;
  std::map<std::string, MergedFile> Before;
  std::vector<uint32_t> Together;
  for (size_t I = 0; I != Groups.size(); ++I) {
    append_range(Together, Groups[I]);
    std::map<std::string, MergedFile> After = Whole.Files;
    if (I + 1 != Groups.size()) {
      Lessons Later = Whole.L;
      for (const std::vector<uint32_t> &G : ArrayRef(Groups).drop_front(I + 1))
        for (uint32_t Fn : G)
          Later.Demoted.try_emplace(S.P.Functions[Fn].Key.str(), "a later patch changes it");
      Expected<Patch> Part = Maker.make(std::move(Later));
      if (!Part) {
        // It holds only together with the next one.
        if (Error Other = handleErrors(Part.takeError(),
                                       [](std::unique_ptr<DriverError> D) -> Error {
                                         if (D->Code == ExitVerification)
                                           return Error::success();
                                         return Error(std::move(D));
                                       }))
          return std::move(Other);
        continue;
      }
      After = std::move(Part->Files);
    }
    SeriesStep Step;
    Step.Files = filesBetween(Before, After);
    if (Step.Files.empty())
      continue;
    llvm::sort(Together);
    describe(S, Whole, Together, Step);
    Together.clear();
    Before = std::move(After);
    Out.push_back(std::move(Step));
  }
  return Out;
}

/// `0001-make-net-fetch-async.patch`
static std::string fileName(size_t Number, StringRef Subject) {
  std::string Words;
  for (char C : Subject)
    if (isAlnum(C))
      Words += toLower(C);
    else if (!Words.empty() && Words.back() != '-')
      Words += '-';
  Words.resize(std::min<size_t>(Words.size(), 52));
  std::string Out;
  raw_string_ostream(Out) << format("%04zu-", Number)
                          << StringRef(Words).rtrim('-') << ".patch";
  return Out;
}

static bool isPatchName(StringRef Name) {
  return Name.size() > 11 && all_of(Name.take_front(4), isDigit) && Name[4] == '-' &&
         Name.ends_with(".patch");
}

static Error cannotWrite(const Twine &Path, std::error_code EC) {
  return make_error<DriverError>(
      ExitEnvironment, ("cannot write '" + Path + "': " + EC.message()).str());
}

Error checkSeriesFolder(StringRef Dir) {
  if (!sys::fs::exists(Dir))
    return Error::success();
  if (!sys::fs::is_directory(Dir))
    return make_error<DriverError>(ExitUsage, "'" + Dir.str() + "' is not a folder");
  std::error_code EC;
  for (sys::fs::directory_iterator It(Dir, EC), End; It != End && !EC; It.increment(EC))
    if (StringRef Name = sys::path::filename(It->path()); !isPatchName(Name))
      return make_error<DriverError>(ExitUsage, "'" + Dir.str() + "' holds '" + Name.str() +
                                                    "', which is no patch of a series");
  return EC ? cannotWrite(Dir, EC) : Error::success();
}

Error writeSeries(const Session &S, ArrayRef<SeriesStep> Steps, StringRef Dir) {
  // The new folder is made beside the old one, so that a rename is enough.
  SmallString<128> Absolute = Dir;
  if (std::error_code EC = sys::fs::make_absolute(Absolute))
    return cannotWrite(Dir, EC);
  Dir = StringRef(Absolute).rtrim('/');
  if (Error E = checkSeriesFolder(Dir))
    return E;
  SmallString<128> Fresh;
  if (std::error_code EC = sys::fs::createUniqueDirectory(Dir + ".new", Fresh))
    return cannotWrite(Dir, EC);
  scope_exit Remove([&] { sys::fs::remove_directories(Fresh); });
  for (size_t I = 0; I != Steps.size(); ++I) {
    const SeriesStep &Step = Steps[I];
    SmallString<128> Path = Fresh;
    sys::path::append(Path, fileName(I + 1, Step.Subject));
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    if (EC)
      return cannotWrite(Path, EC);
    OS << "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
          "From: recolor <recolor@localhost>\n"
       << "Subject: [PATCH " << I + 1 << '/' << Steps.size() << "] " << Step.Subject
       << "\n\n"
       << Step.Body << "---\n";
    for (const auto &[File, Text] : Step.Files) {
      std::string Name = projectPath(S, File);
      OS << "diff --git a/" << Name << " b/" << Name << '\n';
      printDiff(OS, Name, Text);
    }
    OS << "-- \nrecolor " RECOLOR_VERSION "\n\n";
    OS.close();
    if (OS.has_error()) {
      std::error_code Failed = OS.error();
      OS.clear_error();
      return cannotWrite(Path, Failed);
    }
  }
  // What is there moves aside first, and comes back when the new one cannot come.
  SmallString<128> Aside;
  if (sys::fs::exists(Dir)) {
    if (std::error_code EC = sys::fs::createUniqueDirectory(Dir + ".old", Aside))
      return cannotWrite(Dir, EC);
    if (std::error_code EC = sys::fs::rename(Dir, Aside))
      return cannotWrite(Dir, EC);
  }
  if (std::error_code EC = sys::fs::rename(Fresh, Dir)) {
    if (!Aside.empty())
      sys::fs::rename(Aside, Dir);
    return cannotWrite(Dir, EC);
  }
  Remove.release();
  if (!Aside.empty())
    sys::fs::remove_directories(Aside);
  return Error::success();
}

} // namespace recolor
