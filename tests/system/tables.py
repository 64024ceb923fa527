"""Writes tables as the office programs and exports of schools do: XLSX, XLS, CSV, HTML; and ZIPs of them."""

import csv
import datetime as dt
import html
import io
import re
import zipfile

import openpyxl
import xlwt

# The per-lesson columns, in the order and spelling of the project's own advice to schools.
LESSON_HEADER = ["Дата урока", "№ урока", "Класс", "Группа", "Предмет", "Учитель", "Замена", "Тема урока",
                 "Домашнее задание"]


def lesson_rows(lessons):
    """The lessons of the oracle as rows under LESSON_HEADER."""
    return [[lesson.date.strftime("%d.%m.%Y"), "", lesson.class_name, lesson.group, lesson.subject,
             ", ".join(lesson.teachers), "", lesson.topic, lesson.homework] for lesson in lessons]


def xlsx(sheets, saved_at, real_dates=False):
    """`sheets` is {name: rows}; the document says that it was made at `saved_at`, and so do its members."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(re.sub(r"[\[\]*?:/\\]", " ", name))
        for row in rows:
            sheet.append([_date_of(value) if real_dates else value or None for value in row])
    raw = io.BytesIO()
    book.save(raw)
    return _with_time(raw.getvalue(), saved_at)


def _date_of(value):
    match = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})", value)
    return dt.datetime(int(match[3]), int(match[2]), int(match[1])) if match else value or None


def _with_time(data, saved_at):
    """Replaces the moment of writing, which openpyxl puts in by itself."""
    stamp = saved_at.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            fixed = zipfile.ZipInfo(info.filename, saved_at.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, part)
    return out.getvalue()


def xls(sheets):
    """BIFF8, as xlwt writes it (it puts no document properties in)."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(re.sub(r"[\[\]*?:/\\]", " ", name)[:31])
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(rows, delimiter=";"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def html_table(rows, title="Заполнение журнала"):
    lines = ["<html><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'></head><body>",
             f"<h1>{html.escape(title)}</h1>", "<table border=1>"]
    for number, row in enumerate(rows):
        tag = "th" if number == 0 else "td"
        lines.append("<tr>" + "".join(f"<{tag}>{html.escape(value)}</{tag}>" for value in row) + "</tr>")
    lines.append("</table></body></html>")
    return "\n".join(lines).encode()


def zipped(files, saved_at):
    """A ZIP of {name: bytes}; the names are CP866 without the UTF-8 flag, as the real export has them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = _Cp866Name(name, saved_at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


class _Cp866Name(zipfile.ZipInfo):
    """Python itself would write UTF-8 and say so in a flag."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("cp866"), self.flag_bits & ~0x800
