#!/usr/bin/python3
"""`elzhurctl` against the running service: over its socket and over its address, as a person and as a script.

Usage: ctl_test.py ELZHURD ELZHURCTL [TEST...]
"""

import hashlib
import io
import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time

import openpyxl

import harness
import oracle
import service

ELZHURCTL = None
EXPORTED_AT = oracle.read_members(oracle.REAL_EXPORT)[0].saved_at
TOKEN = "a-token-of-the-tests-0123456789"
METRICS_TOKEN = "another-token-of-the-tests-0123456789"
SECONDS_MAX = 60 * harness.SLACK


def run(*arguments):
    """As a script does: no terminal, nobody to be asked."""
    return subprocess.run([ELZHURCTL, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=SECONDS_MAX)


class CtlTest(harness.SystemTest):
    def start(self, **web):
        self.school = harness.School(self.elzhurd, self.folder / "school", harness.config(
            web={"listen": "127.0.0.1:0", "socket": "elzhurd.sock", **web}))
        if web:
            tokens = [{"name": name, "role": role, "sha256": hashlib.sha256(token.encode()).hexdigest()}
                      for name, role, token in (("script", "administrator", TOKEN),
                                                (("probe", "operator", METRICS_TOKEN)))]
            users = self.school.folder / "users.yaml"
            users.write_text(harness.dump_yaml({"tokens": tokens}))
            users.chmod(0o600)
        self.school.put(oracle.REAL_EXPORT, mtime=EXPORTED_AT)
        self.assert_ok(self.school.once())
        self.found = self.school.once("--dry-run").report["findings"]["open"]
        self.running = service.Service(self.school)
        self.addCleanup(self.running.end)
        self.running.ready()

    def ctl(self, *arguments, status=0):
        done = run("--socket", self.school.folder / "elzhurd.sock", *arguments)
        self.assertEqual(done.returncode, status, f"{arguments}: {done.stdout}\n{done.stderr}")
        return done.stderr if status else done.stdout

    def json(self, *arguments):
        return json.loads(self.ctl("--json", *arguments))


class Looking(CtlTest):
    def test_every_reading_verb_speaks_russian_and_json(self):
        self.start()
        self.assertGreater(self.found, 3)
        finding = self.json("findings")["findings"][0]["id"]
        for verb, title, key in ((("status",), "Режим:", "timezone"), (("findings",), "Вопрос", "findings"),
                                 (("explain", finding), "Откуда это видно", "explanation"),
                                 (("excuses",), "Учтённых причин нет", "excuses"),
                                 (("appeal", "list"), "Обращений нет", "appeals"),
                                 (("sources",), "Источник", "sources"), (("teachers",), "Учитель", "teachers"),
                                 (("outbox",), "Кому", "messages"), (("document", "show", "1"), "SHA-256", "sha256"),
                                 (("report", "teachers"), "Код;Учитель", "report"),
                                 (("report", "check", "--format", "html"), "Справка о заполнении", "report"),
                                 (("meeting", "list"), "Заседаний не записано", "meetings")):
            with self.subTest(verb=verb):
                self.assertIn(title, self.ctl(*verb))
                self.assertIn(key, self.json(*verb))

    def test_filters_and_cursors_are_passed_on(self):
        self.start()
        everything = self.json("findings", "--limit", "1000")["findings"]
        self.assertEqual(len(everything), self.found)
        first = self.json("findings", "--limit", "2")
        second = self.json("findings", "--limit", "1000", "--cursor", first["next"])
        self.assertEqual([one["id"] for one in first["findings"] + second["findings"]],
                         [one["id"] for one in everything])
        self.assertIn(f"--cursor {first['next']}", self.ctl("findings", "--limit", "2"))
        teacher = everything[0]["teacher"]["id"]
        self.assertEqual({one["teacher"]["id"] for one in self.json("findings", "--teacher", teacher)["findings"]},
                         {teacher})
        self.assertEqual(self.json("findings", "--state", "confirmed,disputed")["findings"], [])

    def test_times_stand_on_the_clock_of_the_school(self):
        self.start()
        finding = self.json("findings", "--limit", "1")["findings"][0]
        self.assertTrue(finding["due_at"].endswith("T20:59:00Z"), "23:59 in Moscow")
        self.assertRegex(self.ctl("findings", "--limit", "1"), r" \d\d\.\d\d\.\d{4} 23:59\n")

    def test_columns_stand_one_below_the_other(self):
        self.start()
        lines = self.ctl("findings").rstrip("\n").split("\n")
        column = lines[0].index("Запись")
        for line in lines[1:]:
            self.assertIn(line[column:column + 4].strip(), ("ДЗ", "тема"), line)
            self.assertEqual(line[column - 1], " ")


class Settling(CtlTest):
    def test_a_decision_is_of_the_version_that_was_seen(self):
        self.start()
        first, second = [one["id"] for one in self.json("findings", "--limit", "2")["findings"]]
        self.assertIn("замечание подтверждено", self.ctl("confirm", first))
        said = self.ctl("withdraw", first, "--reason", "ошибка", "--seen", "1", status=65)
        self.assertIn("вопрос изменился", said)
        self.assertEqual(self.json("explain", first)["finding"]["state"], "confirmed")
        self.ctl("withdraw", first, second, "--reason", "замена не была внесена")
        for finding in (first, second):
            self.assertEqual(self.json("explain", finding)["finding"]["state"], "withdrawn")
        self.assertIn("замена не была внесена", self.ctl("explain", second))
        self.ctl("withdraw", first, status=64)
        self.assertIn("такого вопроса нет", self.ctl("confirm", "F-2001-000001", status=65))

    def test_reasons_for_days_are_listed(self):
        self.start()
        self.ctl("excuses", "add", "--class", "7А", "--from", "2019-03-01", "--to", "2019-03-05", "--reason", "event")
        self.assertRegex(self.ctl("excuses"), r"класс 7а +01\.03\.2019 +05\.03\.2019 +мероприятие школы")
        self.ctl("excuses", "add", "--class", "7А", "--school", "--from", "2019-03-01", "--reason", "event", status=64)
        said = self.ctl("excuses", "add", "--school", "--from", "2019-03-05", "--to", "2019-03-01", "--reason", "event",
                        status=65)
        self.assertIn("раньше", said)

    def test_the_appeal_log_is_written_and_answered(self):
        self.start()
        finding = self.json("findings", "--limit", "1")["findings"][0]["id"]
        self.ctl("appeal", "add", "--kind", "dispute", "--applicant", "Иванова А. П., учитель", "--content",
                 "Урок провёл другой", "--finding", finding, "--due", "2030-11-30")
        self.ctl("appeal", "answer", "1", "--result", "Замена внесена", "--state", "closed")
        entry = self.json("appeal", "show", "1")
        self.assertEqual((entry["state"], entry["result"], entry["findings"]), ("closed", "Замена внесена", [finding]))
        self.assertEqual(entry["due_at"], "2030-11-30T20:59:59Z")
        self.assertIn("закрыто", self.ctl("appeal", "list"))
        self.assertIn("№ 7", self.ctl("appeal", "show", "7", status=65))

    def test_a_file_is_shown_and_then_brought_in(self):
        self.start()
        bad = self.folder / "bad.csv"
        bad.write_text("nothing\n")
        self.assertEqual(run("--socket", self.school.folder / "elzhurd.sock", "document", "upload", bad).returncode, 65)
        self.ctl("document", "upload", self.folder, status=65)
        good = self.folder / "good.csv"
        good.write_text("Класс;Предмет;Дата урока;Учитель;Тема урока;Домашнее задание\n"
                        "7А;Алгебра;14.05.2019;Иванова Анна Петровна;Квадратные уравнения;№ 5\n", encoding="utf-8")
        verdict = self.json("document", "upload", good)
        self.assertTrue(verdict["accepted"], verdict)
        self.ctl("document", "accept", verdict["token"])
        self.running.wait_for(lambda: "good.csv" in self.ctl("sources"), "the file is read")

    def test_pull_and_reload_reach_the_service(self):
        self.start()
        self.ctl("pull")
        self.ctl("pull", "inbox")
        self.assertIn("источника", self.ctl("pull", "nowhere", status=65))
        self.assertIn("действуют", self.ctl("reload"))
        self.school.write_config("not: [a configuration")
        self.assertIn("не приняты", self.ctl("reload", status=65))


class Papers(CtlTest):
    def test_meeting_is_written_decided_and_printed(self):
        self.start()
        self.ctl("meeting", "add", "--date", "2026-11-24", "--chair", "Орлова О. В.", "--secretary", "Смирнов С. В.",
                 "--present", "Орлова О. В.", "--agenda", "Заполнение журнала")
        decided = self.ctl("meeting", "decide", "2026/1", "--item", "1", "--what", "Провести консультацию", "--due",
                           "2026-12-10", "--votes", "3", "0", "1")
        self.assertIn("1) Провести консультацию; срок 10.12.2026", decided)
        self.assertIn("исполнено", self.ctl("meeting", "done", "2026/1", "1"))
        self.assertEqual(self.json("meeting", "show", "2026/1")["history"][-1]["version"], 3)
        minutes = self.ctl("meeting", "minutes", "2026/1")
        for part in ("Протокол № 1 заседания рабочей группы", "Провести консультацию", "за — 3", "Обращения за"):
            self.assertIn(part, minutes)
        self.assertIn("решения с таким номером нет", self.ctl("meeting", "done", "2026/1", "9", status=65))

    def test_workbook_is_one(self):
        self.start()
        done = subprocess.run([ELZHURCTL, "--socket", str(self.school.folder / "elzhurd.sock"), "report", "findings",
                               "--format", "xlsx"], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_MAX)
        self.assertEqual(done.returncode, 0, done.stderr)
        sheet = openpyxl.load_workbook(io.BytesIO(done.stdout)).active
        codes = [row[0].value for row in sheet.iter_rows() if str(row[0].value).startswith("F-")]
        self.assertEqual(len(codes), self.found)


class Asking(CtlTest):
    """A person at a terminal is asked before anything is written."""

    def at_terminal(self, typed, *arguments):
        """(exit status, minus the signal that ended it; what the terminal showed). `typed` once it asks, then nothing."""
        words = [ELZHURCTL, "--socket", str(self.school.folder / "elzhurd.sock"), *map(str, arguments)]
        child, terminal = pty.fork()
        if child == 0:
            os.execv(words[0], words)
        shown, deadline = b"", time.monotonic() + SECONDS_MAX
        waiting = typed
        while time.monotonic() < deadline:
            if not select.select([terminal], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(terminal, 65536)
            except OSError:  # The other side is closed.
                break
            shown += part
            if waiting is not None and b"]" in shown:
                os.write(terminal, waiting)
                waiting = None
        if time.monotonic() >= deadline:
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(terminal)
        return status, shown.decode("utf-8", "replace")

    def state(self, finding):
        return self.json("explain", finding)["finding"]["state"]

    def test_nothing_is_decided_without_a_yes(self):
        self.start()
        finding = self.json("findings", "--limit", "1")["findings"][0]["id"]
        for typed, status in ((b"\n", 65), ("нет\n".encode(), 65), (b"n\n", 65), ("ладно\n".encode(), 65), (b"\x04", 65),
                              ("да конечно\n".encode(), 65), ("д".encode() * 500 + b"\n", 65), (b"\xff\xfe\x00\n", 65),
                              (b"\x1b[A\n", 65), (b"\x03", -signal.SIGINT), (b"\x1c", -signal.SIGQUIT)):
            with self.subTest(typed=typed[:20]):
                said, shown = self.at_terminal(typed, "confirm", finding)
                self.assertEqual(said, status, shown)
                self.assertIn("[да/нет]", shown)
                self.assertIn(finding, shown)
                if status == 65:
                    self.assertIn("ничего не изменено", shown)
                self.assertEqual(self.state(finding), "open")

    def test_a_yes_decides_once_and_is_not_asked_of_who_said_it_before(self):
        self.start()
        first, second, third = [one["id"] for one in self.json("findings", "--limit", "3")["findings"]]
        status, shown = self.at_terminal("да\n".encode(), "confirm", first)
        self.assertEqual(status, 0, shown)
        self.assertEqual(self.state(first), "confirmed")
        status, shown = self.at_terminal(None, "confirm", "--yes", second)
        self.assertEqual((status, "[да/нет]" in shown), (0, False), shown)
        self.assertEqual(self.state(second), "confirmed")
        status, shown = self.at_terminal("нет\n".encode(), "withdraw", third, "--reason", "ошибка")
        self.assertEqual((status, self.state(third)), (65, "open"), shown)

    def test_one_line_answers_one_question(self):
        self.start()
        pair = [one["id"] for one in self.json("findings", "--limit", "2")["findings"]]
        for typed in (b"x" * 63 + "да\n\n".encode(), b"y\x00x\n\n"):
            status, shown = self.at_terminal(typed, "confirm", *pair)
            self.assertEqual((status, [self.state(finding) for finding in pair]), (65, ["open", "open"]), shown)

    def test_an_answer_of_the_log_is_asked_about_too(self):
        self.start()
        self.ctl("appeal", "add", "--kind", "technical", "--applicant", "Иванова А. П.", "--content", "Не открывается")
        for typed, status, state in ((b"\n", 65, "received"), (b"\x03", -signal.SIGINT, "received"),
                                     ("Да\n".encode(), 0, "answered")):
            with self.subTest(typed=typed):
                said, shown = self.at_terminal(typed, "appeal", "answer", "1", "--result", "Открыто")
                self.assertEqual(said, status, shown)
                self.assertIn("Не открывается", shown)
                self.assertEqual(self.json("appeal", "show", "1")["state"], state)

    def test_a_question_changed_meanwhile_is_not_decided_by_a_late_yes(self):
        self.start()
        finding = self.json("findings", "--limit", "1")["findings"][0]["id"]
        seen = self.json("explain", finding)["finding"]["version"]
        self.ctl("acknowledge", finding)
        status, shown = self.at_terminal("да\n".encode(), "confirm", finding, "--seen", seen)
        self.assertEqual(status, 65, shown)
        self.assertEqual(self.state(finding), "acknowledged")


class Reaching(CtlTest):
    def over_url(self, token, *arguments, scheme="http", host="127.0.0.1"):
        port = re.search(r"listens on https?://127\.0\.0\.1:(\d+)", self.running.log).group(1)
        file = self.folder / "token"
        file.write_text(token + "\n")
        file.chmod(0o600)
        return run("--url", f"{scheme}://{host}:{port}", "--token-file", file, *arguments)

    def certificate(self, name):
        """(certificate, key) of `name`, signed by itself."""
        cert, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                        "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
        return cert, key

    def test_a_token_goes_only_to_who_proves_to_be_the_service(self):
        cert, key = self.certificate("localhost")
        other, _ = self.certificate("school.example")
        self.start(users_file="users.yaml", tls={"certificate_file": str(cert), "key_file": str(key)})

        def status(*arguments, **options):
            return self.over_url(TOKEN, *arguments, "status", scheme="https", **options).returncode
        self.assertEqual(status("--ca-file", cert, host="localhost"), 0)
        self.assertEqual(status("--ca-file", cert), 69, "another name than that of the certificate")
        self.assertEqual(status("--ca-file", other, host="localhost"), 69, "signed by somebody else")
        self.assertEqual(status(host="localhost"), 69, "no authority of the system")
        self.assertEqual(status("--ca-file", self.folder / "nowhere", host="localhost"), 64)
        self.assertEqual(self.over_url(TOKEN, "status").returncode, 69, "it speaks TLS only")

    def test_over_an_address_the_token_decides(self):
        self.start(users_file="users.yaml")
        self.assertEqual(self.over_url(TOKEN, "findings").returncode, 0)
        self.assertEqual(self.over_url(METRICS_TOKEN, "status").returncode, 0)
        for token in (METRICS_TOKEN, "a-wrong-token-0123456789"):
            refused = self.over_url(token, "findings")
            self.assertEqual(refused.returncode, 77, refused.stderr)
            self.assertNotIn(token, refused.stdout + refused.stderr)

    def test_nobody_there_is_said_and_told_from_no_right(self):
        gone = run("--socket", self.folder / "nowhere.sock", "status")
        self.assertEqual(gone.returncode, 69)
        self.assertIn("не отвечает", gone.stderr)
        self.assertEqual(run("--socket", "/" + "a" * 200, "status").returncode, 64)
        self.assertEqual(run("--url", "http://school.example", "status").returncode, 64)
        self.assertEqual(run("status", "--nonsense").returncode, 64)

    def answering(self, answer):
        """A socket whose every peer gets these bytes; None: says nothing."""
        path = self.folder / "other.sock"
        path.unlink(missing_ok=True)
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()
        self.addCleanup(server.close)

        def serve():
            try:
                while True:
                    peer, _ = server.accept()
                    peers.append(peer)
                    if answer is None:
                        continue
                    peer.recv(65536)
                    peer.sendall(answer)
                    peer.close()
            except OSError:
                pass
        peers = []
        threading.Thread(target=serve, daemon=True).start()
        return path

    def test_what_answers_strangely_is_no_service(self):
        ok = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        deep = b"[" * 100000
        for answer, status in ((b"220 mail.school.example ESMTP\r\n", 70), (ok + b"\r\n<html>", 70),
                               (ok + b"Content-Length: 99999999999\r\n\r\n{}", 70), (ok + b"\r\n" + deep, 70),
                               (ok + b"X: " + b"a" * 200000 + b"\r\n\r\n{}", 70), (b"", 69),
                               (ok + b"Content-Length: 10\r\n\r\n{}", 69), (ok + b"\r\n[]", 0),
                               (ok + b"\r\n{\"findings\":7}", 0),
                               (b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", 70),
                               (b"HTTP/1.1 303 See\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n", 70)):
            with self.subTest(answer=answer[:80]):
                done = run("--socket", self.answering(answer), "findings")
                self.assertEqual(done.returncode, status, done.stderr)

    def test_a_service_that_says_nothing_is_waited_for_so_long_and_no_longer(self):
        done = run("--socket", self.answering(None), "--timeout", "1", "status")
        self.assertEqual(done.returncode, 69, done.stderr)

    def test_an_answer_does_nothing_to_the_terminal(self):
        body = json.dumps({"type": "about:blank", "title": "x", "status": 409, "detail": "\x1b[31m\u202eда\u0007нет"})
        answer = (b"HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\n\r\n" + body.encode())
        done = run("--socket", self.answering(answer), "findings")
        self.assertEqual(done.returncode, 65)
        self.assertFalse(set("\x1b\u202e\x07") & set(done.stderr), repr(done.stderr))


if __name__ == "__main__":
    ELZHURCTL = sys.argv.pop(2)
    harness.main()
