#!/usr/bin/python3
"""The verbs and flags of `--help`, of the man pages and of the completion are the same.

Usage: programs_described_test.py ELZHURD ELZHURCTL [TEST...]
"""

import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = {}
MAN = {"elzhurd": ROOT / "docs/man/elzhurd.8", "elzhurctl": ROOT / "docs/man/elzhurctl.1"}
# Of the whole program: its man page names them once, at the top; the completion offers them behind every verb.
EVERYWHERE = {"elzhurd": set(),
              "elzhurctl": {"--socket", "--url", "--token-file", "--ca-file", "--timeout", "--json"}}


def help_of(program, path):
    run = subprocess.run([PROGRAMS[program], *path, "--help"], capture_output=True, text=True, check=True)
    flags = set(re.findall(r"^\s+(?:-\w,)?(--[a-z][a-z-]*)", run.stdout, re.M))
    listed = run.stdout.partition("\nSubcommands:\n")[2]
    return flags, re.findall(r"^  ([a-z][a-z-]*)", listed, re.M)


def help_tree(program, path=()):
    """{("appeal", "add"): {"--kind", ...}} of all that --help shows."""
    flags, verbs = help_of(program, path)
    tree = {path: flags}
    for verb in verbs:
        tree.update(help_tree(program, (*path, verb)))
    return tree


def man_tree(program):
    text = MAN[program].read_text(encoding="utf-8").partition(".Sh DESCRIPTION\n")[2].partition("\n.Sh ")[0]
    parts = re.split(r"^\.Ss (.*)\n", text, flags=re.M)
    bodies = {(): parts[0], **{tuple(name.split()): body for name, body in zip(parts[1::2], parts[2::2])}}
    return {path: {"--" + flag for line in re.findall(r"^\.It (.*)", body, re.M)
                   for flag in re.findall(r"(?:Fl |, )-([a-z][a-z-]*)", line)}
            for path, body in bodies.items()}


def completed(program, *words):
    """What the completion offers for the last of these words."""
    script = (f"source {ROOT}/config/completion/{program}.bash; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
              f"_{program}; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    run = subprocess.run(["bash", "-c", script, "bash", program, *words], capture_output=True, text=True, check=True)
    if run.stderr:
        raise AssertionError(run.stderr)
    return {word for word in run.stdout.split("\n") if word}


class Described(unittest.TestCase):
    maxDiff = None

    def test_the_help_has_verbs_and_flags(self):
        self.assertIn("--dry-run", help_tree("elzhurd")[("once",)])
        self.assertIn("--applicant", help_tree("elzhurctl")[("appeal", "add")])

    def test_the_man_pages_have_every_verb_and_flag_and_no_other(self):
        for program in PROGRAMS:
            expected = {path: flags - ({"--help"} if path else set()) for path, flags in help_tree(program).items()}
            self.assertEqual(man_tree(program), expected, program)

    def test_the_completion_offers_every_verb_and_flag_and_no_other(self):
        for program in PROGRAMS:
            tree = help_tree(program)
            for path, flags in tree.items():
                with self.subTest(program=program, path=path):
                    self.assertEqual(completed(program, *path, "--"), flags | EVERYWHERE[program])
                    verbs = {other[-1] for other in tree if other[:-1] == path and other}
                    if verbs:
                        self.assertEqual(completed(program, *path, ""), verbs)

    def test_the_completion_knows_what_an_option_takes(self):
        self.assertEqual(completed("elzhurctl", "report", ""),
                         {"findings", "teachers", "weeks", "appeals", "check"})
        self.assertEqual(completed("elzhurctl", "--socket", "pull", "findings", "--state", "dis"), {"disputed"})
        self.assertEqual(completed("elzhurctl", "appeal", "answer", "41", "--state", ""),
                         {"answered", "closed", "refused"})
        self.assertIn("trip", completed("elzhurctl", "excuses", "add", "--reason", ""))
        self.assertEqual(completed("elzhurctl", "confirm", "F-2026-000001", "--reason", ""), set())

    def test_the_man_pages_are_clean_and_readable(self):
        for page in MAN.values():
            lint = subprocess.run(["mandoc", "-Tlint", str(page)], capture_output=True, text=True)
            # Where they are not installed, each knows nothing of the other.
            said = [line for line in lint.stdout.splitlines() if "referenced manual not found" not in line]
            self.assertEqual(said, [])
            text = subprocess.run(["mandoc", "-Tutf8", str(page)], capture_output=True, text=True, check=True).stdout
            self.assertIn("EXIT STATUS", re.sub(".\x08", "", text), "bold is a letter struck twice")


if __name__ == "__main__":
    PROGRAMS = {"elzhurd": sys.argv.pop(1), "elzhurctl": sys.argv.pop(1)}
    unittest.main(verbosity=2)
