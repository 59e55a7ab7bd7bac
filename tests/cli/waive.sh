#!/bin/sh
# bcf waive: partners accept a finding, until a date or until its figure changes.
. tests/cli/tap.sh
plan=$tmp/plan
id=RNG-01:exampleshire:2019-20
day=2019-09-20

plan_digest() {
	digests_of "$plan" | cut -d' ' -f2
}
digest() {
	digests_of "$plan" | cut -d' ' -f1
}

clean_plan plan
sed '/^3,/s/2000000.00/1999999.00/; /^6,/s/2000000.00/2000001.00/' policy/2019-20/cases/complete/spend.csv >"$plan/spend.csv"
run bcf check "$plan" --today $day
is_status 1
out_like "^ERROR +$id *$"
out_has '1 error,'
ok "the plan to try on has one error"

cp -R "$plan" "$tmp/before"
digest_before=$(digest) plan_before=$(plan_digest)
run bcf waive "$plan" $id --reason "agreed by both partners, with a comma" --by "A Person" --until 2020-03-31 --today $day
is_status 0
out_empty
run bcf check "$plan" --today $day
is_status 0
out_has '0 errors'
out_has '1 waived'
out_like "^WAIVED +$id *$"
out_has 'agreed by both partners, with a comma'
run bcf check "$plan" --today $day --format json
is_status 0
out_has '"error":0'
out_has '"waived":1'
out_has '"result":"waived"'
ok "a waived finding is shown as waived, with who and why, and the exit status is 0"

true_that "plan digest as it was" test "$plan_before" = "$(plan_digest)"
true_that "digest another" test "$digest_before" != "$(digest)"
true_that "there is a digest" test -n "$plan_before"
ok "a waiver changes the package's digest and not the plan's"

diff -rq "$tmp/before" "$plan" >"$tmp/diff"
true_that "only waivers.csv is new: $(tr '\n' ' ' <"$tmp/diff")" test "$(cat "$tmp/diff")" = "Only in $plan: waivers.csv"
ok "every other file is byte for byte as it was"

run bcf check "$plan" --today 2020-03-31
is_status 0
run bcf check "$plan" --today 2020-04-01
is_status 1
out_like "^ERROR +$id *$"
out_lacks WAIVED
ok "it holds on its last day and has ended on the next"

cp "$plan/spend.csv" "$tmp/spend.csv"
sed '/^3,/s/1999999.00/1999998.00/' "$tmp/spend.csv" >"$plan/spend.csv"
run bcf check "$plan" --today $day
is_status 1
out_like "^ERROR +$id *$"
out_has '£2 short'
cp "$tmp/spend.csv" "$plan/spend.csv"
run bcf check "$plan" --today $day
is_status 0
ok "it ends when the figure changes, and holds again when that is undone"

run bcf waive "$plan" $id --reason "agreed anew" --by "Another Person" --until 2019-12-31 --today $day
is_status 0
true_that "one row" test "$(wc -l <"$plan/waivers.csv")" -eq 2
true_that "the new words" grep -q 'agreed anew,Another Person,2019-12-31' "$plan/waivers.csv"
ok "waiving again replaces the row of that finding"

cp "$plan/waivers.csv" "$tmp/waivers.csv"
refused() {
	is_status 2
	out_empty
	err_messages 1
	true_that "nothing written" cmp -s "$plan/waivers.csv" "$tmp/waivers.csv"
}
run bcf waive "$plan" RNG-02:exampleshire:2019-20 --reason r --by b --until 2020-03-31 --today $day
refused
err_has RNG-02:exampleshire:2019-20
ok "a finding that the plan does not give is refused"
run bcf waive "$plan" $id --by b --until 2020-03-31 --today $day
refused
err_has --reason
run bcf waive "$plan" $id --reason r --until 2020-03-31 --today $day
refused
err_has --by
run bcf waive "$plan" $id --reason r --by b --today $day
refused
err_has --until
run bcf waive "$plan" $id --reason '' --by b --until 2020-03-31 --today $day
refused
run bcf waive "$plan" $id --reason r --by b --until --today $day
refused
run bcf waive "$plan" --reason r --by b --until 2020-03-31 --today $day
refused
ok "without a finding, a reason, a name or a date it is refused"
run bcf waive "$plan" $id --reason r --by b --until 2019-02-30 --today $day
refused
run bcf waive "$plan" $id --reason r --by b --until 2019-09-19 --today $day
refused
err_has "bcf: --until: 2019-09-19 is over already; today is $day"
true_that "no line about usage" test "$(wc -l <"$tmp/err")" -eq 1
run bcf waive "$plan" $id --reason r --by b --until "some day" --today $day
refused
ok "a date that is none, or over, is refused"

run bcf waive "$tmp/absent" $id --reason r --by b --until 2020-03-31 --today $day
refused
true_that "nothing made" test ! -e "$tmp/absent"
ok "a plan that is not there is refused"

rm "$plan/waivers.csv"
bcf convert "$plan" "$tmp/plan.json"
before=$(digests_of "$tmp/plan.json" | cut -d' ' -f2)
run bcf waive "$tmp/plan.json" $id --reason r --by b --until 2020-03-31 --today $day
is_status 0
run bcf check "$tmp/plan.json" --today $day
is_status 0
out_has '1 waived'
true_that "plan digest" test "$before" = "$(digests_of "$tmp/plan.json" | cut -d' ' -f2)"
ok "a plan in a JSON file can be waived in too"

bcf waive "$plan" $id --reason "a
b" --by '[z]' --until 2020-03-31 --today $day 2>"$tmp/err"
run bcf check "$plan" --today $day
true_that "the plan can still be read" test "$status" -ne 2
ok "whatever the words, the plan can be read afterwards"

finish
