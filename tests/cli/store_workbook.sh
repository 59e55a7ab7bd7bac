#!/bin/sh
# Workbooks and packages that were taken offline come back to a store: they know what they were made from, and are merged with what others saved.
. tests/cli/tap.sh
export BCF_BY="A Person"
store=$tmp/s.db
day=2019-09-20

# edit BOOK KEY HEADING VALUE...: cells of sheet Spend, by the line's key and the column's heading.
edit() {
	/usr/bin/python3 - "$@" 2>"$tmp/err" <<'PY' || fault "openpyxl: $(cat "$tmp/err")"
import sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book["Spend"]
rows = list(sheet.iter_rows())
head = next(r for r in rows if r[0].value == "Line")
for key, heading, value in zip(*[iter(sys.argv[2:])] * 3):
    at = [c.value for c in head].index(heading)
    row = next(r for r in rows if r[0].value == key)
    row[at].value = float(value) if value.replace(".", "").isdigit() else value
book.save(sys.argv[1])
PY
}

bcf store create "$store" --quiet
bcf store import "$store" examples/demo --as demo --message "first draft" --today $day >"$tmp/out"
for book in council nhs third; do
	run bcf store export "$store#demo" "$tmp/$book.xlsx" --today $day
	is_status 0
done
true_that "the same digests" test "$(digests_of "$store#demo")" = "$(digests_of "$tmp/nhs.xlsx")"
edit "$tmp/council.xlsx" e01 Amount 5000100
edit "$tmp/nhs.xlsx" e02 Amount 1200050 e03 Description "Assessment and advice"
edit "$tmp/third.xlsx" e01 Amount 5000200 e02 Amount 1200060
ok "workbooks are taken out and edited offline"

run bcf store import "$store" "$tmp/council.xlsx" --as demo --by "Council" --today $day
is_status 0
out_has "Saved version 2 of demo"
out_has "changed since version 1: spend: 1 row, +£100"
run bcf store import "$store" "$tmp/nhs.xlsx" --as demo --by "NHS" --today $day
is_status 0
out_has "Saved version 3 of demo"
out_has "changed since version 2: spend: 2 rows, +£50"
out_has "merged with version 2: 1 change from it, 2 changes from this plan"
bcf convert "$store#demo" "$tmp/merged"
true_that "the council's edit" grep -q '^e01,.*,5000100.00,' "$tmp/merged/spend.csv"
true_that "the NHS's edits" grep -q '^e02,.*,1200050.00,' "$tmp/merged/spend.csv"
true_that "both of them" grep -q '^e03,.*Assessment and advice,' "$tmp/merged/spend.csv"
ok "the second workbook that comes back is merged with the first"

cp "$store" "$tmp/before.db"
run bcf store import "$store" "$tmp/third.xlsx" --as demo --by "Third" --today $day
is_status 1
out_has "Nothing was saved: 2 conflicts with version 3 of demo"
out_has "spend[e01].amount"
out_has "spend[e02].amount"
for value in 5,000,000 5,000,100 5,000,200 1,200,000 1,200,050 1,200,060; do out_has "£$value"; done
run bcf store log "$store#demo"
true_that "three versions" test "$(wc -l <"$tmp/out")" -eq 4
run bcf store import "$store" "$tmp/third.xlsx" --as demo --format json
is_status 1
out_has '"result":"conflicts"'
out_has '"conflict":"spend[e01].amount",'
out_has '"base":"5000000.00","ours":"5000100.00","theirs":"5000200.00"'
run bcf store import "$store" "$tmp/third.xlsx" --as demo --format csv
is_status 1
sed 's/^\(spend\[e01\].*\),$/\1,ours/; s/^\(spend\[e02\].*\),$/\1,theirs/' "$tmp/out" >"$tmp/settled.csv"
cp "$store" "$tmp/copy.db"
run bcf store import "$tmp/copy.db" "$tmp/third.xlsx" --as demo --resolve "$tmp/settled.csv" --today $day
is_status 0
bcf convert "$tmp/copy.db#demo" "$tmp/filled"
true_that "as the file says" grep -q '^e02,.*,1200060.00,' "$tmp/filled/spend.csv"
ok "the same cell changed twice is a conflict with its three values, and nothing is saved"

run bcf store import "$store" "$tmp/third.xlsx" --as demo --resolve 'spend[e01].amount=theirs' --today $day
is_status 1
out_has "Nothing was saved: 1 conflict"
run bcf store import "$store" "$tmp/third.xlsx" --as demo --resolve 'spend[e09].amount=theirs' --today $day
is_status 2
err_has "spend[e09].amount"
run bcf store import "$store" "$tmp/third.xlsx" --as demo --resolve 'spend[e01].amount' --today $day
is_status 2
run bcf store import "$store" "$tmp/third.xlsx" --as demo --take nobody --today $day
is_status 2
run bcf store import "$store" "$tmp/third.xlsx" --as demo --resolve 'spend[e01].amount==5000150.00' --take ours --today $day
is_status 0
out_has "Saved version 4 of demo"
bcf convert "$store#demo" "$tmp/resolved"
true_that "the value" grep -q '^e01,.*,5000150.00,' "$tmp/resolved/spend.csv"
true_that "the store's" grep -q '^e02,.*,1200050.00,' "$tmp/resolved/spend.csv"
run bcf store import "$tmp/before.db" "$tmp/third.xlsx" --as demo --take theirs --today $day
is_status 0
bcf convert "$tmp/before.db#demo" "$tmp/taken"
true_that "theirs" grep -q '^e01,.*,5000200.00,' "$tmp/taken/spend.csv"
true_that "theirs" grep -q '^e02,.*,1200060.00,' "$tmp/taken/spend.csv"
ok "a conflict is resolved by naming a side or a value"

# ---- what a plan was made from ----
bcf store export "$store#demo@1" "$tmp/old" --quiet
true_that "told in the folder" grep -q '"made_from": "sha256:' "$tmp/old/datapackage.json"
bcf convert "$tmp/old" "$tmp/old.json" --quiet
true_that "and in JSON" grep -q '^  "made_from": "sha256:' "$tmp/old.json"
bcf convert "$tmp/old.json" "$tmp/old.xlsx" --quiet
bcf convert "$tmp/old.xlsx" "$tmp/old.back" --quiet
true_that "through every form" diff -r "$tmp/old" "$tmp/old.back"
run bcf waive "$tmp/old" RNG-01:exampleshire:2019-20 --reason r --by b --until 2020-03-31 --today $day
true_that "kept" grep -q '"made_from": "sha256:' "$tmp/old/datapackage.json"
run bcf store import "$store" "$tmp/old.json" --as demo
is_status 0
out_has "has no changes since version 1, from which it was taken"
ok "every form carries what it was made from; an old copy without changes changes nothing"

bcf convert examples/demo "$tmp/stranger.xlsx" --quiet --today $day
edit "$tmp/stranger.xlsx" e04 Description "Care homes"
run bcf store import "$store" "$tmp/stranger.xlsx" --as demo --today $day
is_status 0
out_has "merged with version 4"
sed 's/"made_from": "sha256:[0-9a-f]\{8\}/"made_from": "sha256:00000000/' "$tmp/old.json" >"$tmp/lost.json"
run bcf store import "$store" "$tmp/lost.json" --as demo
is_status 2
err_has "--base VERSION"
err_has "--replace"
run bcf store import "$store" "$tmp/lost.json" --as demo --base 1 --today $day
is_status 0
out_has "has no changes since version 1"
run bcf store import "$store" "$tmp/lost.json" --as demo --replace --today $day
is_status 0
err_has "replaces version 5"
out_has "changed since version 5: spend: "
sed 's/"made_from": "[^"]*"/"made_from": 7/' "$tmp/old.json" >"$tmp/odd.json"
run bcf check "$tmp/odd.json" --today $day
true_that "it can be read" test "$status" -ne 2
ok "a workbook that was made before there was a store is merged; one of another plan needs a word from you"

finish
