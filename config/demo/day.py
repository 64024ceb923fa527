"""The demonstration: a simulated school, watched by elzhurd through one day, told to a person line by line.

Afterwards the service itself runs, with its page, its metrics and a real Prometheus.

Usage: day.py FOLDER_OF_PROGRAMS FOLDER [--check]
FOLDER is made anew. With --check nothing waits for a reader, and only the summary is printed. The exit status is not 0
when anything of a whole day is missing.
"""

import datetime as dt
import json
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "system"))

import live  # noqa: E402
import simulator as simulated  # noqa: E402
import truth  # noqa: E402

BEGIN = dt.datetime.fromisoformat("2026-10-13T22:00:00+03:00")  # Tuesday
FIRST_LOOKS = (dt.timedelta(hours=25), dt.timedelta(hours=2.5), dt.timedelta(hours=0.5))
END = dt.datetime.fromisoformat("2026-10-15T10:01:00+03:00")
OUTAGE = ("2026-10-14T13:10:00+03:00", "2026-10-14T14:10:00+03:00")
WATCHED = "20261013-20261014"
INTERVAL = dt.timedelta(minutes=30)
LOOKS_MAX = 300
# For a reader: the whole day takes about a minute, then there is the page.
SECONDS_OF_NEWS, SECONDS_OF_NONE = 0.6, 0.0
SECONDS_MAX = 120
CALENDARS = ("calendar-ru-2026.yaml", "calendar-ru-2027.yaml")
DAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")
ROLES = {"admin@school.example": "администратору", "director@school.example": "директору"}
FIELDS = (("topic", "тем"), ("homework", "ДЗ"))
STATUSES = (("on_time", "в срок"), ("late", "позже срока"), ("unfilled", "не заполнено"),
            ("unproven", "заполнено, срок не установлен"), ("pending", "срок не наступил"),
            ("excused", "учтена причина"), ("unknown", "нет данных"))

OPENING = """
Школа, которой нет: 22 класса, 30 учителей, её ЭлЖур и её почта — всё это имитатор на этой же машине.
Учителя заполняют журнал, как в жизни: кто на уроке, кто вечером, кто через день, кто никогда.
Программа смотрит в журнал раз в полчаса и у самых сроков: темы — до 23:59 дня урока (п. 3.2), ДЗ — до 08:00
следующего рабочего дня (п. 3.3). Времени записи ЭлЖур не сообщает: оно доказывается тем, что посмотрели дважды."""


def number(count, one, few, many):
    """5 уроков, 21 урок."""
    tens, units = count % 100, count % 10
    word = many if 11 <= tens <= 14 or units == 0 or units > 4 else one if units == 1 else few
    return f"{count:,} {word}".replace(",", " ")


def at_words(at):
    return f"{at:%d.%m %H:%M}"


def duration(span):
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    return " ".join(part for part in (f"{hours} ч" if hours else "", f"{minutes} мин" if minutes else "") if part)


class Day:
    def __init__(self, programs, folder, is_check):
        self.elzhurd, self.folder, self.is_check = programs / "elzhurd", folder, is_check
        self.school = simulated.Simulator(str(programs / "elzhur-sim"))
        self.live = live.Live(programs, folder)
        self.filled, self.mails, self.looks, self.has_news = {}, 0, [], True
        self.whole_at, self.is_down, self.outage = None, False, None

    # ---- The school and its settings

    def prepare(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "secrets").mkdir(parents=True)
        for name in ("devkey", "login", "password"):
            secret = self.folder / "secrets" / name
            secret.touch(0o600)
            secret.write_text(self.school.accounts[name] + "\n", encoding="utf-8")
        for name in CALENDARS:
            shutil.copy(ROOT / "config" / "calendars" / name, self.folder)
        shutil.copy(HERE / "school-2026-2027.yaml", self.folder)
        text = (HERE / "elzhurd.yaml").read_text(encoding="utf-8")
        for mark, value in (("@HTTP@", self.school.ready["http"]), ("@SMTP@", str(self.school.smtp_port)),
                            ("@VENDOR@", self.school.accounts["vendor"]), ("@PORT@", str(self.live.port))):
            text = re.sub(rf"^([^#\n]*){mark}", lambda found, value=value: found[1] + value, text, flags=re.MULTILINE)
        (self.folder / "elzhurd.yaml").write_text(text, encoding="utf-8")
        self.live.prepare()
        self.school.json("/sim/faults", "POST",
                         {"kind": "maintenance_html_200", "from": OUTAGE[0], "until": OUTAGE[1]})

    # ---- One look

    def look(self, at):
        self.school.json("/sim/clock", "POST", {"at": at.isoformat()})
        with open(self.folder / "elzhurd.log", "ab") as log:
            done = subprocess.run([self.elzhurd, "once", "--due", "--now", at.isoformat(), "--json", "--config",
                                   self.folder / "elzhurd.yaml"], stdout=subprocess.PIPE, stderr=log,
                                  stdin=subprocess.DEVNULL, timeout=SECONDS_MAX, check=False)
        if done.returncode not in (0, 2):
            sys.exit(f"elzhurd закончил с кодом {done.returncode}; подробности: {self.folder / 'elzhurd.log'}")
        report = json.loads(done.stdout)
        self.tell(at, report)
        self.looks.append((at, report))
        return dt.datetime.fromisoformat(report["next_due"])

    def tell(self, at, report):
        """One line about the look, and one about each letter that it sent."""
        (source,) = report["sources"]
        parts = [self.occasion(at, source)]
        if source["status"] == "failed":
            self.is_down = True
            parts += [f"! ЭлЖур не отвечает: {source['reason'] or source['documents'][0]['reason']}"]
        else:
            parts += [self.came_back(), self.news(report)]
        if not self.looks or at.date() != self.looks[-1][0].date():
            self.say(f"\n{DAYS[at.weekday()]}, {at.day} октября")
        self.say(f"  {at:%H:%M}  {' '.join(part for part in parts if part)}")
        mails = self.school.json("/inbox.json")["mails"]
        for mail in reversed(mails[:len(mails) - self.mails]):
            self.say(f"{'':9}✉ {ROLES[mail['envelope']['to'][0]]}: «{mail['subject']}»")
        self.mails = len(mails)

    def occasion(self, at, source):
        """Why just now: nothing to say of a look by interval."""
        classes = {document["name"].split(":")[0] for document in source["documents"]}
        asked = number(len(classes), "класс", "класса", "классов")
        if self.whole_at is None or at >= self.whole_at + INTERVAL:
            is_first, self.whole_at = self.whole_at is None, at
            return f"первый взгляд на весь журнал ({asked}), ещё сутки — знакомство:" if is_first else ""
        due, is_before = self.deadline_near(at)
        name = f"{due:%H:%M}" if due else "?"
        return f"◂ перед самым сроком {name} ({asked}):" if is_before else f"▸ сразу после срока {name} ({asked}):"

    def deadline_near(self, at):
        database = sqlite3.connect(f"{(self.folder / 'elzhurd.db').resolve().as_uri()}?mode=ro", uri=True)
        dues = [truth.instant(due) for due, in database.execute("SELECT DISTINCT due_at FROM duties_v WHERE due_at <> ''")]
        database.close()
        due = min(dues, key=lambda one: abs(one - at), default=None)
        return due and due.astimezone(at.tzinfo), due is not None and due > at

    def came_back(self):
        if not self.is_down:
            return ""
        self.is_down = False
        listed = subprocess.run([self.elzhurd, "outage", "--config", self.folder / "elzhurd.yaml"], check=True,
                                stdout=subprocess.PIPE, text=True, timeout=SECONDS_MAX).stdout
        found = re.search(r"^(\S+) — (\S+): источник", listed, flags=re.MULTILINE)
        if not found:
            return "снова отвечает."
        self.outage = tuple(dt.datetime.fromisoformat(text) for text in found.groups())
        begin, end = self.outage
        return f"снова отвечает. Не отвечал с {begin:%H:%M} до {end:%H:%M}: сроки продлены на {duration(end - begin)}."

    def news(self, report):
        filled = {key: report["fields"][key]["filled"] + report["fields"][key]["placeholder"] for key, _ in FIELDS}
        more = [f"{name} {filled[key] - self.filled[key]}" for key, name in FIELDS
                if self.filled and filled[key] > self.filled[key]]
        parts = [f"появилось: {', '.join(more)}"] if more else []
        if not self.filled:
            lessons = number(sum(report["fields"]["topic"].values()), "урок", "урока", "уроков")
            parts = [f"{lessons} с 1 сентября; заполнено тем {filled['topic']}, ДЗ {filled['homework']}"]
        self.filled = filled
        findings = report["findings"]
        if findings["opened"]:
            parts.append(f"новых вопросов {findings['opened']}")
        if findings["resolved"]:
            parts.append(f"закрыто вопросов {findings['resolved']}")
        self.has_news = bool(parts)
        return "; ".join(parts) or "без изменений"

    def say(self, text):
        if not self.is_check:
            print(text, flush=True)

    # ---- The whole day

    def run(self):
        # A new source proves no emptiness on its first day: the program has been here since the evening before.
        for before in FIRST_LOOKS:
            self.look(BEGIN - before)
        at = BEGIN
        while at <= END:
            begun = time.monotonic()
            next_at = self.look(at)
            if next_at <= at or len(self.looks) >= LOOKS_MAX:
                sys.exit(f"после {at_words(at)} следующий взгляд назначен на {at_words(next_at)}")
            at = next_at
            if not self.is_check:
                pause = SECONDS_OF_NEWS if self.has_news else SECONDS_OF_NONE
                time.sleep(max(0.0, pause - (time.monotonic() - begun)))

    def summary(self):
        """Prints it; true when nothing of a whole day is missing."""
        last, report = self.looks[-1]
        told = truth.compare(self.folder / "elzhurd.db", self.school, WATCHED, last)
        failed = [at for at, one in self.looks if one["sources"][0]["status"] == "failed"]
        sent = sum(one["messages"]["sent"] for _, one in self.looks)
        lost = sum(one["messages"]["failed"] for _, one in self.looks)
        opened = sum(one["findings"]["opened"] for _, one in self.looks)
        mails = self.school.json("/inbox.json")["mails"]
        print(f"Итог на {at_words(last)}: взглядов {len(self.looks)}, из них ЭлЖур не ответил на {len(failed)}.")
        print("Записи об уроках 13 и 14 октября: "
              + ", ".join(f"{name} {told.counts[key]}" for key, name in STATUSES if told.counts[key]) + ".")
        print(f"Вопросов задано {opened}, открыто сейчас {report['findings']['open']}. Писем отправлено {sent}.")
        if self.outage:
            print(f"Сроки продлены из-за сбоя ЭлЖура не больше чем на {duration(told.credit)}.")
        print("\nПисьма:")
        for mail in reversed(mails):
            print(f"  {ROLES[mail['envelope']['to'][0]]}: «{mail['subject']}»")
        print("\nПроверка (имитатор знает, что было на самом деле):")
        checks = (
            ("журнал прочитан, отказов нет, кроме часа сбоя", self.was_read(failed)),
            ("взгляды у самых сроков были", any(self.is_aligned(one) for _, one in self.looks)),
            ("доказано, что записи сделаны в срок", told.counts["on_time"] > 0),
            ("доказано, что записи сделаны позже срока", told.counts["late"] > 0),
            ("доказано, что записей нет", told.counts["unfilled"] > 0 and opened > 0),
            (f"каждый вопрос и каждое доказательство подтверждаются: расхождений {len(told.doubts)}", not told.doubts),
            (f"найдено всё, чего не было на самом деле: {told.found}, пропущено {len(told.missed)}",
             told.found > 0 and not told.missed),
            ("сбой ЭлЖура замечен, и сроки продлены ровно на него",
             self.outage is not None and told.credit == self.outage[1] - self.outage[0]),
            ("письма дошли, каждое один раз", 0 < sent == len(mails) == len({mail["message_id"] for mail in mails})
             and lost == 0),
            ("письма получили и администратор, и директор",
             {mail["envelope"]["to"][0] for mail in mails} == set(ROLES)),
            *self.live_checks(report["findings"]["open"]),
        )
        for name, is_done in checks:
            print(f"  {'есть' if is_done else 'НЕТ '}  {name}")
        for text in [*told.doubts, *told.missed][:20]:
            print(f"        {text}")
        return all(is_done for _, is_done in checks)

    def live_checks(self, open_now):
        """The clocks of school and service go on from the last look, as fast as any."""
        self.school.json("/sim/clock", "POST", {"at": END.isoformat()})
        self.school.json("/sim/clock", "POST", {"speed": 1})
        if not self.live.start(END):
            return (("служба запущена, страница отвечает", False),)
        page = self.live.today()
        checks = [("служба запущена, страница отвечает", "Школа, которой нет" in page),
                  ("на странице — уроки, которые ждут проверки", page.count("/findings/F-2026-") >= min(open_now, 10)),
                  ("чужим страница ничего не показывает", self.live.is_closed_to_strangers())]
        if len(self.live.children) > 1:
            up, findings = (self.live.scraped(text) for text in
                            ('up{job="elzhurd"} == 1', 'sum(elzhur_findings{state="open"})'))
            checks.append((f"Prometheus читает показатели: открытых вопросов {findings or 0:.0f}",
                           up == 1 and findings == open_now))
        return checks

    def was_read(self, failed):
        begin, end = (dt.datetime.fromisoformat(text) for text in OUTAGE)
        good = all(one["sources"][0]["status"] in ("accepted", "unchanged")
                   for at, one in self.looks if at not in failed)
        return good and failed != [] and all(begin <= at < end for at in failed)

    def is_aligned(self, report):
        return self.classes_of(report) not in (0, len(self.school.school["classes"]))

    @staticmethod
    def classes_of(report):
        return len({document["name"].split(":")[0] for document in report["sources"][0]["documents"]})


def wait_for_reader(day):
    """Until Ctrl-C, so that the page and the letters can be looked at."""
    print(f"\nСтраница:   {day.live.page}   войти: «{live.USERS[0][0]}» или «{live.USERS[1][0]}», "
          f"пароль «{live.PASSWORD}»\nПисьма:     {day.school.ready['http']}/inbox\n"
          f"Показатели: {day.live.prometheus}   (Ctrl-C — закончить)", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print()


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    day = Day(pathlib.Path(arguments[0]).resolve(), pathlib.Path(arguments[1]), "--check" in sys.argv)
    try:
        day.prepare()
        day.say(OPENING)
        day.run()
        day.say("")
        is_whole = day.summary()
        print("\nДемонстрация прошла полностью." if is_whole else "\nДемонстрация прошла НЕ полностью.", flush=True)
        if is_whole and not day.is_check and sys.stdout.isatty() and sys.stdin.isatty():
            wait_for_reader(day)
        if not day.live.stop():
            print(f"Служба не остановилась сама: {day.folder / 'elzhurd.log'}")
            is_whole = False
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        day.live.stop()
        day.school.stop()
    sys.exit(0 if is_whole else 1)


if __name__ == "__main__":
    main()
