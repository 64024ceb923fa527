#!/usr/bin/python3
"""Measures a full pull of ElZhur's API by the real binary, against the simulated school of 22 classes.

Usage: api_bench.py ELZHURD ELZHUR_SIM
Prints seconds and peak memory beside what was promised, and beside the same questions asked one after another by a
client that does nothing with the answers; exits 1 when a promise is broken. ELZHUR_BENCH_SLACK widens the promises.
"""

import collections
import datetime as dt
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "system"))
import simulator as simulated  # noqa: E402

SLACK = float(os.environ.get("ELZHUR_BENCH_SLACK", "1"))
PULL_SECONDS = 1.0
ABOVE_IDLE_MB = 30.0
USUAL_LOOKS = 5
SECONDS_MAX = 300
BEGIN = dt.datetime.fromisoformat("2026-11-12T10:00:00+03:00")  # Thursday; two and a half months lie behind
NEAR = dt.timedelta(days=14)
CONFIG = """
school: {{name: Школа, timezone: Europe/Simferopol, watch_from: 2026-11-09}}
store: {{path: store.db, evidence: evidence}}
sources:
  - id: elzhur
    kind: elzhur_api
    base_url: "{http}/apiv3"
    vendor: "{vendor}"
    devkey_file: devkey
    login_file: login
    password_file: password
    homework_date: assigned
    pupils: {{{pupils}}}
    requests_per_minute: 60000
    every: 30m
rules:
  - {{id: topic, kind: topic, due: {{from: lesson_day, at: "23:59"}}, basis: "п. 1"}}
  - {{id: homework, kind: homework, due: {{from: lesson_day, at: "23:59"}}, basis: "п. 2"}}
recipients: [{{id: administrator, role: administrator, email: admin@school.example, digest: {{at: "16:00", on: daily}}}}]
mail: {{transport: maildir, from: "a@school.example", maildir: maildir}}
"""
# A program's peak is at least that of whoever started it: this one is small.
LAUNCHER = """
import os, sys
pid = os.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
sys.stderr.write("\\n%d %f %d" % (os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss))
"""

Pass = collections.namedtuple("Pass", "report wall processor peak_mb")


def launch(arguments, folder):
    begun = time.monotonic()
    done = subprocess.run(["/usr/bin/python3", "-S", "-E", "-c", LAUNCHER, *arguments], cwd=folder, timeout=SECONDS_MAX,
                          capture_output=True, stdin=subprocess.DEVNULL, check=True)
    wall = time.monotonic() - begun
    status, processor, peak = done.stderr.rsplit(b"\n", 1)[1].split()
    if int(status) != 0:
        sys.exit(f"{arguments}: ended with {int(status)}: {done.stdout[:2000]} {done.stderr[-2000:]}")
    return done.stdout, wall, float(processor), int(peak) * 1024 / 1e6


class Bench:
    def __init__(self, elzhurd, sim, folder):
        self.elzhurd, self.folder = elzhurd, folder
        self.school = simulated.Simulator(sim)
        self.pupils = few_pupils(self.school.school)
        for name in ("devkey", "login", "password"):
            secret = folder / name
            secret.touch(0o600)
            secret.write_text(self.school.accounts[name], encoding="utf-8")
        named = ", ".join(f'"{class_name}/{place}": "{pupil}"' for class_name, pupils in self.pupils.items()
                          for place, pupil in enumerate(pupils, 1))
        (folder / "elzhurd.yaml").write_text(CONFIG.format(http=self.school.ready["http"], pupils=named,
                                                           vendor=self.school.accounts["vendor"]), encoding="utf-8")

    def look(self, at, *options):
        self.school.json("/sim/clock", "POST", {"at": at.isoformat()})
        self.school.ask("/sim/requests", "DELETE")
        output, wall, processor, peak = launch(
            [self.elzhurd, "once", "--config", "elzhurd.yaml", "--now", at.isoformat(), "--json", *options], self.folder)
        report = json.loads(output)
        assert all(source["status"] in ("accepted", "unchanged") for source in report["sources"]), report["sources"]
        return Pass(report, wall, processor, peak)

    def asked(self):
        return self.school.json("/sim/requests")["methods"]

    def questions(self, first, at):
        """What a full pull asks, in its order."""
        last = at.date() + NEAR
        days = f"{first:%Y%m%d}-{last:%Y%m%d}"
        paths = [self.school.api_path("getrules")]
        for class_name in self.school.school["classes"]:
            paths.append(self.school.api_path("getschedule", **{"class": class_name}, days=days, rings="true"))
            paths.append(self.school.api_path("gethomework", **{"class": class_name}, days=days))
            for back in range(7):
                day = at.date() - dt.timedelta(days=back)
                if day.weekday() < 5 and (back < 2 or first < at.date() - dt.timedelta(days=20)):
                    paths.append(self.school.api_path("getreplaces", **{"class": class_name}, days=f"{day:%Y%m%d}"))
            paths += [self.school.api_path("getdiary", student=pupil, days=days, rings="true")
                      for pupil in self.pupils[class_name]]
        return paths

    def limit(self, paths):
        """(seconds, bytes): the same questions over one connection, the answers thrown away."""
        connection = self.school.connect()
        size = 0
        begun = time.monotonic()
        for path in paths:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            size += len(connection.getresponse().read())
        seconds = time.monotonic() - begun
        connection.close()
        return seconds, size


def few_pupils(school):
    """By class: pupils that together are in every group of it, few of them."""
    groups = collections.defaultdict(lambda: collections.defaultdict(set))
    for place, pupil in school["pupils"].items():
        class_name, _, group = place.partition("/")
        groups[class_name][pupil].add(group)
    return {class_name: sorted(of_class) for class_name, of_class in groups.items()}


def line(what, value, unit, promise):
    kept = value <= promise * SLACK
    print(f"{'ok  ' if kept else 'OVER'} {what}: {value:.3f} {unit} (promised: at most {promise} {unit})", flush=True)
    return kept


def told(what, one, bench, first, at):
    """Prints a pass beside its physical limit. Returns the seconds of its pull."""
    (source,) = one.report["sources"]
    asked = bench.asked()
    paths = bench.questions(first, at)
    planned = collections.Counter(urllib.parse.urlsplit(path).path.rsplit("/", 1)[1] for path in paths)
    seconds, size = min(bench.limit(paths) for _ in range(3))
    is_same = all(asked.get(name) == count for name, count in planned.items())
    print(f"{what}: {sum(asked.get(name, 0) for name in planned)} requests, {source['lessons']} lessons in "
          f"{len(source['documents'])} documents; pull {source['duration_seconds']:.3f} s, whole pass {one.wall:.3f} s, "
          f"{one.processor:.3f} s of processor time, peak {one.peak_mb:.1f} MB")
    print(f"  {'the same' if is_same else 'about the same'} {len(paths)} requests without reading the answers: "
          f"{seconds:.3f} s for {size / 1e6:.1f} MB", flush=True)
    return source["duration_seconds"]


def main():
    elzhurd, sim = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="elzhur-bench-") as folder:
        bench = Bench(elzhurd, sim, pathlib.Path(folder))
        try:
            floor = launch(["/bin/true"], folder)[3]
            first = bench.look(BEGIN)
            told("first look, the year so far", first, bench, dt.date(2026, 9, 1), BEGIN)
            looks = []
            for nth in range(1, USUAL_LOOKS + 1):
                at = BEGIN + nth * dt.timedelta(minutes=30)
                looks.append(bench.look(at))
                told(f"usual look {nth}, four weeks", looks[-1], bench, at.date() - NEAR, at)
            best = min(one.report["sources"][0]["duration_seconds"] for one in looks)
            idle = bench.look(at + dt.timedelta(minutes=1), "--due")
            assert not idle.report["sources"], idle.report["sources"]
        finally:
            bench.school.stop()
    assert floor < idle.peak_mb, (floor, idle.peak_mb)
    print(f"idle pass: peak {idle.peak_mb:.1f} MB, {idle.wall:.3f} s wall")
    above = max(one.peak_mb for one in looks) - idle.peak_mb
    kept = [line("full pull of 22 classes, wall", best, "s", PULL_SECONDS),
            line("its memory above idle", above, "MB", ABOVE_IDLE_MB),
            line("memory of a first look above idle", first.peak_mb - idle.peak_mb, "MB", ABOVE_IDLE_MB)]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
