"""More clients of a running service: silences, the mode, test letters, meetings, papers, and the forms of the page; and the
list of everything that can be asked, which the clients must have asked by the end."""

import contextlib
import datetime as dt
import functools
import json
import pathlib
import re
import uuid

import harness
import soak_clients
from soak_clients import Client, Visitor

ROOT = pathlib.Path(harness.__file__).resolve().parents[2]
REPORTS = ("findings", "teachers", "weeks", "appeals", "check")
FORMATS = ("html", "xlsx", "csv", "json")
FIRST_DAY, LAST_DAY = "2026-09-01", "2026-09-18"
LISTS = ("/silences", "/mode", "/meetings", "/keeping", "/backlog", "/contradictions", "/excuses")
PAGES = ("/silences", "/meetings", "/reports", "/keeping", "/contradictions", "/backlog", "/static/icon.svg")
MODES = ("observe", "working", "file")
# Nobody's name is unmatched in this school, and no restore holds its letters: here a refusal is the answer.
REFUSED = {"POST /names", "POST /outbox/release", "POST /api/v1/outbox/release"}


class Teller(Client):
    """Holds findings back from letters, changes the mode, tests the mail."""

    pause = 0.3

    def work(self):
        reason = f"договорились {self.life.number}-{self.turns}"
        until = (self.life.at + dt.timedelta(days=self.turns % 3 + 1)).date().isoformat()
        about = self.chance.choice(({"class": f"{self.life.number}Э"}, {"rule": "topic-same-day"}))
        _, added = self.api("/silences", "POST", {**about, "until": until, "reason": reason}, expect=(201,))
        with self.acknowledged.lock:
            self.acknowledged.silences[reason] = False
        if self.turns:
            # One of a life stays: there is room for so many only.
            self.api(f"/silences/{added['id']}/end", "POST")
            with self.acknowledged.lock:
                self.acknowledged.silences[reason] = True
        if self.turns % 4 == 1:
            wanted, reason = self.chance.choice(MODES), f"режим {self.life.number}-{self.turns}"
            with mode_changing(self.acknowledged, wanted, reason):
                self.api("/mode", "POST", {"mode": wanted, "reason": reason})
        if self.turns % 10 == 2:
            self.api("/test-mail", "POST", {"recipient": "administrator", "order": f"o-{self.life.number}-{self.turns}"},
                     expect=(202, 422))


@contextlib.contextmanager
def mode_changing(acknowledged, wanted, reason):
    """One client at a time changes the mode. As long as it has no answer either may be true; an answer holds until the next
    change."""
    now = (False, None) if wanted == "file" else (True, reason)
    with acknowledged.changing_mode:
        acknowledged.modes.append(now)
        yield
        acknowledged.modes = [now]


class Secretary(Client):
    """Meetings of the working group and their minutes."""

    pause = 0.3
    meeting = None

    def work(self):
        place = f"кабинет {self.life.number}-{self.turns}"
        if self.turns == 0:
            day = self.life.at.date().isoformat()
            meeting = {"date": day, "starts": "15:40", "place": place, "chair": "Председатель", "secretary": "Секретарь",
                       "present": ["Первый Участник"], "period_from": FIRST_DAY, "period_to": LAST_DAY,
                       "agenda": [{"topic": "<b>Заполнение</b>"}], "resolutions": [{"item": 1, "what": "Заполнять в срок"}]}
            _, self.meeting = self.api("/meetings", "POST", meeting, expect=(201,))
        else:
            late = {"version": self.meeting["version"], "place": "поздно"}
            _, self.meeting = self.api(self.path(), "PATCH", {"version": self.meeting["version"], "place": place})
            self.api(self.path(), "PATCH", late, expect=(409,))
        with self.acknowledged.lock:
            self.acknowledged.meetings[self.meeting["id"]] = (self.meeting["version"], place)
        _, kept = self.api(self.path(), role="member")
        assert kept["meeting"]["place"] == place, kept
        _, minutes = self.api(self.path() + "/minutes")
        assert "&lt;b&gt;Заполнение&lt;/b&gt;" in minutes and minutes.rstrip().endswith("</html>"), minutes[-300:]

    def path(self):
        return f"/meetings/{self.meeting['id']}"


class PaperReader(Client):
    """Reports in every form, and the lists that grow slowly."""

    pause = 0.1

    def work(self):
        name, form = self.chance.choice(REPORTS), self.chance.choice(FORMATS)
        _, headers, data = self.ask("GET", f"/api/v1/reports/{name}?format={form}&from={FIRST_DAY}&to={LAST_DAY}", None,
                                    {"Authorization": f"Bearer {soak_clients.TOKENS['administrator']}"})
        starts = {"html": b"<!DOCTYPE html>", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "json": b"{"}[form]
        assert data.startswith(starts), (name, form, data[:80])
        self.api(self.chance.choice(LISTS))
        self.api("/sources/elzhur/pull", "POST", expect=(202,))
        self.api("/outbox/release", "POST", {"queued_before": "send"}, expect=(422,))
        with self.acknowledged.lock:
            appeals = list(self.acknowledged.appeals)
        if appeals:
            self.api(f"/appeals/{self.chance.choice(appeals)}")


class Clerk(Visitor):
    """A browser that fills in every form there is."""

    pause = 0.2

    def _walk(self):
        self.token = re.search(r'name="form_token" value="([^"]+)"', self.page("/")).group(1)
        mark = f"{self.life.number}-{self.turns}"
        day = self.life.at.date().isoformat()
        if self.turns % 3 == 0:
            wanted, reason = self.chance.choice(MODES), f"режим со страницы {mark}"
            with mode_changing(self.acknowledged, wanted, reason):
                self.send("/outbox/mode", {"mode": wanted, "reason": reason})
        for path in self.chance.sample(PAGES, 3):
            self.page(path)
        self._hold_back()
        self._meet()
        self._upload()
        self._change_appeal(mark)
        self.send("/excuses", {"of": "class", "class": f"{self.life.number}Ю", "from": day, "to": day,
                               "reason": "мероприятие школы"})
        self.send("/outbox/check", {"recipient": "director", "order": f"p-{mark}"}, (303, 422))
        self.send("/outbox/release", {"queued_before": "send"}, (422,))
        self.send("/names", {"spelling": "Никто Н. Н.", "person": "T001"}, (422,))

    def _hold_back(self):
        reason = f"со страницы молчим {self.life.number}-{self.turns}"
        until = (self.life.at + dt.timedelta(days=2)).date().isoformat()
        self.send("/silences", {"class": f"{self.life.number}Щ", "how": "date", "until": until, "reason": reason})
        with self.acknowledged.lock:
            self.acknowledged.silences[reason] = False
        number = re.search(rf'{re.escape(reason)}<.*?name="id" value="(\d+)"', self.page("/silences"), re.S)
        if self.turns:
            self.send("/silences/end", {"id": number.group(1)})
            with self.acknowledged.lock:
                self.acknowledged.silences[reason] = True

    def _meet(self):
        if self.turns:
            return
        place = f"со страницы {self.life.number}"
        form = {"date": self.life.at.date().isoformat(), "chair": "Председатель", "secretary": "Секретарь", "place": place,
                "topic_1": "Обращения", "present": "Первый\r\nВторой"}
        _, headers, _ = self.send("/meetings", form)
        path = headers["Location"].split("?")[0]
        version = re.search(r'name="version" value="(\d+)"', self.page(path)).group(1)
        self.send(path, {**form, "annexes": "список", "version": version})
        with self.acknowledged.lock:
            self.acknowledged.meetings[int(path.rsplit("/", 1)[1])] = (int(version) + 1, place)

    def _change_appeal(self, mark):
        content = f"заполнит формой {mark}"
        form = {"applicant": "Проверяющий", "kind": "technical", "channel": "phone", "content": content}
        self.send("/appeals", form)
        rows = self.page("/appeals").split("<tr")
        path = next(re.search(r'href="(/appeals/\d+)"', row).group(1) for row in rows if content in row)
        version = re.search(r'name="version" value="(\d+)"', self.page(path)).group(1)
        self.send(path, {**form, "version": version, "state": "answered", "result": "сделано"})
        with self.acknowledged.lock:
            self.acknowledged.texts.add(content)

    def _upload(self):
        of_class = self.chance.choice(self.life.simulator.school["classes"])
        report = self.life.simulator.report(self.life.simulator.cookie(), mode="excel", format="csv", times="no",
                                            days=self.life.days, **{"class": of_class})
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{self.token}\r\n'.encode(),
                 f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="s.csv"\r\n\r\n'.encode(), report.body,
                 f"\r\n--{mark}--\r\n".encode()]
        headers = {**self.cookie, "Content-Type": f"multipart/form-data; boundary={mark}", "Accept": "text/html"}
        status, _, data = self.ask("POST", "/upload", b"".join(parts), headers, (200, 422, 503))
        token = re.search(r'name="token" value="([^"]+)"', data.decode("utf-8"))
        if status == 200 and token:
            self.send("/upload/accept", {"token": token.group(1)}, (303, 422))


@functools.cache
def routes():
    """METHOD and path of everything that can be asked: as the API describes itself, and as the page's table of paths says."""
    described = json.loads((ROOT / "daemon/web/openapi.json").read_text(encoding="utf-8"))["paths"]
    found = {f"{method.upper()} /api/v1{path}" for path, methods in described.items() for method in methods
             if method in ("get", "post", "patch", "put", "delete")}
    table = re.findall(r'(Path|Prefix)\{"([^"]+)",\s*(\w+),\s*(\w+)\}', (ROOT / "daemon/web/page.cpp").read_text("utf-8"))
    assert len(table) > 20 and len(found) > 20, "the tables of paths are not found"
    for kind, path, get, post in table:
        whole = path + "{id}" if kind == "Prefix" else path
        found |= {f"{method} {whole}" for method, function in (("GET", get), ("POST", post)) if function != "nullptr"}
    return found | {"GET /metrics", "GET /-/healthy", "GET /-/ready", "GET /-/status", "GET /static/style.css",
                    "GET /static/icon.svg", "POST /login", "POST /logout"}


def never_answered(acknowledged):
    """Of routes(): those that no client was served."""
    with acknowledged.lock:
        asked = set(acknowledged.asked)
    left = set()
    for route in routes():
        method, path = route.split(" ")
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + r"\Z")
        good = (422, 409) if route in REFUSED else ()
        if not any(by == method and pattern.match(at) and (status < 400 or status in good) for by, at, status in asked):
            left.add(route)
    return sorted(left)


def lost(acknowledged, rows, mode):
    """What was acknowledged and is not there; `rows(sql)` asks the store, `mode` is what the service says of it."""
    held = {row["reason"]: row["ended_at"] is not None for row in rows("SELECT reason, ended_at FROM silence")}
    gone = [f"silence «{reason}»: {held.get(reason)}" for reason, ended in acknowledged.silences.items()
            if reason not in held or ended and not held[reason]]
    meetings = {row["id"]: (row["version"], row["place"]) for row in rows(
        "SELECT meeting_id AS id, max(version) AS version, place FROM meeting_version GROUP BY meeting_id")}
    gone += [f"meeting {number} «{place}»: {meetings.get(number)}" for number, (version, place) in acknowledged.meetings.items()
             if number not in meetings or meetings[number][0] < version or
             meetings[number][0] == version and meetings[number][1] != place]
    if (mode["by_person"], mode["reason"] if mode["by_person"] else None) not in acknowledged.modes:
        gone.append(f"the mode is {mode}, not one of {acknowledged.modes}")
    return gone


ALL = (*soak_clients.ALL, Teller, Secretary, PaperReader, Clerk)
