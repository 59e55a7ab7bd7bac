#!/bin/sh
# bcf fill: a plan goes into the official workbook, and nothing else of that workbook changes.
. tests/cli/tap.sh

run bcf fill
is_status 2
err_has "name the workbook to fill and the plan"
run bcf fill a.xlsx examples/demo
is_status 2
err_has "-o OUT.xlsx"
run bcf fill a.xlsx examples/demo -o "$tmp/x.xlsx" --split population
is_status 2
err_has "--area"
run bcf fill "$tmp/absent.xlsx" examples/demo -o "$tmp/x.xlsx"
is_status 2
err_has "$tmp/absent.xlsx"
run bcf fill examples/demo/plan.csv examples/demo -o "$tmp/x.xlsx"
is_status 2
err_has "examples/demo/plan.csv"
true_that "nothing made" test ! -e "$tmp/x.xlsx"
ok "without a workbook, a plan or a place to write to, fill says what is missing"

if ! command -v python3 >/dev/null 2>&1; then
	skip "workbooks before and after are compared" "there is no python3"
	finish
fi
cat >"$tmp/cells.py" <<'END'
"""set, empty, same and added: changes to workbooks and what differs between two.  empty IN OUT: the same workbook with its input cells empty.  set IN OUT SHEET CELL XML: one cell of sheet number SHEET.
same BEFORE AFTER REPORT: only the cells that the report calls filled differ; prints how many."""
import json, re, sys, zipfile
CELL = rb'<c r="([A-Z]+\d+)"((?: s="\d+")?)(?: t="\w+")?(?:/>|>(?:(?!</c>).)*</c>)'
def number(s):
    n = 0
    for ch in s: n = n * 26 + ord(ch) - 64
    return n
def cells(text):
    a, b = (text.split(":") * 2)[:2]
    (c1, r1), (c2, r2) = [re.match(r"([A-Z]+)(\d+)", x).groups() for x in (a, b)]
    for c in range(number(c1), number(c2) + 1):
        for r in range(int(r1), int(r2) + 1): yield chr(64 + c) + str(r)
INPUTS = {2: "C6:C8 C10 C21:D32", 4: " ".join("B%d" % (4 + 3 * k) for k in range(14)), 5: "C10:C24 D27:D40 C64:C65",
    6: "A12:P411 R12:U411", 7: "D9:F17", 8: "C7:F7 C15:F15 C23:F23 C31:F31 B10 B18 B26 B34", 9: "D7:E16"}
def rewrite(before, after, change):
    with zipfile.ZipFile(before) as z, zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as out:
        for i in z.infolist():
            m = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", i.filename)
            data = z.read(i.filename)
            out.writestr(i, change(int(m.group(1)), data) if m else data)
def empty(sheet, data):
    wanted = {c.encode() for r in INPUTS.get(sheet, "").split() for c in cells(r)}
    return re.sub(CELL, lambda m: b'<c r="%s"%s/>' % (m.group(1), m.group(2)) if m.group(1) in wanted and b"<f>" not in m.group(0)
        else m.group(0), data, flags=re.S)
def same(before, after, report, added=False):
    """With `added` cells and rows may have come in, and the sheet named bcf holds another digest and other counts of rows."""
    filled = {"bcf": {b"B%d" % n for n in range(1, 9)} | {b"D%d" % n for n in range(1, 99)}} if added else {}
    for x in json.load(open(report))["filled"]: filled.setdefault(x["sheet"], set()).add(x["cell"].encode())
    a, b = zipfile.ZipFile(before), zipfile.ZipFile(after)
    assert a.namelist() == b.namelist(), "the parts are not the same"
    names = re.findall(r'<sheet name="([^"]*)"', a.read("xl/workbook.xml").decode())
    changed = 0
    for name in a.namelist():
        x, y = a.read(name), b.read(name)
        m = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
        if name == "xl/workbook.xml":
            assert re.sub(rb' fullCalcOnLoad="1"', b"", x) == re.sub(rb' fullCalcOnLoad="1"', b"", y), name
            assert b'fullCalcOnLoad="1"' in y
        elif m and filled.get(names[int(m.group(1)) - 1]):
            ours = filled[names[int(m.group(1)) - 1]]
            def cut(t):
                if not added:
                    return re.sub(CELL, lambda c: b"<c %s%s>" % (c.group(1), c.group(2)) if c.group(1) in ours else c.group(0), t, flags=re.S)
                t = re.sub(CELL, lambda c: b"" if c.group(1) in ours else c.group(0), t, flags=re.S)
                return re.sub(rb'<row r="\d+"[^>]*></row>|<row r="\d+"[^>]*/>|<dimension [^>]*>', b"", t)
            assert cut(x) == cut(y), "another cell changed in " + name
            assert x != y, "nothing changed in " + name
            changed += len(ours)
        else:
            assert x == y, name
    print(changed)
if sys.argv[1] == "empty": rewrite(sys.argv[2], sys.argv[3], empty)
elif sys.argv[1] == "set":
    where, text = sys.argv[5].encode(), sys.argv[6].encode()
    rewrite(sys.argv[2], sys.argv[3], lambda s, d: d if s != int(sys.argv[4]) else
        re.sub(CELL, lambda m: b'<c r="%s"%s>%s</c>' % (m.group(1), m.group(2), text) if m.group(1) == where else m.group(0), d, flags=re.S))
else: same(*sys.argv[2:5], added=sys.argv[1] == "added")
END

# Our own workbook, with a column of somebody's own.
bcf convert examples/demo "$tmp/mine.xlsx"
python3 - "$tmp/mine.xlsx" "$tmp/own.xlsx" <<'END'
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z, zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as out:
    names = re.findall(r'<sheet name="([^"]*)"', z.read("xl/workbook.xml").decode())
    for i in z.infolist():
        data = z.read(i.filename)
        if i.filename == "xl/worksheets/sheet%d.xml" % (names.index("Spend") + 1):
            for row, value in ((4, "Ours"), (5, "asked on Monday"), (7, "ok")):
                data = re.sub(rb'(<row r="%d"[^>]*>.*?)(</row>)' % row,
                    lambda m: m.group(1) + b'<c r="Z%d" t="inlineStr"><is><t>%s</t></is></c>' % (row, value.encode()) + m.group(2), data, count=1, flags=re.S)
        out.writestr(i, data)
END
run bcf fill "$tmp/own.xlsx" examples/demo -o "$tmp/own2.xlsx"
is_status 0
out_has "Cells filled: 0; left: 0; refused: 0."
true_that "the same bytes" cmp -s "$tmp/own.xlsx" "$tmp/own2.xlsx"
ok "our own workbook that holds the plan already stays as it is"

cp -R examples/demo "$tmp/newer"
chmod -R u+w "$tmp/newer"
rm -f "$tmp/newer/datapackage.json"
sed '2s/,5000000.00,/,5000001.25,/;3d;$s/^[^,]*,/zz9,/;4{p;s/^[^,]*,/zz8,/}' examples/demo/spend.csv >"$tmp/newer/spend.csv"
printf 'New words.\n\nAnd more.\n' >"$tmp/newer/narrative/zz_new.md"
run bcf fill "$tmp/own.xlsx" "$tmp/newer" -o "$tmp/own2.xlsx" --replace --force --format json
is_status 0
cp "$tmp/out" "$tmp/report.json"
bcf convert "$tmp/newer" "$tmp/newer.json"
bcf convert "$tmp/own2.xlsx" "$tmp/own2.json" >/dev/null 2>&1
true_that "the newer plan" cmp -s "$tmp/newer.json" "$tmp/own2.json"
run python3 "$tmp/cells.py" added "$tmp/own.xlsx" "$tmp/own2.xlsx" "$tmp/report.json"
is_status 0
ok "a newer plan goes into somebody's copy: values, new rows, rows gone; and their column and all else stay byte for byte"

run bcf fill "$tmp/own.xlsx" "$tmp/newer" -o "$tmp/own3.xlsx"
is_status 1
out_has "spend e02: is no longer in the plan; --replace empties the row"
bcf convert "$tmp/own3.xlsx" "$tmp/own3" >/dev/null 2>&1
true_that "it is there still" grep -q '^e02,' "$tmp/own3/spend.csv"
ok "without --replace a row that the plan no longer has stays and is listed"

cp -R examples/demo "$tmp/words"
chmod -R u+w "$tmp/words"
rm -f "$tmp/words/datapackage.json" "$tmp/words/narrative/zz_new.md"
first=$(ls "$tmp/words/narrative" | head -n 1) second=$(ls "$tmp/words/narrative" | sed -n 2p)
echo 'Other words.' >>"$tmp/words/narrative/$first"
rm "$tmp/words/narrative/$second"
sed '2s/,5000000.00,/,[c],/;4s/,1400000.00,/,1400001.00,/' examples/demo/spend.csv >"$tmp/words/spend.csv"
sheet=$(python3 -c 'import re, sys, zipfile
print(re.findall(r"<sheet name=\"([^\"]*)\"", zipfile.ZipFile(sys.argv[1]).read("xl/workbook.xml").decode()).index("Spend") + 1)' "$tmp/own.xlsx")
python3 "$tmp/cells.py" set "$tmp/own.xlsx" "$tmp/sum.xlsx" "$sheet" Q7 '<f>700000*2</f><v>1400000</v>'
run bcf fill "$tmp/sum.xlsx" "$tmp/words" -o "$tmp/own4.xlsx"
is_status 1
out_has "refused: 3."
out_like "Spend › Q7 +spend e03 amount = 1400001.00: holds a formula, which is never overwritten"
out_like "narrative ${first%.md} .*: the workbook's text differs; change it there"
out_like "narrative ${second%.md} .*: is no longer in the plan; take its rows out"
out_like "Spend › Q5 +spend e01 amount = \[c\]: in place of '5000000.00'"
ok "a formula of their own, and a narrative that differs, are refused and listed"

python=
for p in python3 /usr/bin/python3; do
	[ -n "$python" ] || ! $p -c 'import xlsxwriter' 2>/dev/null || python=$p
done
gen=../shared/bench/w1/gen.py
if [ -z "$python" ] || [ ! -f "$gen" ]; then
	skip "a plan goes into an emptied look-alike of the national template" "needs $gen and python3-xlsxwriter"
	finish
fi
$python "$gen" "$tmp/books" 2 >/dev/null || { echo "Bail out! $gen failed"; exit 2; }

book=$tmp/books/bcf_000.xlsx
$python "$tmp/cells.py" empty "$book" "$tmp/template.xlsx"
cp "$tmp/template.xlsx" "$tmp/template.kept"
bcf convert "$book" "$tmp/plan" >/dev/null 2>&1
true_that "a plan" test -s "$tmp/plan/spend.csv"

run bcf fill "$tmp/template.xlsx" "$tmp/plan" -o "$tmp/filled.xlsx" --format json
is_status 0
err_empty
cp "$tmp/out" "$tmp/report.json"
true_that "the template is as it was" cmp -s "$tmp/template.xlsx" "$tmp/template.kept"
bcf convert "$tmp/filled.xlsx" "$tmp/again" >/dev/null 2>&1
true_that "the same plan" diff -r "$tmp/plan" "$tmp/again"
ok "a plan that goes into an emptied template is read back from it as it was"

run $python "$tmp/cells.py" same "$tmp/template.xlsx" "$tmp/filled.xlsx" "$tmp/report.json"
is_status 0
true_that "hundreds of cells" test "$(cat "$tmp/out")" -gt 500
true_that "the count of the report" grep -q "\"filled\":$(cat "$tmp/out")," "$tmp/report.json"
ok "every part of the file is the same, byte for byte, but the cells that the report names"

run bcf fill "$tmp/filled.xlsx" "$tmp/plan" -o "$tmp/twice.xlsx"
is_status 0
out_has "Cells filled: 0;"
out_has "holds this already"
out_like "and [0-9]+ more; --format json lists them all"
true_that "the same bytes" cmp -s "$tmp/filled.xlsx" "$tmp/twice.xlsx"
ok "what is in the workbook already is left, and a fill that changes nothing changes no byte"

run bcf fill "$tmp/template.xlsx" "$tmp/plan" -o "$tmp/filled.xlsx"
is_status 2
out_empty
err_has "$tmp/filled.xlsx"
err_has --force
ok "a workbook that is there is not replaced"

cp "$tmp/template.xlsx" "$tmp/kept.xlsx"
for named in "$tmp/kept.xlsx"; do
	run bcf fill "$named" "$tmp/plan" -o "$named" --force --replace
	is_status 2
	err_has "is the template and would be written over"
done
bcf convert "$tmp/plan" "$tmp/plan-book.xlsx" >/dev/null 2>&1
run bcf fill "$tmp/template.xlsx" "$tmp/plan-book.xlsx" -o "$tmp/plan-book.xlsx" --force
is_status 2
err_has "is the plan and would be written over"
run bcf fill "$tmp/template.xlsx" "$tmp/plan" -o "$tmp/name.xls"
is_status 2
err_has "a workbook's name ends in .xlsx"
ok "neither the template nor the plan is ever written over, whatever the flags"

$python "$tmp/cells.py" set "$tmp/filled.xlsx" "$tmp/taken.xlsx" 6 S12 '<v>4</v>'
$python "$tmp/cells.py" set "$tmp/taken.xlsx" "$tmp/taken2.xlsx" 6 S13 '<f>2+3</f><v>5</v>'
run bcf fill "$tmp/taken2.xlsx" "$tmp/plan" -o "$tmp/part.xlsx"
is_status 1
out_has "refused: 2."
out_like "6. Expenditure +spend 1, £[0-9,.]+: row 12 holds this line with other values \(.*\) and is left as it is; --replace replaces the row"
out_like "6. Expenditure › S13 +spend 2 amount = [0-9.]+: holds a formula, which is never overwritten"
out_like "^£[0-9,.]+ of spending in the plan is not in this file"
true_that "written" test -s "$tmp/part.xlsx"
bcf convert "$tmp/part.xlsx" "$tmp/part" >/dev/null 2>&1
true_that "the value that was there" grep -q '^1,.*,4.00,' "$tmp/part/spend.csv"
ok "a row with another value and a formula are refused, and the sum that is not in the file is told"

run bcf fill "$tmp/taken2.xlsx" "$tmp/plan" -o "$tmp/part.xlsx" --replace --force
is_status 1
out_has "refused: 1."
out_has "in place of '4'"
out_has "holds a formula"
ok "--replace replaces a value that differs and never a formula"

$python "$tmp/cells.py" set "$tmp/template.xlsx" "$tmp/ninety.xlsx" 6 A12 '<v>99</v>'
run bcf fill "$tmp/ninety.xlsx" "$tmp/plan" -o "$tmp/part.xlsx" --format json --force
is_status 0
lines=$(($(wc -l <"$tmp/plan/spend.csv") - 1))
out_has "row 12 holds another line (99), so this one goes to row $((12 + lines))"
out_has '"spend_missing":"0.00"'
bcf convert "$tmp/part.xlsx" "$tmp/part2" >/dev/null 2>&1
true_that "the row stays as it was" test "$(grep -c '^1,.*,99,' "$tmp/part2/spend.csv")" -eq 1
true_that "and all lines are in" test "$(wc -l <"$tmp/part2/spend.csv")" -eq $((lines + 2))
ok "a row that holds another line is not mixed with the plan's: that one goes to the next empty row"

sed '2s/^\([^,]*\),[^,]*/\1,Another Board/' "$tmp/plan/areas.csv" >"$tmp/areas.csv"
cp -R "$tmp/plan" "$tmp/theirs"
cp "$tmp/areas.csv" "$tmp/theirs/areas.csv"
rm -f "$tmp/theirs/datapackage.json"
run bcf fill "$book" "$tmp/theirs" -o "$tmp/never.xlsx" --replace --force
is_status 2
err_has "this template is for "
err_has "the plan is of Another Board"
true_that "nothing made" test ! -e "$tmp/never.xlsx"
ok "a template that names another board is not filled, whatever the flags"

$python "$tmp/cells.py" set "$tmp/template.xlsx" "$tmp/brought.xlsx" 5 C62 '<v>7</v>'
run bcf fill "$tmp/brought.xlsx" "$tmp/plan" -o "$tmp/part.xlsx" --replace --force
is_status 1
out_has "comes filled in with '7'"
ok "what the template brings filled in is not replaced, also with --replace"

cp -R "$tmp/plan" "$tmp/more"
printf 'risk,description\nr1,A risk\n' >"$tmp/more/risks.csv"
rm -f "$tmp/more/datapackage.json"
run bcf fill "$tmp/template.xlsx" "$tmp/more" -o "$tmp/part.xlsx" --force
is_status 0
out_has "  risks: risk 1, description 1"
ok "what of the plan has no cell in the template is listed"

# Two boards.
cp -R "$tmp/plan" "$tmp/two"
rm -f "$tmp/two/datapackage.json"
sed '$a east,East Board' "$tmp/plan/areas.csv" >"$tmp/two/areas.csv"
own=$(sed -n '2s/,.*//p' "$tmp/plan/areas.csv")
sed "2s/,$own,/,*,/;3s/,$own,/,east,/" "$tmp/plan/spend.csv" >"$tmp/two/spend.csv"
amount=$(sed -n '2s/^.*,\([0-9]*\.[0-9][0-9]\),[a-z]*$/\1/p' "$tmp/two/spend.csv")
true_that "an amount" test -n "$amount"
run bcf fill "$tmp/template.xlsx" "$tmp/two" -o "$tmp/two.xlsx"
is_status 2
err_has "2 areas (east, $own)"
err_has "--area"
run bcf fill "$tmp/template.xlsx" "$tmp/two" -o "$tmp/two.xlsx" --area west
is_status 2
err_has "no area 'west'"
run bcf fill "$tmp/template.xlsx" "$tmp/two" -o "$tmp/two.xlsx" --area "$own"
is_status 2
err_messages 1
err_has "$tmp/two/spend.csv:2:"
err_has "has no split"
run bcf fill "$tmp/template.xlsx" "$tmp/two" -o "$tmp/two.xlsx" --area "$own" --split "$own=1/2; east=1/3"
is_status 2
err_has "add to less than 1"
true_that "nothing made" test ! -e "$tmp/two.xlsx"
ok "a plan of several areas needs --area, and amounts of the whole partnership a split that adds to 1"

run bcf fill "$tmp/template.xlsx" "$tmp/two" -o "$tmp/two.xlsx" --area "$own" --split "$own=2/3; east=1/3" --format json
is_status 0
true_that "two thirds" $python - "$tmp/out" "$amount" <<'END'
import json, sys
from fractions import Fraction
r = json.load(open(sys.argv[1]))
a, = r["split"]["amounts"]
assert a["table"] == "spend" and a["key"] == "1" and Fraction(a["whole"]) == Fraction(sys.argv[2])
assert abs(Fraction(a["share"]) - Fraction(a["whole"]) * 2 / 3) < Fraction(1, 100)
assert {"table": "spend", "why": "of other areas", "rows": 1} in r["split"]["left_out"]
cell, = [x for x in r["filled"] if x["what"] == "spend 1 amount"]
assert cell["value"] == a["share"]
END
ok "one board's workbook holds its share to the penny, and the report shows rule, whole and share"

sed 's/,2019-20,/,2015-16,/' "$tmp/plan/plan.csv" >"$tmp/more/plan.csv"
run bcf fill "$tmp/template.xlsx" "$tmp/more" -o "$tmp/other.xlsx"
is_status 2
err_has "use that year's template"
printf 'not a workbook' >"$tmp/no.xlsx"
run bcf fill "$tmp/no.xlsx" "$tmp/plan" -o "$tmp/other.xlsx"
is_status 2
err_has "$tmp/no.xlsx"
true_that "nothing made" test ! -e "$tmp/other.xlsx"
ok "the template of another year, and what is no workbook, are refused"

cp -R policy "$tmp/policy"
echo 'ends,spend,6. Expenditure,5 rows,,,,,,,' >>"$tmp/policy/2019-20/workbook.csv"
run bcf fill "$tmp/template.xlsx" "$tmp/plan" -o "$tmp/short.xlsx" --policy-path "$tmp/policy"
is_status 1
out_like "spend 6, £[0-9,.]+: no room: the template has 5 rows"
bcf convert "$tmp/short.xlsx" "$tmp/short" >/dev/null 2>&1
true_that "five lines and the heading" test "$(wc -l <"$tmp/short/spend.csv")" -eq 6
ok "rows that the template has no room for are refused one by one"

# In a spreadsheet program: totals are those of the new values.
if ! command -v soffice >/dev/null 2>&1; then
	skip "formulas are calculated from what was filled in" "there is no soffice"
	finish
fi
sed "2s/,$amount,/,0.00,/" "$tmp/plan/spend.csv" >"$tmp/more/spend.csv"
cp "$tmp/plan/plan.csv" "$tmp/more/plan.csv"
run bcf fill "$tmp/template.xlsx" "$tmp/more" -o "$tmp/sums.xlsx"
mkdir -p "$tmp/office/user"
cat >"$tmp/office/user/registrymodifications.xcu" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
END
run timeout 120 soffice "-env:UserInstallation=file://$tmp/office" --headless --convert-to \
	'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3' --outdir "$tmp/office" "$tmp/sums.xlsx"
true_that "the total of income less that of spending is what was taken away" \
	awk -F, -v wanted="${amount%.00}" '$2 == "Total" { found = ($5 == wanted && $3 - $4 == wanted) } END { exit !found }' "$tmp/office/sums-3. Summary.csv"
ok "formulas are calculated from what was filled in"

finish
