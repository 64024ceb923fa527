#!/usr/bin/python3
"""Reads the real export with xlrd, without a line of the program's own code.

Usage: real_export.py lessons ZIP             one line per lesson, for comparison
       real_export.py resave ZIP FOLDER       the same lessons in other formats and layouts
"""

import collections
import csv
import datetime as dt
import html
import io
import pathlib
import sys
import unicodedata
import zipfile

import openpyxl
import xlrd

HEADER = ["Дата урока", "Класс", "Группа", "Предмет", "Учитель", "Тема урока", "Домашнее задание"]


def squeeze(text):
    return " ".join(str(text).split())


def state(text):
    text = squeeze(text)
    if not text:
        return "empty"
    if not any(unicodedata.category(letter)[0] in "LN" for letter in text):
        return "placeholder"
    if text.lower().replace("ё", "е").rstrip(".") in ("без задания", "не задано", "нет"):
        return "declared_none"
    return "filled"


def cell(value):
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def workbooks(path):
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            name = info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode("cp866")
            yield name, xlrd.open_workbook(file_contents=archive.read(info), logfile=io.StringIO())


def lessons(book):
    """(class, group, subject, teachers, date, topic, homework, sheet, row) in the order of the file"""
    for sheet in book.sheets():
        class_name = group = subject = teachers = None
        for row in range(sheet.nrows):
            values = [cell(value) for value in sheet.row_values(row)]
            first = squeeze(values[0])
            if first.startswith("Класс: "):
                words = first[len("Класс: "):-len(" 2018/2019 учебный год")]
                class_name, _, rest = words.partition(" (")
                group = "" if rest[:-1] == class_name else rest[:-1]
            elif first.startswith("Предмет: "):
                subject = first[len("Предмет: "):]
            elif first.startswith("ФИО педагога: "):
                teachers = first[len("ФИО педагога: "):]
            elif len(first) == 10 and first[2] == "." and first[5] == ".":
                date = dt.datetime.strptime(first, "%d.%m.%Y").date()
                yield class_name, group, subject, teachers, date, values[1], values[2], sheet.name, row + 1


def print_lessons(path):
    for name, book in workbooks(path):
        seen = collections.Counter()
        for class_name, group, subject, teachers, date, topic, homework, sheet, row in lessons(book):
            key = (class_name, group, subject, date)
            seen[key] += 1
            print(name, class_name, group, subject, date, seen[key], teachers, state(topic), state(homework), sheet, row,
                  sep="\t")


def rows_of(book):
    for class_name, group, subject, teachers, date, topic, homework, _, _ in lessons(book):
        yield [date.strftime("%d.%m.%Y"), class_name, group, subject, teachers, topic, homework]


def resave(path, folder):
    for name, book in workbooks(path):
        planning = openpyxl.Workbook()
        planning.remove(planning.active)
        for sheet in book.sheets():
            copy = planning.create_sheet(sheet.name)
            for row in range(sheet.nrows):
                for column, value in enumerate(sheet.row_values(row)):
                    if value != "":
                        copy.cell(row + 1, column + 1, value)
            copy.merge_cells("A1:C1")
        planning.save(folder / f"{name}.planning.xlsx")

        rows = list(rows_of(book))
        flat = openpyxl.Workbook()
        flat.active.append(["Заполнение журнала"])
        flat.active.append([])
        flat.active.append(HEADER)
        for row in rows:
            flat.active.append([dt.datetime.strptime(row[0], "%d.%m.%Y"), *(value or None for value in row[1:])])
        flat.save(folder / f"{name}.xlsx")

        for ending, delimiter, encoding in ((".csv", ";", "utf-8-sig"), (".1251.csv", ",", "cp1251"),
                                            (".tab.csv", "\t", "utf-8")):
            with open(folder / (name + ending), "w", encoding=encoding, errors="replace", newline="") as out:
                csv.writer(out, delimiter=delimiter).writerows([HEADER, *rows])
        cells = "".join("<tr>" + "".join(f"<td>{html.escape(value)}</td>" for value in row) + "</tr>\n"
                        for row in [HEADER, *rows])
        (folder / f"{name}.html").write_text(
            f"<html><head><meta charset=utf-8></head><body><h1>Отчёт</h1><table>{cells}</table></body></html>",
            encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "lessons":
        print_lessons(sys.argv[2])
    else:
        resave(sys.argv[2], pathlib.Path(sys.argv[3]))
