#!/usr/bin/python3
"""The Debian package as dpkg and lintian see it; nothing is installed.

Usage: package_test.py BUILD [TEST...]   BUILD is a build folder with elzhurd (and elzhurctl) built.
"""

import gzip
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBIAN = ROOT / "systemd" / "debian"
CONFIG = "etc/elzhurd/elzhurd.yaml"
# What is in every package, with its mode. Programs, pages and completions are looked for by what the tree has.
FILES = {CONFIG: 0o640, "usr/sbin/elzhurd": 0o755, "usr/share/elzhurd/elzhurd.yaml": 0o644,
         "usr/share/elzhurd/elzhurd.schema.json": 0o644,
         "usr/lib/systemd/system/elzhurd.service": 0o644, "usr/lib/systemd/system/elzhurd@.service": 0o644,
         "usr/lib/systemd/system/elzhurd-once.service": 0o644, "usr/lib/systemd/system/elzhurd-once.timer": 0o644,
         "usr/lib/sysusers.d/elzhurd.conf": 0o644, "usr/lib/tmpfiles.d/elzhurd.conf": 0o644,
         "usr/share/doc/elzhurd/README.md": 0o644, "usr/share/doc/elzhurd/copyright": 0o644,
         "usr/share/doc/elzhurd/changelog.Debian.gz": 0o644, "usr/share/doc/elzhurd/examples/elzhurd.yaml": 0o644,
         "usr/share/elzhurd/prometheus/prometheus.yml": 0o644,
         "usr/share/elzhurd/grafana/dashboards/director.json": 0o644}
# An unhardened build (every preset but release) shows that in these; whatever else lintian says is a mistake.
OF_THE_BUILD = {"hardening-no-fortify-functions", "hardening-no-pie", "hardening-no-relro", "hardening-no-bindnow",
                "shared-library-lacks-prerequisites", "unstripped-binary-or-object"}


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="elzhur-package-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        made = subprocess.run(["cpack", "-G", "DEB", "--config", str(BUILD / "CPackConfig.cmake"), "-B", str(cls.folder)],
                              capture_output=True, text=True, cwd=cls.folder, timeout=300, check=False)
        if made.returncode != 0:
            raise AssertionError(made.stdout + made.stderr)
        cls.deb, = cls.folder.glob("*.deb")
        data = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(cls.deb)], capture_output=True, timeout=120, check=True)
        (cls.folder / "data.tar").write_bytes(data.stdout)
        cls.tar = tarfile.open(cls.folder / "data.tar")
        cls.addClassCleanup(cls.tar.close)
        cls.members = {member.name.removeprefix("./"): member for member in cls.tar.getmembers()}
        subprocess.run(["dpkg-deb", "--control", str(cls.deb), str(cls.folder / "control")], timeout=60, check=True)

    def field(self, name):
        return subprocess.run(["dpkg-deb", "-f", str(self.deb), name], capture_output=True, text=True, timeout=60,
                              check=True).stdout.strip()

    def bytes_of(self, name):
        return self.tar.extractfile(self.members[name]).read()

    def test_everything_is_there_with_its_mode(self):
        missing = [name for name in FILES if name not in self.members]
        self.assertEqual(missing, [])
        modes = {name: oct(self.members[name].mode) for name in FILES}
        self.assertEqual(modes, {name: oct(mode) for name, mode in FILES.items()})

    def test_everything_belongs_to_root_and_nobody_else_may_write(self):
        strange = [name for name, member in self.members.items()
                   if (member.uid, member.gid) != (0, 0) or (member.mode & 0o022 and not member.issym())]
        self.assertEqual(strange, [])

    def test_pages_calendars_and_completions_of_the_tree_are_in_it(self):
        wanted = {f"usr/share/elzhurd/calendars/{path.name}" for path in (ROOT / "config/calendars").glob("*.yaml")}
        wanted |= {f"usr/share/man/man{path.suffix[1:]}/{path.name}.gz" for path in (ROOT / "docs/man").glob("*.[158]")}
        wanted |= {f"usr/share/bash-completion/completions/{path.stem}"
                   for path in (ROOT / "config/completion").glob("*.bash")}
        self.assertEqual(wanted - set(self.members), set())

    def test_nothing_of_tests_build_and_machine_is_in_it(self):
        strange = [name for name in self.members
                   if re.search(r"elzhur-sim|_test|\.(cpp|hpp|a|py|o)$|(^|/)(include|tests?)(/|$)", name)]
        self.assertEqual(strange, [])
        texts = [name for name, member in self.members.items() if member.isfile() and not name.endswith((".png", ".gz"))]
        if IS_HARDENED:
            self.assertEqual([name for name in texts if str(ROOT).encode() + b"/" in self.bytes_of(name)], [])

    def test_the_configuration_is_a_conffile_and_a_sample_beside_it(self):
        self.assertEqual((self.folder / "control/conffiles").read_text(encoding="utf-8"), f"/{CONFIG}\n")
        self.assertEqual(self.bytes_of(CONFIG), self.bytes_of("usr/share/elzhurd/elzhurd.yaml"))
        in_etc = [name for name, member in self.members.items() if name.startswith("etc/") and member.isfile()]
        self.assertEqual(in_etc, [CONFIG])

    def test_the_program_accepts_the_sample(self):
        # Its calendars are where the package puts them: here they are beside the sources.
        text = (DEBIAN / "elzhurd.yaml").read_text(encoding="utf-8")
        sample = self.folder / "elzhurd.yaml"
        sample.write_text(text.replace("/usr/share/elzhurd/calendars", str(ROOT / "config/calendars")), encoding="utf-8")
        self.assertNotEqual(sample.read_text(encoding="utf-8"), text)
        run = subprocess.run([str(BUILD / "bin/elzhurd"), "check-config", str(sample)], capture_output=True, text=True,
                             timeout=60, check=False)
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_what_it_needs_is_named(self):
        needs = self.field("Depends")
        for name in ("systemd", "procps", "tzdata", "ca-certificates", "libc6", "libsqlite3-0", "libssl3"):
            self.assertRegex(needs, rf"(^|, ){name}\b")
        self.assertEqual(self.field("Section"), "admin")

    def test_the_changelog_begins_with_this_version(self):
        first = gzip.decompress(self.bytes_of("usr/share/doc/elzhurd/changelog.Debian.gz")).decode().splitlines()[0]
        self.assertIn(f"({self.field('Version')})", first)

    def test_the_scripts_are_readable_by_their_shell(self):
        for name in ("postinst", "prerm", "postrm"):
            path = self.folder / "control" / name
            self.assertTrue(os.access(path, os.X_OK))
            self.assertEqual(subprocess.run(["bash", "-n", str(path)], timeout=60, check=False).returncode, 0)

    def test_lintian_finds_nothing(self):
        run = subprocess.run(["lintian", "--allow-root", "--no-cfg", "--tag-display-limit", "0", str(self.deb)],
                             capture_output=True, text=True, timeout=120, check=False)
        lines = [line for line in run.stdout.splitlines() if line and line[0] in "EW"]
        spared = set() if IS_HARDENED else set(OF_THE_BUILD)
        if not (ROOT / "docs" / "man").exists():
            spared.add("no-manual-page")
        said = [line for line in lines if line.split(": ")[2].split()[0] not in spared]
        self.assertEqual(said, [], run.stderr)

    def test_every_override_says_why(self):
        lines = (DEBIAN / "lintian-overrides").read_text(encoding="utf-8").splitlines()
        for before, line in zip([""] + lines, lines):
            self.assertTrue(line.startswith("#") or before.startswith("#"), line)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    IS_HARDENED = "ELZHUR_HARDENING:BOOL=ON" in (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")
    unittest.main(verbosity=2)
