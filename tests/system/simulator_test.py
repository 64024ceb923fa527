#!/usr/bin/python3
"""The simulated school as a stranger meets it: over HTTP and SMTP, on ports of its own choice.

Usage: simulator_test.py ELZHUR_SIM [TEST...]
"""

import collections
import csv
import datetime as dt
import email.message
import email.policy
import email.utils
import html.parser
import http.client
import io
import json
import os
import pathlib
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import zipfile

import openpyxl
import xlrd

SLACK = float(os.environ.get("ELZHUR_TEST_SLACK", "1"))
SECONDS_MAX = 30 * SLACK
START = "2026-09-10T15:00:00+03:00"  # Thursday, lessons of the first shift are over
LATER = "2026-09-11T20:00:00+03:00"
WEEK = "20260907-20260911"
REPORT = "/journal-report-action/report.fill"
CLASS = "7А"

Answer = collections.namedtuple("Answer", "status headers body")


class Simulator:
    """The program, running; asked by one connection per request unless told otherwise."""

    def __init__(self, program, *options):
        self.errors = tempfile.TemporaryFile()
        self.child = subprocess.Popen([program, "--at", START, "--speed", "0", *options], stdout=subprocess.PIPE,
                                      stderr=self.errors, stdin=subprocess.DEVNULL)
        timer = threading.Timer(SECONDS_MAX, self.child.kill)
        timer.start()
        line = self.child.stdout.readline()
        timer.cancel()
        self.ready = json.loads(line)
        self.port = urllib.parse.urlsplit(self.ready["http"]).port
        self.smtp_port = self.ready["smtp"]
        self.school = self.json("/sim/school")
        self.accounts = self.school["accounts"]

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        status = self.child.wait(SECONDS_MAX)
        self.child.stdout.close()
        self.errors.close()
        return status

    def connect(self, timeout=SECONDS_MAX):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, path, method="GET", body=None, headers=None, timeout=SECONDS_MAX):
        connection = self.connect(timeout)
        try:
            connection.request(method, urllib.parse.quote(path, safe="/?&=.%-"), body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def json(self, path, method="GET", body=None):
        answer = self.ask(path, method, None if body is None else json.dumps(body),
                          {"Content-Type": "application/json"})
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status}: {answer.body!r}")
        return json.loads(answer.body)

    def api_path(self, method, **parameters):
        given = {"devkey": self.accounts["devkey"], "vendor": self.accounts["vendor"], "out_format": "json",
                 "login": self.accounts["login"], "password": self.accounts["password"], **parameters}
        return f"/apiv3/{method}?" + urllib.parse.urlencode(given)

    def api(self, method, timeout=SECONDS_MAX, **parameters):
        return self.ask(self.api_path(method, **parameters), timeout=timeout)

    def sign_in(self, password=None, as_json=False):
        fields = {"username": self.accounts["web_login"], "password": password or self.accounts["web_password"]}
        body = json.dumps(fields) if as_json else urllib.parse.urlencode(fields)
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        return self.ask("/ajaxauthorize", "POST", body, {"Content-Type": kind})

    def cookie(self):
        return self.sign_in().headers["Set-Cookie"].split(";")[0]

    def report(self, cookie, **parameters):
        return self.ask(f"{REPORT}?" + urllib.parse.urlencode(parameters), headers={"Cookie": cookie})


class SimulatorTest(unittest.TestCase):
    program = None
    maxDiff = 4000

    def start(self, *options):
        simulator = Simulator(self.program, *options)
        self.addCleanup(lambda: simulator.child.poll() is not None or simulator.stop())
        return simulator


class Site(SimulatorTest):
    def test_says_where_it_listens_and_ends_when_told(self):
        simulator = self.start()
        self.assertEqual(simulator.ready["at"], "2026-09-10T12:00:00Z")
        self.assertEqual(simulator.stop(), 0)

    def test_ends_at_once_in_the_middle_of_everything(self):
        simulator = self.start()
        for kind, method in (("hang", "getrules"), ("slow", "getschedule")):
            simulator.json("/sim/faults", "POST", {"kind": kind, "seconds": 600, "method": method})
        held, slow, idle = simulator.connect(), simulator.connect(), simulator.connect()
        held.request("GET", simulator.api_path("getrules"))
        slow.request("GET", simulator.api_path("getschedule", **{"class": CLASS, "days": WEEK}))
        self.assertTrue(slow.sock.recv(1))
        idle.connect()
        mail = socket.create_connection(("127.0.0.1", simulator.smtp_port), SECONDS_MAX)
        self.assertTrue(mail.recv(100))
        self.assertEqual(simulator.stop(), 0)
        for peer in (held, slow, idle, mail):
            peer.close()

    def test_wrong_options_end_it_with_a_word(self):
        for options in (["--speed", "-1"], ["--at", "today"], ["--first-day", "1.9.2026"], ["--classes", "0"],
                        ["--homework-date", "never"], ["--nonsense"]):
            run = subprocess.run([self.program, *options], capture_output=True, timeout=SECONDS_MAX, check=False)
            self.assertEqual((run.returncode, run.stdout), (64, b""), options)
            self.assertTrue(run.stderr, options)

    def test_the_same_seed_answers_with_the_same_bytes(self):
        first, second, other = (self.start("--seed", seed) for seed in ("5", "5", "6"))
        answers = [one.api("getschedule", **{"class": CLASS, "days": WEEK}).body for one in (first, second, other)]
        self.assertEqual(answers[0], answers[1])
        self.assertNotEqual(answers[0], answers[2])

    def test_one_connection_serves_many_requests(self):
        simulator = self.start()
        connection = simulator.connect()
        local = None
        for _ in range(5):
            connection.request("GET", simulator.api_path("getrules"))
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200)
            self.assertIn("result", json.loads(answer.read())["response"])
            self.assertIn(local, (None, connection.sock.getsockname()))
            local = connection.sock.getsockname()
        connection.close()

    def test_a_pull_of_the_whole_school_agrees_with_the_truth(self):
        simulator = self.start()
        for name in simulator.school["classes"]:
            days = json.loads(simulator.api("getschedule", **{"class": name, "days": WEEK}).body)
            told = collections.Counter()
            for day, content in days["response"]["result"]["days"].items():
                for item in content.get("items", []):
                    told[day, int(item["num"]), item["name"].strip()] += 1
            now = simulator.ready["at"]
            truth = collections.Counter(
                (lesson["date"].replace("-", ""), lesson["number"], lesson["subject"])
                for lesson in simulator.json(f"/sim/truth?class={name}&days={WEEK}")["lessons"]
                if lesson["listed_from"] <= now and (lesson["listed_until"] or "9") > now)
            self.assertEqual(told, truth, name)

    def test_the_clock_stands_goes_forward_and_never_back(self):
        simulator = self.start()
        self.assertEqual(simulator.json("/sim/clock")["at"], simulator.ready["at"])
        self.assertEqual(simulator.json("/sim/clock", "POST", {"at": LATER})["at"], "2026-09-11T17:00:00Z")
        back = simulator.ask("/sim/clock", "POST", json.dumps({"at": START}))
        self.assertEqual(back.status, 409)
        date = email.utils.parsedate_to_datetime(simulator.api("getrules").headers["Date"])
        self.assertEqual(date, dt.datetime.fromisoformat(LATER))
        for body in ("", "[]", "{}", '{"at": 5}', '{"at": "noon"}', '{"speed": -1}', '{"speed": "x"}'):
            self.assertEqual(simulator.ask("/sim/clock", "POST", body).status, 400, body)
        simulator.json("/sim/clock", "POST", {"speed": 100000})
        end = time.monotonic() + SECONDS_MAX
        while simulator.json("/sim/clock")["at"] < "2026-09-12" and time.monotonic() < end:
            pass
        self.assertGreaterEqual(simulator.json("/sim/clock")["at"], "2026-09-12")

    def test_what_was_asked_is_counted(self):
        simulator = self.start()
        for _ in range(3):
            simulator.api("getrules")
        simulator.api("gethomework", **{"class": CLASS, "days": WEEK})
        simulator.ask("/nothing")
        counts = simulator.json("/sim/requests")
        self.assertEqual(counts["methods"], {"getrules": 3, "gethomework": 1, "nothing": 1})
        self.assertEqual((counts["total"], counts["statuses"]), (5, {"200": 4, "404": 1}))
        self.assertEqual(simulator.json("/sim/requests", "DELETE")["total"], 0)

    def test_what_is_no_request_is_refused_and_harms_nobody(self):
        simulator = self.start()
        for sent, status in ((b"GET / HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n", b" 431 "),
                             (b"POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", b" 413 "),
                             (b"\x16\x03\x01\x02\x00 hello\r\n\r\n", b" 400 "),
                             (b"GET /%00%ff?%00=%ff&%c3%28 HTTP/1.1\r\nConnection: close\r\n\r\n", b" 404 ")):
            with socket.create_connection(("127.0.0.1", simulator.port), SECONDS_MAX) as peer:
                peer.sendall(sent)
                self.assertIn(status, peer.recv(200), sent[:40])
        self.assertEqual(simulator.api("getrules").status, 200)

    def test_connections_beyond_the_limit_are_refused_and_counted_out_again(self):
        simulator = self.start()
        peers = [socket.create_connection(("127.0.0.1", simulator.port), SECONDS_MAX) for _ in range(200)]
        with socket.create_connection(("127.0.0.1", simulator.port), SECONDS_MAX) as peer:
            self.assertIn(b" 503 ", peer.recv(200))
        for peer in peers:
            peer.close()
        end = time.monotonic() + SECONDS_MAX
        while time.monotonic() < end:
            try:
                if simulator.api("getrules").status == 200:
                    return
            except (OSError, http.client.HTTPException):
                continue  # refused in the middle of a request
        self.fail("closed connections still count")


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


class Faults(SimulatorTest):
    def setUp(self):
        self.simulator = self.start()

    def fault(self, kind, **members):
        self.simulator.json("/sim/faults", "DELETE")
        return self.simulator.json("/sim/faults", "POST", {"kind": kind, **members})

    def homework(self, timeout=SECONDS_MAX, name=CLASS):
        return self.simulator.api("gethomework", timeout, **{"class": name, "days": WEEK})

    def test_errors_come_as_the_record_says(self):
        for kind, status in (("http_400", 400), ("http_403", 403), ("http_429", 429), ("http_500", 500)):
            self.fault(kind)
            answer = self.homework()
            self.assertEqual((answer.status, json.loads(answer.body)["response"]["state"]), (status, status))
        self.fault("http_429", seconds=41)
        self.assertEqual(self.homework().headers["Retry-After"], "41")
        for kind, status in (("http_503_html", 503), ("maintenance_html_200", 200)):
            self.fault(kind)
            answer = self.homework()
            self.assertEqual(answer.status, status)
            self.assertIn(b"<html", answer.body)

    def test_bodies_are_cut_halved_emptied_or_spoilt(self):
        whole = self.homework().body
        self.fault("truncated")
        self.assertEqual(self.homework().body, whole[:len(whole) // 2])
        self.fault("broken_off")
        with self.assertRaises(http.client.IncompleteRead):
            self.homework()
        self.fault("half")
        days = lambda body: json.loads(body)["response"]["result"]["days"]
        self.assertEqual(len(days(self.homework().body)), (len(days(whole)) + 1) // 2)
        self.fault("empty")
        self.assertEqual(json.loads(self.homework().body)["response"]["result"], [])
        self.fault("empty_days")
        self.assertEqual(days(self.homework().body), [])
        self.fault("garbage")
        with self.assertRaises(ValueError):
            json.loads(self.homework().body)
        self.simulator.json("/sim/faults", "DELETE")
        self.assertEqual(self.homework().body, whole)

    def test_bytes_come_slowly_late_or_never(self):
        whole = self.homework().body
        self.fault("slow", seconds=1)
        began = time.monotonic()
        self.assertEqual(self.homework().body, whole)
        self.assertGreaterEqual(time.monotonic() - began, 0.8)
        self.fault("hang", seconds=600)
        with self.assertRaises(TimeoutError):
            self.homework(timeout=0.5)
        self.fault("hang", seconds=1)
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionError)):
            self.homework()
        self.fault("reset")
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionError)):
            self.homework()

    def test_time_is_wrong_in_three_ways(self):
        self.fault("skewed_date", seconds=-90)
        date = email.utils.parsedate_to_datetime(self.homework().headers["Date"])
        self.assertEqual(date, dt.datetime.fromisoformat(START) - dt.timedelta(seconds=90))
        self.simulator.json("/sim/faults", "DELETE")
        before = self.homework().body
        self.simulator.json("/sim/clock", "POST", {"at": LATER})
        self.assertNotEqual(self.homework().body, before)
        self.fault("stale", seconds=29 * 3600)
        self.assertEqual(self.homework().body, before)
        self.simulator.json("/sim/clock", "POST", {"at": "2026-10-08T12:00:00+03:00"})
        self.fault("last_month")
        answer = self.simulator.api("getschedule", **{"class": CLASS, "days": "20261005-20261009"})
        self.assertTrue(all(day.startswith("202609") for day in json.loads(answer.body)["response"]["result"]["days"]))

    def test_only_the_method_class_time_and_share_that_were_named_are_hit(self):
        self.fault("http_500", method="gethomework", **{"class": CLASS})
        self.assertEqual(self.homework().status, 500)
        self.assertEqual(self.homework(name="7Б").status, 200)
        self.assertEqual(self.simulator.api("getschedule", **{"class": CLASS, "days": WEEK}).status, 200)
        pupil = self.simulator.school["pupils"][CLASS]
        self.fault("http_500", method="getdiary", **{"class": CLASS})
        self.assertEqual(self.simulator.api("getdiary", student=pupil, days=WEEK).status, 500)
        self.fault("http_500", **{"from": LATER})
        self.assertEqual(self.homework().status, 200)
        self.simulator.json("/sim/clock", "POST", {"at": LATER})
        self.assertEqual(self.homework().status, 500)
        self.fault("http_500", share=50)
        statuses = collections.Counter(self.homework().status for _ in range(60))
        self.assertTrue(10 < statuses[500] < 50, statuses)

    def test_the_web_side_is_hit_too_and_control_never(self):
        cookie = self.simulator.cookie()
        whole = xls_rows(self.simulator.report(cookie, mode="excel").body)
        self.fault("half", method="report.fill")
        rows = xls_rows(self.simulator.report(cookie, mode="excel").body)
        self.assertEqual(rows, whole[:1 + len(whole) // 2])
        self.fault("http_500")
        self.assertEqual(self.simulator.sign_in().status, 500)
        for path in ("/sim/clock", "/sim/faults", "/sim/requests", "/sim/school", "/inbox", "/inbox.json"):
            self.assertEqual(self.simulator.ask(path).status, 200, path)

    def test_faults_that_are_none_are_told(self):
        for body in ("", "{}", '{"kind": "flood"}', '{"kind": "half", "share": 101}', '{"kind": "half", "x": 1}'):
            answer = self.simulator.ask("/sim/faults", "POST", body)
            self.assertEqual(answer.status, 400, body)
            self.assertIn("error", json.loads(answer.body))
        self.assertEqual(self.simulator.json("/sim/faults")["faults"], [])


class Mail(SimulatorTest):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="elzhur-system-")
        self.addCleanup(temporary.cleanup)
        self.maildir = pathlib.Path(temporary.name) / "mail"
        self.simulator = self.start("--maildir", str(self.maildir))

    def send(self, letter):
        with smtplib.SMTP("127.0.0.1", self.simulator.smtp_port, timeout=SECONDS_MAX) as client:
            client.send_message(letter)

    def letter(self, subject="Не заполнено: 7 записей за 10 сентября по школе и ещё немного слов"):
        letter = email.message.EmailMessage()
        letter["Subject"] = subject
        letter["From"] = email.utils.formataddr(("ЭлЖур-монитор", "elzhur@school.example"))
        letter["To"] = "admin@school.example"
        letter.set_content("Иванова Анна\n.точка\n")
        letter.add_alternative("<p>Иванова <b>Анна</b></p><script>alert(1)</script>", subtype="html")
        letter.add_attachment("Учитель;Класс\r\n".encode("cp1251"), maintype="text", subtype="csv",
                              filename="список уроков.csv")
        return letter

    def test_a_letter_sent_is_shown_listed_and_written(self):
        self.send(self.letter("первое"))
        self.send(self.letter())
        mails = self.simulator.json("/inbox.json")["mails"]
        self.assertEqual([mail["subject"] for mail in mails], [self.letter()["Subject"], "первое"])
        mail = mails[0]
        self.assertEqual(mail["text"], "Иванова Анна\n.точка\n")
        self.assertIn("<b>Анна</b>", mail["html"])
        self.assertEqual(mail["from"], "ЭлЖур-монитор <elzhur@school.example>")
        self.assertEqual(mail["envelope"], {"from": "elzhur@school.example", "to": ["admin@school.example"]})
        self.assertEqual(mail["received_at"], self.simulator.ready["at"])
        self.assertEqual(mail["attachments"][0]["name"], "список уроков.csv")
        page = self.simulator.ask("/inbox")
        text = page.body.decode("utf-8")
        self.assertLess(text.index("Не заполнено"), text.index("первое"))
        self.assertNotIn("<script>", text)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        attachment = self.simulator.ask(f"/inbox/attachment?mail={mail['id']}&part=0")
        self.assertEqual(attachment.body, "Учитель;Класс\r\n".encode("cp1251"))
        self.assertTrue(attachment.headers["Content-Disposition"].startswith("attachment"))
        files = sorted((self.maildir / "new").iterdir())
        self.assertEqual(len(files), 2)
        self.assertIn("первое", str(email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)["Subject"]))
        self.assertEqual(self.simulator.ask("/inbox", "DELETE").status, 204)
        self.assertEqual(self.simulator.json("/inbox.json")["mails"], [])

    def test_large_letters_are_refused_before_and_after(self):
        with smtplib.SMTP("127.0.0.1", self.simulator.smtp_port, timeout=SECONDS_MAX) as client:
            client.ehlo()
            self.assertEqual(client.esmtp_features["size"], str(10 << 20))
            self.assertEqual(client.mail("a@x.example", ["SIZE=20000000"])[0], 552)
            self.assertEqual(client.mail("a@x.example")[0], 250)
            self.assertEqual(client.rcpt("b@x.example")[0], 250)
            self.assertEqual(client.data(b"x" * 70 + b"\r\n" + (b"y" * 998 + b"\r\n") * 10600)[0], 552)
            self.assertEqual(client.noop()[0], 250)
        self.assertEqual(self.simulator.json("/inbox.json")["mails"], [])

    def test_an_endless_line_ends_the_conversation(self):
        with socket.create_connection(("127.0.0.1", self.simulator.smtp_port), SECONDS_MAX) as peer:
            peer.recv(100)
            peer.sendall(b"x" * 5000)
            self.assertTrue(peer.recv(100).startswith(b"500"))

    def test_what_the_disk_does_not_take_is_not_called_taken(self):
        folder = self.maildir / "tmp"
        folder.rmdir()
        with self.assertRaises(smtplib.SMTPDataError) as refused:
            self.send(self.letter())
        self.assertEqual(refused.exception.smtp_code, 451)
        folder.mkdir()
        self.send(self.letter())
        self.assertEqual(len(self.simulator.json("/inbox.json")["mails"]), 1)


if __name__ == "__main__":
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {sys.argv[0]} ELZHUR_SIM [TEST...]")
    SimulatorTest.program = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
