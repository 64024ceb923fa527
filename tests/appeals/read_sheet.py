"""Prints what an independent reader finds in a workbook: its sheet, the text of the printed header, every cell.

Usage: read_sheet.py FILE
"""

import datetime
import sys

import openpyxl


def main(path):
    sheet = openpyxl.load_workbook(path).active
    print("sheet", sheet.title)
    print("header", sheet.oddHeader.center.text)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            kind = "d" if isinstance(cell.value, datetime.datetime) else cell.data_type
            print(cell.coordinate, kind, cell.value)


if __name__ == "__main__":
    main(sys.argv[1])
