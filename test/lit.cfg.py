# lit.cfg.py - How the tests below this folder are found and run.
#
# Substitutions: %recolor, %clangxx, %gxx, %python, %shim (the include flag of
# the headers that rewritten code may use), %convert (tools/convert.py: rewrite,
# compile, run, compare), %status N (the command's exit status must be N), %opened
# FILE (how often the command opens it), %mock (the flag for the small copy of
# Asio's interface in Inputs), %plain (options of a verb that choose the runtime
# of a hundred lines in Inputs/plain), %plain-headers,
# %plain-file (its include flag and its description). Features: asio, boost (the library is installed),
# bazel (Debian's bazel-bootstrap is).
import os
import shlex
import shutil
import subprocess
import sys

import lit.formats

config.name = "recolor"
config.test_format = lit.formats.ShTest(execute_external=False)
config.test_source_root = os.path.dirname(__file__)
config.suffixes = [".test", ".cpp"]
config.excludes = ["unit", "corpus", "fuzz", "bench", "example", "tools", "Inputs"]

source = config.recolor_source
tools = config.llvm_tools
shim = os.path.join(source, "lib", "Runtime", "include")
clangxx = os.path.join(tools, "clang++")
convert = [sys.executable, os.path.join(source, "test", "tools", "convert.py"),
           "--recolor", config.recolor_binary, "--clangxx", clangxx, "--gxx", "g++", "--shim", shim]

plain = os.path.join(source, "test", "Inputs", "plain")
# Longer names first: lit replaces what it finds.
for name, value in [("plain-headers", ["-I" + plain]), ("plain-file", [plain + "/plain.yaml"]),
                    ("recolor", [config.recolor_binary]), ("clangxx", [clangxx]), ("gxx", ["g++"]),
                    ("shim", ["-I" + shim]), ("python", [sys.executable]), ("convert", convert),
                    ("status", [sys.executable, os.path.join(source, "test", "tools", "status.py")]),
                    ("opened", [sys.executable, os.path.join(source, "test", "tools", "opened.py")]),
                    ("plain", ["--runtime", plain + "/plain.yaml"]),
                    ("mock", ["-I" + os.path.join(source, "test", "Inputs", "asio-mock")])]:
    config.substitutions.append((f"%{name}\\b", " ".join(map(shlex.quote, value))))

config.environment["PATH"] = tools + os.pathsep + config.environment["PATH"]
# The tool's fact cache stays out of the user's home.
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")
# Compiling through ccache makes the second run of the suite a matter of seconds.
for variable in ("HOME", "CCACHE_DIR"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]


def has_header(header):
    code = f"#if !__has_include(<{header}>)\n#error\n#endif\n"
    return subprocess.run([clangxx, "-x", "c++", "-E", "-"], input=code.encode(),
                          capture_output=True).returncode == 0


for feature, header in (("asio", "asio.hpp"), ("boost", "boost/asio.hpp")):
    if has_header(header):
        config.available_features.add(feature)

if shutil.which("bazel-4"):
    config.available_features.add("bazel")
