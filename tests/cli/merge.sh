#!/bin/sh
# bcf merge: two copies of a plan that were changed apart, into one.
. tests/cli/tap.sh

plan_of() { # folder, lines of spend
	mkdir -p "$tmp/$1/narrative"
	printf 'title,policy\nShared,2019-20\n' >"$tmp/$1/plan.csv"
	printf 'line,scheme,description,amount\n' >"$tmp/$1/spend.csv"
	shift
	printf '%s\n' "$@" >>"$tmp/$folder/spend.csv"
}
folder=base plan_of base '1,care,Home care,1000' '2,care,Night sitters,500' '3,beds,Step-down beds,900'
folder=ours plan_of ours '1,care,Home care,1100' '2,care,Night sitters,500' '3,beds,Step-down beds,900' '4,care,Falls car,200'
folder=theirs plan_of theirs '1,care,Home care and meals,1000' '3,beds,Step-down beds,950' '4,beds,Discharge lounge,300'
printf 'line,period,measure,planned\n4,2019-20,people,40\n' >"$tmp/theirs/activity.csv"
printf 'One.\n\nTwo.\n' >"$tmp/base/narrative/a.md"
printf '1.\n\nTwo.\n' >"$tmp/ours/narrative/a.md"
printf 'One.\n\nTwo.\n\nThree.\n' >"$tmp/theirs/narrative/a.md"
cd "$tmp" || exit 2

run bcf merge base ours theirs -o merged
is_status 0
err_empty
out_has "3 changes from ours (ours), 6 changes from theirs (theirs), 0 on both sides alike"
out_has "spend[5]: both sides added spend line 4, each its own; theirs is 5 now, with all that refers to it"
out_has "  spend[1]: line 1: ours changed the amount to £1,100, theirs the description to Home care and meals; both are in"
out_has "written to merged"
cat >wanted <<'END'
line,scheme,description,amount
1,care,Home care and meals,1100.00
3,beds,Step-down beds,950.00
4,care,Falls car,200.00
5,beds,Discharge lounge,300.00
END
true_that "the lines are merged" cmp wanted merged/spend.csv
printf '1.\n\nTwo.\n\nThree.\n' >wanted
true_that "the narrative is merged" cmp wanted merged/narrative/a.md
true_that "activity follows its line" grep -q '^5,2019-20,people,40$' merged/activity.csv
ok "changes of both sides are merged, and what was not only taken over is told"

run bcf merge base ours theirs -o merged
is_status 2
err_has "merged: exists already; name another folder, or say --force to replace it"
out_empty
run bcf merge base ours theirs -o merged --force
is_status 0
run bcf merge base ours theirs -o merged.json
is_status 0
run bcf merge base ours theirs -o merged.xlsx
is_status 0
run bcf diff merged.json merged.xlsx
is_status 0
run bcf diff merged merged.json
is_status 0
ok "the result may be a folder, a JSON file or a workbook, and replaces none without --force"

folder=theirs plan_of theirs '1,care,Home care,1200' '3,beds,Step-down beds,900'
sed -i '/^2,/s/500/550/' ours/spend.csv
rm -f theirs/activity.csv
run bcf merge base ours theirs -o apart
is_status 1
out_has "2 conflicts"
out_has "  spend[1].amount  Home care, care"
out_has "      base (base)      £1,000"
out_has "      ours (ours)      £1,100"
out_has "      theirs (theirs)  £1,200"
out_has "      settle it: --resolve 'spend[1].amount=ours'   (or =theirs, =base, ==VALUE)"
out_has "      theirs (theirs) deleted it; ours (ours) changed it:"
out_like "^        amount +£500 → £550$"
out_has "nothing was written; settle them with --resolve, or all with --take ours or --take theirs"
true_that "nothing is written" test ! -e apart
ok "conflicts are listed with their three values and what settles them; nothing is written"

run bcf merge base ours theirs -o apart --resolve 'spend[1].amount==£1,150' --resolve 'spend[2]=theirs'
is_status 0
out_has "2 conflicts, all settled"
out_has "      taken: £1,150"
true_that "the value" grep -q '^1,care,Home care,1150.00$' apart/spend.csv
true_that "the deletion" test "$(grep -c '^2,' apart/spend.csv)" -eq 0
ok "each conflict is settled by a side or a value"

run bcf merge base ours theirs -o apart2 --resolve 'spend[2]=theirs'
is_status 1
out_has "2 conflicts, 1 still open"
true_that "nothing is written" test ! -e apart2
run bcf merge base ours theirs -o apart2 --resolve 'spend[2]=theirs' --take ours
is_status 0
true_that "ours" grep -q '^1,care,Home care,1100.00$' apart2/spend.csv
true_that "the deletion" test "$(grep -c '^2,' apart2/spend.csv)" -eq 0
ok "--take settles what is not settled one by one"

run bcf merge base ours theirs -o apart3 --format csv
is_status 1
sed -e '/^spend\[1\]/s/$/theirs/' -e '/^spend\[2\]/s/$/base/' "$tmp/out" >list.csv
run bcf merge base ours theirs -o apart3 --resolve list.csv
is_status 0
true_that "theirs" grep -q '^1,care,Home care,1200.00$' apart3/spend.csv
true_that "the base" grep -q '^2,care,Night sitters,500.00$' apart3/spend.csv
ok "the list of conflicts, filled in, settles them"

sed 's/,/;/g' list.csv >semicolons.csv
run bcf merge base ours theirs -o apart3 --force --resolve semicolons.csv
is_status 2
err_has "semicolons.csv:1: the columns are separated by semicolons or tabs; save the file as CSV (comma delimited)"
ok "a list that a spreadsheet saved with semicolons says how to save it"

run bcf merge base ours theirs -o apart4 --format json
is_status 1
out_has '"merged":false'
out_has '{"conflict":"spend[1].amount","kind":"cell","table":"spend","key":"1","column":"amount","base":"1000.00","ours":"1100.00","theirs":"1200.00","taken":null}'
true_that "it is JSON" python3 -m json.tool "$tmp/out"
run bcf merge base ours theirs -o apart4 --format json --take theirs
is_status 0
out_has '"taken":"theirs"'
true_that "the digest is the result's" test "$(json_text digest)" = "$(digests_of apart4 | cut -d' ' -f1)"
ok "as JSON, with the digest of the result"

for wrong in 'spend[9].amount=ours|spend[9].amount: is none of the conflicts' 'spend[1].amount=mine|is resolved by' \
	'spend[1].amount==much|is not an amount of money' 'spend[1].amount|--resolve takes ID=ours' 'no.csv|no.csv: '; do
	run bcf merge base ours theirs -o wrong --resolve "${wrong%%|*}"
	is_status 2
	err_has "${wrong##*|}"
	out_empty
done
run bcf merge base ours theirs -o wrong --take mine
is_status 2
err_has "--take mine is not known; write ours or theirs"
true_that "nothing is written" test ! -e wrong
ok "a resolution that fits no conflict, or no column, is refused"

run bcf merge base ours -o wrong
is_status 2
err_has "name the plan that both began from, ours and theirs, and with -o where to write the result"
run bcf merge base ours theirs -o shared.db#plan
is_status 2
err_has "shared.db#plan: is a store"
err_has "bcf store import"
run bcf merge base ours theirs -o ours --force --take ours
is_status 2
err_has "ours: is one of the plans to merge; write the result elsewhere"
run bcf merge base ours none -o wrong
is_status 2
err_has "none: there is no such file or folder"
ok "what cannot be is said before anything is done"

mkdir -p v1 v2/narrative v3/narrative && cp -r base v1/plan.d && cp -r base v2/plan.d && cp -r base v3/plan.d
words="The partners of the board agree that the plan as it stands today spends most of its money on care at home,"
words="$words as it has done in each of the years before, and that what was agreed between them in the summer is to be kept for all of this year and for as much of the next as can be foreseen,"
printf 'One.\n\n%s so that £11.5 million is for home care.\n' "$words" >v1/plan.d/narrative/a.md
printf 'One.\n\n%s so that £11.6 million is for home care.\n' "$words" >v2/plan.d/narrative/a.md
printf 'One.\n\n%s so that £11.7 million is for home care.\n' "$words" >v3/plan.d/narrative/a.md
run bcf merge v1/plan.d v2/plan.d/ "$tmp/v3/plan.d" -o prose
is_status 1
out_has "  narrative/a[2]  The partners of the board agree that the plan as it stands…"
out_has "      base (v1/plan.d)  "
out_has "      ours (v2/plan.d/)  "
out_like "^      theirs \(.*v3/plan.d\)  …foreseen, so that £11.7 million is for home…$"
run bcf merge v1/plan.d v2/plan.d "$tmp/v3/plan.d" -o prose --take theirs
is_status 0
out_like "^      taken: theirs \(.*v3/plan.d\)$"
printf 'One.\n\nThe last words differ.\n' >v2/plan.d/narrative/a.md
printf 'One.\n\nThe first words do.\n' >v3/plan.d/narrative/a.md
printf 'One.\n\nThe words.\n' >v1/plan.d/narrative/a.md
run bcf merge v1/plan.d v2/plan.d v3/plan.d -o prose2
out_has "      base (v1/plan.d)    The words."
out_has "      ours (v2/plan.d)    The last words differ."
out_has "      theirs (v3/plan.d)  The first words do."
ok "a paragraph is told by how it begins and where it differs, at words; names that are alike are told whole"

year() { # copy of a folder, its year and area
	cp -r "$1" "$2" && printf 'title,policy\nShared,%s\n' "$3" >"$2/plan.csv" && printf 'area\n%s\n' "$4" >"$2/areas.csv"
}
year base b1 2019-20 doncaster
year ours o1 2019-20 dorset
year theirs t1 2019-20 dorset
year theirs t2 2020-21 doncaster
run bcf merge b1 o1 t1 -o foreign
is_status 2
err_has "b1: shares no area with o1 (doncaster here, dorset there), so that was not made from it; name the plan that both were made from, or say --force"
out_empty
run bcf merge b1 base t2 -o foreign
is_status 2
err_has "b1: is a plan of policy year 2019-20 and t2 one of 2020-21"
true_that "nothing is written" test ! -e foreign
run bcf merge b1 o1 t1 -o foreign --force --take ours
is_status 0
true_that "it is written" test -e foreign/spend.csv
ok "a plan that the two cannot have been made from is refused, but for --force"

run bcf merge base base theirs -o same --quiet
is_status 0
out_empty
run bcf merge base ours theirs -o apart5 --quiet
is_status 1
out_has "2 conflicts"
sed '/^1,/s/1100/1100.50/' ours/spend.csv >changed && cp changed ours/spend.csv
run bcf merge base ours theirs -o apart5
out_has "      base (base)      £1,000.00"
out_has "      ours (ours)      £1,100.50"
out_has "      theirs (theirs)  £1,200.00"
ok "--quiet tells only what has to be settled; amounts beside pence have theirs"

run bcf diff same theirs
is_status 0
run bcf merge theirs theirs theirs -o same2
is_status 0
out_like "^0 changes from ours \(theirs\), 0 changes from theirs \(theirs\), 0 on both sides alike$"
ok "a side without changes gives the other"

# ---- the same in a store: who is who ----
folder=first plan_of first '1,care,Home care,1000' '2,care,Night sitters,500'
for f in council nhs; do cp -r first $f; done
sed -i 's/1000$/1100/' council/spend.csv
sed -i 's/1000$/1200/; s/Night sitters/Night care/; /^2,/s/500$/550/' nhs/spend.csv
sed -i '/^2,/s/care/beds/' council/spend.csv
bcf store create s.db --quiet 2>err && bcf store import s.db first --as plan --by "A Clerk" --quiet >seen
bcf store import s.db council --as plan --base 1 --by "B Council" --quiet >seen
run bcf store import s.db nhs --as plan --base 1 --by "C Commissioner"
is_status 1
out_has "(for --resolve and --take, ours is the store's, theirs is yours, and base is version 1)"
out_has "2 changes from the store's (version 2, B Council), 3 changes from yours (nhs), 0 on both sides alike"
out_has "      before (version 1)                  £1,000"
out_has "      the store's (version 2, B Council)  £1,100"
out_has "      yours (nhs)                         £1,200"
ok "a store says whose each value is, and which of them --resolve calls ours"

printf 'conflict;take\nspend[1].amount;ours\n' >semicolons.csv
run bcf store import s.db nhs --as plan --base 1 --resolve semicolons.csv
is_status 2
err_has "semicolons.csv:1: the columns are separated by semicolons or tabs; save the file as CSV (comma delimited)"
printf 'id,take\nspend[1].amount,ours\n' >other.csv
run bcf store import s.db nhs --as plan --base 1 --resolve other.csv
is_status 2
err_has "fill in the list that 'bcf store import' prints with --format csv"
ok "what is wrong with the list names the command that was called"

run bcf store import s.db nhs --as plan --base 1 --by "C Commissioner" --resolve 'spend[1].amount==1150'
is_status 0
out_has "    spend[1].amount: £1,150"
out_has "  to know (ours is version 2, theirs this plan):"
out_has "    spend[2]: line 2: ours changed the scheme to beds, theirs the description to Night care, the amount to £550; both are in"
ok "a value that the user gave, and money changed from two sides, are told when it is saved"

finish
