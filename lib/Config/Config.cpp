//===- Config.cpp - The settings of a project -----------------------------===//
#include "Config/Config.h"
#include "Support/Pattern.h"
#include "Support/Yaml.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace recolor {

llvm::Expected<Config> parseConfig(llvm::StringRef Text, llvm::StringRef File) {
  auto Doc = parseYaml(Text, File);
  if (!Doc)
    return Doc.takeError();
  YamlReader Reader;
  Config C;
  C.File = File.str();
  if (Reader.checkKeys(*Doc, {"runtime", "async", "stop", "root", "on-barrier"})) {
    Reader.read(*Doc, "runtime", C.Runtime);
    // A description is looked for beside the file that names it.
    if (llvm::StringRef Ending = llvm::sys::path::extension(C.Runtime);
        (Ending == ".yaml" || Ending == ".yml") &&
        llvm::sys::path::is_relative(C.Runtime)) {
      llvm::SmallString<256> Path(llvm::sys::path::parent_path(File));
      llvm::sys::path::append(Path, C.Runtime);
      C.Runtime = std::string(Path);
    }
    readPatterns(Reader, *Doc, "async", C.Async);
    readPatterns(Reader, *Doc, "root", C.Roots);
    readPatterns(Reader, *Doc, "stop", C.Stops);
    if (const YamlNode *N = Doc->find("on-barrier"))
      C.Refuse = Reader.choice(*N, {"bridge", "refuse"}) == 1;
  }
  if (llvm::Error E = Reader.takeError())
    return E;
  return C;
}

llvm::Expected<Config> findConfig(llvm::StringRef Path) {
  llvm::SmallString<256> Dir(Path);
  if (std::error_code EC = llvm::sys::fs::make_absolute(Dir))
    return llvm::createStringError(EC, Path + ": error: " + EC.message());
  for (llvm::StringRef D = Dir; !D.empty(); D = llvm::sys::path::parent_path(D)) {
    llvm::SmallString<256> File(D);
    llvm::sys::path::append(File, ".recolor.yaml");
    if (!llvm::sys::fs::exists(File))
      continue;
    auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer)
      return llvm::createStringError(Buffer.getError(),
                                     File + ": error: cannot read: " +
                                         Buffer.getError().message());
    return parseConfig((*Buffer)->getBuffer(), File);
  }
  return Config();
}

} // namespace recolor
