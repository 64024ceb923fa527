#!/usr/bin/python3
"""An independent reader and judge of the real export.

It reads the BIFF8 workbooks with xlrd and works out, from the documents of the project alone, which duties have
which status. It shares no code with the program that it checks, and it takes no pains to be quick.

Usage: oracle.py ZIP [--now RFC3339] [--watch-from DATE] [--plus WORKING_DAYS] [--placeholder filled|empty] [--findings]
"""

import argparse
import collections
import csv
import dataclasses
import datetime as dt
import io
import json
import pathlib
import re
import sys
import unicodedata
import zipfile
import zoneinfo

import xlrd

TESTS = pathlib.Path(__file__).resolve().parent.parent
REAL_EXPORT = TESTS / "data" / "real" / "lesson-planning-2018.zip"
WORKING_DAYS = TESTS / "data" / "working-days-ru.csv"

ZONE = zoneinfo.ZoneInfo("Europe/Moscow")
DECLARED_NONE = ("без задания", "не задано", "нет")
FIELDS = ("topic", "homework", "marks", "attendance")
FILL_STATES = ("filled", "placeholder", "empty", "not_required", "unknown")
STATUSES = ("pending", "on_time", "late", "unfilled", "unproven", "excused", "backlog", "unknown")


class Unreadable(Exception):
    """The input is not what the oracle was written for."""


def collapse(text):
    """One space for every run of white space (TAB and NBSP too), none at the ends."""
    return " ".join(text.replace("\u00a0", " ").split())


def fold(text):
    """The form in which texts are compared: white space collapsed, case and ё not told apart."""
    return collapse(text).casefold().replace("ё", "е")


def fill_state(text):
    """empty | placeholder | declared_none | filled"""
    text = collapse(text)
    if not text:
        return "empty"
    if all(unicodedata.category(letter)[0] in "PSZ" for letter in text):
        return "placeholder"
    if fold(text).rstrip(".") in DECLARED_NONE:
        return "declared_none"
    return "filled"


@dataclasses.dataclass(frozen=True)
class Lesson:
    date: dt.date
    class_name: str
    group: str
    subject: str
    ordinal: int
    teachers: tuple
    topic: str
    homework: str
    where: str

    @property
    def key(self):
        return (self.date.isoformat(), fold(self.class_name), fold(self.group), fold(self.subject), self.ordinal)

    def state(self, field):
        return fill_state(getattr(self, field))


TITLE = re.compile(r"Класс:\s*(?P<class>\S+)\s*(?:\((?P<group>.*)\))?\s+\d{4}/\d{4}\s+учебный год")
DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
HEADERS = {"Дата": "date", "Тема урока": "topic", "Домашнее задание к следующему уроку": "homework"}


def cell_text(cell):
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return cell.value
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return str(int(cell.value)) if cell.value == int(cell.value) else repr(cell.value)
    raise Unreadable(f"a cell of the type {cell.ctype}")


def read_sheet(workbook_name, sheet):
    """The lessons of one sheet: tables one under another, each with its class, subject and teachers above it."""
    lessons = []
    title, columns = {}, None
    for row in range(sheet.nrows):
        cells = [cell_text(cell) for cell in sheet.row(row)]
        where = f"{workbook_name}, {sheet.name}, row {row + 1}"
        first = collapse(cells[0])
        if first.startswith("Класс:"):
            match = TITLE.fullmatch(first)
            if not match:
                raise Unreadable(f"{where}: {first}")
            group = collapse(match["group"] or "")
            group = "" if fold(group) == fold(match["class"]) else group
            title, columns = {"class": match["class"], "group": group}, None
        elif first.startswith("Предмет:"):
            title["subject"] = collapse(first.partition(":")[2])
        elif first.startswith("ФИО педагога:"):
            title["teachers"] = tuple(collapse(name) for name in first.partition(":")[2].split(",") if name.strip())
        elif first == "Дата":
            columns = {HEADERS[collapse(text)]: number for number, text in enumerate(cells) if text}
            if set(columns) != set(HEADERS.values()):
                raise Unreadable(f"{where}: columns {cells}")
        elif columns is None:
            if first and not re.fullmatch(r"\d+", first):
                raise Unreadable(f"{where}: unexpected {first}")
        elif any(collapse(text) for text in cells):
            match = DATE.fullmatch(first)
            if not match:
                raise Unreadable(f"{where}: no date")
            date = dt.date(int(match[3]), int(match[2]), int(match[1]))
            lessons.append(
                Lesson(date, title["class"], title["group"], title["subject"], 0, title["teachers"],
                       cells[columns["topic"]], cells[columns["homework"]], where))
    return lessons


def number_lessons(lessons):
    """Gives every lesson its ordinal of the day, by the order of rows (the export has no lesson numbers)."""
    seen = collections.Counter()
    numbered = []
    for lesson in lessons:
        key = lesson.key[:4]
        seen[key] += 1
        numbered.append(dataclasses.replace(lesson, ordinal=seen[key]))
    return numbered


@dataclasses.dataclass
class Member:
    name: str
    saved_at: dt.datetime  # what the archive says, in the school's zone
    data: bytes
    lessons: list


def read_members(path):
    """The workbooks of the export, in the order of the archive."""
    members = []
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode("cp866")
            data = archive.read(info)
            book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
            lessons = []
            for sheet in book.sheets():
                lessons += read_sheet(name, sheet)
            saved_at = dt.datetime(*info.date_time, tzinfo=ZONE)
            members.append(Member(name, saved_at, data, number_lessons(lessons)))
    return members


def all_lessons(members):
    lessons = [lesson for member in members for lesson in member.lessons]
    if len({lesson.key for lesson in lessons}) != len(lessons):
        raise Unreadable("two workbooks speak of one lesson")
    return lessons


class Calendar:
    """Working days of the country, from the published exceptions."""

    def __init__(self, path=WORKING_DAYS):
        self.kinds = {}
        with open(path, encoding="utf-8") as lines:
            for row in csv.reader((line for line in lines if not line.startswith("#")), delimiter=";"):
                self.kinds[dt.date.fromisoformat(row[0])] = row[1]
        self.years = {date.year for date in self.kinds}

    def is_working(self, date):
        if date.year not in self.years:
            raise Unreadable(f"no calendar knows {date}")
        kind = self.kinds.get(date)
        return kind == "working" if date.weekday() >= 5 else kind != "off"

    def plus_working_days(self, date, count):
        while count:
            date += dt.timedelta(days=1)
            count -= self.is_working(date)
        return date


@dataclasses.dataclass(frozen=True)
class Rule:
    name: str
    field: str
    placeholder: str = "filled"  # filled | empty
    plus_working_days: int = 0
    at: dt.time = dt.time(23, 59)

    def due(self, date, calendar):
        return dt.datetime.combine(calendar.plus_working_days(date, self.plus_working_days), self.at, tzinfo=ZONE)


@dataclasses.dataclass(frozen=True)
class AsOf:
    earliest: dt.datetime
    latest: dt.datetime


def status(lesson, rule, calendar, watch_from, as_of, now):
    """One duty, after the first and only document that speaks of it."""
    due = rule.due(lesson.date, calendar)
    state = lesson.state(rule.field)
    if state == "empty" or (state == "placeholder" and rule.placeholder == "empty"):
        if now <= due:
            return "pending"
        if lesson.date < watch_from:
            return "backlog"
        return "unfilled" if due < as_of.earliest else "unknown"
    return "on_time" if as_of.latest <= due else "unproven"


@dataclasses.dataclass
class Judgement:
    fields: dict
    duties: dict
    duties_by_rule: dict
    findings: dict  # (rule, *lesson key) -> (owners, due)

    def by_rule(self):
        return dict(collections.Counter(key[0] for key in self.findings))


def count_fields(lessons):
    counts = {field: dict.fromkeys(FILL_STATES, 0) for field in FIELDS}
    counts["homework"]["declared_none"] = 0
    for lesson in lessons:
        for field in FIELDS:
            state = lesson.state(field) if field in ("topic", "homework") else "unknown"
            if state == "declared_none":
                counts[field]["declared_none"] = counts[field].get("declared_none", 0) + 1
                state = "filled"
            counts[field][state] += 1
    return counts


def judge(members, rules, watch_from, now, received=None, calendar=None):
    """What a first pass over these workbooks must find; `received` is when the files came (by default `now`)."""
    calendar = calendar or Calendar()
    duties_by_rule = {rule.name: dict.fromkeys(STATUSES, 0) for rule in rules}
    findings = {}
    for member in members:
        as_of = AsOf(min(member.saved_at, now), received or now)
        for lesson in member.lessons:
            for rule in rules:
                verdict = status(lesson, rule, calendar, watch_from, as_of, now)
                duties_by_rule[rule.name][verdict] += 1
                if verdict == "unfilled":
                    findings[(rule.name, *lesson.key)] = (lesson.teachers, rule.due(lesson.date, calendar))
    duties = {name: sum(counts[name] for counts in duties_by_rule.values()) for name in STATUSES}
    return Judgement(count_fields(all_lessons(members)), duties, duties_by_rule, findings)


def main(arguments):
    parser = argparse.ArgumentParser(description="What the real export says, by an independent reader")
    parser.add_argument("zip", nargs="?", default=REAL_EXPORT)
    parser.add_argument("--now", default="2019-06-01T12:00:00+03:00", type=dt.datetime.fromisoformat)
    parser.add_argument("--watch-from", default="2018-09-01", type=dt.date.fromisoformat)
    parser.add_argument("--plus", default=0, type=int)
    parser.add_argument("--placeholder", default="filled", choices=("filled", "empty"))
    parser.add_argument("--findings", action="store_true")
    options = parser.parse_args(arguments)
    members = read_members(options.zip)
    rules = [Rule(field, field, options.placeholder, options.plus) for field in ("topic", "homework")]
    result = judge(members, rules, options.watch_from, options.now)
    report = {"lessons": len(all_lessons(members)), "members": {m.name: len(m.lessons) for m in members},
              "fields": result.fields, "duties": result.duties, "duties_by_rule": result.duties_by_rule,
              "findings": {"open": len(result.findings), "by_rule": result.by_rule()}}
    if options.findings:
        report["list"] = [[*key, list(owners), due.isoformat()] for key, (owners, due) in
                          sorted(result.findings.items())]
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
