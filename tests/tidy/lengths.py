"""Holds C++ files to 400 lines, functions to 70 and lines to 120 columns.

Because a function that fits on a screen can be checked by eye. A comment "// Long because ..." with the reason, in
the function or in the three lines above it (for a file: in its first ten lines), lifts the limit.
Usage: lengths.py ROOT
"""

import re
import sys

from sources import ROOMS, code_only, cpp_files, finish, read

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 120  # the formatter breaks at 110; a comment may end a little behind
REASON = re.compile(r"// Long because \w+")
CONTAINER = re.compile(r"\b(namespace|class|struct|union|enum)\b|extern\s*\"\"\s*$")

# A member initialised with braces: the function's own brace is yet to come.
MEMBER = re.compile(r"\)[\w\s()]*:(?!:).*[:,]\s*[\w:]+(<[^{};]*>)?\s*$|\)[\w\s()]*:\s*[\w:]+\s*$", re.S)


def functions(code):
    """(first line, last line) of every outermost function body, the line of its name included."""
    found = []
    stack = []  # kinds of the open braces
    start = 0
    heading = 0  # where the text before the next brace begins
    for match in re.finditer(r"[{};]", code):
        sign, at = match.group(0), match.start()
        if sign == "{":
            before = code[heading:at]
            if "function" in stack:
                stack.append("block")
            elif MEMBER.search(before):
                stack.append("member")
                continue
            elif CONTAINER.search(before) and ")" not in CONTAINER.sub("", before).split("::")[-1]:
                stack.append("container")
            elif ")" in before and not before.rstrip().endswith("="):
                stack.append("function")
                start = heading + (len(before) - len(before.lstrip()))
            else:
                stack.append("table")
        elif sign == "}" and stack:
            closed = stack.pop()
            if closed == "member":
                continue
            if closed == "function":
                found.append((code.count("\n", 0, start) + 1, code.count("\n", 0, at) + 1))
        if "function" not in stack:
            heading = match.end()
    return found


def main(root):
    problems = []
    for path in cpp_files(root, ROOMS + ("tests",)):
        whole = read(root, path)
        lines = whole.split("\n")
        if len(lines) - 1 > FILE_LINES_MAX and not REASON.search("\n".join(lines[:10])):
            problems.append(f"{path}:1: {len(lines) - 1} lines, more than {FILE_LINES_MAX}")
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS_MAX:
                problems.append(f"{path}:{number}: {len(line)} columns, more than {COLUMNS_MAX}")
        for first, last in functions(code_only(whole)):
            length = last - first + 1
            if length > FUNCTION_LINES_MAX and not REASON.search("\n".join(lines[max(0, first - 4):last])):
                problems.append(f"{path}:{first}: a function of {length} lines, more than {FUNCTION_LINES_MAX}")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
