"""Runs a command while a folder can only be read: frozen.py FOLDER COMMAND...

Root may write anywhere, so then the command runs without that privilege.
"""
import os
import stat
import subprocess
import sys


def main():
    folder, *command = sys.argv[1:]
    mode = stat.S_IMODE(os.stat(folder).st_mode)
    os.chmod(folder, 0o555)
    try:
        if os.geteuid() == 0:
            command = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", *command]
        return subprocess.run(command).returncode
    finally:
        os.chmod(folder, mode)


if __name__ == "__main__":
    sys.exit(main())
