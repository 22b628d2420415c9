#!/usr/bin/env python3
"""Checks that code, tests and docs name the same things: parity.py ROOT

Each rule in lib/Rules/Rules.def has a page docs/rules/<id>.md that begins with
its summary, and a test test/rules/<id>.cpp or .test that names it. Each
lib/Runtime/runtimes/<name>.yaml has docs/runtimes/<name>.md. And no page or
test is left over; tests of known mistakes, FP_* and FN_*, are not counted.

Each page docs/constructs/<id>.md has a test that is named like it or names it
(`construct: <id>`), and a line in docs/constructs/README.md with its first sentence.
"""
import pathlib
import re
import sys


def stems(folder, *suffixes):
    return {path.stem for path in folder.glob("*") if path.suffix in suffixes}


def differences(what, wanted, found):
    for name in sorted(wanted - found):
        yield f"{what}: {name} is missing"
    for name in sorted(found - wanted):
        yield f"{what}: {name} belongs to nothing"


def construct_complaints(root):
    pages = root / "docs/constructs"
    names = stems(pages, ".md") - {"README"}
    listed = {}
    if (pages / "README.md").exists():
        listed = dict(re.findall(r"^- \[([^]]+)\]\(\1\.md\): (.*(?:\n  .*)*)",
                                 (pages / "README.md").read_text(), re.MULTILINE))
    yield from differences("docs/constructs/README.md", names, set(listed))
    tested = set()
    for test in (root / "test").rglob("*"):
        if test.suffix in (".test", ".cpp"):
            tested.add(test.stem.replace("_", "-"))
            for found in re.findall(r"construct: ([\w, -]+)", test.read_text(errors="replace")):
                tested.update(found.split(", "))
    for name in sorted(names):
        page = " ".join((pages / f"{name}.md").read_text().split())
        if not page.startswith(f"# {name} "):
            yield f"docs/constructs/{name}.md: does not begin with its name"
        elif name in listed:
            sentence = " ".join(listed[name].split())
            if not page.removeprefix(f"# {name} ").lower().startswith(sentence.lower()):
                yield f"docs/constructs/{name}.md: does not go on with \"{sentence}\""
        if name not in tested:
            yield f"test: nothing tests the construct {name}"


def complaints(root):
    rules = dict(re.findall(r'^RULE\("([^"]+)",\s*\w+,\s*\w+,\s*"([^"]+)"\)',
                            (root / "lib/Rules/Rules.def").read_text(), re.MULTILINE))
    if not rules:
        yield "lib/Rules/Rules.def: no rules found"
    pages, tests = root / "docs/rules", root / "test/rules"
    yield from differences("docs/rules", set(rules), stems(pages, ".md"))
    # FP_ and FN_ tests hold what is known to be wrong (docs/soundness.md).
    yield from differences("test/rules", set(rules),
                           {name for name in stems(tests, ".test", ".cpp")
                            if not name.startswith(("FP_", "FN_"))})
    for rule, summary in rules.items():
        page = pages / f"{rule}.md"
        sentence = summary[0].upper() + summary[1:] + "."
        if page.exists():
            lines = " ".join(page.read_text().split())
            if not lines.startswith(f"# {rule} {sentence}"):
                yield f"docs/rules/{rule}.md: does not begin with its name and \"{sentence}\""
        for test in tests.glob(f"{rule}.*"):
            if test.suffix in (".test", ".cpp") and rule not in test.read_text():
                yield f"test/rules/{test.name}: never names the rule"
    yield from differences("docs/runtimes", stems(root / "lib/Runtime/runtimes", ".yaml"),
                           stems(root / "docs/runtimes", ".md"))
    yield from construct_complaints(root)


def main():
    found = list(complaints(pathlib.Path(sys.argv[1])))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
