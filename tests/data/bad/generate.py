#!/usr/bin/python3
"""Makes the hostile and broken files that the program must refuse; the files themselves are not kept.

Usage: generate.py FOLDER [NAME...]     (without names: all of them, about 70 MB)
"""

import dataclasses
import pathlib
import random
import re
import struct
import sys
import zipfile

from containers import (SHEET_END, SHEET_START, XML, biff, compound_file, expanding, inline, ole_of, row_xml, xls, xlsx,
                        xlsx_parts, zipped)

TESTS = pathlib.Path(__file__).resolve().parent.parent.parent
REAL_EXPORT = TESTS / "data" / "real" / "lesson-planning-2018.zip"

HEADER = ["Дата урока", "№ урока", "Класс", "Группа", "Предмет", "Учитель", "Тема урока", "Домашнее задание"]
# A lesson that the real export has too, there with a topic: taken at its word, this row would change the store.
LESSON = ["04.09.2018", "", "1а", "", "ИЗО_1", "Анна Андреевна Алексеева", "", ""]
PUPILS = ["Перепёлкина Агриппина", "Свистоплясов Тихомир", "Жужелицын Евстигней", "Кочерыжкина Фёкла",
          "Ягодинцев Добрыня"]
SURNAMES = [name.split()[0] for name in PUPILS]


@dataclasses.dataclass(frozen=True)
class BadFile:
    name: str          # of the file in the inbox
    make: object       # () -> bytes
    says: tuple = ()   # patterns that the name and the reason together must match
    pupils: bool = False    # holds the names of PUPILS
    may_pass: bool = False  # hostile, but not necessarily refused: only the bounds are asked of it


def real_members():
    with zipfile.ZipFile(REAL_EXPORT) as archive:
        return [archive.read(info) for info in archive.infolist()]


def csv_bytes(rows, encoding="utf-8"):
    return "".join(";".join(row) + "\r\n" for row in rows).encode(encoding)


# --- the files ----------------------------------------------------------------------------------------------------

def truncated_zip():
    data = REAL_EXPORT.read_bytes()
    return data[:len(data) * 6 // 10]


def damaged_member():
    data = bytearray(REAL_EXPORT.read_bytes())
    for position in range(3000, 3400):
        data[position] ^= 0x5A
    return bytes(data)


def truncated_xls():
    data = real_members()[0]
    return data[:len(data) * 6 // 10]


def truncated_xlsx():
    data = xlsx([HEADER] + [LESSON] * 2000)
    return data[:len(data) * 6 // 10]


def cut_sheet_xlsx():
    """The container is whole, the sheet inside ends in the middle of a row."""
    sheet = XML + SHEET_START + "".join(map(row_xml, [HEADER] + [LESSON] * 50)) + SHEET_END
    return zipped(xlsx_parts(sheet[:len(sheet) * 2 // 3]))


def encrypted_xls():
    """BIFF8 with FILEPASS (RC4) after BOF; what follows is scrambled as the encryption leaves it."""
    stream = biff([HEADER, LESSON])
    filepass = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + bytes(random.Random(1).randbytes(48))
    noise = random.Random(2)
    out, position = bytearray(), 0
    while position < len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        body = bytearray(stream[position + 4:position + 4 + size])
        if kind == 0x85:  # BOUNDSHEET: the place of the sheet stays readable
            body[:4] = struct.pack("<I", struct.unpack_from("<I", body)[0] + len(filepass))
        if kind != 0x809:
            kept = 4 if kind == 0x85 else 0
            body[kept:] = bytes(byte ^ noise.randrange(256) for byte in body[kept:])
        out += struct.pack("<HH", kind, size) + body
        if position == 0:
            out += filepass
        position += 4 + size
    return ole_of(bytes(out))


def encrypted_xlsx():
    """A password-protected XLSX is an OLE2 file with the package encrypted in a stream."""
    noise = random.Random(3).randbytes(30000)
    info = struct.pack("<HHI", 4, 4, 0x40) + b'<?xml version="1.0"?><encryption/>'
    return compound_file({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", 29990) + noise})


def encrypted_zip():
    return zipped({"lessons.csv": random.Random(4).randbytes(3000)}, flags=1)


def sign_in_page():
    return ("<!DOCTYPE html><html lang=ru><head><meta charset=utf-8><title>ЭлЖур: вход</title></head><body>"
            "<form method=post action=/ajaxauthorize><h1>Вход в систему</h1><table><tr><td>Логин</td><td><input "
            "name=username></td></tr><tr><td>Пароль</td><td><input type=password name=password></td></tr></table>"
            "<button>Войти</button></form></body></html>").encode()


def column_missing():
    """Without «Предмет», which nothing above the table names either."""
    keep = [number for number, name in enumerate(HEADER) if name != "Предмет"]
    return [[row[number] for number in keep] for row in (HEADER, LESSON)]


def with_date(text):
    return [HEADER, LESSON, [text, *LESSON[1:]]]


def class_journal():
    """A page of marks as schools export it: pupils down, days across."""
    rows = [["Класс: 1а (1а)"], ["Год: 2018/2019"], ["Наименование предмета: Матем_1"],
            ["Фамилия, имя, отчество педагога: Жанна Константиновна Борисова"], [""], [""],
            ["№ п/п", "Месяц", "Сентябрь", "", "", "1 тр"], ["", "Число", "03", "04", "06", ""],
            ["", "Фамилия и имя ученика", "", "", "", ""]]
    return rows + [[str(number), pupil, "5", "н", "4/5", "5"] for number, pupil in enumerate(PUPILS, 1)]


def pupils_in_the_date_column():
    return [HEADER, LESSON, *([pupil, *LESSON[1:]] for pupil in PUPILS)]


def html_of(rows):
    cells = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in rows)
    return f"<html><head><meta charset=utf-8></head><body><table>{cells}</table></body></html>".encode()


def expanding_xlsx():
    start = (XML + SHEET_START + row_xml(HEADER)).encode()
    return expanding("xl/worksheets/sheet1.xml", start, row_xml(LESSON).encode(), SHEET_END.encode(),
                     xlsx_parts("", None))


def expanding_cell_xlsx():
    """One cell of 2 GB: a reader that counts rows sees none."""
    start = (XML + SHEET_START + '<row><c t="inlineStr"><is><t>').encode()
    return expanding("xl/worksheets/sheet1.xml", start, b"A" * 1024, ("</t></is></c></row>" + SHEET_END).encode(),
                     xlsx_parts("", None))


def expanding_strings_xlsx():
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    start = f'{XML}<sst xmlns="{namespace}">'.encode()
    return expanding("xl/sharedStrings.xml", start, b"<si><t>AAAAAAAA</t></si>", b"</sst>",
                     xlsx_parts(XML + SHEET_START + SHEET_END, ""))


def expanding_csv():
    return expanding("lessons.csv", csv_bytes([HEADER]), csv_bytes([LESSON]), b"")


def nested_zips():
    data = expanding("lessons.csv", csv_bytes([HEADER]), csv_bytes([LESSON]), b"")
    for depth in range(4):
        data = zipped({f"{depth}-{number}.zip": data for number in range(3 if depth < 2 else 1)})
    return data


def laughs():
    entities = '<!ENTITY a0 "смех">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 11))
    return (f'{XML}<!DOCTYPE worksheet [{entities}]>{SHEET_START}<row>{inline("&a10;")}</row>{SHEET_END}')


def entity_bomb():
    return zipped(xlsx_parts(laughs()))


def entity_bomb_in_strings():
    shared = laughs().replace("worksheet", "sst").replace("<sheetData>", "").replace("</sheetData>", "")
    return zipped(xlsx_parts(XML + SHEET_START + '<row><c t="s"><v>0</v></c></row>' + SHEET_END,
                             re.sub(r"<row>.*</row>", "<si><t>&a10;</t></si>", shared)))


def quadratic_bomb():
    entity = "A" * 100_000
    cells = inline("&a;" * 1000) * 20
    return zipped(xlsx_parts(f'{XML}<!DOCTYPE worksheet [<!ENTITY a "{entity}">]>{SHEET_START}<row>{cells}</row>'
                             f'{SHEET_END}'))


def external_entity():
    rows = "".join(map(row_xml, [HEADER, [*LESSON[:6], "&outside;", ""]]))
    return zipped(xlsx_parts(f'{XML}<!DOCTYPE worksheet [<!ENTITY outside SYSTEM "file:///etc/passwd">]>{SHEET_START}'
                             f'{rows}{SHEET_END}'))


def looping_fat():
    """Every sector of the container leads to itself."""
    data = bytearray(real_members()[0])
    fat = struct.unpack_from("<I", data, 76)[0]
    for number in range(128):
        struct.pack_into("<I", data, 512 * (fat + 1) + 4 * number, number)
    return bytes(data)


def far_cell():
    return zipped(xlsx_parts(XML + SHEET_START + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is>'
                             '</c></row>' + SHEET_END))


def bad_string_number():
    return zipped(xlsx_parts(XML + SHEET_START + '<row><c t="s"><v>4294967295</v></c></row>' + SHEET_END,
                             f'{XML}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'))


def deep_html():
    return b"<html><body>" + b"<table><tr><td>" * 300_000


def open_quote():
    return csv_bytes([HEADER]) + b'"' + b"04.09.2018;1\r\n" * 4_000_000


def wide_row():
    return csv_bytes([HEADER]) + b";" * 30_000_000 + b"\r\n"


def wrong_utf8():
    return b"\xef\xbb\xbf" + csv_bytes([HEADER, LESSON]) + b"05.09.2018;;1\xd0;;\xff\xfe;x;;\r\n"


def wrong_utf8_without_mark():
    return csv_bytes([HEADER, LESSON]) + b"05.09.2018;;1\xd0;;\xff\xfe;x;;\r\n"


def truncated_xls_in_zip():
    return zipped({"1.xls": truncated_xls()})


ROW_3 = r"(?i)(строк\w*:?\s+№?\s*|\b[A-ZА-Я])3\b"
COLUMN = r"(?i)дата|столб|колон"
RUSSIAN_PASSWORD = r"(?i)" r"парол|защищ|зашифр"
BAD_FILES = {
    "truncated_zip": BadFile("export.zip", truncated_zip),
    "damaged_member": BadFile("damaged.zip", damaged_member),
    "truncated_xls": BadFile("cut.xls", truncated_xls),
    "truncated_xls_in_zip": BadFile("one.zip", truncated_xls_in_zip, (r"1\.xls",)),
    "truncated_xlsx": BadFile("cut.xlsx", truncated_xlsx),
    "cut_sheet_xlsx": BadFile("half.xlsx", cut_sheet_xlsx),
    "encrypted_xls": BadFile("secret.xls", encrypted_xls, (RUSSIAN_PASSWORD,)),
    "encrypted_xlsx": BadFile("secret.xlsx", encrypted_xlsx, (RUSSIAN_PASSWORD,)),
    "encrypted_zip": BadFile("secret.zip", encrypted_zip, (RUSSIAN_PASSWORD,)),
    "sign_in_page": BadFile("report.xls", sign_in_page),
    "no_subject_xlsx": BadFile("nosubject.xlsx", lambda: xlsx(column_missing()), ("Предмет", "Лист1")),
    "no_subject_xls": BadFile("nosubject.xls", lambda: xls(column_missing()), ("Предмет", "Лист1")),
    "no_subject_csv": BadFile("nosubject.csv", lambda: csv_bytes(column_missing()), ("Предмет",)),
    "date_32_13": BadFile("date1.csv", lambda: csv_bytes(with_date("32.13.2018")), (ROW_3, COLUMN)),
    "date_30_02": BadFile("date2.xlsx", lambda: xlsx(with_date("30.02.2019")), (ROW_3, COLUMN, "Лист1")),
    "date_text": BadFile("date3.xls", lambda: xls(with_date("завтра")), (ROW_3, COLUMN, "Лист1")),
    "date_html": BadFile("date4.html", lambda: html_of(with_date("00.00.0000")), (ROW_3, COLUMN)),
    "date_serial": BadFile("date5.csv", lambda: csv_bytes(with_date("99999999999999999999")), (ROW_3,)),
    "expanding_xlsx": BadFile("big.xlsx", expanding_xlsx),
    "expanding_cell_xlsx": BadFile("bigcell.xlsx", expanding_cell_xlsx),
    "expanding_strings_xlsx": BadFile("bigstrings.xlsx", expanding_strings_xlsx),
    "expanding_csv": BadFile("big.zip", expanding_csv, (r"lessons\.csv",)),
    "nested_zips": BadFile("nested.zip", nested_zips),
    "entity_bomb": BadFile("laughs.xlsx", entity_bomb),
    "entity_bomb_in_strings": BadFile("laughs2.xlsx", entity_bomb_in_strings),
    "quadratic_bomb": BadFile("quadratic.xlsx", quadratic_bomb),
    "external_entity": BadFile("outside.xlsx", external_entity),
    "looping_fat": BadFile("loop.xls", looping_fat),
    "far_cell": BadFile("far.xlsx", far_cell, may_pass=True),
    "bad_string_number": BadFile("number.xlsx", bad_string_number),
    "deep_html": BadFile("deep.html", deep_html),
    "open_quote": BadFile("quote.csv", open_quote),
    "wide_row": BadFile("wide.csv", wide_row, may_pass=True),
    "wrong_utf8": BadFile("wrong.csv", wrong_utf8, (r"(?i)кодиров|utf-?8",)),
    "wrong_utf8_without_mark": BadFile("wrong2.csv", wrong_utf8_without_mark),
    "empty": BadFile("empty.xls", lambda: b"", (r"(?i)пуст",)),
    "random_bytes": BadFile("noise.xlsx", lambda: random.Random(5).randbytes(50_000)),
    "zeros": BadFile("zeros.csv", lambda: bytes(50_000)),
    "journal_xls": BadFile("journal.xls", lambda: xls(class_journal()), pupils=True),
    "journal_xlsx": BadFile("journal.xlsx", lambda: xlsx(class_journal()), pupils=True),
    "journal_csv": BadFile("journal.csv", lambda: csv_bytes(class_journal()), pupils=True),
    "journal_cp1251": BadFile("journal2.csv", lambda: csv_bytes(class_journal(), "cp1251"), pupils=True),
    "journal_html": BadFile("journal.html", lambda: html_of(class_journal()), pupils=True),
    "journal_zip": BadFile("journal.zip", lambda: zipped({"1a.xlsx": xlsx(class_journal())}), pupils=True),
    "pupils_as_dates": BadFile("pupils.csv", lambda: csv_bytes(pupils_in_the_date_column()), (ROW_3,), pupils=True),
}


def main(arguments):
    folder = pathlib.Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments[1:] or BAD_FILES:
        data = BAD_FILES[name].make()
        (folder / BAD_FILES[name].name).write_bytes(data)
        print(f"{name}: {BAD_FILES[name].name}, {len(data)} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
