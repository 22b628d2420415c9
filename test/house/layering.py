#!/usr/bin/env python3
"""Checks who includes whom below lib: usage: layering.py LIB_FOLDER

    Support <- Model <- {Config, Runtime, Rules} <- {Link, Solve, Plan, Render}
               Model <- Clang <- {Extract, Rewrite, Check} <- Apply
    all <- Driver <- Server

The stages on the Clang side may also use what describes runtimes and rules:
those are data. The proof in Apply extracts the changed units again and asks the
rewriter for its ranges (docs/decisions/0005-*.md). Modules without a parser include nothing from clang/.
"""
import os
import re
import sys

BASE = {"Support", "Model"}
DATA = BASE | {"Config", "Runtime", "Rules"}
PARSER = BASE | {"Runtime", "Rules", "Clang"}
ALLOWED = {
    "Support": set(),
    "Model": {"Support"},
    "Config": BASE, "Runtime": BASE, "Rules": BASE,
    "Link": DATA, "Solve": DATA, "Plan": DATA, "Render": DATA,
    "Clang": BASE,
    "Extract": PARSER, "Rewrite": PARSER, "Check": PARSER,
}
ALLOWED["Apply"] = PARSER | {"Extract", "Rewrite"}
ALLOWED["Driver"] = set(ALLOWED)
ALLOWED["Server"] = set(ALLOWED)
SEES_CLANG = {"Clang", "Extract", "Rewrite", "Apply", "Check", "Driver", "Server"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def complaints(module, path, text):
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start(2)) + 1
        header = match.group(2)
        where = f"{path}:{line}: {header}: "
        if header.startswith(("clang/", "clang-c/")):
            if module not in SEES_CLANG:
                yield where + f"{module} is pure and sees nothing of clang"
        elif match.group(1) == '"' and not header.startswith(("llvm/", "llvm-c/")):
            other = header.split("/")[0]
            # What the build writes for a module lies beside it, without a folder.
            if other not in ALLOWED and "/" in header:
                yield where + f"{other} is no module"
            elif other in ALLOWED and other != module and other not in ALLOWED[module]:
                yield where + f"{module} may not use {other}"


def main():
    found = []
    lib = sys.argv[1]
    modules = sorted(entry.name for entry in os.scandir(lib) if entry.is_dir())
    for module in modules:
        if module not in ALLOWED:
            found.append(f"{os.path.join(lib, module)}: {module} has no place in the layering")
            continue
        for folder, folders, names in os.walk(os.path.join(lib, module)):
            # The headers for rewritten code belong to the user's program.
            folders[:] = sorted(name for name in folders if name != "include")
            for name in sorted(names):
                if name.endswith((".h", ".cpp", ".def", ".inc", ".in")):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        found += complaints(module, path, file.read())
    print("\n".join(found))
    return 1 if found or not modules else 0


if __name__ == "__main__":
    sys.exit(main())
