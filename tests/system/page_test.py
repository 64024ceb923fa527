#!/usr/bin/python3
"""The page in a real browser, as an administrator, a director and a teacher use it; scripts are switched off.

Usage: page_test.py ELZHURD [TEST...]
"""

import base64
import re
import subprocess
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service as Driver
from selenium.webdriver.common.by import By

import harness
import oracle
import service

PASSWORD = "correct horse battery staple"
EXPORTED_AT = oracle.read_members(oracle.REAL_EXPORT)[0].saved_at
WAIT_SECONDS_MAX = 30 * harness.SLACK
PHONE = (360, 760)
DESKTOP = (1180, 900)
# An entry by somebody who types the two fields that must be typed.
APPEAL_SECONDS_MAX = 20 * harness.SLACK
PAGES = ("/", "/findings?state=all", "/teachers", "/sources", "/documents", "/names", "/upload", "/excuses",
         "/silences", "/appeals", "/appeals/register", "/outbox", "/keeping", "/contradictions",
         "/backlog", "/numbers", "/help")
# The last thing of every page: once it is there, the whole page has come.
PAGE_END = "html body footer, html body.small main"


class Browser:
    """Headless Chromium that runs no script of any page."""

    def __init__(self, folder):
        options = Options()
        for switch in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                       f"--user-data-dir={folder}", "--lang=ru"):
            options.add_argument(switch)
        options.binary_location = "/usr/bin/chromium"
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Driver("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(WAIT_SECONDS_MAX)

    def resize(self, size):
        width, height = size
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})

    def complaints(self):
        """What the browser wrote to its console: blocked styles, missing files."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def content_width(self):
        return self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["width"]

    def media(self, name):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": name})

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self):
        return self.find("body").text

    def print(self):
        return base64.b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])

    def fill(self, name, text):
        field = self.find(f"form.entry [name={name}]")
        field.clear()
        field.send_keys(text)

    def submit(self, button):
        """Presses a button and waits until the end of another page stands where this page's stood.

        One question asks for both: between two questions the old page may go,
        and then there is no element at all."""
        before = self.all(PAGE_END)[0].id
        button.click()
        service.wait_for(lambda: [end for end in self.all(PAGE_END)[:1] if end.id != before],
                         "another page is shown", WAIT_SECONDS_MAX)

    def close(self):
        self.driver.quit()


class PageTest(harness.SystemTest):
    """One service for all of it: the tests change different questions."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="elzhur-page-")
        cls.addClassCleanup(cls.temporary.cleanup)
        settings = harness.config()
        for source in settings["sources"]:
            source["every"] = "10s"
        cls.school = harness.School(cls.elzhurd, cls.temporary.name + "/school", settings)
        cls.school.put(oracle.REAL_EXPORT, mtime=EXPORTED_AT)
        cls.assert_first_pass(cls.school.once())
        cls.owner = cls.most_asked()
        cls.write_users()
        settings["web"]["users_file"] = "users.yaml"
        cls.school.write_config(settings)
        cls.running = service.Service(cls.school).ready()
        cls.addClassCleanup(cls.running.end)
        heard = cls.running.wait_for(lambda: re.search(r"listens on (\S+)", cls.running.log), "it listens")
        cls.site = heard.group(1)

    @classmethod
    def assert_first_pass(cls, run):
        if run.status != 0:
            raise AssertionError(run.stderr[-3000:])

    @classmethod
    def most_asked(cls):
        """The name of a teacher who alone owes something."""
        names = harness.persons(cls.school.database)
        with harness.connect(cls.school.database) as connection:
            rows = connection.execute("SELECT owners FROM findings_v WHERE state = 'open'").fetchall()
        alone = [owners[0] for owners in (harness.split_owners(row[0]) for row in rows) if len(owners) == 1]
        best = max(sorted(set(alone)), key=alone.count)
        return names[best]

    @classmethod
    def write_users(cls):
        line = subprocess.run([cls.school.elzhurd, "hash-password"], input=PASSWORD + "\n", text=True, check=True,
                              capture_output=True).stdout.strip()
        users = {"users": [{"name": "admin", "role": "administrator", "password": line},
                           {"name": "director", "role": "director", "password": line},
                           {"name": "teacher", "role": "teacher", "password": line, "person": cls.owner}]}
        path = cls.school.folder / "users.yaml"
        path.write_text(harness.dump_yaml(users), encoding="utf-8")
        path.chmod(0o600)

    def setUp(self):
        super().setUp()
        self.browser = Browser(self.folder / "profile")
        self.addCleanup(self.browser.close)
        self.browser.resize(DESKTOP)

    def sign_in(self, name):
        self.open("/login")
        self.browser.find("[name=name]").send_keys(name)
        self.browser.find("[name=password]").send_keys(PASSWORD)
        self.browser.submit(self.browser.find("form button"))
        self.assertTrue(self.browser.driver.current_url.startswith(self.site + "/"))
        self.assertNotIn("/login", self.browser.driver.current_url)

    def open(self, path):
        self.browser.driver.get(self.site + path)

    def assert_no_complaints(self, where):
        self.assertEqual(self.browser.complaints(), [], where)

    def states(self):
        with harness.connect(self.school.database) as connection:
            return dict(connection.execute("SELECT code, state FROM findings_v"))

    def test_every_page_is_shown_without_a_complaint_and_fits_a_phone(self):
        self.sign_in("admin")
        self.browser.complaints()
        for size in (DESKTOP, PHONE):
            self.browser.resize(size)
            for path in PAGES:
                self.open(path)
                self.assert_no_complaints(path)
                self.assertEqual(len(self.browser.all("h1")), 1, path)
                if self.browser.content_width() > size[0]:
                    wide = [part.text for part in self.browser.all("main *") if part.rect["width"] > size[0]]
                    self.fail(f"{path} scrolls sideways: {wide[:3]}")

    def test_ticked_lessons_are_confirmed_at_once(self):
        self.sign_in("admin")
        self.open("/")
        form = next(form for form in self.browser.all("form.group") if len(form.find_elements(By.NAME, "pick")) > 2
                    and form.find_elements(By.CSS_SELECTOR, ".many [value=confirm]"))
        boxes = form.find_elements(By.NAME, "pick")[:2]
        codes = [pick.rsplit(".", 1)[0] for box in boxes for pick in box.get_attribute("value").split()]
        for box in boxes:
            box.click()
        before = self.states()
        self.browser.submit(form.find_element(By.CSS_SELECTOR, ".many [value=confirm]"))
        self.assertIn("замечание подтверждено", self.browser.find("[role=status]").text)
        after = self.states()
        self.assertEqual({code for code in after if after[code] != before.get(code)}, set(codes))
        self.assertEqual({after[code] for code in codes}, {"confirmed"})

    def test_a_reason_closes_a_question_and_a_missing_one_keeps_the_form(self):
        self.sign_in("admin")
        self.open("/")
        self.browser.driver.get(self.browser.all(".acts a[href*='do=excuse']")[-1].get_attribute("href"))
        self.assertTrue(self.browser.find("[value=excuse]").is_selected())
        self.browser.submit(self.browser.find("form.entry button"))
        self.assertIn("Укажите причину", self.browser.find("[role=alert]").text)
        self.assertTrue(self.browser.find("[value=excuse]").is_selected())
        self.browser.fill("reason", "урок не состоялся")
        self.browser.submit(self.browser.find("form.entry button"))
        self.assertIn("причина учтена", self.browser.find("[role=status]").text)
        self.assertIn("урок не состоялся", self.browser.find(".timeline").text)
        code = re.search(r"F-\d{4}-\d{6}", self.browser.driver.current_url).group(0)
        self.assertEqual(self.states()[code], "excused")

    def test_an_appeal_is_written_down_in_twenty_seconds_and_printed(self):
        self.sign_in("admin")
        started = time.monotonic()
        self.open("/appeals")
        self.browser.fill("applicant", "Белова Т. С., учитель истории")
        self.browser.fill("content", "Как записать домашнее задание группе?")
        self.browser.submit(self.browser.find("form.entry button"))
        self.assertLess(time.monotonic() - started, APPEAL_SECONDS_MAX)
        self.assertIn("обращение записано", self.browser.find("[role=status]").text)
        self.open("/appeals/register")
        self.assertIn("Как записать домашнее задание группе?", self.browser.text())
        printed = self.browser.print()
        self.assertGreaterEqual(len(re.findall(rb"/Type\s*/Page\b", printed)), 2, "a cover and a table")
        sides = [tuple(map(float, box)) for box in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)]
        self.assertTrue(all(width > height for width, height in sides), f"the sheets lie: {sides}")

    def test_a_meeting_is_written_down_and_its_minutes_printed(self):
        self.sign_in("admin")
        self.browser.complaints()  # Of signing in.
        self.open("/meetings")
        self.browser.fill("chair", "Орлова О. В., директор")
        self.browser.fill("secretary", "Смирнов С. В.")
        self.browser.fill("present", "Орлова О. В.\nСмирнов С. В.")
        self.browser.fill("item_1", "2")
        self.browser.fill("what_1", "Провести консультацию по домашним заданиям")
        self.browser.submit(self.browser.find("form.entry button"))
        self.assertIn("заседание записано", self.browser.find("[role=status]").text)
        self.browser.driver.get(self.browser.find("a.button").get_attribute("href"))
        self.assertIn("Провести консультацию по домашним заданиям", self.browser.text())
        self.assertIn("255, 255, 255", self.browser.find("body").value_of_css_property("background-color"))
        self.assertGreaterEqual(len(re.findall(rb"/Type\s*/Page\b", self.browser.print())), 2, "minutes and figures")
        self.assert_no_complaints("/meetings")

    def test_reports_are_printed_with_the_draft_line_on_every_sheet(self):
        self.sign_in("admin")
        self.browser.complaints()  # Of signing in.
        for name in ("check", "findings"):
            self.open(f"/api/v1/reports/{name}?format=html&from=2018-09-01")
            self.assertEqual(self.browser.find("td.draft").value_of_css_property("font-weight"), "700", "the style holds")
            printed = self.browser.print()
            sides = [tuple(map(float, box)) for box in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)]
            self.assertTrue(sides and all(width > height for width, height in sides), f"the sheets lie: {sides}")
            self.assert_no_complaints(name)

    def test_paper_shows_the_list_and_no_buttons(self):
        self.sign_in("admin")
        self.open("/")
        self.browser.media("print")
        for selector in ("nav", ".acts", ".skip", "button"):
            self.assertFalse(any(part.is_displayed() for part in self.browser.all(selector)), selector)
        self.assertTrue(self.browser.find(".group tbody th").is_displayed())
        self.assertGreater(len(self.browser.print()), 10_000)

    def test_the_director_sees_no_name_that_nobody_has_confirmed(self):
        self.sign_in("director")
        names = harness.persons(self.school.database)
        words = {word for name in names.values() for word in name.split() if len(word) > 2}
        with harness.connect(self.school.database) as connection:
            confirmed = connection.execute("SELECT owners FROM findings_v WHERE confirmed_by <> ''").fetchall()
        allowed = {word for row in confirmed for owner in harness.split_owners(row[0]) for word in names[owner].split()}
        for path in ("/", "/findings?state=all", "/numbers", "/sources"):
            self.open(path)
            shown = {word for word in words if re.search(rf"\b{re.escape(word)}\b", self.browser.text())}
            self.assertLessEqual(shown, allowed, path)
            self.assertEqual(self.browser.all(".acts"), [])
        self.open("/teachers")
        self.assertIn("не открыта", self.browser.find("h1").text)

    def test_a_teacher_sees_own_lessons_alone(self):
        self.sign_in("teacher")
        self.open("/findings?state=all")
        captions = {caption.text.split(" ")[0] for caption in self.browser.all(".group caption")}
        # The store keeps a name in the order in which the export has it; the page puts the family name first.
        self.assertTrue(captions & set(self.owner.split()), captions)
        self.assertLessEqual(captions - {"Кто"}, set(self.owner.split()))
        self.assertEqual(self.browser.all(".acts"), [])

    def test_whoever_has_left_sees_nothing(self):
        self.sign_in("admin")
        self.open("/")
        self.browser.submit(self.browser.find("form[action='/logout'] button"))
        self.open("/teachers")
        self.assertIn("/login", self.browser.driver.current_url)


if __name__ == "__main__":
    harness.main()
