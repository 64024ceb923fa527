"""A small client of ElZhur's API and of its sign-in page, as any stranger would write one from the public record.

It shares no code with elzhurd or with any server, and it knows nothing but what is published: parameters, the
envelope, and shapes that vary from answer to answer (an empty map comes as [], a list where a map was, numbers as
texts). Only Python's standard library. It waits for nothing and retries only what the record says clients retry.
"""

import dataclasses
import http.client
import http.cookies
import json
import re
import urllib.parse
import xml.etree.ElementTree

TIMEOUT_SECONDS = 30
BODY_BYTES_MAX = 32 * 1024 * 1024
TRIES_MAX = 3
SECRET_PARAMETERS = {"login", "password", "auth_token", "token", "devkey", "v_token"}


class ApiError(Exception):
    """The service answered, and the answer was no: or it was nothing that the record describes."""

    def __init__(self, answer, why):
        super().__init__(f"{answer.told}: {why}")
        self.answer = answer


def redacted(target):
    """A path with its query as it may be shown: login data ride in the query."""
    path, _, query = target.partition("?")
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    shown = "&".join(f"{key}={'***' if key.lower() in SECRET_PARAMETERS else value}" for key, value in pairs)
    return path + ("?" + shown if shown else "")


@dataclasses.dataclass
class Answer:
    """One answer as it came; what it means is asked by properties."""

    told: str  # the request, without secrets
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    tries: int = 1

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def is_xml(self):
        return self.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml")

    @property
    def json(self):
        """The whole answer, or None when it is no JSON."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def xml(self):
        return xml.etree.ElementTree.fromstring(self.body)

    @property
    def envelope(self):
        value = self.json
        inner = value.get("response") if isinstance(value, dict) else None
        return inner if isinstance(inner, dict) else None

    @property
    def error(self):
        """The service's own words, or the plain HTTP reason where there are none."""
        envelope = self.envelope
        return envelope.get("error") if envelope else f"HTTP {self.status}"

    @property
    def ok(self):
        envelope = self.envelope
        return self.status == 200 and envelope is not None and envelope.get("state") == 200

    @property
    def result(self):
        if not self.ok:
            raise ApiError(self, self.error or f"HTTP {self.status}")
        return self.envelope.get("result")


class Wire:
    """Requests to one address; a connection each, as simple clients do."""

    def __init__(self, address):
        self.address = urllib.parse.urlsplit(address)
        self.count = 0

    def send(self, verb, target, body=None, headers=None):
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=TIMEOUT_SECONDS)
        try:
            self.count += 1
            connection.request(verb, target, body=body, headers={"User-Agent": "Mozilla/5.0", **(headers or {})})
            response = connection.getresponse()
            content = response.read(BODY_BYTES_MAX + 1)
            if len(content) > BODY_BYTES_MAX:
                raise ValueError(f"more than {BODY_BYTES_MAX} bytes for {redacted(target)}")
            return Answer(f"{verb} {redacted(target)}", response.status, response.headers, content)
        finally:
            connection.close()


class Client:
    """The API of one school. Access is {} or what every call carries: login and password, or auth_token."""

    def __init__(self, address, vendor, devkey, access=None, base="/api", out_format="json"):
        self.wire = Wire(address)
        self.base = base
        self.common = {"devkey": devkey, "vendor": vendor}
        if out_format:
            self.common["out_format"] = out_format
        self.access = access or {}

    def target(self, method, parameters):
        query = urllib.parse.urlencode({key: value for key, value in parameters.items() if value is not None})
        return f"{self.base}/{method}" + ("?" + query if query else "")

    def call(self, method, **parameters):
        """GET with everything in the query; a failure of the server or half an answer is asked again at once."""
        target = self.target(method, {**self.common, **self.access, **parameters})
        for attempt in range(1, TRIES_MAX + 1):
            answer = self.wire.send("GET", target)
            answer.tries = attempt
            if answer.status < 500 and (answer.is_xml or answer.json is not None or answer.status != 200):
                break
        return answer

    def call_raw(self, method, query):
        """GET with a query exactly as given: for spellings that others use."""
        return self.wire.send("GET", f"{self.base}/{method}?" + urllib.parse.urlencode(query))

    def post_form(self, method, in_query=None, **parameters):
        body = urllib.parse.urlencode(parameters)
        return self.wire.send("POST", self.target(method, in_query or {}), body.encode(),
                              {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, method, in_query, **parameters):
        body = json.dumps(parameters, ensure_ascii=False).encode()
        return self.wire.send("POST", self.target(method, in_query), body, {"Content-Type": "application/json"})

    # The three ways of a password to a token.

    def auth_by_get(self, login, password):
        return self.wire.send("GET", self.target("auth", {**self.common, "login": login, "password": password}))

    def auth_by_form(self, login, password):
        return self.post_form("auth", **self.common, login=login, password=password)

    def auth_by_json(self, login, password):
        return self.post_json("auth", self.common, login=login, password=password)

    # What a school is read by.

    def rules(self):
        return self.call("getrules")

    def schedule(self, days, class_name=None, student=None, rings="yes"):
        return self.call("getschedule", **{"class": class_name}, student=student, days=days, rings=rings)

    def homework(self, days, class_name=None, student=None):
        return self.call("gethomework", **{"class": class_name}, student=student, days=days)

    def replaces(self, days, class_name):
        return self.call("getreplaces", **{"class": class_name}, days=days)

    def diary(self, days, student, rings="yes"):
        return self.call("getdiary", student=student, days=days, rings=rings)

    def marks(self, days, student):
        return self.call("getmarks", student=student, days=days)

    def periods(self, student, weeks=None, show_disabled=None):
        return self.call("getperiods", student=student, weeks=weeks, show_disabled=show_disabled)

    def schools(self, value):
        """Of no vendor, and outside the envelope."""
        return self.call_raw("schools/all", {"value": value})

    def users_vendors(self, v_token):
        """Of no vendor either: the schools of a person whom the state's sign-in has named."""
        return self.call_raw("getusersvendors", {"v_token": v_token, "auth_token": "true", "out_format": "json"})


class WebSession:
    """The pages of a school as a browser reads them: signed in by cookies."""

    def __init__(self, address):
        self.wire = Wire(address)
        self.cookies = {}

    def request(self, verb, target, body=None, content_type=None):
        headers = {"Content-Type": content_type} if content_type else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.wire.send(verb, urllib.parse.quote(target, safe="/?&=.:+%-_~@,"), body, headers)
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def sign_in_by_form(self, username, password):
        body = urllib.parse.urlencode({"username": username, "password": password}).encode()
        return self.request("POST", "/ajaxauthorize", body, "application/x-www-form-urlencoded")

    def sign_in_by_json(self, username, password):
        body = json.dumps({"username": username, "password": password}).encode()
        return self.request("POST", "/ajaxauthorize", body, "application/json")

    def page(self, target, verb="GET"):
        body = b"" if verb == "POST" else None
        return self.request(verb, target, body, "application/x-www-form-urlencoded" if body is not None else None)


def knows_user(page):
    """Whether a page was made for somebody: only then it carries sentryData with a user in an inline script."""
    scripts = re.findall(r"<script\b[^>]*>(.*?)</script>", page, re.S | re.I)
    return any("sentryData" in script and "user" in script for script in scripts)


# What the record says of one thing in several shapes, brought to one.


def tidy(name):
    """A name without the TABs and the doubled spaces that the service keeps."""
    return " ".join(str(name).split())


def as_map(value):
    """A map; an empty one may have come as []."""
    return value if isinstance(value, dict) else {}


def as_list(value):
    """The members of a list or of a map, in their order; nothing for what is missing."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def students_of(result):
    """{id as text: student}; the service sends an array or a map by id."""
    students = as_map(result).get("students")
    if isinstance(students, dict):
        return {str(key): value for key, value in students.items()}
    return {str(student.get("name")): student for student in as_list(students) if isinstance(student, dict)}


def days_of(part):
    return as_map(as_map(part).get("days"))


def items_of(day):
    return [item for item in as_list(as_map(day).get("items")) if isinstance(item, dict)]


def homework_of(item):
    """{id as an integer: text}; ids come as keys, as numbers, and as numbers with a fraction of nothing."""
    entries = item.get("homework")
    pairs = entries.items() if isinstance(entries, dict) else ((None, entry) for entry in as_list(entries))
    found = {}
    for key, entry in pairs:
        number = entry.get("id", key) if isinstance(entry, dict) else key
        found[int(float(number))] = entry.get("value") if isinstance(entry, dict) else entry
    return found


def is_no_homework(text):
    """«без задания» in any case, with a dot or without, is said where there is none."""
    return tidy(re.sub(r"<[^>]+>", " ", text or "")).rstrip(".").lower() in ("", "без задания")


def files_of(item):
    """The files of homework: an array, a map with a `file` array, a map of files, or nothing."""
    files = item.get("files")
    if isinstance(files, dict) and isinstance(files.get("file"), list):
        files = files["file"]
    return as_list(files)
