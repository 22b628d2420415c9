#!/usr/bin/env python3
"""Rewrites the program in a folder and proves that it still does the same.

In a test: %convert [--run COMMAND] [--clang-only] DIR [rewrite options...] [-- compile flags...]

DIR holds the sources (split-file makes it); all *.cpp there are one program.
Builds and runs the original; runs `recolor rewrite`; applies the patch to the
copy DIR.new; compiles that with clang++ and g++; runs both and compares what
they print and their exit status with the original's; rewrites the copy again,
which must change nothing. A coroutine that nobody awaits is an error here.

COMMAND is how to run a program that needs a peer or arguments: `{}` stands for
the program's path (default: just the program).

--clang-only is for forms that g++ 12 accepts and miscompiles; the test says
which (docs/soundness.md).

Prints `exit status: N` of recolor (1 when it refused something) and the patch;
recolor's diagnostics go to standard error.
"""
import argparse
import os
import shlex
import sys

from conversion import Failure, Toolchain, apply_patch, copy_sources, cpp_sources, run

TIMEOUT = 60


def exercise(command, program):
    words = [word.replace("{}", program) for word in shlex.split(command)]
    return run(words, f"running {program} (a hang?)", timeout=TIMEOUT, ok=None)


def compare(program, before, after):
    for what, old, new in (("exit status", before.returncode, after.returncode),
                           ("output", before.stdout, after.stdout)):
        if old != new:
            shown = [value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                     for value in (old, new)]
            raise Failure(f"{program}: the {what} changed\n--- original\n{shown[0]}\n"
                          f"--- rewritten\n{shown[1]}\n--- its standard error\n"
                          f"{after.stderr.decode(errors='replace')}")


def rewrite(tools, folder, sources, options, flags):
    tools.write_database(folder, sources, flags)
    done = tools.tool("rewrite", folder, options)
    sys.stderr.write(done.stderr.decode(errors="replace"))
    return done


def convert(tools, arguments, options, flags):
    folder = os.path.realpath(arguments.dir)
    sources = cpp_sources(folder)
    if not sources:
        raise Failure(f"{folder}: no *.cpp files")
    # Own headers are found whatever the working folder of the compiler is.
    original = os.path.join(folder, "original.exe")
    link = [flag for flag in flags if flag.startswith("-fsanitize")]
    tools.compile(tools.clangxx, folder, sources, original, flags, link)
    expected = exercise(arguments.run, original)

    done = rewrite(tools, folder, sources, options, flags)
    patch = folder + ".patch"
    with open(patch, "wb") as file:
        file.write(done.stdout)
    print(f"exit status: {done.returncode}")
    sys.stdout.write(done.stdout.decode(errors="replace"))
    sys.stdout.flush()
    if not done.stdout.strip():
        raise Failure("the patch is empty (to test a refusal, call %recolor rewrite itself)")

    new = folder + ".new"
    copy_sources(folder, new)
    apply_patch(new, patch)
    sources = cpp_sources(new)
    for compiler in (tools.clangxx,) if arguments.clang_only else (tools.clangxx, tools.gxx):
        program = os.path.join(new, os.path.basename(compiler) + ".exe")
        # A dropped task compiles; the attribute on the task type tells.
        tools.compile(compiler, new, sources, program, ["-Werror=unused-result", *flags], link)
        compare(program, expected, exercise(arguments.run, program))

    again = rewrite(tools, new, sources, options, flags).stdout
    if again.strip():
        raise Failure("a second rewrite changes the result again:\n" + again.decode(errors="replace"))


def main():
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    words, flags = words[:end], words[end + 1:]
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("recolor", "clangxx", "gxx", "shim"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--run", default="{}")
    parser.add_argument("--clang-only", action="store_true")
    parser.add_argument("dir")
    # Everything after DIR is recolor's, also what looks like ours.
    parser.add_argument("options", nargs=argparse.REMAINDER)
    arguments = parser.parse_args(words)
    tools = Toolchain(arguments.recolor, arguments.clangxx, arguments.gxx, ["-I" + arguments.shim])
    try:
        convert(tools, arguments, arguments.options, flags)
    except Failure as failure:
        print(f"convert: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
