"""Finds what our C++ must not contain. The reasons are in tests/README.md.

Usage: banned_calls.py ROOT
"""

import re
import sys

from sources import ROOMS, code_only, cpp_files, finish, line_of, read

CLOCKS = ("daemon/runtime/system_clock.cpp", "tests/bench/")

# What, why in short, where it is allowed, whether tests may.
BANNED = (
    (r"::now\s*\(", "the clock is read once, by daemon/runtime/system_clock.cpp", CLOCKS, False),
    (r"\b(gettimeofday|clock_gettime)\s*\(", "the clock is read once", CLOCKS + ("tests/support/process.cpp",), False),
    # libzip hands out what localtime made, so only its inverse gives the archive's own reading back.
    (r"\b(localtime|gmtime)(_r)?\s*\(", "the school's zone, not the machine's: journal::TimeZone",
     ("connectors/formats/zip.cpp",), False),
    (r"(?<![\w.>])time\s*\(\s*(nullptr|NULL|0|&)", "the clock is read once", CLOCKS, False),
    (r"\bstd::w?regex\b|#\s*include\s*<regex>", "std::regex overflows the stack on long input", (), False),
    (r"#\s*include\s*<iostream>|\bstd::(cout|cerr|clog|cin)\b", "libraries do not talk to the terminal", (), True),
    (r"(?<!\w)assert\s*\(|#\s*include\s*<(cassert|assert\.h)>", "ELZHUR_CHECK stays on in every build", (), False),
    (r"\b(sleep|usleep|nanosleep)\s*\(|\bsleep_(for|until)\b", "waiting is for the runtime, and ends when told to",
     ("daemon/runtime/",), False),
    (r"\b(sprintf|vsprintf|strcpy|strcat|gets|strtok)\s*\(", "no bound on what is written", (), False),
    (r"\b(atoi|atol|atoll|atof)\s*\(", "a wrong number becomes 0 in silence: std::from_chars", (), False),
    (r"(?<!\w)s?rand\s*\(", "nothing is random where the same input gives the same output", (), False),
)

# Where work is marked instead of done, or put off.
MARKERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def allowed(path, places):
    return any(path == place or (place.endswith("/") and path.startswith(place)) for place in places)


def main(root):
    problems = []
    for path in cpp_files(root, ROOMS + ("tests",)):
        whole = read(root, path)
        for match in MARKERS.finditer(whole):
            problems.append(f"{path}:{line_of(whole, match.start())}: {match.group(0)}: do it or leave it out")
        code = code_only(whole)
        for pattern, reason, places, tests_may in BANNED:
            if allowed(path, places) or (tests_may and path.startswith("tests/")):
                continue
            for match in re.finditer(pattern, code):
                problems.append(f"{path}:{line_of(code, match.start())}: {match.group(0).strip()}: {reason}")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
