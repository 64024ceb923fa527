#!/usr/bin/python3
"""Silences, the mode and letters that test the mail, from elzhurctl to the mailbox, over kills and reloads.

Usage: telling_test.py ELZHURD ELZHURCTL [TEST...]
"""

import datetime as dt
import json
import subprocess
import sys

import harness
import service

ELZHURCTL = None
HEADER = "Дата урока;Класс;Группа;Предмет;Учитель;Тема урока;Домашнее задание"
ROWS = ["13.05.2019;7А;;Алгебра;Петров Олег Николаевич;;", "14.05.2019;7А;;Алгебра;Петров Олег Николаевич;;п. 5",
        "14.05.2019;8Б;;История;Белова Тамара Сергеевна;Древний Рим;"]
FINDINGS = 4  # Two topics and two homeworks.
SAVED_AT = dt.datetime(2019, 5, 20, 12, tzinfo=dt.timezone.utc)
SECONDS_MAX = 60 * harness.SLACK


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


class TellingTest(harness.SystemTest):
    def start(self, **changes):
        self.settings = harness.config(**changes)
        self.school = harness.School(self.elzhurd, self.folder / "school", self.settings)
        self.restart()

    def restart(self):
        self.running = service.Service(self.school)
        self.addCleanup(self.running.end)
        self.running.ready()

    def ctl(self, *arguments, status=0):
        done = subprocess.run([ELZHURCTL, "--socket", str(self.school.folder / "elzhurd.sock"), *map(str, arguments)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_MAX)
        self.assertEqual(done.returncode, status, f"{arguments}: {done.stdout}\n{done.stderr}")
        return done.stderr if status else done.stdout

    def json(self, *arguments):
        return json.loads(self.ctl("--json", *arguments))

    def put_lessons(self):
        path = self.folder / "lessons.csv"
        path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
        self.school.put(path, mtime=SAVED_AT)
        self.ctl("pull")
        self.running.wait_for(lambda: len(self.json("findings")["findings"]) == FINDINGS, "finds what is missing")

    def letters(self, to="admin@school.example", kind="list"):
        return [mail for mail in self.school.mails() if mail["X-Elzhur-Kind"] == kind and to in mail["To"]]

    def wait_letters(self, count, **which):
        return self.running.wait_for(lambda: len(self.letters(**which)) >= count and self.letters(**which),
                                     f"sends letter {count} of {which}")

    def cycle(self):
        """Returns once a cycle that began after now was committed."""
        before = self.json("status")["last_cycle_at"]
        service.wait_for(lambda: dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") > before,
                         "the clock shows another second")
        self.ctl("pull")
        self.running.wait_for(lambda: self.json("status")["last_cycle_at"] > before, "runs a cycle")

    def listed(self):
        with harness.connect(self.school.database) as connection:
            return connection.execute(
                "SELECT count(*) FROM telling WHERE stage = 'listed' AND recipient = 'administrator'").fetchone()[0]


class Silences(TellingTest):
    def test_what_is_silenced_is_counted_and_told_once_when_that_is_over(self):
        self.start()
        until = (dt.date.today() + dt.timedelta(days=7)).isoformat()
        added = self.ctl("silence", "add", "--rule", "homework-same-day", "--until", until, "--reason", "ремонт кабинета")
        self.assertIn("правило homework-same-day", added)
        self.put_lessons()
        first, = self.wait_letters(1)
        self.assertNotIn("ДЗ", text_of(first))
        self.assertRegex(text_of(first), r"Приостановлено: 2 вопроса по \d\d\.\d\d\S* \(\w\w\) включительно — ремонт кабинета")
        self.assertEqual(self.json("silence", "list")["silences"][0]["holds_back"], 2)
        self.assertEqual(self.listed(), 2)

        self.running.kill()
        self.restart()
        self.cycle()
        self.assertEqual(len(self.letters()), 1, "a silence outlives the process")
        self.assertEqual(len(self.json("findings")["findings"]), FINDINGS)

        self.ctl("silence", "end", 1)
        # Two letters of one second are in no order in the mailbox.
        second, = [mail for mail in self.wait_letters(2) if mail["Message-ID"] != first["Message-ID"]]
        self.assertIn("ДЗ", text_of(second))
        self.assertNotIn("Приостановлено", text_of(second))
        self.cycle()
        self.assertEqual(len(self.letters()), 2, "told once")
        self.assertEqual(self.listed(), FINDINGS)
        self.ctl("silence", "end", 1, status=65)
        self.assertIn("завершил", self.ctl("silence", "list"))

    def test_a_correction_is_not_silenced(self):
        self.start()
        self.put_lessons()
        self.wait_letters(1)
        finding = self.json("findings")["findings"][0]["id"]
        self.ctl("silence", "add", "--finding", finding, "--until-resolved", "--reason", "выясняем")
        self.assertIn("Не напоминаем", self.ctl("explain", finding))
        self.ctl("withdraw", finding, "--reason", "урок провёл другой учитель", "--yes")
        self.wait_letters(1, kind="withdrawal")
        self.running.wait_for(lambda: not self.json("silence", "list")["silences"][0]["in_force"], "ends with its finding")


class Mode(TellingTest):
    def config_says(self, verb):
        done = harness.execute([str(self.elzhurd), *verb], self.folder)
        self.assertEqual(done.status, 0, done.stderr)
        return done.stdout

    def test_a_persons_word_goes_before_the_file_until_it_is_taken_back(self):
        self.start(mode="observe")
        self.put_lessons()
        self.wait_letters(1)
        director = {"to": "director@school.example", "kind": "digest"}
        self.assertEqual(self.letters(**director), [])
        effective = ["config", "--effective", "--config", str(self.school.config_path)]
        self.assertTrue(self.config_says(effective).startswith("mode: observe"))
        self.ctl("mode", "working", "--yes", "--reason", "списки проверены")
        self.wait_letters(1, **director)
        self.assertIn("списки проверены", self.ctl("mode"))
        self.assertIn("сменил человек", self.ctl("status"))
        for said in (self.config_says(effective), self.config_says(["check-config", str(self.school.config_path)])):
            self.assertIn("'working' is in force", said)
            self.assertNotIn("списки", said)
        self.school.write_config({**self.settings, "mode": "working"})
        self.running.reload()
        self.school.write_config({**self.settings, "mode": "observe"})
        self.running.reload()
        self.assertEqual(self.json("mode")["mode"], "working", "neither a reload nor the same word clears it")
        self.running.kill()
        self.restart()
        self.assertEqual(self.json("mode")["mode"], "working")
        self.ctl("mode", "file", "--yes", "--reason", "как в настройках")
        self.assertEqual(self.json("mode"), {"mode": "observe", "configured": "observe", "by_person": False,
                                             "author": None, "reason": None, "changed_at": None})
        self.assertTrue(self.config_says(effective).startswith("mode: observe"))


class TestMail(TellingTest):
    def test_one_order_is_one_letter_in_the_mailbox(self):
        self.start()
        said = self.ctl("test-mail", "director")
        letter, = self.wait_letters(1, to="director@school.example", kind="test")
        self.assertIn(letter["Message-ID"].strip("<>"), said)
        self.assertIn("проверочное письмо", text_of(letter))
        self.assertIn("следующее можно заказать", self.ctl("test-mail", "director", status=65))
        self.ctl("test-mail", "nobody", status=65)
        self.running.kill()
        self.restart()
        self.cycle()
        self.assertEqual(len(self.letters(to="director@school.example", kind="test")), 1)
        ordered = self.json("test-mail")["letters"]
        self.assertEqual([letter["queued"] for letter in ordered], [True, False])
        self.wait_letters(1, kind="test")

    def test_without_mail_it_is_refused(self):
        self.start(mail={"transport": "none"})
        self.assertIn("почта выключена", self.ctl("test-mail", status=65))


if __name__ == "__main__":
    ELZHURCTL = sys.argv.pop(2)
    harness.main()
