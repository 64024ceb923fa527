"""Reads a whole school through the outside client class by class: timetable, substitutions, homework.

What one method says of a lesson, another may not contradict.
"""

import collections
import datetime as dt

import outside_client as client
import outside_shapes as shapes


def as_days(first, last):
    return f"{first:%Y%m%d}-{last:%Y%m%d}"


def lesson_key(item):
    return str(item.get("num")), client.tidy(item.get("name"))


class Classes:
    """The classes of one school at one instant; `api` is a client with access to all of it."""

    def __init__(self, api, report, today):
        self.api, self.report, self.today = api, report, today
        self.monday = today - dt.timedelta(days=today.weekday())
        self.first, self.last = self.monday - dt.timedelta(days=7), self.monday + dt.timedelta(days=6)
        self.days = as_days(self.first, self.last)
        self.groups, self.students, self.pupils, self.extra = {}, {}, [], []
        self.timetable, self.replaces, self.homework = {}, collections.defaultdict(list), {}
        self.seen = collections.Counter()
        self.teachers = collections.defaultdict(set)

    def result(self, section, answer):
        """The result of an answer that has to be a success; else {}."""
        problem = f"{answer.told}: {answer.status} {answer.body[:200]!r}"
        if answer.tries > 1:
            self.report.note(f"an answer had to be asked again (Q12, Q13): {answer.told.split('?')[0]}")
        if not self.report.expect(section, answer.ok, "the method answers a request of the record", problem):
            return {}
        shapes.check_shape(self.report, "1.4", "the envelope", answer.envelope, shapes.ENVELOPE, answer.told)
        self.report.expect("1.4", answer.envelope["error"] in (None, ""), "a success has no error text",
                           answer.told)
        return client.as_map(answer.result)

    # getrules

    def read_rules(self):
        report, rules = self.report, self.result("1.6 getrules", self.api.rules())
        if not shapes.check_shape(report, "1.6 getrules", "getrules", rules, shapes.RULES) or not rules:
            return
        relations = client.as_map(rules.get("relations"))
        shapes.check_shape(report, "1.6 getrules", "relations", relations, shapes.RELATIONS)
        self.groups = client.as_map(relations.get("groups"))
        self.students = client.as_map(relations.get("students"))
        self.seen["Q1"] += relations.get("groups") == [] or relations.get("students") == []
        report.expect("1.3", bool(self.groups), "getrules under extended access lists the classes")
        for name, group in self.groups.items():
            shapes.check_shape(report, "1.6 getrules", "a group", group, shapes.RULES_GROUP, name)
            report.expect("1.6 getrules", group.get("name") == name, "a group's key is its name", name)
            rights = group.get("rules", [])
            report.expect("1.6 getrules", {"getschedule", "gethomework"} <= set(rights),
                          "the rules of a group allow getschedule and gethomework", f"{name} {rights}")
            self.seen["Q6 parallel as text"] += isinstance(group.get("parallel"), str)
        for name, student in self.students.items():
            shapes.check_shape(report, "1.6 getrules", "a student", student, shapes.RULES_STUDENT, name)
            report.expect("1.6 getrules", str(student.get("name")) == name, "a student's key is its name", name)
            report.expect("1.6 getrules", student.get("class") in self.groups, "a student's class is a group",
                          student)
        for school in client.as_list(relations.get("schools")):
            shapes.check_shape(report, "1.6 getrules", "a school", school, shapes.SCHOOL)

    # By class

    def check_days(self, section, what, days, within):
        """Days are as asked, and each says its own name and weekday."""
        first, last = within
        for key, day in days.items():
            date = shapes.day_of(key)
            if not self.report.expect("Q8", date is not None, f"keys of days of {what} are yyyymmdd", key):
                continue
            self.report.expect(section, first <= date <= last, f"days of {what} are within those asked", key)
            if shapes.check_shape(self.report, section, f"a day of {what}", day, shapes.DAY_OF_ITEMS, key):
                self.report.expect(section, day.get("name") == key, f"a day's name is its key in {what}", key)
                self.report.expect(section, day.get("title") == shapes.WEEKDAYS[date.weekday()],
                                   f"a day's title is its weekday in {what}", f"{key} {day.get('title')}")
                self.check_alert(what, date, day)

    def check_alert(self, what, date, day):
        alert = day.get("alert")
        self.seen["Q1"] += day.get("items") == []
        if alert == "vacation":
            self.seen["Q22 vacation"] += 1
            self.report.expect("Q22", not client.items_of(day), f"a day off has no lessons in {what}", date)
            self.seen["Q22 holiday_name"] += "holiday_name" in day
        elif alert is not None:
            self.report.expect("1.6 getschedule", alert == "today", f"alert is vacation or today in {what}", alert)
            self.report.expect("1.6 getschedule", date == self.today, f"alert=today stands at today in {what}",
                               date)
        if date == self.today:
            self.seen["alert=today"] += alert == "today"

    def read_class(self, name):
        result = self.result("1.6 getschedule", self.api.schedule(self.days, class_name=name))
        days = client.days_of(result)
        self.report.expect("1.6 getschedule", "days" in result and "students" not in result,
                           "by class `days` sit directly under the result", name)
        self.check_days("1.6 getschedule", "getschedule by class", days, (self.first, self.last))
        self.timetable[name] = days
        for key, day in days.items():
            items = client.as_map(day).get("items", [])
            self.report.expect("Q2", isinstance(items, list), "by class `items` is an array", f"{name} {key}")
            self.check_class_lessons(f"{name} {key}", client.items_of(day))
            for item in client.as_list(client.as_map(day).get("items_extday")):
                shapes.check_shape(self.report, "1.6 getschedule", "an extra lesson", item, shapes.LESSON_OF_EXTDAY)
        weekdays = [date for date in (self.monday + dt.timedelta(days=number) for number in range(5))]
        self.report.expect("1.6 getschedule", any(f"{date:%Y%m%d}" in days for date in weekdays),
                           "a class has a timetable in the week asked", name)
        self.read_replaces(name)
        self.read_homework(name)

    def check_class_lessons(self, where, items):
        numbers = collections.Counter(item.get("num") for item in items)
        for item in items:
            shapes.check_shape(self.report, "1.6 getschedule", "a lesson of a class", item, shapes.LESSON_OF_CLASS,
                               where)
            self.check_lesson(where, item, "a class")
            self.teachers[item.get("teacher_id")].add(client.tidy(item.get("teacher")))
            if numbers[item.get("num")] > 1:
                self.seen["Q21 several lessons of one num"] += 1
        keys = collections.Counter((*lesson_key(item), item.get("grp"), item.get("teacher_id")) for item in items)
        for key, count in keys.items():
            self.report.expect("Q21", count == 1, "lessons of one num differ in subject, group or teacher",
                               f"{where} {key}")

    def check_lesson(self, where, item, what):
        """What holds for a lesson from any side, when times were asked."""
        timed = "starttime" in item and "endtime" in item
        self.seen[f"lessons of {what} with times"] += timed
        self.seen[f"lessons of {what} without times though rings were asked"] += not timed
        if timed:
            self.report.expect("1.2 rings", item["starttime"] < item["endtime"], "a lesson begins before it ends",
                               f"{where} {item}")
        teacher = item.get("teacher") or ""
        self.seen["Q16 names with TAB or doubled spaces"] += teacher != client.tidy(teacher)
        self.seen["Q16 names with TAB"] += "\t" in teacher
        self.seen["Q21 empty room"] += item.get("room") == ""
        self.report.expect("Q16", "<" not in teacher and "\n" not in teacher, "a teacher's name is a name", teacher)

    def read_replaces(self, name):
        """Day by day, because an entry has no date of its own in the record."""
        total = 0
        for key in sorted(self.timetable[name]):
            result = self.result("1.6 getreplaces", self.api.replaces(key, name))
            entries = result.get("replace")
            self.report.expect("1.6 getreplaces", isinstance(entries, list), "`replace` is an array",
                               f"{name} {key}")
            self.replaces[(name, key)] = entries = client.as_list(entries)
            total += len(entries)
            planned = {lesson_key(item) for item in client.items_of(self.timetable[name][key])}
            for entry in entries:
                shapes.check_shape(self.report, "1.6 getreplaces", "a substitution", entry, shapes.REPLACE, name)
                self.report.expect("1.6 getreplaces", str(entry.get("num")) in {num for num, _ in planned},
                                   "a substitution's num is in the timetable of the class", f"{name} {key} {entry}")
                self.report.expect("1.6 getreplaces", lesson_key(entry) in planned,
                                   "a substitution is a lesson (num, name) of the timetable",
                                   f"{name} {key} {entry}")
        whole = client.as_list(self.result("1.6 getreplaces", self.api.replaces(self.days, name)).get("replace"))
        self.report.expect("1.6 getreplaces", len(whole) == total, "a range has the substitutions of its days",
                           f"{name}: {len(whole)}, by days {total}")
        self.seen["substitutions"] += total

    def read_homework(self, name):
        section = "1.6 gethomework"
        result = self.result(section, self.api.homework(self.days, class_name=name))
        days = self.homework[name] = client.days_of(result)
        self.report.expect(section, "students" not in result, "by class `days` sit directly under the result", name)
        for key, day in days.items():
            date = shapes.day_of(key)
            self.report.expect(section, date and self.first <= date <= self.last, "days of homework are as asked",
                               key)
            items = client.as_map(day).get("items", [])
            self.report.expect(section, isinstance(items, list), "homework by class has `items` as an array", key)
            subjects = {client.tidy(item.get("name")) for item in client.items_of(self.timetable[name].get(key))}
            for item in client.items_of(day):
                shapes.check_shape(self.report, section, "homework of a class", item, shapes.HOMEWORK_OF_CLASS,
                                   name)
                self.check_homework(section, item)
                subjects |= {client.tidy(entry.get("name")) for entry in self.replaces[(name, key)]}
                self.report.expect(section, client.tidy(item.get("name")) in subjects,
                                   "homework of a class is of a subject in its timetable of that day",
                                   f"{name} {key} {item.get('name')}")

    def check_homework(self, section, item):
        """The entries of one lesson's homework, whose keys are their ids."""
        for key, entry in client.as_map(item.get("homework")).items():
            if shapes.check_shape(self.report, section, "an entry of homework", entry, shapes.HOMEWORK, key):
                self.report.expect("Q4", int(float(entry.get("id", 0))) == int(float(key)),
                                   "homework is keyed by its id", f"{key} {entry}")
                self.seen["homework entries"] += 1
                self.seen["Q18 «без задания»"] += "без задания" in (entry.get("value") or "").lower()
                self.seen["Q17 HTML in homework"] += "<" in (entry.get("value") or "")
        files = item.get("files")
        self.seen[f"Q5 files as {'nothing' if files is None else type(files).__name__}"] += 1
        for file in client.files_of(item):
            shapes.check_shape(self.report, "Q5", "a file", file, shapes.FILE)
