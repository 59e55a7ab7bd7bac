#!/bin/sh
# bcf policy allocations import: what late allocations move, before anything is changed, and then the change.
. tests/cli/tap.sh
. tests/store/engine.sh
day=2019-09-20
clean_plan plan
plan=$tmp/plan
code=X10000001
printf 'area,name,code\nexampleshire,Exampleshire,%s\n' $code >"$plan/areas.csv"
sed -i 's/^2,\(.*\),10000000.00,committed/2,\1,9000000.00,provisional/' "$plan/income.csv"
echo '8,exampleshire,2019-20,ccg_minimum,county_council,1000000.00,provisional,,' >>"$plan/income.csv"
before=$(digests_of "$plan" | cut -d' ' -f2)
cat >"$plan/signoffs.csv" <<END
body,role,area,date,person,decision,digest
council_cabinet,council,exampleshire,2019-09-10,Jo Sample,approve,$before
ccg_governing_body,nhs_commissioner,exampleshire,2019-09-12,Sam Sample,approve,sha256:of-another-plan
END
bcf agree "$plan" --organisation county_council --person A --all --today $day >"$tmp/made" 2>&1
cp -R "$plan" "$tmp/kept"
cat >"$tmp/late.csv" <<END
code,measure,period,amount,source
$code,nhs_minimum,2019-20,10000000.01,final allocations
$code,dfg_grant,2019-20,1000001.00,
$code,ibcf_grant,2019-20,4000000.00,
E08000017,nhs_minimum,2019-20,1.00,
END

run bcf policy allocations import "$tmp/late.csv" --policy 2019-20 "$plan" --today $day
is_status 0
out_has 'Minimum CCG contribution, Exampleshire 2019-20: £10,000,000.00 → £10,000,000.01 (+£0.01)'
out_has 'line 2, Minimum CCG Contribution, Exampleshire 2019-20: £9,000,000.00 → £9,000,000.01 (+£0.01), its portion'
out_lacks 'line 8,'
out_has 'DFG, exampleshire 2019-20: its income is not provisional and stays £1,000,000; the allocation is £1,000,001'
out_has 'Minimum CCG Contribution: £10,000,000.00 → £10,000,000.01 (+£0.01)'
out_has 'Minimum CCG Contribution: income is £0.01 more than planned spend'
out_lacks 'iBCF'
out_has 'Agreements of lines stay'
out_has '1 row is of no area in this plan: E08000017'
out_has 'Nothing is changed yet'
diff -r "$tmp/kept" "$plan" >"$tmp/diff"
true_that "nothing is changed: $(head -1 "$tmp/diff")" test ! -s "$tmp/diff"
ok "every requirement, income line and figure that moves is shown, and nothing is changed"

out_has 'Decisions that would no longer cover the plan'
out_has '    council_cabinet: approve, 2019-09-10, Jo Sample'
out_lacks 'ccg_governing_body'
ok "the decisions that would no longer cover the plan are named, and no other"

run bcf policy allocations import "$tmp/late.csv" --policy 2019-20 "$plan" --today $day --apply --by "A Person"
is_status 0
out_has 'Saved.'
out_lacks 'Nothing is changed yet'
true_that "requirement and basis" grep -q '^exampleshire,2019-20,nhs_minimum,10000000.01,final allocations' "$plan/requirements.csv"
true_that "the file's name where it says no source" grep -q '^exampleshire,2019-20,dfg_grant,1000001.00,"allocations, late.csv"' "$plan/requirements.csv"
true_that "income" grep -q '^2,.*,9000000.01,provisional' "$plan/income.csv"
true_that "the committed line stays" grep -q '^1,.*,1000000.00,committed' "$plan/income.csv"
for f in "$tmp/kept"/*; do
	name=${f##*/}
	case $name in income.csv | requirements.csv | datapackage.json) continue ;; esac
	[ -d "$f" ] || cmp -s "$f" "$plan/$name" || fault "$name was changed"
done
run bcf check "$plan" --today $day --only CMP-03
true_that "it can be judged" test "$status" -ne 2
run bcf policy allocations import "$tmp/late.csv" --policy 2019-20 "$plan" --today $day
out_has 'The plan has these allocations already; nothing moves.'
ok "with --apply requirements and provisional income take them; spend and everything else stays"

refused() {
	is_status 2
	out_empty
	diff -r "$tmp/kept" "$plan" >"$tmp/diff"
	true_that "nothing is changed" test ! -s "$tmp/diff"
}
rm -rf "$plan" && cp -R "$tmp/kept" "$plan"
printf 'code,measure,period,amount\nE0800017,nhs_minimum,2019-20,1\n%s,nhs_min,2019-20,1\n%s,dfg_grant,2018-19,5\n%s,dfg_grant,2019-20,\n%s,ibcf_grant,2019-20,-1\n' "$code" "$code" "$code" "$code" >"$tmp/bad.csv"
run bcf policy allocations import "$tmp/bad.csv" --policy 2019-20 "$plan" --apply --by A
refused
err_has "bad.csv:2:1: code 'E0800017' is no ONS code"
err_has "measure 'nhs_min' is not one of policy 2019-20"
err_has "period '2018-19' is not one of policy 2019-20"
err_has "bad.csv:5"
err_has "bad.csv:6"
err_messages 5
sed 's/^bcf: //; s/^.*bad.csv:\([0-9]*\):.*/\1/' "$tmp/err" >"$tmp/lines"
true_that "in the order of the file: $(tr '\n' ' ' <"$tmp/lines")" sort -n -c "$tmp/lines"
printf 'code,measure,period,amount\n%s,nhs_min,2019-20,1\nE08000017,dfg,2019-20,1\n' "$code" >"$tmp/bad.csv"
run bcf policy allocations import "$tmp/bad.csv" --policy 2019-20 "$plan" --apply --by A
refused
sed 's/^.*bad.csv:\([0-9]*\):.*/\1/' "$tmp/err" >"$tmp/lines"
true_that "also where keys stand otherwise" sort -n -c "$tmp/lines"
ok "every fault of the file is told with its line, and nothing is applied"
printf 'Code,MEASURE,Period,Amount\n%s,nhs_minimum,2019-20,10053060.00\n' "$code" >"$tmp/short.csv"
run bcf policy allocations import "$tmp/short.csv" --policy 2019-20 "$plan" --today $day
is_status 0
out_has 'Minimum CCG contribution, Exampleshire 2019-20: £10,000,000 → £10,053,060'
clean_plan short
printf 'area,name,code\nexampleshire,Exampleshire,%s\n' $code >"$tmp/short/areas.csv"
run bcf policy allocations import "$tmp/short.csv" --policy 2019-20 "$tmp/short" --today $day
out_has '£0 → −£53,060'
out_has '        the plan then falls short of the NHS minimum by £53,060'
ok "header names are read in any case, and a shortfall is said in words"
printf 'code,measure,period,amount\nE08000017,nhs_minimum,2019-20,1\nE08000017,nhs_minimum,2019-20,2\n' >"$tmp/bad.csv"
run bcf policy allocations import "$tmp/bad.csv" --policy 2019-20 "$plan" --apply --by A
refused
err_has 'bad.csv:3:1: duplicate key'
printf 'code,measure,period,amount\nE08000017,nhs_minimum,2019-20,lots\n' >"$tmp/bad.csv"
run bcf policy allocations import "$tmp/bad.csv" --policy 2019-20 "$plan" --apply --by A
refused
err_has "bad.csv:2:31: amount 'lots'"
run bcf policy allocations import "$tmp/late.csv" --policy 2019-20 "$plan" "$tmp/absent" --apply --by A
refused
run bcf policy allocations import "$tmp/late.csv" --policy 2021-22 "$plan" --apply --by A
refused
run bcf policy allocations import "$tmp/late.csv" --policy 2019-20 "$plan" --apply
refused
err_has '--by'
ok "a duplicate, a bad amount, a plan that is not there or of another year, and nobody's name are refused"

run bcf policy allocations import "$tmp/late.csv" --policy 2019-20 "$plan" --today $day --format json
is_status 0
true_that "JSON can be read" python3 -m json.tool "$tmp/out"
run bcf policy allocations import "$tmp/late.csv" --policy 2019-20 "$plan" --today $day --format csv
out_like ',income.total,,exampleshire,2019-20,,15700000.00,15700000.01,0.01$'
ok "as JSON and CSV too"

for engine in sqlite postgres; do
	use_engine $engine || { skip "late allocations in a store on PostgreSQL" "PostgreSQL is not here"; continue; }
	new_store late
	bcf store create "$store" --by Setup >"$tmp/made" 2>&1
	bcf store import "$store" "$plan" --as ex --by Setup >"$tmp/made" 2>&1
	run bcf policy allocations import "$tmp/late.csv" --policy 2019-20 "$store#ex" --today $day --apply --by Setter
	is_status 0
	out_has 'Saved as version 2.'
	run bcf store log "$store#ex"
	out_has 'Setter'
	out_has 'allocations of'
	ok "$engine: in a store it is a version"
done
finish
