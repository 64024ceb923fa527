"""What the system tests share: a school in a folder, a run of the program, and a look into its store.

Nothing here knows how the program works inside; what it knows are the command line, the configuration, the JSON of
`once` and the views of the store that are kept for readers (findings_v, persons_v, tellings_v).
"""

import copy
import dataclasses
import datetime as dt
import email
import email.policy
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import yaml

import oracle

NOW = "2019-06-01T12:00:00+03:00"
WATCH_FROM = dt.date(2018, 9, 1)
# A build with sanitizers needs more of everything; its limits are stretched by this factor.
SLACK = float(os.environ.get("ELZHUR_TEST_SLACK", "1"))
RUN_SECONDS_MAX = 120 * SLACK
CONFIG_NAME = "elzhurd.yaml"

# The rules of the tests, as the program and as the oracle read them.
RULES = [
    {"id": "topic-same-day", "kind": "topic", "due": {"from": "lesson_day", "at": "23:59"},
     "basis": "п. 3.2 Положения о ведении ЭЖ", "severity": "warning", "placeholder": "filled"},
    {"id": "homework-same-day", "kind": "homework", "due": {"from": "lesson_day", "at": "23:59"},
     "basis": "п. 3.3 Положения о ведении ЭЖ", "severity": "warning", "placeholder": "filled"},
]
ORACLE_RULES = [oracle.Rule("topic-same-day", "topic"), oracle.Rule("homework-same-day", "homework")]

CALENDARS = oracle.TESTS.parent / "config" / "calendars"
CALENDAR_FILES = ("calendar-ru-2018.yaml", "calendar-ru-2019.yaml")

CONFIG = {
    "mode": "working",
    "school": {"name": "МБОУ «Ивановская средняя школа»", "timezone": "Europe/Moscow",
               "watch_from": WATCH_FROM},
    "store": {"path": "elzhurd.db", "evidence": "evidence"},
    "sources": [{"id": "inbox", "kind": "directory", "path": "inbox", "move": True}],
    "calendar": {"files": list(CALENDAR_FILES)},
    "rules": RULES,
    "recipients": [
        {"id": "administrator", "role": "administrator", "email": "admin@school.example"},
        {"id": "director", "role": "director", "email": "director@school.example", "names": "confirmed"},
    ],
    "mail": {"transport": "maildir", "from": "ЭлЖур-монитор <elzhur@school.example>", "maildir": "maildir"},
    "web": {"listen": "127.0.0.1:0", "socket": "elzhurd.sock"},
}


def config(**changes):
    """The configuration of the tests with some top-level sections replaced."""
    return {**copy.deepcopy(CONFIG), **changes}


@dataclasses.dataclass
class Run:
    status: int
    stdout: str
    stderr: str
    seconds: float
    rss_bytes: int

    @property
    def report(self):
        try:
            return json.loads(self.stdout)
        except json.JSONDecodeError as error:
            text = f"no JSON (exit status {self.status}): {error}\n{self.stdout}\n{self.stderr}"
            raise AssertionError(text) from None

    @property
    def documents(self):
        return [document for source in self.report["sources"] for document in source["documents"]]


def execute(command, folder, seconds_max=RUN_SECONDS_MAX):
    """Runs a program to its end; its peak memory is what the kernel counted for this one process."""
    temporary = pathlib.Path(folder) / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(temporary), "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder,
                                 env=environment)
        timer = _Timer(seconds_max, child)
        with timer:
            _, wait_status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(wait_status)
        seconds = time.monotonic() - started
        out.seek(0)
        err.seek(0)
        texts = [stream.read().decode("utf-8", "backslashreplace") for stream in (out, err)]
    if timer.fired:
        raise AssertionError(f"no end after {seconds_max} s: {command}\n{texts[1][-2000:]}")
    return Run(child.returncode, *texts, seconds, usage.ru_maxrss * 1024)


class _Timer:
    """Kills a child that does not end."""

    def __init__(self, seconds, child):
        self.fired = False
        self.child = child
        self.timer = threading.Timer(seconds, self._fire)

    def _fire(self):
        self.fired = True
        os.kill(self.child.pid, 9)

    def __enter__(self):
        self.timer.start()

    def __exit__(self, *_):
        self.timer.cancel()


class PlainDumper(yaml.SafeDumper):
    """Writes values out where PyYAML would make an anchor: the program refuses anchors."""

    def ignore_aliases(self, data):
        return True


def dump_yaml(value):
    return yaml.dump(value, Dumper=PlainDumper, allow_unicode=True, sort_keys=False)


class School:
    """A folder with a configuration, an inbox, a store and a mailbox; all paths in it are relative."""

    def __init__(self, elzhurd, folder, settings=None):
        self.elzhurd = str(elzhurd)
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "inbox").mkdir(exist_ok=True)
        for path in CALENDARS.glob("*.yaml"):
            shutil.copyfile(path, self.folder / path.name)
        self.write_config(settings or config())

    def write_config(self, settings):
        self.config_path.write_text(dump_yaml(settings), encoding="utf-8")

    @property
    def config_path(self):
        return self.folder / CONFIG_NAME

    @property
    def inbox(self):
        return self.folder / "inbox"

    @property
    def database(self):
        return self.folder / "elzhurd.db"

    @property
    def maildir(self):
        return self.folder / "maildir"

    def copy_to(self, folder):
        """The same school elsewhere, with all that it has."""
        shutil.copytree(self.folder, folder)
        twin = School.__new__(School)
        twin.elzhurd, twin.folder = self.elzhurd, pathlib.Path(folder)
        return twin

    def put(self, path, name=None, mtime=None):
        """Copies a file into the inbox; its time is the given one, else that of the original."""
        target = self.inbox / (name or pathlib.Path(path).name)
        shutil.copyfile(path, target)
        stamp = mtime.timestamp() if mtime else os.stat(path).st_mtime
        os.utime(target, (stamp, stamp))
        return target

    def command(self, *options, now=NOW):
        return [self.elzhurd, "once", "--config", str(self.config_path), "--now", now, "--json", *options]

    def once(self, *options, now=NOW, seconds_max=RUN_SECONDS_MAX):
        return execute(self.command(*options, now=now), self.folder, seconds_max)

    def mails(self):
        """All delivered mails, parsed; the order is that of their file names."""
        files = sorted(path for part in ("new", "cur") for path in (self.maildir / part).glob("*"))
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


def connect(database):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def persons(database):
    with connect(database) as connection:
        return dict(connection.execute("SELECT id, name FROM persons_v"))


def split_owners(text):
    if not text:
        return []
    return json.loads(text) if text.lstrip().startswith("[") else [part.strip() for part in re.split("[,;]", text)]


def name_words(name):
    """A name without regard to the order of its words: files and people differ in it."""
    return frozenset(oracle.fold(name).split())


def store_findings(database, states=("open",)):
    """{(rule, date, class, group, subject, ordinal): (owners as sets of words, due in UTC)} of the store."""
    found = {}
    with connect(database) as connection:
        connection.execute("BEGIN")  # A running service may commit between two reads.
        names = dict(connection.execute("SELECT id, name FROM persons_v"))
        rows = connection.execute(
            "SELECT rule, class, grp, subject, date, ordinal, state, owners, due_at FROM findings_v")
        for rule, class_name, group, subject, date, ordinal, state, owners, due in rows:
            if state not in states:
                continue
            key = (rule, date, *map(oracle.fold, (class_name, group or "", subject)), ordinal)
            if key in found:
                raise AssertionError(f"two findings of one duty: {key}")
            who = frozenset(name_words(names.get(owner, owner)) for owner in split_owners(owners))
            found[key] = (who, dt.datetime.fromisoformat(due.replace("Z", "+00:00")))
    return found


def expected_findings(judgement):
    return {key: (frozenset(map(name_words, owners)), due.astimezone(dt.timezone.utc))
            for key, (owners, due) in judgement.findings.items()}


# What a refused file may leave behind: that it came, that it was refused, and that somebody was told so.
LOG_TABLES = re.compile(
    r"document|pull|message|outbox|attempt|deliver|log|source|cycle|telling|evidence|sqlite_", re.IGNORECASE)


def dump(database, everything=False):
    """{table: sorted rows}; without the logs unless everything is asked for."""
    tables = {}
    with connect(database) as connection:
        connection.execute("BEGIN")
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            if everything or not LOG_TABLES.search(name):
                rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
                # When the last cycle was and since when a source fails stand beside the state and judge nothing.
                noted = ("('failing_since:", "('last_cycle_at'")
                tables[name] = [row for row in rows if everything or not row.startswith(noted)]
    return tables


class SystemTest(unittest.TestCase):
    """A test with the program and a folder of its own."""

    elzhurd = None
    maxDiff = 4000

    def setUp(self):
        self._temporary = tempfile.TemporaryDirectory(prefix="elzhur-system-")
        self.addCleanup(self._temporary.cleanup)
        self.folder = pathlib.Path(self._temporary.name)

    def assert_ok(self, run):
        self.assertEqual(run.status, 0, f"{run.stdout}\n{run.stderr[-4000:]}")


def main():
    """Takes the program off the command line and hands the rest to unittest."""
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {sys.argv[0]} ELZHURD [TEST...]")
    SystemTest.elzhurd = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
