#!/usr/bin/python3
"""Random deadlines computed a second time: due_oracle.py TABLE SEED COUNT.

Shares nothing with the program but the published table of working days and the definition of the school in
due_oracle_test.cpp. Walks day by day, asks zoneinfo for the zone. A case is a line of fields separated by '|':
zone, from, plus, at, class, date, number, later lessons, state, seconds since 1970.
"""

import datetime as dt
import random
import sys
import zoneinfo

DAY = dt.timedelta(days=1)
ZONES = ["Europe/Simferopol", "Europe/Berlin", "America/New_York", "Asia/Kamchatka", "Australia/Lord_Howe"]
CLASSES = {"5А": {"week": 5, "shift": 1}, "10Б": {"week": 6, "shift": 1}, "7 «В»": {"week": 5, "shift": 2}}
TERMS = [("2025-09-01", "2025-10-24"), ("2025-11-05", "2025-12-30"), ("2026-01-12", "2026-03-27"),
         ("2026-04-06", "2026-05-26")]
NO_LESSONS = {dt.date(2026, 1, 20): ["5А"], dt.date(2026, 1, 21): ["5А"]}
DAYS_OFF = [dt.date(2026, 4, 20)]


def read_table(path):
    kinds = {}
    with open(path, encoding="utf-8") as table:
        for line in table:
            if line[0] in "#\n":
                continue
            day, kind, _ = line.rstrip("\n").split(";")
            kinds[dt.date.fromisoformat(day)] = kind
    return kinds


# In a six-day week a holiday on a Saturday is off although the table of a five-day week does not list it.
def is_public_holiday(day):
    return (day.month, day.day) in {(1, d) for d in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}


class School:
    def __init__(self, kinds):
        self.kinds = kinds

    def is_working(self, name, day):
        if not 2018 <= day.year <= 2026:
            return None
        if day in DAYS_OFF:
            return False
        kind = self.kinds.get(day)
        if kind in ("off", "working"):
            return kind == "working"
        in_year = dt.date(2025, 9, 1) <= day <= dt.date(2026, 8, 31)
        six = in_year and CLASSES[name]["week"] == 6
        if day.weekday() == 5:
            return six and not is_public_holiday(day)
        return day.weekday() < 5

    def term_of(self, day):
        for first, last in TERMS:
            if dt.date.fromisoformat(first) <= day <= dt.date.fromisoformat(last):
                return dt.date.fromisoformat(last)
        return None

    def is_school(self, name, day):
        if day in DAYS_OFF or name in NO_LESSONS.get(day, []):
            return False
        if not dt.date.fromisoformat(TERMS[0][0]) <= day <= dt.date.fromisoformat(TERMS[-1][1]):
            return None
        if self.term_of(day) is None:
            return False
        if day.weekday() == 6 or (day.weekday() == 5 and CLASSES[name]["week"] == 5):
            return False
        return self.is_working(name, day)

    def bell(self, name, day, number):
        """Start and end of a lesson in minutes; lessons 1 to 6 (shift 1), 1 to 5 (shift 2), Monday earlier."""
        if not dt.date(2025, 9, 1) <= day <= dt.date(2026, 8, 31) or number is None:
            return None
        second = CLASSES[name]["shift"] == 2
        if not 1 <= number <= (5 if second else 6):
            return None
        start = (13 * 60 if second else 8 * 60 if day.weekday() == 0 else 8 * 60 + 30) + 55 * (number - 1)
        return start, start + 45

    def last_bell(self, name, day):
        ends = [self.bell(name, day, n)[1] for n in range(1, 10) if self.bell(name, day, n)]
        return max(ends) if ends else None


def instant(zone, day, seconds):
    local = dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=seconds)
    return max(int(local.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=fold).timestamp()) for fold in (0, 1))


def moment_of_lesson(school, name, day, number, end):
    bell = school.bell(name, day, number)
    if bell:
        return day, bell[1 if end else 0] * 60
    last = school.last_bell(name, day)
    return day, (last * 60 if last is not None else 23 * 3600 + 59 * 60)


def walk(day, count, question):
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        answer = question(day)
        if answer is None:
            return None
        left -= 1 if answer else 0
    return day


def due(school, zone, rule, name, date, number, later):
    start, plus, at = rule
    unit, count = plus if plus else (None, 0)
    wanted = (1 if start == "next_lesson" else 0) + (count if unit == "lessons" else 0)
    if start == "term_end":
        last = school.term_of(date)
        if last is None:
            return "unknown", 0
        moment = (last, 23 * 3600 + 59 * 60)
    elif start == "lesson_day":
        moment = (date, 23 * 3600 + 59 * 60)
    elif start == "school_day_end":
        moment = moment_of_lesson(school, name, date, None, True)
    else:
        moment = moment_of_lesson(school, name, date, number, start == "lesson_end")
    if wanted:
        if wanted > len(later):
            return "pending", 0
        moment = moment_of_lesson(school, name, *later[wanted - 1], False)
    day, seconds = moment
    if unit == "d":
        day += count * DAY
    elif unit == "working_days":
        day = walk(day, count, lambda d: school.is_working(name, d))
    elif unit == "school_days":
        day = walk(day, count, lambda d: school.is_school(name, d))
    if day is None:
        return "unknown", 0
    if unit == "s":
        result = instant(zone, day, seconds) + count
        if at is None:
            return "known", result
        day = dt.datetime.fromtimestamp(result, zoneinfo.ZoneInfo(zone)).date()
    return "known", instant(zone, day, seconds if at is None else at)


def random_case(school, rng):
    zone = rng.choice(ZONES)
    name = rng.choice(list(CLASSES))
    near_changes = ["2025-10-26", "2026-03-29", "2025-11-02", "2026-03-08", "2025-10-05", "2026-04-05"]
    if rng.random() < 0.3:
        date = dt.date.fromisoformat(rng.choice(near_changes)) + rng.randint(-4, 2) * DAY
    else:
        date = dt.date(2025, 8, 20) + rng.randint(0, 300) * DAY
    number = rng.choice([None, 1, 2, 3, 4, 5, 6, 7])
    start = rng.choice(["lesson_start", "lesson_end", "lesson_day", "school_day_end", "next_lesson", "term_end"])
    unit = rng.choice([None, "s", "d", "working_days", "school_days", "lessons"])
    limit = {"s": 200000, "d": 30, "working_days": 25, "school_days": 25, "lessons": 4}.get(unit, 0)
    count = rng.randint(0 if unit == "lessons" else -limit, limit)
    at = rng.choice([None, None, 23 * 3600 + 59 * 60, 2 * 3600 + 1800, 2 * 3600, 1 * 3600 + 2700, 0, 16 * 3600])
    later, day = [], date
    for _ in range(rng.randint(0, 5)):
        day += rng.randint(0, 6) * DAY
        later.append((day, rng.choice([None, 1, 3, 5, 7])))
    plus = (unit, count) if unit else None
    state, seconds = due(school, zone, (start, plus, at), name, date, number, later)
    written = "" if not unit else f"{count}{unit}" if unit in "sd" else f"{count} {unit}"
    later_text = ",".join(f"{d}/{'' if n is None else n}" for d, n in later)
    fields = [zone, start, written, "" if at is None else at, name, date, "" if number is None else number,
              later_text, state, seconds]
    return "|".join(str(field) for field in fields)


def main():
    table, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    school = School(read_table(table))
    rng = random.Random(seed)
    for _ in range(count):
        print(random_case(school, rng))


main()
