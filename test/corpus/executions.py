#!/usr/bin/env python3
"""Compares the call graph with what programs do.

usage: executions.py --recolor BINARY --cache FOLDER [-j N] [--json FILE]
                     [--list FILE] [--sources FOLDER | FILTER]

Builds packages of Debian that nobody here wrote, with a compiler that announces
every function when it begins, runs their own tests, and asks the graph whether
it knows each call that happened between two functions of the package. What it
does not know is listed. docs/truth.md says how to read the result.

FILTER is a regular expression for the names of packages. FOLDER holds a program
of yours, with a CMakeLists.txt that names its tests and a .recolor.yaml.
"""
import argparse
import array
import bisect
import collections
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
import packages  # noqa: E402
from conversion import Failure, run  # noqa: E402
from graph import Graph, base_name, split  # noqa: E402

CLANG, CLANGXX = "clang-22", "clang++-22"
FLAGS = "-g -O0 -w -fno-omit-frame-pointer -finstrument-functions-after-inlining"
PATIENCE = 45  # one test, seconds


@dataclasses.dataclass
class Package:
    name: str
    version: str = ""
    options: tuple = ()      # for cmake
    targets: tuple = ()      # to build; everything without
    tests: str = ""          # ctest's tests to run, a regular expression
    beside: tuple = ()       # (name, version, folder below the sources): packages it builds with
    cmake: str = ""          # for packages that are built in another way
    environment: tuple = ()  # of the tests
    folder: str = ""         # sources that are there already
    within: tuple = ()       # a command that its tests run under
    prepare: str = ""        # a function below that completes the sources
    talk: str = ""           # how to use its programs, when they are no tests
    # Calls the graph is known not to have: (regular expression for
    # `caller -> callee`, the FN_ test that holds it).
    exceptions: tuple = ()


SIGCXX = """
cmake_minimum_required(VERSION 3.16)
project(sigcxx CXX)
set(CMAKE_CXX_STANDARD 17)
enable_testing()
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/sigc++config.h "#pragma once\\n#define SIGC_API\\n#define SIGCXX_MAJOR_VERSION 2\\n"
     "#define SIGC_TYPEDEF_REDEFINE_ALLOWED\\n#define SIGC_GCC_TEMPLATE_SPECIALIZATION_OPERATOR_OVERLOAD\\n")
file(GLOB LIBRARY ${SOURCES}/sigc++/*.cc ${SOURCES}/sigc++/functors/*.cc ${SOURCES}/sigc++/adaptors/lambda/*.cc)
add_library(sigc STATIC ${LIBRARY} ${SOURCES}/tests/testutilities.cc)
target_include_directories(sigc PUBLIC ${SOURCES} ${CMAKE_CURRENT_BINARY_DIR})
file(GLOB TESTS ${SOURCES}/tests/test_*.cc)
foreach(test ${TESTS})
  get_filename_component(name ${test} NAME_WE)
  add_executable(${name} ${test})
  target_link_libraries(${name} sigc)
  add_test(NAME ${name} COMMAND ${name})
endforeach()
"""

# Without TLS and compression, whose libraries need not be here.
HTTPLIB = """
cmake_minimum_required(VERSION 3.16)
project(httplib CXX)
find_package(Threads REQUIRED)
enable_testing()
add_subdirectory(${SOURCES}/third_party/googletest googletest EXCLUDE_FROM_ALL)
add_executable(httplib_test ${SOURCES}/test/test.cc ${SOURCES}/test/include_httplib.cc)
target_include_directories(httplib_test PRIVATE ${SOURCES})
target_link_libraries(httplib_test gtest_main Threads::Threads)
add_test(NAME httplib_test COMMAND httplib_test WORKING_DIRECTORY ${SOURCES}/test)
"""

COROUTINES = """
cmake_minimum_required(VERSION 3.16)
project(coroutines CXX)
set(CMAKE_CXX_STANDARD 20)
file(GLOB PROGRAMS ${SOURCES}/*.cpp)
foreach(program ${PROGRAMS})
  get_filename_component(name ${program} NAME_WE)
  add_executable(${name} ${program})
  target_compile_definitions(${name} PRIVATE ASIO_HAS_CO_AWAIT)
  target_compile_options(${name} PRIVATE -pthread)
  target_link_options(${name} PRIVATE -pthread)
endforeach()
"""

PACKAGES = (
    # Without the tests that write for minutes.
    Package("leveldb", "1.23-4", tests="^(?!issue178|issue320|autocompact|skiplist)", options=("-DLEVELDB_BUILD_BENCHMARKS=OFF",),
            beside=(("googletest", "1.12.1-0.2", "third_party/googletest"),), prepare="for_leveldb",
            exceptions=((r"-> leveldb::test::IsOKMatcher::gmock_Impl<.*>::", "FN_library_instantiates"),
                        (r"^leveldb::test::IsOKMatcher::gmock_Impl<.*>::", "FN_library_instantiates")),
            environment=(("GTEST_FILTER", "-*Randomized*:*SparseMerge*:*ApproximateSizes*:*EmptyLevel:*Fflush*:*RepeatedWrites*:*Issue44*:*MultiThreaded"),)),
    Package("ninja-build", "1.11.1-2~deb12u1", targets=("ninja_test",)),
    Package("re2", "20220601+dfsg-1", tests="charclass|compile|filtered|mimics|parse|re2|regexp|required|"
            "set_test|simplify|string_gen", prepare="unicode_tables"),
    Package("tinyxml2", "9.0.0+dfsg-3.1"),
    Package("libjsoncpp", "1.9.5-4", ("-DJSONCPP_WITH_POST_BUILD_UNITTEST=OFF", "-DBUILD_SHARED_LIBS=OFF",
                                      "-DBUILD_OBJECT_LIBS=OFF")),
    Package("libsigc++-2.0", "2.12.0-1", cmake=SIGCXX, prepare="signal_headers"),
    Package("libuv1", "1.44.2-1+deb12u1", targets=("uv_run_tests_a",), tests="uv_test_a",
            environment=(("UV_RUN_AS_ROOT", "1"),)),
    Package("asio-coroutines", cmake=COROUTINES, talk="asio"),
)


# ---- Building ---------------------------------------------------------------

def sources(package, cache):
    if package.folder:
        return pathlib.Path(package.folder).resolve()
    folder = cache / "sources" / package.name
    if package.talk == "asio":
        import asio  # pylint: disable=import-outside-toplevel
        if not folder.exists():
            examples = asio.fetch(cache.parent)
            shutil.copytree(pathlib.Path(examples) / "cpp17" / "coroutines_ts", folder)
            (folder / ".recolor.yaml").touch()
        return folder
    if not (folder / ".recolor.yaml").exists():
        packages.unpack(packages.archive(cache, package.name, package.version), folder)
    for name, version, below in package.beside:
        # A link, not a copy: its real path is outside the project.
        other = cache / "sources" / name
        if not other.exists():
            packages.unpack(packages.archive(cache, name, version), other)
        if not (folder / below).is_symlink():
            shutil.rmtree(folder / below, ignore_errors=True)
            (folder / below).parent.mkdir(exist_ok=True)
            (folder / below).symlink_to(other)
    if package.prepare:
        globals()[package.prepare](cache, folder)
    return folder


def for_leveldb(_, folder):
    """LevelDB's tests are configured with a library that only its benchmarks use,
    and one source names enumerators as C++20 does no longer."""
    (folder / "third_party" / "benchmark").mkdir(exist_ok=True)
    (folder / "third_party" / "benchmark" / "CMakeLists.txt").touch()
    source = folder / "util" / "env_posix.cc"
    text = source.read_text()
    if "std::memory_order::memory_order_" in text:
        source.write_text(text.replace("std::memory_order::memory_order_", "std::memory_order_"))


def signal_headers(_, folder):
    """Upstream's archive of libsigc++ has its headers as macros."""
    include = folder / "sigc++" / "macros"
    for source in sorted((folder / "sigc++").rglob("macros/*.*.m4")):
        target = source.parent.parent / source.stem
        if source.name != "template.macros.m4" and not target.exists():
            target.write_bytes(run(["m4", "-I", str(include), str(source)], f"making {target.name}").stdout)


def unicode_tables(cache, folder):
    """Debian's archive of RE2 is without its generated tables: they are made
    from Debian's own Unicode data."""
    re2 = folder / "re2"
    if (re2 / "unicode_groups.cc").exists():
        return
    data = packages.binary(cache, "unicode-data") / "usr/share/unicode"
    script = (re2 / "unicode.py").read_text().replace("from six.moves import urllib", "import urllib.request")
    (re2 / "unicode.py").write_text(re.sub('_UNICODE_DIR = ".*"', f'_UNICODE_DIR = "{data}"', script))
    for name, command in (("perl_groups", ["perl", "make_perl_groups.pl"]),
                          ("unicode_casefold", [sys.executable, "make_unicode_casefold.py"]),
                          ("unicode_groups", [sys.executable, "make_unicode_groups.py"])):
        (re2 / f"{name}.cc").write_bytes(run(command, f"making {name}.cc", cwd=re2).stdout)


def build(package, cache, jobs):
    """The folders of the sources and of the build."""
    folder = sources(package, cache)
    out = cache / "build" / package.name
    top, options = folder, [*package.options]
    if package.cmake:
        top = cache / "cmake" / package.name
        top.mkdir(parents=True, exist_ok=True)
        if not (top / "CMakeLists.txt").exists() or (top / "CMakeLists.txt").read_text() != package.cmake:
            (top / "CMakeLists.txt").write_text(package.cmake)
        options.append(f"-DSOURCES={folder}")
    if shutil.which("ccache"):
        options += [f"-DCMAKE_{language}_COMPILER_LAUNCHER=ccache" for language in ("C", "CXX")]
    if not (out / "build.ninja").exists():
        run(["cmake", "-G", "Ninja", "-S", str(top), "-B", str(out), "-DCMAKE_BUILD_TYPE=",
             "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", f"-DCMAKE_C_COMPILER={CLANG}",
             f"-DCMAKE_CXX_COMPILER={CLANGXX}", f"-DCMAKE_C_FLAGS={FLAGS}", f"-DCMAKE_CXX_FLAGS={FLAGS}", *options],
            f"configuring {package.name}")
    run(["ninja", "-C", str(out), f"-j{jobs}", *package.targets], f"building {package.name}", timeout=1500)
    return folder, out


def database(folder, out):
    """A compile database of the units that were built from the package's own
    sources."""
    commands = json.loads((out / "compile_commands.json").read_text())
    mine, root = [], str(folder.resolve()) + os.sep
    for command in commands:
        file = os.path.realpath(os.path.join(command["directory"], command["file"]))
        output = re.search(r" -o (\S+)", command["command"])
        built = output and os.path.exists(os.path.join(command["directory"], output[1]))
        if file.startswith(root) and built:
            # ccache is no compiler.
            command["command"] = re.sub(r"^\S*ccache ", "", command["command"])
            mine.append(command)
    own = out / "own"
    own.mkdir(exist_ok=True)
    (own / "compile_commands.json").write_text(json.dumps(mine))
    return own


# ---- Symbols ----------------------------------------------------------------

class Symbols:
    """The functions of one executable: where they are and where they were
    written."""

    def __init__(self, path, root, known):
        """`known` remembers weak functions: they are the same in every program
        of a package."""
        self.path, self.root = str(path), str(root.resolve()) + os.sep
        listing = run(["llvm-nm-22", "--defined-only", self.path], f"symbols of {path}").stdout.decode()
        table, weak = {}, set()
        for line in listing.splitlines():
            parts = line.split(" ", 2)
            if len(parts) == 3 and parts[1] in "tTwW":
                address = int(parts[0], 16)
                if parts[1] == "W":
                    weak.add(address)
                if parts[2] > table.get(address, ""):  # C1 and C2 share an address
                    table[address] = parts[2]
        self.starts = sorted(table)
        self.names = [table[start] for start in self.starts]
        self.places = {}
        asked = []
        for start, name in table.items():
            if name in known:
                self.places[start] = known[name]
            else:
                asked.append(start)
        for start, (_, file, line) in self.ask(asked).items():
            here = (file, line) if file.startswith(self.root) and line else None
            self.places[start] = here
            if start in weak:
                known[table[start]] = here
        self.own = {start: here for start, here in self.places.items()
                    if here and not re.match(r"_ZT[hvc]|_GLOBAL__|__cxx_global", table[start])}

    def ask(self, addresses):
        """address -> (name, file, line of the function)"""
        if not addresses:
            return {}
        done = run(["llvm-symbolizer-22", f"--obj={self.path}", "--output-style=JSON", "--functions=linkage",
                    "--no-inlines", "--no-demangle"], f"symbolising {self.path}",
                   input="".join(f"{address:#x}\n" for address in addresses).encode())
        found = {}
        for line in done.stdout.decode().splitlines():
            data = json.loads(line)
            one = data["Symbol"][0]
            found[int(data["Address"], 16)] = (one["FunctionName"], real(one.get("StartFileName", "")),
                                               one.get("StartLine", 0))
        return found

    def lines(self, addresses):
        """address -> `file:line` of what stands there"""
        if not addresses:
            return {}
        done = run(["llvm-symbolizer-22", f"--obj={self.path}", "--output-style=JSON", "--no-inlines"],
                   f"symbolising {self.path}", input="".join(f"{address:#x}\n" for address in addresses).encode())
        found = {}
        for line in done.stdout.decode().splitlines():
            data = json.loads(line)
            one = data["Symbol"][0]
            found[int(data["Address"], 16)] = f"{self.short(real(one['FileName']))}:{one['Line']}"
        return found

    def short(self, file):
        return file[len(self.root):] if file.startswith(self.root) else file

    def around(self, address):
        """(start, mangled name) of the function that an address is in"""
        at = bisect.bisect_right(self.starts, address) - 1
        return (self.starts[at], self.names[at]) if at >= 0 else (0, "")


REAL = {}


def real(path):
    if path not in REAL:
        REAL[path] = os.path.realpath(path) if path.startswith("/") else path
    return REAL[path]


def demangled(names):
    names = sorted(names)
    done = run(["llvm-cxxfilt-22"], "demangling", input="\n".join(names).encode() + b"\n")
    return dict(zip(names, done.stdout.decode().splitlines()))


# ---- Running ----------------------------------------------------------------

def tracer(cache):
    library = cache / "trace.so"
    source = HERE / "trace.c"
    if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
        run([CLANG, "-O2", "-fno-omit-frame-pointer", "-Wall", "-Wextra", "-Wno-frame-address", "-shared", "-fPIC",
             str(source), "-o", str(library)], "compiling the tracer")
    return library


def executables(out):
    found = []
    for path in sorted(out.rglob("*")):
        if path.is_file() and not path.is_symlink() and os.access(path, os.X_OK) and "CMakeFiles" not in path.parts:
            with open(path, "rb") as file:
                head = file.read(18)
            if head[:4] == b"\x7fELF" and head[16] in (2, 3):
                found.append(path)
    return found


def stop(process):
    """Ends a test and what it started; what it runs within may clean up."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run_tests(package, out, patience, environment=()):
    """name of a test -> its exit status, or None when it had to be stopped"""
    scratch = out / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    environment = {**os.environ, **dict(environment), **dict(package.environment), "TMPDIR": str(scratch),
                   "TEST_TMPDIR": str(scratch)}
    # Some packages enable their tests below their top folder only.
    lists = min(out.rglob("CTestTestfile.cmake"), key=lambda path: len(path.parts), default=out / "CTestTestfile.cmake")
    listing = json.loads(run(["ctest", "--test-dir", str(lists.parent), "--show-only=json-v1"], "listing tests").stdout)
    ended = {}
    for test in listing["tests"]:
        if not re.search(package.tests, test["name"]) or not os.path.exists(test.get("command", [""])[0]):
            continue
        properties = {one["name"]: one["value"] for one in test.get("properties", ())}
        with open(out / "tests.log", "ab") as log:
            process = subprocess.Popen([*package.within, *test["command"]], stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, cwd=properties.get("WORKING_DIRECTORY") or str(scratch),
                                       env=environment, start_new_session=True)
            try:
                ended[test["name"]] = process.wait(patience)
            except subprocess.TimeoutExpired:
                stop(process)
                ended[test["name"]] = None
    if not ended:
        raise Failure(f"{package.name}: no tests")
    return ended


def execute(package, out, cache, symbols):
    """Runs the package's tests; the folder of what was recorded."""
    traces = out / "traces"
    shutil.rmtree(traces, ignore_errors=True)
    (traces / "tables").mkdir(parents=True)
    for path, table in symbols.items():
        with open(traces / "tables" / path.replace("/", "%"), "wb") as file:
            array.array("Q", sorted(table.own)).tofile(file)
    environment = {"RECOLOR_TRACE": str(traces), "LD_PRELOAD": str(tracer(cache))}
    if package.talk:
        return traces, converse(out, {**os.environ, **environment})
    ended = run_tests(package, out, PATIENCE, environment)
    return traces, (len(ended), [f"{name} was stopped after {PATIENCE} s" if status is None else
                                 f"{name} ended with {status}" for name, status in ended.items() if status != 0])


def converse(out, environment):
    """Uses servers that have no tests: two clients each, who say two lines."""
    notes, programs = [], executables(out)
    for program in programs:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            ports = [probe.getsockname()[1]]
        arguments = [str(port) for port in ports] if "chat" in program.name else []
        process = subprocess.Popen([str(program), *arguments], env=environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        port = ports[0] if arguments else 55555
        try:
            clients = []
            for _ in range(2):
                for attempt in range(100):
                    try:
                        clients.append(socket.create_connection(("127.0.0.1", port), timeout=5))
                        break
                    except OSError:
                        time.sleep(0.05)
                else:
                    raise OSError("nobody listens")
            for client in clients + clients:
                client.sendall(b"one line\n")
                client.recv(100)
            for client in clients:
                client.close()
            time.sleep(0.2)
        except OSError as error:
            notes.append(f"{program.name}: {error}")
        process.terminate()
        process.communicate()
    return len(programs), notes


# ---- What happened ----------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Node:
    """A function as the debug information tells it; all instantiations of a
    template, both constructors of a class, ... are one."""
    file: str
    line: int
    name: str    # unqualified
    shape: tuple  # of the parameters: how many references each has
    extra: str    # `resume`, `destroy`, `cleanup` of a coroutine, or nothing
    full: str = dataclasses.field(compare=False)  # for people

    def __str__(self):
        return f"{self.full} ({os.path.basename(self.file)}:{self.line})"


TOP = Node("", 0, "-", (), "", "-")


def node(place, text, mangled):
    extra = ""
    if found := re.search(r" \(\.(resume|destroy|cleanup)\)$", text) or re.search(r"\.(resume|destroy|cleanup)$", mangled):
        extra, text = found[1], re.sub(r" \(\.[^)]*\)$", "", text)
    if text.startswith("_Z") and re.search(r"\$_\d+cl[EI]", text):
        return Node(*place, "operator()", (), extra, text)  # generic closures are not demangled
    if text.startswith("_Z") and re.search(r"[a-z0-9]cv[A-Z]", text):
        return Node(*place, "operator", (), extra, text)  # nor are some conversions
    text = re.sub(r"\[abi:\w+\]", "", text)
    text = re.sub(r" \[clone[^]]*\]$", "", text)
    name, params = declarator(text)
    return Node(place[0], place[1], base_name(name), tuple(one.count("&") for one in params), extra, name)


def declarator(text):
    """`R ns::f<int>(A, B) const` -> (`ns::f<int>`, (`A`, `B`))"""
    # Nested functions and lambdas have parentheses of their own, so the
    # parameters are the last group at depth 0; the name stands before it.
    bare = re.sub(r"( const| volatile| &&?| noexcept)+$", "", text)
    if not bare.endswith(")"):
        return bare, ()
    depth, at = 0, len(bare)
    for at in range(len(bare) - 1, -1, -1):
        depth += (bare[at] == ")") - (bare[at] == "(")
        if depth == 0:
            break
    name, params = bare[:at], bare[at:]
    # A template's name begins with its result type.
    depth, begin = 0, 0
    for index, char in enumerate(name):
        if depth == 0 and name.startswith("(*", index) and name.endswith(")") and "operator " not in name[:index]:
            return declarator(name[index + 2:-1])  # the result is a pointer to a function
        if char in "<({[":
            depth += not name[:index + 1].endswith(("operator<", "operator<<", "operator("))
        elif char in ">)}]":
            depth -= not name[:index + 1].endswith(("operator>", "operator>>", "->", "operator()"))
        elif char == " " and depth == 0 and not re.search(r"\boperator\b", name[:index]):
            begin = index + 1
    return name[begin:], tuple(split(params))


def behaviour(traces, symbols):
    """{(caller, callee, direct?): (symbols, address of a call)} over nodes,
    and the nodes that ran."""
    raw = {}
    for trace in sorted(traces.glob("*.trace")):
        if not trace.stat().st_size:
            continue  # the process was ended before it began
        modules = []
        for line in trace.with_suffix(".modules").read_text().splitlines():
            base, path = line.split(" ", 1)
            modules.append((int(base, 16), symbols[path]))
        modules.sort(key=lambda one: one[0])
        bases = [base for base, _ in modules]
        with open(trace, "rb") as file:
            count, = struct.unpack("Q16x", file.read(24))
            values = array.array("Q")
            values.frombytes(file.read(24 * count))

        def local(address):
            at = bisect.bisect_right(bases, address) - 1
            return (modules[at][1], address - bases[at]) if at >= 0 else (None, 0)
        for at in range(0, len(values) - 2, 3):
            caller, site, callee = values[at:at + 3]
            table, start = local(callee)
            where, offset = local(site)
            key = (table.path, local(caller)[1] if caller else 0, offset - 1 if where else 0, start)
            raw.setdefault(key, (table, where is table))
        # What was recorded is read; a process leaves 24 MB.
        trace.unlink()
    names = demangled({table.around(address)[1] for (_, caller, _, callee), (table, _) in raw.items()
                       for address in (caller, callee) if address})
    nodes = {}

    def node_at(table, start):
        key = (table.path, start)
        if key not in nodes:
            mangled = table.around(start)[1]
            nodes[key] = node(table.own[start], names[mangled], mangled)
        return nodes[key]

    pairs, distrusted = {}, 0
    for (_, caller, site, callee), (table, same) in raw.items():
        physical, name = table.around(site) if same else (0, "")
        direct = bool(caller) and physical == caller or bool(re.match(r"_ZT[hvc]", name))
        if not direct and physical in table.own:
            # The return address cannot lie: the caller is another function.
            caller, direct, distrusted = physical, True, distrusted + 1
        if not caller:
            direct = bool(re.match(r"__cxx_global|_GLOBAL__", name))
        key = (node_at(table, caller) if caller else TOP, node_at(table, callee), direct)
        pairs.setdefault(key, (table, site))
    return pairs, set(nodes.values()), distrusted


class Matcher:
    """From what the debug information says to the graph's functions."""

    def __init__(self, graph):
        self.graph, self.at = graph, collections.defaultdict(list)
        for function in graph.functions.values():
            if function.kind != "slot":
                for place in function.places:
                    self.at[place].append(function)
        self.memo = {}

    def __call__(self, one):
        if one not in self.memo:
            self.memo[one] = frozenset(self.find(one))
        return self.memo[one]

    def find(self, one):
        if one is TOP:
            return {"-"}
        here = self.at[(one.file, one.line)]
        if one.name == "operator()" and (closures := {f.label for f in here if f.kind == "lambda"}):
            return closures
        if re.fullmatch(r"~?(\$_\d+)?", one.name):  # of a closure's class
            kind = "destructor" if one.name.startswith("~") else "constructor"
            return {f.label for f in here if f.kind == kind and f.base.startswith("(lambda")}
        named = [f for f in here if f.kind != "lambda" and same_name(f, one)]
        alike = [f for f in named if len(split(f.params)) == len(one.shape)]
        if len(alike) > 1:
            alike = [f for f in alike if tuple(part.count("&") for part in split(f.params)) == one.shape] or alike
        alike = alike or named
        # A declaration beside the definition is no other function.
        return {f.label for f in [f for f in alike if "defined" in f.flags] or alike}


def same_name(function, one):
    if function.base == one.name:
        return True
    if function.kind == "conversion":
        return one.name.startswith("operator")
    return re.sub(r"\s", "", function.base) == re.sub(r"\s", "", one.name)


def transparent(one):
    """Does the compiler write such functions?"""
    last = one.full.rsplit("::", 2)
    cls = base_name(last[-2]) if len(last) > 1 else ""
    # A closure's class has no name: its constructor is `...::`, its destructor `...::~`.
    return one.name in ("__invoke", "", "~") or one.name.lstrip("~") == cls or \
        one.name.startswith("operator") and one.name != "operator()"


LINES = {}


def defaulted(one):
    """Does the source say `= default` there?"""
    if one.file not in LINES:
        LINES[one.file] = pathlib.Path(one.file).read_text(errors="replace").splitlines()
    return bool(re.search(r"=\s*default\b", LINES[one.file][one.line - 1]))


@dataclasses.dataclass
class Result:
    package: Package
    graph: Graph
    seconds: dict
    ran: tuple = ()
    functions: int = 0
    direct: int = 0
    through: int = 0
    handed: int = 0
    exposed: int = 0
    resumptions: int = 0
    ambiguous: int = 0
    excepted: int = 0
    missing: list = dataclasses.field(default_factory=list)
    unlisted: list = dataclasses.field(default_factory=list)


def excepted(result, text):
    """Is it known that the graph does not have this?"""
    return any(re.search(pattern, text) for pattern, _ in result.package.exceptions)


def compare(result, pairs, nodes):
    """Asks the graph about every pair."""
    graph = result.graph
    match = Matcher(graph)
    # Functions the graph has no node for let the call through to what they
    # call: implicit members, a lambda's conversion to a pointer.
    gone = {one for one in nodes if not match(one)}
    result.unlisted = sorted((one for one in gone if not transparent(one)
                              and not excepted(result, f"-> {one.full}")), key=str)
    # The same holds for implicit and defaulted members that, it says, call nothing.
    gone |= {one for one in nodes - gone if all(
        ("implicit" in graph.functions[label].flags or defaulted(one)) and not graph.handed(label)
        for label in match(one))}
    result.functions = len(nodes - gone)
    below = collections.defaultdict(list)
    for (caller, callee, direct), where in pairs.items():
        below[caller].append((callee, direct, where))
    final = {}
    for caller in [one for one in below if one not in gone]:
        todo, seen = [(callee, direct, where) for callee, direct, where in below[caller]], set()
        while todo:
            callee, direct, where = todo.pop()
            if callee in gone:
                if (callee, direct) not in seen:
                    seen.add((callee, direct))
                    todo += [(next_one, direct and also, where) for next_one, also, _ in below[callee]]
            else:
                final.setdefault((caller, callee, direct), where)
    for (caller, callee, direct), (table, site) in sorted(final.items(), key=lambda item: tuple(map(str, item[0]))):
        if callee.extra:
            result.resumptions += 1  # not a call: somebody lets a coroutine go on
            continue
        callers, callees = match(caller), match(callee)
        if callers == callees and callee.name.lstrip("~") in callee.full.split("::")[:-1]:
            continue  # the parts of one constructor or destructor
        result.ambiguous += len(callers) > 1 or len(callees) > 1
        if direct:
            result.direct += 1
        else:
            result.through += 1
        if any(graph.targets(one) & callees for one in callers):
            continue
        if not direct:
            if caller is not TOP and any(graph.handed(one) & callees for one in callers):
                result.handed += 1
                continue
            if graph.exposed & callees or caller is TOP and any("main" in graph.functions[c].flags for c in callees):
                result.exposed += 1
                continue
        text = f"{caller.full} -> {callee.full}"
        if excepted(result, text):
            result.excepted += 1
            continue
        result.missing.append((kind_of(graph, caller, callees, direct), caller, callee, table, site))


def kind_of(graph, caller, callees, direct):
    function = graph.functions[sorted(callees)[0]]
    kind = function.kind
    if kind in ("function", "method") and "virtual" in function.flags:
        kind = "virtual method"
    if kind in ("constructor", "destructor") and "implicit" in function.flags:
        kind = "implicit " + kind
    place = "from an initializer" if caller is TOP and direct else "" if direct else "through unseen code"
    return f"{kind} {place}".strip()


def told(result, file):
    """Writes what is missing."""
    by_kind = collections.defaultdict(list)
    for entry in result.missing:
        by_kind[entry[0]].append(entry)
    places = {}
    by_table = collections.defaultdict(set)
    for _, _, _, table, site in result.missing:
        by_table[table].add(site)
    for table, sites in by_table.items():
        places.update({(table.path, site): line for site, line in table.lines(sorted(sites)).items()})
    print(f"== {result.package.name}: {len(result.missing)} missing, {len(result.unlisted)} unlisted", file=file)
    for kind, entries in sorted(by_kind.items(), key=lambda item: -len(item[1])):
        print(f"-- {kind}: {len(entries)}", file=file)
        for _, caller, callee, table, site in entries:
            print(f"   {caller} -> {callee}  at {places.get((table.path, site), '?')}", file=file)
    if result.unlisted:
        print(f"-- functions without a node: {len(result.unlisted)}", file=file)
        for one in result.unlisted:
            print(f"   {one}", file=file)


def examine(package, arguments):
    seconds, started = {}, time.time()

    def lap(name):
        nonlocal started
        seconds[name] = time.time() - started
        started = time.time()
    folder, out = build(package, arguments.cache, arguments.jobs)
    lap("build")
    own = database(folder, out)
    dump = out / "graph.txt"
    run([arguments.recolor, "index", "--format", "graph", "-p", str(own), f"-j{arguments.jobs}", "-o", str(dump)],
        f"recolor index in {package.name}", timeout=1500)
    lap("index")
    graph = Graph(dump.read_text(errors="replace"))
    result = Result(package, graph, seconds)
    if graph.failed:
        raise Failure(f"{package.name}: {len(graph.failed)} units do not parse: {graph.failed[0]}")
    known = {}
    symbols = {str(path): Symbols(path, folder, known) for path in map(pathlib.Path.resolve, executables(out))}
    symbols = {path: table for path, table in symbols.items() if table.own}
    lap("symbols")
    traces, result.ran = execute(package, out, arguments.cache, symbols)
    lap("tests")
    pairs, nodes, distrusted = behaviour(traces, symbols)
    compare(result, pairs, nodes)
    lap("compare")
    return result


def row(result):
    return (f"{result.package.name}: {result.graph.units} units, {result.functions} functions ran, "
            f"{result.direct} calls, {result.through} through unseen code "
            f"({result.handed} by what was handed over, {result.exposed} by what it can reach), "
            f"{result.resumptions} resumptions, {result.ambiguous} ambiguous, "
            f"{len(result.missing)} missing, {len(result.unlisted)} unlisted")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recolor", required=True)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--json", help="write the results for totals.py")
    parser.add_argument("--list", help="write every missing pair there")
    parser.add_argument("--sources", help="a program of yours, in place of the packages")
    parser.add_argument("filter", nargs="?", default="")
    arguments = parser.parse_args()
    arguments.recolor = os.path.abspath(arguments.recolor)
    arguments.cache = arguments.cache.resolve() / "executions"
    results, indirect, text = [], [], open(arguments.list or os.devnull, "w", encoding="utf-8")
    mine = (Package(os.path.basename(arguments.sources), folder=arguments.sources),) if arguments.sources else ()
    for package in mine or PACKAGES:
        if not re.search(arguments.filter, package.name):
            continue
        name = f"executions: {package.name}"
        try:
            result = examine(package, arguments)
        except Failure as failure:
            print(failure)
            results.append({"name": name, "result": "failed"})
            continue
        told(result, text)
        text.flush()
        print(row(result), flush=True)
        print("    " + ", ".join(f"{what} {took:.0f} s" for what, took in result.seconds.items()))
        for kind, (sites, empty, ours, hierarchy, alike) in result.graph.precision().items():
            if sites:
                known = max(sites - empty, 1)
                print(f"    {kind}: {sites} sites, {empty} without a target, the others with {ours / known:.2f} each; "
                      + (f"by the class hierarchy {hierarchy / known:.2f}, " if hierarchy is not None else "")
                      + f"by signature {alike / known:.2f}")
                indirect += (known, ours, alike)
        count, notes = result.ran
        print(f"    {count} tests" + "".join(f"; {note}" for note in notes))
        kinds = collections.Counter(entry[0] for entry in result.missing)
        for kind, number in kinds.most_common():
            print(f"    missing: {number} {kind}")
        good = not result.missing and not result.unlisted and result.direct
        results.append({"name": name, "result": "passed" if good else "failed"})
        print(f"{name}: {results[-1]['result']}", flush=True)
    if sum(indirect[0::3]):
        print(f"indirect calls of all packages: {sum(indirect[1::3]) / sum(indirect[0::3]):.2f} targets each, "
              f"by signature {sum(indirect[2::3]) / sum(indirect[0::3]):.2f}")
    passed = sum(one["result"] == "passed" for one in results)
    print(f"{passed} passed, {len(results) - passed} failed")
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"programs": results}, file)
    return 0 if results and passed == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
