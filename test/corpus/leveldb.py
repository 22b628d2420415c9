#!/usr/bin/env python3
"""Colours LevelDB from its bottom and checks how far the colour gets.

usage: leveldb.py --recolor BINARY --cache FOLDER [--json FILE]

LevelDB comes from Debian's source package of that name, fetched once into
FOLDER. If RandomAccessFile::Read becomes asynchronous, its whole override
family, every caller up to the public API (through two function pointers), and
the C functions that cannot follow must be named; the report must not depend on
threads or on the order of the database.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
import packages  # noqa: E402
from conversion import Failure, run  # noqa: E402

SEED = "leveldb::RandomAccessFile::Read"
FAMILY = {SEED, "leveldb::PosixRandomAccessFile::Read", "leveldb::PosixMmapReadableFile::Read"}
PUBLIC = {"leveldb::DB::Get", "leveldb::DB::Open", "leveldb::DB::NewIterator", "leveldb::Table::Open",
          "leveldb::Iterator::Seek", "leveldb::Iterator::Next", "leveldb::Iterator::Prev",
          "leveldb::RepairDB"}
BARRIERS = {"leveldb_open", "leveldb_get", "leveldb_iter_seek"}


def fetch(cache):
    """The folder of the sources with a compile database in `b` below it."""
    sources = packages.archive(cache, "leveldb")
    folder = cache / "source"
    if not (folder / "b" / "compile_commands.json").exists():
        packages.unpack(sources, folder)
        run(["cmake", "-S", str(folder), "-B", str(folder / "b"), "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
             "-DLEVELDB_BUILD_TESTS=OFF", "-DLEVELDB_BUILD_BENCHMARKS=OFF"], "configuring leveldb")
    return folder


def report(recolor, database, jobs, *options):
    done = subprocess.run([recolor, "report", "-p", str(database), f"-j{jobs}", "--async", SEED, *options],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 1:
        raise Failure(f"report ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def everything_is_named(recolor, folder):
    data = json.loads(report(recolor, folder / "b", 2, "--format", "json"))
    coloured = {function["name"] for function in data["functions"] if function["color"] == "async"}
    missing = (FAMILY | PUBLIC) - coloured
    if missing:
        raise Failure(f"not coloured: {', '.join(sorted(missing))}")
    stopped = {function["name"] for function in data["functions"] if function["barriers"]}
    if BARRIERS - stopped:
        raise Failure(f"no barrier at {', '.join(sorted(BARRIERS - stopped))}")
    summary = data["summary"]
    print(f"    {summary['async']} functions, {summary['call_sites']} call sites, "
          f"{summary['files']} files in {summary['units']} units")


def chain_is_told(recolor, folder):
    done = subprocess.run([recolor, "explain", "leveldb::DB::Get", "-p", str(folder / "b"), "--async", SEED],
                          stdout=subprocess.PIPE, check=False)
    text = done.stdout.decode()
    for step in ("'leveldb::DBImpl::Get' calls 'leveldb::Version::Get' here", "(slot)",
                 "'leveldb::TableCache::Get'", f"'{SEED}' is a seed"):
        if step not in text:
            raise Failure(f"explain does not say {step}:\n{text}")


def order_does_not_matter(recolor, folder):
    shuffled = folder / "shuffled"
    shuffled.mkdir(exist_ok=True)
    commands = json.loads((folder / "b" / "compile_commands.json").read_text())
    random.Random(7).shuffle(commands)
    (shuffled / "compile_commands.json").write_text(json.dumps(commands))
    for form in ("text", "json"):
        first = report(recolor, folder / "b", 1, "--format", form)
        for database, jobs in ((folder / "b", 2), (shuffled, 2)):
            if report(recolor, database, jobs, "--format", form) != first:
                raise Failure(f"{form}: {database.name} with {jobs} threads says something else")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recolor", required=True)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--json", help="write the results for totals.py")
    arguments = parser.parse_args()
    results = []
    try:
        folder = fetch(arguments.cache.resolve() / "leveldb")
    except Failure as failure:
        # Source packages are not on every mirror.
        print(failure)
        results.append({"name": "leveldb: source package", "result": "skipped"})
    for check in () if results else (everything_is_named, chain_is_told, order_does_not_matter):
        name = "leveldb: " + check.__name__.replace("_", " ")
        try:
            check(arguments.recolor, folder)
            results.append({"name": name, "result": "passed"})
        except Failure as failure:
            results.append({"name": name, "result": "failed"})
            print(failure)
        print(f"{name}: {results[-1]['result']}", flush=True)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"programs": results}, file)
    return 1 if any(result["result"] == "failed" for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
