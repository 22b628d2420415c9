#!/usr/bin/env python3
"""Checks for words that have no place in the project: words.py ROOT

Paths of one machine and hosts of package registries anywhere; promises to
finish something later in lib and tool (what is not done is said in
docs/soundness.md, where a reader looks for it).
"""
import os
import re
import sys

FOLDERS = ("lib", "tool", "test", "docs", ".ci")
FILES = ("CMakeLists.txt", "CMakePresets.json", "README.md")
# This check and its test spell out what they look for.
EXEMPT = {"test/house/words.py", "test/house/words.test"}

ANYWHERE = [
    (re.compile(r"(?<![\w.}$*/-])/(?:home|root|mnt|Users|w[o]rk|t[m]p)/\w"), "a path of one machine"),
    (re.compile(r"\b(?:https?|ftp)://(?:[a-z0-9-]+\.)*"
                r"(?:debian\.(?:org|net)|ubuntu\.com|pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|"
                r"crates\.io|golang\.org|docker\.(?:io|com)|llvm\.org/apt|apt\.llvm\.org)"),
     "the host of a package registry"),
]
LATER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def sources(root):
    for name in FILES:
        if os.path.exists(os.path.join(root, name)):
            yield name
    for top in FOLDERS:
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders[:] = sorted(name for name in folders if name not in ("node_modules", "__pycache__"))
            for name in sorted(names):
                yield os.path.relpath(os.path.join(folder, name), root)


def main():
    root, found = sys.argv[1], []
    for path in sources(root):
        if path in EXEMPT:
            continue
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, 1):
                for pattern, what in ANYWHERE:
                    if pattern.search(line):
                        found.append(f"{path}:{number}: {what}: {line.strip()}")
                if path.startswith(("lib/", "tool/")) and LATER.search(line):
                    found.append(f"{path}:{number}: a promise: {line.strip()}")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
