#!/usr/bin/python3
"""Keeping a store for years: backup, restore, verify, what is removed when its time is over, one person's data.

Usage: keeping_test.py ELZHURD [TEST...]
"""

import datetime as dt
import json
import shutil
import sqlite3
import subprocess

import harness
import oracle
import service

ARRIVED = dt.datetime.fromisoformat("2019-05-31T18:00:00+03:00")


class KeepingTest(harness.SystemTest):
    def school(self, name="school", **changes):
        school = harness.School(self.elzhurd, self.folder / name, harness.config(**changes))
        school.put(oracle.REAL_EXPORT, mtime=ARRIVED)
        return school

    def filled(self, **changes):
        school = self.school(**changes)
        self.assert_ok(school.once())
        return school

    def verb(self, school, verb, *options):
        command = [str(self.elzhurd), verb, "--config", str(school.config_path), *map(str, options)]
        return harness.execute(command, school.folder)

    def backup(self, school, to=None):
        run = self.verb(school, "backup", "--to", to or self.folder / "copies")
        self.assertEqual(run.status, 0, run.stderr)
        return sorted((to or self.folder / "copies").iterdir())[-1]

    def messages(self, school):
        with harness.connect(school.database) as store:
            return dict(store.execute("SELECT state, count(*) FROM messages_v GROUP BY state"))

    def rows(self, school):
        with harness.connect(school.database) as store:
            tables = [row[0] for row in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table' "
                                                      "AND name NOT LIKE 'sqlite_%' AND name <> 'note'")]
            return {table: store.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}


class Backups(KeepingTest):
    def test_a_backup_is_whole_and_is_read_by_others(self):
        school = self.filled()
        copy = self.backup(school)
        checked = subprocess.run(["sha256sum", "--check", "--quiet", "manifest.sha256"], cwd=copy, check=False,
                                 capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        with sqlite3.connect(copy / "elzhurd.db") as store:
            self.assertEqual(store.execute("PRAGMA integrity_check").fetchone()[0], "ok")
            self.assertEqual(store.execute("SELECT count(*) FROM finding").fetchone()[0],
                             len(harness.store_findings(school.database)))
        self.assertEqual(len(list((copy / "evidence").rglob("*.zst"))),
                         len(list((school.folder / "evidence").rglob("*.zst"))))
        self.assertTrue((copy / "config" / "elzhurd.yaml").exists())
        self.assertEqual(oct((copy / "elzhurd.db").stat().st_mode & 0o777), "0o640")

    def test_the_next_backup_shares_what_did_not_change_but_not_what_the_disk_has_spoilt(self):
        school = self.filled()
        first = self.backup(school, self.folder / "copies")
        renamed = first.with_name("elzhurd-2000-01-01T000000")
        first.rename(renamed)
        spoilt, *others = sorted((renamed / "evidence").rglob("*.zst"))
        spoilt.write_bytes(b"\0" * spoilt.stat().st_size)
        second = self.backup(school, self.folder / "copies")
        for file in others:
            twin = second / file.relative_to(renamed)
            self.assertEqual(twin.stat().st_ino, file.stat().st_ino)
        original = school.folder / spoilt.relative_to(renamed)
        self.assertEqual((second / spoilt.relative_to(renamed)).read_bytes(), original.read_bytes())

    def test_only_so_many_are_kept_and_nothing_else_is_touched(self):
        copies = self.folder / "copies"
        school = self.filled(store={"path": "elzhurd.db", "evidence": "evidence",
                                    "backup": {"to": str(copies), "keep": 2}})
        for year in ("2001", "2002", "2003"):
            made = self.backup(school, copies)
            made.rename(copies / f"elzhurd-{year}-01-01T000000")
        (copies / "elzhurd-my-notes").mkdir()
        self.assertEqual(self.verb(school, "backup").status, 0)
        names = sorted(path.name for path in copies.iterdir())
        self.assertEqual(len(names), 3)
        self.assertIn("elzhurd-my-notes", names)
        self.assertIn("elzhurd-2003-01-01T000000", names)

    def test_a_backup_that_cannot_be_made_leaves_nothing_and_says_why(self):
        school = self.filled()
        school.database.write_bytes(b"\0" * 8192)
        run = self.verb(school, "backup", "--to", self.folder / "copies")
        self.assertEqual(run.status, 70)
        self.assertEqual(list((self.folder / "copies").iterdir()), [])

    def test_the_service_makes_one_by_itself_and_works_on(self):
        copies = self.folder / "copies"
        school = self.school(store={"path": "elzhurd.db", "evidence": "evidence", "backup": {"to": str(copies)}})
        running = service.Service(school)
        self.addCleanup(running.end)
        service.wait_for(lambda: copies.exists() and any(copies.glob("elzhurd-*")), running.state)
        service.wait_for(lambda: school.mails(), running.state)
        self.assertEqual(running.stop()[0], 0)

    def test_a_service_that_cannot_make_one_says_so_and_writes_to_the_administrator(self):
        in_the_way = self.folder / "copies"
        in_the_way.write_text("not a folder", encoding="utf-8")
        school = self.school(store={"path": "elzhurd.db", "evidence": "evidence", "backup": {"to": str(in_the_way)}})
        running = service.Service(school)
        self.addCleanup(running.end)
        service.wait_for(lambda: "keeping failed" in running.log, running.state)
        self.assertEqual(running.stop()[0], 0)
        with sqlite3.connect(school.database) as store:  # A letter comes when it lasts.
            changed = store.execute("UPDATE note SET value = '2026-01-01T00:00:00Z' WHERE key = 'keeping_failing'")
            self.assertEqual(changed.rowcount, 1)
        again = service.Service(school)
        self.addCleanup(again.end)
        service.wait_for(lambda: any("резервная копия" in str(mail["Subject"]) for mail in school.mails()),
                         again.state)
        self.assertEqual(again.stop()[0], 0)


class Restores(KeepingTest):
    def unsent(self):
        """A school whose letters could not be delivered."""
        server = {"host": "127.0.0.1", "port": 1, "tls": "none"}
        return self.filled(mail={"transport": "smtp", "from": "a@school.example", "smtp": server})

    def test_the_store_comes_back_and_the_former_one_is_kept(self):
        school = self.filled()
        before = self.rows(school)
        self.backup(school)
        school.database.write_bytes(b"damaged")
        shutil.rmtree(school.folder / "evidence")
        run = self.verb(school, "restore", "--from", self.folder / "copies")
        self.assertEqual(run.status, 0, run.stderr)
        self.assertEqual(self.rows(school), before)
        aside = [path for path in school.folder.glob("elzhurd.db.before-restore*") if path.name[-4:-3] != "-"]
        self.assertEqual([path.stat().st_size for path in aside], [len(b"damaged")])
        self.assertEqual(self.verb(school, "verify").status, 0)

    def test_no_message_leaves_before_a_person_agrees(self):
        school = self.unsent()
        self.backup(school)
        school.write_config(harness.config())
        run = self.verb(school, "restore", "--from", self.folder / "copies")
        self.assertEqual(run.status, 0, run.stderr)
        queued = self.messages(school)["deferred"]
        self.assertIn(f" {queued} ждут", run.stdout)
        self.assert_ok(school.once(now="2019-06-04T12:00:00+03:00"))
        self.assertEqual(school.mails(), [])
        released = self.verb(school, "restore", "--release")
        self.assertEqual(released.status, 0, released.stderr)
        self.assert_ok(school.once(now="2019-06-04T12:30:00+03:00"))
        self.assertGreaterEqual(len(school.mails()), queued)

    def test_what_was_queued_before_may_be_given_up(self):
        school = self.unsent()
        self.backup(school)
        school.write_config(harness.config())
        self.assertEqual(self.verb(school, "restore", "--from", self.folder / "copies").status, 0)
        dropped = self.verb(school, "restore", "--drop")
        self.assertEqual(dropped.status, 0, dropped.stderr)
        self.assert_ok(school.once(now="2019-06-01T12:30:00+03:00"))
        self.assertEqual(school.mails(), [])
        self.assertEqual(set(self.messages(school)), {"failed"})

    def test_a_damaged_backup_changes_nothing(self):
        school = self.filled()
        copy = self.backup(school)
        before = school.database.read_bytes()
        for spoil in (copy / "elzhurd.db", next((copy / "evidence").rglob("*.zst"))):
            whole = spoil.read_bytes()
            spoil.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
            run = self.verb(school, "restore", "--from", copy)
            self.assertEqual(run.status, 70)
            self.assertIn(spoil.name, run.stderr)
            spoil.write_bytes(whole)
        self.assertEqual(school.database.read_bytes(), before)
        self.assertEqual(list(school.folder.glob("*restor*")), [])

    def test_not_under_a_running_service(self):
        school = self.school()
        running = service.Service(school)
        self.addCleanup(running.end)
        service.wait_for(lambda: running.said("READY=1"), running.state)
        copy = self.backup(school)
        self.assertEqual(self.verb(school, "restore", "--from", copy).status, 69)
        self.assertEqual(self.verb(school, "verify").status, 0)
        self.assertEqual(running.stop()[0], 0)


class Verifies(KeepingTest):
    def test_lost_evidence_and_wrong_counts_are_named(self):
        school = self.filled()
        self.assertEqual(self.verb(school, "verify").status, 0)
        lost = next((school.folder / "evidence").rglob("*.zst"))
        lost.unlink()
        run = self.verb(school, "verify")
        self.assertEqual(run.status, 70)
        self.assertIn(lost.stem, run.stderr)
        with sqlite3.connect(school.database) as store:
            store.execute("UPDATE tally_field SET n = n + 1 WHERE n > 0")
        self.assertIn("счётчики", self.verb(school, "verify").stderr)


class Person(KeepingTest):
    def test_everything_about_one_person_and_about_nobody_else(self):
        school = self.filled()
        with harness.connect(school.database) as store:
            person, name = store.execute("SELECT p.id, p.name FROM persons_v p JOIN findings_v f "
                                         "ON f.owners = p.id ORDER BY 1 LIMIT 1").fetchone()
            others = [row[0] for row in store.execute("SELECT name FROM persons_v WHERE name <> ?", (name,))]
            count = store.execute("SELECT count(*) FROM findings_v WHERE owners = ?", (person,)).fetchone()[0]
        number = person if str(person).startswith("T") else f"T{int(person):03d}"
        run = self.verb(school, "person", number)
        self.assertEqual(run.status, 0, run.stderr)
        found = json.loads(run.stdout)
        self.assertEqual(found["person"], [{"id": number, "name": name}])
        self.assertGreaterEqual(len(found["findings"]), count)
        self.assertGreater(len(found["lessons"]), 0)
        self.assertFalse([other for other in others if other in run.stdout])

    def test_wrongly_written_name_is_corrected_for_good(self):
        school = self.filled()
        with harness.connect(school.database) as store:
            number, name = store.execute("SELECT id, name FROM persons_v ORDER BY 1 LIMIT 1").fetchone()
            persons = store.execute("SELECT count(*) FROM persons_v").fetchone()[0]
        right = name.split()[0] + "ова Мария Ильинична"
        self.assertNotEqual(self.verb(school, "person", number, "--name", right).status, 0, "nobody says so")
        run = self.verb(school, "person", number, "--name", right, "--post", "учитель", "--by", "Смирнов",
                        "--reason", "заявление")
        self.assertEqual(run.status, 0, run.stderr)
        found = json.loads(run.stdout)
        self.assertEqual(found["person"], [{"id": number, "name": right}])
        self.assertEqual([(row["what"], row["before"], row["after"], row["author"]) for row in found["corrections"]],
                         [("name", name, right, "Смирнов"), ("post", "", "учитель", "Смирнов")])
        self.assertEqual(self.verb(school, "person", number, "--name", right, "--by", "Смирнов", "--reason", "x").status,
                         64, "nothing is left to correct")
        self.assert_ok(school.once())
        with harness.connect(school.database) as store:
            self.assertEqual(store.execute("SELECT name FROM persons_v WHERE id = ?", (number,)).fetchone()[0], right)
            self.assertEqual(store.execute("SELECT count(*) FROM persons_v").fetchone()[0], persons)

    def test_nobody_is_nobody(self):
        school = self.filled()
        for wrong in ("T999999", "17", "T", "T1x", "T99999999999999999999"):
            self.assertEqual(self.verb(school, "person", wrong).status, 64, wrong)


class TimeIsOver(KeepingTest):
    def test_old_findings_go_with_an_act_and_never_come_back(self):
        school = self.filled()
        with sqlite3.connect(school.database) as store:
            store.execute("UPDATE finding SET state = 5, closed_at = opened_at")
            settled = store.execute("SELECT count(*) FROM finding").fetchone()[0]
            store.execute("DELETE FROM telling")
            store.execute("INSERT INTO access_log(at, person, what) VALUES(1, 'x', 'T001')")
        self.assertGreater(settled, 0)
        keys = set(harness.store_findings(school.database))
        running = service.Service(school)
        self.addCleanup(running.end)
        acts = "SELECT what, n FROM act"

        def removed():
            with sqlite3.connect(school.database) as store:
                return dict(store.execute(acts))

        service.wait_for(lambda: "evidence_files" in removed() or "evidence" in removed(), running.state)
        self.assertEqual(running.stop()[0], 0)
        found = removed()
        self.assertEqual(found["findings"], settled)
        self.assertEqual(found["access_log"], 1)
        self.assertTrue(list(school.folder.glob("act-*.txt")))
        self.assertEqual(harness.store_findings(school.database), {})
        # The same export again, and other rules: the lessons are judged anew and stay without findings.
        rules = [{**rule, "severity": "critical", "placeholder": "empty"} for rule in harness.RULES]
        school.write_config(harness.config(rules=rules))
        self.assert_ok(school.once())
        self.assertEqual(keys & set(harness.store_findings(school.database)), set())
        self.assertEqual(self.verb(school, "verify").status, 0)


    def test_an_open_question_keeps_all_that_came_after_it(self):
        school = self.filled()
        with sqlite3.connect(school.database) as store:
            day = store.execute("SELECT min((lesson_id >> 8) & 65535) FROM finding").fetchone()[0]
            store.execute("UPDATE finding SET state = 5, closed_at = opened_at "
                          "WHERE ((lesson_id >> 8) & 65535) <> ?", (day,))
        before = harness.store_findings(school.database)
        running = service.Service(school)
        self.addCleanup(running.end)

        def is_kept():
            with sqlite3.connect(school.database) as store:
                return store.execute("SELECT count(*) FROM note WHERE key = 'kept_at'").fetchone()[0]

        service.wait_for(is_kept, running.state)
        self.assertEqual(running.stop()[0], 0)
        self.assertEqual(set(harness.store_findings(school.database)), set(before))


if __name__ == "__main__":
    harness.main()
