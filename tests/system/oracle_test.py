#!/usr/bin/python3
"""Holds the oracle itself to facts that can be seen with the eye: an oracle nobody checks proves nothing."""

import datetime as dt
import unittest

import yaml

import oracle

NOW = dt.datetime.fromisoformat("2019-06-01T12:00:00+03:00")
START = dt.date(2018, 9, 1)
TOPIC = oracle.Rule("topic", "topic")
HOMEWORK = oracle.Rule("homework", "homework")


def lesson(date, topic="", homework=""):
    return oracle.Lesson(date, "5б", "", "Алгебра", 1, ("Анна Андреевна Алексеева",), topic, homework, "row 1")


class Reading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.members = oracle.read_members(oracle.REAL_EXPORT)
        cls.lessons = oracle.all_lessons(cls.members)

    def test_every_dated_row_is_a_lesson(self):
        self.assertEqual({member.name: len(member.lessons) for member in self.members},
                         {"2018_1а.xls": 429, "2018_2б.xls": 509, "2018_3а.xls": 511, "2018_5б.xls": 695,
                          "2018_7а.xls": 756})

    def test_names_of_members_are_cp866(self):
        self.assertEqual(self.members[0].name, "2018_1а.xls")

    def test_members_were_saved_in_january(self):
        self.assertEqual({member.saved_at.isoformat() for member in self.members}, {"2019-01-31T05:34:12+03:00"})

    def test_the_class_itself_is_not_a_group(self):
        groups = {lesson.group for lesson in self.lessons if lesson.class_name == "5б"}
        self.assertEqual(groups, {"", "Англ.яз", "Техн_д", "Техн_м", "Франц.яз."})

    def test_two_tables_of_one_sheet_are_two_groups(self):
        groups = {lesson.group for lesson in self.lessons
                  if lesson.class_name == "7а" and lesson.subject == "Технология"}
        self.assertEqual(groups, {"Девочки", "Мальчики"})

    def test_several_teachers_are_told_apart(self):
        teachers = {lesson.teachers for lesson in self.lessons if lesson.subject == "Физика. Химия"}
        self.assertEqual({len(names) for names in teachers}, {3})

    def test_two_lessons_of_one_day_have_ordinals(self):
        self.assertEqual(max(lesson.ordinal for lesson in self.lessons), 2)

    def test_topics_in_february_are_the_missing_ones(self):
        empty = [lesson for lesson in self.lessons if lesson.state("topic") == "empty"]
        self.assertEqual(len(empty), 84)
        self.assertGreaterEqual(min(lesson.date for lesson in empty), dt.date(2019, 1, 31))


class FillState(unittest.TestCase):
    def test_texts_have_their_states(self):
        for text, state in (("", "empty"), (" \t\u00a0", "empty"), (".", "placeholder"), ("…", "placeholder"),
                            ("— -", "placeholder"), ("+", "placeholder"), ("+ 2", "filled"), ("Слог.", "filled"),
                            ("Без задания.", "declared_none"), ("нет", "declared_none"), ("0", "filled")):
            with self.subTest(text=text):
                self.assertEqual(oracle.fill_state(text), state)


class Days(unittest.TestCase):
    def setUp(self):
        self.calendar = oracle.Calendar()

    def test_friday_is_followed_by_monday(self):
        self.assertEqual(self.calendar.plus_working_days(dt.date(2018, 9, 14), 1), dt.date(2018, 9, 17))

    def test_new_year_is_leapt_over(self):
        self.assertEqual(self.calendar.plus_working_days(dt.date(2018, 12, 29), 1), dt.date(2019, 1, 9))

    def test_a_moved_saturday_is_worked(self):
        self.assertTrue(self.calendar.is_working(dt.date(2018, 12, 29)))
        self.assertFalse(self.calendar.is_working(dt.date(2018, 12, 31)))

    def test_an_unknown_year_is_not_guessed(self):
        with self.assertRaises(oracle.Unreadable):
            self.calendar.is_working(dt.date(2031, 1, 1))


class ShippedCalendars(unittest.TestCase):
    """The files that schools get say the same as the published list."""

    def test_every_day_is_what_was_published(self):
        calendar = oracle.Calendar()
        for year in range(2018, 2027):
            text = (oracle.TESTS.parent / "config" / "calendars" / f"calendar-ru-{year}.yaml").read_text("utf-8")
            shipped = yaml.safe_load(text)
            day = dt.date(year, 1, 1)
            while day.year == year:
                weekday = day.weekday() < 5 and day not in shipped.get("days_off", [])
                works = weekday or day in shipped.get("working_weekends", [])
                self.assertEqual(works, calendar.is_working(day), day)
                self.assertEqual(day in shipped.get("short_days", []), calendar.kinds.get(day) == "short", day)
                day += dt.timedelta(days=1)


class Judging(unittest.TestCase):
    """The export of 31.01.2019 at 05:34, received on 01.06.2019."""

    def judge(self, one, rule=TOPIC, now=NOW, watch_from=START, received=None):
        saved_at = dt.datetime(2019, 1, 31, 5, 34, 12, tzinfo=oracle.ZONE)
        as_of = oracle.AsOf(min(saved_at, now), received or now)
        return oracle.status(one, rule, oracle.Calendar(), watch_from, as_of, now)

    def test_empty_after_its_due_is_unfilled(self):
        self.assertEqual(self.judge(lesson(dt.date(2019, 1, 30))), "unfilled")

    def test_empty_before_its_due_is_unknown_later(self):
        self.assertEqual(self.judge(lesson(dt.date(2019, 1, 31))), "unknown")

    def test_empty_with_a_due_to_come_is_pending(self):
        now = dt.datetime(2019, 1, 31, 20, 0, tzinfo=oracle.ZONE)
        self.assertEqual(self.judge(lesson(dt.date(2019, 1, 31)), now=now), "pending")

    def test_filled_nobody_knows_when_is_unproven(self):
        self.assertEqual(self.judge(lesson(dt.date(2018, 9, 3), "Слог")), "unproven")

    def test_filled_and_received_in_time_is_on_time(self):
        now = dt.datetime(2019, 1, 31, 20, 0, tzinfo=oracle.ZONE)
        self.assertEqual(self.judge(lesson(dt.date(2019, 2, 5), "Слог"), now=now), "on_time")

    def test_before_watching_began_is_backlog(self):
        self.assertEqual(self.judge(lesson(dt.date(2018, 9, 3)), watch_from=dt.date(2018, 10, 1)), "backlog")

    def test_a_placeholder_counts_as_the_rule_says(self):
        dots = lesson(dt.date(2018, 9, 3), homework="..")
        self.assertEqual(self.judge(dots, HOMEWORK), "unproven")
        self.assertEqual(self.judge(dots, oracle.Rule("homework", "homework", "empty")), "unfilled")

    def test_the_real_export_accuses_nobody_of_a_topic(self):
        members = oracle.read_members(oracle.REAL_EXPORT)
        result = oracle.judge(members, [TOPIC, HOMEWORK], START, NOW)
        self.assertEqual(result.by_rule(), {"homework": 36})
        self.assertEqual(sum(result.duties.values()), 2 * 2900)


if __name__ == "__main__":
    unittest.main()
