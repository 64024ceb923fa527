"""Makes the first inputs of the formats fuzzer: one small honest file of each kind. Usage: make_seeds.py

Files named seed-* beside this script's folder `formats` are its output; anything else there is an input that once
broke a reader, and stays.
"""

import datetime
import io
import pathlib
import zipfile

import openpyxl
import xlwt

OUT = pathlib.Path(__file__).parent / "formats"
HEADER = ["Дата", "№ урока", "Класс", "Предмет", "Учитель", "Тема урока", "Домашнее задание"]
ROWS = [["14.09.2026", "3", "7А", "Алгебра", "Иванова А. П.", "Дроби", "№ 12"],
        ["15.09.2026", "1", "7А", "История", "Петров О. Н.", "", "-"]]
TIME = (2026, 9, 16, 12, 0, 0)


def delimited(sign, coding):
    text = "\r\n".join(sign.join(f'"{cell}"' if " " in cell else cell for cell in row) for row in [HEADER, *ROWS])
    return (text + "\r\n").encode(coding)


def html():
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    head = "".join(f"<th>{cell}</th>" for cell in HEADER)
    return (f'<html><meta charset=windows-1251><table><caption>Отчёт</caption><tr>{head}</tr>{rows}'
            '<tr><td colspan=7 rowspan=2>Итого&nbsp;2</table>').encode("cp1251")


def xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("7А")
    for number, row in enumerate([HEADER, *ROWS]):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx():
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(*TIME)
    sheet = book.active
    sheet.append(HEADER)
    sheet.append([datetime.date(2026, 9, 14), 3, *ROWS[0][2:]])
    sheet.append(ROWS[1])
    sheet.merge_cells("A4:C4")
    out = io.BytesIO()
    book.save(out)
    return packed({name: zipfile.ZipFile(out).read(name) for name in zipfile.ZipFile(out).namelist()})


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, TIME), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def main():
    OUT.mkdir(exist_ok=True)
    seeds = {
        "comma.csv": delimited(",", "utf-8"), "semicolon.csv": delimited(";", "cp1251"),
        "tab.csv": delimited("\t", "utf-8-sig"), "table.html": html(), "book.xls": xls(), "book.xlsx": xlsx(),
        "export.zip": packed({"7а.csv": delimited(";", "utf-8"), "7а.xlsx": xlsx()}),
        "fill.json": b'{"format": "elzhur-fill/1", "lessons": []}\n', "empty": b"",
    }
    for name, data in seeds.items():
        (OUT / f"seed-{name}").write_bytes(data)


if __name__ == "__main__":
    main()
