#!/bin/sh
# bcf check --format xlsx: the findings of many plans as one workbook.
. tests/cli/tap.sh
T='--today 2019-09-20'
D=examples/doncaster-2019-20

# A part of the workbook $1, one element a line.
part() {
	unzip -p "$1" "$2" | sed 's/></>\n</g'
}
strings() {
	unzip -p "$1" xl/worksheets/sheet"$2".xml | sed 's/<\/t>/\n/g' | sed -n 's/.*<t[^>]*>//p'
}

if ! command -v unzip >/dev/null; then
	skip "a workbook of findings" "needs unzip"
	finish
fi

run bcf convert $D "$tmp/plan.xlsx"
printf 'no workbook' >"$tmp/broken.xlsx"
mkdir "$tmp/out of here"
run bcf check "$tmp/plan.xlsx" "$tmp/broken.xlsx" policy/2019-20/cases/complete $T -o "$tmp/out of here/findings.xlsx"
is_status 2
out_empty
err_messages 1
B="$tmp/out of here/findings.xlsx"
true_that "it is there" test -s "$B"
true_that "it is a whole archive" unzip -tq "$B"
true_that "nothing else is there" test "$(ls "$tmp/out of here" | wc -l)" -eq 1
ok "-o findings.xlsx writes a workbook, also when a plan could not be read"

part "$B" xl/workbook.xml >"$tmp/out"
out_has '<sheet name="Plans"'
out_has '<sheet name="Findings"'
strings "$B" 1 >"$tmp/out"
out_has "$tmp/plan.xlsx"
out_has 'policy/2019-20/cases/complete'
out_like 'archive|workbook'
true_that "a row a plan" test "$(part "$B" xl/worksheets/sheet1.xml | grep -c '<row ')" -eq 4
ok "sheet Plans has a row a plan, and says why one could not be read"

bcf check $D $T --format csv >"$tmp/list.csv" 2>/dev/null
n=$(bcf check $D $T --format json 2>/dev/null | tr -d '\n' | sed 's/{"id":"/\n{"id":"/g' | grep -c '^{"id":"')
part "$B" xl/worksheets/sheet2.xml >"$tmp/sheet2"
true_that "$n findings and a heading" test "$(grep -c '<row ' "$tmp/sheet2")" -eq $((n + 1))
cp "$tmp/sheet2" "$tmp/out"
out_like '<autoFilter ref="A1:Q[0-9]+"/>'
out_has 'state="frozen"'
ok "sheet Findings has a row a finding, a filter and a heading that stays"

strings "$B" 2 >"$tmp/out"
out_has 'RNG-01:doncaster:2019-20'
out_has 'Requirements'
out_has 'Cannot be checked yet'
out_like '^D[0-9]+$'
true_that "the difference is a number" grep -qE '<v>-85610</v>' "$tmp/sheet2"
true_that "what you have is a number" grep -qE '<v>7689000</v>' "$tmp/sheet2"
ok "a row has the cell, the id, and amounts that are numbers"

part "$B" xl/worksheets/_rels/sheet2.xml.rels >"$tmp/out"
out_like 'Target="\.\.[\\/]plan.xlsx" TargetMode="External"'
true_that "the place in that file" grep -qE "<hyperlink ref=\"I[0-9]+\" r:id=\"rId[0-9]+\" location=\"'Requirements'!D[0-9]+\"" "$tmp/sheet2"
ok "the cell is a link to the cell of the plan's workbook, from where the findings lie"

cp -R $D "$tmp/wild"
chmod -R u+w "$tmp/wild"
sed -i 's/,Doncaster,/,=1+1,/' "$tmp/wild/areas.csv"
run bcf check "$tmp/wild" $T -o "$tmp/wild.xlsx"
strings "$tmp/wild.xlsx" 2 >"$tmp/out"
out_has '=1+1'
true_that "no formula anywhere" test "$(unzip -p "$tmp/wild.xlsx" 'xl/worksheets/*.xml' | grep -c '<f>')" -eq 0
ok "nothing of a plan becomes a formula"

run bcf check policy/2019-20/cases/complete $T --format xlsx
cp "$tmp/out" "$tmp/piped.xlsx"
is_status 0
true_that "a workbook on standard output" unzip -tq "$tmp/piped.xlsx"
true_that "no folder left behind" test -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'bcf-check.*' -user "$(id -u)" -newer "$tmp/broken.xlsx" 2>/dev/null)"
ok "--format xlsx goes to standard output when that is no terminal"

run bcf check $D $T --format xlsx -o "$tmp/findings.txt"
is_status 2
err_has "a workbook's name ends in .xlsx"
run bcf check $D $T -o "$tmp/no/such/folder/f.xlsx"
is_status 2
err_has "$tmp/no/such/folder/f.xlsx"
run bcf schema spend --format xlsx
is_status 2
err_has '--format xlsx is not known here; write text, json or csv'
ok "a name or a place that cannot be written, and a command that writes no workbook, are refused"

bcf check --threads 1 $D policy/20*/cases/complete $T -o "$tmp/one.xlsx" 2>/dev/null
bcf check --threads 5 $D policy/20*/cases/complete $T -o "$tmp/five.xlsx" 2>/dev/null
strings "$tmp/one.xlsx" 2 >"$tmp/one"
strings "$tmp/five.xlsx" 2 >"$tmp/five"
true_that "something" test -s "$tmp/one"
true_that "the same rows in the same order" cmp -s "$tmp/one" "$tmp/five"
ok "rows stand in the order in which plans are named, whatever the number of threads"

finish
