#!/bin/sh
# examples/demo: reads without a message and gives the findings that its README lists, no other.
. tests/cli/tap.sh
P=examples/demo

run bcf check $P --today 2019-09-20 --format json
is_status 1
err_empty
out_has '"summary":{"error":1,"warning":2,"info":1,"undetermined":3,"waived":1,'
tr -d '\n' <"$tmp/out" | sed 's/{"id":"/\n{"id":"/g' |
	sed -n 's/^{"id":"\([^"]*\)","check":"[^"]*","severity":"\([^"]*\)","result":"\([^"]*\)".*/\1 \2 \3/p' | sort >"$tmp/found"
sort >"$tmp/wanted" <<'END'
RNG-01:sampleton:2019-20 error fail
EXP-04:exampleshire:2019-20:additional_la warning fail
ASS-02:sampleton:2019-20 warning fail
ASS-02:exampleshire:2019-20 warning waived
NAR-12:*:::w3 info fail
CMP-01:sampleton:2019-20::sign_off error undetermined
HIC-01:sampleton:2019-20:care_homes error undetermined
POO-02:*:2019-20:gain_discharge:1 error undetermined
END
true_that "the findings are those listed" cmp -s "$tmp/found" "$tmp/wanted"
ok "the demonstration plan gives its eight findings and no other"

cut -d' ' -f1 "$tmp/wanted" >"$tmp/ids"
while read -r id; do
	grep -qF -e "\`$id\`" $P/README.md || fault "README.md does not list $id"
done <"$tmp/ids"
ok "its README lists each of them"

run bcf check $P --today 2020-04-01 --format json
out_has '"waived":0'
ok "its waiver ends after 31 March 2020"

run bcf schema --format csv
sed 1d "$tmp/out" | cut -d, -f1 | sort -u >"$tmp/tables"
while read -r t; do
	[ -s "$P/$t.csv" ] || fault "there is no $t.csv"
	[ "$(wc -l <"$P/$t.csv")" -ge 2 ] || fault "$t.csv has no row"
done <"$tmp/tables"
ok "it uses every table of the schema"

sed 1d "$tmp/out" | cut -d, -f1,2 | tr , ' ' | while read -r t c; do
	head -n 1 "$P/$t.csv" | tr , '\n' | grep -qx -e "$c" || echo "$t.$c"
done >"$tmp/unused"
printf 'plan.submitted\n' >"$tmp/wanted"
true_that "every column but plan.submitted stands in a header: $(tr '\n' ' ' <"$tmp/unused")" cmp -s "$tmp/unused" "$tmp/wanted"
ok "it uses every column, but for the date of submission, which has not come"

own=$(digests_of $P | cut -d' ' -f2)
true_that "the plan digest in signoffs.csv" grep -qF -e "$own" $P/signoffs.csv
run bcf agree examples/demo --format csv
out_has ",agreed,"
out_has ",waits,"
out_like '^e01,.*,agreed,sampleton_ccg,agreed,'
out_lacks ",lapsed,"
ok "what its partners signed is the plan as it stands"

for mark in '[z]' '[c]' '[x]'; do
	grep -qF -e "$mark" $P/*.csv || fault "no $mark"
done
ok "it uses the marks for not applicable, suppressed and not available"

true_that "the title" grep -q '^Made-up plan for demonstration: Exampleshire' $P/plan.csv
for f in $P/narrative/*.md; do
	head -n 1 "$f" | grep -q '^Made-up' || fault "$f does not begin by saying that it is made up"
done
true_that "README" grep -q '^# Made-up plan' $P/README.md
true_that "areas" test "$(grep -c '(made up)' $P/areas.csv)" -eq 2
true_that "organisations" test "$(grep -c '(made up)' $P/organisations.csv)" -eq $(($(wc -l <$P/organisations.csv) - 1))
ok "it says wherever a person looks that it is made up"

awk -F, 'NR > 1 { if (!(m = match($0, /,-?[0-9]+\.[0-9][0-9],/))) next; amount = substr($0, m + 1, RLENGTH - 2); sum[$1] += amount }
	END { for (e in sum) if (sum[e] != 0) { print e; bad = 1 } exit bad }' $P/postings.csv >"$tmp/unbalanced" ||
	fault "entries that do not balance: $(tr '\n' ' ' <"$tmp/unbalanced")"
ok "every entry of its ledger balances"

for figure in 'difference.total sampleton 2018-19:partly derived' 'spend.total sampleton 2018-19:stated' 'income.total * 2019-20:£58,625,000'; do
	run bcf explain $P "${figure%%:*}" --today 2019-09-20
	is_status 0
	out_has "${figure#*:}"
done
ok "the commands of its README work"

finish
