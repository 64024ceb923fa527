"""The shapes of ElZhur's answers as the public record has them, and a report of every departure from them.

A shape is a table {key: kind}; a key with a question mark may be missing. Unknown keys are allowed: new ones
appear over time, and are listed as notes.
"""

import collections
import datetime as dt
import re

EXAMPLES_MAX = 3


class Report:
    """Mismatches by section of the record. The same words about other lessons count once, with a few examples."""

    def __init__(self):
        self.mismatches = collections.defaultdict(list)
        self.notes = collections.Counter()
        self.checks = 0
        self.sections = set()

    def expect(self, section, holds, words, where=""):
        """Counts one check; says whether it held."""
        self.checks += 1
        self.sections.add(section)
        if not holds:
            self.mismatches[(section, words)].append(str(where))
        return bool(holds)

    def note(self, words):
        self.notes[words] += 1

    def lines(self):
        for (section, words), places in sorted(self.mismatches.items()):
            shown = [place for place in dict.fromkeys(places) if place][:EXAMPLES_MAX]
            count = f" ({len(places)} times)" if len(places) > 1 else ""
            yield f"MISMATCH {section}: {words}{count}" + "".join(f"\n    {place[:400]}" for place in shown)
        for words, count in sorted(self.notes.items()):
            yield f"note: {words}" + (f" ({count} times)" if count > 1 else "")


class Kind:
    """A kind of value: its name for people, and the test."""

    def __init__(self, name, test):
        self.name, self.test = name, test

    def __or__(self, other):
        return Kind(f"{self.name} or {other.name}", lambda value: self.test(value) or other.test(value))


def day_of(text, form="%Y%m%d"):
    """The day that a text names in this form, or None."""
    try:
        moment = dt.datetime.strptime(text, form)
    except (TypeError, ValueError):
        return None
    return moment.date() if moment.strftime(form) == text else None


def matches(pattern):
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


NULL = Kind("null", lambda value: value is None)
ANY = Kind("anything", lambda value: True)
TEXT = Kind("text", lambda value: isinstance(value, str))
SAID = Kind("text that says something", lambda value: isinstance(value, str) and bool(value.strip()))
BOOL = Kind("true or false", lambda value: isinstance(value, bool))
INT = Kind("integer", lambda value: isinstance(value, int) and not isinstance(value, bool))
NUMBER = Kind("number", lambda value: isinstance(value, (int, float)) and not isinstance(value, bool))
DIGITS = Kind("digits in a text", matches(r"\d+"))
NUMERIC_TEXT = Kind("number in a text", matches(r"-?\d+([.,]\d+)?"))
LIST = Kind("array", lambda value: isinstance(value, list))
MAP = Kind("object", lambda value: isinstance(value, dict))
NOTHING = Kind("[]", lambda value: value == [])
DAY = Kind("yyyymmdd", lambda value: day_of(value) is not None)
DASHED_DAY = Kind("yyyy-mm-dd", lambda value: day_of(value, "%Y-%m-%d") is not None)
MOMENT = Kind("yyyy-mm-dd HH:MM:SS", lambda value: day_of(value, "%Y-%m-%d %H:%M:%S") is not None)
CLOCK = Kind("HH:MM:SS", matches(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d"))

LOOSE_INT = INT | DIGITS  # numbers as texts and back
LOOSE_NUMBER = NUMBER | NUMERIC_TEXT
LOOSE_MAP = MAP | NOTHING  # an empty map comes as []
COLLECTION = MAP | LIST

ENVELOPE = {"state": INT, "error": NULL | TEXT, "result": COLLECTION}
TOKEN = {"token": SAID, "expires": Kind("yyyy-MM-dd HH:mm:ss without a zone", MOMENT.test)}

RULES = {"roles": LIST, "relations": MAP, "name": TEXT, "id": TEXT | INT, "title": TEXT, "vendor": TEXT,
         "vendor_id?": LOOSE_INT, "lastname?": TEXT, "firstname?": TEXT, "middlename?": TEXT, "gender?": TEXT,
         "allowedAds?": LIST, "allowedSections?": LIST, "messageSignature?": TEXT, "uploadFileUrl?": TEXT,
         "supportPhone?": TEXT, "supportEmail?": TEXT, "supportHelpdesk?": TEXT, "supportDescription?": TEXT,
         "age?": INT, "vuid?": TEXT, "id_hash?": TEXT, "guid?": TEXT, "email?": TEXT, "email_confirmed?": BOOL,
         "region?": TEXT, "regionCode?": TEXT, "city?": TEXT, "rt_licey_school_end_date?": ANY}
RELATIONS = {"students": LOOSE_MAP, "groups": LOOSE_MAP, "schools": LIST}
RULES_STUDENT = {"rules": LIST, "rel": TEXT, "name": TEXT, "title": SAID, "lastname": TEXT, "firstname": TEXT,
                 "gender?": TEXT, "class": SAID, "parallel": LOOSE_INT, "city?": TEXT}
RULES_GROUP = {"rules": LIST, "rel?": TEXT, "name": SAID, "parallel": LOOSE_INT, "balls?": INT,
               "hometeacher_id?": TEXT, "hometeacher_name?": TEXT, "hometeacher_lastname?": TEXT,
               "hometeacher_firstname?": TEXT, "hometeacher_middlename?": TEXT}
SCHOOL = {"number": SAID, "title": SAID, "title_full?": TEXT, "inn?": TEXT, "kpp?": TEXT}

STUDENT = {"name": TEXT, "title": SAID, "days?": LOOSE_MAP}
DAY_OF_ITEMS = {"name": DAY, "title": SAID, "items?": COLLECTION, "items_extday?": LIST, "alert?": TEXT,
                "holiday_name?": TEXT, "message?": TEXT}
LESSON = {"name": SAID, "num": DIGITS, "room": TEXT, "teacher": TEXT, "grp?": TEXT, "grp_short?": TEXT,
          "starttime?": CLOCK, "endtime?": CLOCK}
LESSON_OF_CLASS = {**LESSON, "teacher_id": INT, "sort": DIGITS}
LESSON_OF_STUDENT = {**LESSON, "sort": INT}
LESSON_OF_EXTDAY = {"name": SAID, "teacher?": TEXT, "grp?": TEXT, "grp_short?": TEXT, "starttime?": CLOCK,
                    "endtime?": CLOCK, "topic?": NULL | TEXT, "sort?": LOOSE_INT, "homework?": LIST}
LESSON_OF_DIARY = {**LESSON_OF_STUDENT, "lesson_id": LOOSE_INT, "topic?": NULL | TEXT, "is_control?": BOOL,
                   "homework?": LOOSE_MAP, "files?": COLLECTION, "resources?": COLLECTION, "assessments?": LIST}
REPLACE = {"num": DIGITS, "name": SAID, "room": TEXT, "teacher": TEXT}

HOMEWORK = {"id": LOOSE_NUMBER, "value": TEXT, "individual?": BOOL}
FILE = {"filename": SAID, "link": SAID, "toid?": LOOSE_INT, "id?": LOOSE_INT}
HOMEWORK_OF_STUDENT = {"name": SAID, "homework": LOOSE_MAP, "files?": COLLECTION}
HOMEWORK_OF_CLASS = {"name": SAID, "grp?": TEXT, "individual_exists?": BOOL, "homework": LOOSE_MAP,
                     "files?": COLLECTION}

ASSESSMENT = {"value": SAID, "countas": LOOSE_NUMBER, "convert": LOOSE_NUMBER, "count": BOOL, "date": DASHED_DAY,
              "nm?": LOOSE_INT, "lesson_id": LOOSE_INT, "weight?": LOOSE_NUMBER, "weight_float?": LOOSE_NUMBER,
              "color_hex?": NULL | TEXT, "color?": NULL | TEXT, "comment?": NULL | TEXT,
              "control_type?": NULL | TEXT, "control_type_short?": NULL | TEXT}
MARKS_LESSON = {"name": SAID, "lesson_id": LOOSE_INT, "average": NULL | LOOSE_NUMBER | TEXT,
                "averageConvert": NULL | LOOSE_NUMBER, "color_hex?": NULL | TEXT, "marks": LIST}
MARK = {**ASSESSMENT, "lesson_comment?": NULL | TEXT, "max_mark?": NULL | LOOSE_NUMBER, "mtype?": NULL | MAP}
MARK_TYPE = {"id": LOOSE_INT, "type": TEXT, "short": TEXT}

PERIODS_STUDENT = {"name": LOOSE_INT, "title": SAID, "periods": LIST}
PERIOD = {"name": SAID, "fullname": SAID, "disabled": BOOL, "ambigious": NULL | BOOL, "start?": DAY, "end?": DAY,
          "weeks?": LIST}
WEEK = {"start": DAY, "end": DAY, "title": SAID}
FINAL_ITEM = {"name": SAID, "assessments?": LIST}
FINAL = {"period": SAID, "value": TEXT, "convert?": LOOSE_NUMBER, "comment?": NULL | TEXT,
         "color_hex?": NULL | TEXT}

MESSAGES = {"total": LOOSE_INT, "count": INT, "messages": LIST}
MESSAGE = {"id": DIGITS, "subject": TEXT, "short_text": TEXT, "date": MOMENT, "unread": BOOL, "with_files": BOOL,
           "with_resources": BOOL, "user_from?": MAP, "users_to?": LIST}
RECEIVERS = {"key": SAID, "name": SAID, "users?": LIST, "subgroups?": LIST}
RECEIVER = {"name": SAID, "lastname": TEXT, "firstname": TEXT, "middlename": TEXT, "info?": TEXT, "search?": TEXT}
NOTICES = {"notices": LIST, "count": INT, "total": ANY, "total_unread?": LOOSE_INT}
USERS_VENDOR = {"token": SAID, "vendor": SAID, "vendor_id": TEXT | INT, "vendor_title": SAID, "user_title": SAID,
                "login": TEXT, "expires": MOMENT}

WEEKDAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")


def check_shape(report, section, what, value, shape, where=""):
    """Holds one object against its shape; says whether it is an object at all."""
    if not report.expect(section, isinstance(value, dict), f"{what} is an object", f"{where} {value!r}"):
        return False
    known = {key.rstrip("?") for key in shape}
    for key, kind in shape.items():
        name = key.rstrip("?")
        if name not in value:
            report.expect(section, key.endswith("?"), f"{what} has `{name}`", f"{where} {value!r}")
            continue
        report.expect(section, kind.test(value[name]), f"`{name}` of {what} is {kind.name}",
                      f"{where} {value[name]!r}")
    for key in value:
        if key not in known and not key.startswith("payload_"):
            report.note(f"{what}: key `{key}` is not in the record (allowed, Q32)")
    return True
