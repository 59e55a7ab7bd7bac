#!/bin/sh
# bcf policy new: the pack of another year begins as a copy whose periods and dates have moved on.
. tests/cli/tap.sh

mkdir "$tmp/packs"
cp -R policy/common "$tmp/packs/common"
# The year after a pack's last: 2020-21 after 2019-20, 2019-21 after 2017-19.
next_of() {
	from=${1%-*} to=${1#*-}
	years=$(((100 + to - from % 100) % 100))
	printf '%d-%02d\n' $((from + years)) $(((to + years) % 100))
}
# No file of folder $1 holds text $2.
nowhere() {
	true_that "no file of $1 holds $2: $(grep -rlF -e "$2" "$1" | head -n 3 | tr '\n' ' ')" test -z "$(grep -rlF -e "$2" "$1")"
}
n=$tmp/packs/2022-23

run bcf policy new 2022-23 --from 2021-22 --into "$tmp/packs"
is_status 0
err_empty
out_has "$n is begun: a copy of 2021-22"
out_has "bcf policy test 2022-23 --policy-path $tmp/packs"
true_that "its manifest" grep -q '"id": "2022-23"' "$n/pack.json"
(cd policy/2021-22 && find . -type f | grep -v '\.cases\.json$' | grep -vE '^\./(allocations|uplifts)\.csv$' | sort) >"$tmp/wanted"
(cd policy/2021-22/checks && ls *.sql) | sed 's|\(.*\)\.sql|./checks/\1.cases.json|' >>"$tmp/wanted"
sort -o "$tmp/wanted" "$tmp/wanted"
(cd "$n" && find . -type f | sort) >"$tmp/made"
true_that "its files: $(diff "$tmp/wanted" "$tmp/made" | tr '\n' ' ')" cmp -s "$tmp/wanted" "$tmp/made"
ok "a new year has every file of the old one, but for cases of checks that every year shares"

run bcf policy show 2022-23 --policy-path "$tmp/packs"
is_status 0
out_has 'Better Care Fund 2022-23'
true_that "periods" grep -qF '"periods": ["2022-23"]' "$n/pack.json"
true_that "the timetable" grep -qF '"title": "Plans submitted", "due": "2022-11-16"' "$n/pack.json"
true_that "cases_as_of" grep -qF '"cases_as_of": "2022-11-17"' "$n/pack.json"
true_that "the plan's dates" grep -qE ',2022-23,.*,2022-11-16,2022-04-01,2023-03-31,' "$n/cases/complete/plan.csv"
true_that "the year before" grep -qE '^exampleshire,2021-22,nhs_minimum,' "$n/cases/complete/requirements.csv"
true_that "quarters" grep -qE ',length_of_stay_14,,2022-23Q4,plan,' "$n/cases/complete/observations.csv"
true_that "months" grep -qE ',2022-07,2022-12$' "$n/cases/complete/milestones.csv"
nowhere "$n/cases/complete" 2020-21
ok "its periods, quarters, months and dates are a year later"

true_that "a Friday of 2021 is a Saturday in 2022" grep -qE ',2021-11-12$' policy/2021-22/cases/complete/agreements.csv
true_that "so it is the Monday" grep -qE ',2022-11-14$' "$n/cases/complete/agreements.csv"
ok "what was due on a working day stays due on one"

sed -n '/"documents"/,/^  \]/p' policy/2021-22/pack.json >"$tmp/wanted"
sed -n '/"documents"/,/^  \]/p' "$n/pack.json" >"$tmp/made"
true_that "there are documents" test "$(wc -l <"$tmp/wanted")" -gt 2
true_that "the documents" cmp -s "$tmp/wanted" "$tmp/made"
for sql in policy/2021-22/checks/*.sql; do
	true_that "the rule of $(basename "$sql")" test "$(grep '^-- rule:' "$sql")" = "$(grep '^-- rule:' "$n/checks/$(basename "$sql")")"
done
for table in sources conditions metrics requirements scheme_types aliases; do
	true_that "table $table" cmp -s "policy/2021-22/$table.csv" "$n/$table.csv"
done
ok "documents, and what a rule or a source is called, stay: somebody must confirm each"

true_that "the old year has allocations" test -s policy/2019-20/allocations.csv
true_that "the old year has uplifts" test -s policy/2017-19/uplifts.csv
run bcf policy new 2020-21 --from 2019-20 --into "$tmp/packs"
is_status 0
run bcf policy new 2019-21 --from 2017-19 --into "$tmp/packs"
is_status 0
true_that "no allocations" test ! -e "$tmp/packs/2020-21/allocations.csv"
true_that "no uplifts" test ! -e "$tmp/packs/2019-21/uplifts.csv"
true_that "two years" grep -qF '"periods": ["2019-20", "2020-21"]' "$tmp/packs/2019-21/pack.json"
ok "amounts of the old year only, allocations and uplifts, are left out"

for year in 2020-21 2022-23; do
	run bcf policy test $year --policy-path "$tmp/packs"
	is_status 0
	err_empty
	out_like "^$year: [0-9]+ checks, [0-9]+ figures; [1-9][0-9]* cases passed, 0 failed$"
	run bcf check "$tmp/packs/$year/cases/complete" --policy-path "$tmp/packs" --today "$(sed -n 's/.*"cases_as_of": "\(.*\)".*/\1/p' "$tmp/packs/$year/pack.json")"
	is_status 0
	out_has '0 errors, 0 to confirm, 0 to note'
	out_has '0 cannot be made yet'
done
ok "the years begun from 2019-20 and 2021-22 pass their cases as they are, and judge a plan"

rm -rf "$tmp/packs"/20*
for pack in policy/*/pack.json; do
	id=$(basename "$(dirname "$pack")")
	new=$(next_of "$id")
	run bcf policy new "$new" --from "$id" --into "$tmp/packs"
	is_status 0
	run bcf policy show "$new" --policy-path "$tmp/packs"
	is_status 0
	err_empty
	run bcf policy test "$new" --policy-path "$tmp/packs"
	true_that "exit status 0 or 1, not $status" test "$status" -le 1
	err_empty
	out_like "^$new: [0-9]+ checks, [0-9]+ figures; [0-9]+ cases passed, [0-9]+ failed$"
	rm -rf "${tmp:?}/packs/$new"
done
ok "a year begun from any shipped pack can be read, and its test says what is left to do"

# ---- the pack that it begins from ----

run bcf policy new 2020-21 --from 2019-20 --into "$tmp/packs"
printf 'code,measure,period,amount\nE1,nhs_minimum,2020-21,1\n' >"$tmp/packs/2020-21/allocations.csv"
run bcf policy new 2021-22 --from 2020-21 --into "$tmp/packs" --policy-path "$tmp/packs"
is_status 0
true_that "its own" grep -qF '"id": "2021-22"' "$tmp/packs/2021-22/pack.json"
true_that "no allocations" test ! -e "$tmp/packs/2021-22/allocations.csv"
nowhere "$tmp/packs/2021-22/cases" 2019-20
ok "with --policy-path it may begin from a pack that is not built in"
run bcf policy new 2018-19 --from 2019-20 --into "$tmp/packs"
is_status 0
true_that "a year earlier" grep -qF '"periods": ["2018-19"]' "$tmp/packs/2018-19/pack.json"
ok "it may be an earlier year"

# ---- which common checks stop and begin ----

rm -rf "$tmp/packs"/20*
stops='^Common checks that judge [0-9-]+ and do not judge [0-9-]+: '
begins='^Common checks that judge [0-9-]+ and did not judge [0-9-]+: '
run bcf policy new 2018-19 --from 2019-20 --into "$tmp/packs"
is_status 0
sed 's/^-- applies: .*/-- applies: ..2019-20/' policy/common/checks/EXP-03.sql >"$tmp/packs/common/checks/EXP-03.sql"
sed 's/^-- applies: .*/-- applies: 2020-21../' policy/common/checks/EXP-04.sql >"$tmp/packs/common/checks/EXP-04.sql"
true_that "the two were changed" test "$(diff -rq policy/common/checks "$tmp/packs/common/checks" | wc -l)" = 2
run bcf policy new 2020-21 --from 2019-20 --into "$tmp/packs" --policy-path "$tmp/packs"
is_status 0
err_empty
out_like "${stops}.*EXP-03"
out_like "${begins}.*EXP-04"
run bcf policy new 2017-18 --from 2018-19 --into "$tmp/packs" --policy-path "$tmp/packs"
true_that "EXP-03 is in neither list" test "$(grep -c EXP-03 "$tmp/out")" = 0
rm -rf "$tmp/packs/common"
cp -R policy/common "$tmp/packs/common"
rm -rf "$tmp/packs"/20*
sed -i 's/^-- applies: .*/-- applies: all/' "$tmp/packs"/common/checks/*.sql
run bcf policy new 2020-21 --from 2019-20 --into "$tmp/packs" --policy-path "$tmp/packs"
is_status 0
out_lacks 'Common checks'
rm -rf "$tmp/packs/common"
cp -R policy/common "$tmp/packs/common"
ok "common checks that stop with the old year or begin with the new one are named, each in one sentence"

run bcf policy new 2021-22 --from 2020-21 --into "$tmp/packs" --policy-path "$tmp/packs"

# ---- refusals ----

cp -R "$tmp/packs/2020-21" "$tmp/before"
run bcf policy new 2020-21 --from 2019-20 --into "$tmp/packs"
is_status 2
out_empty
err_messages 1
err_has "$tmp/packs/2020-21"
err_has 'it is there already'
true_that "untouched" diff -r "$tmp/before" "$tmp/packs/2020-21"
ok "a folder that is there is refused, and left as it was"

ls "$tmp/packs" >"$tmp/before_names"
for id in 2019-20 2020-22 2020 twenty 2020-2021 ../2020-21 ''; do
	run bcf policy new "$id" --from 2019-20 --into "$tmp/packs"
	is_status 2
	out_empty
	err_messages 1
	err_has "'$id'"
done
for id in 2019-20 2018-19 2017-19; do
	run bcf policy new $id --from 2017-19 --into "$tmp/packs"
	is_status 2
	out_empty
	err_has "'$id'"
done
for id in 9999-00 2014-15 1899-00; do
	run bcf policy new $id --from 2019-20 --into "$tmp/packs"
	is_status 2
	out_empty
	err_messages 1
	err_has "'$id' is no year of the Better Care Fund"
done
ls "$tmp/packs" >"$tmp/names"
true_that "nothing was made" cmp -s "$tmp/before_names" "$tmp/names"
ok "an id that is not that of another year, as many years long, is refused and nothing is made"

full() { (ulimit -f 0; trap '' XFSZ; exec "$BCF" policy new 2030-31 --from 2019-20 --into "$tmp/packs"); }
full 2>&1 >/dev/null | cat >"$tmp/full"
true_that "it says so" grep -q 'cannot write' "$tmp/full"
true_that "nothing stays" test ! -e "$tmp/packs/2030-31"
ok "a year that cannot be written whole leaves nothing behind"

run bcf policy new 2030-31 --from 1999-00 --into "$tmp/packs"
is_status 2
out_empty
err_messages 1
err_has 1999-00
run bcf policy new 2030-31 --from 2019-20 --into "$tmp/nowhere"
is_status 2
out_empty
err_has "$tmp/nowhere/2030-31"
true_that "nothing was made" test ! -e "$tmp/nowhere"
for words in '2030-31 --into packs' '2030-31 --from 2019-20' '--from 2019-20 --into packs' '2030-31 2031-32 --from 2019-20 --into packs'; do
	run bcf policy new $words
	is_status 2
	out_empty
	err_messages 1
	err_has 'bcf policy new 2022-23 --from 2021-22 --into policy'
done
ok "an unknown year to begin from, a folder that is not there and a word too few or too many are refused"

finish
