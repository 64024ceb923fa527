#!/usr/bin/python3
"""Points a client written from the public record alone at a server of ElZhur's API, and tells every departure.

Usage: outside_client_test.py PROGRAM|ADDRESS
PROGRAM is started with a fixed instant and says on its first line where it listens; ADDRESS (http://HOST:PORT) is
asked as it is. Exit status: 0 all is as recorded, 1 something is not, 64 usage.
"""

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import threading
import traceback

import outside_client as client
import outside_methods
import outside_shapes as shapes
from outside_methods import DEVKEY, LOGIN, PASSWORD

AT = dt.datetime.fromisoformat("2026-10-14T15:00:00+03:00")
WEB_USER, WEB_PASSWORD = "admin", "sim-web-password"
DAY = f"{AT:%Y%m%d}"
RINGS = ("true", "True", "yes", "__yes", "1")
NOT_AUTHORISED = "не удалось авторизовать разработчика"
SLACK = float(os.environ.get("ELZHUR_TEST_SLACK", "1"))
START_SECONDS_MAX, STOP_SECONDS_MAX = 60 * SLACK, 10 * SLACK


@contextlib.contextmanager
def server(program, report):
    """Runs the program for the time of the block; gives the address of its API."""
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryDirectory(prefix="elzhur-outside-") as folder:
        child = subprocess.Popen([program, "--at", AT.isoformat(), "--speed", "0"], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=errors, cwd=folder)
        timer = threading.Timer(START_SECONDS_MAX, child.kill)
        timer.start()
        try:
            line = child.stdout.readline()
            timer.cancel()
            try:
                address = json.loads(line)["http"]
            except (ValueError, KeyError, TypeError):
                errors.seek(0)
                said = errors.read(2000).decode("utf-8", "replace")
                sys.exit(f"the program did not say where it listens: {line!r}\n{said}")
            yield address
            report.expect("server", child.poll() is None, "the program is alive to the end", child.returncode)
        finally:
            timer.cancel()
            child.terminate()
            try:
                child.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                report.expect("server", False, f"the program ends within {STOP_SECONDS_MAX} s when told to")
            child.stdout.close()


class Checks(outside_methods.Methods):
    """Every step by itself: one that cannot go on is a mismatch, and the others still run."""

    def run(self):
        steps = (self.whole_school, self.authentication, self.errors, self.spellings, self.bases_and_slashes,
                 self.outside_the_envelope, self.periods, self.other_methods, self.every_method_is_known,
                 self.extra_lessons, self.messages, self.rendering_in_xml,
                 self.several_pupils, self.repeated, self.web_sign_in, self.web_pages)
        for step in steps:
            try:
                step()
            except Exception:  # whatever the server sent, the other steps have their say
                self.report.expect("client", False, f"the step '{step.__name__}' goes to its end",
                                   traceback.format_exc(limit=-3).replace("\n", " | "))
        self.school.tell_seen()

    def whole_school(self):
        self.school.read()

    # Access

    def authentication(self):
        ways = {"GET": self.api.auth_by_get, "form": self.api.auth_by_form, "JSON": self.api.auth_by_json}
        for name, way in ways.items():
            answer = way(LOGIN, PASSWORD)
            if self.expect("1.3", answer.ok, f"auth by {name} gives a token", self.told(answer)):
                shapes.check_shape(self.report, "1.3", "the result of auth", answer.result, shapes.TOKEN)
                expires = shapes.day_of(answer.result.get("expires"), "%Y-%m-%d %H:%M:%S")
                self.expect("1.3", expires and expires > AT.date(), "a fresh token expires later", answer.result)
                self.token = answer.result.get("token")
            wrong = way(LOGIN, "wrong-" + PASSWORD)
            self.failure("1.3", wrong, 400, f"auth by {name} with a wrong password")
            result = client.as_map(client.as_map(wrong.envelope).get("result"))
            self.expect("1.3", result.get("errorCode") == "login", "a failed auth has errorCode `login`",
                        self.told(wrong))
            self.expect("1.3", shapes.SAID.test(result.get("errorText")), "a failed auth has errorText",
                        self.told(wrong))
        mixed = self.api.post_form("auth", self.api.common, login=LOGIN, password=PASSWORD)
        self.expect("1.3", mixed.ok, "auth by form takes the other parameters from the query", self.told(mixed))
        bare = self.api.call("auth", login=LOGIN, password=PASSWORD, auth_token="")
        self.expect("1.2", bare.ok, "a bare auth_token is tolerated on auth", self.told(bare))
        unknown = self.client({}, vendor="no-such-school").auth_by_get(LOGIN, PASSWORD)
        self.expect("1.4", unknown.status == 500, "auth for an unknown vendor is HTTP 500", self.told(unknown))
        if self.token:
            by_token = self.client({"auth_token": self.token})
            for answer in (by_token.rules(), by_token.schedule(DAY, class_name=self.class_name)):
                self.expect("1.3", answer.ok, "a token is access to the methods", self.told(answer))

    def failure(self, section, answer, status, what):
        """A refusal with an envelope, whose state repeats the HTTP code."""
        statuses = status if isinstance(status, tuple) else (status,)
        self.expect(section, answer.status in statuses, f"{what} is HTTP {' or '.join(map(str, statuses))}",
                    self.told(answer))
        envelope = answer.envelope
        if not self.expect("1.4", envelope is not None, f"{what} answers in the envelope", self.told(answer)):
            return
        shapes.check_shape(self.report, "1.4", "the envelope of an error", envelope, shapes.ENVELOPE, answer.told)
        self.expect("1.4", envelope.get("state") == answer.status, "`state` repeats the HTTP code",
                    self.told(answer))
        error = envelope.get("error")
        self.expect("1.4",
                    isinstance(error, str) and any("а" <= sign <= "я" for sign in error) and error[:1].islower(),
                    "`error` is a Russian lower-case sentence", self.told(answer))
        result = envelope.get("result")
        self.expect("1.4", result in ({}, []) or "errorCode" in result, "a failure's result is empty",
                    self.told(answer))

    def errors(self):
        developer = self.client(devkey="f" * 32).rules()
        self.failure("1.4", developer, 400, "a wrong devkey")
        self.expect("1.4", developer.error == NOT_AUTHORISED, "the published text of a wrong devkey",
                    self.told(developer))
        self.failure("1.4", self.client({}).rules(), (400, 401, 403), "no access at all")
        self.failure("Q15", self.client({"auth_token": "dead-token"}).rules(), (401, 403), "a dead token")
        self.failure("1.4", self.client({"login": LOGIN, "password": "wrong"}).rules(), (400, 401, 403),
                     "a wrong password of extended access")
        self.failure("1.4", self.api.schedule("tomorrow", class_name=self.class_name), 400, "a day that is no day")
        self.expect("1.4", self.api.call("nosuchmethod").status >= 400, "an unknown method is no success")
        absent = self.api.schedule(DAY, student="99999999")
        self.expect("1.4", not absent.ok or "99999999" not in client.students_of(absent.result) or
                    not client.days_of(client.students_of(absent.result)["99999999"]),
                    "an unknown pupil has no lessons", self.told(absent))

    # Requests as others spell them

    def days_by_class(self, answer):
        return client.days_of(answer.result) if answer.ok else None

    def spellings(self):
        name, base = self.class_name, {**self.api.common, **self.api.access}
        plain = self.days_by_class(self.api.schedule(DAY, class_name=name))
        for devkey in ("devKey", "DEVKEY"):
            query = {devkey: DEVKEY, **{key: value for key, value in base.items() if key != "devkey"}}
            answer = self.api.call_raw("getschedule", {**query, "class": name, "days": DAY, "rings": "yes"})
            self.expect("1.2", self.days_by_class(answer) == plain, f"`{devkey}` is `devkey`", self.told(answer))
        for rings in RINGS:
            answer = self.api.schedule(DAY, class_name=name, rings=rings)
            self.expect("1.2 rings", self.days_by_class(answer) == plain, f"rings={rings} adds times",
                        self.told(answer))
        untimed = self.days_by_class(self.api.schedule(DAY, class_name=name, rings=None)) or {}
        self.expect("1.2 rings",
                    not any("starttime" in item for day in untimed.values() for item in client.items_of(day)),
                    "without rings no lesson has times")
        ring = self.api.call("getschedule", **{"class": name}, days=DAY, ring="true")
        self.expect("Q28", ring.ok, "`ring` is tolerated", self.told(ring))
        for words, extra in (("a cache-buster", {"_": "1790000000000"}),
                             ("an unknown parameter", {"payload": "1"})):
            answer = self.api.call("getschedule", **{"class": name}, days=DAY, rings="yes", **extra)
            self.expect("1.2", self.days_by_class(answer) == plain, f"{words} is tolerated", self.told(answer))
        one = self.api.schedule(f"{DAY}-{DAY}", class_name=name)
        self.expect("1.2 days", self.days_by_class(one) == plain, "a range of one day is the day", self.told(one))
        self.expect("1.2 days", set(plain or {}) == {DAY}, "one day asked is one day answered", list(plain or {}))
        dotted = self.api.schedule(f"{AT:%Y.%m.%d}", class_name=name)
        read = "are" if self.days_by_class(dotted) == plain else "are not"
        self.report.note(f"days as Y.m.d (confidence D) {read} read")
        both = self.api.schedule(DAY, class_name=name, student=self.pupil)
        self.expect("1.2 class", self.days_by_class(both) == plain, "class takes priority over the student",
                    self.told(both))
        lower = name.lower()
        if lower != name:
            days = self.days_by_class(self.api.schedule(DAY, class_name=lower)) or {}
            self.expect("Q20", not any(map(client.items_of, days.values())), "letter case of a class matters",
                        lower)
        by_id = self.api.call("getdiary", id=self.pupil, days=DAY, rings="yes")
        same = by_id.ok and by_id.result == self.api.diary(DAY, self.pupil).result
        self.expect("1.2 student", same, "getdiary takes `id` for `student`", self.told(by_id))

    def bases_and_slashes(self):
        plain = self.api.schedule(DAY, class_name=self.class_name)
        other = self.client(base="/apiv3").schedule(DAY, class_name=self.class_name)
        self.expect("1.1", plain.json == other.json and other.ok, "/api and /apiv3 answer alike", self.told(other))
        for base in ("/api", "/apiv3"):
            slashed = self.client(base=base).call_raw("auth/",
                                                      {**self.api.common, "login": LOGIN, "password": PASSWORD})
            self.expect("1.1", slashed.ok, "a trailing slash is tolerated", self.told(slashed))

    def outside_the_envelope(self):
        for base in ("/api", "/apiv3"):
            answer = self.client(base=base).schools("")
            value = client.as_map(answer.json)
            self.expect("Q11", answer.status == 200 and value.get("result") is True and "response" not in value and
                        isinstance(value.get("options"), list), "schools/all is {result: true, options: []}",
                        self.told(answer))
        for v_token in ("no-such-token", self.token or ""):
            answer = self.api.users_vendors(v_token)
            value = client.as_map(answer.json)
            self.expect("Q11", value and "response" not in value, "getusersvendors is not wrapped",
                        self.told(answer))
            if answer.status == 200:
                for entry in client.as_list(value.get("result")):
                    shapes.check_shape(self.report, "1.3", "a school of getusersvendors", entry,
                                       shapes.USERS_VENDOR)
            else:
                self.expect("1.3", answer.status == 400 and value.get("result") is False and
                            shapes.SAID.test(value.get("error")), "a failed getusersvendors is HTTP 400 with "
                            "{error: text, result: false}", self.told(answer))
        self.report.note(f"getusersvendors with the token of auth: HTTP {answer.status}")

    def repeated(self):
        """While the clock stands still the school says one thing, in UTF-8, whatever was asked between."""
        for ask in (lambda: self.api.schedule(DAY, class_name=self.class_name),
                    lambda: self.api.homework(DAY, class_name=self.class_name),
                    lambda: self.api.diary(DAY, self.pupil)):
            first, second = ask(), ask()
            self.expect("server", first.json == second.json, "one question at one instant has one answer",
                        self.told(first))
            kind = first.headers.get("Content-Type", "")
            self.expect("Q31", "json" in kind and "1251" not in kind, "JSON says that it is JSON", kind)

    # The web side

    def web_sign_in(self):
        for name in ("form", "json"):
            session = client.WebSession(self.address)
            sign_in = session.sign_in_by_form if name == "form" else session.sign_in_by_json
            wrong = sign_in(WEB_USER, "wrong-" + WEB_PASSWORD)
            value = client.as_map(wrong.json)
            self.expect("2.1", wrong.status == 200 and value.get("result") is False,
                        "a wrong password is HTTP 200 with "
                        "result false", self.told(wrong))
            errors = client.as_list(value.get("errors"))
            texts = [value.get("error")] + [client.as_map(entry).get("text") for entry in errors]
            self.expect("2.1", any(map(shapes.SAID.test, texts)), "a failed sign-in says why", self.told(wrong))
            right = sign_in(WEB_USER, WEB_PASSWORD)
            value = client.as_map(right.json)
            self.expect("2.1", right.status == 200 and value.get("result") is True, f"sign-in by {name}",
                        self.told(right))
            self.expect("2.1", value.get("errors") in ([], None), "a sign-in has no errors", self.told(right))
            action = client.as_map(next(iter(client.as_list(value.get("actions"))), None))
            self.expect("2.1", action.get("type") == "redirect", "actions[0] is a redirect", self.told(right))
            self.expect("2.1", str(action.get("url")).startswith("/?user="), "its url starts /?user=",
                        self.told(right))
            self.expect("2.1", bool(session.cookies), "a session is cookies", str(right.headers))
            self.session, self.start = session, str(action.get("url"))

    def web_pages(self):
        stranger = client.WebSession(self.address)
        lesson = self.lesson_id()
        pages = [(self.start, True), ("/journal-app/week.0", False),
                 (f"/journal-schedule-action/class.{self.class_name}", False),
                 (f"/journal-app/page.journal/class.{self.class_name}/lesson_id.{lesson}/sp.I", False)]
        for target, required in pages:
            answers = {verb: self.session.page(target, verb) for verb in ("GET", "POST")}
            answer, outside = answers["GET"], stranger.page(target)
            if answer.status != 200:
                self.expect("2.1", not required, "the page of a sign-in opens", self.told(answer))
                self.report.note(f"the page {target} answers HTTP {answer.status}")
                continue
            self.expect("2.1", client.knows_user(answer.text), "a page after sign-in has sentryData with the user",
                        self.told(answer))
            for word in ("uid", "username", "role"):
                self.expect("2.1", word in answer.text, f"sentryData names {word}", target)
            self.expect("2.1", not client.knows_user(outside.body.decode("utf-8", "replace")),
                        "a page without sign-in has no sentryData", self.told(outside))
            self.expect("Q27", answers["POST"].body == answer.body, "a page is read by POST as well as GET",
                        self.told(answers["POST"]))
            if 'xls="row"' in answer.text:
                for mode in ("excel", "print"):
                    export = self.session.page(f"{target}?mode={mode}")
                    self.expect("2.3", export.status == 200 and export.body, f"mode={mode} exports {target}",
                                self.told(export))

    def lesson_id(self):
        diary = self.api.diary(self.school.days, self.pupil)
        days = client.days_of(client.students_of(diary.result).get(self.pupil))
        return next((item["lesson_id"] for day in days.values() for item in client.items_of(day)), 0)


def main():
    if len(sys.argv) != 2:
        print(f"usage: {sys.argv[0]} PROGRAM|ADDRESS", file=sys.stderr)
        return 64
    report = shapes.Report()
    given = sys.argv[1]
    with contextlib.nullcontext(given) if given.startswith("http:") else server(os.path.abspath(given),
                                                                                report) as address:
        checks = Checks(address, report, AT.date())
        checks.run()
        asked = checks.api.wire.count
    for line in report.lines():
        print(line)
    print(f"{report.checks} checks in {len(report.sections)} sections, {asked} requests of the main client, "
          f"{len(report.mismatches)} kinds of mismatches")
    return 1 if report.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
