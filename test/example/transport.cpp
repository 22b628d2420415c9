#include "transport.h"

#include <iostream>
#include <stdexcept>
#include <utility>

namespace stash {

TcpTransport::TcpTransport(asio::io_context &context)
    : resolver_(context), socket_(context) {}

TcpTransport::~TcpTransport() {
  asio::error_code ignored;
  if (socket_.is_open())
    asio::write(socket_, asio::buffer("BYE\n", 4), ignored);
}

void TcpTransport::open(const std::string &host, const std::string &port) {
  auto endpoints = resolver_.resolve(host, port);
  asio::connect(socket_, endpoints);
}

void TcpTransport::send(const std::string &bytes) {
  asio::write(socket_, asio::buffer(bytes));
}

std::string TcpTransport::receiveLine() {
  asio::error_code error;
  std::size_t size =
      asio::read_until(socket_, asio::dynamic_buffer(received_), '\n', error);
  if (error == asio::error::eof)
    throw std::runtime_error("the server hung up");
  if (error)
    throw asio::system_error(error, "receiving");
  std::string line = received_.substr(0, size - 1);
  received_.erase(0, size);
  return line;
}

std::string TcpTransport::receiveBlock(std::size_t size) {
  if (received_.size() < size)
    asio::read(socket_, asio::dynamic_buffer(received_),
               asio::transfer_exactly(size - received_.size()));
  std::string block = received_.substr(0, size);
  received_.erase(0, size);
  return block;
}

RehearsalTransport::RehearsalTransport(std::deque<std::string> lines)
    : lines_(std::move(lines)) {}

void RehearsalTransport::send(const std::string &bytes) {
  std::cout << "would send: " << bytes.substr(0, bytes.find('\n')) << "\n";
}

std::string RehearsalTransport::receiveLine() {
  if (lines_.empty())
    throw std::runtime_error("the rehearsal is over");
  std::string line = std::move(lines_.front());
  lines_.pop_front();
  return line;
}

std::string RehearsalTransport::receiveBlock(std::size_t size) {
  return std::string(size, '.');
}

} // namespace stash
