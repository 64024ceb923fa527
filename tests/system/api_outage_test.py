#!/usr/bin/python3
"""ElZhur that cannot be used, and a program that was off: whose time that is, and what is not said meanwhile."""

import datetime as dt

import live_school
from live_school import local

DAY = "2026-09-10"
FEW = ("--classes", "3", "--teachers", "10")
DOWN = "ЭлЖур недоступен"
BROKEN = "ЭлЖур временно не работает"
# By kind: what the reason says, and what else the fault needs.
OUTAGES = {
    "http_500": (BROKEN, {}),
    "http_503_html": (BROKEN, {}),
    "maintenance_html_200": ("технические работы", {}),
    "hang": (DOWN, {"seconds": 1}),
    "reset": (DOWN, {}),
}


def overlap(lesson, due, outage):
    lost = min(due, outage[1]) - max(lesson["starts"], outage[0])
    return max(0, int(lost.total_seconds()))


class Outage(live_school.LiveTest):
    def test_time_lost_to_an_outage_is_added_to_the_deadlines_it_met(self):
        for kind, (reason, more) in OUTAGES.items():
            with self.subTest(kind):
                self.check_outage(kind, reason, more)

    def check_outage(self, kind, reason, more):
        school = self.start(size=FEW, folder=kind)
        school.get_known(local("2026-09-09 20:00"))
        for at in (local("2026-09-09 20:00"), local(f"{DAY} 10:30")):
            self.assert_ok(school.look(at))
        told = school.judged()["finding"]
        school.fault(kind, **more)
        # Every failed look costs seconds of real time, for it tries again: one kind is seen failing twice.
        twice = [local(f"{DAY} 11:30"), local(f"{DAY} 13:00")]
        for at in twice if kind == "http_500" else [local(f"{DAY} 12:15")]:
            run = school.look(at)
            self.assertEqual(run.status, 2, run.stdout)
            source = run.report["sources"][0]
            self.assertEqual(source["status"], "failed", source)
            self.assertIn(reason, source["reason"])
            self.assertEqual(school.judged()["finding"], told)
        school.no_faults()
        end = local(f"{DAY} 14:00")
        self.assert_ok(school.look(end))
        lost = [(row["from_at"], row["to_at"], row["cause"]) for row in school.rows("SELECT * FROM outage")]
        expected = (int(local(f"{DAY} 10:30").timestamp()), int(end.timestamp()), 0)
        self.assertEqual(lost, [expected])
        self.check_credit(school, (local(f"{DAY} 10:30"), end))
        for at in (local(f"{DAY} 16:00"), local("2026-09-11 04:00")):
            self.assert_ok(school.look(at))
            self.hold(school, at)
        self.check_credit(school, (local(f"{DAY} 10:30"), end))

    def check_credit(self, school, outage):
        """For every lesson that was met what it lost, or the end of the outage where it would be due in it; no other."""
        met = 0
        for duty in school.duties():
            lesson = live_school.lesson_of(school.truth, duty)
            if lesson is None or not school.truth.is_plain(lesson):
                continue
            due = school.truth.due(lesson, duty["rule"])
            expected = overlap(lesson, due, outage)
            still_in_it = int((outage[1] - due).total_seconds()) if expected else 0
            self.assertIn(duty["credit"], (expected, max(expected, still_in_it)), duty)
            self.assertEqual(live_school.instant(duty["due_at"]), due + dt.timedelta(seconds=duty["credit"]), duty)
            met += expected > 0
        self.assertGreater(met, 10)

    def test_a_program_that_was_off_gives_nobody_time_and_proves_nothing(self):
        school = self.start(size=FEW)
        school.get_known(local("2026-09-09 20:00"))
        self.assert_ok(school.look(local("2026-09-09 20:00")))
        self.assert_ok(school.look(local(f"{DAY} 07:30")))
        late = local("2026-09-11 09:00")
        self.assert_ok(school.look(late))
        self.hold(school, late)
        self.assertEqual(school.rows("SELECT * FROM outage"), [])
        self.assertEqual({duty["credit"] for duty in school.duties()}, {0})
        of_day = [duty for duty in school.duties() if duty["date"] == DAY]
        self.assertGreater(len(of_day), 20)
        for duty in of_day:
            lesson = live_school.lesson_of(school.truth, duty)
            if duty["status"] == "on_time":
                entry = school.truth.first_entry(lesson, live_school.FIELD[duty["rule"]])
                self.assertLess(entry, local(f"{DAY} 07:31"))
            else:
                self.assertIn(duty["status"], ("unproven", "unknown"), duty)

    def test_an_outage_after_hours_without_a_look_begins_with_the_failed_look(self):
        school = self.start(size=FEW)
        self.assert_ok(school.look(local("2026-09-09 20:00")))
        self.assert_ok(school.look(local(f"{DAY} 07:30")))
        school.fault("reset")
        self.assertEqual(school.look(local(f"{DAY} 12:00")).status, 2)
        school.no_faults()
        self.assert_ok(school.look(local(f"{DAY} 13:00")))
        self.check_credit(school, (local(f"{DAY} 12:00"), local(f"{DAY} 13:00")))


if __name__ == "__main__":
    live_school.main()
