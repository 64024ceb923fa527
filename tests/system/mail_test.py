#!/usr/bin/python3
"""Reads the mails of a pass as a mail program does and holds them against the store.

Usage: mail_test.py ELZHURD [TEST...]
"""

import base64
import collections
import email.utils
import html
import quopri
import re

import harness
import oracle

ADMINISTRATOR, DIRECTOR = "admin@school.example", "director@school.example"
# The administrator is told at once; the director when a person had time to look (grace).
MOMENTS = (harness.NOW, "2019-06-04T09:00:00+03:00", "2019-06-10T09:00:00+03:00")
MEMBERS = oracle.read_members(oracle.REAL_EXPORT)
TEACHERS = {name for lesson in oracle.all_lessons(MEMBERS) for name in lesson.teachers}


def surname_of(name):
    """The export writes the surname last."""
    return name.split()[-1]


def text_of(mail, subtype):
    part = mail.get_body(preferencelist=(subtype,))
    return part.get_content() if part else ""


def visible(markup):
    """The text of an HTML body, as a reader sees it."""
    markup = re.sub(r"<(style|script)\b.*?</\1>", " ", markup, flags=re.S | re.I)
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


def all_texts(mail):
    """Every part that is text, and the headers."""
    yield " ".join(f"{name}: {value}" for name, value in mail.items())
    for part in mail.walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True) or b""
            yield content.decode("utf-8", "replace")


class MailTest(harness.SystemTest):
    mode = "working"

    @classmethod
    def settings(cls):
        settings = harness.config(mode=cls.mode)
        for rule in settings["rules"]:
            rule["grace"] = "1 working_day"
        return settings

    def setUp(self):
        super().setUp()
        self.school = harness.School(self.elzhurd, self.folder / "school", self.settings())
        self.school.put(oracle.REAL_EXPORT)
        self.reports = []
        for moment in MOMENTS:
            run = self.school.once(now=moment)
            self.assert_ok(run)
            self.reports.append(run.report)
        self.mails = self.school.mails()
        self.findings = harness.store_findings(self.school.database)
        self.assertTrue(self.findings)

    def to(self, address):
        return [mail for mail in self.mails
                if address in [pair[1] for pair in email.utils.getaddresses([mail["To"]])]]

    def by_owner(self):
        """{one owner: {lessons}}; a finding with several possible owners names nobody."""
        lessons = collections.defaultdict(set)
        for key, (owners, _) in self.findings.items():
            lessons[next(iter(owners)) if len(owners) == 1 else None].add(key[1:])
        return lessons


class Form(MailTest):
    def test_there_are_as_many_mails_as_the_passes_said(self):
        self.assertEqual(len(self.mails), sum(report["messages"]["sent"] for report in self.reports))
        self.assertTrue(self.to(ADMINISTRATOR))
        self.assertTrue(self.to(DIRECTOR))

    def test_every_mail_has_its_headers(self):
        ids = [mail["Message-ID"] for mail in self.mails]
        self.assertEqual(len(set(ids)), len(ids))
        for mail in self.mails:
            with self.subTest(subject=mail["Subject"]):
                self.assertEqual(mail.defects, [])
                self.assertRegex(mail["Message-ID"], r"^<[^<>@\s]+@[^<>@\s]+>$")
                self.assertRegex(mail["Auto-Submitted"], r"^auto-")
                self.assertRegex(mail["List-Id"], r"<[^<>\s]+>")
                self.assertEqual(mail["MIME-Version"], "1.0")
                self.assertEqual(len(mail.get_all("To")), 1)
                self.assertIn("elzhur@school.example", mail["From"])
                self.assertIn("ЭлЖур-монитор", mail["From"])
                self.assertEqual(len(mail.get_all("Date")), 1)
                written = email.utils.parsedate_to_datetime(mail["Date"])
                self.assertIsNotNone(written.tzinfo)
                self.assertIn(written.isoformat()[:10], {moment[:10] for moment in MOMENTS})

    def test_subjects_are_russian_and_survive(self):
        for mail in self.mails:
            subject = str(mail["Subject"])
            self.assertRegex(subject, r"[А-Яа-яЁё]{3}")
            self.assertNotRegex(subject, r"=\?|\ufffd|[\r\n]|\s{2}")
            self.assertLess(len(subject), 200)

    def test_raw_headers_are_ascii_and_short(self):
        for path in (self.school.maildir / "new").iterdir():
            head = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0]
            self.assertTrue(head.isascii(), path)
            self.assertLessEqual(max(map(len, head.split(b"\n"))), 998)
            for word in re.findall(rb"=\?[^?]+\?[^?]+\?[^?]*\?=", head):
                self.assertLessEqual(len(word), 75, word)
                charset, encoding, text = word.decode()[2:-2].split("?")
                raw = base64.b64decode(text) if encoding in "bB" else quopri.decodestring(text, header=True)
                raw.decode(charset)  # a letter cut in two would fail here
            subject = next(line for line in self.unfolded(head) if line.lower().startswith(b"subject:"))
            self.assertIn(b"=?utf-8?", subject.lower())

    @staticmethod
    def unfolded(head):
        return re.sub(rb"\n[ \t]+", b" ", head).split(b"\n")

    def test_lines_of_bodies_are_within_the_limit_of_smtp(self):
        for path in (self.school.maildir / "new").iterdir():
            self.assertLessEqual(max(map(len, path.read_bytes().splitlines())), 998)

    def test_both_parts_say_the_same_numbers(self):
        for mail in self.mails:
            with self.subTest(subject=mail["Subject"]):
                plain, markup = text_of(mail, "plain"), visible(text_of(mail, "html"))
                self.assertTrue(plain.strip())
                self.assertTrue(markup.strip())
                self.assertRegex(plain, r"[А-Яа-яЁё]{3}")
                self.assertNotIn("\ufffd", plain + markup)
                self.assertNotRegex(plain + markup, r"\{\{|\}\}|\bnull\b|\bnan\b|%[ds]")
                dates = r"\b\d\d\.\d\d(?:\.\d{4})?\b"
                self.assertEqual(set(re.findall(dates, plain)), set(re.findall(dates, markup)))

    def test_no_word_accuses(self):
        for mail in self.mails:
            for text in all_texts(mail):
                # The one sentence that needs the word says that it is not one.
                text = text.replace("не вывод о нарушении", "")
                self.assertNotRegex(text, r"(?i)нарушени|нарушител|винов")


class Administrator(MailTest):
    def texts(self):
        """The administrator's mails as plain text, white space collapsed."""
        return [oracle.collapse(text_of(mail, "plain")) for mail in self.to(ADMINISTRATOR)]

    def attachments(self):
        return [part.get_payload(decode=True).decode("utf-8", "replace") for mail in self.to(ADMINISTRATOR)
                for part in mail.iter_attachments()]

    def test_the_first_mail_says_that_watching_began(self):
        first = [str(mail["Subject"]) for mail in self.to(ADMINISTRATOR)]
        self.assertTrue([subject for subject in first if "запущен" in subject], first)

    def test_the_list_names_the_owners_and_their_numbers(self):
        everything = " ".join(self.texts())
        for owner, lessons in self.by_owner().items():
            if owner is None:
                continue
            name = next(name for name in TEACHERS if harness.name_words(name) == owner)
            counts = re.findall(rf"{surname_of(name)}[^,]{{0,40}}, (\d+) урок", everything)
            self.assertIn(str(len(lessons)), counts, f"{len(lessons)} lessons of one owner, the mails say {counts}")

    def test_nobody_else_is_named(self):
        named = {surname for surname in map(surname_of, TEACHERS)
                 if any(re.search(rf"\b{surname}\b", text) for text in self.texts())}
        owners = {frozenset(owner) for owner in self.by_owner() if owner}
        allowed = {surname_of(name) for name in TEACHERS if harness.name_words(name) in owners}
        self.assertEqual(named, allowed)

    def test_every_lesson_has_its_row(self):
        everything = " ".join([*self.texts(), *self.attachments()])
        for key in self.findings:
            _, date, class_name, _, subject, _ = key
            day = f"{date[8:10]}.{date[5:7]}"
            pattern = rf"{re.escape(day)}.{{0,60}}?{re.escape(class_name)}.{{0,60}}?{re.escape(subject)}"
            self.assertRegex(oracle.fold(everything), pattern)

    def test_the_number_of_lessons_is_in_a_subject(self):
        lessons = {key[1:] for key in self.findings}
        subjects = [str(mail["Subject"]) for mail in self.to(ADMINISTRATOR)]
        self.assertTrue([s for s in subjects if re.search(rf"\b{len(lessons)} урок", s)], subjects)


class Director(MailTest):
    def test_no_teacher_is_named_before_a_person_confirmed(self):
        names = {surname_of(name) for name in TEACHERS}
        for mail in self.to(DIRECTOR):
            for text in all_texts(mail):
                self.assertEqual([name for name in names if name in text], [])

    def test_numbers_are_counted_from_something(self):
        self.assertTrue(self.to(DIRECTOR))
        for mail in self.to(DIRECTOR):
            self.assertRegex(text_of(mail, "plain"), r"\d")


class Observing(MailTest):
    mode = "observe"

    def test_only_the_administrator_is_told(self):
        self.assertTrue(self.to(ADMINISTRATOR))
        self.assertEqual(self.to(DIRECTOR), [])


if __name__ == "__main__":
    harness.main()
