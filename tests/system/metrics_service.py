"""A school whose numbers can be read: lessons of these days with gaps, a running service, its /metrics."""

import datetime as dt
import os
import re
import subprocess
import urllib.error
import urllib.request

import harness
import service

TEACHERS = ("Воробьянинова Ипполита Матвеевна", "Грацианова Елена Станиславовна")
CLASSES = ("5А", "7Б")
DAYS = 10
SAMPLE = re.compile(r"([a-zA-Z_:]+)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def settings(**changes):
    """The tests' configuration without a calendar: its rules need none, and these days may be of any year."""
    made = harness.config(**changes)
    made.pop("calendar")
    made["school"]["watch_from"] = dt.date.today() - dt.timedelta(days=2 * DAYS)
    made["sources"][0].setdefault("every", "10s")
    return made


def write_lessons(path):
    """Every third topic is missing, long enough ago to be overdue."""
    lines = ["Дата урока;Класс;Группа;Предмет;Учитель;Тема урока;Домашнее задание"]
    for back in range(2, DAYS):
        day = dt.date.today() - dt.timedelta(days=back)
        for number, (class_name, teacher) in enumerate(zip(CLASSES, TEACHERS)):
            topic = "" if (back + number) % 3 == 0 else f"Тема {back}"
            lines.append(f"{day:%d.%m.%Y};{class_name};;История;{teacher};{topic};п. {back}")
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")


class Numbers:
    """One page of /metrics."""

    def __init__(self, text):
        self.text = text
        self.values = {}
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            name, labels, value = SAMPLE.fullmatch(line).groups()
            key = (name, frozenset(LABEL.findall(labels or "")))
            if key in self.values:
                raise AssertionError(f"given twice: {line}")
            self.values[key] = float(value)

    def get(self, name, **labels):
        return self.values[(name, frozenset(labels.items()))]

    def names(self):
        return {name for name, _ in self.values}


class MetricsTest(harness.SystemTest):
    def school(self, **changes):
        school = harness.School(self.elzhurd, self.folder / "school", settings(**changes))
        write_lessons(self.folder / "lessons.csv")
        return school

    def put(self, school):
        return school.put(self.folder / "lessons.csv")

    def run_service(self, school):
        running = service.Service(school)
        self.addCleanup(running.end)
        return running.ready()

    def port(self, running):
        line = re.search(r"web: listens on http\S+:(\d+)", running.log)
        self.assertIsNotNone(line, running.log)
        return int(line.group(1))

    def ask(self, running, headers=None, method="GET"):
        """(status, headers, bytes)"""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port(running)}/metrics", headers=headers or {},
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=service.SECONDS_MAX) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def numbers(self, running):
        status, _, body = self.ask(running)
        self.assertEqual(status, 200)
        return Numbers(body.decode("utf-8"))

    def await_numbers(self, running, condition, what):
        def checked():
            numbers = self.numbers(running)
            return numbers if condition(numbers) else None
        return running.wait_for(checked, what)

    def await_judged(self, running):
        return self.await_numbers(running, lambda n: n.get("elzhur_findings_opened_total", rule="topic-same-day") > 0,
                                  "findings are counted")

    def promtool(self, *arguments, text=None):
        done = subprocess.run(["promtool", *map(str, arguments)], input=text, capture_output=True, text=True, check=False,
                              timeout=service.SECONDS_MAX, env={**os.environ, "LC_ALL": "C.UTF-8"})
        return done.returncode, done.stdout + done.stderr
