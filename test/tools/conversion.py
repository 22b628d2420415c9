"""What a rewrite is tested with: build a program, rewrite it, build the result.

Shared by convert.py (lit tests) and corpus/asio.py. Every failure is a Failure
whose text says which step went wrong, with which command, and what it printed.
"""
import json
import os
import re
import shlex
import shutil
import subprocess

# What generated code needs of the compiler beside the language standard; the
# first is for clang with Asio before 1.23, harmless elsewhere.
CXXFLAGS = ["-std=c++20", "-DASIO_HAS_CO_AWAIT", "-pthread"]
REFUSED = 1  # recolor's exit status when it left something out, with a reason


class Failure(Exception):
    pass


def shown(command):
    return " ".join(map(shlex.quote, command))


def run(command, step, timeout=300, ok=(0,), **options):
    """The finished process of `command`, or a Failure naming `step`."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout, **options)
    except subprocess.TimeoutExpired as expired:
        said = (expired.stdout or b"") + (expired.stderr or b"")
        raise Failure(f"{step}: not finished after {timeout} s; it printed\n"
                      f"{said.decode(errors='replace')}\n  command: {shown(command)}") from None
    except OSError as error:
        raise Failure(f"{step}: {error}\n  command: {shown(command)}") from None
    if ok is not None and done.returncode not in ok:
        raise Failure(f"{step}: exit status {done.returncode}\n  command: {shown(command)}\n"
                      f"{done.stdout.decode(errors='replace')}{done.stderr.decode(errors='replace')}")
    return done


class Toolchain:
    """The compilers, the tool, and the flags every program is built with."""

    def __init__(self, recolor, clangxx, gxx, flags=()):
        self.recolor, self.clangxx, self.gxx = recolor, clangxx, gxx
        self.flags = CXXFLAGS + list(flags)
        self.launcher = [shutil.which("ccache")] if shutil.which("ccache") else []

    def compile(self, compiler, folder, sources, program, extra=(), link=()):
        """Builds `program` from `sources` (relative to folder)."""
        objects = []
        for source in sources:
            # Relative paths in the command and no -g: the compiler cache then
            # knows the same text in another folder.
            objects.append(f"{program}.{source.replace('/', '_')}.o")
            run([*self.launcher, compiler, *self.flags, *extra, "-c", source, "-o", objects[-1]],
                f"compiling {source} in {folder} with {compiler}", cwd=folder)
        sanitizers = [flag for flag in extra if flag.startswith("-fsanitize=")]
        run([compiler, "-pthread", *sanitizers, *objects, *link, "-o", program],
            f"linking {program} with {compiler}", cwd=folder)

    def write_database(self, folder, sources, extra=(), also=()):
        """A compile_commands.json beside the sources, and the project's root.
        Each list of flags in `also` stands for another command per source."""
        folder = os.path.realpath(folder)
        commands = [{"directory": folder, "file": os.path.join(folder, source),
                     "arguments": [self.gxx, *self.flags, *extra, *more, "-c",
                                   os.path.join(folder, source)]}
                    for source in sources for more in ((), *also)]
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
            json.dump(commands, file, indent=1)
        config = os.path.join(folder, ".recolor.yaml")
        if not os.path.exists(config):
            open(config, "w", encoding="utf-8").close()

    def tool(self, verb, folder, options=(), ok=(0, REFUSED), timeout=300):
        return run([self.recolor, verb, "-p", ".", *options], f"recolor {verb} in {folder}",
                   ok=ok, timeout=timeout, cwd=folder)


def apply_patch(folder, patch):
    """Applies a patch file; git must not take a repository around the folder
    for the one the patch's paths are relative to."""
    ceiling = os.path.dirname(os.path.realpath(folder))
    run(["git", "apply", "--verbose", os.path.realpath(patch)], f"git apply {patch} in {folder}",
        cwd=folder, env={**os.environ, "GIT_CEILING_DIRECTORIES": ceiling})


def copy_sources(folder, to):
    """A copy of the project without what was built there."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns(
        "*.o", "*.exe", "compile_commands.json", ".cache"))


def cpp_sources(folder):
    found = []
    for path, _, names in os.walk(folder):
        found += [os.path.relpath(os.path.join(path, name), folder)
                  for name in names if re.search(r"\.(cpp|cc|cxx)$", name)]
    return sorted(found)
