#!/usr/bin/python3
"""`elzhurd init` as a person who has just installed the program meets it.

Usage: init_test.py ELZHURD [TEST...]
"""

import datetime as dt
import os
import pathlib
import shutil
import subprocess

import yaml

import harness
import oracle

ANSWERS = {"school": "МБОУ «Ивановская \"средняя\" школа»", "timezone": "Europe/Moscow", "source": "папка",
           "watch-from": "2018-09-01", "administrator": "admin@school.example",
           "director": "director@school.example", "mail": "нет"}
ARRIVED = dt.datetime.fromisoformat("2019-05-31T18:00:00+03:00").timestamp()


class InitTest(harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.home = self.folder / "etc"
        self.home.mkdir()
        self.config = self.home / "elzhurd.yaml"

    def run_init(self, *options, text=None):
        command = [str(self.elzhurd), "init", "--config", str(self.config), *map(str, options)]
        return subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8",
                              cwd=self.folder, timeout=harness.RUN_SECONDS_MAX, check=False)

    def answers(self, **changes):
        file = self.folder / "answers.yaml"
        given = {key: value for key, value in {**ANSWERS, **changes}.items() if value is not None}
        file.write_text(harness.dump_yaml(given), encoding="utf-8")
        return "--answers", file

    def export(self):
        file = self.folder / "Выгрузка.zip"
        shutil.copyfile(oracle.REAL_EXPORT, file)
        os.utime(file, (ARRIVED, ARRIVED))
        return file

    def check(self):
        return harness.execute([str(self.elzhurd), "check-config", str(self.config)], self.folder)

    def once(self, now=harness.NOW):
        command = [str(self.elzhurd), "once", "--config", str(self.config), "--now", now, "--json"]
        return harness.execute(command, self.folder)

    def assert_nothing_written(self):
        self.assertEqual(sorted(self.home.iterdir()), [])


class FromAFirstExport(InitTest):
    def test_from_answers_and_an_export_to_the_first_list(self):
        run = self.run_init(*self.answers(), "--export", self.export())
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(run.stdout.count("\n1. ") + run.stdout.count("\n2. ") + run.stdout.count("\n3. "), 3)
        checked = self.check()
        self.assertEqual((checked.status, checked.stderr), (0, ""))
        once = self.once()
        self.assertEqual(once.status, 0, once.stderr)
        report = once.report
        members = oracle.read_members(oracle.REAL_EXPORT)
        self.assertEqual(report["sources"][0]["lessons"], len(oracle.all_lessons(members)))
        self.assertGreater(report["findings"]["open"], 0)
        self.assertGreater(len(list((self.home / "data" / "maildir" / "new").iterdir())), 0)

    def test_staff_are_the_full_names_of_the_export_and_nobody_else(self):
        self.assertEqual(self.run_init(*self.answers(), "--export", self.export()).returncode, 0)
        staff = yaml.safe_load((self.home / "staff.yaml").read_text(encoding="utf-8"))
        names = {person["name"] for person in staff["people"]}
        self.assertEqual(self.once().status, 0)
        with harness.connect(self.home / "data" / "elzhurd.db") as store:
            known = {row[0] for row in store.execute("SELECT name FROM persons_v")}
        self.assertTrue(names)
        self.assertEqual(names - known, set())
        self.assertTrue(all(set(person) == {"name"} for person in staff["people"]))

    def test_grades_of_the_rules_are_those_of_the_classes(self):
        self.assertEqual(self.run_init(*self.answers(), "--export", self.export()).returncode, 0)
        settings = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        self.assertEqual(self.once().status, 0)
        with harness.connect(self.home / "data" / "elzhurd.db") as store:
            classes = {row[0] for row in store.execute("SELECT DISTINCT class FROM duties_v")}
        self.assertTrue(classes)
        self.assertIn("applies", settings["rules"][0])
        self.assertTrue(all("basis" not in rule for rule in settings["rules"]))

    def test_the_export_in_the_inbox_keeps_its_time(self):
        self.assertEqual(self.run_init(*self.answers(), "--export", self.export()).returncode, 0)
        copies = list((self.home / "data" / "inbox").iterdir())
        self.assertEqual([copy.name for copy in copies], ["Выгрузка.zip"])
        self.assertEqual(copies[0].stat().st_mtime, ARRIVED)

    def test_an_export_that_cannot_be_read_writes_nothing(self):
        file = self.folder / "export.xls"
        file.write_bytes(b"not a table at all")
        run = self.run_init(*self.answers(), "--export", file)
        self.assertEqual(run.returncode, 2)
        self.assertIn("export.xls", run.stderr)
        self.assert_nothing_written()


class Questions(InitTest):
    def lines(self, **changes):
        data = self.folder / "elsewhere"
        return "\n".join(str(value) for value in {**ANSWERS, "data": data, **changes}.values()) + "\n"

    def test_eight_answers_make_a_configuration_that_runs(self):
        run = self.run_init(text=self.lines())
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(sum(f"{number}. " in run.stdout for number in range(1, 9)), 8)
        self.assertEqual((self.check().status, self.once().status), (0, 0))
        self.assertTrue((self.folder / "elsewhere" / "elzhurd.db").exists())

    def test_a_bad_answer_is_asked_again_and_an_empty_one_is_the_default(self):
        text = "\nШкола\nMoscow\nEurope/Moscow\n\nзавтра\n2018-09-01\nadmin\nadmin@school.example\n\n\n\n"
        run = self.run_init(text=text)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(run.stdout.count("Не подходит"), 4)
        settings = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        self.assertEqual([person["id"] for person in settings["recipients"]], ["administrator"])
        self.assertEqual(settings["store"]["path"], str(self.home / "data" / "elzhurd.db"))
        self.assertEqual(self.check().status, 0)

    def test_an_input_that_ends_early_writes_nothing(self):
        run = self.run_init(text="Школа\nEurope/Moscow\n")
        self.assertEqual(run.returncode, 64)
        self.assert_nothing_written()

    def test_an_endless_answer_is_refused_in_little_memory(self):
        run = self.run_init(text="ы" * 5_000_000 + "\n" + self.lines())
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_all_bad_answers_of_a_file_are_named_at_once(self):
        run = self.run_init(*self.answers(school=None, timezone="Луна", director="нигде"))
        self.assertEqual(run.returncode, 64)
        for key in ("school:", "timezone:", "director:"):
            self.assertIn(key, run.stderr)
        self.assert_nothing_written()

    def test_an_unknown_key_of_a_file_is_named_with_its_place(self):
        run = self.run_init(*self.answers(scool="Школа"))
        self.assertEqual(run.returncode, 64)
        self.assertIn("answers.yaml:8:1:", run.stderr)

    def test_options_go_before_the_file(self):
        self.assertEqual(self.run_init(*self.answers(), "--timezone", "Asia/Yekaterinburg").returncode, 0)
        self.assertIn("timezone: Asia/Yekaterinburg", self.config.read_text(encoding="utf-8"))


class Files(InitTest):
    def test_files_are_for_owner_and_group_alone(self):
        old = os.umask(0)
        try:
            self.assertEqual(self.run_init(*self.answers(), "--export", self.export()).returncode, 0)
        finally:
            os.umask(old)
        files = [path for path in self.home.iterdir() if path.is_file()]
        self.assertGreater(len(files), 3)
        self.assertEqual({oct(path.stat().st_mode & 0o7777) for path in files}, {"0o640"})
        self.assertEqual(oct((self.home / "data" / "inbox").stat().st_mode & 0o7777), "0o2770")

    def test_nothing_is_overwritten(self):
        self.assertEqual(self.run_init(*self.answers()).returncode, 0)
        before = {path: path.read_bytes() for path in self.home.iterdir() if path.is_file()}
        run = self.run_init(*self.answers(school="Другая"))
        self.assertEqual(run.returncode, 64)
        self.assertIn("--force", run.stderr)
        self.assertEqual({path: path.read_bytes() for path in self.home.iterdir() if path.is_file()}, before)

    def test_one_file_in_the_way_stops_all_of_them(self):
        calendar = self.home / "school-2018-2019.yaml"
        calendar.write_text("моё", encoding="utf-8")
        self.assertEqual(self.run_init(*self.answers()).returncode, 64)
        self.assertEqual([path.name for path in self.home.iterdir()], [calendar.name])
        self.assertEqual(calendar.read_text(encoding="utf-8"), "моё")

    def test_force_keeps_every_older_version(self):
        for name in ("Первая", "Вторая", "Третья"):
            self.assertEqual(self.run_init(*self.answers(school=name), "--force").returncode, 0)
        versions = [self.config, self.home / "elzhurd.yaml.bak", self.home / "elzhurd.yaml.bak.2"]
        names = [yaml.safe_load(path.read_text(encoding="utf-8"))["school"]["name"] for path in versions]
        self.assertEqual(names, ["Третья", "Первая", "Вторая"])

    def test_nothing_is_left_when_a_file_cannot_be_written(self):
        data = self.folder / "file"
        data.write_text("not a folder", encoding="utf-8")
        run = self.run_init(*self.answers(data=str(data)))
        self.assertEqual(run.returncode, 70)
        self.assert_nothing_written()


class OtherPlaces(InitTest):
    def test_an_api_waits_for_its_keys_and_is_on_when_they_are_there(self):
        api = "https://school.eljur.example/apiv3"
        self.assertEqual(self.run_init(*self.answers(source=api)).returncode, 0)
        self.assertEqual(self.check().status, 0)
        settings = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        self.assertEqual([source["kind"] for source in settings["sources"]], ["directory"])
        credentials = self.home / "credentials"
        credentials.mkdir(mode=0o750)
        for name in ("devkey", "login", "password"):
            (credentials / name).write_text("hush\n", encoding="utf-8")
            (credentials / name).chmod(0o600)
        self.assertEqual(self.run_init(*self.answers(source=api), "--force").returncode, 0)
        self.assertEqual(self.check().status, 0)
        settings = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        self.assertEqual([source["kind"] for source in settings["sources"]], ["directory", "elzhur_api"])
        self.assertEqual((settings["sources"][1]["base_url"], settings["sources"][1]["vendor"]), (api, "school"))

    def test_mail_goes_to_a_folder_until_the_password_is_there(self):
        mail = "elzhur@school.example@mail.school.example:465"
        self.assertEqual(self.run_init(*self.answers(mail=mail)).returncode, 0)
        settings = yaml.safe_load(self.config.read_text(encoding="utf-8"))["mail"]
        self.assertEqual((settings["transport"], settings["smtp"]["host"], settings["smtp"]["tls"]),
                         ("maildir", "mail.school.example", "implicit"))
        self.assertIn("elzhur@school.example", settings["from"])
        self.assertEqual(self.check().status, 0)
        (self.home / "credentials").mkdir()
        (self.home / "credentials" / "smtp").write_text("hush\n", encoding="utf-8")
        (self.home / "credentials" / "smtp").chmod(0o600)
        self.assertEqual(self.run_init(*self.answers(mail=mail), "--force").returncode, 0)
        settings = yaml.safe_load(self.config.read_text(encoding="utf-8"))["mail"]
        self.assertEqual(settings["transport"], "smtp")
        self.assertEqual(self.check().status, 0)

    def test_a_year_without_published_days_counts_plain_days(self):
        run = self.run_init(*self.answers(**{"watch-from": "2031-09-01"}))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(self.check().status, 0)

    def test_an_inbox_of_its_own_is_used(self):
        inbox = self.folder / "общая папка"
        self.assertEqual(self.run_init(*self.answers(source=str(inbox))).returncode, 0)
        self.assertTrue(pathlib.Path(inbox).is_dir())
        self.assertEqual(self.once().status, 0)


if __name__ == "__main__":
    harness.main()
