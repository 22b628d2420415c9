#include "command.h"

#include <iostream>
#include <sstream>

namespace stash {

namespace {

/// Calls `visit(name, value)` for each `name=value` in a comma-separated list.
template <typename Visitor>
void forEachPair(const std::string &list, Visitor visit) {
  std::istringstream stream(list);
  for (std::string item; std::getline(stream, item, ',');) {
    std::size_t sign = item.find('=');
    if (sign != std::string::npos)
      visit(item.substr(0, sign), item.substr(sign + 1));
  }
}

int load(Client &client, const std::string &list) {
  int stored = 0;
  forEachPair(list, [&](const std::string &name, const std::string &value) {
    client.put(name, value);
    ++stored;
  });
  int total = client.count();
  std::cout << stored << " stored, the server has " << total << "\n";
  return 0;
}

int show(Client &client, const std::string &name) {
  if (auto value = client.get(name)) {
    std::cout << name << " = " << *value << "\n";
    return 0;
  }
  std::cout << name << " is not there\n";
  return 1;
}

} // namespace

int runCommand(Client &client, const std::vector<std::string> &words) {
  const std::string &verb = words[0];
  if (verb == "put" && words.size() == 3) {
    int version = client.put(words[1], words[2]);
    std::cout << "version " << version << "\n";
    return 0;
  }
  if (verb == "get" && words.size() == 2)
    return show(client, words[1]);
  if (verb == "load" && words.size() == 2)
    return load(client, words[1]);
  std::cout << "usage: stash PORT|rehearse put NAME VALUE | get NAME | load NAME=VALUE,...\n";
  return 2;
}

} // namespace stash
