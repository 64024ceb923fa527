"""Holds dump_tables against xlrd and openpyxl, cell by cell.

The real export is read by xlrd; workbooks written here by openpyxl and xlwt, with dates, merged cells, hidden
sheets, formulas and odd characters, by openpyxl and xlrd. Usage: compare_readers.py DUMP_TABLES REAL_ZIP
"""

import datetime
import os
import subprocess
import sys
import tempfile
import zipfile

import openpyxl
import xlrd
import xlwt


def escape(text):
    for plain, escaped in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return text


def number(value):
    return str(int(value)) if value == int(value) else format(value, ".15g")


def moment(value):
    if isinstance(value, datetime.time):
        return value.isoformat()
    if not isinstance(value, datetime.datetime) or value.time() == datetime.time():
        return value.strftime("%Y-%m-%d")
    return value.strftime("%Y-%m-%d %H:%M:%S")


def xlrd_cells(data, file=""):
    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    for sheet in book.sheets():
        for row in range(sheet.nrows):
            for column in range(sheet.ncols):
                cell = sheet.cell(row, column)
                if cell.ctype == xlrd.XL_CELL_TEXT:
                    text = cell.value
                elif cell.ctype == xlrd.XL_CELL_NUMBER:
                    text = number(cell.value)
                elif cell.ctype == xlrd.XL_CELL_DATE:
                    text = moment(xlrd.xldate_as_datetime(cell.value, book.datemode))
                elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                    text = "ИСТИНА" if cell.value else "ЛОЖЬ"
                elif cell.ctype == xlrd.XL_CELL_ERROR:
                    text = xlrd.error_text_from_code[cell.value]
                else:
                    continue
                if text:
                    yield f"{file}\t{escape(sheet.name)}\t{row + 1}\t{column + 1}\t{escape(text)}"


def openpyxl_cells(path):
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, bool):
                    text = "ИСТИНА" if value else "ЛОЖЬ"
                elif isinstance(value, (int, float)):
                    text = number(value)
                elif isinstance(value, (datetime.date, datetime.time)):
                    text = moment(value)
                else:
                    text = value or ""
                if text:
                    yield f"\t{escape(sheet.title)}\t{cell.row}\t{cell.column}\t{escape(text)}"


def dump(program, path):
    done = subprocess.run([program, path], capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{path}: {done.stderr.decode()}")
    return done.stdout.decode().splitlines()


def compare(what, ours, theirs):
    ours = [line for line in ours if not line.startswith(("member\t", "claim\t"))]
    theirs = list(theirs)
    if not theirs:
        sys.exit(f"{what}: the other reader found nothing")
    for left, right in zip(ours, theirs):
        if left != right:
            sys.exit(f"{what}: differs\n  ours   {left!r}\n  theirs {right!r}")
    if len(ours) != len(theirs):
        sys.exit(f"{what}: {len(ours)} cells, the other reader has {len(theirs)}")
    print(f"{what}: {len(ours)} cells agree")


def real_cells(path):
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            name = info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode("cp866")
            yield from xlrd_cells(archive.read(info), name)


TEXTS = ["Тема урока", "a & <b>", "две\nстроки", "  пробелы  ", "«ёлки» № 5", "😀", "x" * 9000, "0", ".", "я" * 5000]


def make_xlsx(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "7А & Б"
    for row in range(1, 60):
        day = datetime.date(2026, 9, 1) + datetime.timedelta(days=row)
        time = datetime.datetime(2026, 9, 1, 8, 30, 15) + datetime.timedelta(hours=row)
        sheet.append([day, row, row / 8, TEXTS[row % len(TEXTS)], row % 2 == 0, time, datetime.time(8, row % 60, 5), None, 1e14])
        sheet.cell(row, 1).number_format = "dd.mm.yyyy"
    sheet["L70"] = "далеко"
    hidden = book.create_sheet("скрытый")
    hidden.sheet_state = "hidden"
    hidden["C3"] = "объединено"
    hidden.merge_cells("C3:E5")
    hidden["A4"] = 4
    book.create_sheet("пустой")
    book.properties.created = datetime.datetime(2026, 9, 1, 10, 11, 12)
    book.save(path)


def make_xls(path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("7А")
    day_style = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    time_style = xlwt.easyxf(num_format_str="DD.MM.YYYY HH:MM:SS")
    for row in range(3000):
        sheet.write(row, 0, datetime.date(2026, 9, 1) + datetime.timedelta(days=row % 200), day_style)
        sheet.write(row, 1, row)
        sheet.write(row, 2, row / 8)
        sheet.write(row, 3, TEXTS[row % len(TEXTS)] + str(row))
        sheet.write(row, 4, row % 2 == 0)
        sheet.write(row, 5, datetime.datetime(2026, 9, 1, 8, 30, 15) + datetime.timedelta(hours=row), time_style)
    second = book.add_sheet("второй")
    second.write_merge(0, 1, 0, 3, "заголовок")
    second.write(1, 5, "рядом")
    second.visibility = 1
    book.save(path)


def main(program, real):
    compare("real export", dump(program, real), real_cells(real))
    with tempfile.TemporaryDirectory() as folder:
        xlsx = os.path.join(folder, "a.xlsx")
        make_xlsx(xlsx)
        lines = dump(program, xlsx)
        compare("openpyxl's workbook", lines, openpyxl_cells(xlsx))
        if "claim\tcreated\t2026-09-01T10:11:12Z" not in lines:
            sys.exit("openpyxl's workbook: the time of creation is not told")
        xls = os.path.join(folder, "a.xls")
        make_xls(xls)
        with open(xls, "rb") as file:
            compare("xlwt's workbook", dump(program, xls), xlrd_cells(file.read()))


if __name__ == "__main__":
    main(*sys.argv[1:])
