"""What the checkers share: which files there are, and C++ without its comments and texts."""

import os
import re
import subprocess
import sys

ROOMS = ("journal", "connectors", "rules", "alerts", "appeals", "daemon")
CPP = (".cpp", ".hpp", ".cpp.in", ".hpp.in")


def tracked_files(root):
    """Paths of the files that belong to the project, relative to root, sorted.

    In a checkout: what git tracks or would add. Elsewhere: everything but build folders.
    """
    if os.path.exists(os.path.join(root, ".git")):
        command = ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z", "--cached", "--others",
                   "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
        return sorted({name for name in listed if name and os.path.isfile(os.path.join(root, name))})
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in ("build", "package", "__pycache__")]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in files]
    return sorted(found)


def read(root, path):
    """The text of a file; of one that is not UTF-8, what can be read of it."""
    with open(os.path.join(root, path), "rb") as file:
        return file.read().decode("utf-8", "replace")


def is_binary(root, path):
    with open(os.path.join(root, path), "rb") as file:
        return b"\0" in file.read(8192)


def cpp_files(root, folders=ROOMS):
    return [path for path in tracked_files(root) if path.endswith(CPP) and path.split("/")[0] in folders]


_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | R"(?P<tag>[^()\\\s]{0,16})\((?P<raw>.*?)\)(?P=tag)"
      | (?P<text>"(?:\\.|[^"\\\n])*")
      | (?<![0-9a-fA-F])(?P<char>'(?:\\.|[^'\\\n])+')""",
    re.S | re.X,
)


def code_only(text, keep_texts=False):
    """C++ with comments, and texts unless kept, blanked out; every line stays where it was."""

    def blank(match):
        whole = match.group(0)
        if match.group("comment") is None and keep_texts:
            return whole
        lines = "\n" * whole.count("\n")
        return lines if match.group("comment") is not None else '""' + lines

    return _TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def finish(problems):
    """Prints the problems, one a line, and ends the program: 1 when there are any."""
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
