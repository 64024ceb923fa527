#!/usr/bin/python3
"""`elzhurd run` as systemd would run it: ready, pulls, mails, reload, stop, watchdog, death, trouble with the store.

Usage: run_test.py ELZHURD [TEST...]
"""

import resource
import signal
import socket
import time

import harness
import kill_test
import mail_sink
import oracle
import service

EVERY = "10s"  # the shortest that the configuration takes
EXPORTED_AT = oracle.read_members(oracle.REAL_EXPORT)[0].saved_at
KILLS = 8


def settings(**changes):
    made = harness.config(**changes)
    for source in made["sources"]:
        source.setdefault("every", EVERY)
    return made


class RunTest(harness.SystemTest):
    def school(self, name="school", **changes):
        return harness.School(self.elzhurd, self.folder / name, settings(**changes))

    def run_service(self, school, **options):
        running = service.Service(school, **options)
        self.addCleanup(running.end)
        return running

    def sink(self):
        sink = mail_sink.MailSink(self.folder).start()
        self.addCleanup(sink.stop)
        return sink

    def put(self, school):
        return school.put(oracle.REAL_EXPORT, mtime=EXPORTED_AT)

    def await_findings(self, running, school):
        return running.wait_for(lambda: school.database.exists() and harness.store_findings(school.database),
                                "findings are in the store")

    def await_mails(self, running, school, count):
        running.wait_for(lambda: len(school.mails()) >= count, f"{count} mails arrive")
        return school.mails()

    def assert_stops(self, running, number=signal.SIGTERM):
        status, seconds = running.stop(number)
        self.assertEqual(status, 0, running.log)
        self.assertLess(seconds, service.STOP_SECONDS_MAX)
        self.assertIsNotNone(running.said("STOPPING=1"))
        return seconds


class Working(RunTest):
    def test_a_file_that_comes_while_it_runs_is_read_and_told_of(self):
        school = self.school()
        running = self.run_service(school).ready()
        running.wait_said("last cycle")
        file = self.put(school)
        found = self.await_findings(running, school)
        by_once = harness.School(self.elzhurd, self.folder / "once", settings())
        self.put(by_once)
        self.assert_ok(by_once.once())
        self.assertEqual(found, harness.store_findings(by_once.database), "run and once judge alike")
        self.await_mails(running, school, len(by_once.mails()))
        running.wait_for(lambda: not file.exists(), "the file is moved from the inbox")
        self.assert_stops(running)
        self.assertEqual(len(school.mails()), len(by_once.mails()))

    def test_to_run_is_what_it_does_without_a_verb(self):
        running = self.run_service(self.school(), verb=()).ready()
        self.assert_stops(running, signal.SIGINT)

    def test_a_source_that_fails_is_named_and_holds_up_no_other(self):
        school = self.school(sources=[{"id": "lost", "kind": "directory", "path": "nowhere"},
                                      {"id": "inbox", "kind": "directory", "path": "inbox"}])
        self.put(school)
        running = self.run_service(school).ready()
        self.await_findings(running, school)
        running.wait_said("1 of 2 sources failing: lost")
        (school.folder / "nowhere").mkdir()
        running.wait_logged("source=lost answers again")
        self.assert_stops(running)

    def test_a_second_one_on_the_same_store_refuses_to_start(self):
        school = self.school()
        running = self.run_service(school).ready()
        for verb in (["run"], ["once"]):
            second = harness.execute([school.elzhurd, *verb, "--config", str(school.config_path)], school.folder)
            self.assertEqual(second.status, 69, second.stderr)
            self.assertIn(f"process {running.child.pid}", second.stderr)
        self.assert_stops(running)

    def test_a_bad_configuration_is_no_service(self):
        school = self.school(rules=[{"id": "x", "kind": "tropic"}])
        run = harness.execute([school.elzhurd, "run", "--config", str(school.config_path)], school.folder)
        self.assertEqual(run.status, 78)
        self.assertRegex(run.stderr, r"elzhurd\.yaml:\d+:\d+: error: ")


class Reload(RunTest):
    def test_a_bad_file_keeps_the_old_policy_and_every_problem_is_named(self):
        school = self.school()
        running = self.run_service(school).ready()
        bad = settings(recipients=[{"id": "administrator", "role": "chief", "email": "nobody"}])
        school.write_config(bad)
        since, _ = running.reload()
        running.wait_said("reload refused", since)
        self.assertRegex(running.log, r"error: \S*elzhurd\.yaml:\d+:\d+: error: .*chief")
        self.assertRegex(running.log, r"error: \S*elzhurd\.yaml:\d+:\d+: error: 'email'")
        self.put(school)
        mails = self.await_mails(running, school, 2)
        self.assertIn("admin@school.example", str([mail["To"] for mail in mails]))
        self.assertTrue(running.said("reload refused", since), "the status keeps saying so")
        self.assert_stops(running)

    def test_a_good_file_is_in_force_from_the_next_cycle_on(self):
        school = self.school()
        running = self.run_service(school).ready()
        school.write_config("not: [a configuration")
        running.reload()
        inbox = school.folder / "other"
        inbox.mkdir()
        school.write_config(settings(
            sources=[{"id": "inbox", "kind": "directory", "path": "other"}],
            recipients=[{"id": "administrator", "role": "administrator", "email": "new@school.example"}],
            mail={**harness.CONFIG["mail"], "maildir": "maildir2"}))
        since, ready = running.reload()
        self.assertIsNone(running.said("reload refused", ready), "what was refused is forgotten")
        self.put(school).rename(inbox / "export.zip")
        running.wait_for(lambda: list((school.folder / "maildir2" / "new").glob("*")), "the new mailer sends")
        self.assertEqual(school.mails(), [], "the old one does not")
        self.assert_stops(running)

    def test_another_store_needs_a_restart(self):
        school = self.school()
        running = self.run_service(school).ready()
        school.write_config(settings(store={"path": "other.db", "evidence": "evidence"}))
        since, _ = running.reload()
        running.wait_said("store.path", since)
        self.assertFalse((school.folder / "other.db").exists())
        self.assert_stops(running)


class Stopping(RunTest):
    def hanging_server(self):
        """Takes connections and says nothing."""
        server = socket.create_server(("127.0.0.1", 0))
        server.settimeout(service.SECONDS_MAX)
        self.addCleanup(server.close)
        return server

    def test_a_pull_under_way_is_given_up_and_no_outage_comes_of_it(self):
        server = self.hanging_server()
        secrets = {}
        for name in ("devkey", "token"):
            (self.folder / name).write_text("secret\n")
            (self.folder / name).chmod(0o600)
            secrets[f"{name}_file"] = str(self.folder / name)
        school = self.school(sources=[{"id": "elzhur", "kind": "elzhur_api", "vendor": "school", **secrets,
                                       "base_url": f"http://127.0.0.1:{server.getsockname()[1]}/apiv3"}])
        running = self.run_service(school).ready()
        connection, _ = server.accept()
        self.addCleanup(connection.close)
        self.assertTrue(connection.recv(1), "the request is under way")
        self.assert_stops(running)
        with harness.connect(school.database) as database:
            self.assertEqual(database.execute("SELECT count(*) FROM outage").fetchone(), (0,))
            self.assertEqual(database.execute("SELECT count(*) FROM note WHERE key LIKE '%elzhur'").fetchone(), (0,))

    def test_a_delivery_under_way_is_given_up_and_stays_in_the_outbox(self):
        sink = self.sink()
        sink.delay_seconds = 3600
        school = self.school(mail=sink.config(self.folder))
        self.put(school)
        running = self.run_service(school).ready()
        running.wait_for(lambda: sink.received, "a message is handed over")
        seconds = self.assert_stops(running)
        self.assertGreater(seconds, 2, "it had its chance to end by itself")
        with harness.connect(school.database) as database:
            states = database.execute("SELECT state, ambiguous, attempts FROM message ORDER BY id").fetchall()
        self.assertEqual(states[0], (4, 1, 1), "deferred, and may have arrived")
        self.assertEqual(set(states[1:]), {(0, 0, 0)}, "the others wait untouched")

    def test_a_delivery_that_ends_in_time_is_recorded(self):
        sink = self.sink()
        sink.delay_seconds = 1.5
        school = self.school(mail=sink.config(self.folder))
        self.put(school)
        running = self.run_service(school).ready()
        running.wait_for(lambda: sink.received, "a message is handed over")
        self.assert_stops(running)
        with harness.connect(school.database) as database:
            self.assertEqual(database.execute("SELECT state FROM message ORDER BY id").fetchone(), (2,))


class Watched(RunTest):
    def test_the_watchdog_is_fed_while_all_loops_get_on_and_only_then(self):
        running = self.run_service(self.school()).ready()
        running.wait_said("last cycle")
        running.wait_for(lambda: len(running.beats(0)) >= 3, "the watchdog is fed")
        with service.StoppedThread(running.child, "cycle"):
            since = running.wait_said("stalled: cycle")
            quiet_until = since + 3 * service.WATCHDOG_SECONDS
            running.wait_for(lambda: time.monotonic() > quiet_until, "time passes")
            self.assertEqual(running.beats(since), [], "systemd would have ended it by now")
        running.wait_for(lambda: running.beats(quiet_until), "it is fed again")
        self.assert_stops(running)


class Trouble(RunTest):
    def test_a_store_that_cannot_grow_stops_nothing_and_loses_nothing(self):
        school = self.school()
        running = self.run_service(school).ready()
        running.wait_said("last cycle")
        _, hard = resource.prlimit(running.child.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.child.pid, resource.RLIMIT_FSIZE, (4096, hard))
        file = self.put(school)
        since = running.wait_said("nothing can be stored")
        self.assertTrue(file.exists(), "what is not in the store stays where it is")
        running.wait_for(lambda: running.beats(since), "the watchdog is fed all the same")
        resource.prlimit(running.child.pid, resource.RLIMIT_FSIZE, (hard, hard))
        self.await_findings(running, school)
        running.wait_logged("the store can be written again")
        self.assert_stops(running)

    def test_death_at_any_instant_loses_and_doubles_nothing(self):
        sink = self.sink()
        prepared = harness.School(self.elzhurd, self.folder / "prepared",
                                  settings(mail=sink.config(self.folder)))
        self.put(prepared)
        normal_school = prepared.copy_to(self.folder / "normal")
        began = time.monotonic()
        running = self.run_service(normal_school).ready()
        self.await_all_sent(running, normal_school)
        duration = time.monotonic() - began
        self.assert_stops(running)
        normal = kill_test.Outcome(normal_school, sink.take())
        self.assertTrue(normal.findings and normal.tellings and normal.mails)

        school = prepared.copy_to(self.folder / "killed")
        for number in range(KILLS):
            dying = self.run_service(school)
            time.sleep(duration * (number + 1) / KILLS)  # each dies a little later than the one before
            dying.kill()
        running = self.run_service(school).ready()
        self.await_all_sent(running, school)
        self.assert_stops(running)
        kill_test.Outcome(school, sink.take()).check(school, normal)

    def await_all_sent(self, running, school):
        self.await_findings(running, school)

        def are_sent():
            with harness.connect(school.database) as database:
                rows = database.execute("SELECT count(*), min(state), max(state) FROM message").fetchone()
            return rows[0] > 0 and rows[1:] == (2, 2)
        running.wait_for(are_sent, "all messages are sent")


if __name__ == "__main__":
    harness.main()
