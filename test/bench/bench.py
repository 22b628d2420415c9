#!/usr/bin/env python3
"""Measures recolor against clang, clang-tidy and clangd on the same units.

usage: bench.py --recolor BINARY --cache FOLDER [--rounds N] [--units N] [--write]
                [--only REGEX] [--functions N,N...] [NAME=DATABASE_FOLDER...]

Without a NAME=FOLDER, LevelDB and RocksDB are fetched into FOLDER as Debian's source
packages and configured. Of each code base N units are drawn, the same ones every
time. Everything runs on one core and is counted in processor seconds; what is
printed are ratios to `clang -fsyntax-only` in the same round, as medians with
the smallest and the largest. clang-tidy-22 and clangd-22 are measured where they
are installed. Then come the stages behind parsing on programs
that are made up (recolor-bench beside BINARY), from 10^3 to 10^6 functions.

--write puts the tables and the plot into docs/performance.md.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent / "tools"), str(HERE.parent / "corpus")]
import packages  # noqa: E402
from conversion import run  # noqa: E402

CLANG = {"c": "clang-22", "c++": "clang++-22"}
# Output and dependency files are nobody's business here.
WITH_VALUE = {"-o", "-MF", "-MT", "-MQ"}
ALONE = {"-c", "-MD", "-MMD", "-MP"}
CHECK = "bugprone-unused-raii"
PACKAGES = {
    "leveldb": ("leveldb", ("-DLEVELDB_BUILD_TESTS=OFF", "-DLEVELDB_BUILD_BENCHMARKS=OFF")),
    "rocksdb": ("rocksdb", ("-DWITH_GFLAGS=OFF", "-DWITH_TESTS=OFF", "-DWITH_BENCHMARK_TOOLS=OFF",
                            "-DFAIL_ON_WARNINGS=OFF")),
}


@dataclasses.dataclass
class Cost:
    """Processor seconds, seconds by the clock, and the most memory of one process (MB)."""
    cpu: float = 0
    wall: float = 0
    memory: float = 0

    def add(self, other):
        self.cpu += other.cpu
        self.wall += other.wall
        self.memory = max(self.memory, other.memory)


def measure(command, folder=None, ok=None):
    """Runs the command to its end; `ok`: the exit codes that are no failure, None for any."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if ok is not None and child.returncode not in ok:
            log.seek(0)
            sys.exit(f"bench: {shlex.join(map(str, command))} ended with {child.returncode}:\n"
                     + log.read().decode(errors="replace")[-2000:])
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024)


def configured(name, cache):
    """The folder of the compile database of a package."""
    package, options = PACKAGES[name]
    folder = cache / "bench" / name
    build = folder / "b"
    if not (build / "compile_commands.json").exists():
        sources = packages.archive(cache / "bench", package)
        packages.unpack(sources, folder)
        run(["cmake", "-G", "Ninja", "-S", str(folder), "-B", str(build), "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
             f"-DCMAKE_CXX_COMPILER={CLANG['c++']}", f"-DCMAKE_C_COMPILER={CLANG['c']}", *options],
            f"configuring {name}")
    return build


def flags(entry):
    """The command's flags, without its compiler and its outputs."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    kept, skip = [], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in WITH_VALUE:
            skip = True
        elif word not in ALONE:
            kept.append(word)
    return kept


def drawn(database, count):
    """That many of its units, each file once."""
    by_file = {}
    for entry in json.loads((database / "compile_commands.json").read_text()):
        path = os.path.join(entry["directory"], entry["file"])
        if os.path.exists(path) and path.endswith((".c", ".cc", ".cpp", ".cxx")):
            by_file.setdefault(path, entry)
    files = sorted(by_file)
    return [by_file[f] for f in (sorted(random.Random(1).sample(files, count)) if count < len(files) else files)]


class CodeBase:
    def __init__(self, name, database, arguments, work):
        self.name, self.recolor = name, arguments.recolor
        self.units = drawn(database, arguments.units)
        self.work = work / name
        self.work.mkdir(parents=True)
        (self.work / "compile_commands.json").write_text(json.dumps(self.units))
        self.language = "c" if all(u["file"].endswith(".c") for u in self.units) else "c++"
        self.facts_cache = self.work / "cache"

    def index(self, *options, verb="index"):
        return measure([self.recolor, verb, "-p", str(self.work), "-j1", "--allow-partial", *options], ok=(0, 1))

    def each_unit(self, command):
        total = Cost()
        for unit in self.units:
            total.add(measure(command(unit), unit["directory"]))
        return total

    def syntax(self):
        return self.each_unit(lambda u: [CLANG["c" if u["file"].endswith(".c") else "c++"], "-fsyntax-only", "-w",
                                         *flags(u)])

    def tidy(self):
        return self.each_unit(lambda u: ["clang-tidy-22", f"--checks=-*,{CHECK}", "--quiet", "-p", str(self.work),
                                         os.path.join(u["directory"], u["file"])])

    def clangd(self):
        return self.each_unit(lambda u: ["clangd-22", f"--check={os.path.join(u['directory'], u['file'])}",
                                         "--check-lines=1-1", "--check-completion=0", "--clang-tidy=0",
                                         f"--compile-commands-dir={self.work}", "--log=error"])

    def one_edit(self):
        """A comment more in one source, which is taken away again."""
        unit = self.units[len(self.units) // 2]
        path = pathlib.Path(unit["directory"], unit["file"])
        text = path.read_bytes()
        try:
            path.write_bytes(text + b"\n// edited\n")
            cost = self.index("--cache-dir", str(self.facts_cache))
        finally:
            path.write_bytes(text)
        alone = self.work / "alone"
        alone.mkdir(exist_ok=True)
        (alone / "compile_commands.json").write_text(json.dumps([unit]))
        parse = measure([self.recolor, "index", "--no-cache", "-p", str(alone), "-j1", "--allow-partial"])
        self.index("--cache-dir", str(self.facts_cache))
        return Cost(cost.cpu - parse.cpu, cost.wall - parse.wall, cost.memory)

    def round(self, neighbours):
        result = {"clang": self.syntax(), "cold": self.index("--no-cache")}
        if neighbours and shutil.which("clang-tidy-22"):
            result["clang-tidy"] = self.tidy()
        if neighbours and shutil.which("clangd-22"):
            result["clangd"] = self.clangd()
        shutil.rmtree(self.facts_cache, ignore_errors=True)
        cached = ("--cache-dir", str(self.facts_cache))
        result["cold, kept"] = self.index(*cached)
        result["warm"] = self.index(*cached)
        result["report"] = self.index(*cached, verb="report")
        result["edit"] = self.one_edit()
        return result


def spread(values, form):
    values = sorted(values)
    middle = form.format(statistics.median(values))
    return middle if len(values) < 3 else f"{middle} ({form.format(values[0])} to {form.format(values[-1])})"


def table(code_bases, rounds):
    """Markdown: a line for each code base."""
    lines = ["| code base | units | clang -fsyntax-only | recolor, cold | clang-tidy, one check | clangd | "
             "recolor, nothing changed | report then | one source edited, beyond its parse | memory, of clang's |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for base in code_bases:
        of = rounds[base.name]
        ratio = lambda what: spread([r[what].cpu / r["clang"].cpu for r in of if what in r], "{:.2f}")  # noqa: E731
        seconds = lambda what: spread([r[what].cpu for r in of], "{:.3f} s")  # noqa: E731
        neighbours = [ratio(n) if any(n in r for r in of) else "" for n in ("clang-tidy", "clangd")]
        memory = spread([r["cold"].memory / r["clang"].memory for r in of], "{:.2f}")
        lines.append(f"| {base.name} | {len(base.units)} | {spread([r['clang'].cpu for r in of], '{:.1f} s')} | "
                     f"{ratio('cold')} | {neighbours[0]} | {neighbours[1]} | {seconds('warm')} | {seconds('report')} | "
                     f"{seconds('edit')} | {memory} |")
    return "\n".join(lines)


def scale(bench, functions):
    """The lines of recolor-bench: (functions, calls, units, seconds by stage, megabytes)."""
    done = subprocess.run([bench, f"--functions={functions}"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    rows = []
    for line in done.stdout.decode().splitlines()[1:]:
        words = line.split()
        rows.append(([int(w) for w in words[:3]], [float(w) for w in words[4:9]], int(words[-1])))
    return rows


def scale_table(rows):
    lines = ["| functions | calls | units | load | link | solve | query | together | peak |",
             "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for counts, seconds, memory in rows:
        lines.append("| " + " | ".join([f"{c:,}" for c in counts] + [f"{s:.2f} s" for s in seconds])
                     + f" | {memory} MB |")
    return "\n".join(lines)


def plot(rows):
    """Seconds over functions, both logarithmic, with a line of n log n through the first point."""
    import math
    left, top, width, height = 60, 20, 420, 260
    xs = [counts[0] for counts, _, _ in rows]
    ys = [max(seconds[4], 0.001) for _, seconds, _ in rows]
    law = [ys[-1] * (x * math.log(x)) / (xs[-1] * math.log(xs[-1])) for x in xs]
    low, high = math.floor(math.log10(min(ys + law))), math.ceil(math.log10(max(ys + law)))
    at_x = lambda x: left + width * (math.log10(x) - 3) / 3.05  # noqa: E731
    at_y = lambda y: top + height * (high - math.log10(y)) / (high - low)  # noqa: E731
    line = lambda values: " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in zip(xs, values))  # noqa: E731
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 20}" height="{top + height + 50}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#888"/>']
    for power in range(low, high + 1):
        y = at_y(10 ** power)
        parts += [f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>',
                  f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0 ** power:g} s</text>']
    for power in range(3, 7):
        parts.append(f'<text x="{at_x(10 ** power):.1f}" y="{top + height + 18}" text-anchor="middle">'
                     f"{10 ** power:,}</text>")
    parts += [f'<polyline points="{line(law)}" fill="none" stroke="#aaa" stroke-dasharray="5 4"/>',
              f'<polyline points="{line(ys)}" fill="none" stroke="#06c" stroke-width="2"/>']
    parts += [f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3.5" fill="#06c"/>' for x, y in zip(xs, ys)]
    parts += [f'<text x="{left + width / 2}" y="{top + height + 40}" text-anchor="middle">functions; load, link, '
              "solve and query together (dashed: n log n)</text>", "</svg>"]
    return "\n".join(parts) + "\n"


def put(text, mark, content):
    """The text with what stands between the marks replaced."""
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- end of {mark} -->)", re.S)
    if not pattern.search(text):
        sys.exit(f"bench: docs/performance.md has no place marked '{mark}'")
    return pattern.sub(lambda m: m[1] + content + "\n" + m[2], text)


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=True)
    parser.add_argument("--recolor", required=True, type=os.path.abspath)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--units", type=int, default=40)
    parser.add_argument("--only", default="")
    parser.add_argument("--functions", default="1000,10000,100000,1000000")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("databases", nargs="*")
    arguments = parser.parse_args()
    cache = arguments.cache.resolve()

    databases = dict(d.split("=", 1) for d in arguments.databases)
    if not databases:
        databases = {name: configured(name, cache) for name in PACKAGES if re.search(arguments.only, name)}
    with tempfile.TemporaryDirectory() as work:
        bases = [CodeBase(name, pathlib.Path(folder).resolve(), arguments, pathlib.Path(work))
                 for name, folder in databases.items()]
        rounds = {base.name: [] for base in bases}
        for number in range(arguments.rounds):
            for base in bases:
                # Neighbours take long and do not change: once.
                rounds[base.name].append(base.round(neighbours=number == 0))
        units = table(bases, rounds)
    print(units)
    rows = scale(pathlib.Path(arguments.recolor).parent / "recolor-bench", arguments.functions)
    print(scale_table(rows))
    if arguments.write:
        page = ROOT / "docs" / "performance.md"
        text = put(page.read_text(), "units", units)
        text = put(text, "scale", scale_table(rows) + "\n\n![growth](performance.svg)")
        page.write_text(text)
        (ROOT / "docs" / "performance.svg").write_text(plot(rows))


main()
