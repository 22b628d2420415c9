// stash - keeps small values on a server. It waits for the network at the
// bottom of six layers: main, command, client, retry, protocol, transport.
#include "command.h"

#include <iostream>

int main(int argc, char *argv[]) {
  if (argc < 3) {
    std::cout << "usage: stash PORT|rehearse COMMAND...\n";
    return 2;
  }
  std::string port = argv[1];
  std::vector<std::string> words(argv + 2, argv + argc);
  stash::Observer observer = [](const std::string &line, const stash::Reply &reply) {
    std::cout << "  " << line << (reply.busy() ? " (busy)" : "") << "\n";
  };

  try {
    if (port == "rehearse") {
      stash::RehearsalTransport transport({"BUSY", "DONE 1", "DONE 1"});
      stash::Client client(transport, observer);
      return stash::runCommand(client, words);
    }
    asio::io_context context;
    stash::TcpTransport transport(context);
    transport.open("127.0.0.1", port);
    stash::Client client(transport, observer);
    return stash::runCommand(client, words);
  } catch (const std::exception &error) {
    std::cout << "stash: " << error.what() << "\n";
    return 3;
  }
}
