#!/bin/sh
# bcf check of workbooks: findings name sheet and cells, many files are read side by side, each has its line at the end.
. tests/cli/tap.sh
T='--today 2019-09-20'
GEN=../shared/bench/w1/gen.py
PYTHON=/usr/bin/python3

ids() {
	tr -d '\n' <"$1" | sed 's/{"id":"/\n/g' | sed -n 's/^\([^"]*\)","check":.*/\1/p' | sort
}

# ---- our own workbook ----

D=examples/doncaster-2019-20
run bcf convert $D "$tmp/plan.xlsx"
is_status 0
run bcf check $D $T --format json
cp "$tmp/out" "$tmp/folder.json"
run bcf check "$tmp/plan.xlsx" $T --format json
is_status 1
cp "$tmp/out" "$tmp/book.json"
ids "$tmp/folder.json" >"$tmp/folder.ids"
ids "$tmp/book.json" >"$tmp/book.ids"
true_that "there are findings" test -s "$tmp/folder.ids"
true_that "the findings of the folder" cmp -s "$tmp/folder.ids" "$tmp/book.ids"
true_that "the digest of the folder" test "$(digests_of $D)" = "$(digests_of "$tmp/plan.xlsx")"
ok "a workbook has the findings of the folder that it was made from"

out_has "\"source\":{\"file\":\"$tmp/plan.xlsx\",\"sheet\":\"Requirements\",\"cell\":\"D"
out_lacks '"line":1,"column"'
out_has '"reading":{"kind":"own",'
ok "JSON says file, sheet and cell"

run bcf check "$tmp/plan.xlsx" $T
is_status 1
out_like "Where +$tmp/plan.xlsx › [A-Z][A-Za-z ]+ › [A-Z]+[0-9]+"
out_lacks 'Read as'
ok "so does the text, and nothing is said of a workbook of ours that was read whole"

# ---- a blank cell ----

clean_plan blank
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "source") k = i } NR == 2 { $k = "" } { print }' OFS=, \
	"$tmp/blank/spend.csv" >"$tmp/spend.csv"
cp "$tmp/spend.csv" "$tmp/blank/spend.csv"
run bcf convert "$tmp/blank" "$tmp/blank.xlsx"
is_status 0
run bcf check "$tmp/blank.xlsx" $T --format json
line=$(head -n 2 "$tmp/spend.csv" | tail -n 1 | cut -d, -f1)
tr -d '\n' <"$tmp/out" | sed 's/{"table"/\n{"table"/g' |
	grep -F '"table":"spend"' | grep -F "\"key\":{\"line\":\"$line\"},\"column\":\"source\"" | head -n 1 >"$tmp/place"
true_that "a place in table spend, column source" test -s "$tmp/place"
true_that "with sheet and cell" grep -qE '"sheet":"Spend","cell":"[A-Z]+[0-9]+"' "$tmp/place"
ok "a blank cell has the column in which the other rows have theirs"

# ---- several ----

printf 'no workbook' >"$tmp/broken.xlsx"
run bcf check "$tmp/plan.xlsx" "$tmp/broken.xlsx" "$tmp/nothing.xlsx" policy/2019-20/cases/complete $T
is_status 2
out_like "^$tmp/plan.xlsx +[1-9][0-9]* +[0-9]+ +[0-9]+ +[0-9]+\$"
out_like "^$tmp/broken.xlsx +could not be read: "
out_like "^$tmp/nothing.xlsx +could not be read: there is no such file or folder\$"
out_like "^policy/2019-20/cases/complete +0 +0 +0 +0\$"
out_has '4 plans: 1 with errors, 1 without, 2 could not be read'
err_messages 2
ok "a file that cannot be read does not stop the others, and each has its line"

run bcf check --summary "$tmp/plan.xlsx" policy/2019-20/cases/complete $T
is_status 1
true_that "four lines" test "$(wc -l <"$tmp/out")" -eq 4
out_lacks 'ERROR'
err_empty
ok "--summary prints those lines and nothing else"

run bcf check --summary --format json "$tmp/plan.xlsx"
is_status 2
err_has '--summary prints lines for people'
run bcf check --only RNG-99 "$tmp/plan.xlsx" $D policy/2019-20/cases/complete $T
is_status 2
err_messages 1
err_has "policy 2019-20 has no check 'RNG-99'"
out_empty
ok "what is wrong with the command is said once, however many plans there are"

run bcf check "$tmp/plan.xlsx" $T -o "$tmp/plan.xlsx"
is_status 2
err_has 'is one of the plans to check and would be written over'
true_that "untouched" test "$(digests_of $D)" = "$(digests_of "$tmp/plan.xlsx")"
run bcf check $D $T --output "$tmp/list.csv"
is_status 1
out_empty
cp "$tmp/list.csv" "$tmp/list.kept"
run bcf check $D $T --format csv
true_that "the same as on standard output" cmp -s "$tmp/out" "$tmp/list.kept"
ok "-o writes what would be printed, by the ending of its name, and never over a plan"

for threads in 1 2 7; do
	bcf check --threads $threads $T --format json $D "$tmp/plan.xlsx" policy/20*/cases/complete >"$tmp/by$threads" 2>/dev/null
done
true_that "one and two threads" cmp -s "$tmp/by1" "$tmp/by2"
true_that "one and seven threads" cmp -s "$tmp/by1" "$tmp/by7"
true_that "something" test -s "$tmp/by1"
ok "the answer does not depend on the number of threads"

# ---- only some checks ----

run bcf check $T --format json policy/2019-20/cases/complete
whole=$(sed 's/.*"passed":\[\([^]]*\)\].*/\1/' "$tmp/out" | tr -d '"')
run bcf check $T --format json policy/2019-20/cases/complete --only "$whole"
is_status 0
true_that "all that passed, pass" test "$(sed 's/.*"passed":\[\([^]]*\)\].*/\1/' "$tmp/out" | tr -d '"')" = "$whole"
for id in $(printf '%s' "$whole" | tr ',' ' '); do
	bcf check $T --format json policy/2019-20/cases/complete --only "$id" >"$tmp/alone" 2>/dev/null
	grep -qF "\"passed\":[\"$id\"]" "$tmp/alone" || fault "$id does not pass when it is run alone"
done
ok "each check that passes among all passes alone, where only what it needs is loaded"

# ---- look-alikes of a national template ----

if [ -f $GEN ] && $PYTHON -c 'import xlsxwriter' 2>/dev/null; then
	$PYTHON $GEN "$tmp/books" 14 >/dev/null
	run bcf check "$tmp"/books/*.xlsx --only EXP-03 $T --format json
	is_status 1
	sed -n 's/^{"plan":"[^"]*\/\(bcf_[0-9]*\).xlsx".*"summary":{"error":1,.*/\1/p' "$tmp/out" | tr '\n' ' ' >"$tmp/found"
	true_that "in 003 and 013 and no other" test "$(cat "$tmp/found")" = "bcf_003 bcf_013 "
	out_count 2 '"difference":"12345.00","unit":"GBP"'
	grep -F 'bcf_003.xlsx' "$tmp/out" >"$tmp/one"
	true_that "the cell" grep -qF '"sheet":"6. Expenditure","cell":"S17"' "$tmp/one"
	true_that "the income" grep -qF '"sheet":"5. Income","cell":"C' "$tmp/one"
	ok "planted mismatches are found in the workbooks that have them and no others, with cell and difference"

	run bcf check "$tmp/books/bcf_003.xlsx" --only EXP-03 $T
	out_like '^Read as .* template: [0-9,]+ rows, [0-9,]+ blank rows?; [0-9,]+ values read, 0 not understood, '
	out_like 'Where +.*bcf_003.xlsx › 5. Income › C[0-9]+; 6. Expenditure › S14, S17 '
	ok "the text says how the template was read, and groups the cells of a sheet"

	run_limited 10 262144 bcf check "$tmp"/books/*.xlsx --summary $T
	is_status 1
	true_that "a line each" test "$(grep -c 'bcf_0.*xlsx' "$tmp/out")" -eq 14
	ok "fourteen templates are judged by every check"
else
	skip "look-alikes of the national template" "needs python3-xlsxwriter and what makes them"
fi

finish
