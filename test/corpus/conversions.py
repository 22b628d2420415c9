#!/usr/bin/env python3
"""Converts packages of Debian from random seeds and runs their own tests.

usage: conversions.py --recolor BINARY --cache FOLDER [-j N] [--json FILE]
                      [--list FILE] [--seed N] [--seeds N] [--group N] [FILTER]

Each package is built with clang 22 as C++20, and its tests are run. Then functions of it
are drawn at random; each becomes a seed that really suspends, by a call of
plain::pause() at its begin, which does nothing until it is converted and gives
everybody else a turn afterwards. `recolor rewrite` converts all that the seeds
reach, at once for each group of seeds; the result is built without a change by
hand, and the tests must do what they did before.

The number printed first makes a run the same again. The list tells what became
of every call site, and counts what was not awaited by its rule.

FILTER is a regular expression for the names of packages.
"""
import argparse
import collections
import dataclasses
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
import executions  # noqa: E402
from conversion import REFUSED, Failure, apply_patch, run  # noqa: E402
from executions import CLANG, CLANGXX, Package  # noqa: E402
from graph import Graph, base_name  # noqa: E402

PLAIN = HERE.parent / "Inputs" / "plain"
SHIMS = HERE.parent.parent / "lib" / "Runtime" / "include"
STANDARD = re.compile(r"-std=(gnu|c)\+\+(98|03|0x|11|1y|14|1z|17)\b")
PATIENCE = 300  # one test, seconds

# One style each: a database and a client of one, a build tool, a server, a matcher
# of expressions, parsers of XML, JSON, YAML and paths, signals, compression,
# number formatting.
PACKAGES = (
    Package("tinyxml2", "9.0.0+dfsg-3.1"),
    Package("libjsoncpp", "1.9.5-4", ("-DJSONCPP_WITH_POST_BUILD_UNITTEST=OFF", "-DBUILD_SHARED_LIBS=OFF",
                                      "-DBUILD_OBJECT_LIBS=OFF")),
    Package("pugixml", "1.13-0.2", ("-DPUGIXML_BUILD_TESTS=ON",)),
    Package("snappy", "1.1.9-3", ("-DSNAPPY_BUILD_BENCHMARKS=OFF",), beside=(("googletest", "1.12.1-0.2", "third_party/googletest"),)),
    Package("double-conversion", "3.2.1-1", ("-DBUILD_TESTING=ON",)),
    Package("libsigc++-2.0", "2.12.0-1", cmake=executions.SIGCXX, prepare="signal_headers"),
    Package("leveldb", "1.23-4", tests="^(?!issue178|issue320|autocompact|skiplist)",
            options=("-DLEVELDB_BUILD_BENCHMARKS=OFF",), prepare="for_leveldb",
            beside=(("googletest", "1.12.1-0.2", "third_party/googletest"),),
            environment=(("GTEST_FILTER", "-*Randomized*:*SparseMerge*:*ApproximateSizes*:*EmptyLevel:*Fflush*:"
                                          "*RepeatedWrites*:*Issue44*:*MultiThreaded"),)),
    Package("ninja-build", "1.11.1-2~deb12u1", targets=("ninja_test",)),
    Package("re2", "20220601+dfsg-1", tests="charclass|compile|filtered|mimics|parse|re2|regexp|required|"
            "set_test|simplify|string_gen", prepare="unicode_tables"),
    Package("yaml-cpp", "0.7.0+dfsg-8", ("-DYAML_CPP_BUILD_TESTS=ON", "-DYAML_CPP_BUILD_TOOLS=OFF"),
            beside=(("googletest", "1.12.1-0.2", "test/gtest-1.10.0"),)),
    Package("libpqxx", "6.4.5-2", ("-DSKIP_PQXX_STATIC=ON",), within=("pg_virtualenv",)),
    # Without what asks hosts elsewhere.
    Package("cpp-httplib", "0.11.4+ds-1+deb12u1", cmake=executions.HTTPLIB,
            beside=(("googletest", "1.12.1-0.2", "third_party/googletest"),),
            environment=(("GTEST_FILTER", "-*_Online"),)),
)


# ---- Building ---------------------------------------------------------------

def configure(package, top, folder, out):
    """A build of the sources in `folder`, as C++20."""
    flags = f"-w -O1 -std=gnu++20 -fno-char8_t -I{PLAIN} -I{SHIMS}"
    options = [*package.options]
    if package.cmake:
        options.append(f"-DSOURCES={folder}")
    if shutil.which("ccache"):
        options += [f"-DCMAKE_{language}_COMPILER_LAUNCHER=ccache" for language in ("C", "CXX")]
    run(["cmake", "-G", "Ninja", "-S", str(top), "-B", str(out), "-DCMAKE_BUILD_TYPE=",
         "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", f"-DCMAKE_C_COMPILER={CLANG}", f"-DCMAKE_CXX_COMPILER={CLANGXX}",
         "-DCMAKE_C_FLAGS=-w", f"-DCMAKE_CXX_FLAGS={flags}", "-DCMAKE_POLICY_VERSION_MINIMUM=3.5",
         "-DCMAKE_SUPPRESS_REGENERATION=ON", *options],
        f"configuring {package.name}")
    # Whatever standard the package asks for, coroutines need the next one. A build
    # that generated itself anew (the folder of an earlier run) would ask for it again.
    for name in ("build.ninja", "compile_commands.json"):
        file = out / name
        file.write_text(STANDARD.sub(r"-std=\1++20", file.read_text()))


def compile_all(package, out, jobs):
    return subprocess.run(["ninja", "-C", str(out), "-k", "0", f"-j{jobs}", *package.targets],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=3000)


# ---- Seeds ------------------------------------------------------------------

def body_begin(text, at, name):
    """The offset behind the brace that opens the body of the function whose
    name begins at `at`, or None when a macro wrote it: parentheses are skipped,
    and so is what else may stand before a body."""
    if not text.startswith(base_name(name), at):
        return None
    depth = 0
    while at < len(text):
        if text.startswith("//", at):
            at = text.find("\n", at)
        elif text.startswith("/*", at):
            at = text.find("*/", at) + 1
        elif text[at] in "([":
            depth += 1
        elif text[at] in ")]":
            depth -= 1
        elif text[at] == "{" and depth == 0:
            return at + 1
        elif text[at] in ";=" and depth == 0 or text[at] in "#\"'":
            return None
        if at < 0:
            return None
        at += 1
    return None


# What cannot be a coroutine is no seed.
NO_SEED = {"main", "implicit", "c"}


def candidates(facts, root):
    """The functions that may be seeds, by their places: (file, offset, name)."""
    return sorted({(*one.begin, one.name) for one in Graph(facts).functions.values()
                   if one.kind in ("function", "method") and {"defined", "project"} <= one.flags
                   and not one.flags & NO_SEED and one.begin and one.begin[0].startswith(root)})


def plant(places, most):
    """Makes up to `most` of the functions seeds; their names."""
    inserts, names = collections.defaultdict(set), []
    for file, offset, name in places:
        text = pathlib.Path(file).read_bytes().decode("latin-1")
        begin = body_begin(text, offset, name)
        if len(names) < most and begin is not None and begin not in inserts[file]:
            inserts[file].add(begin)
            names.append(name)
    for file, offsets in inserts.items():
        text = pathlib.Path(file).read_bytes().decode("latin-1")
        for offset in sorted(offsets, reverse=True):
            text = text[:offset] + " plain::pause();" + text[offset:]
        if offsets:
            pathlib.Path(file).write_bytes(("#include <plain/pause.h>\n" + text).encode("latin-1"))
    return names


# ---- One package ------------------------------------------------------------

@dataclasses.dataclass
class Result:
    name: str
    conversions: int = 0
    seeds: int = 0
    functions: int = 0       # that became coroutines
    awaited: int = 0         # call sites in them
    inside: int = 0          # call sites in them that are not awaited
    outside: int = 0         # bridges in what stays sync
    tests: int = 0
    rules: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    failures: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)


def mirror(pristine, folder):
    """Makes `folder` equal to `pristine`; what is equal already keeps its time,
    so that nothing is built again for it."""
    wanted = set()
    for path, folders, names in os.walk(pristine):
        here = pathlib.Path(path).relative_to(pristine)
        links = [name for name in folders if (pathlib.Path(path) / name).is_symlink()]
        (folder / here).mkdir(parents=True, exist_ok=True)
        for name in names + links:
            source, target = pathlib.Path(path) / name, folder / here / name
            wanted.add(target)
            if source.is_symlink():
                if not target.is_symlink():
                    target.symlink_to(os.readlink(source))
            elif not target.exists() or target.read_bytes() != source.read_bytes():
                shutil.copyfile(source, target)
                shutil.copymode(source, target)
    for path, _, names in os.walk(folder):
        for name in names:
            if pathlib.Path(path) / name not in wanted:
                (pathlib.Path(path) / name).unlink()


def count(said, result):
    """Adds what a report says to the result."""
    becoming = {one["name"] for one in said["functions"] if one["color"] == "async"}
    stopped = said["frontier"]
    inside = sum(one["caller"] in becoming for one in stopped)
    result.functions += said["summary"]["async"]
    result.inside += inside
    result.outside += len(stopped) - inside
    result.awaited += said["summary"]["call_sites"] - len(stopped)
    result.rules.update("verification" if one["rule"] == "kept" else one["rule"] for one in stopped)


def demotions(errors, result):
    """Notes what the proof kept as it was, and why; the functions' names."""
    found = re.findall(r"warning: ('([^']*)' cannot become async:.*) \[recolor-verification\]$", errors, re.M)
    result.notes += [f"demoted {said[:300]}" for said, _ in found]
    return sorted({name for _, name in found})


def rewritten(recolor, folder, out, jobs, result):
    """Rewrites the sources in place; counts what becomes of them."""
    options = ["--runtime", str(PLAIN / "plain.yaml"), "-p", str(out / "own"), "-j", str(jobs)]
    patch = out / "conversion.patch"
    done = run([recolor, "rewrite", *options, "-o", str(patch)], "rewrite", timeout=3000, ok=(0, REFUSED))
    demoted = demotions(done.stderr.decode(errors="replace"), result)
    # The report is made before the proof: it has to be told what that kept.
    stops = [f"--stop={name}" for name in demoted if re.fullmatch(r"[\w:~]+", name)]
    report = run([recolor, "report", *options, *stops, "--format", "json"], "report", timeout=1500, ok=(0, REFUSED))
    count(json.loads(report.stdout), result)
    if patch.stat().st_size:
        apply_patch(folder, patch)


def same_behaviour(package, out, jobs, expected):
    """Builds what was rewritten and runs its tests."""
    built = compile_all(package, out, jobs)
    if built.returncode:
        lines = [line for line in built.stdout.decode(errors="replace").splitlines() if "error:" in line]
        raise Failure("does not build: " + " | ".join(lines[:3]))
    ended = executions.run_tests(package, out, PATIENCE)
    changed = {name: (expected.get(name, "new"), ended.get(name, "gone")) for name in {*expected, *ended}
               if expected.get(name, "new") != ended.get(name, "gone")}
    if changed:
        raise Failure(f"tests: {changed}")


def convert(package, arguments, work, result, expected, names):
    """One conversion from one group of seeds."""
    started, before = time.monotonic(), result.functions
    try:
        rewritten(arguments.recolor, work / "sources", work / "build", arguments.j, result)
        result.conversions += 1
        result.seeds += len(names)
        same_behaviour(package, work / "build", arguments.j, expected)
    except Failure as failure:
        result.failures.append(f"{names}: {failure}")
    result.notes.append(f"{', '.join(names)}: {result.functions - before} functions in {time.monotonic() - started:.0f} s")


def exercise(package, arguments, cache):
    result = Result(package.name)
    pristine = executions.sources(package, cache)
    work = cache / "conversions" / package.name
    folder, out = work / "sources", work / "build"
    top = folder
    mirror(pristine, folder)
    if package.cmake:
        top = work / "cmake"
        top.mkdir(exist_ok=True)
        (top / "CMakeLists.txt").write_text(package.cmake)
    if not (out / "build.ninja").exists():
        configure(package, top, folder, out)
    built = compile_all(package, out, arguments.j)
    if built.returncode:
        raise Failure(f"{package.name} does not build as C++20:\n{built.stdout.decode(errors='replace')[-2000:]}")
    executions.database(folder, out)
    expected = executions.run_tests(package, out, PATIENCE)
    if None in expected.values():
        raise Failure(f"{package.name}: tests that do not end: {expected}")
    result.tests = len(expected)
    facts = run([arguments.recolor, "index", "-p", str(out / "own"), "-j", str(arguments.j), "--format", "graph"],
                f"index of {package.name}", timeout=1500).stdout.decode(errors="replace")
    functions = candidates(facts, str(folder.resolve()) + os.sep)
    rng = random.Random(f"{arguments.seed} {package.name}")
    for done in range(0, arguments.seeds, arguments.group):
        # The same folder each time, so that the compiler cache knows what did not change.
        mirror(pristine, folder)
        names = plant(rng.sample(functions, len(functions)), min(arguments.group, arguments.seeds - done))
        convert(package, arguments, work, result, expected, names)
    return result


def show(result, lines):
    sites = result.awaited + result.inside
    share = 100 * result.awaited / sites if sites else 100
    text = (f"{result.name:20} {result.seeds:3} seeds, {result.conversions:2} conversions, {result.functions:5} functions, "
            f"{sites:5} call sites in them, {share:5.1f} % awaited, {result.outside:4} bridges outside, "
            f"{result.tests} tests, {len(result.failures)} failures")
    print(text, flush=True)
    lines.append(text)
    for failure in result.failures:
        print(f"  failure: {failure}", flush=True)
        lines.append(f"  failure: {failure}")
    lines += [f"  {rule}: {count}" for rule, count in result.rules.most_common()]
    lines += [f"  note: {note}" for note in result.notes]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recolor", required=True)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("-j", type=int, default=os.cpu_count())
    parser.add_argument("--json")
    parser.add_argument("--list")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--seeds", type=int, default=20, help="seeds for each package")
    parser.add_argument("--group", type=int, default=5, help="seeds converted at once")
    parser.add_argument("filter", nargs="?", default="")
    arguments = parser.parse_args()
    arguments.recolor = str(pathlib.Path(arguments.recolor).resolve())
    cache = arguments.cache.resolve() / "executions"
    cache.mkdir(parents=True, exist_ok=True)
    print(f"seed {arguments.seed}", flush=True)
    programs, lines, total = [], [f"seed {arguments.seed}"], Result("all")
    for package in PACKAGES:
        if not re.search(arguments.filter, package.name):
            continue
        try:
            result = exercise(package, arguments, cache)
        except Failure as failure:
            result = Result(package.name, failures=[str(failure)])
        show(result, lines)
        programs.append({"name": f"conversions/{package.name}", "result": "failed" if result.failures else "passed"})
        for field in ("conversions", "seeds", "functions", "awaited", "inside", "outside", "tests"):
            setattr(total, field, getattr(total, field) + getattr(result, field))
        total.rules += result.rules
        total.failures += [""] * len(result.failures)
    total.failures = total.failures and ["see above"]
    show(total, lines)
    for rule, count in total.rules.most_common():
        print(f"  {rule}: {count}")
    if arguments.list:
        pathlib.Path(arguments.list).write_text("\n".join(lines) + "\n")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps({"programs": programs}))
    return 1 if any(one["result"] == "failed" for one in programs) else 0


if __name__ == "__main__":
    sys.exit(main())
