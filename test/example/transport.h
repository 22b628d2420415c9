// transport.h - How bytes get to the server and back.
#ifndef STASH_TRANSPORT_H
#define STASH_TRANSPORT_H

#include <asio.hpp>
#include <cstddef>
#include <deque>
#include <string>

namespace stash {

/// A connection on which lines and blocks of bytes travel.
class Transport {
public:
  virtual ~Transport() = default;
  virtual void send(const std::string &bytes) = 0;
  /// The next line without its end; throws when the peer has gone.
  virtual std::string receiveLine() = 0;
  virtual std::string receiveBlock(std::size_t size) = 0;
};

/// A connection to a real server.
class TcpTransport : public Transport {
public:
  explicit TcpTransport(asio::io_context &context);
  /// Says goodbye, so that the server need not wait for a timeout.
  ~TcpTransport() override;

  void open(const std::string &host, const std::string &port);
  void send(const std::string &bytes) override;
  std::string receiveLine() override;
  std::string receiveBlock(std::size_t size) override;

private:
  asio::ip::tcp::resolver resolver_;
  asio::ip::tcp::socket socket_;
  std::string received_;
};

/// Prepared answers instead of a server: a rehearsal.
class RehearsalTransport : public Transport {
public:
  explicit RehearsalTransport(std::deque<std::string> lines);
  void send(const std::string &bytes) override;
  std::string receiveLine() override;
  std::string receiveBlock(std::size_t size) override;

private:
  std::deque<std::string> lines_;
};

} // namespace stash

#endif
