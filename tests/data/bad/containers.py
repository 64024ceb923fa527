"""The containers of the bad files: ZIP, XLSX and OLE2 made by hand, where the usual libraries would write nothing bad."""

import io
import re
import struct
import zipfile
import zlib

import xlwt
import xlwt.CompoundDoc

EXPANSION_BYTES = 2 << 30


def zipped(files, flags=0):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2019, 1, 31, 5, 34, 12)), data, zipfile.ZIP_DEFLATED)
    data = bytearray(out.getvalue())
    if flags:
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            for match in re.finditer(re.escape(signature), bytes(data)):
                data[match.start() + offset] |= flags
    return bytes(data)


# --- XLSX by hand: openpyxl would write nothing bad ---------------------------------------------------------------

WORKBOOK = ('<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
            '2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            '<sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>')
RELATIONS = ('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
             '2006/relationships">{}</Relationships>')
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPES = ('<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
         'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
         '+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override '
         'PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
         'spreadsheetml.worksheet+xml"/>{}</Types>')
STRINGS_TYPE = ('<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                'spreadsheetml.sharedStrings+xml"/>')
SHEET_START = ('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
SHEET_END = "</sheetData></worksheet>"
XML = '<?xml version="1.0" encoding="UTF-8"?>'


def inline(text):
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>' if text else "<c/>"


def row_xml(row):
    return "<row>" + "".join(map(inline, row)) + "</row>"


def xlsx_parts(sheet, shared=None):
    relations = [f'<Relationship Id="rId1" Type="{OFFICE}worksheet" Target="worksheets/sheet1.xml"/>']
    parts = {"[Content_Types].xml": TYPES.format("" if shared is None else STRINGS_TYPE),
             "_rels/.rels": RELATIONS.format(
                 f'<Relationship Id="rId1" Type="{OFFICE}officeDocument" Target="xl/workbook.xml"/>'),
             "xl/workbook.xml": WORKBOOK}
    if shared is not None:
        relations.append(f'<Relationship Id="rId2" Type="{OFFICE}sharedStrings" Target="sharedStrings.xml"/>')
        parts["xl/sharedStrings.xml"] = shared
    parts["xl/_rels/workbook.xml.rels"] = RELATIONS.format("".join(relations))
    parts["xl/worksheets/sheet1.xml"] = sheet
    return parts


def xlsx(rows):
    return zipped(xlsx_parts(XML + SHEET_START + "".join(map(row_xml, rows)) + SHEET_END))


# --- OLE2: a small writer, for containers that xlwt cannot make ---------------------------------------------------

END_OF_CHAIN, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(streams):
    """A compound file of named streams; every stream is padded to 4096 bytes, so that none is a mini stream."""
    sectors, fat, entries = [], [], []
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        first, count = len(sectors), -(-len(data) // 512)
        sectors += [data[i * 512:(i + 1) * 512].ljust(512, b"\0") for i in range(count)]
        fat += [first + i + 1 for i in range(count - 1)] + [END_OF_CHAIN]
        entries.append((name, 2, first, len(data)))
    directory = len(sectors)
    listing = b"".join(_entry(*entry, number, len(entries)) for number, entry in
                       enumerate([("Root Entry", 5, END_OF_CHAIN, 0), *entries]))
    listing += _entry("", 0, 0, 0, 1, 0) * (-(len(entries) + 1) % 4)
    count = len(listing) // 512
    sectors += [listing[i * 512:(i + 1) * 512] for i in range(count)]
    fat += [directory + i + 1 for i in range(count - 1)] + [END_OF_CHAIN]
    tables = 1
    while tables * 128 < len(fat) + tables:
        tables += 1
    places = list(range(len(sectors), len(sectors) + tables))
    fat += [FAT] * tables
    fat += [FREE] * (tables * 128 - len(fat))
    head = struct.pack("<8s16xHHHHH6xIII4xIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, tables,
                       directory, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    head += struct.pack("<109I", *(places + [FREE] * (109 - tables)))
    return head + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name, kind, first, size, number, siblings):
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    # The streams form a chain of right siblings; the root points to the first of them.
    right = number + 1 if kind == 2 and number < siblings else FREE
    child = 1 if kind == 5 else FREE
    return struct.pack("<64sHBBIII16xI8x8xIII", text, len(text), kind, 1, FREE, right, child, 0, first, size, 0)


def biff(rows):
    """The BIFF8 stream of one sheet «Лист1»."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Лист1")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value:
                sheet.write(number, column, value)
    return book.get_biff_data()


def ole_of(stream):
    out = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(out, stream)
    return out.getvalue()


def xls(rows):
    return ole_of(biff(rows))


def expanding(name, start, unit, end, parts=None):
    """A ZIP whose member `name` unpacks to 2 GB: one deflated block, repeated, between a start and an end."""
    block = unit * ((1 << 20) // len(unit))
    repeat = EXPANSION_BYTES // len(block)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed_start = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    packed_block = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packed_end = packer.compress(end) + packer.flush(zlib.Z_FINISH)
    checksum = zlib.crc32(start)
    for _ in range(repeat):
        checksum = zlib.crc32(block, checksum)
    checksum = zlib.crc32(end, checksum)
    packed = packed_start + packed_block * repeat + packed_end
    size = len(start) + len(block) * repeat + len(end)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, data in (parts or {}).items():
            if other != name:
                archive.writestr(zipfile.ZipInfo(other, (2019, 1, 31, 5, 34, 12)), data, zipfile.ZIP_DEFLATED)
        info = zipfile.ZipInfo(name, (2019, 1, 31, 5, 34, 12))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.CRC, info.compress_size, info.file_size = checksum, len(packed), size
        info.header_offset = archive.fp.tell()
        archive.fp.write(info.FileHeader() + packed)
        archive.filelist.append(info)
        archive.NameToInfo[name] = info
        archive.start_dir = archive.fp.tell()
        archive._didModify = True
    return out.getvalue()
