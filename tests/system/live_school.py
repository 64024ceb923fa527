"""A school watched through ElZhur's live side: the program against the running simulator, and what its truth allows.

The oracle reads /sim/truth and two deadlines that it works out itself; it shares no code and no table with the program.
"""

import bisect
import collections
import datetime as dt
import json
import pathlib
import shutil
import subprocess
import sys
import zoneinfo

import harness
import oracle
import simulator

ZONE = zoneinfo.ZoneInfo("Europe/Simferopol")
SMALL = ("--classes", "6", "--teachers", "12")
CALENDARS = ["calendar-ru-2026.yaml", "calendar-ru-2027.yaml", "school-2026-2027.yaml"]
TOPIC, HOMEWORK = "topic-same-day", "homework-in-three-hours"
FIELD = {TOPIC: "topic", HOMEWORK: "homework"}
STRONGEST_FIRST = ("filled", "declared_none", "placeholder", "empty")
# From the first question of a look to its last answer.
LOOK_SECONDS_MAX = dt.timedelta(seconds=60 * harness.SLACK)
KNOWN_BEFORE = (dt.timedelta(hours=25), dt.timedelta(hours=2.5), dt.timedelta(hours=0.5))
LIVE_STATES = ("open", "acknowledged", "confirmed", "disputed")
SECRETS = ("devkey", "login", "password", "token", "web_login", "web_password")
# Tables in which a look may leave that it was made, and what it was refused for; they accuse nobody.
NOTES = ("document", "note", "look", "coverage", "reachability", "outage", "sqlite_sequence", "message", "message_body",
         "attempt", "source", "tally_duty")

RULES = [
    {"id": TOPIC, "kind": "topic", "due": {"from": "lesson_day", "at": "23:59"}, "basis": "п. 3.2"},
    {"id": HOMEWORK, "kind": "homework", "due": {"from": "lesson_end", "plus": "3h"}, "basis": "п. 3.3"},
]


def local(text):
    """«2026-09-10 15:00» at the school; seconds may follow."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def instant(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def written(at):
    return at.isoformat(timespec="seconds")


class Truth:
    """What was and is in the journal, by the simulator's own word. All of it was decided when the school was made."""

    def __init__(self, running, days):
        lessons = []
        for name in running.school["classes"]:
            lessons += running.json(f"/sim/truth?class={name}&days={days}")["lessons"]
        self.lessons = lessons
        self.by_place = collections.defaultdict(list)
        self.homes = collections.Counter()
        for lesson in lessons:
            lesson["starts"], lesson["ends"] = instant(lesson["starts_at"]), instant(lesson["ends_at"])
            lesson["from"] = instant(lesson["listed_from"])
            lesson["until"] = instant(lesson["listed_until"]) or dt.datetime.max.replace(tzinfo=dt.timezone.utc)
            lesson["announced"] = instant(lesson["substitution_announced_at"])
            for field in ("topic", "homework"):
                strokes = lesson["fields"][field]["strokes"]
                lesson[field] = ([instant(stroke["at"]) for stroke in strokes], [stroke["state"] for stroke in strokes])
            self.by_place[self.place(lesson)].append(lesson)
            self.homes[self.home(lesson)] += 1

    @staticmethod
    def place(lesson):
        return lesson["class"], lesson["group"], lesson["subject"], lesson["date"], lesson["number"]

    @staticmethod
    def home(lesson):
        return lesson["class"], lesson["group"], lesson["subject"], lesson["date"]

    def is_plain(self, lesson):
        """Alone of its subject on its day, and never moved: nothing about it can be mixed up."""
        return self.homes[self.home(lesson)] == 1 and not self.is_moved(lesson)

    @staticmethod
    def is_moved(lesson):
        return lesson["listed_until"] is not None or lesson["from"].date().isoformat() >= "2026-09-02"

    def listed(self, at, first="0000", last="9999"):
        return [lesson for lesson in self.lessons
                if lesson["from"] <= at < lesson["until"] and first <= lesson["date"] <= last]

    @staticmethod
    def state(lesson, field, at):
        times, states = lesson[field]
        before = bisect.bisect_right(times, at)
        return states[before - 1] if before else "empty"

    @staticmethod
    def first_entry(lesson, field):
        return next((time for time, state in zip(*lesson[field]) if state != "empty"), None)

    @staticmethod
    def due(lesson, rule):
        if rule == TOPIC:
            return dt.datetime.fromisoformat(lesson["date"] + "T23:59:00").replace(tzinfo=ZONE)
        return lesson["ends"] + dt.timedelta(hours=3)

    def counts(self, field, at, first, last):
        """How the field stands in the lessons that the timetable shows, in the words of the program's report."""
        states = collections.Counter()
        listed = self.listed(at, first, last)
        at_home = collections.defaultdict(list)
        for lesson in listed:
            at_home[self.home(lesson)].append(self.state(lesson, field, at))
        for lesson in listed:
            # Homework is known by subject and day: two lessons of one day share it.
            shared = at_home[self.home(lesson)] if field == "homework" else [self.state(lesson, field, at)]
            states[next(state for state in STRONGEST_FIRST if state in shared)] += 1
        declared = states["declared_none"]
        return {"filled": states["filled"] + declared, "placeholder": states["placeholder"], "empty": states["empty"],
                "declared_none": declared}


class LiveSchool(harness.School):
    """A school whose only source is the simulator."""

    def __init__(self, elzhurd, folder, running, **changes):
        self.running = running
        self.accounts = dict(running.accounts)
        self.looks = []
        super().__init__(elzhurd, folder, self.settings(**changes))
        shutil.copyfile(oracle.TESTS.parent / "config" / "demo" / CALENDARS[2], self.folder / CALENDARS[2])
        (self.folder / "secrets").mkdir(exist_ok=True)
        self.write_secrets()

    def write_secrets(self):
        for name in SECRETS:
            path = self.folder / "secrets" / name
            path.write_text(self.accounts[name] + "\n", encoding="utf-8")
            path.chmod(0o600)

    def api_source(self, **changes):
        source = {"id": "elzhur", "kind": "elzhur_api", "base_url": self.running.ready["http"] + "/apiv3",
                  "vendor": self.accounts["vendor"], "devkey_file": "secrets/devkey", "login_file": "secrets/login",
                  "password_file": "secrets/password", "homework_date": "assigned", "requests_per_minute": 60000,
                  "every": "30m", **changes}
        return {key: value for key, value in source.items() if value is not None}

    def report_source(self, **changes):
        return {"id": "report", "kind": "elzhur_report", "base_url": self.running.ready["http"],
                "username_file": "secrets/web_login", "password_file": "secrets/web_password",
                "path": simulator.REPORT, "mode": "excel", "every": "1h", **changes}

    def settings(self, source=None, watch_from="2026-09-10", **changes):
        whole = {"sources": [source or self.api_source()], "calendar": {"files": CALENDARS}, "rules": RULES,
                 "school": {"name": "МБОУ «Школа, которой нет»", "timezone": "Europe/Simferopol",
                            "watch_from": dt.date.fromisoformat(watch_from)},
                 "fields": {"declared_none": ["без задания", "не задано", "нет"]}, **changes}
        return harness.config(**whole)

    def look(self, at, *options):
        """One cycle at that instant, by the clocks of both."""
        self.running.json("/sim/clock", "POST", {"at": written(at)})
        run = self.once(*options, now=written(at))
        self.looks.append(run)
        return run

    def get_known(self, at):
        """From `at` on what the source does not show counts: it is new no more, and nothing was gone for the first time."""
        for before in KNOWN_BEFORE:
            self.look(at - before)

    def fault(self, kind, **more):
        self.running.json("/sim/faults", "POST", {"kind": kind, **more})

    def no_faults(self):
        answer = self.running.ask("/sim/faults", "DELETE")
        if answer.status not in (200, 204):
            raise AssertionError(answer)

    def rows(self, sql, *values):
        with harness.connect(self.database) as connection:
            connection.row_factory = lambda cursor, row: dict(zip((c[0] for c in cursor.description), row))
            return list(connection.execute(sql, values))

    def findings(self, *states):
        names = harness.persons(self.database)
        found = self.rows("SELECT * FROM findings_v")
        for finding in found:
            finding["named"] = [names[owner] for owner in harness.split_owners(finding["owners"])]
        return [finding for finding in found if not states or finding["state"] in states]

    def duties(self):
        """With the number of the lesson and with what outages added, which the view does not show."""
        return self.rows(
            "SELECT v.*, d.credit AS credit, l.number AS number FROM duty d JOIN rule r ON r.id = d.rule_id "
            "JOIN lesson l ON l.id = d.lesson_id JOIN scope s ON s.id = d.lesson_id >> 24 "
            "JOIN duties_v v ON v.rule = r.name AND v.class = s.class_name AND v.grp = s.grp AND "
            "v.subject = s.subject AND v.date = date(((d.lesson_id >> 8) & 65535) * 86400, 'unixepoch') AND "
            "v.ordinal = d.lesson_id & 255")

    def judged(self):
        """All that accuses, or that an accusation could come from; not what the passing of time alone changes."""
        tables = {name: rows for name, rows in harness.dump(self.database, everything=True).items()
                  if name not in NOTES}
        tables["duty"] = self.rows("SELECT lesson_id, rule_id, status FROM duty WHERE status IN (1, 2, 3, 4)")
        return tables

    def everything_written(self):
        """{name: bytes} of all that the program has left behind, evidence unpacked, and of what it said."""
        written_down = {}
        for path in sorted(self.folder.rglob("*")):
            kept = path.relative_to(self.folder).parts[0]
            if path.is_file() and kept not in ("secrets", "tmp") and path.name != harness.CONFIG_NAME:
                written_down[str(path)] = unpacked(path)
        for mail in self.mails() if self.maildir.exists() else []:
            body = "".join(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")
            written_down[f"mail {mail['Message-ID']}"] = f"{mail['Subject']}\n{body}".encode()
        for number, run in enumerate(self.looks):
            written_down[f"what look {number} said"] = (run.stdout + run.stderr).encode()
        return written_down


def unpacked(path):
    if path.suffix != ".zst":
        return path.read_bytes()
    return subprocess.run(["zstd", "-dc", str(path)], check=True, capture_output=True).stdout


class LiveTest(harness.SystemTest):
    simulator_program = None

    def start(self, *options, size=SMALL, at="2026-09-08 18:00", folder="school", **changes):
        """A simulated school, and the watched one; nothing was looked at yet."""
        running = simulator.Simulator(self.simulator_program, *size, *options, at=written(local(at)))
        self.addCleanup(self._end, running)
        school = LiveSchool(self.elzhurd, self.folder / folder, running, **changes)
        school.truth = Truth(running, "20260901-20261030")
        return school

    def _end(self, running):
        if running.status is None:
            self.assertEqual(running.stop(), 0, running.said)

    def hold(self, school, at):
        """Everything that the store says at this instant is supported by the truth."""
        wrong = [*wrong_findings(school, at), *wrong_duties(school, at)]
        self.assertEqual(wrong, [], f"at {written(at)}")


def lesson_of(truth, row):
    found = truth.by_place.get((row["class"], row["grp"] or "", row["subject"], row["date"], row["number"]), [])
    return found[0] if len(found) == 1 else None


def wrong_findings(school, at):
    wrong = []
    for finding in school.findings(*LIVE_STATES):
        what = f"{finding['code']} {finding['rule']} {finding['class']} {finding['subject']} {finding['date']}"
        lesson = lesson_of(school.truth, finding)
        if lesson is None:
            wrong.append(f"{what}: there is no such lesson")
            continue
        due, seen = instant(finding["due_at"]), instant(finding["last_seen_empty_at"])
        if due < school.truth.due(lesson, finding["rule"]):
            wrong.append(f"{what}: the deadline is earlier than the rule's")
        if not seen or not due < seen <= at + LOOK_SECONDS_MAX:
            wrong.append(f"{what}: not seen empty after its deadline")
        elif school.truth.state(lesson, FIELD[finding["rule"]], seen) != "empty":
            wrong.append(f"{what}: it was filled when it was seen empty")
        opened = instant(finding["opened_at"])
        known = lesson["owner"] if not lesson["announced"] or lesson["announced"] <= opened else lesson["teacher"]
        if len(finding["named"]) == 1 and finding["named"] not in ([known], [lesson["owner"]]):
            wrong.append(f"{what}: it names {finding['named']}, not {known}")
    return wrong


def wrong_duties(school, at):
    wrong = []
    for duty in school.duties():
        lesson = lesson_of(school.truth, duty)
        if lesson is None or not school.truth.is_plain(lesson) or not duty["due_at"]:
            continue
        field, due = FIELD[duty["rule"]], instant(duty["due_at"])
        entry = school.truth.first_entry(lesson, field)
        in_time = entry is not None and entry <= due
        was_removed = "empty" in lesson[field][1]
        what = f"{duty['rule']} {duty['class']} {duty['subject']} {duty['date']} is {duty['status']}"
        if due != school.truth.due(lesson, duty["rule"]) + dt.timedelta(seconds=duty["credit"]):
            wrong.append(f"{what}: due {written(due)}")
        elif duty["status"] == "on_time" and not in_time:
            wrong.append(f"{what}: nothing was there in time")
        elif duty["status"] in ("late", "unfilled") and in_time and not was_removed:
            wrong.append(f"{what}: it was there in time")
        elif duty["status"] == "pending" and due < at:
            wrong.append(f"{what}: the deadline is over")
    return wrong


def provable(truth, lesson, rule, looks):
    """What looks at these instants prove of a lesson that never moved; nothing where seconds decide."""
    field, due = FIELD[rule], truth.due(lesson, rule)
    near = [at for at in looks for moment in (*lesson[field][0], due) if abs(at - moment) < dt.timedelta(seconds=4)]
    if near:
        return None
    seen = [(at, truth.state(lesson, field, at) != "empty") for at in looks]
    entries = [at for at, is_there in seen if is_there]
    if not seen[-1][1]:
        return "unfilled" if seen[-1][0] > due else "pending"
    if entries[0] < due:
        return "on_time"
    return "late" if any(due < at < entries[0] for at, is_there in seen if not is_there) else "unproven"


def main():
    """Takes both programs off the command line and hands the rest to unittest."""
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} ELZHURD ELZHUR_SIM [TEST...]")
    LiveTest.simulator_program = pathlib.Path(sys.argv.pop(2)).resolve()
    harness.main()
