"""Writes the seeds of the formats fuzzer: one small honest file of each kind, beside the crashes that were found.

Usage: /usr/bin/python3 make_formats.py   (writes into formats/ beside it)
"""

import datetime
import io
import os
import zipfile

import openpyxl
import xlwt

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "formats")
ROWS = [["Дата", "Тема", "ДЗ"], [datetime.date(2026, 9, 1), "Глаголы", 0.5], [datetime.date(2026, 9, 2), "две\nстроки", 3]]


def save(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def text(separator):
    return "\r\n".join(separator.join(f'"{cell}"' if "\n" in str(cell) else str(cell) for cell in row) for row in ROWS)


def xlsx():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("A5:C6")
    book.create_sheet("второй")["B2"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Лист")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell, *([day] if isinstance(cell, datetime.date) else []))
    sheet.write_merge(5, 6, 0, 2, "объединено")
    sheet.write(7, 0, xlwt.Formula("A1"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HTML = """<html><head><meta charset="utf-8"><title>Отчёт</title></head><body><h2>Класс: 7А</h2><table><tr><th rowspan=2>Дата
<th colspan=2>Запись<tr><th>Тема<th>ДЗ&nbsp;<tr><td>01.09.2026<td>a &amp; b<br>c<td><input value=x></table></body></html>"""

PARTS = {
    "sheet": """<x:worksheet xmlns:x="u"><x:sheetData><x:row r="2"><x:c r="B2" s="1"><x:v>46266.5</x:v></x:c><x:c r="C2" t="b"><x:v>1</x:v></x:c>
<x:c r="D2" t="inlineStr"><x:is><x:r><x:t>a_x000A_b</x:t></x:r><x:rPh><x:t>p</x:t></x:rPh></x:is></x:c><x:c t="e"><x:v>#N/A</x:v></x:c>
<x:c t="d"><x:v>2026-09-01T10:00:00Z</x:v></x:c></x:row><x:row><x:c t="s"><x:v>0</x:v></x:c></x:row></x:sheetData>
<x:mergeCells><x:mergeCell ref="B2:C3"/><x:mergeCell ref='A4'/></x:mergeCells></x:worksheet>""",
    "shared": "<sst><si><t>один</t></si><si><r><t>a</t></r><rPh><t>b</t></rPh><t>_x005F_</t></si></sst>",
    "styles": """<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-419]d mmm\\ yyyy&quot;г.&quot;;@"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>""",
}


def main():
    save("semicolon.csv", text(";").encode())
    save("mark.csv", b"\xef\xbb\xbf" + text(",").encode())
    save("windows1251.csv", text("\t").encode("cp1251"))
    save("utf16.csv", text(";").encode("utf-16"))
    save("book.xlsx", xlsx())
    save("book.xls", xls())
    save("page.html", HTML.encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.csv", text(";"))
        archive.writestr("c.html", HTML)
    save("pack.zip", out.getvalue())
    for name, content in PARTS.items():
        save(f"part-{name}", f"{name}:{content}".encode())


if __name__ == "__main__":
    main()
