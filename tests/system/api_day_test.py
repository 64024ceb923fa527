#!/usr/bin/python3
"""A whole working day through ElZhur's API, look by look: nothing is said that the school's truth does not support."""

import collections
import datetime as dt

import live_school
from live_school import FIELD, local

DAY = "2026-09-10"
HALF_HOUR = dt.timedelta(minutes=30)


def looks_of_the_day():
    """Every half hour from the morning, and three minutes before and five seconds after the last deadline."""
    at = local(f"{DAY} 07:30")
    while at < local(f"{DAY} 23:59"):
        yield at
        at += HALF_HOUR
    yield local(f"{DAY} 23:56")
    yield local(f"{DAY} 23:59:05")
    yield local("2026-09-11 00:30")


def has_files(lesson, rule):
    """A file beside dots is homework; the truth has only the dots."""
    return FIELD[rule] == "homework" and "placeholder" in lesson["homework"][1]


class WholeDay(live_school.LiveTest):
    def test_a_day_of_looks_says_what_is_true_and_all_that_can_be_proved(self):
        school = self.start(size=("--classes", "4", "--teachers", "10"))
        first = local("2026-09-09 20:00")
        school.get_known(first)
        self.check_counts(school, first, school.look(first))
        looks = list(looks_of_the_day())
        for at in looks:
            run = school.look(at)
            self.assert_ok(run)
            self.hold(school, at)
        self.check_statuses(school, [first, *looks])
        self.check_report(school, run)

    def check_counts(self, school, at, run):
        """The first look has seen the school year up to two weeks from now."""
        self.assert_ok(run)
        for field in ("topic", "homework"):
            expected = school.truth.counts(field, at, "2026-09-01", "2026-09-23")
            said = run.report["fields"][field]
            self.assertEqual(said["unknown"], 0)
            self.assertEqual(said["empty"], expected["empty"])
            self.assertEqual(said["filled"] + said["placeholder"], expected["filled"] + expected["placeholder"])
            # A file beside dots is homework, and the truth has only the dots.
            self.assertLessEqual(said["placeholder"], expected["placeholder"])
        self.assertEqual(said["declared_none"], expected["declared_none"])

    def check_statuses(self, school, looks):
        """What looks half an hour apart can prove is said, and nothing else."""
        expected, said = {}, {}
        for duty in school.duties():
            lesson = live_school.lesson_of(school.truth, duty)
            if duty["date"] != DAY or not school.truth.is_plain(lesson) or has_files(lesson, duty["rule"]):
                continue
            proved = live_school.provable(school.truth, lesson, duty["rule"], looks)
            key = (duty["rule"], *school.truth.place(lesson))
            if proved:
                expected[key], said[key] = proved, duty["status"]
        self.assertEqual(said, expected)
        self.assertGreater(len(expected), 40)
        # A day on which nobody was late would show nothing.
        self.assertLessEqual({"on_time", "late", "unfilled"}, set(expected.values()))

    def check_report(self, school, run):
        said = run.report
        statuses = collections.Counter(duty["status"] for duty in school.duties())
        self.assertEqual({key: n for key, n in said["duties"].items() if n}, dict(statuses))
        self.assertEqual(said["findings"]["open"], len(school.findings(*live_school.LIVE_STATES)))


if __name__ == "__main__":
    live_school.main()
