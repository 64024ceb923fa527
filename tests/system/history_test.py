#!/usr/bin/python3
"""Several documents one after another: what a later one may change, and what none may.

Usage: history_test.py ELZHURD [TEST...]
"""

import collections
import dataclasses
import datetime as dt
import os

import harness
import oracle
import tables

NOW = dt.datetime.fromisoformat(harness.NOW)
DAY = dt.timedelta(days=1)
MEMBERS = oracle.read_members(oracle.REAL_EXPORT)
LESSONS = oracle.all_lessons(MEMBERS)
EXPECTED = oracle.judge(MEMBERS, harness.ORACLE_RULES, harness.WATCH_FROM, NOW)
MISSING = {key[1:] for key in EXPECTED.findings}  # lessons whose homework is missing
CLASS = "5б"


def filled(lesson):
    """The lesson with the missing homework put in."""
    return dataclasses.replace(lesson, homework="п. 7, № 12") if lesson.key in MISSING else lesson


class HistoryTest(harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.school = harness.School(self.elzhurd, self.folder / "school")
        self.school.put(oracle.REAL_EXPORT)
        self.first = self.once(NOW)
        self.assertEqual(self.open(), set(EXPECTED.findings))

    def once(self, now):
        run = self.school.once(now=now.isoformat())
        self.assert_ok(run)
        return run.report

    def open(self, states=("open",)):
        return set(harness.store_findings(self.school.database, states))

    def put_csv(self, lessons, saved_at, name="lessons.csv"):
        path = self.school.inbox / name
        path.write_bytes(tables.csv_text([tables.LESSON_HEADER, *tables.lesson_rows(lessons)]).encode())
        os.utime(path, (saved_at.timestamp(), saved_at.timestamp()))

    def of_class(self, keys):
        return {key for key in keys if key[2] == CLASS}

    def assert_same_duties(self, report, **changes):
        self.assertEqual(report["duties"], {**self.first["duties"], **changes})


class Entering(HistoryTest):
    def put_filled_class(self, saved_at):
        self.put_csv([filled(lesson) for lesson in LESSONS if lesson.class_name == CLASS], saved_at)

    def test_an_entry_that_is_seen_resolves_its_finding_and_no_other(self):
        theirs = self.of_class(EXPECTED.findings)
        self.assertTrue(theirs and len(theirs) < len(EXPECTED.findings))
        self.put_filled_class(NOW + DAY)
        report = self.once(NOW + 2 * DAY)
        self.assertEqual((report["findings"]["opened"], report["findings"]["resolved"]),
                         (len(self.newly_missing(CLASS)), len(theirs)))
        self.assertEqual(self.open() & set(EXPECTED.findings), set(EXPECTED.findings) - theirs)
        self.assertEqual(self.open(("resolved",)), theirs)
        self.assertEqual(report["duties"]["late"], len(theirs))

    @staticmethod
    def newly_missing(class_name):
        """What a document of June shows to be missing that one of January could not."""
        lessons = [filled(lesson) for lesson in LESSONS if lesson.class_name == class_name]
        return {(rule.name, lesson.key) for rule in harness.ORACLE_RULES for lesson in lessons
                if lesson.state(rule.field) == "empty"}

    def test_an_older_view_does_not_undo_an_entry(self):
        self.put_filled_class(NOW + DAY)
        before = self.once(NOW + 2 * DAY)
        found = harness.store_findings(self.school.database)
        saved_at = MEMBERS[0].saved_at
        self.put_csv([lesson for lesson in LESSONS if lesson.class_name == CLASS], saved_at, "old.csv")
        self.school.put(oracle.REAL_EXPORT, "again.zip")
        report = self.once(NOW + 3 * DAY)
        self.assertEqual((report["findings"]["opened"], report["findings"]["resolved"]), (0, 0))
        self.assertEqual(report["duties"], before["duties"])
        self.assertEqual(harness.store_findings(self.school.database), found)

    def test_an_entry_taken_out_again_is_a_new_episode(self):
        theirs = self.of_class(EXPECTED.findings)
        self.put_filled_class(NOW + DAY)
        self.once(NOW + 2 * DAY)
        self.put_csv([lesson for lesson in LESSONS if lesson.class_name == CLASS], NOW + 5 * DAY, "third.csv")
        report = self.once(NOW + 6 * DAY)
        self.assertEqual((report["findings"]["opened"], report["findings"]["resolved"]), (len(theirs), 0))
        with harness.connect(self.school.database) as connection:
            count = connection.execute("SELECT count(*) FROM findings_v WHERE rule = 'homework-same-day' AND class = ?"
                                       " AND state = 'resolved'", (CLASS,)).fetchone()[0]
        self.assertEqual(count, len(theirs), "the old episodes are kept")


class Later(HistoryTest):
    def test_a_document_after_the_deadlines_proves_what_january_could_not(self):
        saved_at = NOW - 30 * DAY
        self.put_csv(LESSONS, saved_at)
        report = self.once(NOW)
        late = [oracle.Member("lessons.csv", saved_at, b"", LESSONS)]
        expected = oracle.judge(late, harness.ORACLE_RULES, harness.WATCH_FROM, NOW)
        self.assertEqual(expected.by_rule(), {"topic-same-day": 84, "homework-same-day": 291})
        self.assertEqual(self.open(), set(expected.findings))
        self.assertEqual(report["duties"], expected.duties)
        self.assertEqual(report["findings"]["opened"], len(expected.findings) - len(EXPECTED.findings))

    def test_time_alone_accuses_nobody(self):
        for days in (1, 30, 200):
            report = self.once(NOW + days * DAY)
            self.assert_same_duties(report)
            self.assertEqual((report["findings"]["opened"], report["findings"]["resolved"]), (0, 0))
        self.assertEqual(self.open(), set(EXPECTED.findings))


class Silence(HistoryTest):
    """No evidence, no change."""

    def test_a_file_about_one_class_leaves_the_others_alone(self):
        self.put_csv([lesson for lesson in LESSONS if lesson.class_name == "1а"], MEMBERS[0].saved_at)
        report = self.once(NOW + DAY)
        self.assert_same_duties(report)
        self.assertEqual(self.open(), set(EXPECTED.findings))

    def test_a_lesson_that_is_missing_once_keeps_its_finding(self):
        days = collections.Counter(lesson.key[:4] for lesson in LESSONS)
        # Of two lessons of one day the other would take the ordinal: that is another story.
        absent = {key for key in MISSING if days[key[:4]] == 1}
        self.assertTrue(absent)
        self.put_csv([lesson for lesson in LESSONS if lesson.key not in absent], MEMBERS[0].saved_at)
        report = self.once(NOW + DAY)
        self.assertEqual(report["findings"]["resolved"], 0)
        self.assertEqual(self.open(), set(EXPECTED.findings))

    def test_a_header_without_rows_changes_nothing(self):
        self.put_csv([], NOW)
        run = self.school.once(now=(NOW + DAY).isoformat())
        self.assertIn(run.status, (0, 2))
        self.assert_same_duties(run.report)
        self.assertEqual(self.open(), set(EXPECTED.findings))


if __name__ == "__main__":
    harness.main()
