#include "client.h"

#include <stdexcept>
#include <utility>

namespace stash {

Client::Client(Transport &transport, Observer observer, RetryPolicy policy)
    : protocol_(transport, std::move(observer)), policy_(policy) {}

int Client::put(const std::string &name, const std::string &value) {
  std::string line = "PUT " + name + " " + std::to_string(value.size());
  Reply reply = retry<Reply>(policy_, [&] { return protocol_.exchange(line, value); });
  if (reply.kind != Reply::Done)
    throw std::runtime_error("could not store " + name);
  return std::stoi(reply.text);
}

std::optional<std::string> Client::get(const std::string &name) {
  Reply reply = retry<Reply>(policy_, [&]() -> Reply {
    return protocol_.exchange("GET " + name);
  });
  if (reply.kind == Reply::Missing)
    return std::nullopt;
  return reply.text;
}

int Client::count() { return std::stoi(protocol_.exchange("COUNT").text); }

} // namespace stash
