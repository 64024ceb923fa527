#!/usr/bin/python3
"""Puts one bad file after another before `elzhurd once` and looks that nothing but a plain message comes of it.

Each file lies alone in the inbox of a school whose store already holds the real export.
Usage: bad_input_test.py ELZHURD [TEST...]
"""

import ctypes
import ctypes.util
import email
import email.policy
import pathlib
import re
import sqlite3
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "data" / "bad"))
import generate  # noqa: E402
import harness  # noqa: E402
import oracle  # noqa: E402

RSS_BYTES_MAX = (300 << 20) * harness.SLACK
SECONDS_MAX = 20 * harness.SLACK
RUSSIAN = re.compile(r"[а-яё]{3,}", re.I)


def zstd_bytes(data):
    """What a zstd frame holds, by the library that the program itself needs."""
    library = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    library.ZSTD_decompress.restype = ctypes.c_size_t
    library.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
    size = library.ZSTD_getFrameContentSize(data, ctypes.c_size_t(len(data)))
    out = ctypes.create_string_buffer(size if size < 1 << 30 else 64 << 20)
    count = library.ZSTD_decompress(out, ctypes.c_size_t(len(out)), data, ctypes.c_size_t(len(data)))
    if library.ZSTD_isError(ctypes.c_size_t(count)):
        raise AssertionError("a zstd frame that cannot be read")
    return out.raw[:count]


def readable_forms(data):
    """The bytes themselves and what they hold, however deep it is packed."""
    yield data
    if data[:4] == b"\x28\xb5\x2f\xfd":
        yield zstd_bytes(data)
    if re.match(rb"[A-Za-z-]+: ", data):
        for part in email.message_from_bytes(data, policy=email.policy.default).walk():
            yield part.get_payload(decode=True) or b""
            yield " ".join(str(value) for value in part.values()).encode()


def database_values(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = bytes
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in connection.execute(f'SELECT * FROM "{table.decode()}"'):
            yield from (value for value in row if isinstance(value, bytes))
    connection.close()


def holds(data, word):
    """Whether the word is there, in any case and in any encoding that a file of this country may have."""
    forms = {form.encode(encoding, "replace") for form in (word, word.upper(), word.lower(), word.replace("ё", "е"))
             for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "cp866", "koi8-r")}
    return any(form in data for form in forms)


def places_of(school, words, run):
    """Where the words can be found in everything that the program leaves, the inbox aside."""
    places = []
    for path in sorted(school.folder.rglob("*")):
        if not path.is_file() or school.inbox in path.parents:
            continue
        data = path.read_bytes()
        values = [form for value in [data] for form in readable_forms(value)]
        if data.startswith(b"SQLite format 3\0"):
            values += [form for value in database_values(path) for form in readable_forms(value)]
        places += [(str(path.relative_to(school.folder)), word) for word in words
                   if any(holds(value, word) for value in values)]
    for name, text in (("stdout", run.stdout), ("stderr", run.stderr)):
        places += [(name, word) for word in words if holds(text.encode(), word)]
    return places


class BadInputTest(harness.SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory(prefix="elzhur-bad-")
        cls.addClassCleanup(cls.shared.cleanup)
        cls.settled = harness.School(cls.elzhurd, pathlib.Path(cls.shared.name) / "school")
        cls.settled.put(oracle.REAL_EXPORT)
        cls.first = cls.settled.once()
        if cls.first.status != 0:
            raise AssertionError(f"the real export was refused: {cls.first.stdout}\n{cls.first.stderr}")

    def fresh(self):
        school = self.settled.copy_to(self.folder / "school")
        return school, harness.dump(school.database)

    def put(self, school, bad):
        path = school.inbox / bad.name
        path.write_bytes(bad.make())
        return path

    def assert_bounded(self, run):
        self.assertLess(run.rss_bytes, RSS_BYTES_MAX, "memory")
        self.assertLess(run.seconds, SECONDS_MAX, "time")

    def assert_untouched(self, school, before, run):
        self.assertEqual(harness.dump(school.database), before)
        report, first = run.report, self.first.report
        self.assertEqual((report["findings"]["opened"], report["findings"]["resolved"]), (0, 0))
        for part in ("fields", "duties"):
            self.assertEqual(report[part], first[part])
        self.assertEqual(report["findings"]["open"], first["findings"]["open"])

    def assert_refused(self, run, bad):
        self.assertEqual(run.status, 2, f"{run.stdout}\n{run.stderr[-3000:]}")
        refused = [document for document in run.documents if document["status"] in ("rejected", "failed")]
        self.assertTrue(refused, run.stdout)
        for document in refused:
            self.assertIn(bad.name, document["name"])
            self.assertRegex(document["reason"] or "", RUSSIAN)
            self.assertLess(len(document["reason"]), 1000)
        texts = "\n".join(f'{document["name"]}: {document["reason"]}' for document in refused)
        for pattern in bad.says:
            self.assertRegex(texts, pattern)
        print(f"\n    {texts}  ({run.seconds:.1f} s, {run.rss_bytes >> 20} MB)", file=sys.stderr)

    def check(self, bad):
        school, before = self.fresh()
        path = self.put(school, bad)
        run = school.once()
        self.assert_bounded(run)
        self.assertIn(run.status, (0, 2) if bad.may_pass else (2,), f"{run.stdout}\n{run.stderr[-3000:]}")
        self.assert_untouched(school, before, run)
        if run.status == 2:
            self.assert_refused(run, bad)
            self.assertFalse(path.exists(), "a refused file stays in the inbox")
            self.assertTrue([found for found in school.folder.rglob(bad.name) if found.parent.name == "refused"])
        if bad.pupils:
            self.assertEqual(places_of(school, generate.SURNAMES, run), [])
        self.assertNotIn("root:x:0", run.stdout + run.stderr)
        again = school.once()
        self.assertEqual(again.status, 0, f"a file refused once is refused again: {again.stdout}")


def add_cases():
    for name, bad in generate.BAD_FILES.items():
        def case(self, bad=bad):
            self.check(bad)
        case.__name__ = f"test_{name}"
        setattr(BadInputTest, case.__name__, case)


add_cases()


class StillWritten(BadInputTest):
    """A file that somebody has open for writing is not yet a file."""

    ROWS = [generate.HEADER, *([generate.LESSON] * 20)]

    def data(self):
        return generate.csv_bytes(self.ROWS)

    def assert_waits(self, school, path, before, run):
        """In silence: nobody is written to about a file that will be whole in a moment."""
        self.assertEqual(run.status, 0, f"{run.stdout}\n{run.stderr[-3000:]}")
        self.assert_untouched(school, before, run)
        self.assertTrue(path.exists(), "a file that is being written was moved away")
        self.assertEqual([document for document in run.documents if path.name in document["name"]], [])

    def test_open_and_growing(self):
        school, before = self.fresh()
        path = school.inbox / "growing.csv"
        data, stop = self.data(), threading.Event()
        with open(path, "wb", buffering=0) as out:
            out.write(data[:200])

            def grow():
                while not stop.wait(0.002):
                    out.write(generate.csv_bytes([generate.LESSON]))

            writer = threading.Thread(target=grow)
            writer.start()
            try:
                run = school.once()
            finally:
                stop.set()
                writer.join()
        self.assert_waits(school, path, before, run)

    def test_open_and_resting(self):
        school, before = self.fresh()
        path = school.inbox / "resting.csv"
        data = self.data()
        with open(path, "wb", buffering=0) as out:
            out.write(data[:data.index(b"\n", 400) + 1])
            run = school.once()
            self.assert_waits(school, path, before, run)
            out.write(data[data.index(b"\n", 400) + 1:])
        closed = school.once()
        self.assertEqual(closed.status, 0, closed.stdout)
        self.assertEqual([document["status"] for document in closed.documents], ["accepted"])


class SoundBesideBad(BadInputTest):
    def test_a_sound_file_counts_though_another_is_refused(self):
        school = harness.School(self.elzhurd, self.folder / "other")
        school.put(oracle.REAL_EXPORT)
        (school.inbox / "cut.xls").write_bytes(generate.truncated_xls())
        run = school.once()
        self.assertEqual(run.status, 2)
        self.assertEqual(run.report["duties"], self.first.report["duties"])
        self.assertEqual(harness.store_findings(school.database), harness.store_findings(self.settled.database))


# The cases of the base class belong to it alone.
for derived in (StillWritten, SoundBesideBad):
    for case_name in [name for name in dir(BadInputTest) if name.startswith("test_")]:
        setattr(derived, case_name, None)


if __name__ == "__main__":
    harness.main()
