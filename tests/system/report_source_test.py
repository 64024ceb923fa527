#!/usr/bin/python3
"""The fill report of ElZhur's web side: signed in for, downloaded, and believed about when entries were made."""

import datetime as dt

import live_school
from live_school import FIELD, instant, local

FRIDAY = "2026-09-11"
JUDGED = ("rule", "class", "grp", "subject", "date", "ordinal", "status")
FEW = ("--classes", "3", "--teachers", "10")


class Report(live_school.LiveTest):
    def watched(self, mode, **more):
        school = self.start(size=FEW, watch_from="2026-09-07", folder=mode, **more)
        school.write_config(school.settings(source=school.report_source(mode=mode), watch_from="2026-09-07"))
        return school

    def test_the_report_is_read_in_both_modes_and_its_times_decide(self):
        judged = {}
        for mode in ("excel", "print"):
            with self.subTest(mode):
                school = self.watched(mode)
                at = local(f"{FRIDAY} 23:59:30")
                run = school.look(at)
                self.assert_ok(run)
                self.hold(school, at)
                documents = run.report["sources"][0]["documents"]
                self.assertEqual([document["format"] for document in documents],
                                 ["xls" if mode == "excel" else "html"])
                self.check_times(school, at)
                judged[mode] = sorted(tuple(duty[key] for key in JUDGED) for duty in school.duties())
        self.assertEqual(judged["excel"], judged["print"])

    def check_times(self, school, at):
        """Every reported time is that of the stroke which made the entry that stands there."""
        truth, times = school.truth, 0
        for row in school.rows("SELECT * FROM episodes_v WHERE reported_at IS NOT NULL"):
            lesson = live_school.lesson_of(truth, row)
            if lesson is None or row["field"] not in FIELD.values() or not truth.is_plain(lesson):
                continue
            strokes = [stroke for stroke in zip(*lesson[row["field"]]) if stroke[0] <= at]
            created = [moment for number, (moment, state) in enumerate(strokes)
                       if state != "empty" and (number == 0 or strokes[number - 1][1] == "empty")]
            apart = abs(instant(row["reported_at"]) - created[-1])
            self.assertLess(apart, dt.timedelta(minutes=1), row)
            times += 1
        self.assertGreater(times, 50)
        statuses = {(duty["rule"], duty["status"]) for duty in school.duties()}
        for rule in FIELD:
            self.assertLessEqual({(rule, "on_time"), (rule, "late")}, statuses)

    def test_the_same_report_again_is_unchanged_and_a_later_one_is_read(self):
        school = self.watched("excel")
        first, second = (local(f"{FRIDAY} {time}") for time in ("12:00", "14:00"))
        self.assertEqual(school.look(first).report["sources"][0]["status"], "accepted")
        self.assertEqual(school.look(second).report["sources"][0]["status"], "accepted")
        self.hold(school, second)
        night = [local(f"2026-09-12 {time}") for time in ("03:00", "03:10", "03:20")]
        self.assertEqual([school.look(at).status for at in night], [0, 0, 0])
        self.assertEqual(len({run.stdout for run in school.looks}), 5)
        self.hold(school, night[-1])

    def test_a_wrong_password_is_told_without_being_shown(self):
        school = self.watched("excel")
        school.accounts["web_password"] = "canary-password-8Q"
        school.write_secrets()
        run = school.look(local(f"{FRIDAY} 12:00"))
        self.assertEqual(run.status, 2)
        source = run.report["sources"][0]
        self.assertEqual((source["status"], source["reason"]),
                         ("rejected", "отчёт: вход на сайт не принят: проверьте имя входа и пароль"))
        secrets = [b"canary-password-8Q", school.accounts["password"].encode()]
        for name, data in school.everything_written().items():
            self.assertFalse([secret for secret in secrets if secret in data], name)
        self.assertEqual(school.rows("SELECT * FROM outage"), [])

    def test_a_report_that_cannot_be_believed_changes_nothing(self):
        school = self.watched("print")
        self.assert_ok(school.look(local(f"{FRIDAY} 12:00")))
        cases = {"truncated": "rejected", "garbage": "rejected", "maintenance_html_200": "failed",
                 "http_403": "rejected", "http_500": "failed", "skewed_date": "rejected", "empty": "rejected",
                 "last_month": "rejected"}
        for number, (kind, status) in enumerate(cases.items()):
            with self.subTest(kind):
                before = school.judged()
                school.fault(kind, method="report.fill")
                at = local(f"{FRIDAY} 13:{10 + number}")
                source = school.look(at).report["sources"][0]
                school.no_faults()
                self.assertEqual(source["status"], status, source)
                self.assertRegex(source["reason"], "[а-я]")
                self.hold(school, at)
                self.assertEqual(school.judged(), before)
        self.assert_ok(school.look(local(f"{FRIDAY} 14:00")))
        self.hold(school, local(f"{FRIDAY} 14:00"))


if __name__ == "__main__":
    live_school.main()
