#!/usr/bin/env python3
"""Checks that code, tests and docs name the same things: parity.py ROOT

Each rule in lib/Rules/Rules.def has a page docs/rules/<id>.md that begins with
its summary, and a test test/rules/<id>.cpp or .test that names it. Each
lib/Runtime/runtimes/<name>.yaml has docs/runtimes/<name>.md. And no page or
test is left over; tests of known mistakes, FP_* and FN_*, are not counted.
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


def main():
    found = list(complaints(pathlib.Path(sys.argv[1])))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
