#!/bin/sh
# bcf check --against OLDER: a plan beside an earlier one, and what only then can be said.
. tests/cli/tap.sh
N=examples/dorset-2016-17
O=examples/dorset-2015-16

# id, severity and result of every finding of the JSON document on standard output, one a line.
findings() {
	tr -d '\n' <"$tmp/out" | sed 's/{"id":"/\n{"id":"/g' |
		sed -n 's/^{"id":"\([^"]*\)","check":"[^"]*","severity":"\([^"]*\)","result":"\([^"]*\)".*/\1 \2 \3/p' | sort
}
# One finding of that document, as one line.
finding() {
	tr -d '\n' <"$tmp/out" | sed 's/{"id":"/\n{"id":"/g' | grep -F -e "{\"id\":\"$1\"" >"$tmp/finding"
	[ "$(wc -l <"$tmp/finding")" -eq 1 ] || fault "finding $1 is there $(wc -l <"$tmp/finding") times, not once"
}
finding_has() {
	grep -qF -e "$1" "$tmp/finding" || fault "the finding lacks: $1"
}
# The checks that do not apply, one a line.
not_applicable() {
	sed -n 's/.*"not_applicable":\[\([^]]*\)\].*/\1/p' "$tmp/out" | tr -d '"' | tr ',' '\n' | sort
}

run bcf check $N --today 2016-05-10 --format json
is_status 1
out_lacks '"against"'
findings >"$tmp/alone"
not_applicable >"$tmp/without"
grep -l '^-- needs:.*older' policy/common/checks/*.sql policy/2016-17/checks/*.sql | sed 's|.*/||; s|\.sql$||' | sort >"$tmp/of_older"
true_that "there are checks that compare" test "$(wc -l <"$tmp/of_older")" -ge 5
true_that "each of them: $(comm -23 "$tmp/of_older" "$tmp/without" | tr '\n' ' ')" test -z "$(comm -23 "$tmp/of_older" "$tmp/without")"
ok "without --against every check that compares does not apply, and none has passed"

run bcf check $N --against $O --today 2016-05-10 --format json
is_status 1
err_empty
out_has ',"against":"examples/dorset-2015-16",'
true_that "one document" test "$(wc -l <"$tmp/out")" -eq 1
for area in '*' bournemouth_poole dorset; do
	out_has "\"STA-04:$area:2015-16::performance_payment\""
done
finding STA-01:dorset:2015-16::performance_payment
finding_has '"STA-04:*:2015-16::performance_payment"'
finding_has '"STA-04:dorset:2015-16::performance_payment"'
finding STA-01:bournemouth_poole:2015-16::performance_payment
finding_has '"STA-04:bournemouth_poole:2015-16::performance_payment"'
findings >"$tmp/compared"
true_that "none of them stands on its own" test "$(grep -c '^STA-04' "$tmp/compared")" -eq 0
ok "the three payments that two Dorset papers print differently are found, each as a consequence of what is wrong in the newer one"

finding 'XYR-06:*'
finding_has '5 figures stand in both plans for the same area and period; 3 of them differ.'
finding_has '"severity":"info"'
finding 'XYR-02:*:::earmarked.by_purpose[care_act]'
finding_has '"severity":"info"'
finding 'XYR-03:*:::enhancing_social_care'
finding_has '"result":"fail"'
out_lacks 'XYR-03:*:::came'
ok "how far the comparison reaches, money that came and a scheme that went are said, and nothing of schemes that the newer paper calls existing"

true_that "nothing of the plan's own is lost: $(comm -23 "$tmp/alone" "$tmp/compared" | tr '\n' ' ')" test -z "$(comm -23 "$tmp/alone" "$tmp/compared")"
comm -13 "$tmp/alone" "$tmp/compared" | sed 's/:.*//' | sort -u >"$tmp/added"
true_that "what is added is of checks that compare" test -z "$(comm -23 "$tmp/added" "$tmp/of_older")"
ok "a comparison adds findings of the checks that compare, and changes no other"

for plan in $N $O policy/2019-20/cases/complete; do
	run bcf check $plan --today 2016-05-10 --format json
	findings >"$tmp/alone"
	run bcf check $plan --against $plan --today 2016-05-10 --format json
	findings >"$tmp/compared"
	comm -3 "$tmp/alone" "$tmp/compared" | tr -d '\t' >"$tmp/added"
	true_that "only XYR-06 of $plan: $(tr '\n' ' ' <"$tmp/added")" test "$(cat "$tmp/added")" = 'XYR-06:* info fail'
done
ok "a plan beside itself differs in nothing: only how far the comparison reaches is noted"

run bcf check $N --against $O --today 2016-05-10
is_status 1
true_that "the third line" test "$(sed -n 3p "$tmp/out")" = "compared with $O (Better Care Fund 2015-16)"
out_has 'Leads to    STA-01:*:2015-16::performance_payment'
out_has 'STA-04:dorset:2015-16::performance_payment: This paper prints £539,160'
out_has 'the older one prints £539,070 (4.14).'
out_has "Explain     bcf explain $N --against $O"
run bcf check $N --today 2016-05-10
out_lacks 'compared with'
out_lacks --against
ok "the text says what the plan was compared with, and both printed figures with the older one's section"

run bcf explain $N STA-04:dorset:2015-16::performance_payment --against $O --today 2016-05-10
is_status 0
err_empty
out_like '^CONFIRM +STA-04:dorset:2015-16::performance_payment'
out_has 'Found       £539,160'
out_has 'Expected    £539,070'
out_has 'This follows from STA-01:dorset:2015-16::performance_payment'
out_like "  £539,160  stated s024\.printed  $N/stated\.csv:[0-9]+:[0-9]+\$"
out_has 'policy/common/checks/STA-04.sql:'
run bcf explain $N STA-04:dorset:2015-16::performance_payment --against $O --today 2016-05-10 --format json
is_status 0
out_has '"difference": "90.00"'
ok "explain --against shows such a finding, what it follows from and where it is printed"

run bcf explain $N STA-04:dorset:2015-16::performance_payment --today 2016-05-10
is_status 0
out_has 'STA-04 does not apply to this plan'
out_has 'It compares two plans: name the older one with --against OLDER.'
run bcf explain $N INC-05:dorset:2016-17 --today 2016-05-10
out_lacks --against
run bcf explain --help
out_has '--against OLDER'
ok "without --against explain says that the check does not apply, not that it passes, and what to give"

run bcf check $N --only STA-04,STA-01,XYR-06 --today 2016-05-10
err_messages 1
err_has 'bcf: STA-04, XYR-06 compare two plans: without --against OLDER they do not apply'
run bcf check $N $O --only XYR-06 --today 2016-05-10 --format json
is_status 0
err_messages 1
err_has 'bcf: XYR-06 compares two plans: without --against OLDER it does not apply'
run bcf check $N --only STA-01 --today 2016-05-10
err_empty
run bcf check $N --only XYR-06 --against $O --today 2016-05-10
err_empty
ok "--only of checks that compare says in one line that they want --against"

cp -R $N "$tmp/newer"
run bcf waive "$tmp/newer" STA-04:dorset:2015-16::performance_payment --reason r --by b --until 2016-12-31 --today 2016-05-10
is_status 2
err_messages 1
err_has 'STA-04 compares two plans; name the older one with --against'
run bcf waive "$tmp/newer" XYR-03:*:::enhancing_social_care --against $O --reason r --by b --until 2016-12-31 --today 2016-05-10
is_status 0
run bcf check "$tmp/newer" --against $O --today 2016-05-10
out_like '^WAIVED +XYR-03:\*:::enhancing_social_care'
run bcf check "$tmp/newer" --today 2016-05-10
out_lacks XYR-03
ok "a finding of a comparison can be waived, with --against"

run bcf check $N --against $O --only STA-04,XYR-06 --today 2016-05-10 --format json
is_status 0
findings >"$tmp/compared"
true_that "three findings: $(tr '\n' ' ' <"$tmp/compared")" test "$(tr '\n' ' ' <"$tmp/compared")" = 'STA-04:bournemouth_poole:2015-16::performance_payment warning fail STA-04:dorset:2015-16::performance_payment warning fail XYR-06:* info fail '
finding STA-04:dorset:2015-16::performance_payment
finding_has '"actual":"539160.00","expected":"539070.00","difference":"90.00","unit":"GBP"'
finding_has '"consequences":["STA-04:*:2015-16::performance_payment"]'
finding STA-04:bournemouth_poole:2015-16::performance_payment
finding_has '"difference":"240.00"'
ok "--only and --against go together: the areas' differences stand on their own where what explains them is not run, and explain the partnership's"

run bcf check $O $N --against $O --threads 2 --today 2016-05-10 --format json
is_status 1
cp "$tmp/out" "$tmp/two"
true_that "two lines" test "$(wc -l <"$tmp/out")" -eq 2
run bcf check $O $N --against $O --threads 1 --today 2016-05-10 --format json
out_is "$tmp/two"
run bcf check $N --against $O --today 2016-05-10 --format json
true_that "the second line is that of the plan alone" test "$(sed -n 2p "$tmp/two")" = "$(cat "$tmp/out")"
ok "several plans are each compared with the older one, and threads change nothing"

# ---- refusals ----

for older in "$tmp/nowhere" "$tmp/broken" "$tmp/unknown_year"; do
	case $older in
	*/broken)
		cp -R $O "$older"
		printf 'line,amuont\n1,2\n' >"$older/income.csv"
		;;
	*/unknown_year)
		cp -R $O "$older"
		sed 's/,2015-16,/,1999-00,/' $O/plan.csv >"$older/plan.csv"
		;;
	esac
	run bcf check $N --against "$older" --today 2016-05-10
	is_status 2
	out_empty
	err_messages 1
	err_has "$older"
	run bcf explain $N XYR-06:* --against "$older" --today 2016-05-10
	is_status 2
	out_empty
	err_has "$older"
done
ok "an older plan that is not there, has a fault or is of an unknown year is named, and nothing is judged"

printf 'line,amuont\n1,2\n' >"$tmp/broken/spend.csv"
for threads in 1 3; do
	run bcf check $N $O examples/doncaster-2019-20 --against "$tmp/broken" --threads $threads --today 2016-05-10
	is_status 2
	err_messages 5
	true_that "first what is wrong with it" test "$(head -n 2 "$tmp/err" | grep -c 'amuont')" = 2
	for plan in $N $O examples/doncaster-2019-20; do
		err_has "bcf: $plan: is not compared: $tmp/broken could not be read"
	done
done
ok "a broken older plan is told of once, and each plan has one line"

run bcf check $N --against
is_status 2
out_empty
for command in convert schema; do
	run bcf $command $N --against $O
	is_status 2
	out_empty
	err_has --against
done
ok "--against wants a plan, and belongs to check, explain and waive only"

finish
