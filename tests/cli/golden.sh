#!/bin/sh
# What `bcf check` says of each real paper, and of two papers compared, is what tests/golden holds: every finding there was
# read beside the paper and is true.  After a change that is meant, write them anew with  tests/cli/golden.sh --write  and
# read the difference.
. tests/cli/tap.sh
as_of=2026-11-22

said() {
	bcf check "$@" --today $as_of 2>&1
}
golden() {
	name=$1
	shift
	file=tests/golden/$name.txt
	said "$@" >"$tmp/now"
	if [ "${write:-}" ]; then
		cp "$tmp/now" "$file"
	fi
	if ! cmp -s "$file" "$tmp/now"; then
		diff "$file" "$tmp/now" | head -20 >"$tmp/diff"
		fault "$(cat "$tmp/diff")"
	fi
	ok "the findings of $name are those that were read beside the paper"
}
write=
[ "${1:-}" = --write ] && write=yes
for paper in dorset-2015-16 dorset-2016-17 barking-and-dagenham-2017-19 doncaster-2019-20 dorset-2021-22; do
	golden $paper examples/$paper
done
golden dorset-2016-17-against-2015-16 examples/dorset-2016-17 --against examples/dorset-2015-16 --only STA-04,XYR-01,XYR-02,XYR-03,XYR-05,XYR-06,XYR-07
golden dorset-2021-22-against-2016-17 examples/dorset-2021-22 --against examples/dorset-2016-17 --only STA-04,XYR-01,XYR-02,XYR-03,XYR-05,XYR-06,XYR-07

# What the paper prints rightly is what its own rows come to: printed so, explained so, and no finding says otherwise.
agrees() {
	run bcf explain examples/dorset-2016-17 "$1"
	is_status 0
	out_has "$2  ("
	true_that "no finding about $1" test "$(grep -c "STA-0[123]:[^ ]*$(echo "$1" | sed 's/ .*//; s/[][]/./g')" tests/golden/dorset-2016-17.txt)" = 0
}
agrees 'social_care.protection_decrease dorset 2016-17' '4.7%'
agrees 'social_care.protection_decrease bournemouth_poole 2016-17' '4.9%'
agrees 'social_care.protection_decrease * 2016-17' '4.8%'
agrees 'social_care.protection_committed_decrease dorset 2016-17' '7.1%'
agrees 'social_care.protection_committed_decrease bournemouth_poole 2016-17' '7.3%'
agrees 'social_care.protection_committed_decrease * 2016-17' '7.2%'
ok "the protection of social care falls as Dorset's two tables print it, with the gain share and without"
agrees 'metric.plan[reablement] bournemouth_poole 2016-17' '84.0%'
agrees 'metric.plan[reablement] dorset 2016-17' '89.0%'
agrees 'metric.percent_change[non_elective_admissions] * 2016-17' '1.7%'
ok "reablement and the growth of emergency admissions come out as printed"
run bcf explain examples/dorset-2016-17 'social_care.contingent dorset 2016-17'
out_has '£275,000'
run bcf explain examples/dorset-2016-17 'social_care.contingent bournemouth_poole 2016-17'
out_has '£225,000'
ok "what each board's part of the gain share is follows from the two tables"
run bcf explain examples/dorset-2016-17 'share.retained[risk_chc]'
out_has '£1,666,666.67'
ok "a third of £5m is a third"
finish
