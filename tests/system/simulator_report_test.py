#!/usr/bin/python3
"""Sign-in and report downloads of the simulated school, in every format, read by programs of others.

Usage: simulator_report_test.py ELZHUR_SIM [TEST...]
"""

import csv
import datetime as dt
import html.parser
import io
import json
import zipfile

import openpyxl
import xlrd

from simulator import CLASS, LATER, REPORT, WEEK, SimulatorTest, main


class TableParser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.marks = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
            self.marks.append(dict(attrs).get("xls"))
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip("\n")


def text_of(value):
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) else str(value)


def below_header(rows):
    """The header and everything below it, every row as long as it."""
    rows = [[text_of(cell) for cell in row] for row in rows]
    start = next(index for index, row in enumerate(rows) if row and row[0] == "Дата урока")
    width = len([cell for cell in rows[start] if cell])
    return [(row + [""] * width)[:width] for row in rows[start:]]


def xls_rows(body):
    sheet = xlrd.open_workbook(file_contents=body).sheet_by_index(0)
    return below_header([sheet.row_values(row) for row in range(sheet.nrows)])


def xlsx_rows(body):
    return below_header(openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))


def csv_rows(text):
    return below_header(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def html_rows(body):
    parser = TableParser()
    parser.feed(body.decode("utf-8"))
    return below_header(parser.rows), parser.marks


class Reports(SimulatorTest):
    def setUp(self):
        self.simulator = self.start()

    def test_strangers_are_sent_to_the_sign_in(self):
        for path in (f"{REPORT}?mode=excel", "/"):
            answer = self.simulator.ask(path)
            self.assertEqual((answer.status, answer.headers["Location"]), (302, "/authorize"))
        self.assertEqual(self.simulator.report("ej_sim_session=0000", mode="excel").status, 302)
        self.assertEqual(self.simulator.ask("/authorize").status, 200)

    def test_signing_in_answers_as_recorded(self):
        for as_json in (False, True):
            answer = self.simulator.sign_in(as_json=as_json)
            told = json.loads(answer.body)
            self.assertEqual((answer.status, told["result"], told["errors"]), (200, True, []))
            self.assertEqual(told["actions"][0]["type"], "redirect")
            self.assertTrue(told["actions"][0]["url"].startswith("/?user="))
            self.assertIn("HttpOnly", answer.headers["Set-Cookie"])
        wrong = self.simulator.sign_in("wrong")
        told = json.loads(wrong.body)
        self.assertEqual((wrong.status, told["result"]), (200, False))
        self.assertEqual(told["error"], told["errors"][0]["text"])
        self.assertIsNone(wrong.headers["Set-Cookie"])
        self.assertIn(b"sentryData", self.simulator.ask("/", headers={"Cookie": self.simulator.cookie()}).body)

    def test_every_format_is_read_back_by_strangers_with_the_same_cells(self):
        cookie = self.simulator.cookie()
        get = lambda **parameters: self.simulator.report(cookie, days=WEEK, **parameters)
        rows = xls_rows(get(mode="excel").body)
        self.assertGreater(len(rows), 600)
        self.assertEqual(rows[0][:5], ["Дата урока", "№ урока", "Класс", "Группа", "Предмет"])
        self.assertEqual(xlsx_rows(get(mode="excel", format="xlsx").body), rows)
        self.assertEqual(csv_rows(get(mode="excel", format="csv").body.decode("utf-8-sig")), rows)
        self.assertEqual(csv_rows(get(mode="excel", format="csv1251").body.decode("cp1251")), rows)
        printed, marks = html_rows(get(mode="print").body)
        self.assertEqual(printed, rows)
        self.assertEqual((marks[0], set(marks[1:])), ("hrow", {"row"}))
        with zipfile.ZipFile(io.BytesIO(get(mode="excel", format="zip").body)) as archive:
            names = archive.namelist()
            self.assertEqual(names, [f"{name}.xls" for name in self.simulator.school["classes"]])
            self.assertEqual(archive.infolist()[0].date_time, (2026, 9, 10, 15, 0, 0))
            members = [row for name in names for row in xls_rows(archive.read(name))[1:]]
        self.assertEqual(members, rows[1:])

    def test_rows_agree_with_the_truth_and_carry_times_unless_told_not_to(self):
        old = self.simulator.cookie()
        self.simulator.json("/sim/clock", "POST", {"at": LATER})
        self.assertEqual(self.simulator.report(old, mode="excel").status, 302, "a session lasts a working day")
        cookie = self.simulator.cookie()
        rows = xls_rows(self.simulator.report(cookie, mode="excel", days=WEEK, **{"class": CLASS}).body)
        told = {(row["Дата урока"], row["№ урока"], row["Группа"]): row for row in
                (dict(zip(rows[0], row)) for row in rows[1:])}
        now = "2026-09-11T17:00:00Z"
        lessons = [lesson for lesson in self.simulator.json(f"/sim/truth?class={CLASS}&days={WEEK}")["lessons"]
                   if lesson["listed_from"] <= now and (lesson["listed_until"] or "9") > now]
        self.assertEqual(len(told), len(lessons))
        for lesson in lessons:
            date = dt.date.fromisoformat(lesson["date"]).strftime("%d.%m.%Y")
            row = told[date, str(lesson["number"]), lesson["group"]]
            self.assertEqual(row["Предмет"], lesson["subject"])
            for column, time_column, field in (("Тема урока", "Дата записи темы", "topic"),
                                               ("Домашнее задание", "Дата записи ДЗ", "homework")):
                strokes = [one for one in lesson["fields"][field]["strokes"] if one["at"] <= now]
                self.assertEqual(row[column], strokes[-1]["text"] if strokes else "")
                self.assertEqual(bool(row[time_column]), bool(strokes and strokes[-1]["state"] != "empty"))
        plain = xls_rows(self.simulator.report(cookie, mode="excel", days=WEEK, times="no").body)
        self.assertNotIn("Дата записи темы", plain[0])
        self.assertIn("Тема урока", plain[0])

    def test_wrong_parameters_are_told(self):
        cookie = self.simulator.cookie()
        for parameters in ({}, {"mode": "pdf"}, {"mode": "excel", "format": "doc"}, {"mode": "excel", "days": "x"}):
            self.assertEqual(self.simulator.report(cookie, **parameters).status, 400, parameters)


if __name__ == "__main__":
    main()
