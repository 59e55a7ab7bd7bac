#!/bin/sh
# bcf roll: next year's plan, begun from this one, as a package, a file and a plan in a store.
. tests/cli/tap.sh
. tests/store/engine.sh
clean_plan plan
plan=$tmp/plan

run bcf roll "$plan" "$tmp/next" --policy 2021-22 --uplift '5.3%; home_care=3%; dfg=0%' --cease carers --today 2021-05-01
is_status 0
out_has 'Better Care Fund 2021-22: Exampleshire'
out_has 'Periods and dates are moved on by 2 years'
out_like '^  spend +14 rows, £15,200,000$'
out_like '^  spend +1 row, £500,000: its scheme ceases$'
out_like '^  schemes +1 row: to cease'
sed -n '/^Goes on$/,/^$/p' "$tmp/out" | grep -q "schemes  *$(($(wc -l <"$plan/schemes.csv") - 2)) rows" || fault "a ceased scheme stands under what goes on"
out_like '^  planned spend +£15,700,000 → £15,837,600 \(\+£137,600\)$'
out_like '^  income +£15,700,000 → £16,479,100 \(\+£779,100\)$'
out_has 'The uplift moves income as well as spend'
sed -n '/^Left out$/,/^$/p' "$tmp/out" | awk '/^  [a-z]/ { print $1 }' | sort | uniq -d >"$tmp/twice"
true_that "no table twice: $(cat "$tmp/twice")" test ! -s "$tmp/twice"
out_has 'winter_pressures is not known to policy 2021-22 (sources): 1 row of spend'
out_has 'requirements are blank: policy 2021-22 holds no allocation'
true_that "home care, 3 %" grep -q '^3,exampleshire,2021-22,home_care,.*,2060000.00,revenue,existing' "$tmp/next/spend.csv"
true_that "the grant, nothing" grep -q '^1,exampleshire,2021-22,adaptations,.*,900000.00,capital,existing' "$tmp/next/spend.csv"
true_that "all others, 5.3 %" grep -q '^5,exampleshire,2021-22,care_act,.*,842400.00,revenue,existing' "$tmp/next/spend.csv"
true_that "ceased" grep -q '^4,exampleshire,2021-22,carers,.*,0.00,revenue,ceased,"£500,000 in 2019-20: its scheme ceases"' "$tmp/next/spend.csv"
true_that "income" grep -q '^2,exampleshire,2021-22,ccg_minimum,exampleshire_ccg,10530000.00,provisional' "$tmp/next/income.csv"
true_that "no record" test ! -e "$tmp/next/postings.csv"
ok "lines go on with their uplift, a ceased scheme stays in sight, what is to be looked at is told"

run bcf check "$tmp/next" --today 2021-05-01
true_that "it can be judged" test "$status" -ne 2
err_empty
out_has 'Better Care Fund 2021-22; draft'
ok "the new plan reads cleanly"

run bcf roll "$plan" "$tmp/next" --policy 2021-22
is_status 2
err_has 'exists already'
run bcf roll "$plan" "$tmp/next.json" --policy 2021-22 --format json
is_status 0
out_has '"years": 2'
true_that "JSON can be read" python3 -m json.tool "$tmp/out"
run bcf roll "$plan" "$tmp/next.xlsx" --policy 2021-22 --quiet
is_status 0
out_empty
true_that "the same plan in both" test "$(digests_of "$tmp/next.json")" = "$(digests_of "$tmp/next.xlsx")"
ok "it is written as a package, a .json file or a workbook, and never over what is there"

refused() {
	is_status 2
	out_empty
	true_that "nothing is made" test ! -e "$tmp/other"
}
run bcf roll "$plan" "$tmp/other" --policy 2016-17
refused
err_has 'not a later one'
run bcf roll "$plan" "$tmp/other" --policy 2021-22 --uplift 5
refused
err_has "'5' has no %; write 5% or 500%"
run bcf roll "$plan" "$tmp/other" --policy 2021-22 --uplift 'dfg=0.05'
refused
err_has "write 0.05% or 5%"
run bcf roll "$plan" "$tmp/other" --policy 2021-22 --uplift '50.1 %'
refused
err_has '--force'
run bcf roll "$plan" "$tmp/other" --policy 2021-22 --uplift '−51 %'
refused
err_has '--force'
run bcf roll "$plan" "$tmp/other" --policy 2021-22 --uplift five
refused
err_has 'is no rate'
run bcf roll "$plan" "$tmp/other" --policy 2021-22 --cease home_car
refused
err_has "did you mean 'home_care'?"
run bcf roll "$plan" "$tmp/other"
refused
err_has '--policy'
run bcf roll "$plan" "$tmp/other" --policy 2021-22 --as x
refused
err_has 'is no store'
ok "an earlier year, a rate that is none or may be a slip, and an unknown scheme are refused"

for rate in '-5%' '-5 %' '− 5 %' '−5%'; do
	rm -rf "$tmp/less"
	run bcf roll "$plan" "$tmp/less" --uplift "$rate" --cease carers
	is_status 0
	true_that "home care less $rate" grep -q '^3,exampleshire,2019-20,home_care,.*,1900000.00,' "$tmp/less/spend.csv"
done
out_has 'is an option of'
true_that "ceased" grep -q '^4,.*,0.00,.*,ceased,"£500,000 in 2019-20: its scheme ceases"' "$tmp/less/spend.csv"
true_that "income" grep -q '^2,.*,9500000.00,committed' "$tmp/less/income.csv"
bcf convert "$plan" "$tmp/canonical"
for f in "$tmp/canonical"/*.csv; do
	case ${f##*/} in spend.csv | income.csv | schemes.csv | passported.csv | spend_impact.csv | activity.csv) continue ;; esac
	cmp -s "$f" "$tmp/less/${f##*/}" || fault "${f##*/} is another"
done
true_that "the narrative" diff -r "$tmp/canonical/narrative" "$tmp/less/narrative"
run bcf roll "$plan" "$tmp/much" --uplift '60%' --force
is_status 0
ok "without --policy it is an option of the same years, its records kept"

for engine in sqlite postgres; do
	use_engine $engine || { skip "rolling forward in a store on PostgreSQL" "PostgreSQL is not here"; continue; }
	new_store rolled
	bcf store create "$store" --by Setup >"$tmp/made" 2>&1
	bcf store import "$store" "$plan" --as old --by Setup >"$tmp/made" 2>&1
	run bcf roll "$store#old" "$store" --as new --policy 2021-22 --by Roller --today 2021-05-01
	is_status 0
	out_has "is begun from $store#old@1"
	run bcf store log "$store#new"
	is_status 0
	out_has 'Roller'
	out_has "rolled forward from $store#old@1"
	run bcf roll "$store#old" "$store#new" --policy 2021-22 --by Roller
	is_status 2
	err_has "holds a plan 'new' already"
	run bcf roll "$store#old" "$store" --policy 2021-22 --by Roller
	is_status 2
	err_has '--as ID'
	run bcf roll "$store#old" "$store#old@less5" --uplift=-5% --by Roller
	is_status 2
	err_has "there is no branch 'less5'; 'bcf store branch $store#old NAME' makes one"
	for b in less5 less; do
		bcf store branch "$store#old" $b --by Roller >"$tmp/made" 2>&1
	done
	run bcf roll "$store#old" "$store#old@less5" --uplift=-5% --by Roller
	is_status 0
	run bcf roll "$store#old" "$store#old@less" --cease carers,winter --by Roller
	is_status 0
	run bcf compare "$store#old" --today 2019-09-20
	is_status 0
	out_like '^ +main +less +difference +less5 +difference$'
	out_has '−£785,000'
	run bcf roll "$store#old" "$store#old@less5" --uplift=-6% --by Roller
	is_status 2
	err_has 'has versions of its own'
	run bcf roll "$store#old" "$store#new@main" --policy 2021-22 --uplift 5% --by Roller --force
	is_status 0
	ok "$engine: an option goes to a branch that is there, and over nobody's versions unasked"
	ok "$engine: in a store it is a new plan, whose first version says what it was begun from"
done
finish
