#!/usr/bin/env python3
"""Prints a workbook's cells as openpyxl, which knows nothing of ours, reads them: sheet, cell, kind, value; tabs between.

kind: n a number, as decimal text with as many decimals as its format shows; d a date; s a text; f a formula.
A line "frozen SHEET CELL" tells each sheet's panes, "footer SHEET TEXT" what is printed below.
"""
import datetime
import decimal
import sys
import zipfile

import openpyxl


def kind_and_text(cell):
    value = cell.value
    if cell.data_type == "f":
        return "f", str(value)
    if isinstance(value, datetime.datetime):
        return "d", value.strftime("%Y-%m-%d")
    if cell.data_type == "n":
        decimals = len(cell.number_format.partition(".")[2])
        return "n", f"{decimal.Decimal(repr(value)):.{decimals}f}"
    return "s", str(value)


broken = zipfile.ZipFile(sys.argv[1]).testzip()
if broken:
    sys.exit(f"broken entry {broken}")
for sheet in openpyxl.load_workbook(sys.argv[1]).worksheets:
    print("frozen", sheet.title, sheet.freeze_panes, sep="\t")
    print("footer", sheet.title, sheet.oddFooter.left.text, sep="\t")
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                print(sheet.title, cell.coordinate, *kind_and_text(cell), sep="\t")
