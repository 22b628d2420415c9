"""Runs a command while a folder can only be read: frozen.py FOLDER COMMAND...

Root may write anywhere, so then the command runs as nobody.
"""
import os
import stat
import subprocess
import sys

NOBODY = 65534


def main():
    folder, *command = sys.argv[1:]
    mode = stat.S_IMODE(os.stat(folder).st_mode)
    os.chmod(folder, 0o555)
    try:
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.run(command, **as_nobody).returncode
    finally:
        os.chmod(folder, mode)


if __name__ == "__main__":
    sys.exit(main())
