#!/usr/bin/python3
"""Kills `elzhurd once` with SIGKILL at random instants of a pass that mails to a real SMTP server, then runs it again.

After the second, undisturbed run nothing may be missing and nobody may have been told the same thing under two
Message-IDs. A mail that came twice under one Message-ID is allowed (the program cannot know whether the server took
it) and counted.

Usage: kill_test.py ELZHURD [KILLS [SEED]]      (20 kills, seed of ELZHUR_SEED or 1)
"""

import collections
import hashlib
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import harness
import mail_sink
import oracle

ADDRESSES = {entry["id"]: entry["email"] for entry in harness.CONFIG["recipients"]}
SECONDS_MAX = 60 * harness.SLACK


def file_hash(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


EXPORT_HASH = file_hash(oracle.REAL_EXPORT)


class Failure(AssertionError):
    pass


def demand(condition, text):
    if not condition:
        raise Failure(text)


def tellings(database):
    """[(recipient, finding, stage, message id)]"""
    with harness.connect(database) as connection:
        return [(*row[:3], row[3].strip("<>")) for row in
                connection.execute("SELECT recipient, finding, stage, message_id FROM tellings_v")]


def distinct(received):
    """{(recipient, kind, subject): Message-IDs}"""
    mails = collections.defaultdict(set)
    for mail in received:
        mails[(mail.recipient, mail.kind, mail.subject)].add(mail.message_id)
    return mails


class Outcome:
    """What a school and its recipients have after a pass."""

    def __init__(self, school, received):
        self.findings = harness.store_findings(school.database)
        self.tellings = tellings(school.database)
        self.mails = distinct(received)
        self.message_ids = {(mail.recipient, mail.message_id.strip("<>")) for mail in received}
        self.repeats = len(received) - len(self.message_ids)
        with harness.connect(school.database) as connection:
            self.integrity = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            self.foreign_keys = connection.execute("PRAGMA foreign_key_check").fetchall()

    def check(self, school, normal):
        demand(self.integrity == ["ok"] and not self.foreign_keys, f"the store is damaged: {self.integrity}")
        demand(self.findings == normal.findings,
               f"findings: {len(self.findings)} instead of {len(normal.findings)}")
        told = collections.Counter(row[:3] for row in self.tellings)
        demand(max(told.values(), default=1) == 1, f"told twice: {[key for key, n in told.items() if n > 1][:3]}")
        demand(set(told) == {row[:3] for row in normal.tellings},
               f"tellings: {len(told)} instead of {len(normal.tellings)}")
        for recipient, finding, stage, message_id in self.tellings:
            address = ADDRESSES.get(recipient, recipient)
            demand((address, message_id) in self.message_ids,
                   f"{recipient} never got {message_id} ({finding}, {stage})")
        self._check_mails(normal)
        files = [path for path in school.folder.rglob("*") if path.is_file() and path.stat().st_size ==
                 oracle.REAL_EXPORT.stat().st_size and file_hash(path) == EXPORT_HASH]
        demand(len(files) == 1, f"the file of the inbox is there {len(files)} times")

    def _check_mails(self, normal):
        for key in self.mails.keys() | normal.mails.keys():
            have, want = len(self.mails.get(key, ())), len(normal.mails.get(key, ()))
            demand(have == want, f"{key}: {have} Message-IDs instead of {want}")


class Kill:
    """One way to die: after some time, or at a step of a delivery."""

    def __init__(self, chance, number, duration):
        self.number = number
        self.delay = chance.choice((0.0, 0.0, 0.05, 0.2))
        self.phase, self.count, self.after = None, 0, None
        if number % 3 == 2:
            self.phase, self.count = chance.choice(mail_sink.PHASES), chance.choice((1, 1, 2))
            self.pause = chance.choice((0.0, 0.0, 0.002, 0.02))
        else:
            self.after = chance.uniform(0, duration + 2 * self.delay)

    def __str__(self):
        how = f"at '{self.phase}' no. {self.count}" if self.phase else f"after {self.after * 1000:.1f} ms"
        return f"kill {self.number} {how}, replies {self.delay * 1000:.0f} ms late"


def run_and_kill(school, sink, kill):
    """Whether the process was dead before its own end."""
    sink.delay_seconds = kill.delay
    with open(school.folder / "killed.log", "wb") as log:
        started = time.monotonic()
        child = subprocess.Popen(school.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=school.folder)
        seen = collections.Counter()
        gone = threading.Event()

        def at_phase(phase):
            seen[phase] += 1
            if phase == kill.phase and seen[phase] == kill.count and not gone.is_set():
                time.sleep(kill.pause)
                _kill(child)

        sink.at_phase = at_phase if kill.phase else lambda phase: None
        try:
            child.wait(max(0.0, started + kill.after - time.monotonic()) if kill.after is not None else SECONDS_MAX)
        except subprocess.TimeoutExpired:
            _kill(child)
            child.wait()
        gone.set()
        sink.at_phase = lambda phase: None
        sink.delay_seconds = 0.0
    return child.returncode == -signal.SIGKILL


def _kill(child):
    try:
        os.kill(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def clean_run(school, sink):
    run = school.once(seconds_max=SECONDS_MAX)
    demand(run.status == 0, f"the clean run ended with {run.status}: {run.stdout}\n{run.stderr[-3000:]}")
    return run


def prepare(elzhurd, folder, sink):
    school = harness.School(elzhurd, folder / "prepared", harness.config(mail=sink.config(folder)))
    school.put(oracle.REAL_EXPORT, mtime=oracle.read_members(oracle.REAL_EXPORT)[0].saved_at)
    return school


def normal_outcome(prepared, folder, sink):
    """The undisturbed pass, three times: its length, and that it is the same each time."""
    outcomes, seconds = [], []
    for number in range(3):
        school = prepared.copy_to(folder / f"normal-{number}")
        run = clean_run(school, sink)
        seconds.append(run.seconds)
        outcomes.append(Outcome(school, sink.take()))
        demand(outcomes[-1].findings and outcomes[-1].tellings and outcomes[-1].mails,
               "an undisturbed pass tells nothing")
        demand(outcomes[-1].repeats == 0, "an undisturbed pass repeats a mail")
        outcomes[-1].check(school, outcomes[0])
    return outcomes[0], statistics.median(seconds)


def trial(prepared, folder, sink, kill, normal):
    school = prepared.copy_to(folder)
    was_killed = run_and_kill(school, sink, kill)
    clean_run(school, sink)
    received = sink.take()
    outcome = Outcome(school, received)
    outcome.check(school, normal)
    before = harness.dump(school.database)
    clean_run(school, sink)
    demand(not sink.take(), "the run after the clean one sends mail")
    demand(harness.dump(school.database) == before, "the run after the clean one changes the store")
    return was_killed, outcome.repeats


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    elzhurd = pathlib.Path(arguments[0]).resolve()
    kills = int(arguments[1]) if len(arguments) > 1 else 20
    seed = int(arguments[2] if len(arguments) > 2 else os.environ.get("ELZHUR_SEED") or 1)
    chance = random.Random(seed)
    killed = repeats = failures = 0
    with tempfile.TemporaryDirectory(prefix="elzhur-kill-") as temporary:
        folder = pathlib.Path(temporary)
        sink = mail_sink.MailSink(folder).start()
        try:
            prepared = prepare(elzhurd, folder, sink)
            normal, duration = normal_outcome(prepared, folder, sink)
            print(f"seed {seed}; an undisturbed pass: {duration * 1000:.0f} ms, {len(normal.findings)} findings, "
                  f"{len(normal.tellings)} tellings, {sum(map(len, normal.mails.values()))} mails", flush=True)
            for number in range(kills):
                kill = Kill(chance, number, duration)
                try:
                    was_killed, again = trial(prepared, folder / f"trial-{number}", sink, kill, normal)
                    killed, repeats = killed + was_killed, repeats + again
                except AssertionError as failure:
                    failures += 1
                    print(f"FAILED: seed {seed}, {kill}: {failure}", flush=True)
                    sink.take()
        finally:
            sink.stop()
    print(f"{kills} passes, {killed} of them killed before their end, {repeats} mails repeated under their own "
          f"Message-ID, {failures} failures")
    if kills >= 10 and killed < kills // 2:
        sys.exit("too few of the passes were killed: the instants miss the pass")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
