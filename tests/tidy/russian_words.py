"""Finds words that accuse in what a school reads.

Because a list of missing entries is a list to check, not a verdict: a machine does not know who is guilty.
Usage: russian_words.py ROOT
"""

import re
import sys

from sources import ROOMS, finish, is_binary, line_of, read, tracked_files

WORDS = re.compile(r"\b(?:наруш(?:ени|ител|ил)|виновен|виновн|виноват|провинил)\w*", re.I)
# The one sentence that needs the word, to say that it is not one.
FINE = re.compile(r"не вывод о\s+$", re.I)


def main(root):
    problems = []
    for path in tracked_files(root):
        if path.split("/")[0] not in ROOMS + ("config", "systemd") or path.endswith(".md") or is_binary(root, path):
            continue
        text = read(root, path)
        for match in WORDS.finditer(text):
            if not FINE.search(text[max(0, match.start() - 20):match.start()]):
                problems.append(f"{path}:{line_of(text, match.start())}: «{match.group(0)}» accuses; say what is "
                                "missing instead")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
