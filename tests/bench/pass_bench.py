#!/usr/bin/python3
"""Measures whole passes of the real binary: a first pass over 100,000 lessons, and a pass with 100 changed
lessons over 1,000,000 ledger episodes.

Usage: pass_bench.py ELZHURD [FOLDER]
Prints wall time, processor time and peak memory of each pass beside what was promised; exits 1 when a promise is
broken. FOLDER (default: a temporary one) should lie on the disk that stores will lie on: passes are durable.
"""

import csv
import datetime as dt
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time

HEADER = ["Дата урока", "№ урока", "Класс", "Предмет", "Учитель", "Тема урока", "Домашнее задание"]
NOW = "2026-06-01T12:00:00+03:00"
CONFIG = """
school: {{name: Школа, timezone: Europe/Moscow, watch_from: 2025-09-01}}
store: {{path: store.db, evidence: evidence}}
sources: [{{id: inbox, kind: directory, path: inbox}}]
rules:
  - {{id: topic, kind: topic, due: {{from: lesson_day, at: "23:59"}}, basis: "п. 1"}}
  - {{id: homework, kind: homework, due: {{from: lesson_day, at: "23:59"}}, basis: "п. 2"}}
recipients: [{{id: administrator, role: administrator, email: admin@school.example{digest}}}]
mail: {{transport: maildir, from: "a@school.example", maildir: maildir}}
"""
DIGEST = ', digest: {at: "16:00", on: daily}'


def lessons(first_class, classes, subjects, days, changed=()):
    """Rows of a year: `classes` x `subjects` x `days`; one lesson in 200 has no topic, but for the changed ones."""
    start = dt.date(2025, 9, 1)
    for number in range(first_class, first_class + classes):
        for subject in range(subjects):
            for day in range(days):
                key = (number, subject, day)
                date = start + dt.timedelta(days=day)
                topic = "" if (number * 7 + subject * 3 + day) % 200 == 0 and key not in changed else "Степень"
                yield [date.strftime("%d.%m.%Y"), subject + 1, f"{number % 11 + 1}{chr(0x410 + number // 11)}",
                       f"Предмет {subject}", f"Фамилия{number} Имя Отчествович", topic, "§ 5"]


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8-sig") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(rows)


def run_pass(elzhurd, folder, now=NOW):
    """(report, wall seconds, processor seconds, peak bytes) of one pass."""
    report_path = folder / "report.json"
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        out = os.open(report_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.chdir(folder)
        os.execv(elzhurd, [elzhurd, "once", "--config", "elzhurd.yaml", "--now", now, "--json"])
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - begun
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"the pass ended with {os.waitstatus_to_exitcode(status)}: {report_path.read_text()[:2000]}")
    return json.loads(report_path.read_text()), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def school(folder, digest):
    (folder / "inbox").mkdir(parents=True)
    (folder / "elzhurd.yaml").write_text(CONFIG.format(digest=digest), encoding="utf-8")
    return folder


def line(what, value, unit, promise):
    kept = value <= promise
    print(f"{'ok  ' if kept else 'OVER'} {what}: {value:.3f} {unit} (promised: at most {promise} {unit})", flush=True)
    return kept


def first_pass(elzhurd, folder):
    write(school(folder, "") / "inbox" / "year.csv", lessons(0, 10, 50, 200))
    report, wall, cpu, peak = run_pass(elzhurd, folder)
    assert report["sources"][0]["lessons"] == 100_000, report["sources"][0]["lessons"]
    print(f"first pass: 100,000 lessons, {report['findings']['opened']} findings, {cpu:.3f} s of processor time")
    return [line("first pass, wall", wall, "s", 2), line("first pass, memory", peak / 1e6, "MB", 150)]


def small_pass(elzhurd, folder):
    # 500,000 lessons of 1,000,000 episodes; 100 classes of 25 subjects, in files that a person could have made.
    school(folder, DIGEST)
    for part in range(5):
        write(folder / "inbox" / f"part{part}.csv", lessons(part * 20, 20, 25, 200))
        run_pass(elzhurd, folder)
    changed = {(number, subject, day) for number in range(5) for subject in range(25) for day in range(200)
               if (number * 7 + subject * 3 + day) % 200 == 0}
    changed = set(sorted(changed)[:100])
    blocks = {(number, subject) for number, subject, _ in changed}
    rows = [row for number, subject in sorted(blocks) for row in subject_rows(number, subject, changed)]
    write(folder / "inbox" / "changed.csv", rows)
    report, wall, cpu, _ = run_pass(elzhurd, folder, "2026-06-01T13:00:00+03:00")
    assert report["findings"]["resolved"] == 100, report["findings"]
    print(f"small pass: {len(rows)} rows read, {len(changed)} lessons changed, "
          f"{sum(report['duties'].values())} duties in the store, {wall:.3f} s wall")
    return [line("100 changed over 1,000,000 episodes, processor", cpu * 1000, "ms", 50)]


def subject_rows(number, subject, changed):
    """A month of one class and subject around its changed lesson."""
    days = [day for n, s, day in changed if (n, s) == (number, subject)]
    first = max(0, min(days) - 10)
    whole = list(lessons(number, 1, subject + 1, 200, changed))[subject * 200:]
    return whole[first:max(days) + 10]


def main():
    elzhurd = str(pathlib.Path(sys.argv[1]).resolve())
    base = pathlib.Path(tempfile.mkdtemp(prefix="elzhur-bench-", dir=sys.argv[2] if len(sys.argv) > 2 else None))
    try:
        kept = first_pass(elzhurd, base / "first") + small_pass(elzhurd, base / "small")
    finally:
        shutil.rmtree(base)
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
