//===- Yaml.cpp - YAML with places to point at ----------------------------===//
#include "Support/Yaml.h"
#include "Support/Pattern.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"
#include <optional>

namespace yaml = llvm::yaml;

namespace recolor {

const YamlNode *YamlNode::find(llvm::StringRef Key) const {
  for (const auto &[K, V] : Entries)
    if (K.Text == Key)
      return &V;
  return nullptr;
}

namespace {

std::string located(llvm::StringRef File, unsigned Line, unsigned Column,
                    const llvm::Twine &Message) {
  return (File + ":" + llvm::Twine(Line) + ":" + llvm::Twine(Column) +
          ": error: " + Message)
      .str();
}

/// Copies the parser's nodes, which can be walked only once.
class Copier {
public:
  Copier(llvm::StringRef Text, llvm::StringRef File)
      : File(std::make_shared<const std::string>(File)), Stream(Text, SM, /*ShowColors=*/false) {
    SM.setDiagHandler(
        [](const llvm::SMDiagnostic &D, void *Self) {
          auto *C = static_cast<Copier *>(Self);
          C->fail(D.getLineNo() < 1 ? 1 : D.getLineNo(), D.getColumnNo() + 1,
                  D.getMessage());
        },
        this);
  }

  llvm::Expected<YamlNode> run() {
    YamlNode Root;
    Root.File = File;
    yaml::document_iterator Doc = Stream.begin();
    if (Doc != Stream.end())
      if (yaml::Node *N = Doc->getRoot())
        Root = copy(N);
    if (Stream.failed() && Message.empty())
      fail(1, 1, "not YAML");
    if (!Message.empty())
      return llvm::createStringError(Message);
    return Root;
  }

private:
  void fail(unsigned Line, unsigned Column, const llvm::Twine &What) {
    if (Message.empty())
      Message = located(*File, Line, Column, What);
  }

  YamlNode copy(yaml::Node *N) {
    YamlNode Result;
    Result.File = File;
    if (!N)
      return Result;
    llvm::SMLoc Loc = N->getSourceRange().Start;
    if (Loc.isValid()) {
      std::tie(Result.Line, Result.Column) = SM.getLineAndColumn(Loc);
      // The parser's range of a flow list or map begins behind its bracket.
      if (Result.Column > 1 && llvm::isa<yaml::SequenceNode, yaml::MappingNode>(N) &&
          llvm::StringRef("[{").contains(Loc.getPointer()[-1]))
        --Result.Column;
    }
    if (auto *S = llvm::dyn_cast<yaml::ScalarNode>(N)) {
      llvm::SmallString<64> Storage;
      Result.K = YamlNode::Scalar;
      Result.Text = S->getValue(Storage).str();
    } else if (auto *B = llvm::dyn_cast<yaml::BlockScalarNode>(N)) {
      Result.K = YamlNode::Scalar;
      Result.Text = B->getValue().str();
    } else if (auto *Seq = llvm::dyn_cast<yaml::SequenceNode>(N)) {
      Result.K = YamlNode::List;
      for (yaml::Node &Item : *Seq)
        Result.Items.push_back(copy(&Item));
    } else if (auto *M = llvm::dyn_cast<yaml::MappingNode>(N)) {
      Result.K = YamlNode::Map;
      for (yaml::KeyValueNode &KV : *M) {
        YamlNode Key = copy(KV.getKey());
        if (Key.K != YamlNode::Scalar)
          fail(Key.Line, Key.Column, "a key must be a word");
        else if (Result.find(Key.Text))
          fail(Key.Line, Key.Column, "key '" + Key.Text + "' occurs twice");
        YamlNode Value = copy(KV.getValue());
        if (Value.K == YamlNode::Null) {
          Value.Line = Key.Line;
          Value.Column = Key.Column;
        }
        Result.Entries.emplace_back(std::move(Key), std::move(Value));
      }
    } else if (llvm::isa<yaml::AliasNode>(N)) {
      fail(Result.Line, Result.Column, "aliases are not supported");
    }
    return Result;
  }

  std::shared_ptr<const std::string> File;
  llvm::SourceMgr SM;
  yaml::Stream Stream;
  std::string Message;
};

} // namespace

llvm::Expected<YamlNode> parseYaml(llvm::StringRef Text, llvm::StringRef File) {
  return Copier(Text, File).run();
}

std::string quoteYaml(llvm::StringRef S) {
  for (char C : S)
    if (static_cast<unsigned char>(C) < 0x20)
      return "\"" + yaml::escape(S, /*EscapePrintable=*/false) + "\"";
  std::string Result = "'";
  for (char C : S) {
    Result += C;
    if (C == '\'')
      Result += C;
  }
  return Result + "'";
}

void YamlReader::fail(const YamlNode &At, const llvm::Twine &What) {
  if (!failed())
    Message = located(*At.File, At.Line, At.Column, What);
}

llvm::Error YamlReader::takeError() {
  if (!failed())
    return llvm::Error::success();
  return llvm::createStringError(Message);
}

std::string YamlReader::suggestion(llvm::StringRef Wanted,
                                   llvm::ArrayRef<std::string> Known) {
  std::string Near = didYouMean(Wanted, Known);
  return Near.empty() ? "" : "; did you mean '" + Near + "'?";
}

bool YamlReader::checkKeys(const YamlNode &Node,
                           std::initializer_list<llvm::StringRef> Known) {
  if (Node.K == YamlNode::Null)
    return true;
  if (Node.K != YamlNode::Map) {
    fail(Node, "expected keys with values");
    return false;
  }
  std::vector<std::string> Words(Known.begin(), Known.end());
  for (const auto &[Key, Value] : Node.Entries)
    if (!llvm::is_contained(Words, Key.Text)) {
      fail(Key, "unknown key '" + Key.Text + "'" + suggestion(Key.Text, Words));
      return false;
    }
  return true;
}

void YamlReader::require(const YamlNode &Map, llvm::StringRef Key) {
  if (!Map.find(Key))
    fail(Map, "key '" + Key + "' is missing");
}

bool YamlReader::isScalar(const YamlNode &Node, const llvm::Twine &What) {
  if (Node.K == YamlNode::Scalar)
    return true;
  fail(Node, What);
  return false;
}

void YamlReader::read(const YamlNode &Map, llvm::StringRef Key,
                      std::string &Out) {
  if (const YamlNode *N = Map.find(Key))
    if (isScalar(*N, "'" + Key + "' must be a text"))
      Out = N->Text;
}

void YamlReader::read(const YamlNode &Map, llvm::StringRef Key, bool &Out) {
  const YamlNode *N = Map.find(Key);
  if (!N)
    return;
  if (N->K == YamlNode::Scalar && (N->Text == "true" || N->Text == "false"))
    Out = N->Text == "true";
  else
    fail(*N, "'" + Key + "' must be true or false");
}

void YamlReader::read(const YamlNode &Map, llvm::StringRef Key, int &Out) {
  const YamlNode *N = Map.find(Key);
  if (N && (N->K != YamlNode::Scalar ||
            llvm::StringRef(N->Text).getAsInteger(10, Out)))
    fail(*N, "'" + Key + "' must be a whole number");
}

void YamlReader::read(const YamlNode &Map, llvm::StringRef Key,
                      std::vector<std::string> &Out) {
  const YamlNode *N = Map.find(Key);
  if (!N)
    return;
  Out.clear();
  if (N->K == YamlNode::Scalar) {
    Out.push_back(N->Text);
  } else if (N->K == YamlNode::List) {
    for (const YamlNode &Item : N->Items)
      if (isScalar(Item, "'" + Key + "' must be a list of texts"))
        Out.push_back(Item.Text);
  } else if (N->K == YamlNode::Map) {
    fail(*N, "'" + Key + "' must be a list of texts");
  }
}

const YamlNode *YamlReader::list(const YamlNode &Map, llvm::StringRef Key) {
  const YamlNode *N = Map.find(Key);
  if (!N || N->K == YamlNode::Null)
    return nullptr;
  if (N->K == YamlNode::List)
    return N;
  fail(*N, "'" + Key + "' must be a list");
  return nullptr;
}

const YamlNode *YamlReader::map(const YamlNode &Map, llvm::StringRef Key) {
  const YamlNode *N = Map.find(Key);
  if (!N || N->K == YamlNode::Null)
    return nullptr;
  if (N->K == YamlNode::Map)
    return N;
  fail(*N, "'" + Key + "' must have keys with values");
  return nullptr;
}

unsigned YamlReader::choice(const YamlNode &Node,
                            std::initializer_list<llvm::StringRef> Words) {
  std::vector<std::string> Known(Words.begin(), Words.end());
  std::string List;
  for (const std::string &W : Known)
    List += (List.empty() ? "" : ", ") + W;
  if (!isScalar(Node, "expected one of: " + List))
    return 0;
  auto It = llvm::find(Known, Node.Text);
  if (It != Known.end())
    return It - Known.begin();
  std::string Near = suggestion(Node.Text, Known);
  fail(Node, "unknown word '" + Node.Text + "'" +
                 (Near.empty() ? "; expected one of: " + List : Near));
  return 0;
}

void readPatterns(YamlReader &Reader, const YamlNode &Map, llvm::StringRef Key,
                  std::vector<std::string> &Out) {
  Reader.read(Map, Key, Out);
  const YamlNode *Node = Map.find(Key);
  for (size_t I = 0; Node && I != Out.size() && !Reader.failed(); ++I)
    if (auto P = Pattern::parse(Out[I]); !P)
      Reader.fail(Node->K == YamlNode::List ? Node->Items[I] : *Node,
                  llvm::toString(P.takeError()));
}

} // namespace recolor
