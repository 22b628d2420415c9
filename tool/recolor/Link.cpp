//===- Link.cpp - recolor link --------------------------------------------===//
#include "Options.h"

namespace recolor {
using namespace llvm;

static cl::list<std::string> Files(cl::Positional, cl::desc("FACTS..."),
                                   cl::OneOrMore, cl::sub(LinkCommand));

int runLink() {
  if (OutputFile.empty())
    return report(make_error<DriverError>(
        ExitUsage, "link writes one file of facts: name it with -o"));
  Expected<std::string> Facts = joinFacts(ArrayRef<std::string>(Files));
  if (!Facts)
    return report(Facts.takeError());
  if (Error E = withOutput([&](raw_ostream &OS) { OS << *Facts; }))
    return report(std::move(E));
  return ExitClean;
}

} // namespace recolor
