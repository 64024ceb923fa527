"""Finds test files that no target builds, and disabled tests.

Because a test that is not registered rots in silence.
Usage: tests_registered.py ROOT COMPILE_COMMANDS
"""

import json
import os
import re
import sys

from sources import code_only, finish, line_of, read, tracked_files

SWITCHED_OFF = re.compile(r"\b(DISABLED_\w+|GTEST_SKIP)\b")


def main(root, commands):
    with open(commands, encoding="utf-8") as file:
        built = {os.path.realpath(os.path.join(entry["directory"], entry["file"])) for entry in json.load(file)}
    problems = []
    for path in tracked_files(root):
        if not path.startswith("tests/") or not path.endswith(".cpp"):
            continue
        # Benchmarks are built by the release preset alone.
        if os.path.realpath(os.path.join(root, path)) not in built and not path.startswith("tests/bench/"):
            problems.append(f"{path}:1: no target builds this file")
        text = code_only(read(root, path))
        for match in SWITCHED_OFF.finditer(text):
            problems.append(f"{path}:{line_of(text, match.start())}: a test that is switched off: {match.group(0)}")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
