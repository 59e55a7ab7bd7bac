#!/bin/sh
# bcf compare: plans and the branches of one plan, side by side.
. tests/cli/tap.sh
. tests/store/engine.sh
day=2019-09-20
clean_plan main
clean_plan less
clean_plan more
sed -i '/^3,/s/2000000.00/1000000.00/' "$tmp/less/spend.csv"
sed -i '/^2,/s/10000000.00/10000000.01/' "$tmp/more/income.csv"

run bcf compare "$tmp/main" "$tmp/less" "$tmp/more" --today $day
is_status 0
out_like '^ +main +less +difference +more +difference$'
out_like 'Home care.* £5,000,000 +£4,000,000 +−£1,000,000 +£5,000,000$'
out_like 'Minimum CCG Contribution +£10,000,000.00 +£10,000,000.00 +£10,000,000.01 +\+£0.01$'
out_like '^  errors +0 +1 +\+1 +'
out_like '^  RNG-01 .* 0 +1 +\+1'
out_like '^  planned spend +£15,700,000 +£14,700,000 +−£1,000,000 +£15,700,000$' # no pence where none has any
out_lacks 'Care navigators'
out_has 'figures are alike in all; --all shows them too.'
wide=$(awk '{ gsub(/[£−–’]/, "x"); if (length($0) > most) most = length($0) } END { print most + 0 }' "$tmp/out")
grep -v "^main\|^less\|^more" "$tmp/out" | awk '{ gsub(/£|−|–/, "x"); if (length($0) > most) most = length($0) } END { print most + 0 }' >"$tmp/wide"
true_that "three plans fit 120 columns ($wide, $(cat "$tmp/wide"))" test "$(cat "$tmp/wide")" -le 120
ok "what differs stands beside the first plan, with the differences; what is alike is counted"

run bcf compare "$tmp/main" "$tmp/less" --today $day --all
out_like 'Care navigators +£2,000,000 +£2,000,000$'
out_lacks 'alike'
ok "--all shows all"

# Every value is the catalogue's own.
run bcf compare "$tmp/main" "$tmp/less" --today $day --format csv --all
is_status 0
true_that "the header names the plans" grep -q "^group,figure,of,area,period,unit,$tmp/main,$tmp/less," "$tmp/out"
grep -v '^checks,\|^group,' "$tmp/out" | cut -d, -f2-5,8 | sort >"$tmp/compared"
bcf explain "$tmp/less" --format csv --today $day | cut -d, -f1-5 | sort >"$tmp/explained"
comm -23 "$tmp/compared" "$tmp/explained" >"$tmp/own"
true_that "no figure of its own: $(head -1 "$tmp/own")" test ! -s "$tmp/own"
true_that "there are some" test "$(wc -l <"$tmp/compared")" -gt 20
ok "every value is what 'bcf explain' gives"
run bcf compare "$tmp/main" "$tmp/less" --today $day --format json
is_status 0
true_that "JSON can be read" python3 -m json.tool "$tmp/out"
out_has '"-1000000.00"'
ok "as JSON too"

run bcf compare "$tmp/main" "$tmp/main" --today $day
is_status 0
out_like '^No difference: the plans say the same.$'
out_like '^ +plan 1 +plan 2 +difference$'
cp -R "$tmp/main" "$tmp/other-words"
sed -i '/^3,/s/Home care/Care at home/' "$tmp/other-words/spend.csv"
run bcf compare "$tmp/main" "$tmp/other-words" --today $day
out_has "No difference: no figure and no check tells them apart"
ok "plans that do not differ are said not to"

cp -R "$tmp/less" "$tmp/renamed"
sed -i 's/^home_care,/care_at_home,/' "$tmp/renamed/schemes.csv"
sed -i 's/^\([^,]*,[^,]*,[^,]*\),home_care,/\1,care_at_home,/' "$tmp/renamed/spend.csv"
run bcf compare "$tmp/main" "$tmp/renamed" --today $day
out_like 'Home care .* £5,000,000 +£4,000,000 +−£1,000,000$'
out_lacks ' –'
ok "a scheme that has another key now is one row"

run bcf compare examples/demo "$tmp/main" "$tmp/less" --today $day
out_lacks '..'
out_has 'the partnership'
cp -R examples/demo "$tmp/demo-lower"
sed -i '/^p01,/s/40000.00/30000.00/; /^p02,/s/20000.00/10000.00/' "$tmp/demo-lower/spend.csv"
run bcf compare examples/demo "$tmp/demo-lower" --today $day
out_like '^    Programme team, Exampleshire \(made up\) +£40,000 +£30,000 +−£10,000$'
sed -i '/,ccg_minimum,/s/29000000.00/28000000.00/' "$tmp/demo-lower/income.csv"
run bcf compare examples/demo "$tmp/demo-lower" --today $day
out_has 'demo-lower falls short of the NHS minimum by £960,000'
ok "labels stand whole, and a margin below 0 is said in words"

run bcf compare "$tmp/main" --today $day
is_status 2
err_has 'name 2 to 8 plans'
run bcf compare "$tmp/main" "$tmp/absent" --today $day
is_status 2
out_empty
ok "one plan alone, or one that is not there, is refused"

for engine in sqlite postgres; do
	use_engine $engine || { skip "comparing in a store on PostgreSQL" "PostgreSQL is not here"; continue; }
	new_store compared
	bcf store create "$store" --by Setup >"$tmp/made" 2>&1
	bcf store import "$store" "$tmp/main" --as ex --by Setup >"$tmp/made" 2>&1
	run bcf compare "$store#ex" --today $day
	is_status 2
	err_has 'one branch only'
	bcf store branch "$store#ex" less --by Setup >"$tmp/made" 2>&1
	bcf store import "$store" "$tmp/less" --as ex --branch less --by Setup >"$tmp/made" 2>&1
	run bcf compare "$store#ex" --today $day
	is_status 0
	out_like '^ +main +less +difference$'
	out_like '^  planned spend|planned spend$'
	out_has '−£1,000,000'
	ok "$engine: the branches of a plan in a store are compared by their names"
done
finish
