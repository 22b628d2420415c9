#!/usr/bin/env python3
"""Runs a command and checks its exit status: status.py STATUS COMMAND...

In a pipe, where `not` would accept any failure. Prints a line that no test
expects, and fails, when the status is another.
"""
import subprocess
import sys


def main():
    wanted = int(sys.argv[1])
    got = subprocess.run(sys.argv[2:]).returncode
    if got == wanted:
        return 0
    print(f"status.py: exit status {got} instead of {wanted}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
