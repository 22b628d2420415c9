#!/usr/bin/env python3
"""Mistreats the cache of facts: whatever happens to it, runs print what they print without one.

usage: abuse.py --recolor BINARY [--kills N] [--damages N] [--races N] [--disks N] [--seed S] [--json FILE]

The program it makes is small and has a header of four states: two of the same
size, one that is put in front of it on the search path, and one that does not
parse. What `recolor index --format facts` and `recolor report` print for each
of them with --no-cache is the truth. Then

  kills    runs that have entries to write are killed at any moment
  damages  entries are cut, flipped, zeroed, emptied, lengthened, exchanged, made
           folders, links to nothing and unreadable
  races    two runs share an empty or a half-filled cache; meanwhile the header
           changes, or the cache is emptied. Facts of a unit may be those of
           either state, but must be those of one
  disks    the disk is full, the folder cannot be written, or is no folder

and after each of these two runs must print the truth for the state of the files,
one that finds what was left and one that finds what the first has made of it.
The seed is printed; the first wrong output ends the run, with exit status 1,
and the folder of the program stays.
"""
import argparse
import difflib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

SOURCES = {
    "leaf.cpp": '#include "shared.h"\n#include "own.h"\nint leaf(int n) { return own(n); }\n',
    "middle.cpp": '#include "shared.h"\nint middle(int n) { return leaf(n) + extra(); }\n',
    "top.cpp": '#include "shared.h"\n#include "own.h"\nint top() { return middle(own(1)); }\n',
    "maybe.cpp": '#if __has_include("nearer.h")\n#include "shared.h"\nint maybe() { return extra(); }\n'
                 '#else\nint maybe() { return 0; }\n#endif\n',
    "apart.cpp": '#include "own.h"\nint apart() { return own(2); }\n',
}
OWN = "inline int own(int n) { return n; }\n"
SHARED = "int leaf(int n);\nint middle(int n);\ninline int extra() { return {}(1); }\n"
# What the folder before the other one holds, and what the other one holds.
STATES = [
    ({}, {"shared.h": SHARED.replace("{}", "leaf  ")}),
    ({}, {"shared.h": SHARED.replace("{}", "middle")}),
    ({"shared.h": SHARED.replace("{}", "own") + OWN.replace("own", "own "), "nearer.h": ""},
     {"shared.h": SHARED.replace("{}", "leaf  ")}),
    ({}, {"shared.h": SHARED.replace("{}", "nobody")}),
]
QUERIES = (("index", "--format", "facts", "--allow-partial"),
           ("report", "--async", "leaf", "--allow-partial"))


class Wrong(Exception):
    pass


class Program:
    """The files, the tool, and what it prints without a cache."""

    def __init__(self, folder, recolor, dice):
        self.folder, self.recolor, self.dice = folder, recolor, dice
        self.cache = os.path.join(folder, "cache")
        for name in ("first", "second"):
            os.mkdir(os.path.join(folder, name))
        self.write("second/own.h", OWN)
        for name, text in SOURCES.items():
            self.write(name, text)
        self.write("compile_commands.json", json.dumps(
            [{"directory": folder, "file": name, "command": f"c++ -Ifirst -Isecond -c {name}"} for name in SOURCES]))
        self.truths = []
        for state in range(len(STATES)):
            self.become(state)
            start = time.monotonic()
            self.truths.append([self.run(query, "--no-cache") for query in QUERIES])
            self.takes = (time.monotonic() - start) / len(QUERIES)
        if len({str(truth) for truth in self.truths}) != len(STATES):
            raise Wrong("two states of the program look the same without a cache: this tests nothing")

    def write(self, name, text):
        """By one of the ways in which editors and tools write files, none of which shows half a text."""
        path = os.path.join(self.folder, name)
        if os.path.exists(path) and os.path.getsize(path) == len(text) and self.dice.random() < 0.5:
            with open(path, "r+", encoding="utf-8") as file:
                file.write(text)
        else:
            with open(path + "~", "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(path + "~", path)

    def become(self, state):
        self.state = state
        for folder, files in zip(("first", "second"), STATES[state]):
            for name in ("shared.h", "nearer.h"):
                path = os.path.join(self.folder, folder, name)
                if name in files:
                    self.write(f"{folder}/{name}", files[name])
                elif os.path.exists(path):
                    os.remove(path)

    def become_another(self):
        self.become(self.dice.choice([state for state in range(len(STATES)) if state != self.state]))

    def start(self, query, *options, **how):
        return subprocess.Popen([self.recolor, query[0], "-p", self.folder, *query[1:], *options], cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)

    def end(self, process):
        """What a run printed, and its exit status. That it cannot use the cache, it may say."""
        out, errors = process.communicate(timeout=60)
        said = [line for line in errors.splitlines() if "cannot write to the cache" not in line]
        return [f"{line}\n" for line in [*out.splitlines(), *said, f"exit status {process.returncode}"]]

    def run(self, query, *options, **how):
        return self.end(self.start(query, *options, **how))

    def cached(self, query, **how):
        return self.run(query, "--cache-dir", self.cache, **how)

    def compare(self, printed, query, why):
        truth = self.truths[self.state][QUERIES.index(query)]
        if printed != truth:
            raise Wrong(f"{why}: recolor {query[0]} in state {self.state} prints something else than without a cache\n"
                        + "".join(difflib.unified_diff(truth, printed, "without", "with")))

    def check(self, why, **how):
        for query in self.dice.sample(QUERIES, 2):
            self.compare(self.cached(query, **how), query, why)

    def entries(self):
        return sorted(entry.path for entry in os.scandir(self.cache)) if os.path.isdir(self.cache) else []


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.remove(path)


def kill(program, number):
    program.become_another()
    process = program.start(program.dice.choice(QUERIES), "--cache-dir", program.cache, start_new_session=True)
    try:
        process.communicate(timeout=program.dice.uniform(0, 1.1 * program.takes))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    program.check(f"kill {number}")


def spoilers(dice, path, entries):
    """What can be done to a file of the cache."""
    with open(path, "rb") as file:
        content = file.read()
    at = dice.randrange(len(content) or 1)

    def rewrite(new):
        with open(path, "wb") as file:
            file.write(new)

    def cut():
        rewrite(content[:at])

    def flip():
        rewrite(content[:at] + bytes(byte ^ 1 << dice.randrange(8) for byte in content[at:at + 1]) + content[at + 1:])

    def zero():
        length = min(dice.choice((1, 16, 512)), len(content) - at)
        rewrite(content[:at] + bytes(length) + content[at + length:])

    def lengthen():
        rewrite(content + dice.choice((b"\0", b"x" * 100, content)))

    def empty():
        rewrite(b"")

    def exchange():
        other = dice.choice(entries)
        if os.path.isfile(other):
            with open(other, "rb") as file:
                rewrite(file.read())

    def noise():
        rewrite(content[:16] + dice.randbytes(len(content)))

    def folder():
        os.remove(path)
        os.mkdir(path)
        if dice.random() < 0.5:
            open(os.path.join(path, "file"), "w", encoding="utf-8").close()

    def link_to_nothing():
        os.remove(path)
        os.symlink(path + ".nothing", path)

    def link_to_itself():
        os.remove(path)
        os.symlink(path, path)

    def unreadable():
        os.chmod(path, 0)

    def lost():
        os.remove(path)

    return (cut, flip, zero, lengthen, empty, exchange, noise, folder, link_to_nothing, link_to_itself, unreadable,
            lost)


def damage(program, number):
    dice = program.dice
    if dice.random() < 0.2:
        program.become_another()
    # What was damaged beyond use stays so; from time to time all begins again.
    if dice.random() < 0.1:
        remove(program.cache)
    program.check(f"before damage {number}")
    entries = program.entries()
    done = []
    for which, path in enumerate(dice.sample(entries, min(len(entries), dice.randint(1, 3)))):
        if os.path.isfile(path) and os.access(path, os.R_OK):
            ways = spoilers(dice, path, entries)
            way = dice.choice(ways) if which else ways[number % len(ways)]
            way()
            done.append(f"{way.__name__} {os.path.basename(path)}")
    program.check(f"damage {number} ({', '.join(done)})")


def units(printed):
    """What was printed by each unit."""
    found = []
    for line in printed:
        if line.startswith("unit ") or not found:
            found.append("")
        found[-1] += line
    return found


def race(program, number):
    dice = program.dice
    # Neither state is broken or changes two files: a run must see one or the other.
    states = [0, 1]
    program.become(dice.choice(states))
    if dice.random() < 0.5:
        remove(program.cache)
    else:
        program.cached(QUERIES[0])
        for path in program.entries():
            if dice.random() < 0.5:
                remove(path)
    meanwhile = dice.choice(("nothing", "change", "change", "clean"))
    facts = QUERIES[0]
    pair = [program.start(facts, "--cache-dir", program.cache, "-j2") for _ in range(2)]
    seen = {program.state}
    if meanwhile == "clean":
        pair.append(program.start(("index", "--clean"), "--cache-dir", program.cache))
    elif meanwhile == "change":
        outputs = [None, None]

        def end(which):
            outputs[which] = program.end(pair[which])
        threads = [threading.Thread(target=end, args=(which,)) for which in range(2)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(dice.uniform(0, program.takes / 2))
            program.become(dice.choice(states))
            seen.add(program.state)
        for thread in threads:
            thread.join()
    if meanwhile != "change":
        outputs = [program.end(process) for process in pair][:2]
    possible = [units(program.truths[state][0]) for state in seen]
    for printed in outputs:
        if any(found not in [truth[at] if at < len(truth) else "" for truth in possible]
               for at, found in enumerate(units(printed))) or len(units(printed)) != len(possible[0]):
            raise Wrong(f"race {number} ({meanwhile}): a run prints what it cannot have seen\n" + "".join(
                difflib.unified_diff(program.truths[program.state][0], printed, "without", "with")))
    program.check(f"after race {number} ({meanwhile})")


def mounted(folder, *options):
    """Is a small disk of its own in the folder now?"""
    return os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", *options, "none", folder], capture_output=True, check=False).returncode == 0


def disk(program, number):
    dice = program.dice
    cache = program.cache
    remove(cache)
    kind = ("full", "limit", "read-only", "file", "dangling", "below a file")[number % 6]
    how = {}
    unmount = False
    try:
        if kind == "full":
            os.mkdir(cache)
            unmount = mounted(cache, "-o", f"size={4 * dice.randint(1, 6)}k")
            if not unmount:
                kind = "limit"
        if kind == "limit":
            size = dice.randrange(3000)

            def limit():
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            # Python ignores the signal that would end the process; then writing fails.
            how = {"preexec_fn": limit, "restore_signals": False}
        elif kind == "read-only":
            program.check(f"before disk {number}")
            if os.geteuid() == 0:
                unmount = mounted(cache, "-o", "ro,size=64k")
            else:
                os.chmod(cache, 0o555)
        elif kind == "file":
            with open(cache, "w", encoding="utf-8") as file:
                file.write("mine\n")
        elif kind == "dangling":
            os.symlink("nowhere/at/all", cache)
        elif kind == "below a file":
            program.cache = os.path.join(program.folder, "leaf.cpp", "cache")
        program.check(f"disk {number} ({kind})", **how)
        program.become_another()
        program.check(f"disk {number} ({kind}), changed", **how)
        if kind == "file":
            with open(cache, encoding="utf-8") as file:
                if file.read() != "mine\n":
                    raise Wrong(f"disk {number}: a file that is no cache was written")
    finally:
        program.cache = cache
        if unmount:
            subprocess.run(["umount", cache], check=True)
        elif os.path.isdir(cache):
            os.chmod(cache, 0o755)
    if kind in ("file", "dangling"):
        remove(cache)
    program.check(f"after disk {number} ({kind})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recolor", required=True)
    parts = {"kills": kill, "damages": damage, "races": race, "disks": disk}
    for part, count in zip(parts, (100, 100, 20, 12)):
        parser.add_argument("--" + part, type=int, default=count, metavar="N")
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(10 ** 6)))
    parser.add_argument("--json", help="the results, for totals.py")
    options = parser.parse_args()
    print(f"abuse: seed {options.seed}", flush=True)
    folder = os.path.realpath(tempfile.mkdtemp(prefix="abuse-"))
    results = []
    status = 0
    try:
        program = Program(folder, os.path.realpath(options.recolor), random.Random(options.seed))
        for part, do in parts.items():
            count = getattr(options, part)
            # A part alone does what it does behind others.
            program.dice = random.Random(f"{options.seed} {part}")
            result = "passed"
            start = time.monotonic()
            try:
                for number in range(count):
                    do(program, number)
            except (Wrong, subprocess.TimeoutExpired) as error:
                result = "failed"
                status = 1
                print(f"{error}\nThe program is in {folder}.")
            else:
                print(f"{part}: {count}, all as without a cache, {time.monotonic() - start:.0f} s", flush=True)
            results.append({"name": f"abuse: {part} --seed {options.seed}", "result": result})
            if status:
                break
    except Wrong as error:
        status = 1
        print(error)
    if not status:
        shutil.rmtree(folder)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"programs": results}, file)
    return status


if __name__ == "__main__":
    sys.exit(main())
