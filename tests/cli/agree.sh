#!/bin/sh
# bcf agree: which lines every partner has agreed, what lapsed, what changed since, in a package and in a store.
. tests/cli/tap.sh
. tests/store/engine.sh
plan=$tmp/plan
clean_plan plan
day=2019-05-01

run bcf agree "$plan"
is_status 0
out_like '^0 of 15 lines agreed by both; 15 waiting$'
out_like '^waits for both: 15 lines$'
out_like '^ {10}4  Breaks for carers, £500,000$'
out_has 'Partners of lines are the parties of the section 75 agreement of their scheme.'
ok "a plan that nobody has agreed says so, and whose agreement it waits for"

before=$(digests_of "$plan")
run bcf agree "$plan" --organisation county_council --person "A Person" --all --today $day
is_status 0
out_is '0 of 15 lines agreed by both; 15 waiting'
err_has 'Exampleshire County Council agrees 15 lines'
run bcf agree "$plan" --organisation "NHS Exampleshire CCG" --person "B Person" --line 3,4 --today $day
is_status 0
out_is '2 of 15 lines agreed by both; 13 waiting'
true_that "the plan digest is as it was" test "${before#* }" = "$(digests_of "$plan" | cut -d' ' -f2)"
true_that "the package digest is another" test "${before% *}" != "$(digests_of "$plan" | cut -d' ' -f1)"
ok "a partner agrees all its lines, another two; what boards signed is untouched"

run bcf agree "$plan" --organisation exampleshire_ccg --person "C Person" --scheme home_care --today 2019-06-01
is_status 0
err_has 'agrees 2 lines, 1 of them already'
true_that "the first agreement keeps its date" grep -q '^3,exampleshire_ccg,B Person,2019-05-01,sha256:' "$plan/agreed.csv"
true_that "the second has its own" grep -q '^11,exampleshire_ccg,C Person,2019-06-01,sha256:' "$plan/agreed.csv"
ok "agreeing a scheme leaves what was agreed already as it is"

# The digest can be made by hand: the line's canonical text, by the header of its own columns.
{
	echo line,area,period,scheme,description,type,area_of_spend,commissioner,provider_kind,source,amount,nature,status
	echo 4,exampleshire,2019-20,carers,Breaks for carers,carers,social_care,council,voluntary,ccg_minimum,500000.00,revenue,existing
	grep -h '^4,' "$plan/spend_impact.csv" 2>/dev/null
} >"$tmp/line"
if ! grep -q '^4,' "$plan/spend_impact.csv" "$plan/activity.csv" 2>/dev/null; then
	true_that "sha256sum gives it" grep -q "^4,.*sha256:$(sha256sum <"$tmp/line" | cut -d' ' -f1)$" "$plan/agreed.csv"
fi
ok "the digest of a line is that of its text"

sed -i '/^4,/s/500000.00/500000.01/' "$plan/spend.csv"
run bcf agree "$plan"
is_status 0
out_like '^2 of 15 lines agreed by both; 1 lapsed, 12 waiting$'
out_like '^LAPSED +4  Breaks for carers, £500,000.01$'
out_has 'Exampleshire County Council agreed it on 2019-05-01; it has changed since'
out_has 'NHS Exampleshire CCG agreed it on 2019-05-01; it has changed since'
run bcf agree "$plan" --summary
out_has 'Exampleshire County Council: 14 agreed, 1 lapsed'
out_lacks LAPSED
sed -i '/^4,/s/500000.01/500000.00/' "$plan/spend.csv"
run bcf agree "$plan" --summary
out_like '^3 of 15 lines agreed by both; 12 waiting$'
ok "a penny ends the agreement of that line alone, and taking it back restores it"

cp -R "$plan" "$tmp/renamed"
sed -i 's/^4,/4b,/' "$tmp/renamed/spend.csv" "$tmp/renamed/spend_impact.csv" "$tmp/renamed/activity.csv" 2>/dev/null
run bcf agree "$tmp/renamed"
is_status 0
out_like '^GONE +4  the line is 4b now; agree it again$'
sed -i '/^4b,/s/500000.00/500000.01/' "$tmp/renamed/spend.csv"
run bcf agree "$tmp/renamed"
out_like '^GONE +4$'
ok "a line under another key is named, where it is what was agreed"

run bcf agree examples/demo
is_status 0
waits_for() {
	awk -v line="$1" '/^waits for /{ whose = $0 } $1 == line { print whose }' "$tmp/out"
}
true_that "s01: $(waits_for s01)" test "$(waits_for s01)" = 'waits for NHS Sampleton CCG (made up), Sampleton Council (made up): 14 lines'
true_that "e02: $(waits_for e02)" test "$(waits_for e02)" = 'waits for Exampleshire County Council (made up), NHS Exampleshire CCG (made up), NHS Sampleton CCG (made up): 19 lines'
out_count 4 'waits for '
out_like '^agreed +e01  Home care in Exampleshire, £5,000,000$'
out_has 'A line of one area asks those of them whom tables authorities and commissioner_shares link to it, or to no area.'
out_like '^  Exampleshire County Council \(made up\): 2 agreed, 20 to agree$'
run bcf agree examples/demo --format json
out_has '"partners_narrowed_by_area": true'
rm -rf "$tmp/demo"
cp -R examples/demo "$tmp/demo"
rm "$tmp/demo/authorities.csv" "$tmp/demo/commissioner_shares.csv"
run bcf agree "$tmp/demo"
true_that "s01 waits for all" test "$(waits_for s01)" = 'waits for every partner: 33 lines'
out_lacks 'A line of one area'
run bcf agree examples/demo --organisation county_council --person A --line s01
is_status 2
err_has 'county_council is no named partner of line s01'
ok "the parties that belong to another area only are not asked for a line"

cp -R examples/demo "$tmp/wild"
printf 's99,sampleton,2019-20,home_care,"Bad \033[2Jthing\nand more",home_care,,,social_care,,council,,private,,,ccg_minimum,1.00,,revenue,recurrent,existing,\n' >>"$tmp/wild/spend.csv"
sed -i "s/NHS Sampleton CCG/NHS $(printf '\033')[31m CCG/" "$tmp/wild/organisations.csv"
sed -i "s/Sampleton (made up)/Sam$(printf '\033')[2J/" "$tmp/wild/areas.csv"
for words in "agree $tmp/wild" "agree $tmp/wild --organisation sampleton_ccg --person A --line s99" "compare $tmp/wild examples/demo" \
	"roll $tmp/wild $tmp/next --policy 2021-22"; do
	# shellcheck disable=SC2086
	run bcf $words
	is_status 0
	true_that "no control characters of $words" test "$(cat "$tmp/out" "$tmp/err" | tr -d '\n[:print:]' | tr -d '\200-\377' | wc -c)" -eq 0
done
run bcf agree "$tmp/wild"
out_has 's99  Bad ?[2Jthing ..., £1'
out_has '  NHS ?[31m CCG (made up): 3 agreed'
ok "nothing in a plan reaches the terminal as a command"

run bcf agree "$plan" --format csv
cut -d, -f1 "$tmp/out" | uniq | tr '\n' ' ' >"$tmp/order"
true_that "in order: $(cat "$tmp/order")" test "$(cat "$tmp/order")" = "line 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 "
ok "lines are listed as people order them, 2 before 10"

cp "$plan/agreed.csv" "$tmp/agreed"
refused() {
	is_status 2
	out_empty
	true_that "nothing is written" cmp -s "$plan/agreed.csv" "$tmp/agreed"
}
run bcf agree "$plan" --organisation conty_council --person A --all
refused
err_has "there is no organisation 'conty_council' in table organisations; did you mean 'county_council'?"
run bcf agree "$plan" --organisation county_council --person A --line 4,145
refused
err_has "there is no line '145' in table spend; did you mean"
run bcf agree "$plan" --organisation county_council --person A --scheme home_car
refused
err_has "did you mean 'home_care'?"
ok "an unknown organisation, line or scheme is refused, with the nearest name"
for words in "--organisation county_council --all" "--organisation county_council --person= --all" "--person A --all" \
	"--organisation county_council --person A" "--organisation county_council --person A --all --line 4" \
	"--organisation county_council --person A --line ,"; do
	# shellcheck disable=SC2086
	run bcf agree "$plan" $words
	refused
done
run bcf agree "$plan" --organisation county_council --person '  ' --all
refused
err_has 'say who agrees'
ok "who agrees, for whom and which lines must be said"
run bcf agree "$plan" --organisation exampleton --person A --line 4
refused
err_has 'exampleton is no named partner of line 4'
ok "nobody but a named partner can agree a line"

bcf convert "$plan" "$tmp/plan.json"
run bcf agree "$tmp/plan.json" --organisation county_council --person A --line 4 --today $day
is_status 0
err_has 'all agreed already'
bcf convert "$plan" "$tmp/plan.xlsx"
run bcf agree "$tmp/plan.xlsx" --organisation county_council --person A --line 4
is_status 2
err_has 'bcf convert'
ok "a .json file can be agreed in; a workbook says what to do first"

rm "$plan/agreements.csv" "$plan/agreement_parties.csv"
sed -i 's/,council$/,other/; s/,nhs_commissioner$/,other/' "$plan/organisations.csv"
run bcf agree "$plan" --summary
is_status 0
out_has 'names no partner: enter the parties of the section 75 agreement in table agreement_parties'
ok "a plan without partners says what to add"

# ---- in a store ----
for engine in sqlite postgres; do
	use_engine $engine || { skip "agreement of lines on PostgreSQL" "PostgreSQL is not here"; continue; }
	clean_plan plan
	new_store agreed
	bcf store create "$store" --by Setup >"$tmp/made" 2>&1
	bcf store import "$store" "$plan" --as ex --by Setup >"$tmp/made" 2>&1
	bcf agree "$store#ex" --organisation county_council --person "A Person" --all --today 2019-05-01 >"$tmp/made" 2>&1
	run bcf agree "$store#ex" --organisation exampleshire_ccg --person "B Person" --all --today 2019-05-02
	is_status 0
	out_is '15 of 15 lines agreed by both'
	err_has 'agrees 15 lines: version 3'
	ok "$engine: in a store each agreement is a version"
	bcf convert "$store#ex" "$tmp/work" --force
	sed -i '/^4,/s/500000.00/500000.01/; /^12,/d' "$tmp/work/spend.csv"
	bcf store import "$store" "$tmp/work" --as ex --by "N Changer" >"$tmp/made" 2>&1
	sed -i '/^5,/s/Assessment and advice/Advice/' "$tmp/work/spend.csv"
	bcf store import "$store" "$tmp/work" --as ex --by "M Writer" >"$tmp/made" 2>&1
	run bcf agree "$store#ex"
	is_status 0
	out_like '^12 of 14 lines agreed by both; 2 lapsed, 1 gone that had been agreed$'
	out_has 'Exampleshire County Council agreed £500,000 on 2019-05-01; since then amount £500,000.00 → £500,000.01 (version 4, by N Changer)'
	out_has 'NHS Exampleshire CCG agreed £500,000 on 2019-05-02; since then amount £500,000.00 → £500,000.01 (version 4, by N Changer)'
	out_has 'agreed £800,000 on 2019-05-01; since then description Assessment and advice → Advice (version 5, by M Writer)'
	out_has 'agreed £1,000,000 on 2019-05-01; the line is gone since version 4, by N Changer'
	run bcf agree "$store#ex" --format csv
	out_like '^4,carers,Breaks for carers,500000.01,lapsed,county_council,lapsed,A Person,2019-05-01,amount 500000.00 -> 500000.01,4,N Changer$'
	run bcf agree "$store#ex" --format json
	out_has '"lapsed": 2,'
	out_has '"before": "500000.00",'
	true_that "JSON can be read" python3 -m json.tool "$tmp/out"
	run bcf agree "$store#ex@3" --summary
	out_like '^15 of 15 lines agreed by both$'
	ok "$engine: what changed since is told: which cell, in which version, by whom, for each partner whose agreement lapsed"
done
finish
