#!/usr/bin/env python3
"""Uses stash once in every way: session.py PROGRAM

Prints what the program printed and its exit status for each command, and then
what the server received. Two builds of stash do the same exactly when this
prints the same.
"""
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

COMMANDS = [
    ["PORT", "put", "colour", "red"],
    ["PORT", "put", "colour", "a rather long shade of green"],
    ["PORT", "get", "colour"],
    ["PORT", "get", "nothing"],
    ["PORT", "load", "one=1,two=22,three=333,ignored"],
    ["PORT", "get", "crash"],
    ["PORT", "dance"],
    ["rehearse", "load", "one=1"],
    ["1", "get", "refused"],
]


def main():
    program = os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"
        server = subprocess.Popen([sys.executable, str(pathlib.Path(__file__).with_name("server.py")),
                                   str(log)], stdout=subprocess.PIPE, text=True)
        try:
            port = server.stdout.readline().strip()
            for target, *command in COMMANDS:
                done = subprocess.run([program, port if target == "PORT" else target, *command],
                                      capture_output=True, text=True, timeout=30)
                print(f"$ stash {target} {' '.join(command)}\n{done.stdout}{done.stderr}"
                      f"exit status {done.returncode}")
            # The server takes one connection after the other: when it has closed
            # this one, its log is complete.
            with socket.create_connection(("127.0.0.1", int(port))) as last:
                last.sendall(b"BYE\n")
                last.recv(1)
        finally:
            server.kill()
            server.wait()
        print(f"\nthe server received:\n{log.read_text()}", end="")


if __name__ == "__main__":
    main()
