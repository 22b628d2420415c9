//===- Yaml.h - YAML with places to point at ---------------------*- C++ -*-===//
//
// Runtime descriptions, plans and configuration are YAML that people edit, so
// every complaint names file, line and column, and every unknown word the word
// that was probably meant.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_SUPPORT_YAML_H
#define RECOLOR_SUPPORT_YAML_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace recolor {

struct YamlEntry;

/// A node of a YAML document, with its place.
struct YamlNode {
  enum Kind : uint8_t { Null, Scalar, List, Map };
  Kind K = Null;
  unsigned Line = 1, Column = 1;
  std::shared_ptr<const std::string> File; ///< as given to parseYaml
  std::string Text;            ///< of a scalar, escapes resolved
  std::vector<YamlNode> Items; ///< of a list
  /// Of a map, in the order written; keys are scalars and unique.
  std::vector<YamlEntry> Entries;

  /// The value of \p Key, or null.
  const YamlNode *find(llvm::StringRef Key) const;
};

/// One key of a map and its value. Not a std::pair: clang wants to see whole
/// what a vector of pairs holds.
struct YamlEntry {
  YamlNode first, second;
};

/// Reads one document; an empty text is Null. Errors are located: syntax,
/// aliases and tags (nothing here needs them), a key that occurs twice.
llvm::Expected<YamlNode> parseYaml(llvm::StringRef Text, llvm::StringRef File);

/// \p S as a YAML scalar that reads back as \p S.
std::string quoteYaml(llvm::StringRef S);

/// Takes typed values out of a document and keeps the first complaint, so that
/// a loader reads like a list of its keys.
class YamlReader {
public:
  /// Complains about \p At: `file:line:col: error: message`.
  void fail(const YamlNode &At, const llvm::Twine &Message);
  bool failed() const { return !Message.empty(); }
  /// The first complaint, or success.
  llvm::Error takeError();

  /// \p Node is a map (or Null) with no other keys than \p Known.
  bool checkKeys(const YamlNode &Node,
                 std::initializer_list<llvm::StringRef> Known);
  /// Complains that \p Map has no \p Key.
  void require(const YamlNode &Map, llvm::StringRef Key);

  /// The value of \p Key goes to \p Out; no such key leaves it alone. A single
  /// scalar counts as a list of one.
  void read(const YamlNode &Map, llvm::StringRef Key, std::string &Out);
  void read(const YamlNode &Map, llvm::StringRef Key, bool &Out);
  void read(const YamlNode &Map, llvm::StringRef Key, int &Out);
  void read(const YamlNode &Map, llvm::StringRef Key,
            std::vector<std::string> &Out);
  /// The value of \p Key if it is a list, else null (and a complaint when it
  /// is something else).
  const YamlNode *list(const YamlNode &Map, llvm::StringRef Key);
  /// The same for a map.
  const YamlNode *map(const YamlNode &Map, llvm::StringRef Key);

  /// The index of \p Node's text in \p Words; complains, with the nearest
  /// word, and returns 0 when it is none of them.
  unsigned choice(const YamlNode &Node,
                  std::initializer_list<llvm::StringRef> Words);
  /// `; did you mean 'x'?` for messages, or nothing.
  static std::string suggestion(llvm::StringRef Wanted,
                                llvm::ArrayRef<std::string> Known);

private:
  bool isScalar(const YamlNode &Node, const llvm::Twine &What);

  std::string Message;
};

/// Reads the patterns under \p Key as written, complaining about one that is
/// malformed where it stands.
void readPatterns(YamlReader &Reader, const YamlNode &Map, llvm::StringRef Key,
                  std::vector<std::string> &Out);

} // namespace recolor

#endif
