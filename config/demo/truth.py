"""Holds what elzhurd says against what really happened: the simulator knows every stroke of every teacher."""

import collections
import datetime as dt
import sqlite3

FIELD_OF_RULE = {"topic-same-day": "topic", "homework-before-next-day": "homework"}
# A question takes seconds, while the simulated clock stands still.
LOOK = dt.timedelta(minutes=1)

DUTIES = """
SELECT d.rule, d.class, d.grp, d.subject, d.date, e.number, d.status, d.due_at
FROM duties_v d JOIN (SELECT DISTINCT class, grp, subject, date, ordinal, number FROM episodes_v) e
  USING(class, grp, subject, date, ordinal)
WHERE d.status <> 'backlog'"""
FINDINGS = """
SELECT code, rule, class, grp, subject, date, number, owners, due_at, last_seen_empty_at, state, opened_at
FROM findings_v"""

Told = collections.namedtuple("Told", "counts doubts found missed credit")


def instant(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def key(class_name, group, subject, date, number):
    return class_name, group.lstrip("0"), subject, date, number


def state_at(strokes, at):
    state = "empty"
    for when, what in strokes:
        if when > at:
            break
        state = what
    return state


class Lesson:
    """What really became of one lesson."""

    def __init__(self, raw):
        self.owner = " ".join(raw["owner"].split())
        self.is_substituted = raw["substitution_announced_at"] is not None
        self.is_listed = raw["listed_until"] is None
        self.strokes = {name: [(instant(stroke["at"]), stroke["state"]) for stroke in field["strokes"]]
                        for name, field in raw["fields"].items()}

    def was_empty(self, field, at):
        """At that instant, or in the look that ended then."""
        return "empty" in (state_at(self.strokes[field], at), state_at(self.strokes[field], at - LOOK))

    def was_filled_by(self, field, at):
        return any(what != "empty" and when <= at for when, what in self.strokes[field])

    def was_empty_throughout(self, field, since, until):
        return state_at(self.strokes[field], since) == "empty" and not any(
            what != "empty" and since < when <= until for when, what in self.strokes[field])


def real_lessons(simulator, days):
    lessons = {}
    for raw in simulator.json(f"/sim/truth?days={days}")["lessons"]:
        at = key(raw["class"], raw["group"], raw["subject"], raw["date"], raw["number"])
        # A lesson that was moved away stays in the truth beside the one that took its place.
        if at not in lessons or raw["listed_until"] is None:
            lessons[at] = Lesson(raw)
    return lessons


def duty_doubt(lesson, field, status, due, now):
    """Why the judgement on one entry does not agree with the truth; nothing if it does."""
    if status == "on_time" and not lesson.was_filled_by(field, due + LOOK):
        return "названо сделанным в срок, а записи к сроку не было"
    if status == "late" and not (lesson.was_empty(field, due) and lesson.was_filled_by(field, now)):
        return "названо сделанным позже срока, а это не так"
    return None


def finding_doubt(lesson, field, row, names):
    """Why a question asked of a teacher does not agree with the truth; nothing if it does."""
    seen, due = instant(row["last_seen_empty_at"]), instant(row["due_at"])
    if seen is None or seen < due:
        return "вопрос без доказательства: после срока пустым не видели"
    if not lesson.was_empty(field, seen):
        return "вопрос о записи, которая в тот миг была"
    owners = [" ".join(names[owner].split()) for owner in row["owners"].split(",") if owner]
    if not lesson.is_substituted and lesson.owner not in owners:
        return "вопрос не тому учителю"
    return None


def compare(store, simulator, days, now):
    """`days`: yyyymmdd-yyyymmdd, the days whose lessons were watched from their beginning on."""
    lessons = real_lessons(simulator, days)
    database = sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    names = dict(database.execute("SELECT id, name FROM persons_v").fetchall())
    counts, doubts, missed, found = collections.Counter(), [], [], 0
    credit = dt.timedelta(0)
    for row in database.execute(DUTIES):
        lesson, field = lessons.get(key(*tuple(row)[1:6])), FIELD_OF_RULE[row["rule"]]
        due = instant(row["due_at"])
        if lesson is None or due is None:
            continue
        counts[row["status"]] += 1
        credit = max(credit, due - due_without_credit(field, row["date"]))
        why = duty_doubt(lesson, field, row["status"], due, now)
        if why:
            doubts.append(f"{row['class']}, {row['subject']}, {row['date']}: {why}")
        if lesson.is_listed and lesson.was_empty_throughout(field, due - LOOK, now) and due + LOOK < now:
            found += row["status"] == "unfilled"
            if row["status"] not in ("unfilled", "excused"):
                missed.append(f"{row['class']}, {row['subject']}, {row['date']}, {field}: {row['status']}")
    for row in database.execute(FINDINGS):
        lesson = lessons.get(key(*tuple(row)[2:7]))
        why = "вопрос об уроке, которого не было" if lesson is None else finding_doubt(
            lesson, FIELD_OF_RULE[row["rule"]], row, names)
        if why:
            doubts.append(f"{row['code']}: {why}")
    database.close()
    return Told(counts, doubts, found, missed, credit)


def due_without_credit(field, date):
    """The deadline as the rule has it, on days that are all worked."""
    zone = dt.timezone(dt.timedelta(hours=3))
    day = dt.date.fromisoformat(date)
    if field == "topic":
        return dt.datetime.combine(day, dt.time(23, 59), zone)
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(8, 0), zone)
