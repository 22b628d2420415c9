#!/usr/bin/env python3
"""Adds up the result files of the test suites.

usage: totals.py [--gtest FILE]... [--lit FILE]... [--corpus FILE]...

Prints one line per suite and last `N passed, N failed[, N skipped]`. The exit
status is 1 when a test failed, when a suite left no results (it crashed), or
when nothing passed at all: a run that tests nothing must not look green.
"""
import argparse
import json
import sys

LIT = {"PASS": "passed", "FLAKYPASS": "passed", "XFAIL": "passed",
       "FAIL": "failed", "XPASS": "failed", "UNRESOLVED": "failed", "TIMEOUT": "failed",
       "UNSUPPORTED": "skipped", "SKIPPED": "skipped"}


def gtest(data):
    for suite in data["testsuites"]:
        for test in suite["testsuite"]:
            if test.get("failures"):
                yield "failed", f"{suite['name']}.{test['name']}"
            elif test["result"] == "COMPLETED":
                yield "passed", test["name"]
            else:
                yield "skipped", test["name"]


def lit(data):
    for test in data["tests"]:
        if test["code"] in LIT:  # EXCLUDED by a filter is no result
            yield LIT[test["code"]], test["name"]


def corpus(data):
    for program in data["programs"]:
        yield program["result"], program["name"]


def read(suite, path):
    """The (result, name) pairs in a result file; a broken one is a failure."""
    try:
        with open(path, encoding="utf-8") as file:
            return list({"gtest": gtest, "lit": lit, "corpus": corpus}[suite](json.load(file)))
    except (OSError, ValueError, KeyError) as error:
        return [("failed", f"{suite}: no results: {error}")]


def text(counts):
    line = f"{counts['passed']} passed, {counts['failed']} failed"
    return line + (f", {counts['skipped']} skipped" if counts["skipped"] else "")


def main():
    parser = argparse.ArgumentParser()
    for suite in ("gtest", "lit", "corpus"):
        parser.add_argument("--" + suite, action="append", default=[])
    total = {"passed": 0, "failed": 0, "skipped": 0}
    files = [(suite, path) for suite, paths in vars(parser.parse_args()).items() for path in paths]
    for suite, path in files:
        counts = dict.fromkeys(total, 0)
        for result, name in read(suite, path):
            counts[result] += 1
            total[result] += 1
            if result == "failed":
                print(f"failed: {name}")
        print(f"{suite}: {text(counts)}")
    print(text(total))
    return 0 if total["passed"] and not total["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
