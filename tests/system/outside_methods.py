"""Asks the methods around the timetable, and the same answers in XML, and holds their shapes against the record."""

import outside_client as client
import outside_pupils
import outside_shapes as shapes

VENDOR, DEVKEY = "sim", "0123456789abcdef0123456789abcdef"
LOGIN, PASSWORD = "sim_api", "sim-password"


# Those of confidence C, whoever uses them; schools/all and getusersvendors are asked by their own steps.
METHODS = ("auth", "getrules", "getprofileuserinfo", "getperiods", "getdiary", "newgetdiary", "getmarks",
           "newgetmarks",
           "getassessments", "getfinalassessments", "getschedule", "gethomework", "getreplaces", "getupdates",
           "getmessages", "getmessageinfo", "getmessagereceivers", "sendmessage", "sendreplymessage",
           "getboardnotices", "getboardnoticeinfo", "setpushtoken", "postscheduleextday", "getadvertising")


class Methods:
    """The steps of one run at one server; each may be called when the school has been read."""

    def __init__(self, address, report, today):
        self.address, self.report = address, report
        self.today = f"{today:%Y%m%d}"
        self.api = self.client()
        self.token = None
        self.school = outside_pupils.School(self.api, report, today)

    def client(self, access=None, **options):
        access = {"login": LOGIN, "password": PASSWORD} if access is None else access
        return client.Client(self.address, options.pop("vendor", VENDOR), options.pop("devkey", DEVKEY), access,
                             **options)

    def expect(self, *arguments):
        return self.report.expect(*arguments)

    @property
    def class_name(self):
        return next(iter(self.school.groups))

    @property
    def pupil(self):
        return self.school.pupils[0][1]

    @staticmethod
    def told(answer):
        return f"{answer.told}: {answer.status} {answer.body[:160].decode('utf-8', 'replace')}"

    def periods(self):
        section = "1.6 getperiods"
        result = self.school.result(section, self.api.periods(self.pupil, weeks="true", show_disabled="true"))
        self.expect("Q3", isinstance(result.get("students"), (list, dict)), "`students` is an array or an object")
        self.report.note(f"getperiods: students is a {type(result.get('students')).__name__}")
        students = client.students_of(result)
        self.expect(section, set(students) == {self.pupil}, "the periods are of the pupil asked", list(students))
        for student in students.values():
            shapes.check_shape(self.report, section, "a pupil of getperiods", student, shapes.PERIODS_STUDENT)
            for period in client.as_list(student.get("periods")):
                self.period(section, period)
            self.expect(section, any(period.get("start", "9") <= self.today <= period.get("end", "0")
                                     for period in client.as_list(student.get("periods"))),
                                     "a period has today in it")
        plain = client.students_of(self.school.result(section, self.api.periods(self.pupil)))
        self.expect("1.2 weeks", not any(period.get("weeks") for student in plain.values()
                                         for period in client.as_list(student.get("periods"))),
                                         "weeks come when asked")

    def period(self, section, period):
        shapes.check_shape(self.report, section, "a period", period, shapes.PERIOD)
        if period.get("ambigious"):
            self.expect("Q28", not {"start", "end", "weeks"} & set(period), "an `ambigious` period has no dates",
                        period)
        else:
            self.expect(section, period.get("start", "9") <= period.get("end", "0"), "a period has start and end",
                        period)
        for week in client.as_list(period.get("weeks")):
            if shapes.check_shape(self.report, section, "a week", week, shapes.WEEK):
                start, end = shapes.day_of(week["start"]), shapes.day_of(week["end"])
                title = start and end and f"{start:%d.%m} - {end:%d.%m}"
                self.expect(section, week["title"] == title, "a week's title is `dd.mm - dd.mm`", week)
                self.expect(section, period["start"] <= week["start"] <= week["end"] <= period["end"],
                            "a week is within its period", f"{week} of {period['start']}-{period['end']}")

    def other_methods(self):
        pupil = self.pupil
        for name, section in (("getdiary", "1.5 newgetdiary"), ("getmarks", "1.5 newgetmarks")):
            old = self.api.call(name, student=pupil, days=self.today)
            new = self.api.call("new" + name, students=pupil, days=self.today)
            self.school.result(section, new)
            if new.ok and old.ok and new.result != old.result:
                self.report.note(f"new{name} differs from {name} (that they are alike is assumed)")
        result = self.school.result("1.6 getfinalassessments", self.api.call("getfinalassessments", student=pupil))
        for student in client.students_of(result).values():
            for item in client.as_list(student.get("items")):
                shapes.check_shape(self.report, "1.6 getfinalassessments", "a final item", item, shapes.FINAL_ITEM)
                for final in client.as_list(item.get("assessments")):
                    shapes.check_shape(self.report, "1.6 getfinalassessments", "a final mark", final, shapes.FINAL)
        updates = self.school.result("1.6 getupdates", self.api.call("getupdates", student=pupil, limit=5, page=1))
        for student in client.students_of(updates).values():
            parts = client.as_map(student.get("updates"))
            self.expect("1.6 getupdates", {"latest", "old"} <= set(parts), "updates are latest and old", parts)
        profile = self.school.result("1.6 getprofileuserinfo", self.api.call("getprofileuserinfo", student=pupil))
        self.expect("1.6 getprofileuserinfo", isinstance(profile.get("profileUserInfo"), dict),
                    "profileUserInfo is an object")

    def every_method_is_known(self):
        """Every method that somebody was seen to use; what a strange id gets is open, but not 'no such method'."""
        strange = self.api.call("nosuchmethod")
        for name in METHODS:
            parameters = {"student": self.pupil, "days": self.today, "id": "1", "class": self.class_name}
            if name.startswith("post"):
                answer = self.api.post_json(name, {**self.api.common, **self.api.access}, student=self.pupil,
                                            register_id=1)
            else:
                answer = self.api.call(name, **parameters)
            same = (answer.status, answer.error) == (strange.status, strange.error)
            self.expect("1.5", answer.envelope is not None and not same, f"{name} is a method", self.told(answer))

    def extra_lessons(self):
        """By the bare number of a parallel a client reads the extra lessons that pupils of it have."""
        offered, section = {}, "1.6 getschedule"
        for name, key, item in self.school.extra:
            parallel = str(self.school.groups[name].get("parallel"))
            if parallel not in offered:
                result = self.school.result(section, self.api.schedule(self.school.days, class_name=parallel))
                offered[parallel] = client.days_of(result)
            day = client.as_map(offered[parallel].get(key))
            twins = [(twin.get("name"), twin.get("starttime")) for twin in client.as_list(day.get("items_extday"))]
            self.expect(section, (item.get("name"), item.get("starttime")) in twins,
                        "an extra lesson of a pupil is in `items_extday` of its parallel asked as a class",
                        f"{name} {key} {item} {twins}")

    def messages(self):
        section = "1.6 getmessages"
        for folder, people in (("inbox", "user_from"), ("sent", "users_to")):
            result = self.school.result(section, self.api.call("getmessages", folder=folder, limit=5, page=1,
                                                               unreadonly="no"))
            shapes.check_shape(self.report, section, "getmessages", result, shapes.MESSAGES)
            for message in client.as_list(result.get("messages")):
                shapes.check_shape(self.report, section, "a message", message, shapes.MESSAGE)
                self.expect(section, people in message, f"a message of {folder} has {people}", message)
                info = self.school.result("1.5 getmessageinfo",
                                          self.api.call("getmessageinfo", id=message.get("id")))
                self.expect("1.5 getmessageinfo", isinstance(info.get("message"), dict), "`message` is an object")
        receivers = self.school.result("1.6 getmessagereceivers", self.api.call("getmessagereceivers"))
        for group in client.as_list(receivers.get("groups")):
            shapes.check_shape(self.report, "1.6 getmessagereceivers", "a group of receivers", group,
                               shapes.RECEIVERS)
            self.expect("1.6 getmessagereceivers", "users" in group or "subgroups" in group, "users or subgroups",
                        group)
            for user in client.as_list(group.get("users")):
                shapes.check_shape(self.report, "1.6 getmessagereceivers", "a receiver", user, shapes.RECEIVER)
        self.expect("1.6 getmessagereceivers", isinstance(receivers.get("groups"), list), "`groups` is an array")
        notices = self.school.result("1.6 getboardnotices", self.api.call("getboardnotices", limit=5, page=1))
        shapes.check_shape(self.report, "1.6 getboardnotices", "getboardnotices", notices, shapes.NOTICES)
        sent = {"subject": "Проверка", "text": "Текст", "users_to": "501"}
        for answer in (self.api.call("sendmessage", **sent),
                       self.api.post_form("sendmessage", {**self.api.common, **self.api.access}, **sent)):
            self.expect("1.5 sendmessage", answer.ok and not answer.result, "sendmessage gives an empty object",
                        self.told(answer))
        push = self.api.call("setpushtoken", token="synthetic", type="google", activate="true")
        self.expect("1.5 setpushtoken", push.ok and isinstance(client.as_map(push.result).get("result"), bool),
                    "setpushtoken has a boolean result inside result", self.told(push))

    def several_pupils(self):
        pupils = [pupil for _, pupil in self.school.pupils[:3]]
        for answer in (self.api.diary(self.today, ",".join(pupils)),
                       self.api.schedule(self.today, student=",".join(pupils))):
            self.expect("1.2 student", answer.ok and set(client.students_of(answer.result)) == set(pupils),
                        "several pupils by commas are all answered", self.told(answer))

    # XML

    def rendering_in_xml(self):
        written, silent = self.client(out_format="xml"), self.client(out_format=None)
        unnamed = silent.schedule(self.today, class_name=self.class_name)
        self.expect("Q10", unnamed.is_xml or unnamed.ok, "without out_format it is XML (or JSON)",
                    self.told(unnamed))
        self.report.note(f"without out_format the answer is {'XML' if unnamed.is_xml else 'JSON'}")
        tabbed = [name for name, days in self.school.timetable.items() for day in days.values()
                  for item in client.items_of(day) if "\t" in item.get("teacher", "")]
        questions = [("getschedule", {"class": (tabbed or [self.class_name])[0], "days": self.school.days}, True),
                     ("getschedule", {"student": self.pupil, "days": self.school.days}, False)]
        for method, parameters, by_class in questions:
            answer = written.call(method, **parameters)
            if self.expect("1.4 XML", answer.is_xml, f"{method} is rendered in XML", self.told(answer)):
                self.compare_xml(answer, self.api.call(method, **parameters), by_class)
        for method in ("getrules", "gethomework"):
            answer = written.call(method, **({"class": self.class_name,
                                              "days": self.today} if method == "gethomework" else {}))
            self.expect("1.4 XML", answer.is_xml and answer.xml.findtext("state") == "200", f"{method} is XML",
                        self.told(answer))
        broken = self.client({"auth_token": "dead-token"}, out_format="xml").rules()
        self.expect("1.4 XML", broken.is_xml and broken.xml.findtext("state") == str(broken.status) and
                    broken.xml.findtext("error"), "an error is rendered in XML too", self.told(broken))

    def compare_xml(self, answer, plain, by_class):
        root = answer.xml
        names = [child.tag for child in root]
        self.expect("1.4 XML", root.tag == "response" and names == ["state", "error", "result"],
                    "the root is response with state, error, result", f"{root.tag} {names}")
        self.expect("1.4 XML", root.findtext("state") == "200" and not root.findtext("error"),
                    "a success is state 200")
        parent, days = root.find("result"), client.days_of(plain.result)
        if not by_class:
            parent, student = root.find("result/student"), client.students_of(plain.result)[self.pupil]
            if not self.expect("1.4 XML", parent is not None, "a student is an element `student`"):
                return
            self.expect("1.4 XML", parent.get("name") == self.pupil, "a student has the attribute name",
                        parent.attrib)
            self.expect("1.4 XML", client.tidy(parent.get("title")) == client.tidy(student["title"]),
                        "and its title")
            days = client.days_of(student)
        found = {day.get("name"): day for day in parent.findall("day")}
        self.expect("1.4 XML", set(found) == set(days), "XML has the days of JSON",
                    f"{sorted(found)} {sorted(days)}")
        for key in set(found) & set(days):
            self.expect("1.4 XML", found[key].get("alert") == days[key].get("alert"),
                        "alert is an attribute of day", key)
            items = [self.words(item.attrib) for item in found[key].findall("item")]
            same = [self.words(item) for item in client.items_of(days[key])]
            if any("\t" in item.get("teacher", "") for item in client.items_of(days[key])):
                self.expect("1.4 XML", b"&#9;" in answer.body, "a TAB is written as &#9;", key)
            self.expect("1.4 XML", items == same, "an item's attributes are the keys of JSON", f"{items} {same}")

    @staticmethod
    def words(item):
        return {key: client.tidy(item.get(key) or "") for key in ("name", "num", "room", "teacher", "grp",
                                                                  "grp_short")}
