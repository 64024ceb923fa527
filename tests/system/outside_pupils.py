"""Reads a few pupils of every class through the outside client, and holds them against their class.

A pupil's timetable and diary are lessons of the class, homework is the same from both sides, and the marks of the
diary stand in the list of marks.
"""

import collections

import outside_client as client
import outside_school
import outside_shapes as shapes

PUPILS_PER_CLASS = 3
ABSENCES = {"н", "Н", "оп", "ОП"}
FIRST_OF_TERM = "20260901"


class School(outside_school.Classes):
    """A school with its pupils."""

    def some_pupils(self):
        """A few of every class, so that both halves of a divided class are likely among them."""
        of_class = collections.defaultdict(list)
        for key, student in self.students.items():
            of_class[client.as_map(student).get("class")].append(key)
        for name, keys in of_class.items():
            step = max(1, len(keys) // PUPILS_PER_CLASS)
            for key in keys[::step][:PUPILS_PER_CLASS]:
                yield name, key

    def one_student(self, section, answer, pupil):
        result = self.result(section, answer)
        students = result.get("students")
        self.report.expect(section, isinstance(students, dict), "`students` is an object by id",
                           type(students).__name__)
        found = client.students_of(result)
        if not self.report.expect(section, set(found) == {pupil}, "the answer is of the pupil asked",
                                  f"{pupil}: {list(found)[:5]}"):
            return {}
        shapes.check_shape(self.report, section, "a pupil of the answer",
                           found[pupil], {**shapes.STUDENT, "lessons?": shapes.LIST, "parent_signed?": shapes.ANY})
        self.report.expect(section, str(found[pupil].get("name")) == pupil, "a pupil's name is its key", pupil)
        told, known = (client.tidy(part.get("title")) for part in (found[pupil], self.students[pupil]))
        self.report.expect("Q16", told == known, "a pupil's title is one after normalisation", f"{told} {known}")
        return found[pupil]

    def read_pupil(self, class_name, pupil):
        schedule = client.days_of(self.one_student("1.6 getschedule", self.api.schedule(self.days, student=pupil),
                                                   pupil))
        self.check_pupil_days("1.6 getschedule", "getschedule by student", schedule, class_name, pupil,
                              shapes.LESSON_OF_STUDENT)
        diary = client.days_of(self.one_student("1.6 getdiary", self.api.diary(self.days, pupil), pupil))
        self.check_pupil_days("1.6 getdiary", "getdiary", diary, class_name, pupil, shapes.LESSON_OF_DIARY)
        homework = client.days_of(self.one_student("1.6 gethomework", self.api.homework(self.days, student=pupil),
                                                   pupil))
        own = self.check_pupil_homework(class_name, pupil, homework, schedule)
        span = f"{FIRST_OF_TERM}-{self.last:%Y%m%d}"
        marks = self.one_student("1.6 getmarks", self.api.marks(span, pupil), pupil)
        self.check_marks(pupil, marks)
        self.check_diary(pupil, diary, own, marks)

    def check_pupil_days(self, section, what, days, class_name, pupil, shape):
        self.check_days(section, what, days, (self.first, self.last))
        planned_days = self.timetable.get(class_name, {})
        for key in set(planned_days) - set(days):
            self.report.expect(section, not client.items_of(planned_days[key]),
                               f"{what} has every day of lessons of the class", f"{class_name} {pupil} {key}")
        for key, day in days.items():
            where = f"{class_name} {pupil} {key}"
            items = client.as_map(day).get("items", {})
            self.report.expect("Q2", isinstance(items, dict) or items == [], f"`items` is an object in {what}",
                               where)
            for number, item in client.as_map(items).items():
                shapes.check_shape(self.report, section, f"a lesson of {what}", item, shape, where)
                self.report.expect("Q2", str(client.as_map(item).get("num")) == number,
                                   f"the key of an item is its num in {what}", f"{where} {number}")
                self.check_lesson(where, client.as_map(item), what)
            for item in client.as_list(client.as_map(day).get("items_extday")):
                shapes.check_shape(self.report, section, "an extra lesson", item, shapes.LESSON_OF_EXTDAY, where)
                self.seen["items_extday"] += 1
                self.extra.append((class_name, key, item))
            self.agree(section, what, where, client.items_of(day), planned_days.get(key),
                       self.replaces[(class_name, key)])

    def agree(self, section, what, where, items, planned_day, replaces):
        """A pupil's lessons of a day are lessons of the class, and all undivided ones are among them."""
        planned = client.items_of(planned_day)
        by_key = collections.defaultdict(list)
        for item in planned + replaces:
            by_key[outside_school.lesson_key(item)].append(item)
        for item in items:
            twins = by_key.get(outside_school.lesson_key(item), [])
            if not self.report.expect(section, twins, f"a lesson of {what} is in the timetable of the class",
                                      f"{where} {item}"):
                continue
            self.report.expect(section,
                               client.tidy(item.get("teacher")) in {client.tidy(t.get("teacher")) for t in twins},
                               f"the teacher of {what} is that of the class's timetable or substitution",
                               f"{where} {item} {twins}")
            times = {(t["starttime"], t["endtime"]) for t in twins if "starttime" in t and "endtime" in t}
            if times and "starttime" in item:
                self.report.expect(section, (item["starttime"], item.get("endtime")) in times,
                                   f"the times of {what} are those of the class", f"{where} {item} {times}")
        keys = {outside_school.lesson_key(item) for item in items}
        replaced = {str(entry.get("num")) for entry in replaces}
        for item in planned:
            if not item.get("grp") and str(item.get("num")) not in replaced:
                self.report.expect(section, outside_school.lesson_key(item) in keys,
                                   f"an undivided lesson of the class is in {what}", f"{where} {item}")

    def check_pupil_homework(self, class_name, pupil, days, schedule):
        """{day: {id: (subject, text)}} of a pupil: all of it is of the class, and none of the shared is missing."""
        section, own = "1.6 gethomework", {}
        for key, day in days.items():
            items = client.as_map(day).get("items", {})
            self.report.expect("Q2", isinstance(items, dict) or items == [], "homework by student is keyed", key)
            own[key] = {}
            for subject, item in client.as_map(items).items():
                if shapes.check_shape(self.report, section, "homework of a pupil", item,
                                      shapes.HOMEWORK_OF_STUDENT):
                    self.report.expect(section, item.get("name") == subject,
                                       "homework by student is keyed by subject",
                                       f"{subject} {item.get('name')}")
                    self.check_homework(section, item)
                    own[key].update({number: (client.tidy(subject), text)
                                     for number, text in client.homework_of(item).items()})
        for key in set(own) | set(self.homework.get(class_name, {})):
            mine, where = own.get(key, {}), f"{class_name} {pupil} {key}"
            all_of_class, of_everybody = {}, set()
            subjects = {client.tidy(item.get("name")) for item in client.items_of(schedule.get(key))}
            for item in client.items_of(self.homework.get(class_name, {}).get(key)):
                entries = client.homework_of(item)
                all_of_class.update({number: (client.tidy(item.get("name")), text) for number,
                                     text in entries.items()})
                shared = not item.get("grp") and not item.get("individual_exists")
                if shared and client.tidy(item.get("name")) in subjects:
                    of_everybody |= set(entries)
            for number, entry in mine.items():
                self.report.expect(section, all_of_class.get(number) == entry,
                                   "homework of a pupil is homework of the class", f"{where} {number} {entry}")
            self.report.expect(section, of_everybody <= set(mine), "homework of the whole class is each pupil's",
                               f"{where} {sorted(of_everybody - set(mine))}")
        return own

    def check_marks(self, pupil, student):
        section = "1.6 getmarks"
        for lesson in client.as_list(student.get("lessons")):
            shapes.check_shape(self.report, section, "a subject of marks", lesson, shapes.MARKS_LESSON, pupil)
            for mark in client.as_list(lesson.get("marks")):
                shapes.check_shape(self.report, section, "a mark", mark, shapes.MARK, pupil)
                self.report.expect(section, str(mark.get("lesson_id")) == str(lesson.get("lesson_id")),
                                   "a mark's lesson_id is its subject's", f"{pupil} {mark}")
                date = shapes.day_of(mark.get("date"), "%Y-%m-%d")
                self.report.expect(section, date and f"{date:%Y%m%d}" >= FIRST_OF_TERM and date <= self.last,
                                   "marks are of the days asked", f"{pupil} {mark.get('date')}")
                self.seen["marks"] += 1
                if mark.get("value") in ABSENCES:
                    self.seen["Q23 absences"] += 1
                    self.report.expect(section, mark.get("count") is False and mark.get("convert") in (0, "0"),
                                       "an absence does not count", f"{pupil} {mark}")
                    self.report.expect(section, "weight" not in mark and mark.get("mtype") is None,
                                       "an absence has no weight and no mtype", f"{pupil} {mark}")
                elif client.as_map(mark.get("mtype")):
                    shapes.check_shape(self.report, section, "mtype", mark["mtype"], shapes.MARK_TYPE, pupil)

    def check_diary(self, pupil, diary, homework, marks):
        """Homework and marks of the diary are those of their own methods; topics are text, null or missing."""
        of_subject = {str(lesson.get("lesson_id")): lesson for lesson in client.as_list(marks.get("lessons"))}
        for key, day in diary.items():
            for item in client.items_of(day):
                where = f"{pupil} {key} {item.get('num')} {item.get('name')}"
                topic = "missing" if "topic" not in item else "null" if item["topic"] is None else "text"
                self.seen[f"topics: {topic}"] += 1
                self.check_homework("1.6 getdiary", item)
                for number, text in client.homework_of(item).items():
                    self.report.expect("1.6 gethomework",
                                       homework.get(key, {}).get(number, (None, None))[1] == text,
                                       "homework of the diary is in gethomework of the pupil that day",
                                       f"{where} {number} {text}")
                subject = of_subject.get(str(item.get("lesson_id")))
                if subject:
                    self.report.expect("1.6 getdiary",
                                       client.tidy(subject["name"]) == client.tidy(item.get("name")),
                                       "lesson_id is the subject's, as in getmarks", f"{where} {subject['name']}")
                for mark in client.as_list(item.get("assessments")):
                    shapes.check_shape(self.report, "1.6 getdiary", "an assessment", mark, shapes.ASSESSMENT, where)
                    self.seen["assessments of the diary"] += 1
                    self.report.expect("Q8", (mark.get("date") or "").replace("-", "") == key,
                                       "an assessment's date is its lesson's day", f"{where} {mark.get('date')}")
                    same = [other for other in client.as_list(client.as_map(subject).get("marks"))
                            if (other.get("date"), other.get("value")) == (mark.get("date"), mark.get("value"))]
                    self.report.expect("1.6 getmarks", same, "a mark of the diary is in getmarks",
                                       f"{where} {mark}")

    # All together

    def read(self):
        self.read_rules()
        for name in self.groups:
            self.read_class(name)
        self.pupils = list(self.some_pupils())
        self.report.expect("1.6 getrules", self.pupils, "getrules has pupils, without whom no diary can be asked")
        for class_name, pupil in self.pupils:
            self.read_pupil(class_name, pupil)
        for number, names in self.teachers.items():
            self.report.expect("Q16", len(names) == 1, "one teacher_id has one name after normalisation",
                               f"{number} {sorted(names)}")

    def tell_seen(self):
        """What was met, and what quirk never was: a client has to be able to meet it somewhere."""
        for words, count in sorted(self.seen.items()):
            self.report.note(f"seen {words}: {count}")
        report, seen = self.report, self.seen
        for what in ("a class", "getschedule by student", "getdiary"):
            report.expect("1.2 rings", seen[f"lessons of {what} with times"] > 0,
                          f"rings add times to lessons of {what}")
        report.expect("Q21", seen["Q21 several lessons of one num"] > 0, "sub-groups share one num in class view")
        report.expect("Q22", seen["Q22 vacation"] > 0, "a day off says alert=vacation")
        report.expect("Q16", seen["Q16 names with TAB or doubled spaces"] > 0,
                      "some names of teachers carry TABs or doubled spaces")
        for words in ("homework entries", "marks", "substitutions", "assessments of the diary", "topics: text"):
            report.expect("1.6", seen[words] > 0, f"a fortnight of a school has some {words}")
