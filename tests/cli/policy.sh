#!/bin/sh
# bcf policy: the years that are known, what each asks for, and proof that it works.
. tests/cli/tap.sh

run bcf policy list
is_status 0
err_empty
for pack in policy/*/pack.json; do
	id=$(basename "$(dirname "$pack")")
	out_like "^$id +"
done
true_that "no other" test "$(wc -l <"$tmp/out")" -eq "$(ls policy/*/pack.json | wc -l)"
ok "list names every shipped year, and no other"

run bcf policy list --format csv
is_status 0
true_that "header" test "$(head -n 1 "$tmp/out")" = id,title,figures,checks,digest
out_like '^2019-20,.*,[0-9]+,[0-9]+,sha256:[0-9a-f]{64}$'
run bcf policy list --format json
is_status 0
out_has '"id": "2019-20"'
ok "list can be had as CSV and JSON"

run bcf policy show 2019-20
is_status 0
out_has 'Minimum CCG Contribution'
out_has 'jointly_agreed'
out_has 'residential_admissions'
out_has 'intermediate_care'
out_has 'trusted_assessors'
for sql in policy/common/checks/*.sql policy/2019-20/checks/*.sql; do
	out_like "^ +$(basename "$sql" .sql) "
done
for sql in policy/common/figures/*.sql policy/2019-20/figures/*.sql; do
	out_like "^ +$(basename "$sql" .sql | sed 's/\./\\./g') "
done
ok "show prints sources, conditions, measures, types, changes, and every check and figure"

run bcf policy show 2019-20 --format json
is_status 0
out_has '"id": "RNG-01"'
out_has '"sources"'
ok "show can be had as JSON"

run bcf policy show 2019-20 RNG-01
is_status 0
out_has 'RNG-01: Adult social care spend is below the minimum'
out_has 'severity error, basis published, validity, applies 2016-17..'
out_has 'policy/common/checks/RNG-01.sql'
grep -v '^--' policy/common/checks/RNG-01.sql | sed 's/;$//; s/^/  /' >"$tmp/query"
tail -n "$(wc -l <"$tmp/query")" "$tmp/out" >"$tmp/printed"
true_that "the query, line by line" cmp -s "$tmp/query" "$tmp/printed"
ok "show of a check prints its header and its query whole"

run bcf policy show 2019-20 spend.total
is_status 0
out_has 'spend.total: planned spend'
out_has 'from spend group by area, period'
ok "show of a figure prints it"

run bcf policy show 2019-20 ZZZ-99
is_status 2
out_empty
err_has ZZZ-99
err_messages 1
ok "show of an unknown check or figure is refused by name"

run bcf policy show 1999-00
is_status 2
out_empty
err_has 1999-00
err_has 2019-20
err_messages 1
run bcf policy test 1999-00
is_status 2
out_empty
err_has 1999-00
err_has 2019-20
ok "an unknown year is refused, and the known ones are named"

for pack in policy/*/pack.json; do
	id=$(basename "$(dirname "$pack")")
	run bcf policy test "$id"
	is_status 0
	out_like "^$id: [0-9]+ checks, [0-9]+ figures; [1-9][0-9]* cases passed, 0 failed$"
	out_lacks FAILED
	err_empty
	n=$(cat policy/"$id"/checks/*.cases.json | grep -c '^ *{"name": ')
	passed=$(sed -n 's/^.*; \([0-9]*\) cases passed.*$/\1/p' "$tmp/out")
	true_that "$n cases in the files, $passed passed" test "$n" -gt 0 -a "${passed:-0}" -ge "$n"
	ok "every case of $id passes, not fewer than its files hold"
done
run bcf policy test
is_status 0
true_that "one line a pack" test "$(wc -l <"$tmp/out")" -eq "$(ls policy/*/pack.json | wc -l)"
ok "test without a year proves every shipped pack"

mkdir "$tmp/packs"
cp -R policy/2019-20 policy/common "$tmp/packs"
chmod -R u+w "$tmp/packs"
sed 's/r\.value - p\.value > p\.slack + r\.slack/r.value - p.value > p.slack + r.slack + 100/' policy/common/checks/RNG-01.sql >"$tmp/packs/common/checks/RNG-01.sql"
true_that "the check was changed" test "$(diff policy/common/checks/RNG-01.sql "$tmp/packs/common/checks/RNG-01.sql" | wc -l)" -gt 0
run bcf policy test 2019-20 --policy-path "$tmp/packs"
is_status 1
out_like '^FAILED RNG-01 '
ok "a check that lets a pound through fails its cases, and the exit status says so"

# ---- one broken pack ----

rm -rf "$tmp/packs"
mkdir "$tmp/packs"
cp -R policy/2019-20 "$tmp/packs/2020-21"
chmod -R u+w "$tmp/packs"
run bcf policy list --policy-path "$tmp/packs"
is_status 2
err_has "$tmp/packs/2020-21: this policy year cannot be read, and is not listed"
err_has "'id' must be the folder's name, 2020-21"
true_that "the others" test "$(wc -l <"$tmp/out")" -eq "$(ls policy/*/pack.json | wc -l)"
out_lacks 2020-21
run bcf policy list --policy-path "$tmp/packs" --format json
is_status 2
out_has '"id": "2021-22"'
true_that "the document is whole" test "$(tail -n 1 "$tmp/out")" = ']'
ok "list names a pack that cannot be read, goes on to the others, and the exit status says so"
printf 'list,alias,id\nsources,Old grant,old_grant\n' >"$tmp/packs/2020-21/aliases.csv"
sed -i 's/"2019-20"/"2020-21"/' "$tmp/packs/2020-21/pack.json"
run bcf policy show 2020-21 --policy-path "$tmp/packs"
is_status 2
err_messages 1
err_has "$tmp/packs/2020-21/aliases.csv:2:19: alias 'Old grant': 'old_grant' is not in list sources of this pack"
ok "an alias of what the pack does not have is refused with file and line"

# ---- what show says, and in which order ----

run bcf policy show 2017-19
is_status 0
grep -A8 '^National conditions' "$tmp/out" | sed -n '2,6p' | sed 's/^  \([a-z_]*\).*(\(.*\))$/\1 \2/' >"$tmp/conditions"
printf 'jointly_agreed 1\nsocial_care 2\nout_of_hospital 3\ntransfers_of_care 4\nsocial_care_maintenance not numbered\n' >"$tmp/wanted"
true_that "conditions: $(tr '\n' ';' <"$tmp/conditions")" cmp -s "$tmp/wanted" "$tmp/conditions"
out_like '^Yearly uplifts$'
out_like '^  nhs_minimum +2017-18 +1\.79 %  \(paper\)$'
out_like '^  adult_social_care_minimum +2018-19 +1\.9 %  \(unverified\)$'
out_like '^  submission +Plan sent to NHS England \(11 September 2017\)$'
sed -n '/^Timetable/,/^$/p' "$tmp/out" | sed -n 's/^  \([a-z_]*\) .*/\1/p' | tr '\n' ' ' >"$tmp/steps"
true_that "steps by date: $(cat "$tmp/steps")" test "$(cat "$tmp/steps")" = 'dfg_pass_down requirements delayed_transfers_return key_lines_of_enquiry submission '
ok "conditions stand in the order of their numbers, steps in that of their dates, and uplifts are shown"
run bcf policy show 2015-16
true_that "six numbers, and two conditions without one behind them" test "$(sed -n '/^National conditions/,/^$/p' "$tmp/out" | sed -n 's/.*(\(.*\))$/\1/p' | tr '\n' ' ')" = '1 2 3 4 5 6 not numbered not numbered '
run bcf policy show 2019-20
out_like '^  a +A Person-centred outcomes \(1500 words\)$'
out_like '^  published: .* paper: .* unverified: '
out_like '^  error: .* warning: .* info: '
ok "what the words of the check list mean is said, and sections say how many words"

awk '/^Checks$/ { part = "in" } /^Figures$/ { part = "" } /^Not in this year$/ { part = "out" } part && $1 ~ /^[A-Z0-9]+-[0-9]+$/ { print part, $1 }' "$tmp/out" >"$tmp/parts"
true_that "some are not in this year" grep -q "^out $(basename "$(grep -l '^-- applies: 2021-22\.\.' policy/common/checks/*.sql | head -n 1)" .sql)$" "$tmp/parts"
true_that "RNG-01 is" grep -q '^in RNG-01$' "$tmp/parts"
true_that "it is the last heading" test "$(grep -E '^[A-Z]' "$tmp/out" | tail -n 1)" = 'Not in this year'
true_that "every check stands once" test "$(sort -u -k2 "$tmp/parts" | wc -l)" -eq "$(ls policy/common/checks/*.sql policy/2019-20/checks/*.sql | wc -l)"
run bcf policy list
out_like "^2019-20 .*: $(grep -c '^in ' "$tmp/parts") checks, "
ok "checks of other years stand apart and are not counted"

run bcf policy allocations 2019-20
is_status 0
out_has 'E08000017,adult_social_care_minimum,2019-20,7774610.00'
ok "allocations prints the amounts by ONS code"

run bcf policy
is_status 2
out_empty
run bcf policy nothing
is_status 2
out_empty
ok "a word that is no part of it is refused"

finish
