"""Kills a rewrite while it writes: kill.py BEFORE AFTER FOLDER COMMAND...

Runs COMMAND on copies of BEFORE (its paths lead below the folder `project`
beside it, for which the copy stands in) and kills it after more and more time.
Then every file is that of BEFORE or that of AFTER.
"""
import os
import shutil
import signal
import subprocess
import sys
import time


def contents(folder):
    return {name: open(os.path.join(folder, name), "rb").read()
            for name in os.listdir(folder) if not name.endswith(".exe")}


def main():
    before, after, folder, *command = sys.argv[1:]
    project = os.path.join(os.path.dirname(before), "project")
    command = [word.replace(project, folder) for word in command]
    old, new = contents(before), contents(after)

    def run(delay):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = contents(folder)
        for name in old:
            if found.get(name) not in (old[name], new[name]):
                sys.exit(f"{name} is neither the old nor the new file after {delay} s")
        return time.monotonic() - start, all(found[name] == new[name] for name in new)

    whole, done = run(None)
    if not done:
        sys.exit("left alone, the command does not make the new files")
    # Writing is the last thing it does.
    for step in range(12):
        run(whole * (0.7 + 0.03 * step))


if __name__ == "__main__":
    main()
