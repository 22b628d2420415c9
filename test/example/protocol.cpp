#include "protocol.h"

#include <stdexcept>
#include <utility>

namespace stash {

Protocol::Protocol(Transport &transport, Observer observer)
    : transport_(transport), observer_(std::move(observer)) {}

Reply Protocol::exchange(const std::string &line, const std::string &block) {
  transport_.send(line + "\n" + block);
  Reply reply = readReply();
  observer_(line, reply);
  return reply;
}

Reply Protocol::readReply() {
  std::string line = transport_.receiveLine();
  if (line == "BUSY")
    return {Reply::Busy, ""};
  if (line == "MISSING")
    return {Reply::Missing, ""};
  if (line.rfind("VALUE ", 0) == 0) {
    std::string value = transport_.receiveBlock(std::stoul(line.substr(6)));
    return {Reply::Value, value};
  }
  if (line.rfind("DONE", 0) == 0)
    return {Reply::Done, line.substr(line.size() > 4 ? 5 : 4)};
  throw std::runtime_error("the server said: " + line);
}

} // namespace stash
