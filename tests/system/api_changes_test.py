#!/usr/bin/python3
"""Substitutions, moved lessons, looks at deadlines, and how little a look writes that shows nothing new."""

import datetime as dt

import live_school
from live_school import HOMEWORK, TOPIC, instant, local

FEW = ("--classes", "4", "--teachers", "10")
LITTLE = dt.timedelta(minutes=10)


class Substitutions(live_school.LiveTest):
    def owed(self, school, rule, after):
        """Lessons with a substitute, announced before the lesson or after the deadline that passed without an entry."""
        truth = school.truth
        for lesson in truth.lessons:
            due = truth.due(lesson, rule)
            if not lesson["announced"] or lesson["date"] < "2026-09-10" or not truth.is_plain(lesson):
                continue
            fits = due + 2 * LITTLE < lesson["announced"] if after else lesson["announced"] < lesson["starts"]
            if fits and truth.state(lesson, live_school.FIELD[rule], due + 2 * LITTLE) == "empty":
                yield lesson

    def watch(self, school, lesson, rule):
        """Looks on both sides of its deadline; returns what it says of the lesson then."""
        due = school.truth.due(lesson, rule)
        school.write_config(school.settings(watch_from=lesson["date"]))
        school.get_known(due - dt.timedelta(hours=3))
        for at in (due - dt.timedelta(hours=3), due - dt.timedelta(hours=1.5), due + LITTLE):
            self.assert_ok(school.look(at))
            self.hold(school, at)
        return self.said(school, lesson, rule)

    def said(self, school, lesson, rule):
        return next(row for row in school.findings()
                    if live_school.lesson_of(school.truth, row) is lesson and row["rule"] == rule)

    def test_a_substitute_who_was_announced_is_the_one_who_is_named(self):
        school = self.start(size=("--classes", "6", "--teachers", "14"))
        lesson = next(self.owed(school, TOPIC, after=False))
        finding = self.watch(school, lesson, TOPIC)
        self.assertEqual((finding["state"], finding["named"]), ("open", [lesson["owner"]]))

    def test_a_substitute_announced_afterwards_takes_over_and_nobody_else_stays_named(self):
        school = self.start(size=("--classes", "6", "--teachers", "14"))
        lesson = next(self.owed(school, HOMEWORK, after=True))
        finding = self.watch(school, lesson, HOMEWORK)
        self.assertEqual((finding["state"], finding["named"]), ("open", [lesson["teacher"]]))
        at = lesson["announced"] + dt.timedelta(seconds=5)
        self.assert_ok(school.look(at))
        self.hold(school, at)
        finding = self.said(school, lesson, HOMEWORK)
        if finding["state"] in live_school.LIVE_STATES:
            self.assertEqual(finding["named"], [lesson["owner"]])
        else:
            self.assertEqual(finding["state"], "withdrawn")


class Moved(live_school.LiveTest):
    def test_a_lesson_put_in_afterwards_is_due_from_the_day_it_was_seen(self):
        """Seen first on the next day, its topic is due that day at 23:59, not the evening before."""
        school = self.start(size=("--classes", "8", "--teachers", "18"))
        truth = school.truth
        put = [lesson for lesson in truth.lessons if truth.is_moved(lesson) and lesson["listed_until"] is None
               and "2026-09-10" < lesson["date"] < "2026-10-20" and truth.homes[truth.home(lesson)] == 1
               and lesson["from"].astimezone(live_school.ZONE).date().isoformat() > lesson["date"]]
        self.assertGreater(len(put), 0)
        lesson = put[0]
        before, after = lesson["from"] - LITTLE, lesson["from"] + LITTLE
        self.assert_ok(school.look(before - dt.timedelta(minutes=50)))
        for at in (before, after):
            self.assert_ok(school.look(at))
            self.hold(school, at)
        duty = next(duty for duty in school.duties()
                    if live_school.lesson_of(truth, duty) is lesson and duty["rule"] == TOPIC)
        first_seen = after.astimezone(live_school.ZONE).date()
        self.assertEqual(instant(duty["due_at"]), local(f"{first_seen} 23:59"))


class Rhythm(live_school.LiveTest):
    def test_looks_that_are_due_come_around_the_deadlines_and_ask_for_what_is_owed(self):
        school = self.start(size=FEW)
        self.assert_ok(school.look(local("2026-09-10 07:30"), "--due"))
        deadlines = sorted({school.truth.due(lesson, rule) for lesson in school.truth.lessons
                            for rule in (TOPIC, HOMEWORK) if lesson["date"] == "2026-09-10"})
        looks = []
        while (at := instant(school.looks[-1].report["next_due"])) < local("2026-09-10 15:00"):
            self.assertLess(len(looks), 60)
            self.assertGreater(at, looks[-1] if looks else local("2026-09-10 07:30"))
            self.assert_ok(school.look(at, "--due"))
            self.hold(school, at)
            looks.append(at)
        self.assertEqual(school.look(looks[-1], "--due").report["sources"], [])
        longest = max(later - earlier for earlier, later in zip(looks, looks[1:]))
        self.assertLessEqual(longest, dt.timedelta(minutes=30))
        for due in (due for due in deadlines if due < looks[-1]):
            self.check_deadline(school, due, looks)

    def check_deadline(self, school, due, looks):
        """Where somebody still owed an entry, a look came just before and one just after."""
        truth = school.truth
        owing = [lesson for lesson in truth.lessons if truth.is_plain(lesson) and truth.due(lesson, HOMEWORK) == due
                 and truth.state(lesson, "homework", due + dt.timedelta(minutes=1)) == "empty"
                 and lesson["subject"] != "Разговоры о важном"]
        if owing:
            self.assertTrue(any(dt.timedelta(0) < at - due <= dt.timedelta(seconds=60) for at in looks), due)
            self.assertTrue(any(dt.timedelta(0) <= due - at <= dt.timedelta(minutes=6) for at in looks), due)


class Quiet(live_school.LiveTest):
    def test_looks_that_show_nothing_new_write_little(self):
        """At night nobody types; every look after the first two finds what was there."""
        school = self.start(size=FEW)
        at = local("2026-09-13 02:00")
        for _ in range(2):
            self.assert_ok(school.look(at))
            at += LITTLE
        before, counts = self.size(school), self.counts(school)
        for _ in range(20):
            run = school.look(at)
            self.assert_ok(run)
            self.assertEqual(run.report["sources"][0]["status"], "unchanged", run.stdout)
            at += LITTLE
        self.assertEqual(self.counts(school), counts)
        self.assertLessEqual(self.size(school) - before, 64 * 1024)
        # What was seen again and again is known as of the last look.
        newest = school.rows("SELECT max(seen_earliest) AS at FROM coverage")[0]["at"]
        self.assertGreaterEqual(newest, int((at - LITTLE).timestamp()))

    def size(self, school):
        return sum(path.stat().st_size for path in school.folder.glob("elzhurd.db*"))

    def counts(self, school):
        tables = ("document", "coverage", "segment", "episode", "sighting", "duty", "finding", "look", "message")
        found = {table: school.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables}
        found["evidence"] = sum(path.is_file() for path in (school.folder / "evidence").rglob("*"))
        return found


if __name__ == "__main__":
    live_school.main()
