"""Clients of a running service, one thread each: they read, decide, write, upload, sign in and send nonsense until told to
stop, and note every write that was acknowledged, so that it can be asked for after a crash.
"""

import collections
import datetime as dt
import hashlib
import http.client
import io
import json
import random
import re
import socket
import subprocess
import threading
import traceback
import urllib.parse
import zipfile

import harness

SECONDS_MAX = 60 * harness.SLACK
USER, PASSWORD = "canary-user", "canary верный конь"
TOKENS = {role: f"canary-token-of-{role.replace('_', '-')}-0123456789"
          for role in ("administrator", "director", "deputy", "operator", "member")}
PAGES = ("/", "/findings", "/findings?state=all", "/findings.csv", "/teachers", "/sources", "/documents", "/names", "/upload",
         "/excuses", "/appeals", "/appeals/register", "/outbox", "/backlog", "/numbers", "/help", "/static/style.css")
READS = ("/status", "/findings", "/findings?state=open,confirmed&limit=5", "/findings?limit=1000", "/appeals", "/teachers",
         "/sources", "/outbox", "/excuses", "/reports/findings?format=csv", "/reports/teachers", "/reports/weeks",
         "/openapi.json", "/documents/1")
DECISIONS = {"acknowledge": "acknowledged", "confirm": "confirmed", "excuse": "excused", "dispute": "disputed",
             "withdraw": "withdrawn"}
FORM = "application/x-www-form-urlencoded"
CTL = (("status",), ("findings",), ("sources",), ("outbox",), ("teachers",), ("excuses",), ("appeal", "list"),
       ("report", "weeks"))


def users(hashed):
    """The users file of the soak."""
    return {"users": [{"name": USER, "role": "administrator", "password": hashed}],
            "tokens": [{"name": f"canary-{role}", "role": role, "sha256": hashlib.sha256(token.encode()).hexdigest()}
                       for role, token in TOKENS.items()]}


class Acknowledged:
    """What the service has said it did, over all its lives; any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.decisions, self.appeals, self.excuses, self.uploads = [], {}, {}, {}
        self.silences, self.meetings = {}, {}
        # What the mode may be: (by a person, the reason).
        self.modes, self.changing_mode = [(False, None)], threading.Lock()
        # (method, path, status) of every answer.
        self.asked = set()
        self.texts, self.said, self.links, self.statuses = set(), set(), set(), collections.Counter()

    def counts(self):
        with self.lock:
            return {"decisions": len(self.decisions), "appeals": len(self.appeals), "excuses": len(self.excuses),
                    "silences": len(self.silences), "meetings": len(self.meetings),
                    "texts": len(self.texts), "uploads": len(self.uploads), "requests": sum(self.statuses.values())}


def members(archive):
    """What the service calls documents: the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return [opened.read(name) for name in opened.namelist()]


class Unsigned(Exception):
    """The session is not known: it was made before a restart or a change of users."""


class Client(threading.Thread):
    """Does `work()` again and again; a failure of the service's is kept in `failure`, one of its death is not."""

    pause = 0.02

    def __init__(self, life, seed):
        super().__init__(daemon=True, name=type(self).__name__)
        self.life, self.acknowledged = life, life.acknowledged
        self.chance = random.Random(f"{seed} {life.number} {self.name}")
        self.failure, self.connection, self.turns = None, None, 0

    def run(self):
        while not self.life.ending.is_set():
            try:
                self.work()
                self.turns += 1
            except (OSError, http.client.HTTPException, subprocess.TimeoutExpired):
                self._drop()
                if not self.life.ending.is_set():
                    self.failure = traceback.format_exc()
                    return
            except Exception:  # noqa: BLE001: whatever it is, it is told
                self.failure = traceback.format_exc()
                return
            self.life.ending.wait(self.pause)
        self._drop()

    def _drop(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def ask(self, method, path, body=None, headers=None, expect=(200,), keep=True):
        """(status, headers, body); every answer must be one of the expected."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.life.port, timeout=SECONDS_MAX)
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        data = answer.read()
        with self.acknowledged.lock:
            self.acknowledged.statuses[(self.name, answer.status)] += 1
            self.acknowledged.asked.add((method, path.partition("?")[0], answer.status))
            if answer.status >= 400:
                self.acknowledged.said.add(data)
        if answer.headers.get("Connection") == "close" or not keep:
            self._drop()
        if answer.status not in expect:
            said = re.search(rb'role="alert">.*', data) or re.match(rb".{0,600}", data, re.S)
            raise AssertionError(f"{method} {path}: {answer.status}: {said[0].decode('utf-8', 'replace')}")
        return answer.status, answer.headers, data

    def api(self, path, method="GET", value=None, role="administrator", expect=(200,)):
        headers = {"Authorization": f"Bearer {TOKENS[role]}"}
        body = None
        if value is not None:
            body, headers["Content-Type"] = json.dumps(value), "application/json"
        status, got, data = self.ask(method, "/api/v1" + path, body, headers, expect)
        is_json = "json" in (got["Content-Type"] or "")
        return status, json.loads(data) if is_json else data.decode("utf-8")


class ApiReader(Client):
    def work(self):
        self.api(self.chance.choice(READS))
        for role in ("director", "deputy", "member"):
            self.api(self.chance.choice(("/status", "/findings", "/teachers", "/outbox")), role=role, expect=(200, 403))
        self.api("/findings/F-1999-000001", expect=(404,))


class Decider(Client):
    """Decides about findings, with a reason of its own for each."""

    pause = 0.15

    def work(self):
        _, listed = self.api("/findings?state=open,acknowledged,confirmed,disputed&limit=50")
        if not listed["findings"]:
            return
        # Open findings do not last: what was never decided comes first, and one of them is left for the page until it had one.
        done = {state for _, _, state, _ in self.acknowledged.decisions}
        action = next((action for action, state in DECISIONS.items() if state not in done),
                      list(DECISIONS)[(self.life.number + self.turns) % len(DECISIONS)])
        findings = listed["findings"]
        with self.acknowledged.lock:
            if ("POST", "/findings/settle", 303) not in self.acknowledged.asked:
                left = next((finding["id"] for finding in findings if finding["state"] == "open"), None)
                findings = [finding for finding in findings if finding["id"] != left]
        wanted = [finding for finding in findings if action != "acknowledge" or finding["state"] == "open"] or findings
        if not wanted:
            return
        finding = self.chance.choice(wanted)
        reason = f"проверено {self.life.number}-{self.turns}"
        version = finding["version"] - (self.turns % 4 == 3)
        status, after = self.api(f"/findings/{finding['id']}/{action}", "POST", {"version": max(version, 1), "reason": reason},
                                 expect=(200, 409, 422))
        if status == 200:
            after = after["finding"]
            with self.acknowledged.lock:
                self.acknowledged.decisions.append((finding["id"], after["version"], DECISIONS[action], reason))


class Writer(Client):
    """The appeal log and the reasons of days."""

    pause = 0.1

    def work(self):
        text = f"обращение {self.life.number}-{self.turns}"
        _, entry = self.api("/appeals", "POST", {"kind": "technical", "applicant": "Проверяющий", "content": text,
                                                 "subject": "<b>тема</b>"}, expect=(201,))
        with self.acknowledged.lock:
            self.acknowledged.appeals[entry["id"]] = (entry["version"], text, "")
        result = f"сделано {text}"
        status, changed = self.api(f"/appeals/{entry['id']}", "PATCH",
                                   {"version": entry["version"], "result": result, "state": "closed"}, expect=(200,))
        with self.acknowledged.lock:
            self.acknowledged.appeals[entry["id"]] = (changed["version"], text, result)
        self.api(f"/appeals/{entry['id']}", "PATCH", {"version": entry["version"], "result": "поздно"}, expect=(409,))
        if self.turns % 3 == 0:
            day = (dt.date(2027, 1, 11) + dt.timedelta(days=self.turns % 100)).isoformat()
            _, added = self.api("/excuses", "POST", {"of": "class", "class": f"{self.life.number}Я", "from": day, "to": day,
                                                     "reason": "event"}, expect=(201,))
            with self.acknowledged.lock:
                self.acknowledged.excuses[added["id"]] = (added["class"], added["from"])


class Uploader(Client):
    """Reports of the same school, true like all that comes from it; some are shown first, some brought in at once."""

    pause = 0.5

    def work(self):
        simulator = self.life.simulator
        of_class = {"class": self.chance.choice(simulator.school["classes"])}
        kind = self.chance.choice(("xlsx", "csv", "html", "xls", "zip"))
        report = simulator.report(simulator.cookie(), mode="excel", format=kind, times="no", days=self.life.days, **of_class)
        bad = self.chance.random() < 0.2
        data = report.body[:len(report.body) // 2] if bad else report.body
        name = f"отчёт-{self.life.number}-{self.turns}.{kind}"
        path = "/api/v1/sources/inbox/documents?name=" + urllib.parse.quote(name)
        headers = {"Authorization": f"Bearer {TOKENS['administrator']}", "Content-Type": "application/octet-stream"}
        at_once = self.chance.random() < 0.5
        status, _, answer = self.ask("POST", path + ("&accept=true" if at_once else ""), data, headers, (200, 202, 422, 503))
        if status in (422, 503):
            assert status == 422 or "ждут решения" in json.loads(answer)["detail"], answer
            return
        verdict = json.loads(answer)
        taken = status == 202
        if status == 200 and verdict.get("token"):
            token = urllib.parse.quote(verdict["token"])
            self.ask("POST", f"/api/v1/sources/inbox/documents?token={token}", b"", headers, (202,))
            taken = True
        if taken:
            with self.acknowledged.lock:
                for part in members(data) if kind == "zip" else [data]:
                    self.acknowledged.uploads[hashlib.sha256(part).hexdigest()] = name


class Visitor(Client):
    """A browser: signs in, walks through all pages, sends forms, signs out."""

    def work(self):
        wrong = urllib.parse.urlencode({"name": USER, "password": "canary-wrong-password"})
        if self.turns == 0:
            self.ask("POST", "/login", wrong, {"Content-Type": FORM}, (403,))
        form = urllib.parse.urlencode({"name": USER, "password": PASSWORD})
        _, headers, _ = self.ask("POST", "/login", form, {"Content-Type": FORM}, (303,))
        self.cookie = {"Cookie": headers["Set-Cookie"].split(";")[0]}
        try:
            self._walk()
        except Unsigned:
            pass

    def page(self, path, expect=(200,)):
        status, _, data = self.ask("GET", path, None, {**self.cookie, "Accept": "text/html"}, (*expect, 303))
        if status == 303:
            raise Unsigned
        text = data.decode("utf-8")
        with self.acknowledged.lock:
            self.acknowledged.links.update(re.findall(r'(?:href|action|src)="([^"]*)"', text))
        return text

    def send(self, path, form, expect=(303,)):
        body = urllib.parse.urlencode({**form, "form_token": self.token}, doseq=True)
        return self.ask("POST", path, body, {**self.cookie, "Content-Type": FORM, "Accept": "text/html"}, expect)

    def _walk(self):
        today = self.page("/")
        self.token = re.search(r'name="form_token" value="([^"]+)"', today).group(1)
        for path in self.chance.sample(PAGES, 6):
            text = self.page(path)
            assert path.startswith(("/static", "/findings.csv")) or text.rstrip().endswith("</html>"), path
        self._settle(self.page("/"))
        content = f"со страницы {self.life.number}-{self.turns}"
        _, headers, _ = self.send("/appeals", {"applicant": "Проверяющий", "kind": "consulting", "channel": "phone",
                                                  "content": content})
        assert "done=" in headers["Location"], headers["Location"]
        with self.acknowledged.lock:
            self.acknowledged.texts.add(content)
        self.send("/sources", {"source": "elzhur"}, (303, 422))
        for path in ("/findings?state=all", "/teachers"):
            kind = path.partition("?")[0]
            links = sorted(set(re.findall(rf'href="({kind}/[^"?#]+)"', self.page(path))))
            self.page(self.chance.choice(links or ["/help"]), (200, 404))
        if self.turns % 4 == 3:
            self.send("/logout", {})

    def _settle(self, today):
        picks = re.findall(r'name="pick" value="([^"]+)"', today)
        if picks:
            chosen = self.chance.sample(picks, min(3, len(picks)))
            self.send("/findings/settle", {"act": "acknowledge", "pick": chosen, "back": "today"}, (303, 409, 422))


class Prober(Client):
    """Prometheus, health, and the machine's monitoring."""

    def work(self):
        operator = {"Authorization": f"Bearer {TOKENS['operator']}"}
        self.ask("GET", "/-/healthy")
        self.ask("GET", "/-/ready", expect=(200, 503))
        self.ask("GET", "/-/status", None, operator)
        _, _, data = self.ask("GET", "/metrics", None, operator)
        with self.acknowledged.lock:
            self.acknowledged.said.update(data.splitlines())
        self.ask("GET", "/metrics", expect=(401,))


class Stranger(Client):
    """Malformed, oversized and broken-off requests, and connections that come and go."""

    pause = 0.1
    NONSENSE = (b"\x00" * 200, b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"x" * 20000, b"\x16\x03\x01\x02\x00\x01",
                b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n",
                b"POST /api/v1/appeals HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40\r\n\r\n{", b"GET / HTTP/1.1\r\nHo",
                b"GET /?canary=%ff%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer canary-guess\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: elzhur_session=canary-session\r\n\r\n" * 20)

    def work(self):
        with socket.create_connection(("127.0.0.1", self.life.port), timeout=SECONDS_MAX) as peer:
            peer.sendall(self.chance.choice(self.NONSENSE))
            if self.chance.random() < 0.5:
                return
            peer.shutdown(socket.SHUT_WR)
            try:
                while peer.recv(65536):
                    pass
            except ConnectionResetError:
                pass


class Terminal(Client):
    """elzhurctl over the unix socket."""

    pause = 0.3

    def work(self):
        self.ctl(*self.chance.choice(CTL))
        text = f"из терминала {self.life.number}-{self.turns}"
        self.ctl("appeal", "add", "--kind", "consulting", "--applicant", "Проверяющий", "--content", text)
        with self.acknowledged.lock:
            self.acknowledged.texts.add(text)

    def ctl(self, *words):
        done = subprocess.run([self.life.elzhurctl, "--socket", str(self.life.school.folder / "elzhurd.sock"), *words],
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_MAX)
        if done.returncode == 69 and self.life.ending.is_set():
            raise ConnectionError
        assert done.returncode == 0, (words, done.returncode, done.stdout, done.stderr)


ALL = (ApiReader, Decider, Writer, Uploader, Visitor, Prober, Stranger, Terminal)
