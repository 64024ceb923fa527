#!/usr/bin/python3
"""Hours of a school in the life of the real service: clients on every endpoint, reloads with good and bad files, SIGKILL and
restarts, while the simulated clock goes on by half an hour from one life to the next.

Nothing that was acknowledged may be missing after a restart, no letter may be lost or come under two Message-IDs, everything
said about teachers must be true, no log, number or address may hold a name or a secret, and no sanitizer may say a word.

Usage: soak.py ELZHURD ELZHUR_SIM ELZHURCTL [HOURS [SECONDS_OF_A_LIFE [SEED]]]      (2 hours, 4 s, seed of ELZHUR_SEED or 1)
"""

import collections
import datetime as dt
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

import harness
import live_school
import mail_sink
import service
import simulator
import soak_clients
import soak_people
from live_school import local

FIRST_LOOK, BEGIN = local("2026-09-09 20:00"), local("2026-09-10 22:30")
DAYS = "20260901-20260918"
STEP = dt.timedelta(minutes=30)
SMTP_PHASES = ("connected", "mail", "data", "received", "replied")
SANITIZER = re.compile(r"Sanitizer|runtime error:|ELZHUR_CHECK|terminate called")
# Letters of one day and of the last night's digest have this long to go.
DRAIN = dt.timedelta(hours=26)
REPORT_MAX = 20_000
ASKED_SECONDS_MAX = 120 * harness.SLACK
DRAINED_SECONDS_MAX = 60 * harness.SLACK


class Broken(AssertionError):
    pass


def demand(condition, text):
    if not condition:
        raise Broken(text)


class Life:
    """One start of the service with all its clients, up to its end."""

    def __init__(self, soak, number, at):
        self.number, self.soak, self.at = number, soak, at
        self.school, self.simulator, self.elzhurctl = soak.school, soak.simulator, soak.elzhurctl
        self.acknowledged, self.days, self.ending = soak.acknowledged, DAYS, threading.Event()
        self.struck = threading.Event()
        self.simulator.json("/sim/clock", "POST", {"at": live_school.written(at)})
        began = time.monotonic()
        self.running = service.Service(self.school, ("run", "--now", live_school.written(at)))
        soak.services.append(self.running)
        self.running.ready()
        self.ready_seconds = time.monotonic() - began
        self.port = int(re.search(r"listens on https?://127\.0\.0\.1:(\d+)", self.running.log).group(1))
        self.clients = [kind(self, soak.seed) for kind in soak_people.ALL]

    def ask(self, path):
        return self.clients[0].api(path)[1]

    def play(self, seconds, how, busy=lambda: False):
        """With all clients for so long, and longer while `busy()`; `how` it will end: "stop", "kill", or the phase of a delivery
        at which it is killed."""
        if how in SMTP_PHASES:
            self._aim(how)
        for client in self.clients:
            client.start()
        began, reloads = time.monotonic(), 0
        while not self.struck.is_set() and (time.monotonic() < began + seconds or
                                            busy() and time.monotonic() < began + ASKED_SECONDS_MAX):
            self.check()
            if time.monotonic() > began + seconds * (reloads + 1) / 3 and reloads < 2:
                self.reload(bad=(reloads + self.number) % 2 == 0)
                reloads += 1
            self.struck.wait(0.1)
        self.end(how)

    def check(self):
        demand(self.struck.is_set() or self.running.child.poll() is None,
               f"life {self.number} ended by itself: {self.running.state()}")
        for client in self.clients:
            demand(client.failure is None, f"life {self.number}, {client.name}: {client.failure}\n{self.running.log[-3000:]}")

    def reload(self, bad):
        if bad:
            self.school.write_config({**self.soak.settings, "rules": [{"id": "canary-rule", "kind": "tropic"}]})
        else:
            at = self.soak.chance.choice(("09:00", "10:00"))
            self.soak.settings["recipients"][0]["digest"] = {"at": at, "on": "working_days"}
            self.school.write_config(self.soak.settings)
        try:
            since, _ = self.running.reload()
            if bad:
                self.running.wait_said("reload refused", since)
        except (AssertionError, ProcessLookupError):
            if not self.struck.is_set():
                raise
        self.school.write_config(self.soak.settings)
        self.soak.reloads[bad] += 1

    def _aim(self, phase):
        """Dies inside a delivery if one comes, else at the end."""
        def at_phase(now):
            if now == phase and not self.struck.is_set() and not self.ending.is_set():
                self.struck.set()
                self.ending.set()
                os.kill(self.running.child.pid, signal.SIGKILL)
                self.soak.aimed += 1

        self.soak.sink.at_phase = at_phase

    def end(self, how):
        self.ending.set()
        self.soak.sink.at_phase = lambda phase: None
        if how == "stop":
            status, seconds = self.running.stop()
            demand(status == 0, f"life {self.number} ended with {status}: {self.running.log[-6000:]}")
            self.soak.slowest_stop = max(self.soak.slowest_stop, seconds)
        else:
            self.running.kill()
        for client in self.clients:
            if client.ident:
                client.join(soak_clients.SECONDS_MAX)
            demand(client.failure is None, f"life {self.number}, {client.name}: {client.failure}")


class Soak:
    def __init__(self, programs, folder, seed):
        elzhurd, elzhur_sim, self.elzhurctl = programs
        self.seed, self.chance = seed, random.Random(seed)
        self.acknowledged = soak_clients.Acknowledged()
        self.services, self.reloads, self.ends = [], collections.Counter(), collections.Counter()
        self.slowest_stop, self.slowest_ready, self.aimed = 0.0, 0.0, 0
        self.codes, self.messages, self.letters = set(), set(), []
        self.simulator = simulator.Simulator(elzhur_sim, *live_school.SMALL, at=live_school.written(FIRST_LOOK))
        self.sink = mail_sink.MailSink(folder).start()
        self.school = live_school.LiveSchool(elzhurd, folder / "school", self.simulator)
        self.school.truth = live_school.Truth(self.simulator, "20260901-20261030")
        self.settings = self._settings(folder)
        self._write_users(elzhurd)

    def _settings(self, folder):
        settings = self.school.settings(
            mail=self.sink.config(folder),
            web={"listen": "127.0.0.1:0", "socket": "elzhurd.sock", "users_file": "users.yaml"})
        settings["sources"].append({"id": "inbox", "kind": "directory", "path": "inbox", "move": True, "every": "10s"})
        return settings

    def _write_users(self, elzhurd):
        hashed = subprocess.run([elzhurd, "hash-password"], input=soak_clients.PASSWORD + "\n", capture_output=True, text=True,
                                check=True).stdout.strip()
        file = self.school.folder / "users.yaml"
        file.write_text(harness.dump_yaml(soak_clients.users(hashed)))
        file.chmod(0o600)

    def stop(self):
        for running in self.services:
            running.end()
        self.sink.stop()
        demand(self.simulator.stop() == 0, f"the simulator: {self.simulator.said}")

    def reports(self):
        """What sanitizers said, from its beginning."""
        found = ((running.log, SANITIZER.search(running.log)) for running in self.services)
        return "\n".join(log[max(0, hit.start() - 200):][:REPORT_MAX] for log, hit in found if hit)

    def play(self, hours, seconds):
        self.school.write_config(self.settings)
        first = self.school.look(FIRST_LOOK)
        demand(first.status == 0, first.stderr)
        self.simulator.json("/sim/clock", "POST", {"speed": 1})
        lives = max(2, int(dt.timedelta(hours=hours) / STEP))
        for number in range(lives):
            how = "stop" if number % 4 == 3 else "kill" if number % 2 else self.chance.choice(SMTP_PHASES)
            self._live(number, seconds, how)
        # How much is asked before a kill depends on the machine's speed: a life that nobody kills lasts until all of it was.
        self._live(lives, seconds, "stop", busy=lambda: soak_people.never_answered(self.acknowledged))
        self._last(lives + 1, BEGIN + (lives + 1) * STEP)

    def _live(self, number, seconds, how, **longer):
        life = self._begin(number, BEGIN + number * STEP)
        life.play(seconds, how, **longer)
        self.ends["stop" if how == "stop" else "kill"] += 1
        self._look_back(life)

    def _begin(self, number, at):
        life = Life(self, number, at)
        self.slowest_ready = max(self.slowest_ready, life.ready_seconds)
        if number:
            self._check_kept(life, thorough=False)
        return life

    def _look_back(self, life):
        """The log of a life that is over, and what the store holds now."""
        demand(not SANITIZER.search(life.running.log), f"life {life.number}:\n{life.running.log[-20000:]}")
        self.letters += self.sink.take()
        codes = {row["code"] for row in self.school.rows("SELECT code FROM findings_v")}
        demand(self.codes <= codes, f"findings are gone: {sorted(self.codes - codes)[:5]}")
        messages = {row["message_id"] for row in self.school.rows("SELECT message_id FROM messages_v")}
        demand(self.messages <= messages, f"letters are gone: {sorted(self.messages - messages)[:5]}")
        self.codes, self.messages = codes, messages

    # ---- What was acknowledged

    def _check_kept(self, life, thorough):
        self._check_decisions(life, thorough)
        appeals = {entry["id"]: entry for entry in life.ask("/appeals")["appeals"]}
        for number, (version, content, result) in self.acknowledged.appeals.items():
            entry = appeals.get(number)
            demand(entry and entry["content"] == content and entry["version"] >= version and
                   (not result or entry["result"] == result), f"appeal {number} «{content}» is {entry}")
        lost = self.acknowledged.texts - {entry["content"] for entry in appeals.values()}
        demand(not lost, f"entries of the appeal log are gone: {sorted(lost)[:5]}")
        excuses = {entry["id"]: (entry["class"], entry["from"]) for entry in life.ask("/excuses")["excuses"]}
        for number, wanted in self.acknowledged.excuses.items():
            demand(excuses.get(number) == wanted, f"excuse {number} is {excuses.get(number)}, not {wanted}")
        gone = soak_people.lost(self.acknowledged, self.school.rows, life.ask("/mode"))
        demand(not gone, f"lost: {gone[:5]}")

    def _check_decisions(self, life, thorough):
        decisions = self.acknowledged.decisions
        for finding, version, state, reason in decisions if thorough else decisions[-15:]:
            story = life.ask(f"/findings/{finding}")
            steps = [(step["after"], step["reason"]) for step in story["explanation"]["steps"]]
            demand(story["finding"]["version"] >= version and (state, reason) in steps,
                   f"{finding}: {state} ({reason}) is not among {steps}")

    def _check_uploads(self):
        kept = {row["sha256"]: row["accepted"] for row in self.school.rows("SELECT sha256, accepted FROM document")}
        lost = [name for sha256, name in self.acknowledged.uploads.items() if sha256 not in kept]
        demand(not lost, f"files that were taken are gone: {lost}")
        demand(any(kept[sha256] for sha256 in self.acknowledged.uploads) or not self.acknowledged.uploads,
               "no file was accepted")

    # ---- The end

    def _last(self, number, at):
        """Lives without clients: everything is read and sent, first what waits now, then what waits for its hour."""
        for instant in (at, at + DRAIN):
            life = self._begin(number, instant)
            life.running.wait_said("last cycle")
            service.wait_for(lambda: not self._waiting(), lambda: f"everything is sent and read: {self._waiting()}",
                             DRAINED_SECONDS_MAX)
            self._check_kept(life, thorough=True)
            life.end("stop")
            self._look_back(life)
        left = soak_people.never_answered(self.acknowledged)
        demand(not left, f"no client was ever answered at {left}")
        self._check_uploads()
        self._check_letters()
        self._check_truth(at + DRAIN)
        self._check_canaries()
        with harness.connect(self.school.database) as connection:
            damage = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        demand(damage == ["ok"], f"the store is damaged: {damage}")

    def _waiting(self):
        left = self.school.rows("SELECT recipient, kind, state FROM messages_v WHERE state <> 'sent'")
        files = [path.name for path in self.school.inbox.iterdir() if path.is_file() and not path.name.startswith(".")]
        return left or files

    def _check_letters(self):
        came = collections.Counter((mail.recipient, mail.message_id) for mail in self.letters)
        came_ids = collections.Counter(mail.message_id for mail in self.letters)
        rows = self.school.rows("SELECT recipient, message_id, attempts FROM messages_v")
        demand(len(rows) >= 2, "no letters were written")
        for row in rows:
            copies = came_ids[row["message_id"]] or came_ids[f"<{row['message_id']}>"]
            demand(copies, f"{row['recipient']} never got {row['message_id']}")
            demand(copies <= row["attempts"], f"{row['message_id']} came {copies} times in {row['attempts']} attempts")
        demand(len(came_ids) == len(rows), f"{len(came_ids)} Message-IDs came, {len(rows)} letters were written")
        self.repeats = sum(came.values()) - len(came)
        demand(self.repeats <= self.ends["kill"], f"{self.repeats} letters came twice in {self.ends['kill']} kills")
        told = collections.Counter((row["recipient"], row["finding"], row["stage"])
                                   for row in self.school.rows("SELECT recipient, finding, stage FROM tellings_v"))
        twice = [key for key, count in told.items() if count > 1]
        demand(not twice, f"told twice: {twice[:5]}")

    def _check_truth(self, at):
        demand(self.codes, "a school without a single finding shows nothing")
        wrong = [*live_school.wrong_findings(self.school, at), *live_school.wrong_duties(self.school, at)]
        demand(not wrong, f"{len(wrong)} things are said that are not so: {wrong[:5]}")

    def _check_canaries(self):
        secrets = [value for key, value in self.simulator.accounts.items() if key not in ("vendor", "web_login")]
        secrets += [mail_sink.PASSWORD, soak_clients.PASSWORD, "canary-wrong", "canary-guess", "canary-session",
                    *soak_clients.TOKENS.values()]
        effective = harness.execute([self.school.elzhurd, "config", "--effective", "--config", str(self.school.config_path)],
                                    self.school.folder)
        demand(effective.status == 0, effective.stderr)
        told = {"the logs": "\n".join(running.log for running in self.services)}
        told["what systemd heard"] = "\n".join(text for running in self.services for _, text in running.heard)
        told["config --effective"] = effective.stdout
        told["addresses"] = "\n".join(self.acknowledged.links)
        told["metrics and refusals"] = "\n".join(one.decode("utf-8", "replace") for one in self.acknowledged.said)
        short = [where for where, text in told.items() if len(text) < 100]
        demand(not short, f"there is nothing to search: {short}")
        people = [teacher["name"] for teacher in self.simulator.school["teachers"]]
        names = {word for name in people + self._pupils() for word in name.split() if len(word) >= 5}
        demand(len(names) > 100, "hardly any names are known")
        words = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)), re.IGNORECASE)
        for where, text in told.items():
            found = [secret for secret in secrets if secret in text]
            demand(not found, f"{where}: secrets {found}")
            found = words.findall(text)
            demand(not found, f"{where}: names {sorted(set(found))[:5]}")

    def _pupils(self):
        result = json.loads(self.simulator.api("getrules").body)["response"]["result"]
        student = result["relations"]["students"]
        return [one["title"] for one in (student.values() if isinstance(student, dict) else student)]


def main(arguments):
    if len(arguments) < 3:
        sys.exit(__doc__)
    programs = [str(pathlib.Path(path).resolve()) for path in arguments[:3]]
    hours = float(arguments[3]) if len(arguments) > 3 else 2.0
    seconds = float(arguments[4]) if len(arguments) > 4 else 4.0
    seed = int(arguments[5] if len(arguments) > 5 else os.environ.get("ELZHUR_SEED") or 1)
    began = time.monotonic()
    print(f"{hours:g} simulated hours, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="elzhur-soak-") as temporary:
        soak = Soak(programs, pathlib.Path(temporary), seed)
        try:
            soak.play(hours, seconds)
        except AssertionError as failure:
            print(f"FAILED: seed {seed}: {failure}\n{soak.reports()}", flush=True)
            return 1
        finally:
            soak.stop()
        count = soak.acknowledged.counts()
        print(f"{len(soak.services)} lives, {soak.ends['kill']} of them killed ({soak.aimed} inside a delivery), "
              f"{soak.reloads[False]} reloads with good and {soak.reloads[True]} with bad files; {count['requests']} requests\n"
              f"kept: {count['decisions']} decisions, {count['appeals'] + count['texts']} entries of the appeal log, "
              f"{count['excuses']} excuses, {count['silences']} silences, {count['meetings']} meetings, {count['uploads']} files, {len(soak.codes)} findings, {len(soak.messages)} letters, "
              f"{soak.repeats} of them twice under one Message-ID\n"
              f"slowest start {soak.slowest_ready:.2f} s, slowest stop {soak.slowest_stop:.2f} s, "
              f"{time.monotonic() - began:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
