"""Harmful and broken workbooks, made afresh: hostile.py FOLDER.  Made for tests/cli/hostile.sh, which says what becomes of each."""
import os
import random
import struct
import sys
import zipfile
import zlib

os.chdir(sys.argv[1])
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TOP = f'<Relationships><Relationship Id="r" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
# The sheets by which the template of 2019-20 is known, so that they are read; the first is the one that is spoilt.
NAMES = ["2. Cover", "5. Income", "6. Expenditure", "8. Metrics"]
WORKBOOK = (f'<workbook xmlns:r="{REL}"><sheets>'
            + "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(NAMES, 1)) + "</sheets></workbook>")
RELATIONS = ("<Relationships>"
             + "".join(f'<Relationship Id="r{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, 5))
             + f'<Relationship Id="s" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
STRINGS = "<sst><si><t>Area</t></si></sst>"


def sheet(rows, behind=""):
    return f"<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>"


CELL = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def book(path, parts=None, level=1, extra=(), how=zipfile.ZIP_DEFLATED):
    all_parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": TOP,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/sharedStrings.xml": STRINGS,
        **{f"xl/worksheets/sheet{i}.xml": sheet(CELL) for i in range(1, 5)},
    }
    all_parts.update(parts or {})
    with zipfile.ZipFile(path, "w", how, compresslevel=level) as z:
        for name, text in list(all_parts.items()) + list(extra):
            z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, compress_type=how)


def in_sheet(path, text, **more):
    book(path, {"xl/worksheets/sheet1.xml": text}, **more)


def forge(path, out, name, **fields):
    """A copy of an archive in which the directory says something else of one part."""
    places = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<I"), "size": (24, "<I"), "at": (42, "<I")}
    data = bytearray(open(path, "rb").read())
    at = data.find(b"PK\1\2")
    while data[at : at + 4] == b"PK\1\2":
        n, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        if data[at + 46 : at + 46 + n].decode() == name:
            for field, value in fields.items():
                struct.pack_into(places[field][1], data, at + places[field][0], value)
        at += 46 + n + extra + comment
    open(out, "wb").write(data)


SHEET1 = "xl/worksheets/sheet1.xml"
book("plain.xlsx")
whole = open("plain.xlsx", "rb").read()

# bombs
forge("plain.xlsx", "states-4-gb.xlsx", SHEET1, size=4000000000)
entry = 'x' * 200
book("states-10-gb.xlsx", extra=[(f"xl/media/{i}", entry) for i in range(12)])
for i in range(12):
    forge("states-10-gb.xlsx", "states-10-gb.xlsx", f"xl/media/{i}", size=900000000)
in_sheet("thousandfold.xlsx", sheet(" " * (20 << 20)), level=9)
in_sheet("lying.xlsx", sheet(" " * (64 << 20)), level=9)
forge("lying.xlsx", "lying.xlsx", SHEET1, size=1024)
in_sheet("nested.xlsx", whole + b" " * 2000)
entries = [(f"xl/media/{i}", "x" * 3000) for i in range(40)]
book("overlapping.xlsx", extra=entries, how=zipfile.ZIP_STORED)
data = bytearray(open("overlapping.xlsx", "rb").read())
at, first, size = data.find(b"PK\1\2"), None, None
while data[at : at + 4] == b"PK\1\2":
    n, extra, comment = struct.unpack_from("<HHH", data, at + 28)
    if data[at + 46 : at + 46 + n].startswith(b"xl/media/"):
        # one stretch of bytes, which begins at the first entry and reaches to the directory, for all of them
        if first is None:
            first = struct.unpack_from("<I", data, at + 42)[0]
        here = struct.unpack_from("<I", data, at + 42)[0]
        struct.pack_into("<II", data, at + 20, data.find(b"PK\1\2") - here - 200, data.find(b"PK\1\2") - here - 200)
    at += 46 + n + extra + comment
open("overlapping.xlsx", "wb").write(data)
book("many-parts.xlsx", extra=[(f"p{i}", "") for i in range(12000)], how=zipfile.ZIP_STORED)

# XML
laughs = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) + "]>"
in_sheet("laughs.xlsx", laughs + sheet('<row r="1"><c r="A1" t="str"><v>&j;</v></c></row>'))
book("laughs-workbook.xlsx", {"xl/workbook.xml": laughs + WORKBOOK})
book("entity.xlsx", {"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + WORKBOOK})
in_sheet("deep.xlsx", "<worksheet>" + "<a>" * 100000 + "</a>" * 100000 + "</worksheet>")
random.seed(4)
noise = random.randbytes(1 << 20).hex()
in_sheet("attribute.xlsx", f'<worksheet a="{noise * 50}"/>', how=zipfile.ZIP_STORED)

# paths
book("climbing.xlsx", {"xl/_rels/workbook.xml.rels": RELATIONS.replace("worksheets/sheet1.xml", "../../../../etc/passwd")},
     extra=[("../../../../etc/passwd", sheet(CELL)), ("/etc/shadow", "x")])
book("absolute.xlsx", {"xl/_rels/workbook.xml.rels": RELATIONS.replace("worksheets/sheet1.xml", "file:///etc/passwd")})
book("loop.xlsx", {"_rels/.rels": TOP.replace("xl/workbook.xml", "_rels/.rels")})
book("sheet-is-workbook.xlsx", {"xl/_rels/workbook.xml.rels": RELATIONS.replace("worksheets/sheet1.xml", "workbook.xml")})
book("two-sheets-one-part.xlsx", {"xl/workbook.xml": WORKBOOK.replace("</sheets>", '<sheet name="Again" r:id="r1"/></sheets>')})
book("two-parts-one-name.xlsx", extra=[("XL/Workbook.xml", "<workbook/>")])

# sizes
last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
in_sheet("last-cell.xlsx", sheet(last))
in_sheet("row-too-many.xlsx", sheet(last.replace("1048576", "1048577")))
in_sheet("column-too-many.xlsx", sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>'))
book("strings.xlsx", {"xl/sharedStrings.xml": "<sst>" + "".join(map("<si><t>%d</t></si>".__mod__, range(3000000))) + "</sst>"})
book("string-bytes.xlsx", {"xl/sharedStrings.xml": "<sst>" + "".join(f"<si><t>{noise[i:i + 30000]}</t></si>" for i in range(2000)) + "</sst>"},
     how=zipfile.ZIP_STORED)
in_sheet("merges.xlsx", sheet(CELL, "<mergeCells>" + "".join(map('<mergeCell ref="A%d:B1000000"/>'.__mod__, range(1, 1000000))) + "</mergeCells>"))
in_sheet("rows.xlsx", sheet("".join(map('<row r="%d"><c r="A%d"><v>1</v></c></row>'.__mod__, ((i, i) for i in range(1, 1048577))))))
in_sheet("columns.xlsx", sheet("".join('<row>' + "<c><v>1</v></c>" * 16384 + "</row>" for _ in range(60))))
in_sheet("blank-rows.xlsx", sheet("".join(map('<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>'.__mod__, ((i, i, i) for i in range(1, 1048577))))))

# work that grows as the square of the file: one relation's id many times, for many sheets; the formats told again and again
book("relations.xlsx", {
    "xl/workbook.xml": WORKBOOK.replace("</sheets>", "".join(map('<sheet name="s%d" r:id="q"/>'.__mod__, range(1000))) + "</sheets>"),
    "xl/_rels/workbook.xml.rels": RELATIONS.replace("</Relationships>", "".join(
        map(('<Relationship Id="q" Type="' + REL + '/worksheet" Target="none%d.xml"/>').__mod__, range(2000))) + "</Relationships>"),
}, extra=[(f"xl/filler{i}.xml", "x") for i in range(2000)])
book("styles.xlsx", {"xl/styles.xml": "<styleSheet><numFmts>" + "".join(
    map('<numFmt numFmtId="%d" formatCode="0"/>'.__mod__, range(60000, 0, -1))) + "</numFmts>" + "<cellXfs/>" * 20000 + "</styleSheet>"})
book("commands.xlsx", {"xl/workbook.xml": WORKBOOK.replace("</sheets>", '<sheet name="A&#27;[31mX&#10;bcf: all is well" r:id="none"/></sheets>')})

# files that are cut, locked or something else
os.mkdir("cut")
for i in range(50):
    open(f"cut/{i:02}.xlsx", "wb").write(whole[: len(whole) * i // 50])
ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
open("locked.xlsx", "wb").write(ole + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500)
open("old.xls", "wb").write(ole + "Workbook".encode("utf-16-le") + b"\0" * 500)
forge("plain.xlsx", "password.xlsx", SHEET1, flags=1)
forge("plain.xlsx", "bzip2.xlsx", SHEET1, method=12)
forge("plain.xlsx", "checksum.xlsx", SHEET1, crc=1)
for path, names in {"binary.xlsb": ["xl/workbook.bin"], "open.ods": ["mimetype", "content.xml"], "paper.docx": ["word/document.xml"],
                    "show.xlsx": ["ppt/presentation.xml"]}.items():
    with zipfile.ZipFile(path, "w") as z:
        for name in names:
            z.writestr(name, "<a/>")
open("empty.xlsx", "w").close()
open("text.xlsx", "w").write("Area,Amount\nSampleton,1\n")
