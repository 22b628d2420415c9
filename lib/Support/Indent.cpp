//===- Indent.cpp - How a file is laid out --------------------------------===//
#include "Support/Indent.h"
#include <map>

using namespace llvm;

namespace recolor {

std::string indentStep(StringRef Text) {
  std::map<StringRef, unsigned> Votes;
  StringRef Opener;
  bool Opened = false;
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    StringRef Content = Line.trim();
    if (Content.empty() || Content.starts_with("#"))
      continue;
    StringRef Indent = Line.take_while([](char C) { return C == ' ' || C == '\t'; });
    // Labels stand further out, comments anywhere.
    bool Tells = !Content.ends_with(":") && !Content.starts_with("/") &&
                 !Content.starts_with("*");
    if (Opened && Tells && Indent.size() > Opener.size() && Indent.starts_with(Opener))
      ++Votes[Indent.substr(Opener.size())];
    Opened = Content.ends_with("{");
    Opener = Indent;
  }
  StringRef Best = "  ";
  unsigned Most = 0;
  for (auto [Step, Count] : Votes)
    if (Count > Most) {
      Best = Step;
      Most = Count;
    }
  return Best.str();
}

} // namespace recolor
