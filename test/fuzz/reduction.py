"""Makes a program that fails smaller: leaves out lines, and blocks with all
they contain, as long as the rest fails in the same way."""
import re


def blocks(lines):
    """Ranges of lines that can be left out at once, largest first: statements
    and definitions with their braces, then single lines."""
    found, open_at = [], []
    for at, line in enumerate(lines):
        text = re.sub(r'"(?:\\.|[^"\\])*"|//.*', "", line)
        for char in text:
            if char == "{":
                open_at.append(at)
            elif char == "}" and open_at:
                begin = open_at.pop()
                if begin != at:
                    found.append((begin, at + 1))
                    if begin and re.search(r"[)\w]\s*$", lines[begin - 1]) and lines[begin].strip() == "{":
                        found.append((begin - 1, at + 1))
    found += [(at, at + 1) for at in range(len(lines))]
    # A run of lines, for the many that have nothing to do with it.
    for size in (32, 16, 8, 4, 2):
        found += [(at, min(at + size, len(lines))) for at in range(0, len(lines), size)]
    return sorted(set(found), key=lambda span: span[0] - span[1])


def unwrapped(lines):
    """The program without the braces of one block, for each block."""
    open_at = []
    for at, line in enumerate(lines):
        if line.rstrip().endswith("{") and not line.lstrip().startswith("}"):
            open_at.append(at)
        elif line.strip().startswith("}") and open_at:
            begin = open_at.pop()
            yield lines[:begin] + lines[begin + 1:at] + lines[at + 1:]


def reduce(files, fails):
    """`files` with as little left as `fails` allows; it is asked for each
    candidate and says whether that still fails."""
    changed = True
    while changed:
        changed = False
        for name in sorted(files):
            lines = files[name].splitlines()
            at = 0
            while at < len(spans := blocks(lines)):
                begin, end = spans[at]
                smaller = {**files, name: "\n".join(lines[:begin] + lines[end:]) + "\n"}
                if any(line.strip() for line in lines[begin:end]) and fails(smaller):
                    files, lines, changed = smaller, smaller[name].splitlines(), True
                else:
                    at += 1
            for candidate in list(unwrapped(lines)):
                smaller = {**files, name: "\n".join(candidate) + "\n"}
                if fails(smaller):
                    files, changed = smaller, True
                    break
    return files
