"""Every room has its README.md, and the one at the top shows both commands.

Because somebody who comes new must find the way in within a minute.
Usage: documents.py ROOT
"""

import os
import sys

from sources import finish, read

PLACES = ("journal", "connectors", "rules", "alerts", "appeals", "daemon", "systemd", "config", "tests")
COMMANDS = ("./demo.sh", "./test.sh")


def main(root):
    problems = []
    for place in PLACES:
        path = f"{place}/README.md"
        if not os.path.isfile(os.path.join(root, path)) or not read(root, path).strip():
            problems.append(f"{path}:1: the room has no README.md")
    front = read(root, "README.md") if os.path.isfile(os.path.join(root, "README.md")) else ""
    problems += [f"README.md:1: it does not show {command}" for command in COMMANDS if command not in front]
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
