//===- Config.h - The settings of a project ----------------------*- C++ -*-===//
//
// The answer to "what does this project want unless the command line says
// otherwise?": the file .recolor.yaml, found upwards like .clang-tidy.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CONFIG_CONFIG_H
#define RECOLOR_CONFIG_CONFIG_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace recolor {

/// The settings of one .recolor.yaml. What is not set is empty. Async, Roots and
/// Stops are well-formed patterns (Support/Pattern.h) as written.
struct Config {
  std::string File;               ///< where it was read from, or empty
  std::string Runtime;            ///< name of a runtime, or a file that describes one
  std::vector<std::string> Async; ///< key `async`: seeds
  std::vector<std::string> Roots; ///< key `root`: only what lies on a path from
                                  ///< these changes
  std::vector<std::string> Stops; ///< key `stop`: functions that keep their colour
  std::optional<bool> Refuse;     ///< key `on-barrier`: refuse, not bridge
};

/// Reads the text of a .recolor.yaml. Errors are located and name the nearest
/// known key or word. Whether the runtime exists is for who chooses one.
llvm::Expected<Config> parseConfig(llvm::StringRef Text, llvm::StringRef File);

/// The settings in the nearest .recolor.yaml at or above \p Path, a folder or
/// a file in it, or none. Errors: as parseConfig, or the file cannot be read.
llvm::Expected<Config> findConfig(llvm::StringRef Path);

} // namespace recolor

#endif
