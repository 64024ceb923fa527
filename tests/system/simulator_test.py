#!/usr/bin/python3
"""The simulated school as a stranger meets it: over HTTP and SMTP, on ports of its own choice.

Usage: simulator_test.py ELZHUR_SIM [TEST...]
"""

import collections
import datetime as dt
import email.message
import email.policy
import email.utils
import http.client
import json
import pathlib
import smtplib
import socket
import subprocess
import tempfile
import time

from simulator import CLASS, LATER, SECONDS_MAX, START, WEEK, SimulatorTest, main


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
        rows_of = lambda: self.simulator.report(cookie, mode="print").body.count(b'<tr xls="row">')
        whole = rows_of()
        self.fault("half", method="report.fill")
        self.assertEqual(rows_of(), (whole + 1) // 2)
        self.fault("empty")
        self.assertEqual(rows_of(), 0)
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
    main()
