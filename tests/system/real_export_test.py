#!/usr/bin/python3
"""Holds `elzhurd once` on the real export against the independent oracle.

Usage: real_export_test.py ELZHURD [TEST...]
"""

import datetime as dt
import io
import os
import pathlib

import xlrd

import harness
import oracle
import tables

NOW = dt.datetime.fromisoformat(harness.NOW)
ARRIVED = dt.datetime.fromisoformat("2019-05-31T18:00:00+03:00")
MEMBERS = oracle.read_members(oracle.REAL_EXPORT)
LESSONS = oracle.all_lessons(MEMBERS)
SAVED_AT = MEMBERS[0].saved_at
EXPECTED = oracle.judge(MEMBERS, harness.ORACLE_RULES, harness.WATCH_FROM, NOW)


class RealExportTest(harness.SystemTest):
    def school(self, name="school", settings=None):
        return harness.School(self.elzhurd, self.folder / name, settings)

    def put_real(self, school, name=None):
        return school.put(oracle.REAL_EXPORT, name, ARRIVED)

    def put_bytes(self, school, name, data, mtime=SAVED_AT):
        path = school.inbox / name
        path.write_bytes(data)
        os.utime(path, (mtime.timestamp(), mtime.timestamp()))

    def assert_fields(self, report, expected):
        for field, counts in expected.items():
            for state, count in counts.items():
                self.assertEqual(report["fields"][field].get(state, 0), count, f"{field}, {state}")

    def assert_as_expected(self, school, run, expected=EXPECTED, lessons=len(LESSONS)):
        self.assert_ok(run)
        report = run.report
        self.assertEqual(sum(source["rows"] for source in report["sources"]), lessons)
        self.assertEqual(sum(source["lessons"] for source in report["sources"]), lessons)
        self.assert_fields(report, expected.fields)
        self.assertEqual(report["duties"], expected.duties)
        self.assert_findings(school, report, expected)

    def assert_findings(self, school, report, expected):
        self.assertEqual(report["findings"]["open"], len(expected.findings))
        self.assertEqual({k: v for k, v in report["findings"]["by_rule"].items() if v}, expected.by_rule())
        self.assertEqual(harness.store_findings(school.database), harness.expected_findings(expected))


class FirstPass(RealExportTest):
    def test_counts_and_findings_are_those_of_the_oracle(self):
        school = self.school()
        self.put_real(school)
        run = school.once()
        self.assert_as_expected(school, run)
        report = run.report
        self.assertEqual(dt.datetime.fromisoformat(report["at"]), NOW)
        self.assertEqual([source["status"] for source in report["sources"]], ["accepted"])
        self.assertEqual(len(run.documents), len(MEMBERS))
        for document, member in zip(run.documents, MEMBERS):
            self.assertTrue(document["name"].endswith(member.name), document)
            self.assertEqual((document["status"], document["rows"], document["lessons"], document["reason"]),
                             ("accepted", len(member.lessons), len(member.lessons), None))
        self.assertEqual(report["findings"]["opened"], len(EXPECTED.findings))
        self.assertEqual(report["findings"]["resolved"], 0)
        self.assertGreater(report["messages"]["queued"], 0)
        self.assertEqual(report["messages"]["sent"], report["messages"]["queued"])
        self.assertEqual(report["messages"]["failed"], 0)

    def test_no_topic_is_found_missing(self):
        school = self.school()
        self.put_real(school)
        self.assert_ok(school.once())
        rules = {key[0] for key in harness.store_findings(school.database)}
        self.assertNotIn("topic-same-day", rules)

    def test_an_accepted_file_moves_to_done(self):
        school = self.school()
        path = self.put_real(school)
        self.assert_ok(school.once())
        self.assertFalse(path.exists())
        done = [found for found in school.folder.rglob("*.zip") if found.parent.name == "done"]
        self.assertEqual([found.read_bytes() for found in done], [oracle.REAL_EXPORT.read_bytes()])

    def test_the_file_that_lies_in_the_inbox_stays_when_moving_is_off(self):
        settings = harness.config()
        settings["sources"][0]["move"] = False
        school = self.school(settings=settings)
        path = self.put_real(school)
        self.assert_as_expected(school, school.once())
        self.assertTrue(path.exists())
        again = school.once()
        self.assert_ok(again)
        self.assertEqual(again.report["findings"]["opened"], 0)
        self.assertEqual(again.report["messages"]["queued"], 0)

    def test_two_runs_in_fresh_stores_print_the_same(self):
        reports = []
        for name in ("one", "two"):
            school = self.school(name)
            self.put_real(school)
            report = school.once().report
            for entry in [*report["sources"], *(d for s in report["sources"] for d in s["documents"])]:
                entry.pop("duration_seconds", None)
            reports.append(report)
        self.assertEqual(*reports)

    def test_an_empty_inbox_is_no_failure(self):
        run = self.school().once()
        self.assert_ok(run)
        self.assertEqual(run.report["findings"], {"opened": 0, "resolved": 0, "open": 0, "by_rule": {}})


class OtherRules(RealExportTest):
    def check(self, rules, oracle_rules, watch_from=harness.WATCH_FROM, **changes):
        settings = harness.config(rules=rules, **changes)
        settings["school"]["watch_from"] = watch_from
        school = self.school(settings=settings)
        self.put_real(school)
        expected = oracle.judge(MEMBERS, oracle_rules, watch_from, NOW)
        self.assert_as_expected(school, school.once(), expected)
        return expected

    def test_a_placeholder_may_count_as_empty(self):
        rules = [{**rule, "placeholder": "empty"} for rule in harness.RULES]
        ours = [oracle.Rule(rule.name, rule.field, "empty") for rule in harness.ORACLE_RULES]
        self.assertEqual(self.check(rules, ours).by_rule(), {"topic-same-day": 6, "homework-same-day": 448})

    def test_the_next_working_day_knows_the_calendar(self):
        due = {"from": "lesson_day", "plus": "1 working_day", "at": "23:59"}
        rules = [{**rule, "due": due, "placeholder": "empty"} for rule in harness.RULES]
        ours = [oracle.Rule(rule.name, rule.field, "empty", 1) for rule in harness.ORACLE_RULES]
        self.check(rules, ours)

    def test_ten_working_days_lead_over_the_new_year(self):
        due = {"from": "lesson_day", "plus": "10 working_days", "at": "18:00"}
        rules = [{**rule, "due": due, "placeholder": "empty"} for rule in harness.RULES]
        ours = [oracle.Rule(rule.name, rule.field, "empty", 10, dt.time(18)) for rule in harness.ORACLE_RULES]
        self.check(rules, ours)

    def test_holidays_of_the_school_are_working_days_of_the_country(self):
        due = {"from": "lesson_day", "plus": "3 working_days", "at": "09:00"}
        rules = [{**rule, "due": due, "placeholder": "empty"} for rule in harness.RULES]
        ours = [oracle.Rule(rule.name, rule.field, "empty", 3, dt.time(9)) for rule in harness.ORACLE_RULES]
        files = [*harness.CALENDAR_FILES, "school-2018-2019.yaml"]
        self.check(rules, ours, calendar={"files": files})

    def test_the_day_of_the_lesson_needs_no_calendar(self):
        settings = harness.config()
        del settings["calendar"]
        school = self.school(settings=settings)
        self.put_real(school)
        self.assert_as_expected(school, school.once())

    def test_what_was_missing_before_the_watch_is_backlog(self):
        expected = self.check(harness.RULES, harness.ORACLE_RULES, dt.date(2018, 12, 1))
        self.assertEqual((expected.duties["backlog"], expected.duties["unfilled"]), (29, 7))


class OnTheDayOfTheExport(RealExportTest):
    def test_deadlines_to_come_are_pending_and_early_entries_on_time(self):
        now = dt.datetime.fromisoformat("2019-01-31T20:00:00+03:00")
        school = self.school()
        school.put(oracle.REAL_EXPORT, mtime=now - dt.timedelta(hours=1))
        expected = oracle.judge(MEMBERS, harness.ORACLE_RULES, harness.WATCH_FROM, now)
        self.assertGreater(expected.duties["pending"], 0)
        self.assertGreater(expected.duties["on_time"], 0)
        self.assert_as_expected(school, school.once(now=now.isoformat()), expected)


class Again(RealExportTest):
    def assert_settled(self, school, run, before):
        self.assert_ok(run)
        report = run.report
        self.assertEqual((report["findings"]["opened"], report["findings"]["resolved"]), (0, 0))
        self.assertEqual(report["messages"], {"queued": 0, "sent": 0, "failed": 0})
        self.assertEqual(report["duties"], EXPECTED.duties)
        self.assertEqual(report["findings"]["open"], len(EXPECTED.findings))
        self.assertEqual({document["status"] for document in run.documents}, {"unchanged"})
        self.assertEqual({source["status"] for source in report["sources"]}, {"unchanged"})
        self.assertEqual(harness.dump(school.database), before[0])
        self.assertEqual(len(school.mails()), before[1])

    def after_first_pass(self):
        school = self.school()
        self.put_real(school)
        self.assert_ok(school.once())
        return school, (harness.dump(school.database), len(school.mails()))

    def test_the_same_file_again_changes_nothing(self):
        school, before = self.after_first_pass()
        self.put_real(school)
        self.assert_settled(school, school.once(), before)

    def test_the_same_file_under_another_name_changes_nothing(self):
        school, before = self.after_first_pass()
        self.put_real(school, "Выгрузка за 31 января (копия).bin")
        self.assert_settled(school, school.once(), before)

    def test_its_workbooks_one_by_one_change_nothing(self):
        school, before = self.after_first_pass()
        for member in MEMBERS:
            self.put_bytes(school, member.name, member.data)
        run = school.once()
        self.assert_ok(run)
        self.assertEqual(run.report["duties"], EXPECTED.duties)
        self.assertEqual(run.report["findings"]["opened"], 0)
        self.assertEqual(run.report["messages"]["queued"], 0)
        self.assertEqual(harness.store_findings(school.database), harness.expected_findings(EXPECTED))
        self.assertEqual(len(school.mails()), before[1])

    def test_an_empty_inbox_later_changes_nothing(self):
        school, before = self.after_first_pass()
        run = school.once()
        self.assert_ok(run)
        self.assertEqual(run.report["duties"], EXPECTED.duties)
        self.assertEqual(run.report["messages"]["queued"], 0)
        self.assertEqual(harness.dump(school.database), before[0])


class DryRun(RealExportTest):
    def test_it_says_what_would_be_and_does_nothing(self):
        school = self.school()
        path = self.put_real(school)
        run = school.once("--dry-run")
        self.assert_ok(run)
        self.assertEqual(run.report["duties"], EXPECTED.duties)
        self.assertEqual(run.report["findings"]["opened"], len(EXPECTED.findings))
        self.assertTrue(path.exists())
        self.assertEqual(school.mails(), [])
        if school.database.exists():
            self.assertEqual(harness.store_findings(school.database), {})
        self.assertEqual([found for found in (school.folder / "evidence").rglob("*") if found.is_file()], [])
        self.assert_as_expected(school, school.once())

    def test_it_does_not_touch_what_there_is(self):
        school = self.school()
        self.put_real(school)
        self.assert_ok(school.once())
        before, mails = harness.dump(school.database, everything=True), len(school.mails())
        path = self.put_real(school, "again.zip")
        self.assert_ok(school.once("--dry-run", now="2019-06-05T12:00:00+03:00"))
        self.assertTrue(path.exists())
        self.assertEqual(harness.dump(school.database, everything=True), before)
        self.assertEqual(len(school.mails()), mails)


class OtherShapes(RealExportTest):
    """The same lessons in other files: the same duties and the same findings, each in a fresh store."""

    def check(self, files, mtime=SAVED_AT):
        school = self.school()
        for name, data in files.items():
            self.put_bytes(school, name, data, mtime)
        self.assert_as_expected(school, school.once())

    def rows(self):
        return [tables.LESSON_HEADER, *tables.lesson_rows(LESSONS)]

    def test_another_name(self):
        self.check({"без названия": oracle.REAL_EXPORT.read_bytes()}, ARRIVED)

    def test_five_workbooks(self):
        self.check({member.name: member.data for member in MEMBERS})

    def test_five_workbooks_with_wrong_names(self):
        self.check({f"{number}.csv": member.data for number, member in enumerate(MEMBERS)})

    def resaved(self):
        for member in MEMBERS:
            book = xlrd.open_workbook(file_contents=member.data, logfile=io.StringIO())
            sheets = {sheet.name: [[oracle.cell_text(cell) for cell in sheet.row(row)] for row in range(sheet.nrows)]
                      for sheet in book.sheets()}
            yield member, sheets

    def test_workbooks_saved_as_xlsx(self):
        self.check({pathlib.Path(member.name).stem + ".xlsx": tables.xlsx(sheets, SAVED_AT)
                    for member, sheets in self.resaved()})

    def test_workbooks_saved_as_xlsx_in_a_zip(self):
        files = {member.name + "x": tables.xlsx(sheets, SAVED_AT) for member, sheets in self.resaved()}
        self.check({"all.zip": tables.zipped(files, SAVED_AT)}, ARRIVED)

    def test_workbooks_saved_again_as_xls(self):
        self.check({member.name: tables.xls(sheets) for member, sheets in self.resaved()})

    def test_one_xlsx_with_real_dates(self):
        self.check({"lessons.xlsx": tables.xlsx({"Заполнение журнала": self.rows()}, SAVED_AT, real_dates=True)})

    def test_csv_in_utf8_with_a_mark(self):
        self.check({"lessons.csv": tables.csv_text(self.rows()).encode("utf-8-sig")})

    def test_csv_in_utf8_with_commas(self):
        self.check({"lessons.csv": tables.csv_text(self.rows(), ",").encode("utf-8")})

    def test_csv_in_utf8_with_tabs(self):
        self.check({"lessons.txt": tables.csv_text(self.rows(), "\t").encode("utf-8")})

    def test_csv_in_windows_1251(self):
        self.check({"lessons.csv": tables.csv_text(self.rows()).encode("cp1251", "replace")})

    def test_csv_in_a_zip(self):
        data = tables.csv_text(self.rows()).encode("cp1251", "replace")
        self.check({"lessons.zip": tables.zipped({"Уроки.csv": data}, SAVED_AT)}, ARRIVED)

    def test_html_named_xls(self):
        self.check({"report.xls": tables.html_table(self.rows())})


if __name__ == "__main__":
    harness.main()
