#!/bin/sh
# bcf check: what a user sees of the real plan and of the made-up ones.
. tests/cli/tap.sh
D=examples/doncaster-2019-20

# One finding of the JSON document on standard output, as one line.
finding() {
	tr -d '\n' <"$tmp/out" | sed 's/{"id":"/\n{"id":"/g' | grep -F -e "{\"id\":\"$1\"" >"$tmp/finding"
	[ "$(wc -l <"$tmp/finding")" -eq 1 ] || fault "finding $1 is there $(wc -l <"$tmp/finding") times, not once"
}
finding_has() {
	grep -qF -e "$1" "$tmp/finding" || fault "the finding lacks: $1"
}

run bcf check $D --today 2019-09-05
is_status 1
out_has '4 errors, 4 to confirm, 1 to note'
out_count 4 'ERROR  '
out_like '^ERROR +EXP-08:doncaster:2019-20 *$'
out_like '^ERROR +RNG-01:doncaster:2019-20 *$'
out_like '^ERROR +NAT-07:doncaster:2019-20 *$'
out_like '^ERROR +EXP-03:doncaster:2019-20:ccg_minimum *$'
err_empty
ok "the Doncaster paper has exactly four errors, and the exit status says so"

out_count 1 '−£85,610'
out_count 1 'Difference          £60'
out_count 1 'Difference  −£7,562,880'
out_count 1 'ended on 31 March 2019'
ok "each error shows its difference once: 85,610 and 7,562,880 too little, 60 too much, an agreement that ended"

out_count 1 'likely: £23,547,000 is £23,546,940 rounded to the nearest £1,000.'
ok "the 60 pounds have a likely cause: the spend is the income rounded to the nearest thousand"

out_like '^CONFIRM +NAT-02:doncaster:2019-20 *$'
out_like '^CONFIRM +MET-09:doncaster:2019-20:residential_admissions *$'
out_like '^CONFIRM +MET-10:doncaster:2019-20:reablement *$'
out_like '^CONFIRM +MET-11:doncaster:2019-20:residential_admissions *$'
out_count 4 'CONFIRM  '
ok "four warnings: conditions that are too many, a measure planned worse, one planned unchanged, one that looks like a count"

run bcf check $D --today 2019-09-05 --format json
is_status 1
true_that "one line" test "$(wc -l <"$tmp/out")" -eq 1
out_has '"summary":{"error":4,"warning":4,"info":1,"undetermined":'
out_has ',"waived":0,'
out_has '"as_of":"2019-09-05"'
finding RNG-01:doncaster:2019-20
finding_has '"actual":"7689000.00","expected":"7774610.00","difference":"-85610.00","unit":"GBP"'
finding_has '"basis":"published"'
finding_has '"table":"requirements"'
finding EXP-03:doncaster:2019-20:ccg_minimum
finding_has '"actual":"23547000.00","expected":"23546940.00","difference":"60.00","unit":"GBP"'
finding_has '"cause":'
finding EXP-08:doncaster:2019-20
finding_has '"difference":"-7562880.00"'
finding NAT-07:doncaster:2019-20
finding_has '"actual":"2019-03-31","expected":"2020-03-31","difference":"-366","unit":"date"'
ok "the JSON document has the same four, with actual, expected and difference as decimal text"

# Every check of the year is one of three: it has findings (with their consequences), has passed, or does not apply.
{
	tr '{' '\n' <"$tmp/out" | sed -n 's/^"id":"[^"]*","check":"\([^"]*\)".*/\1/p' | sort -u
	tr '[' '\n' <"$tmp/out" | sed -n 's/^\("[A-Z0-9]*-[0-9]*:.*\)\].*/\1/p' | sed 's/\].*//' | tr ',' '\n' | sed -n 's/^"\([A-Z0-9]*-[0-9]*\):.*/\1/p' | sort -u
} | sort -u >"$tmp/found"
for list in passed not_applicable; do
	sed -n 's/.*"'$list'":\[\([^]]*\)\].*/\1/p' "$tmp/out" | tr -d '"' | tr ',' '\n'
done | sort >"$tmp/rest"
true_that "none twice" test -z "$(uniq -d "$tmp/rest")"
true_that "none both found and passed" test -z "$(comm -12 "$tmp/found" "$tmp/rest")"
cat "$tmp/found" "$tmp/rest" | sort -u >"$tmp/accounted"
cat >"$tmp/expected" <<END
$(for sql in policy/common/checks/*.sql policy/2019-20/checks/*.sql; do basename "$sql" .sql; done | sort -u)
END
true_that "every check" cmp -s "$tmp/accounted" "$tmp/expected"
ok "every check of the year has findings, has passed or does not apply, and only one of the three"

true_that "each difference once" test "$(tr '{' '\n' <"$tmp/out" | grep -c -e '"difference":"-85610.00"')$(
	tr '{' '\n' <"$tmp/out" | grep -c -e '"difference":"60.00"')$(
	tr '{' '\n' <"$tmp/out" | grep -c -e '"difference":"-7562880.00"')" = 111
ok "no difference is counted twice in JSON"

run bcf check $D $D/../demo --today 2019-09-20 --format json
cp "$tmp/out" "$tmp/two"
is_status 1
true_that "two lines" test "$(wc -l <"$tmp/out")" -eq 2
true_that "Doncaster first" test "$(sed -n '1s/^{"plan":"\([^"]*\)".*/\1/p' "$tmp/out")" = "$D"
true_that "the demonstration second" test "$(sed -n '2s/^{"plan":"\([^"]*\)".*/\1/p' "$tmp/out")" = "$D/../demo"
ok "two plans give two lines of JSON in the order named"
run bcf check examples/demo $D --threads 2 --today 2019-09-20 --format json
true_that "the order named" test "$(sed -n '1s/^{"plan":"\([^"]*\)".*/\1/p' "$tmp/out")" = examples/demo
run bcf check $D $D/../demo --threads 2 --today 2019-09-20 --format json
is_status 1
out_is "$tmp/two"
run bcf check $D $D/../demo --threads 1 --today 2019-09-20 --format json
out_is "$tmp/two"
ok "two threads and one print byte for byte the same"

run bcf check $D --only RNG-01,EXP-03 --today 2019-09-05
is_status 1
out_has '2 errors'
out_like '^ERROR +RNG-01'
out_like '^ERROR +EXP-03'
out_lacks NAT-07
ok "--only runs the checks named and no other"
run bcf check $D --only STA-01 --today 2019-09-05
is_status 0
ok "--only a check that gives no error exits 0"
run bcf check $D --only RNG-01,ZZZ-99
is_status 2
out_empty
err_has "no check 'ZZZ-99'"
err_messages 1
ok "an unknown check in --only is refused by name"

run bcf check $D --format csv --today 2019-09-05
is_status 1
true_that "the header" grep -q '^plan,id,check,severity,result,' "$tmp/out"
true_that "one header" test "$(grep -c '^plan,id,check' "$tmp/out")" -eq 1
out_like "^$D,RNG-01:doncaster:2019-20,RNG-01,error,fail,.*,7689000.00,7774610.00,-85610.00,GBP,"
ok "--format csv has a header and a row for each finding"

clean_plan clean
cd "$tmp" || exit 2
run bcf check clean --today 2019-09-20
is_status 0
out_has '0 errors, 0 to confirm, 0 to note'
out_has '0 cannot be made yet'
err_empty
ok "a plan with nothing wrong exits 0 and says so"

sed 's/,2019-09-18$/,/' "$here/policy/2019-20/cases/complete/agreements.csv" >clean/agreements.csv
run bcf check clean --today 2019-12-15
is_status 0
run bcf check clean --today 2019-12-16 --format json
is_status 1
out_has '"as_of":"2019-12-16"'
finding NAT-09:exampleshire:2019-20::s75_bcf
ok "--today is the date judged by: an unsigned agreement is an error from the day after it was due"

run bcf check clean --today 2019-13-01
is_status 2
out_empty
err_has '2019-13-01'
run bcf check clean --today 31/3/2020
is_status 2
err_has "did you mean 2020-03-31?"
err_messages 1
true_that "what is wrong is the date, not the usage" test "$(wc -l <"$tmp/err")" -eq 1
ok "--today refuses what is no date, and says what was meant"
cd "$here" || exit 2

mkdir "$tmp/packs"
cp -R policy/2019-20 "$tmp/packs/2018-19"
sed 's/"id": "2019-20"/"id": "2018-19"/' policy/2019-20/pack.json >"$tmp/packs/2018-19/pack.json"
run bcf check $D --policy 2018-19 --policy-path "$tmp/packs"
is_status 2
out_empty
err_has --what-if
err_messages 1
ok "another policy year than the plan's own is refused without --what-if"
run bcf check $D --policy 2018-19 --policy-path "$tmp/packs" --what-if --format json
is_status 1
out_has '"policy":"2018-19"'
ok "with --what-if the other year judges"
run bcf check $D --policy 2019-20 --today 2019-09-05
is_status 1
ok "--policy with the plan's own year needs no --what-if"

cp -R examples/demo "$tmp/shared"
chmod -R u+w "$tmp/shared"
# One line that belongs to no one area leaves the areas' own figures underived (contract, section 2): nothing can be said of a minimum there.
head -n 1 "$tmp/shared/spend.csv" | awk -F, '{ for (i = 1; i <= NF; i++) { v = ""
	if ($i == "line") v = "z1"; if ($i == "area") v = "*"; if ($i == "period") v = "2019-20"; if ($i == "scheme") v = "programme"
	if ($i == "source") v = "additional_ccg"; if ($i == "amount") v = "1.00"; printf "%s%s", (i > 1 ? "," : ""), v }; print "" }' >>"$tmp/shared/spend.csv"
true_that "the line is there" grep -q '^z1,\*,' "$tmp/shared/spend.csv"
run bcf check "$tmp/shared" --only RNG-01 --today 2019-09-20 --format json
if grep -q '"id":"RNG-01:sampleton:2019-20",.*"result":"fail"' "$tmp/out"; then
	is_status 1
else
	out_has '"id":"RNG-01:sampleton:2019-20"'
	out_has '"result":"undetermined"'
	out_has '"passed":[]'
fi
ok "where an area's figure cannot be derived its check is not passed there, also when the partnership's can be"

escape=$(printf '\033')
run bcf check $D
out_lacks "$escape"
ok "no colour codes when standard output is no terminal"
run bcf check $D --color always
out_has "${escape}["
run bcf check $D --color never
out_lacks "$escape"
run bcf check $D --color always --format json
out_lacks "$escape"
ok "--color always colours text, --color never and JSON have none"

if [ -c /dev/full ]; then
	for format in text json csv; do
		last="bcf check complete --format $format >/dev/full"
		bcf check policy/2019-20/cases/complete --today 2019-09-20 --format $format >/dev/full 2>"$tmp/err"
		status=$?
		: >"$tmp/out"
		is_status 2
		err_has 'cannot write'
	done
	ok "a result that cannot be written is no success, in any format"
else
	skip "a result that cannot be written is no success, in any format" "there is no /dev/full"
fi

# ---- what cannot be checked, by year ----

cp -R policy/2017-19/cases/complete "$tmp/years"
chmod -R u+w "$tmp/years"
open_lines() {
	sed -n '/^CANNOT BE CHECKED YET/,$p' "$tmp/out"
}
sed -i '/,2018-19,/d' "$tmp/years/spend.csv"
run bcf check "$tmp/years" --today 2017-09-12
open_lines >"$tmp/open"
true_that "each line says 2018-19: $(sed -n 3p "$tmp/open")" test "$(grep -c '^  2018-19: ' "$tmp/open")" -ge 1
true_that "spend is not there in 2018-19" grep -q '^  2018-19: needs planned .*spend' "$tmp/open"
true_that "none says 2017-18" test "$(grep -c '^  2017-18: ' "$tmp/open")" = 0
rm "$tmp/years/spend.csv"
run bcf check "$tmp/years" --today 2017-09-12
open_lines >"$tmp/open"
true_that "what is missing in both years is said without a year" grep -q '^  needs planned spend' "$tmp/open"
true_that "once" test "$(grep -c 'table spend' "$tmp/open")" = 1
rm "$tmp/years/maturity.csv"
run bcf check "$tmp/years" --today 2017-09-12
true_that "a table without years has none" grep -q '^  needs the High Impact Change Model' "$tmp/out"
run bcf check "$tmp/years" --today 2017-09-12 --only EXP-03
out_lacks '2017-18: '
ok "what cannot be checked names the year, where it is not every year of the plan"

finish
