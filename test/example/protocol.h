// protocol.h - Requests and replies: one line each, some with a block of bytes.
#ifndef STASH_PROTOCOL_H
#define STASH_PROTOCOL_H

#include "transport.h"

#include <functional>
#include <string>

namespace stash {

struct Reply {
  enum Kind { Done, Value, Missing, Busy };
  Kind kind = Done;
  std::string text;

  bool busy() const { return kind == Busy; }
};

/// Is told of every exchange: the request's first line and what came of it.
using Observer = std::function<void(const std::string &, const Reply &)>;

class Protocol {
public:
  Protocol(Transport &transport, Observer observer);
  Reply exchange(const std::string &line, const std::string &block = "");

private:
  Reply readReply();

  Transport &transport_;
  Observer observer_;
};

} // namespace stash

#endif
