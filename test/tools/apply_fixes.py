#!/usr/bin/env python3
"""Applies the file that `recolor rewrite --export-fixes` writes.

Does what clang-apply-replacements does with it, so that the tests need no
further package: apply_fixes.py FIXES. Edits of a file must not overlap.
"""
import ast
import collections
import re
import sys


def scalar(text):
    """A scalar as LLVM's YAML writer spells it."""
    text = text.strip()
    if text.startswith("'"):
        # A line break is doubled in a quoted scalar.
        return re.sub(r"\n(\n*)", r"\1", text[1:-1]).replace("''", "'")
    return ast.literal_eval(text) if text.startswith('"') else text


def replacements(text):
    value = r"('(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"|[^\n]*)"
    pattern = (rf"- FilePath:\s*{value}\s*Offset:\s*(\d+)\s*Length:\s*(\d+)\s*"
               rf"ReplacementText:\s*{value}")
    for path, offset, length, new in re.findall(pattern, text):
        yield scalar(path), int(offset), int(length), scalar(new)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        edits = collections.defaultdict(set)
        for path, *edit in replacements(file.read()):
            edits[path].add(tuple(edit))
    if not edits:
        sys.exit("apply_fixes.py: no replacements")
    for path, found in edits.items():
        with open(path, "rb") as file:
            text = file.read()
        end = len(text)
        for offset, length, new in sorted(found, reverse=True):
            if offset + length > end:
                sys.exit(f"apply_fixes.py: {path}:{offset}: edits overlap")
            text = text[:offset] + new.encode() + text[offset + length:]
            end = offset
        with open(path, "wb") as file:
            file.write(text)


if __name__ == "__main__":
    main()
