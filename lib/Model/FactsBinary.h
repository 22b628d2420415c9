//===- FactsBinary.h - Facts as few bytes ------------------------*- C++ -*-===//
//
// The same value as FactsText.h writes, for programs: what a cache keeps, one
// build action hands to the next, and linking reads. Strings come first, each
// once and in order, so that the bytes depend on the facts alone.
//
// An encoded unit names the version of its form and its checksum: a damaged or
// foreign one is an error, never other facts.
//
// Facts name files by real paths. Where they travel (another machine, another
// checkout), the folder they lie in is replaced by a mark, wherever it stands
// in a string, and whoever reads them says which folder stands for it.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_MODEL_FACTSBINARY_H
#define RECOLOR_MODEL_FACTSBINARY_H

#include "Model/Facts.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace recolor {

/// \p Unit as bytes. \p Base is the folder that is left open (no slash at its
/// end), or empty. Linear, but for sorting the strings.
std::string encodeFacts(const UnitFacts &Unit, llvm::StringRef Base = "");

/// The value that was encoded; \p Base stands for the folder that was left
/// open. Its strings lie in \p Bytes, which has to live as long. Errors: no
/// facts, of another version, or damaged.
llvm::Expected<UnitFacts> decodeFacts(llvm::StringRef Bytes,
                                      llvm::StringRef Base = "");

/// Several encoded units as one file, in an order that depends on them alone,
/// each once.
std::string bundleFacts(std::vector<llvm::StringRef> Units);

/// The encoded units of such a file, which they lie in. \p Name stands for it
/// in errors: no such file, of another version, or damaged.
llvm::Expected<std::vector<llvm::StringRef>>
unbundleFacts(llvm::StringRef File, llvm::StringRef Name);

} // namespace recolor

#endif
