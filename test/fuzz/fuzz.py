#!/usr/bin/env python3
"""Differential testing: rewrites random programs and compares what they do.

usage: fuzz.py --recolor BINARY [--kind csmith|classes|twin] [--count N | --seconds N]
               [--seed S] [--only I] [-j N] [--keep DIR] [--reduce] [--json FILE]
               [--tool-limit N] [--program-limit N]

Each program is built and run, rewritten with the test runtime (every pause
really suspends), built again, every other one with optimisation, and run again.
It must print the same and exit the same, and a second rewrite must find nothing
to do. With --kind twin, coroutines are put beside the functions of programs of
both other kinds, and both colours must do what the original does.
docs/fuzzing.md says what is generated and how to follow up a failure.

Program I of seed S is the same whatever the count: --seed S --only I makes it
again, with and without optimisation. --keep writes the programs that fail below DIR, --reduce also the
smallest form of each that still fails in the same way.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import difflib
import json
import os
import pathlib
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools"), str(HERE.parent / "corpus")]
import csmith  # noqa: E402
import generate  # noqa: E402
import reduction  # noqa: E402
from conversion import Failure, apply_patch, copy_sources, cpp_sources, run, shown  # noqa: E402
from graph import Graph  # noqa: E402

PLAIN = ROOT / "test" / "Inputs" / "plain"
SHIM = ROOT / "lib" / "Runtime" / "include"
# Whose programs each kind takes by turns.
KINDS = {"csmith": [csmith], "classes": [generate], "twin": [generate, csmith]}
ORIGINAL = 1   # a program that runs longer is not used
# Chooses the colour of a program that has both.
CHOICE = "RECOLOR_TWIN"
MEASURED = 4   # the conversion rate is that of every fourth program
LEVELS = ("-O0", "-O2")
ALONE = ("-j1",)  # programs run side by side, the units of each one after the other


class Discard(Exception):
    """The program is not fit for the comparison; says nothing about the tool."""


class Wrong(Exception):
    """What must never happen; `kind` names the class of failure."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


@dataclasses.dataclass
class Outcome:
    index: int
    result: str              # passed, discarded, or the class of failure
    text: str = ""
    wanted: int = 0          # functions that reach a seed
    converted: int = 0       # of these, the coroutines in the result
    refused: tuple = ()      # the rule of each refusal


def tool(limit, command, step, **options):
    """Runs the tool, which may take `limit` seconds of one core."""
    try:
        # A busy machine is no fault of the tool, one that waits for ever is.
        done = subprocess.run(["prlimit", f"--cpu={limit}:{limit + 5}", *command], capture_output=True, timeout=20 * limit, **options)
    except subprocess.TimeoutExpired:
        done = None
    if not done or done.returncode == -signal.SIGXCPU:
        raise Wrong("hang", f"{step}: not finished after {limit} s\n  command: {shown(command)}")
    if done.returncode not in (0, 1):
        kind = "crash" if done.returncode < 0 or done.returncode > 100 else "status"
        raise Wrong(kind, f"{step}: exit status {done.returncode}\n  command: {shown(command)}\n"
                          f"{done.stderr.decode(errors='replace')}")
    return done


class Harness:
    """Everything that is the same for all programs of a run."""

    def __init__(self, arguments, generator, scratch):
        scratch.mkdir()
        self.recolor, self.generator, self.scratch = os.path.abspath(arguments.recolor), generator, scratch
        self.limit, self.patience = arguments.tool_limit, arguments.program_limit
        self.twins = arguments.kind == "twin"
        self.strategy = ["--strategy", "twin"] if self.twins else []
        self.flags = ["-std=c++20", "-w", f"-I{PLAIN}", f"-I{SHIM}", *self.generator.FLAGS]
        # Most of the time goes into headers, which are the same everywhere.
        header = scratch / "headers.h"
        header.write_text("".join(f"#include {name}\n" for name in
                                  (*self.generator.HEADERS, "<plain/pause.h>", "<plain/task.h>")))
        self.precompiling = threading.Lock()

    def headers(self, level):
        """The flags with which the headers cost nothing."""
        out = self.scratch / f"headers{level}.pch"
        with self.precompiling:
            if not out.exists():
                run(["clang++-22", "-x", "c++-header", *self.flags, "-fpch-instantiate-templates", level,
                     str(self.scratch / "headers.h"), "-o", str(out)], "compiling the headers")
        return ["-include-pch", str(out)]

    def compile(self, folder, level):
        program, step = folder / f"program{level}.exe", f"compiling {folder.name} with {level}"
        # For small programs starting processes is what costs: a compiler with one
        # source starts none but itself, and of the linkers gold starts fastest.
        objects = []
        for source in cpp_sources(folder):
            objects.append(source + level + ".o")
            run(["clang++-22", *self.flags, *self.headers(level), level, "-c", source, "-o", objects[-1]], step, cwd=folder)
        run(["g++", "-fuse-ld=gold", *objects, "-o", program.name], step, cwd=folder)
        return program

    def rewrite(self, folder, options=()):
        return tool(self.limit, [self.recolor, "rewrite", *ALONE, "--runtime", str(PLAIN / "plain.yaml"), *self.strategy,
                                 *options, *cpp_sources(folder), "--", *self.flags, *self.headers("-O0")],
                    f"recolor rewrite in {folder.name}", cwd=folder)

    def graph(self, folder):
        done = tool(self.limit, [self.recolor, "index", *ALONE, "--format", "graph", *cpp_sources(folder), "--",
                                 *self.flags, *self.headers("-O0")],
                    f"recolor index in {folder.name}", cwd=folder)
        return Graph(done.stdout.decode())

    def check(self, folder, index):
        """Raises Discard or Wrong, or returns (wanted, converted, rules refused).
        What costs much and finds little is done for a part of the programs only,
        everything when `index` is None."""
        measured = index is None or index % MEASURED == 0
        (folder / ".recolor.yaml").touch()
        levels = LEVELS if index is None else LEVELS[index % 2:][:1]
        original, expected = self.original(folder, LEVELS[0])
        if expected[0] not in self.generator.STATUS:
            raise Discard(f"the original ends with {expected[0]}")
        if measured:
            self.require_defined(folder, expected)
        # Compiling is the last step of the proof; here it comes anyway.
        new, said, colours = self.converted(folder, () if index is None else ("--verify", "parse"))
        for level in levels:
            try:
                program = self.compile(new, level)
            except Failure as failure:
                if index is None:
                    raise Wrong("compile", str(failure)) from None
                return self.check(folder, None)
            for colour in colours:
                what = f"{level}, {colour}" if colour else level
                try:
                    got = execute(program, self.patience, colour=colour)
                except subprocess.TimeoutExpired:
                    self.require_defined(folder, expected)
                    raise Wrong("timeout", f"{what}: not finished after {self.patience} s") from None
                if got[:2] != expected[:2]:
                    self.require_defined(folder, expected)
                    raise Wrong("mismatch", f"{what}: " + self.difference(original, program, expected, got, colour))
        if index is None or index % 2 == 0:
            again = self.rewrite(new, ["--verify", "none"]).stdout.decode(errors="replace")
            if again.strip():
                raise Wrong("again", "a second rewrite changes the result again:\n" + again)
        rate = conversion(self.graph(folder), self.graph(new), "_async" if self.twins else "") if measured else (0, 0)
        return (*rate, refusals(said))

    def original(self, folder, level):
        """The program as it was, and what it does."""
        try:
            program = self.compile(folder, level)
            return program, execute(program, ORIGINAL)
        except Failure as failure:
            raise Discard(f"the original does not compile: {failure}") from None
        except subprocess.TimeoutExpired:
            raise Discard("the original runs too long") from None

    def require_defined(self, folder, expected):
        """A program that the language does not define shows it when it is optimized."""
        if self.original(folder, LEVELS[-1])[1][:2] != expected[:2]:
            raise Discard("the original does something else when it is optimized")

    def converted(self, folder, options=()):
        """The folder of the result, what the tool said, and the colours to run."""
        done = self.rewrite(folder, options)
        patch = folder.with_name(folder.name + ".patch")
        patch.write_bytes(done.stdout)
        new = folder.with_name(folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        copy_sources(folder, new)
        if done.stdout.strip():
            try:
                apply_patch(new, patch)
            except Failure as failure:
                raise Wrong("patch", str(failure)) from None
        if self.twins and (changed := re.findall(r"(?m)^-(?!--).*", done.stdout.decode(errors="replace"))):
            raise Wrong("touched", "what was there is changed:\n" + "\n".join(changed))
        return new, done.stderr.decode(errors="replace"), self.choose(new) if self.twins else ("",)

    def choose(self, folder):
        """Lets main of a program with twins call the one or the other side, as the
        environment says. The colours there are to be run."""
        source = folder / "main.cpp"
        text = source.read_text()
        call, function = self.generator.ENTRY
        if not re.search(rf"\b{function}_async\(", text):
            return ("function",)
        twin = call.replace(function + "(", function + "_async(")
        head, found, tail = text.rpartition(call)
        source.write_text(f"#include <cstdlib>\n{head}(std::getenv(\"{CHOICE}\") ? plain::sync_wait({twin}) : {found}){tail}")
        return ("function", "twin")

    def difference(self, original, program, expected, got, colour):
        """What the two programs do differently, from their whole logs."""
        text = f"exit status {expected[0]} before, {got[0]} now\n" if expected[0] != got[0] else ""
        text += got[2].decode(errors="replace")[-500:]
        logs = []
        for one in (original, program):
            try:
                logs.append(execute(one, self.patience, "1", colour=colour)[1].decode(errors="replace").splitlines())
            except subprocess.TimeoutExpired:
                logs.append(["(not finished)"])
        return text + "\n".join(list(difflib.unified_diff(*logs, "before", "now", n=8, lineterm=""))[:40])


def execute(program, patience, *arguments, colour=""):
    environment = {**os.environ, **({CHOICE: "1"} if colour == "twin" else {})}
    done = subprocess.run([program, *arguments], capture_output=True, timeout=patience, cwd=program.parent, env=environment)
    return done.returncode, done.stdout, done.stderr


def wanted(graph):
    """The project's own functions from which calls lead to a pause."""
    callers = collections.defaultdict(set)
    for label in graph.functions:
        for callee in graph.targets(label):
            callers[callee].add(label)
    todo = [label for label, function in graph.functions.items() if function.name == "plain::pause"]
    found = set(todo)
    while todo:
        for caller in callers[todo.pop()] - found:
            found.add(caller)
            todo.append(caller)
    return [one for one in map(graph.functions.get, found) if one.seen and one.kind != "slot"]


def conversion(before, after, suffix):
    """(functions that reach a seed, those of them that are coroutines now)."""
    # Labels are places for lambdas, so the two are compared by name.
    names = collections.Counter(one.kind if one.kind == "lambda" else one.name for one in wanted(before)
                                if not (suffix and one.name == "main"))
    coroutines = collections.Counter(one.kind if one.kind == "lambda" else
                                     one.name.removesuffix(suffix).replace("async_main", "main")
                                     for one in after.functions.values() if "coroutine" in one.flags)
    return names.total(), (names & coroutines).total()


def refusals(said):
    return tuple(re.findall(r"(?m)^\S.*?: warning: .*\[recolor-([a-z-]+)\]$", said))


def make(generator, seed, index):
    """The files of one program."""
    return generator.program(random.Random(f"{seed}/{index}"))


def write(files, folder):
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def attempt(harness, files, name, index=None):
    """(class of failure or None, what happened) of one program."""
    folder = harness.scratch / name
    try:
        write(files, folder)
        return None, harness.check(folder, index)
    except Wrong as wrong:
        return wrong.kind, str(wrong)
    finally:
        for path in harness.scratch.glob(name + "*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def one(harnesses, arguments, index):
    # Two and two, since every other program is treated otherwise.
    harness = harnesses[index // 2 % len(harnesses)]
    name = f"{arguments.kind}-{arguments.seed}-{index}"
    try:
        files = make(harness.generator, arguments.seed, index)
        kind, what = attempt(harness, files, name, index if arguments.only is None else None)
    except (Discard, csmith.Unusable) as reason:
        return Outcome(index, "discarded", str(reason))
    if kind is None:
        return Outcome(index, "passed", "", *what)
    if arguments.keep:
        kept = pathlib.Path(arguments.keep) / kind / name
        shutil.rmtree(kept, ignore_errors=True)
        write(files, kept)
        (kept / "failure.txt").write_text(what)
        if arguments.reduce:
            write(reduce(harness, files, kind, name), kept / "reduced")
    return Outcome(index, kind, what)


def in_order(pool, harnesses, arguments, indices, begin):
    """The outcomes, one after the other, while `arguments.jobs` are on the way."""
    running = collections.deque()
    for index in indices:
        if arguments.seconds and time.monotonic() - begin > arguments.seconds:
            break
        running.append(pool.submit(one, harnesses, arguments, index))
        if len(running) > arguments.jobs:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()


def reduce(harness, files, kind, name):
    """The smallest form of the program that fails in the same way."""
    count = 0

    def fails(smaller):
        nonlocal count
        count += 1
        try:
            return attempt(harness, smaller, f"{name}-{count}-")[0] == kind
        except Discard:
            return False

    return reduction.reduce(files, fails)


class Progress:
    def __init__(self, count):
        self.begin = self.shown = time.monotonic()
        self.of = f"/{count}" if count is not None else ""

    def tell(self, done, failed):
        now = time.monotonic()
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done}{self.of}, {failed} failed, {now - self.begin:.0f} s\033[K")
        elif now - self.shown >= 60:
            self.shown = now
            print(f"  {done}{self.of}, {failed} failed", flush=True)

    def end(self):
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")


def summary(outcomes, seconds):
    """The totals as lines of text, and the mean conversion rate."""
    results = collections.Counter(outcome.result for outcome in outcomes)
    passed = [outcome for outcome in outcomes if outcome.result == "passed"]
    rates = [outcome.converted / outcome.wanted for outcome in passed if outcome.wanted]
    rate = sum(rates) / len(rates) if rates else 0.0
    rules = collections.Counter(rule for outcome in passed for rule in outcome.refused)
    yield ", ".join(f"{number} {what}" for what, number in results.most_common()) + f" in {seconds:.0f} s"
    for why, number in collections.Counter(outcome.text.split(":")[0] for outcome in outcomes
                                           if outcome.result == "discarded").items():
        yield f"discarded: {why}: {number}"
    yield (f"{100 * rate:.1f} % of the functions that reach a seed are converted, on average over {len(rates)} programs, "
           f"{sum(outcome.converted for outcome in passed)} of {sum(outcome.wanted for outcome in passed)} in all")
    if rules:
        yield "refused: " + ", ".join(f"{rule} {number}" for rule, number in rules.most_common())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recolor", required=True)
    parser.add_argument("--kind", choices=sorted(KINDS), default="classes")
    parser.add_argument("--count", type=int, help="programs (default: 100)")
    parser.add_argument("--seconds", type=int, help="in place of a count: begin new ones for so long")
    parser.add_argument("--seed", help="of all programs; a new one when absent")
    parser.add_argument("--only", type=int, metavar="I", help="only this program of the seed")
    parser.add_argument("-j", "--jobs", type=int, default=1)
    parser.add_argument("--keep", metavar="DIR", help="write the programs that fail there")
    parser.add_argument("--reduce", action="store_true", help="with --keep: also make them small")
    parser.add_argument("--tool-limit", type=int, default=60, metavar="N", help="seconds of one core that a run of the tool may take")
    parser.add_argument("--program-limit", type=int, default=60, metavar="N", help="seconds that what came out may run")
    parser.add_argument("--json", metavar="FILE", help="write the results for totals.py")
    arguments = parser.parse_args()
    arguments.seed = arguments.seed or str(secrets.randbelow(10**9))
    if arguments.reduce and not arguments.keep:
        parser.error("--reduce needs --keep: it says where the small programs go")
    if lacking := [name for name in harness_needs(arguments.kind) if not shutil.which(name)]:
        parser.error(f"not installed: {', '.join(lacking)}")
    if arguments.count is None:
        arguments.count = sys.maxsize if arguments.seconds else 100
    indices = range(arguments.count) if arguments.only is None else [arguments.only]
    print(f"{arguments.kind}: seed {arguments.seed}", flush=True)
    outcomes, failed, begin, progress = [], 0, time.monotonic(), Progress(None if arguments.seconds else len(indices))
    with tempfile.TemporaryDirectory(prefix="recolor-fuzz-") as scratch:
        harnesses = [Harness(arguments, generator, pathlib.Path(scratch).resolve() / str(at))
                     for at, generator in enumerate(KINDS[arguments.kind])]
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            for outcome in in_order(pool, harnesses, arguments, indices, begin):
                outcomes.append(outcome)
                if outcome.result not in ("passed", "discarded"):
                    failed += 1
                    progress.end()
                    print(f"{outcome.result}: {arguments.kind} --seed {arguments.seed} --only {outcome.index}\n"
                          + "\n".join("    " + line for line in outcome.text.splitlines()[:30]), flush=True)
                progress.tell(len(outcomes), failed)
        progress.end()
    for line in summary(outcomes, time.monotonic() - begin):
        print(line)
    passed = sum(outcome.result == "passed" for outcome in outcomes)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"programs": [{"name": f"fuzz: {arguments.kind} --seed {arguments.seed} --only {outcome.index}",
                                     "result": "passed" if outcome.result == "passed" else "failed"}
                                    for outcome in outcomes if outcome.result != "discarded"]}, file)
    return 0 if passed and not failed else 1


def harness_needs(kind):
    return ["clang++-22", "g++", "gold", "git", *(program for generator in KINDS[kind] for program in generator.PROGRAMS)]


if __name__ == "__main__":
    sys.exit(main())
