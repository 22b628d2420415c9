//===- BuildFile.cpp - Extraction as steps of a build ---------------------===//
#include "Driver/BuildFile.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

namespace recolor {
using namespace llvm;

/// As one word of a shell's command in a build file.
static std::string quoted(StringRef Text) {
  std::string Out;
  bool Plain = !Text.empty() && all_of(Text, [](char C) {
    return isAlnum(C) || StringRef("_-+=./,:@%").contains(C);
  });
  if (Plain)
    return Text.str();
  Out = "'";
  for (char C : Text)
    Out += C == '\'' ? "'\\''" : C == '$' ? "$$" : std::string(1, C);
  return Out + "'";
}

/// As a path on a build line.
static std::string escaped(StringRef Path) {
  std::string Out;
  for (char C : Path) {
    if (C == ' ' || C == ':' || C == '$')
      Out += '$';
    Out += C;
  }
  return Out;
}

/// What the command of \p U says beyond its source and its compiler, of which
/// only the language and the target it stands for remain.
static std::vector<std::string> flagsOf(const UnitCommand &U) {
  std::vector<std::string> Command = U.CommandLine;
  clang::tooling::addTargetAndModeForProgramName(Command, Command.front());
  std::vector<std::string> Flags;
  for (const std::string &Argument : drop_begin(Command)) {
    SmallString<256> Path(Argument);
    sys::path::make_absolute(U.Directory, Path);
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    if (Argument != "--" && (StringRef(Argument).starts_with("-") || Path != U.File))
      Flags.push_back(Argument);
  }
  return Flags;
}

void printNinja(raw_ostream &OS, const Workspace &W) {
  OS << "# Made by recolor index --format ninja from a compilation database.\n"
        "ninja_required_version = 1.5\n"
        "recolor = "
     << quoted(sys::fs::getMainExecutable(nullptr, nullptr))
     << "\nproject = " << quoted(W.Root)
     << "\n\n"
        "rule index\n"
        "  command = out=$$PWD/$out && cd $folder && $recolor index --unit $unit "
        "-o \"$$out\" --depfile \"$$out.d\" --project $project -- $flags\n"
        "  depfile = $out.d\n"
        "  deps = gcc\n"
        "  description = INDEX $unit\n\n"
        "rule link\n"
        "  command = $recolor link @$out.rsp -o $out\n"
        "  rspfile = $out.rsp\n"
        "  rspfile_content = $in_newline\n"
        "  description = LINK $out\n\n";
  std::vector<std::string> Outputs;
  StringSet<> Seen;
  for (const UnitCommand &U : W.Units) {
    std::vector<std::string> Flags = flagsOf(U);
    std::string Name = "units/" + sys::path::filename(U.File).str() + "-" +
                       utohexstr(xxh3_64bits(U.Directory + '\n' + U.File + '\n' +
                                             join(Flags, "\n"))) +
                       ".facts";
    // Compilers that differ by their name only.
    if (!Seen.insert(Name).second)
      continue;
    OS << "build " << escaped(Name) << ": index " << escaped(U.File)
       << "\n  unit = " << quoted(U.File) << "\n  folder = " << quoted(U.Directory)
       << "\n  flags =";
    for (const std::string &F : Flags)
      OS << ' ' << quoted(F);
    OS << "\n\n";
    Outputs.push_back(std::move(Name));
  }
  OS << "build all.facts: link";
  for (const std::string &O : Outputs)
    OS << " $\n  " << escaped(O);
  OS << "\n\ndefault all.facts\n";
}

} // namespace recolor
