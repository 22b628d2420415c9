"""Programs of Csmith: everything C can do with integers, pointers, structs,
unions and control flow. The functions that pause are drawn afterwards."""
import re
import subprocess
import tempfile

PROGRAMS = ("csmith",)
# Its tables of constants do not fit their types, which C++ only warns of when told to.
FLAGS = ("-Wno-c++11-narrowing", "-isystem/usr/include/csmith")
HEADERS = ('"csmith.h"',)
STATUS = (0,)
# How main begins the program, and the function it calls.
ENTRY = ("func_1()", "func_1")

DEFINITION = re.compile(r"^(?:static|inline|extern)\b[^;{}=]*?\bfunc_\d+\([^;{}]*\)\n\{ *\n", re.M)
SWITCHES = ("bitfields", "comma-operators", "compound-assignment", "embedded-assigns", "jumps", "longlong", "packed-struct",
            "pointers", "structs", "unions", "volatiles", "arrays", "consts", "inline-function", "volatile-pointers",
            "const-pointers")


class Unusable(Exception):
    """No program came out."""


def program(rng):
    options = [f"--{'' if rng.random() < 0.8 else 'no-'}{name}" for name in SWITCHES]
    command = ["csmith", "--lang-cpp", "--cpp11", "--concise", "--seed", str(rng.randrange(1, 2**31)),
               "--max-funcs", str(rng.randint(3, 8)), "--max-block-depth", str(rng.randint(2, 4)),
               "--max-block-size", str(rng.randint(2, 4)), "--max-expr-complexity", str(rng.randint(3, 7)), *options]
    try:
        # It leaves a file about the machine where it runs.
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(command, capture_output=True, text=True, timeout=20, cwd=folder)
    except subprocess.TimeoutExpired:
        raise Unusable("csmith does not end") from None
    if done.returncode or not done.stdout:
        raise Unusable(f"csmith: exit status {done.returncode}")
    text = done.stdout
    bodies = [found.end() for found in DEFINITION.finditer(text)]
    if not bodies:
        raise Unusable("no functions")
    for at in sorted(rng.sample(bodies, rng.randint(1, max(1, len(bodies) // 2))), reverse=True):
        text = text[:at] + "    plain::pause();\n" + text[at:]
    return {"main.cpp": text.replace('#include "csmith.h"', '#include "csmith.h"\n#include <plain/pause.h>', 1)}
