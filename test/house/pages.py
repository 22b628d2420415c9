#!/usr/bin/env python3
"""Executes the examples in docs/constructs and docs/rules: pages.py [options] ROOT WORK [PAGE...]

A ```cpp block is a file of its own, block.cpp, and all of them must parse. Before
it comes given.h, which declares plain::pause() and

    inline int leaf(int x) { plain::pause(); return x; }

so that `leaf` waits, and what the page itself declares for its blocks where a
reader needs no declaration to understand them:

    <!-- given
    struct Address {};
    -->

The block behind a line that begins with "becomes" is what `recolor rewrite` must
make of the block before it, except for include lines that it adds. The result is
compiled by clang++ and g++; where it has a `main`, the program before and those
after must print the same and exit alike; and a second rewrite changes nothing.

A page docs/rules/<rule>.md has a line with the comment [<rule>], unless it has a
block that becomes another: there `recolor report`, or `rewrite` if only the proof
can know, must name that rule, and nowhere else. Blocks below the line that
begins with "To ... by hand" must not show the rule. (A ```c block is C.)

    <!-- other.cpp
    int other() { return missing; }
    -->                                     another unit of the same program
    <!-- options: --stop 'log::*' -->       for recolor, in all blocks of the page
    <!-- also compiled with: -DNETWORK -->  by a second command in the same program

Pages that include <asio.hpp> are for Asio's runtime and the mock of its interface
in test/Inputs; the others are for the runtime in test/Inputs/plain. <library.h>
there plays the code outside of the project.

--write puts what recolor makes of them into the "becomes" blocks.
"""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import shutil
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from conversion import Failure, Toolchain, run  # noqa: E402

INPUTS = HERE.parent / "Inputs"
LEAF = """#pragma once
#include <plain/pause.h>
inline int leaf(int x) { plain::pause(); return x; }
"""


class Block:
    """One fenced block, where it stands, and what the page says of it."""

    def __init__(self, language, line, indent, text):
        self.language, self.line, self.indent, self.text = language, line, indent, text
        self.becomes = None  # the block that this one must turn into
        self.fix = False


class Page:
    def __init__(self, path):
        self.path, self.given, self.other = path, "", ""
        self.options, self.also = [], []
        self.blocks = []
        lines = path.read_text().split("\n")
        fix = becomes = False
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.strip() in ("<!-- given", "<!-- other.cpp"):
                end = lines.index("-->", at)
                text = "\n".join(lines[at + 1:end]) + "\n"
                if line.strip() == "<!-- given":
                    self.given += text
                else:
                    self.other += text
                at = end
            elif found := re.match(r"<!-- options: (.*) -->$", line):
                self.options += shlex.split(found[1])
            elif found := re.match(r"<!-- also compiled with: (.*) -->$", line):
                self.also.append(shlex.split(found[1]))
            elif found := re.match(r"( *)```(\w*)$", line):
                end = next(i for i in range(at + 1, len(lines)) if lines[i].strip() == "```")
                text = textwrap.dedent("\n".join(lines[at + 1:end]) + "\n")
                block = Block(found[2], at + 2, found[1], text)
                if becomes and self.blocks:
                    self.blocks[-1].becomes = block
                elif found[2] in ("c", "cpp"):
                    block.fix = fix
                    self.blocks.append(block)
                becomes = False
                at = end
            elif line.startswith("becomes"):
                becomes = True
            elif re.match(r"To .*by hand", line):
                fix = True
            at += 1


class Runner:
    def __init__(self, tools, shim, root, work, write):
        self.tools, self.shim = tools, shim
        self.root, self.work, self.write = root, work, write

    @staticmethod
    def for_asio(page):
        return any("<asio.hpp>" in text for text in [page.given, *(b.text for b in page.blocks)])

    def set_up(self, folder, page, block):
        """The folder of one block; the options and flags that belong to it."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        source = "block." + block.language
        (folder / "given.h").write_text((LEAF if block.language == "cpp" else "") + page.given)
        (folder / source).write_text(block.text)
        options = list(page.options)
        if self.for_asio(page):
            flags = ["-isystem", str(INPUTS / "asio-mock"), "-I" + str(INPUTS / "plain")]
        else:
            flags = [self.shim, "-I" + str(INPUTS / "plain")]
            options += ["--runtime", str(INPUTS / "plain" / "plain.yaml")]
        flags += ["-isystem", str(INPUTS / "library"), "-include", "given.h"]
        if block.language == "c":
            flags += ["-x", "c", "-std=c17"]
        sources = [source]
        if page.other:
            (folder / "other.cpp").write_text(page.other)
            sources.append("other.cpp")
        self.tools.write_database(folder, sources, flags, page.also)
        return source, options, flags

    def block(self, page, block):
        where = f"{page.path.relative_to(self.root)}:{block.line}"
        folder = self.work / f"{page.path.parent.name}-{page.path.stem}-{block.line}"
        source, options, flags = self.set_up(folder, page, block)
        try:
            if page.path.parent.name == "rules":
                yield from self.report(folder, page, block, source, options)
            elif not block.becomes:
                self.tools.tool("report", folder, options)
            if block.becomes:
                yield from self.convert(folder, page, block, options, flags)
        except Failure as failure:
            yield f"{where}: {failure}"

    def report(self, folder, page, block, source, options):
        rule = page.path.stem
        where = page.path.relative_to(self.root)
        wanted = {number for number, line in enumerate(block.text.split("\n"), 1)
                  if f"[{rule}]" in line}
        def lines(said):
            return {int(line) for line in re.findall(
                rf"^{re.escape(source)}:(\d+):.*\[recolor-{rule}\]$", said, re.MULTILINE)}

        said = self.tools.tool("report", folder, options).stdout.decode()
        found = lines(said)
        if wanted - found:  # rules that the proof finds
            said = self.tools.tool("rewrite", folder, options).stderr.decode()
            found |= lines(said)
        if block.fix and wanted:
            yield f"{where}:{block.line}: a fix is marked with the rule"
        for line in sorted(wanted - found):
            yield f"{where}:{block.line + line - 1}: recolor does not report {rule} here\n{said}"
        for line in sorted(found - wanted):
            yield f"{where}:{block.line + line - 1}: recolor reports {rule} here\n{said}"

    def convert(self, folder, page, block, options, flags):
        where = f"{page.path.relative_to(self.root)}:{block.becomes.line}"
        tools, runs = self.tools, re.search(r"^(int|auto) main\(", block.text, re.MULTILINE)
        if runs:
            tools.compile(tools.clangxx, folder, ["block.cpp"], str(folder / "before.exe"), flags)
            before = run([str(folder / "before.exe")], "running the example", timeout=60, ok=None)
        tools.tool("rewrite", folder, [*options, "--write"])
        old = set(block.text.split("\n"))
        made = "\n".join(line for line in (folder / "block.cpp").read_text().split("\n")
                         if not line.startswith("#include") or line in old).strip() + "\n"
        wanted = block.becomes.text.strip() + "\n"
        if made != wanted:
            if self.write:
                self.replace(page, block.becomes, made)
            else:
                diff = difflib.unified_diff(wanted.splitlines(True), made.splitlines(True),
                                            "the page", "recolor rewrite")
                yield f"{where}: recolor makes something else of it\n{''.join(diff)}"
        if self.for_asio(page):
            return  # the mock can be parsed, not run
        # Without a program to run, clang++ has shown all it can in the proof.
        for compiler in (tools.clangxx, tools.gxx) if runs else (tools.gxx,):
            program = str(folder / (os.path.basename(compiler) + ".exe"))
            extra = ["-Werror=unused-result", *flags]
            if runs:
                tools.compile(compiler, folder, ["block.cpp"], program, extra)
                after = run([program], "running what became of it", timeout=60, ok=None)
                if (before.returncode, before.stdout) != (after.returncode, after.stdout):
                    yield (f"{where}: compiled with {compiler} it does something else\n"
                           f"{before.stdout.decode()}---\n{(after.stdout + after.stderr).decode()}")
            else:
                run([*tools.launcher, compiler, *tools.flags, *extra, "-c", "block.cpp", "-o", "block.o"],
                    f"compiling what became of it with {compiler}", cwd=folder)
        again = tools.tool("rewrite", folder, options).stdout.decode()
        if again.strip():
            yield f"{where}: a second rewrite changes it again\n{again}"

    def replace(self, page, block, text):
        page_text = page.path.read_text()
        old = textwrap.indent(block.text, block.indent)
        assert page_text.count(old) == 1, f"{page.path}: block not unique"
        page.path.write_text(page_text.replace(old, textwrap.indent(text, block.indent)))

    def page(self, path):
        page = Page(path)
        where = path.relative_to(self.root)
        if path.parent.name == "constructs" and not any(b.becomes for b in page.blocks):
            yield f"{where}: has no block that becomes another"
        if path.parent.name == "rules" and not any(b.becomes or f"[{path.stem}]" in b.text
                                                   for b in page.blocks):
            yield f"{where}: no block has a line with [{path.stem}] or becomes another"
        for block in page.blocks:
            yield from self.block(page, block)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("recolor", "clangxx", "gxx"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--shim", required=True, help="the include flag of the shim")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("pages", nargs="*", help="their names (default: all)")
    arguments = parser.parse_args()
    root = arguments.root.resolve()
    runner = Runner(Toolchain(arguments.recolor, arguments.clangxx, arguments.gxx), arguments.shim,
                    root, arguments.work.resolve(), arguments.write)
    pages = [path for folder in ("constructs", "rules") for path in sorted((root / "docs" / folder).glob("*.md"))
             if path.stem != "README" and (not arguments.pages or path.stem in arguments.pages)]
    failed = False
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for complaints in pool.map(lambda path: list(runner.page(path)), pages):
            for complaint in complaints:
                failed = True
                print(complaint)
    print(f"{len(pages)} pages")
    return 1 if failed or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
