"""corpus.py XLSX_DUMP FILE: is every cell that the reader finds what openpyxl finds?  Prints what differs; exit 3 when openpyxl
cannot open the file, with its reason."""
import datetime
import subprocess
import sys
import warnings
from decimal import Decimal

import openpyxl

warnings.simplefilter("ignore")


def unescape(text):
    out, i = [], 0
    while i < len(text):
        if text[i] == "\\":
            out.append({"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[text[i + 1]])
            i += 1
        else:
            out.append(text[i])
        i += 1
    return "".join(out)


def to_second(value):
    return (value + datetime.timedelta(microseconds=500000)).replace(microsecond=0)


def plain(value):
    """As xlsx_plain of src/format/xlsx.h writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        value = to_second(value)
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, datetime.time):
        return to_second(datetime.datetime.combine(datetime.date(2000, 1, 1), value)).time().isoformat()
    if isinstance(value, (int, float)):
        text = format(Decimal("%.15g" % value), "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text
    # openpyxl leaves the escapes of control characters as they stand in the file
    return str(value).replace("_x000D_", "\r")


def ours(dump, path):
    sheets, cells = [], {}
    for line in subprocess.run([dump, path], capture_output=True, text=True, check=True, encoding="utf-8").stdout.split("\n"):
        fields = line.split("\t")
        if fields[0] == "SHEET":
            sheets.append(unescape(fields[1]))
        elif len(fields) == 5:
            cells[sheets[-1], fields[0]] = (fields[1], unescape(fields[4]))
    return sheets, cells


dump, path = sys.argv[1:]
try:
    book = openpyxl.load_workbook(path, data_only=True)
except Exception as e:  # whatever it stumbles over is its own affair
    print(f"{type(e).__name__}: {e}")
    sys.exit(3)
sheets, found = ours(dump, path)
theirs = {(s.title, c.coordinate): c.value for s in book.worksheets for c in s._cells.values() if c.value not in (None, "")}
if not book.sheetnames:
    print("openpyxl finds no sheets")
    sys.exit(3)
if sheets != book.sheetnames:
    print(f"sheets: {sheets}, not {book.sheetnames}")
for place in sorted(set(found) | set(theirs)):
    kind, value = found.get(place, ("none", ""))
    other = plain(theirs[place]) if place in theirs else ""
    if value != other:
        print(f"{place[0]} › {place[1]}: {kind} {value!r}, not {other!r}")
print(f"{len(found)} cells")
sys.exit(0)
