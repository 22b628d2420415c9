#!/usr/bin/env python3
"""The server that stash talks to: server.py LOG

Prints the port it picked, serves until it is ended, and writes every byte it
received into LOG, one connection after the other. It says BUSY to the first
attempt at each stored name, so that a client must wait and ask again, and
hangs up without an answer when asked for `crash`.
"""
import socketserver
import sys

values, refused = {}, set()


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        self.note("-- connected")
        while line := self.rfile.readline().decode():
            self.note(line.rstrip("\n"))
            words = line.split()
            if words[0] == "PUT":
                block = self.rfile.read(int(words[2])).decode()
                self.note(f"[{block}]")
                self.put(words[1], block)
            elif words[0] == "GET":
                if words[1] == "crash":
                    break
                self.get(words[1])
            elif words[0] == "COUNT":
                self.say(f"DONE {len(values)}")
            elif words[0] == "BYE":
                break
            else:
                self.say(f"WHAT {words[0]}")
        self.note("-- closed")

    def put(self, name, block):
        if name not in refused:
            refused.add(name)
            self.say("BUSY")
        else:
            version = values.get(name, (0, ""))[0] + 1
            values[name] = (version, block)
            self.say(f"DONE {version}")

    def get(self, name):
        if name in values:
            block = values[name][1]
            self.say(f"VALUE {len(block.encode())}", block)
        else:
            self.say("MISSING")

    def say(self, line, block=""):
        self.wfile.write(f"{line}\n{block}".encode())

    def note(self, line):
        print(line, file=self.server.log, flush=True)


def main():
    with open(sys.argv[1], "w", encoding="utf-8") as log, \
            socketserver.TCPServer(("127.0.0.1", 0), Connection) as server:
        server.log = log
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
