"""The scripts that a person starts: executable, readable by bash, and plain about a wrong argument.

Because they are the first thing that somebody who comes new tries, and nothing else tests them.
Usage: scripts.py ROOT
"""

import os
import subprocess
import sys

from sources import finish, read, tracked_files

COMMANDS = ("test.sh", "demo.sh", ".ci/run")
# A wrong argument: exit status 64 and the usage, before anything is installed or built.
REFUSE = (("test.sh", "nonsense"), ("test.sh", "fuzz", "soon"), ("test.sh", "asan", "twice"), ("demo.sh", "nonsense"),
          ("demo.sh", "--check", "twice"))


def is_script(root, path):
    return path.endswith(".sh") or (path == ".ci/run" or "." not in path) and read(root, path).startswith("#!")


def main(root):
    problems = [f"{path}:1: it is missing" for path in COMMANDS if not os.path.isfile(os.path.join(root, path))]
    scripts = [path for path in tracked_files(root) if is_script(root, path)]
    for path in scripts:
        whole = os.path.abspath(os.path.join(root, path))
        if not os.access(whole, os.X_OK):
            problems.append(f"{path}:1: not executable")
        if "set -euo pipefail" not in read(root, path):
            problems.append(f"{path}:1: without 'set -euo pipefail' it goes on after a failure")
        checked = subprocess.run(["bash", "-n", whole], capture_output=True, text=True, check=False)
        if checked.returncode != 0:
            problems.append(f"{path}:1: bash cannot read it: {checked.stderr.strip()}")
    for path, *arguments in REFUSE:
        whole = os.path.abspath(os.path.join(root, path))
        if os.access(whole, os.X_OK):
            result = subprocess.run([whole, *arguments], capture_output=True, text=True, check=False, cwd="/",
                                    stdin=subprocess.DEVNULL)
            if result.returncode != 64 or "Usage: ./" + path not in result.stderr:
                problems.append(f"{path}:1: '{' '.join(arguments)}' gave {result.returncode}, not 64 with the usage")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
