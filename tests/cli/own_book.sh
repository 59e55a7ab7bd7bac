#!/bin/sh
# bcf convert to and from .xlsx: our own workbook holds the plan without loss, says how it was read, and is there whole or not at all.
. tests/cli/tap.sh

# The workbook of $1 named $2, and back: the same files as without it.
comes_back() {
	run bcf convert "$1" "$tmp/$2.xlsx" --today 2019-09-20
	is_status 0
	out_empty
	err_empty
	run bcf convert "$tmp/$2.xlsx" "$tmp/$2.back" --quiet
	is_status 0
	out_empty
	err_empty
	run bcf convert "$1" "$tmp/$2.direct"
	diff -r "$tmp/$2.back" "$tmp/$2.direct" >"$tmp/diff" 2>&1 || fault "it differs: $(head -n 3 "$tmp/diff" | tr '\n' ' ')"
}

for plan in examples/* policy/*/cases/complete tests/frozen/package; do
	comes_back "$plan" "$(echo "$plan" | tr / _)"
done
ok "every example, every complete case and the frozen package come back from a workbook as they were"

run bcf synthesise "$tmp/nation" --areas 2 --years 2 --seed 7
is_status 0
for plan in "$tmp"/nation/*/*/; do
	[ -s "$plan/plan.csv" ] || continue
	made=$plan
	comes_back "$plan" "made_$(echo "${plan#"$tmp"/}" | tr / _)"
done
true_that "a made-up plan" test -n "${made:-}"
ok "made-up plans come back from a workbook as they were"

demo=$tmp/examples_demo.xlsx
true_that "the same digests" test "$(digests_of examples/demo)" = "$(digests_of "$demo")"
run bcf convert "$demo" "$tmp/demo.json" --quiet
run bcf convert examples/demo "$tmp/demo.direct.json"
true_that "the same JSON" cmp -s "$tmp/demo.json" "$tmp/demo.direct.json"
run bcf convert "$demo" "$tmp/again.xlsx" --quiet --today 2019-09-20
is_status 0
true_that "the same bytes" cmp -s "$demo" "$tmp/again.xlsx"
ok "a workbook has the plan's digests, and gives the same JSON and the same workbook"

run bcf check "$demo" --today 2019-09-20
is_status 1
out_has "RNG-01"
out_like "examples_demo.xlsx › Requirements › D[0-9]+"
ok "findings of a workbook name sheet and cell"

run bcf convert "$demo" "$tmp/told.json"
is_status 0
out_empty
err_has "Read as workbook written by bcf: "
err_has "0 blank rows; "
run bcf convert examples/demo "$tmp/not-told.json"
err_empty
ok "how a workbook was read is told, unless --quiet; a folder has nothing to tell"

cp "$demo" "$tmp/kept"
run bcf convert examples/doncaster-2019-20 "$demo"
is_status 2
out_empty
err_has "$demo"
err_has --force
err_messages 1
true_that "untouched" cmp -s "$demo" "$tmp/kept"
run bcf convert examples/doncaster-2019-20 "$demo" --force
is_status 0
true_that "replaced" test "$(digests_of examples/doncaster-2019-20)" = "$(digests_of "$demo")"
cp "$tmp/kept" "$demo"
ok "a workbook that is there is replaced only with --force"

clean_plan unknown
sed 's/2019-20/2098-99/g' "$tmp/unknown/plan.csv" >"$tmp/plan.csv" && cp "$tmp/plan.csv" "$tmp/unknown/plan.csv"
comes_back "$tmp/unknown" unknown_year
ok "a plan of a policy year that is not known is written without findings, and comes back"

for ending in csv xls xlsm ods; do
	run bcf convert examples/demo "$tmp/x.$ending"
	is_status 2
	err_has "x.$ending"
	true_that "nothing made" test ! -e "$tmp/x.$ending"
done
run bcf convert examples/demo "$tmp/nowhere/x.xlsx"
is_status 2
err_has "$tmp/nowhere/x.xlsx"
true_that "nothing made" test ! -e "$tmp/nowhere"
ok "other endings, and a folder that is not there, are refused by name"

(
	ulimit -f 8 2>/dev/null || exit 99
	trap '' XFSZ 2>/dev/null
	"$BCF" convert examples/doncaster-2019-20 "$demo" --force
) >"$tmp/out" 2>"$tmp/err"
status=$? last="bcf convert examples/doncaster-2019-20 demo.xlsx --force, with ulimit -f 8"
true_that "it failed" test "$status" -ne 0
true_that "what was there is there" cmp -s "$demo" "$tmp/kept"
true_that "no rest" test -z "$(ls -A "$tmp" | grep '^\.')"
ok "a write that fails half way leaves what was there, and no rest"

mkdir "$tmp/long"
cp examples/demo/*.csv "$tmp/long/"
{
	head -n 1 examples/demo/areas.csv
	awk 'BEGIN { printf "x,"; for (i = 0; i < 32768; i++) printf "n"; print ",,,," }'
} >"$tmp/long/areas.csv"
run bcf convert "$tmp/long" "$tmp/long.xlsx"
is_status 2
err_has "areas.csv:2:3"
err_has "name in row 1 of table areas is longer"
true_that "nothing made" test ! -e "$tmp/long.xlsx"
ok "a text that no cell can hold is refused with its place"

/usr/bin/python3 - "$demo" "$tmp/gone.xlsx" 2>"$tmp/err" <<'PY' || fault "openpyxl: $(cat "$tmp/err")"
import sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
del book["bcf"]
book.save(sys.argv[2])
PY
run bcf check "$tmp/gone.xlsx"
is_status 2
err_has "this looks like a workbook that bcf wrote, but its hidden sheet 'bcf' is gone"
ok "a workbook of ours without its hidden sheet is known for what it is"

# A partnership's own list: here the Spend sheet of a workbook, read by a map and not as ours.
cat >"$tmp/map.csv" <<'END'
does,block,sheet,find,below,take,tbl,col,keys,input,note
column,lines,Spend,Line,,,spend,line,period=2019-20,yes,
column,lines,Spend,Description,,,spend,description,period=2019-20,yes,
column,lines,Spend,Amount,,,spend,amount,period=2019-20,yes,
END
run bcf convert "$demo" "$tmp/list" --map "$tmp/map.csv"
is_status 0
lines=$(($(wc -l <examples/demo/spend.csv) - 1))
true_that "as many lines" test "$(($(wc -l <"$tmp/list/spend.csv") - 1))" -eq "$lines"
true_that "a plan of that name" grep -q examples_demo "$tmp/list/plan.csv"
err_has "In no map, and so not read"
run bcf convert "$demo" "$tmp/list2" --map "$tmp/no-such-map.csv"
is_status 2
err_has "$tmp/no-such-map.csv"
true_that "nothing made" test ! -e "$tmp/list2"
ok "a list of one's own is read by a map into a package"

finish
