"""Holds every #include of the rooms against the table of who may include whom.

Because a port is only a port while nobody looks behind it: rules that include sqlite3.h can no longer be
tested without a disk, and nobody notices the day it happens.
Usage: include_graph.py ROOT
"""

import os
import re
import sys

from sources import code_only, cpp_files, finish, line_of, read

FAMILIES = ("journal", "connectors", "rules", "alerts", "appeals")

# Room -> the rooms it may include beside itself.
MAY_INCLUDE = {
    "journal": (),
    "connectors": ("journal",),
    "rules": ("journal",),
    "alerts": ("journal", "rules"),
    "appeals": ("journal", "rules"),
    "daemon/config": FAMILIES,
    "daemon/store": FAMILIES,
    "daemon/net": ("connectors", "alerts", "journal"),
    "daemon/metrics": ("journal",),
    "daemon/web": ("journal", "rules", "alerts", "appeals", "daemon/metrics"),
    "daemon/runtime": ("journal",),
    "daemon/ctl": ("journal", "daemon"),
    "daemon/app": FAMILIES + ("daemon/config", "daemon/store", "daemon/net", "daemon/metrics", "daemon/web",
                              "daemon/runtime", "daemon"),
}

# What a foreign header looks like -> the rooms that may include it. None: everyone.
FOREIGN = (
    (r"tl/expected\.hpp", None),
    (r"fmt/.*", None),
    (r"spdlog/.*", None),
    (r"date/.*", ("journal",)),
    (r"zip\.h", ("connectors",)),
    (r"expat\.h", ("connectors",)),
    (r"libxml/.*", ("connectors",)),
    (r"zstd\.h", ("connectors",)),
    (r"nlohmann/.*", ("connectors", "daemon/web", "daemon/app", "daemon/ctl")),  # app: the report of `once`
    (r"kainjow/.*", ("alerts",)),
    (r"xlsxwriter\.h", ("appeals",)),
    (r"yaml-cpp/.*", ("daemon/config",)),
    (r"sqlite3\.h", ("daemon/store",)),
    (r"curl/.*", ("daemon/net",)),
    (r"prometheus/.*", ("daemon/metrics",)),
    (r"boost/(beast|asio)(/.*|\.hpp)", ("daemon/web", "daemon/runtime", "daemon/ctl")),
    (r"argon2\.h", ("daemon/web",)),
    (r"zlib\.h", ("daemon/web",)),
    (r"openssl/.*", ("connectors", "daemon/web", "daemon/ctl")),  # connectors: documents are named by their SHA-256
    (r"systemd/.*", ("daemon/runtime",)),
    (r"CLI/.*", ("daemon/app", "daemon/ctl")),
)

# The system's own headers: C++'s have no dot and no slash; these are POSIX's and Linux's.
SYSTEM = re.compile(r"[a-z_]+|(sys|netinet|arpa|linux|net)/[a-z_]+\.h|"
                    r"(dirent|errno|fcntl|fnmatch|glob|grp|iconv|langinfo|limits|locale|netdb|poll|pthread|pwd|sched|"
                    r"signal|spawn|stdint|stdio|stdlib|string|strings|syslog|termios|time|unistd|wchar)\.h")

# Headers that CMake writes: they are in no folder of the tree.
GENERATED = ("daemon/version.hpp",)

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)


def room_of(path):
    parts = path.split("/")
    if parts[0] == "daemon":
        return "/".join(parts[:2]) if len(parts) > 2 else "daemon"
    return parts[0]


def check_own(root, room, header):
    if header not in GENERATED and not os.path.isfile(os.path.join(root, header)):
        return f"'{header}' is not a file of the project: includes are rooted at its top"
    target = room_of(header)
    if target == room or target in MAY_INCLUDE.get(room, ()):
        return None
    return f"{room} may not include {target} ('{header}')"


def check_foreign(room, header):
    for pattern, rooms in FOREIGN:
        if re.fullmatch(pattern, header):
            if rooms is None or room in rooms:
                return None
            return f"{room} may not include <{header}>: it belongs to {', '.join(rooms)}"
    if SYSTEM.fullmatch(header):
        return None
    return f"<{header}> is of a library that no room is known to include: put it into the table or leave it out"


def main(root):
    problems = []
    for path in cpp_files(root):
        text = code_only(read(root, path), keep_texts=True)
        room = room_of(path)
        if room not in MAY_INCLUDE:
            problems.append(f"{path}:1: no such room as '{room}' in the table")
            continue
        for match in INCLUDE.finditer(text):
            own = match.group(1) == '"'
            problem = check_own(root, room, match.group(2)) if own else check_foreign(room, match.group(2))
            if problem:
                problems.append(f"{path}:{line_of(text, match.start(2))}: {problem}")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
