// command.h - What the command line can ask for.
#ifndef STASH_COMMAND_H
#define STASH_COMMAND_H

#include "client.h"

#include <string>
#include <vector>

namespace stash {

/// Runs one command; the result is the program's exit status.
int runCommand(Client &client, const std::vector<std::string> &words);

} // namespace stash

#endif
