#!/usr/bin/python3
"""Answers that cannot be believed: nothing opens, nothing is settled, and the reason is told in Russian."""

import datetime as dt

import live_school
from live_school import local

DAY = "2026-09-10"
FEW = ("--classes", "3", "--teachers", "10")
ENDS = {0: {"accepted", "unchanged"}, 2: {"failed", "rejected", "held"}}
# Of the methods that carry entries: how the source stands, and what its reason says. None of these may be believed.
DAMAGED = {
    "truncated": ("failed", "ответ повреждён или обрезан"),
    "garbage": ("failed", "ответ не понят"),
    "skewed_date": ("rejected", "часы этой машины и ЭлЖура расходятся"),
    "last_month": ("rejected", "ответ не на этот вопрос"),
}
# A share of what ElZhur holds, or nothing of it: each answer by itself is well formed.
MEAGRE = ("half", "empty", "empty_days")


class Unbelievable(live_school.LiveTest):
    def watched(self, **more):
        """A school that was looked at on the evening before and all morning; then lessons have deadlines."""
        school = self.start(size=FEW, **more)
        school.get_known(local("2026-09-09 20:00"))
        for at in (local("2026-09-09 20:00"), local(f"{DAY} 10:00"), local(f"{DAY} 12:00")):
            self.assert_ok(school.look(at))
        return school

    def test_a_damaged_answer_changes_nothing(self):
        school = self.watched()
        at = local(f"{DAY} 13:00")
        for kind, (status, reason) in DAMAGED.items():
            with self.subTest(kind):
                before = school.judged()
                school.fault(kind)
                run = school.look(at)
                school.no_faults()
                at += dt.timedelta(minutes=10)
                self.assertEqual(run.status, 2, run.stdout)
                source = run.report["sources"][0]
                self.assertEqual(source["status"], status, source)
                reasons = [source["reason"] or "", *(document["reason"] or "" for document in source["documents"])]
                self.assertTrue(any(reason in text for text in reasons), reasons)
                self.assertEqual(school.judged(), before)
                self.hold(school, at)
        self.assert_ok(school.look(at))
        self.hold(school, at)

    def test_a_clock_that_is_off_by_less_than_a_minute_is_believed(self):
        school = self.watched()
        for number, (seconds, status) in enumerate(((45, 0), (-45, 0), (75, 2), (-75, 2))):
            with self.subTest(seconds=seconds):
                school.fault("skewed_date", seconds=seconds)
                self.assertEqual(school.look(local(f"{DAY} 13:{10 + number}")).status, status)
                school.no_faults()

    def test_meagre_answers_over_hours_accuse_nobody(self):
        """The same lack again and again, over deadlines: what is missing in an answer was not left out by a teacher."""
        for kind, share in (*((kind, 100) for kind in MEAGRE), ("half", 40)):
            with self.subTest(kind, share=share):
                self.check_meagre(kind, share)

    def check_meagre(self, kind, share):
        school = self.watched(folder=f"{kind}-{share}")
        at = local(f"{DAY} 12:30")
        school.fault(kind, share=share)
        for _ in range(5):
            run = school.look(at)
            self.assertIn(run.report["sources"][0]["status"], ENDS[run.status], run.stdout)
            self.hold(school, at)
            at += dt.timedelta(minutes=40)
        school.no_faults()
        for _ in range(2):
            run = school.look(at)
            self.hold(school, at)
            at += dt.timedelta(minutes=30)
        self.assert_ok(run)


class OneClass(live_school.LiveTest):
    def test_a_class_that_fails_spoils_only_itself(self):
        for kind in ("http_400", "http_403", "garbage", "truncated", "http_500"):
            with self.subTest(kind):
                self.check_class(kind)

    def check_class(self, kind):
        school = self.start(size=FEW, folder=kind)
        victim, *others = school.running.school["classes"]
        school.fault(kind, **{"class": victim})
        for at in (local("2026-09-09 20:00"), local(f"{DAY} 12:30"), local(f"{DAY} 16:00")):
            run = school.look(at)
            self.hold(school, at)
        self.assertEqual(run.status, 2)
        documents = run.report["sources"][0]["documents"]
        for document in documents:
            is_good = document["status"] in ("accepted", "unchanged")
            self.assertEqual(is_good, not document["name"].startswith(victim + ":"), document)
            self.assertEqual(document["reason"] is None, is_good)
        self.assertEqual({document["name"].split(":")[0] for document in documents}, {victim, *others})
        self.assertEqual({duty["class"] for duty in school.duties()}, set(others))
        self.assertEqual(school.rows("SELECT * FROM outage"), [])
        school.no_faults()
        self.assert_ok(school.look(local(f"{DAY} 16:30")))
        self.hold(school, local(f"{DAY} 16:30"))
        self.assertEqual({duty["class"] for duty in school.duties()}, {victim, *others})
        # Nothing of it was seen before its deadlines: nobody knows who was in time.
        wrong = [duty for duty in school.duties() if duty["class"] == victim and duty["status"] == "late"]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    live_school.main()
