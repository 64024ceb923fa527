#!/usr/bin/python3
"""Access that is refused, and what must be nowhere: keys, passwords, and the names and ids of pupils."""

import json
import re

import live_school
from live_school import local

DAY = "2026-09-10"
FEW = ("--classes", "3", "--teachers", "10")
CANARIES = {"devkey": "canary0devkey0canary0devkey0cana", "login": "canary-login", "password": "canary-password-7Q",
            "token": "CANARY-TOKEN-7Q"}
TOKEN = {"login_file": None, "password_file": None, "token_file": "secrets/token"}


def pupils(running):
    """Names and ids of all pupils, from the list of the extended access."""
    result = json.loads(running.api("getrules").body)["response"]["result"]
    student = result["relations"]["students"]
    found = student.values() if isinstance(student, dict) else student
    return [(str(one["name"]), one["title"]) for one in found]


class Secrets(live_school.LiveTest):
    def search(self, school, texts):
        """What of the texts is found in anything that the program wrote or said; as UTF-8, whole."""
        hits = []
        for name, data in school.everything_written().items():
            hits += [(text, name) for text in texts if text.encode() in data]
        return hits

    def refused(self, school, at="2026-09-10 12:00"):
        run = school.look(local(at))
        self.assertEqual(run.status, 2, run.stdout)
        source = run.report["sources"][0]
        self.assertEqual(source["status"], "rejected", source)
        self.assertRegex(source["reason"], "[а-я]")
        self.assertEqual(run.report["findings"]["opened"], 0)
        return source["reason"]

    def test_a_wrong_key_or_password_is_told_without_being_shown(self):
        for name in ("devkey", "login", "password"):
            with self.subTest(name):
                school = self.start(size=FEW, folder=name)
                school.accounts[name] = CANARIES[name]
                school.write_secrets()
                self.refused(school)
                secrets = [value for key, value in school.accounts.items() if key not in ("vendor", "web_login")]
                self.assertEqual(self.search(school, secrets), [])

    def test_a_token_that_is_wrong_or_dead_is_told_without_being_shown(self):
        school = self.start(size=FEW)
        school.write_config(school.settings(source=school.api_source(**TOKEN)))
        self.assert_ok(school.look(local(f"{DAY} 11:00")))
        school.fault("http_403")
        self.refused(school)
        school.no_faults()
        school.accounts["token"] = CANARIES["token"]
        school.write_secrets()
        self.refused(school, f"{DAY} 12:30")
        self.assertEqual(school.rows("SELECT * FROM outage"), [])
        self.assertEqual(self.search(school, [*CANARIES.values(), school.running.accounts["token"],
                                              school.accounts["devkey"]]), [])

    def test_secrets_are_in_nothing_that_is_written_on_a_bad_day(self):
        school = self.start(size=FEW)
        kinds = ("http_400", "http_403", "garbage", "truncated", "last_month", "half", "skewed_date", "reset")
        self.assert_ok(school.look(local("2026-09-09 20:00")))
        for number, kind in enumerate(kinds):
            school.fault(kind)
            self.assertIn(school.look(local(f"{DAY} {10 + number}:00")).status, (0, 2))
            school.no_faults()
        self.assert_ok(school.look(local(f"{DAY} 23:00")))
        self.assert_ok(school.look(local("2026-09-11 10:00")))
        secrets = [value for key, value in school.accounts.items() if key not in ("vendor", "web_login")]
        self.assertEqual(self.search(school, secrets), [])
        self.check_pupils(school)

    def check_pupils(self, school):
        known = pupils(school.running)
        self.assertGreater(len(known), 50)
        teachers = [teacher["name"] for teacher in school.running.school["teachers"]]
        own = [title for _, title in known if not any(title in teacher for teacher in teachers)]
        self.assertGreater(len(own), 50)
        self.assertEqual(self.search(school, own), [])
        # The search itself must be able to find something: teachers are written down.
        self.assertNotEqual(self.search(school, teachers), [])
        self.assertTrue(any(name.endswith(".zst") for name in school.everything_written()))
        # Ids are short numbers: looked for as words, in texts alone.
        ids = re.compile("|".join(rf"\b{number}\b" for number, _ in known))
        for name, data in school.everything_written().items():
            if not name.startswith(str(school.database)):
                text = data.decode("utf-8", "replace")
                self.assertEqual(re.findall(ids, text), [], name)
        dumped = live_school.harness.dump(school.database, everything=True)
        for table, rows in dumped.items():
            texts = re.findall(r"'[^']*'", " ".join(rows)) if table != "message_body" else []
            self.assertEqual([text for text in texts if ids.search(text)], [], table)

    def test_strangers_of_the_machine_may_read_nothing(self):
        school = self.start(size=FEW)
        self.assert_ok(school.look(local(f"{DAY} 12:00")))
        for path in (school.database, *(school.folder / "evidence").rglob("*")):
            self.assertEqual(path.stat().st_mode & 0o007, 0, path)


if __name__ == "__main__":
    live_school.main()
