#!/usr/bin/python3
"""Writes a large per-lesson table for measurements: 7 columns, lessons that differ, some fields empty.

Usage: make_csv.py ROWS OUT       (OUT ends in .csv, .xlsx or .xls; XLS gets several sheets, as it ends at 65,536 rows)
"""

import datetime as dt
import sys
import zipfile

import xlwt

HEADER = ("Дата урока", "Класс", "Группа", "Предмет", "Учитель", "Тема урока", "Домашнее задание")
SUBJECTS = ("Алгебра", "Геометрия", "Русский язык", "Литература", "История", "Физика", "Химия", "Биология", "География",
            "Информатика", "Музыка", "ИЗО", "Технология", "Обществознание", "ОБЖ", "Физическая культура")
TEACHERS = tuple(f"{surname} {name} Ивановна" for surname in ("Алексеева", "Борисова", "Власова", "Громова", "Данилова")
                 for name in ("Анна", "Вера", "Галина", "Дарья", "Елена", "Жанна"))
LETTERS = "абвг"
LESSONS_A_DAY = 6
XLS_ROWS_MAX = 65_000


def classes():
    return [f"{grade}{letter}" for letter in LETTERS for grade in range(1, 12)]


def rows(count):
    """Day by day, class by class, lesson by lesson; no two rows are one lesson of one subject by accident."""
    day, made = dt.date(2018, 9, 3), 0
    while made < count:
        if day.weekday() < 5:
            text = day.strftime("%d.%m.%Y")
            for place, name in enumerate(classes()):
                for number in range(LESSONS_A_DAY):
                    if made == count:
                        return
                    yield (text, name, "", SUBJECTS[(place + number + day.toordinal()) % len(SUBJECTS)],
                           TEACHERS[(place * 7 + number) % len(TEACHERS)],
                           "" if made % 50 == 0 else f"Тема {made}: повторение и закрепление",
                           ("", ".", f"п. {made % 60 + 1}, № {made % 900}")[0 if made % 9 == 0 else 1 + (made % 7 > 0)])
                    made += 1
        day += dt.timedelta(days=1)


def write_csv(path, count):
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.writelines(f'{";".join(row)}\r\n' for row in _with_header(count))


def write_xlsx(path, count):
    """By hand and in one stream: openpyxl needs minutes for a million rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
            f'"{kind}.sheet.main+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+'
            f'xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/'
                       'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Заполнение журнала" '
                           'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
    }
    strings = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in parts.items():
            archive.writestr(name, head + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=count > 5_000_000) as out:
            out.write(f'{head}<worksheet xmlns="{main}"><sheetData>'.encode())
            for number, row in enumerate(_with_header(count), 1):
                cells = "".join(f'<c r="{"ABCDEFG"[column]}{number}" t="s"><v>{strings.setdefault(text, len(strings))}'
                                '</v></c>' for column, text in enumerate(row) if text)
                out.write(f'<row r="{number}">{cells}</row>'.encode())
            out.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w") as out:
            out.write(f'{head}<sst xmlns="{main}" uniqueCount="{len(strings)}">'.encode())
            for text in strings:
                out.write(f"<si><t>{text}</t></si>".encode())
            out.write(b"</sst>")


def _with_header(count):
    yield HEADER
    yield from rows(count)


def write_xls(path, count):
    book, sheet, line = xlwt.Workbook(encoding="utf-8"), None, 0
    for number, row in enumerate(rows(count)):
        if number % XLS_ROWS_MAX == 0:
            sheet, line = book.add_sheet(f"Лист{number // XLS_ROWS_MAX + 1}"), 1
            for column, text in enumerate(HEADER):
                sheet.write(0, column, text)
        for column, text in enumerate(row):
            if text:
                sheet.write(line, column, text)
        line += 1
        if line % 1000 == 0:
            sheet.flush_row_data()
    book.save(path)


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    count, path = int(arguments[0]), arguments[1]
    writers = {"csv": write_csv, "xlsx": write_xlsx, "xls": write_xls}
    writers[path.rpartition(".")[2]](path, count)


if __name__ == "__main__":
    main(sys.argv[1:])
