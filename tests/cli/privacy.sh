#!/bin/sh
# No patient or client data comes into a store or out of a workbook; a text is expunged by two people; all that is held about a person.
. tests/cli/tap.sh

store=$tmp/shared.db
cd "$tmp" || exit 2
clean_plan plan
run bcf store create shared.db --by "Ann Example"
run bcf store import shared.db plan --as demo --by "Ann Example" --message first
is_status 0
true_that "a version" bcf check shared.db#demo@1 --quiet
ok "a plan without anything personal is imported"

run bcf synthesise nation --areas 3 --years 5 --seed 11 --defects all --format json
is_status 0
run bcf store create nation.db --by "Ann Example"
n=0
for plan in nation/[0-9]*/*.json "$here"/examples/*/ "$here"/policy/*/cases/complete; do
	n=$((n + 1))
	run bcf store import nation.db "$plan" --as "plan-$n" --by "Ann Example"
	is_status 0
done
true_that "plans were tried" test "$n" -gt 18
ok "no example, no case and no made-up plan gives a false alarm"

# plan_with TABLE COLUMN VALUE: the plan with a value in a column of the first row.
plan_with() {
	clean_plan changed
	/usr/bin/python3 - "$tmp/changed/$1.csv" "$2" "$3" <<'PY'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8", newline="")))
if sys.argv[2] not in rows[0]:
    for i, row in enumerate(rows):
        row.append("" if i else sys.argv[2])
rows[1][rows[0].index(sys.argv[2])] = sys.argv[3]
csv.writer(open(sys.argv[1], "w", encoding="utf-8", newline=""), lineterminator="\n").writerows(rows)
PY
}

refused() {
	run bcf store import shared.db changed --as demo --by "Ann Example"
	is_status 2
	out_empty
	err_has "$1"
	err_has "--not-personal REASON --by NAME"
	[ "$(bcf store log shared.db#demo --format csv 2>/dev/null | grep -c '^')" -eq 2 ] || fault "a version was saved"
}

plan_with spend note "seen 943 476 5919"
refused "changed/spend.csv:2:"
err_has "holds an NHS number, 943 ••• ••19"
if grep -q 5919 "$tmp/err"; then fault "the whole number is on the screen"; fi
plan_with schemes description "for AB 12 34 56 C"
refused "holds a National Insurance number, AB •• •• •• C"
plan_with spend description "package for a lady, DOB 12/03/1941"
refused "description of spend["
err_has "holds a date of birth, ••/••/1941"
clean_plan changed
mkdir -p changed/narrative
printf '# Plan\n\nPatient 9434765919 came home.\n\n| Client name | Cost |\n| --- | --- |\n| J | 1 |\n' >changed/narrative/zz.md
refused "changed/narrative/zz.md:3: the narrative 'zz' holds an NHS number"
err_has "changed/narrative/zz.md:5: a table of the narrative 'zz' has a column 'Client name'"
ok "an import stops with each cell named, and never the whole number"

/usr/bin/python3 - "$tmp/plan" "$tmp/changed/narrative/zz.md" <<'PY'
import sys
open(sys.argv[2], "w").write("".join("Case 9434765919 again.\n" for i in range(45)))
PY
refused "changed/narrative/zz.md:20:"
err_has "and 25 more like these"
if grep -q 'zz.md:21:' "$tmp/err"; then fault "a 21st is named"; fi
ok "of many the first 20 are named and the others counted"

plan_with spend note "order 943 476 5919, invoice 9434765910, tel 0161 234 5678"
run bcf store import shared.db changed --as demo --replace --not-personal "order numbers"
is_status 2
err_has "--not-personal needs --by NAME"
run bcf store import shared.db changed --as demo --not-personal "" --by "Ann Example"
is_status 2
run bcf store import shared.db changed --as demo --not-personal "order numbers" --by "Ann Example"
is_status 0
err_has "not so, says Ann Example: order numbers"
run bcf store log shared.db#demo --all
out_has "not personal"
out_has "order numbers: 1 found: note of spend["
out_has "943 ••• ••19"
if grep -q 5919 "$tmp/out"; then fault "the chain holds the whole number"; fi
ok "a named person says why it is none, and that is kept with the version"

printf 'A new section.\n' >changed/narrative_new.md
mkdir -p changed/narrative && mv changed/narrative_new.md changed/narrative/new.md
run bcf store import shared.db changed --as demo --by "Ann Example"
is_status 0
err_empty_of_personal() { if grep -q 'NHS' "$tmp/err"; then fault "asked again"; fi; }
err_empty_of_personal
ok "what the version before holds in the same cell is not asked about again"

# A list of one's own, and columns beside our workbook.
/usr/bin/python3 - "$tmp/list.xlsx" <<'PY'
import sys, openpyxl
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Spend"
sheet.append(["Line", "Client name", "NHS number", "Amount"])
sheet.append(["1", "J Smith", "943 476 5919", 100])
sheet.append(["2", "A Jones", "943 476 5870", 200])
book.save(sys.argv[1])
PY
cat >map.csv <<'END'
does,block,sheet,find,below,take,tbl,col,keys,input,note
column,lines,Spend,Line,,,spend,line,period=2019-20,yes,
column,lines,Spend,Client name,,,spend,description,period=2019-20,yes,
column,lines,Spend,Amount,,,spend,amount,period=2019-20,yes,
END
run bcf convert list.xlsx list --map map.csv
is_status 2
err_has "map.csv:3: the column 'Client name', read into spend.description, is headed like client data"
true_that "nothing made" test ! -e list
sed 's/Client name/NHS number/' map.csv >map2.csv
run bcf convert list.xlsx list --map map2.csv
is_status 2
err_has "list.xlsx › Spend › C2: description of spend[1] holds an NHS number, 943 ••• ••19"
true_that "nothing made" test ! -e list
grep -v Client map.csv >map3.csv
run bcf convert list.xlsx list --map map3.csv
is_status 0
err_has "list.xlsx › Spend › B1: the column 'Client name' is headed like client data; it is not part of the plan"
err_has "the column 'NHS number' is headed like client data"
if grep -rq 5919 list; then fault "what no map names was kept"; fi
run bcf convert list.xlsx list2 --map map2.csv --not-personal "made up" --by "Ann Example"
is_status 0
ok "a map may not read a column of client data; a column that no map names is left out and warned of"

run bcf convert plan plan.xlsx
/usr/bin/python3 - "$tmp/plan.xlsx" "$tmp/more.xlsx" "$tmp/note.xlsx" <<'PY'
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book["Spend"]
head = next(r for r in range(1, 30) if sheet.cell(r, 1).value == "Line")
wide = sheet.max_column + 2
sheet.cell(head, wide, "Service user name")
sheet.cell(head + 1, wide, "J Smith")
book.save(sys.argv[2])
note = next(c for c in range(1, wide) if sheet.cell(head, c).value == "Description")
sheet.cell(head + 1, note, "for 943 476 5919")
if "Narrative" in book.sheetnames:
    book["Narrative"].append(["extra", "Born on 1 May 1950."])
book.save(sys.argv[3])
PY
run bcf convert more.xlsx more
is_status 0
err_has "the column 'Service user name' is headed like client data; it is not part of the plan and was not read"
run bcf convert note.xlsx note
is_status 2
err_has "note.xlsx › Spend › "
err_has "holds an NHS number"
err_has "(extra, line 1): the narrative 'extra' holds a date of birth, • ••• 1950"
true_that "nothing made" test ! -e note
ok "a workbook is looked through as well, and columns beside the plan are warned of"

# ---- expunging ----

rm -rf people && bcf store export shared.db#demo people 2>/dev/null
printf 'contact,name,role,email\nzq,Zebedee Quill,Officer,zq@example.org\n' >people/contacts.csv
run bcf store import shared.db people --as demo --by "Ann Example"
is_status 0
rm people/contacts.csv
run bcf store expunge shared.db#demo 4:contacts.csv --reason "asked to" --by "Ann Example"
is_status 2
err_has "is the newest version of branch main and holds this contacts.csv; save a version there without"
run bcf store import shared.db people --as demo --replace --by "Ann Example"
is_status 0
run bcf store backup shared.db before.db --by "Ann Example"
run bcf store expunge shared.db#demo 4:contacts.csv --by "Ann Example"
is_status 2
run bcf store expunge shared.db#demo 4:contacts.csv --reason "asked to" --by "Ann Example"
is_status 0
out_has "Asked: contacts.csv (version 4) of demo"
out_has "person confirms it with"
true_that "it is there still" bcf convert shared.db#demo@4 there.json
true_that "its bytes are there" grep -q "Zebedee Quill" shared.db shared.db-wal
run bcf store expunge shared.db#demo 4:contacts.csv --reason "asked to" --by "ann example"
is_status 2
err_has "it takes another person to confirm it"
run bcf store expunge shared.db#demo 4:contacts.csv --reason "asked to" --by "Bob Sample"
is_status 0
out_has "asked by Ann Example, confirmed by Bob Sample (asked to)"
out_has "still holds it: before.db"
if grep -q Zebedee shared.db*; then fault "its bytes are in the file"; fi
run bcf check shared.db#demo@4
err_has "contacts.csv of version 4 was expunged on"
err_has "(asked by Ann Example, confirmed by Bob Sample: asked to); what follows is without it"
run bcf store verify shared.db
is_status 0
out_has "1 text was expunged"
run bcf store expunge shared.db#demo
is_status 0
out_has "contacts.csv of version 4"
true_that "the backup has it" grep -q Zebedee before.db
ok "two people expunge a text: its bytes are gone, a tombstone stays, and verify is clean"

run bcf store export shared.db --all all
is_status 0
run bcf store import again.db all --all
is_status 0
run bcf store verify again.db
is_status 0
out_has "1 text was expunged"
run bcf store expunge again.db#demo
out_has "confirmed by Bob Sample"
ok "what was expunged stays so through an export of everything and back"

run bcf store expunge shared.db --due --today 2020-01-01
is_status 0
out_is "Nothing is due on 1 January 2020."
run bcf store expunge shared.db --due --today 2040-01-01
is_status 0
out_has "demo, plan and figures: "
out_has "(unverified)"
out_has "in the newest version of a branch: save a version without"
run bcf store expunge shared.db --due --today 2040-01-01 --apply --reason schedule --by "Ann Example"
is_status 0
out_like "demo: [1-9][0-9]* asked for, 0 confirmed"
run bcf store expunge shared.db --due --today 2040-01-01 --apply --reason schedule --by "Ann Example"
out_like "demo: 0 asked for, 0 confirmed and expunged, [1-9][0-9]* waiting"
run bcf store expunge shared.db --due --today 2040-01-01 --apply --reason schedule --by "Bob Sample"
is_status 0
out_like "demo: 0 asked for, [1-9][0-9]* confirmed and expunged, 0 waiting"
out_has "What was expunged is gone.  The database was written anew without it."
# It may not have been possible then: it is done whenever it is asked for.
run bcf store expunge shared.db --due --today 2040-01-01 --apply --reason schedule --by "Bob Sample"
is_status 0
out_has "What was expunged is gone.  The database was written anew without it."
run bcf store verify shared.db
is_status 0
true_that "the plan is there" bcf convert shared.db#demo here.json
ok "what is due by the periods is listed, asked for by one person and confirmed by another"

# ---- one person ----

run bcf store person before.db "zebedee quill" --format csv
is_status 0
out_like '^demo,cell,contacts\[zq\].name,,4,Zebedee Quill$'
out_like '^demo,cell,contacts\[zq\].email,,4,zq@example.org$'
run bcf store person shared.db "Zebedee Quill"
is_status 0
out_has "Nothing is held under the name 'Zebedee Quill'"
run bcf store person shared.db "Bob Sample" --format json
out_has '"what":"act"'
run bcf store person shared.db "Ann Example"
out_has "version, version 1, "
out_has "not personal"
ok "everything held about a person, in every version, each once"

finish
