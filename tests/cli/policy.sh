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
