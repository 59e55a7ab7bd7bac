#!/bin/sh
# A file that comes to a store again, late, to the wrong place or without saying what it was made from: nothing is doubled, undone or replaced in silence.
. tests/cli/tap.sh
export BCF_BY="A Person"
store=$tmp/s.db

# cell BOOK KEY HEADING VALUE...: cells of sheet Spend; a key that is not there is added, with the values of line e01.
cell() {
	/usr/bin/python3 - "$@" 2>"$tmp/err" <<'PY' || fault "openpyxl: $(cat "$tmp/err")"
import sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book["Spend"]
rows = list(sheet.iter_rows())
first = next(i for i, r in enumerate(rows) if r[0].value == "Line")
head = [c.value for c in rows[first]]
width = head.index(None) if None in head else len(head)
for key, heading, value in zip(*[iter(sys.argv[2:])] * 3):
    row = next((r for r in rows[first + 1:] if r[0].value == key), None)
    if row is None:
        like = next(r for r in rows[first + 1:] if r[0].value == "e01")
        row = next((r for r in rows[first + 1:] if r[0].value is None), None)
        row = row or [sheet.cell(len(rows) + 1, i + 1) for i in range(width)]
        rows.append(row)
        for i in range(width):
            row[i].value = like[i].value
        row[0].value = key
    row[head.index(heading)].value = float(value) if value.replace(".", "").isdigit() else value
book.save(sys.argv[1])
PY
}
take() {
	bcf store export "$store#demo${2:-}" "$tmp/$1" --force --quiet || fault "not exported: $1"
}
send() {
	name=$1
	shift
	run bcf store import "$store" "$tmp/$name" "$@"
}
# value LINE: what the head says of a line: its amount.
value() {
	rm -rf "$tmp/now"
	bcf convert "$store#demo" "$tmp/now" --quiet
	/usr/bin/python3 -c 'import csv,sys
print(" ".join(r["amount"] for r in csv.DictReader(open(sys.argv[1])) if r["line"] == sys.argv[2]))' "$tmp/now/spend.csv" "$1"
}
lines() {
	rm -rf "$tmp/now"
	bcf convert "$store#demo" "$tmp/now" --quiet
	expr "$(wc -l <"$tmp/now/spend.csv")" - 1
}

bcf store create "$store" --quiet
bcf store import "$store" examples/demo --as demo --message "first draft" >"$tmp/out"
count=$(lines)
for book in a b r1 r2 unchanged; do take $book.xlsx; done

# ---- twice ----
cell "$tmp/a.xlsx" e22 Description "A's line" e22 Amount 1000
cell "$tmp/b.xlsx" e22 Description "B's line" e22 Amount 1000
send a.xlsx --as demo --by "A Council"
is_status 0
send b.xlsx --as demo --by "B NHS"
is_status 0
out_has "theirs is e23 now"
true_that "both lines" test "$(lines)" -eq $((count + 2))
send b.xlsx --as demo --by "B NHS"
is_status 0
out_has "was saved as version 3 already, by B NHS"
send a.xlsx --as demo --by "A Council"
is_status 0
out_has "was saved as version 2 already, by A Council"
true_that "no line twice" test "$(lines)" -eq $((count + 2))
ok "a workbook that is sent again changes nothing"

cell "$tmp/b.xlsx" e22 Amount 1500
send b.xlsx --as demo --by "B NHS"
is_status 0
out_has "Saved version 4 of demo"
out_has "this file was saved as version 3 before"
true_that "its own line is raised" test "$(value e23)" = 1500.00
true_that "the other's is not" test "$(value e22)" = 1000.00
cell "$tmp/b.xlsx" e23 Description "B's second line" e23 Amount 70
send b.xlsx --as demo --by "B NHS"
is_status 0
true_that "one line more" test "$(lines)" -eq $((count + 3))
true_that "its first line stays" test "$(value e23)" = 1500.00
cell "$tmp/a.xlsx" e22 Amount 1100
send a.xlsx --as demo --by "A Council"
is_status 0
true_that "A's line" test "$(value e22)" = 1100.00
true_that "no line more" test "$(lines)" -eq $((count + 3))
run bcf store verify "$store"
is_status 0
ok "a workbook that is changed and sent again brings only what was changed since, to its own lines"

# One workbook in two hands.
cp "$tmp/r2.xlsx" "$tmp/r3.xlsx"
cell "$tmp/r2.xlsx" e05 Description "first hand"
cell "$tmp/r3.xlsx" e06 Description "second hand"
send r2.xlsx --as demo
is_status 0
send r3.xlsx --as demo
is_status 2
err_has "spend[e05].description"
err_has "--base 1"
err_has "--force"
send r3.xlsx --as demo --base 1
is_status 0
bcf convert "$store#demo" "$tmp/hands" --quiet
true_that "both" test "$(grep -c 'first hand\|second hand' "$tmp/hands/spend.csv")" -eq 2
ok "two people's copies of one workbook are told apart, and nothing of either is lost"

# ---- late ----
before=$(value e01)
cell "$tmp/r1.xlsx" e01 Amount 5000001
send r1.xlsx --as demo
is_status 0
take back.xlsx
cell "$tmp/back.xlsx" e01 Amount "$before"
send back.xlsx --as demo --by "NHS"
is_status 0
true_that "put back" test "$(value e01)" = "$before"
send r1.xlsx --as demo
is_status 0
out_has "already"
true_that "it stays put back" test "$(value e01)" = "$before"
ok "an old workbook does not undo a later decision"

take head.xlsx
take head
take head.json
cell "$tmp/back.xlsx" e02 Amount 1200001
send back.xlsx --as demo --by "NHS"
is_status 0
head=$(bcf store log "$store#demo" --format csv | sed -n '2s/,.*//p')
for form in head.xlsx head head.json; do
	send $form --as demo
	is_status 0
	out_has "has no changes since version $((head - 1)), from which it was taken; nothing was saved"
	out_has "To put version $((head - 1)) in the place of version $head: --replace"
	out_lacks "Nothing differs"
done
send head.xlsx --as demo --format json
out_has '"result":"same"'
ok "an unchanged file of an older version says so"

send head.json --as demo --replace
is_status 0
true_that "put back" test "$(value e02)" = 1200000.00
run bcf store import "$store" "$store#demo@$head" --as demo --replace
is_status 0
true_that "and forward" test "$(value e02)" = 1200001.00
ok "an older version is put in the place of the newest when that is said"

# By hand: nothing says what it was made from.
rm -rf "$tmp/hand"
bcf store export "$store#demo@2" "$tmp/hand" --quiet
rm "$tmp/hand/datapackage.json"
send hand --as demo
is_status 0
out_has "is version 2 as it was saved; version "
out_has "--replace"
sed -i 's/^e01,\(.*\)5000000.00/e01,\15000003.00/' "$tmp/hand/spend.csv"
send hand --as demo --by "C Person"
is_status 2
err_has "was saved by A Person on "
err_has "--base"
err_has "--replace"
send hand --as demo --by "C Person" --base 2
is_status 0
out_has "Saved version"
send hand --as demo --by "A Person"
is_status 2
err_has "was saved by C Person"
ok "a package that does not say what it was made from does not replace others' work in silence"

run bcf store import "$store" examples/doncaster-2019-20 --as demo --by "C Person"
is_status 2
err_has "seems to be another plan than $store#demo"
ok "another plan is not taken for this one"

# ---- where to ----
take named.xlsx
cell "$tmp/named.xlsx" e03 Description "named"
send named.xlsx --as dmeo
is_status 2
err_has "was taken from plan 'demo' of this store"
err_has "--as demo"
sed '/"taken"/,/}/d' "$tmp/head.json" >"$tmp/older.json"
send older.json --as dmeo
is_status 2
err_has "was taken from plan 'demo' of this store"
send older.json --as other --force
is_status 0
out_has "Saved version 1 of other"
send named.xlsx
is_status 0
out_has " of demo"
send hand
is_status 2
err_has "--as ID"
ok "a file goes to the plan that it was taken from"

bcf store branch "$store#demo" alt --quiet
take alt.xlsx @alt
cell "$tmp/alt.xlsx" e03 Description "alternative"
send alt.xlsx
is_status 0
out_has ", on branch alt"
bcf store export "$store#demo@alt" "$tmp/alt.json" --quiet
sed '/"taken"/,/}/d; s/alternative/another/' "$tmp/alt.json" >"$tmp/lost.json"
send lost.json --as demo
is_status 2
err_has "was taken from branch alt (version "
err_has "say --branch alt"
send lost.json --as demo --branch alt
is_status 0
take main.xlsx
cell "$tmp/main.xlsx" e03 Description "main"
send main.xlsx
is_status 0
out_has ", on branch main"
ok "what was taken from a branch goes back to it, and the branch is named"

# ---- what is told ----
run bcf store export "$store#demo@2" "$tmp/two.json"
is_status 0
err_has "version 2 of demo, saved by A Council on "
err_has "written to $tmp/two.json"
bcf store export "$store#demo" "$tmp/agree" --quiet
printf 'line,organisation,person,date\ne01,sampleton_ccg,Kim Model,2019-09-05\n' >"$tmp/agree/agreed.csv"
send agree --as demo
out_has "records that NHS Sampleton CCG (made up) agreed line e01 (Kim Model, 2019-09-05)"
ok "whose agreement a file records is told, and what was taken out"

take worse.xlsx
cell "$tmp/worse.xlsx" e01 Amount 9000000
send worse.xlsx
is_status 0
out_like "^  errors: [0-9]+ before, [0-9]+ now; 'bcf check $store#demo' shows them$"
cell "$tmp/worse.xlsx" e01 Amount 9000001
send worse.xlsx --quiet
out_lacks "errors:"
ok "each save says whether the plan has more errors than before"

take x.xlsx
take y.xlsx
cell "$tmp/x.xlsx" e01 Amount 1 e02 Amount 2
cell "$tmp/y.xlsx" e01 Amount 3 e02 Amount 4 e03 Amount 5
send x.xlsx
send y.xlsx --take ours
is_status 0
out_has "merged with version"
out_has "1 change from this plan; 2 settled as the store's"
ok "what was settled otherwise is not counted as taken"

take z.xlsx
cell "$tmp/z.xlsx" e01 Amount 12
send z.xlsx --message "about 943 476 5919"
is_status 2
err_has "--message holds an NHS number"
true_that "not repeated" test "$(grep -c "943 476 5919" "$tmp/err")" -eq 0
send z.xlsx --message "about AB123456C"
is_status 2
ok "a message that holds an NHS or National Insurance number is refused"

run bcf store verify "$store"
is_status 0
bcf store export "$store" --all "$tmp/all" --quiet
run bcf store import "$tmp/new.db" "$tmp/all" --all
is_status 0
true_that "the same heads" test "$(bcf store head "$tmp/new.db" | tail -n 1)" = "$(bcf store head "$store" | tail -n 1)"
run bcf store import "$tmp/new.db" "$tmp/b.xlsx"
is_status 0
out_has "already"
ok "it verifies, and goes out and in with everything"

finish
