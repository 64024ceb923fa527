#!/usr/bin/python3
"""The units as systemd reads them: nothing that it does not know, and little that a broken-in program could do.

Usage: units_test.py
"""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SYSTEMD = pathlib.Path(__file__).resolve().parents[2] / "systemd"
SERVICES = ("elzhurd.service", "elzhurd@.service", "elzhurd-once.service")
EXPOSURE_MAX = 1.5
# What no unit of ours may lose, whatever else keeps the exposure low.
SANDBOX = ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateUsers=yes",
           "CapabilityBoundingSet=", "MemoryDenyWriteExecute=yes", "RestrictNamespaces=yes",
           "SystemCallFilter=@system-service", "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6")


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False)


class Units(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="elzhur-units-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        for path in SYSTEMD.glob("elzhurd*.*"):
            # The program need not be installed here: something that is stands in for it.
            text = path.read_text(encoding="utf-8").replace("/usr/sbin/elzhurd", shutil.which("true"))
            (self.folder / path.name).write_text(text, encoding="utf-8")

    def test_systemd_understands_every_line(self):
        shutil.copyfile(self.folder / "elzhurd@.service", self.folder / "elzhurd@school.service")
        for name in ("elzhurd.service", "elzhurd@school.service", "elzhurd-once.service", "elzhurd-once.timer"):
            with self.subTest(name):
                run = analyze("verify", "--man=no", str(self.folder / name))
                self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))

    def test_a_mistake_would_be_seen(self):
        unit = self.folder / "elzhurd.service"
        unit.write_text(unit.read_text(encoding="utf-8").replace("WatchdogSec=", "WatchdogSecs="), encoding="utf-8")
        self.assertIn("WatchdogSecs", analyze("verify", "--man=no", str(unit)).stderr)

    def test_the_sandbox_leaves_little(self):
        for name in SERVICES:
            with self.subTest(name):
                run = analyze("security", "--offline=true", "--threshold=100", str(self.folder / name))
                exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", run.stdout + run.stderr)[1])
                self.assertLessEqual(exposure, EXPOSURE_MAX)
                lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
                self.assertEqual([line for line in SANDBOX if line not in lines], [])

    def test_one_school_and_many_run_in_the_same_way(self):
        def settings(name):
            lines = (SYSTEMD / name).read_text(encoding="utf-8").splitlines()
            return [line.replace("/%i.yaml", "/elzhurd.yaml").replace("/%i", "") for line in lines
                    if line and not line.startswith(("#", "Description="))]
        self.assertEqual(settings("elzhurd@.service"), settings("elzhurd.service"))

    def test_the_service_is_watched_started_again_and_reloaded_by_signal(self):
        lines = (SYSTEMD / "elzhurd.service").read_text(encoding="utf-8").splitlines()
        for line in ("Type=notify", "Restart=on-failure", "ExecReload=/bin/kill -HUP $MAINPID",
                     "RestartPreventExitStatus=64 78", "StateDirectory=elzhurd", "RuntimeDirectory=elzhurd"):
            self.assertIn(line, lines)
        self.assertTrue(any(line.startswith("WatchdogSec=") for line in lines))


if __name__ == "__main__":
    unittest.main(verbosity=2)
