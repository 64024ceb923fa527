#!/usr/bin/python3
"""`check-config` and `config --effective` over every sample, as a person runs them.

Usage: config_test.py ELZHURD [TEST...]
"""

import os
import pathlib

import harness
import oracle

SAMPLES = oracle.TESTS / "data" / "config_bad"
GOOD = [oracle.TESTS.parent / "config" / name for name in ("elzhurd.yaml", "minimal.yaml")]


class CheckConfig(harness.SystemTest):
    def check(self, file):
        return harness.execute([str(self.elzhurd), "check-config", str(file)], self.folder)

    def test_every_mistake_is_printed_and_decides_the_exit_status(self):
        samples = sorted(SAMPLES.glob("*.yaml"))
        self.assertGreater(len(samples), 60)
        for sample in samples:
            expected = sample.with_suffix(".expected").read_text(encoding="utf-8")
            if "everybody" in sample.read_text(encoding="utf-8", errors="replace"):
                continue  # Who may read a file is what the checkout made of it.
            with self.subTest(sample.name):
                run = self.check(sample)
                printed = run.stderr.replace(f"{SAMPLES}{os.sep}", "")
                lines = [line for line in printed.splitlines() if "chmod o=" not in line]
                self.assertEqual("\n".join([*lines, ""]) if lines else "", expected)
                self.assertEqual(run.status, 78 if ": error: " in expected else 0)
                self.assertEqual(run.stdout, "")

    def test_what_is_shipped_passes_without_a_word(self):
        for file in GOOD:
            run = self.check(file)
            self.assertEqual((run.status, run.stdout, run.stderr), (0, "", ""), file)

    def test_no_command_runs_with_a_bad_file(self):
        for verb in ("once", "run", "outage", "config --effective"):
            command = [str(self.elzhurd), *verb.split(), "--config", str(SAMPLES / "wrong_mode.yaml")]
            run = harness.execute(command, self.folder)
            self.assertEqual(run.status, 78, verb)
            self.assertIn("wrong_mode.yaml:", run.stderr)

    def test_a_file_that_is_not_there_is_one_problem(self):
        run = self.check(self.folder / "none.yaml")
        self.assertEqual(run.status, 78)
        self.assertEqual(run.stderr.count("\n"), 1)

    def test_the_effective_configuration_passes_and_holds_no_secret(self):
        secret = self.folder / "password"
        secret.write_text("canary-7f3a\n", encoding="utf-8")
        secret.chmod(0o600)
        school = harness.School(self.elzhurd, self.folder / "school", harness.config(
            mail={"transport": "smtp", "from": "a@school.example",
                  "smtp": {"host": "localhost", "tls": "none", "username": "u", "password_file": str(secret)}}))
        run = harness.execute([str(self.elzhurd), "config", "--effective", "--config", str(school.config_path)],
                              self.folder)
        self.assertEqual(run.status, 0, run.stderr)
        self.assertNotIn("canary", run.stdout + run.stderr)
        again = pathlib.Path(self.folder) / "again.yaml"
        again.write_text(run.stdout, encoding="utf-8")
        self.assertEqual(self.check(again).status, 0)


if __name__ == "__main__":
    harness.main()
