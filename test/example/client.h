// client.h - The server's operations as functions.
#ifndef STASH_CLIENT_H
#define STASH_CLIENT_H

#include "protocol.h"
#include "retry.h"

#include <optional>
#include <string>

namespace stash {

class Client {
public:
  Client(Transport &transport, Observer observer, RetryPolicy policy = {});

  /// The version under which the server keeps it.
  int put(const std::string &name, const std::string &value);
  std::optional<std::string> get(const std::string &name);
  int count();

private:
  Protocol protocol_;
  RetryPolicy policy_;
};

} // namespace stash

#endif
