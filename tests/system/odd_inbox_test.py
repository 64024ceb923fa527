#!/usr/bin/python3
"""Things in an inbox that are not plain files, or have odd names; and two passes at one time.

Usage: odd_inbox_test.py ELZHURD [TEST...]
"""

import io
import os
import pathlib
import struct
import subprocess
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "data" / "bad"))
import generate  # noqa: E402
import harness  # noqa: E402
import oracle  # noqa: E402

SECONDS_MAX = 20 * harness.SLACK
SMALL = generate.csv_bytes([generate.HEADER, generate.LESSON])
UNAVAILABLE = 69


class OddInboxTest(harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.school = harness.School(self.elzhurd, self.folder / "school")

    def once(self, *statuses):
        run = self.school.once(seconds_max=SECONDS_MAX)
        self.assertIn(run.status, statuses, f"{run.stdout}\n{run.stderr[-3000:]}")
        run.report  # it is JSON whatever the names are
        return run

    def files(self):
        return {path.relative_to(self.school.folder): path for path in self.school.folder.rglob("*") if path.is_file()}


class NotFiles(OddInboxTest):
    def test_a_pipe_does_not_stop_the_pass(self):
        os.mkfifo(self.school.inbox / "pipe.csv")
        self.school.put(oracle.REAL_EXPORT)
        run = self.once(0, 2)
        self.assertEqual(run.report["findings"]["opened"], 36)

    def test_a_link_is_not_followed_out_of_the_inbox(self):
        outside = self.folder / "outside.csv"
        outside.write_bytes(SMALL)
        (self.school.inbox / "link.csv").symlink_to(outside)
        (self.school.inbox / "dangling.csv").symlink_to(self.folder / "nowhere")
        (self.school.inbox / "loop.csv").symlink_to("loop.csv")
        run = self.once(0, 2)
        self.assertEqual(run.report["duties"]["unknown"] + run.report["duties"]["unfilled"], 0)
        self.assertEqual(outside.read_bytes(), SMALL)

    def test_a_folder_is_left_alone(self):
        (self.school.inbox / "folder.xls").mkdir()
        (self.school.inbox / "folder.xls" / "inside.csv").write_bytes(SMALL)
        self.once(0, 2)
        self.assertTrue((self.school.inbox / "folder.xls" / "inside.csv").exists())

    def test_no_inbox_is_said(self):
        self.school.inbox.rmdir()
        run = self.once(2)
        self.assertEqual(run.report["sources"][0]["status"], "failed")

    def test_a_file_that_may_not_be_read_is_said(self):
        if os.geteuid() == 0:
            self.skipTest("root reads everything")
        (self.school.inbox / "closed.csv").write_bytes(SMALL)
        (self.school.inbox / "closed.csv").chmod(0)
        self.once(2)


class OddNames(OddInboxTest):
    def put_named(self, name, data=SMALL):
        with open(os.path.join(os.fsencode(self.school.inbox), name), "wb") as out:
            out.write(data)

    def test_names_of_any_bytes_are_carried_through(self):
        names = [b"new\nline.csv", b"\x1b[31mred.csv", b"not utf8 \xff\xfe.csv", "Ёлка «7А».csv".encode(), b"-rf",
                 b"%s%n.csv", b"a" * 250 + b".csv", b"\"quotes'&<>.csv", b"{{name}}.csv"]
        for name in names:
            self.put_named(name, b"")
        run = self.once(2)
        self.assertEqual(len([document for document in run.documents if document["status"] != "accepted"]), len(names))
        left = [path for path in self.school.inbox.iterdir() if path.is_file()]
        self.assertEqual(left, [])
        self.assertNotIn("\x1b", run.stderr)

    def test_two_files_of_one_name_are_both_kept(self):
        for text in (b"", b"first", b"second"):
            self.put_named(b"same.csv", text)
            self.once(2)
        kept = sorted(path.read_bytes() for path in self.files().values() if "same" in path.name)
        self.assertEqual(kept, [b"", b"first", b"second"])


class Archives(OddInboxTest):
    def archive(self, names):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for name in names:
                target.writestr(name, SMALL)
        return out.getvalue()

    def test_members_are_never_written_outside(self):
        names = ["../../escaped.csv", "/tmp/elzhur-escaped.csv", "..\\..\\escaped2.csv", "a/../../escaped3.csv"]
        (self.school.inbox / "climb.zip").write_bytes(self.archive(names))
        self.once(0, 2)
        self.assertEqual([path for path in self.folder.rglob("*escaped*")], [])
        self.assertFalse(os.path.exists("/tmp/elzhur-escaped.csv"))

    def test_a_hundred_thousand_members_are_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for number in range(100_000):
                target.writestr(zipfile.ZipInfo(f"{number}.csv"), b"")
        (self.school.inbox / "many.zip").write_bytes(out.getvalue())
        run = self.once(2)
        self.assertLess(len(run.stdout), 1_000_000)

    def test_a_member_that_lies_about_its_size_is_refused(self):
        data = bytearray(self.archive(["lie.csv"]))
        for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            struct.pack_into("<I", data, data.index(signature) + offset, 3)
        (self.school.inbox / "lie.zip").write_bytes(data)
        self.once(2)

    def test_folders_and_leftovers_of_other_systems_do_no_harm(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            target.writestr("2018/", b"")
            with zipfile.ZipFile(oracle.REAL_EXPORT) as source:
                for info in source.infolist():
                    copy = zipfile.ZipInfo("2018/" + info.filename.encode("cp437").decode("cp866"), info.date_time)
                    target.writestr(copy, source.read(info))
        (self.school.inbox / "folder.zip").write_bytes(out.getvalue())
        run = self.once(0)
        self.assertEqual(run.report["findings"]["opened"], 36)


class TwoAtOnce(OddInboxTest):
    def test_only_one_pass_runs_and_the_other_says_so(self):
        self.school.put(oracle.REAL_EXPORT)
        passes = [subprocess.Popen(self.school.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                  for _ in range(4)]
        statuses = []
        for child in passes:
            child.communicate(timeout=60)
            statuses.append(child.returncode)
        self.assertIn(0, statuses)
        self.assertLessEqual(set(statuses), {0, UNAVAILABLE})
        self.assertEqual(len(harness.store_findings(self.school.database)), 36)
        ids = [mail["Message-ID"] for mail in self.school.mails()]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(len(ids), len({(mail["To"], mail["Subject"]) for mail in self.school.mails()}))


if __name__ == "__main__":
    harness.main()
