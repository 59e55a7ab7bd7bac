#!/bin/sh
# bcf diff: what differs between two plans, for people, as JSON and as CSV.
. tests/cli/tap.sh

clean_plan old
clean_plan new
run bcf diff "$tmp/old" "$tmp/new"
is_status 0
out_is "no difference"
err_empty
ok "two copies do not differ"

bcf convert "$tmp/old" "$tmp/old.json" && bcf convert "$tmp/old" "$tmp/old.xlsx"
run bcf diff "$tmp/old.json" "$tmp/old.xlsx"
is_status 0
out_is "no difference"
ok "nor do two forms of one plan"

line=$(sed -n 2p "$tmp/new/spend.csv" | cut -d, -f1)
amount=$(bcf diff "$tmp/old" "$tmp/old" --format json >/dev/null; head -n 1 "$tmp/new/spend.csv" | tr , '\n' | grep -n '^amount$' | cut -d: -f1)
was=$(sed -n 2p "$tmp/new/spend.csv" | cut -d, -f"$amount")
awk -F, -v OFS=, -v n="$amount" 'NR == 2 { $n = "12345.67" } { print }' "$tmp/new/spend.csv" >"$tmp/changed" && cp "$tmp/changed" "$tmp/new/spend.csv"
run bcf diff "$tmp/old" "$tmp/new"
is_status 1
out_like "^1 line changed; spend (−|\+)£"
out_like "^ +before +after +difference$"
out_has "  by scheme"
out_has "  by source"
out_like "^  $line  "
out_like "^      amount +£[0-9,]+\.00 → £12,345.67  \("
out_lacks "record"
ok "a changed amount: the whole in one line, money by scheme and source, the cell"

run bcf diff "$tmp/old" "$tmp/new" --format csv
is_status 1
true_that "a header and one row" test "$(wc -l <"$tmp/out")" -eq 2
out_has "kind,table,key,column,before,after,difference"
out_has "edited,spend,$line,amount,$was,12345.67,"
ok "as CSV, a row a change"

run bcf diff "$tmp/old" "$tmp/new" --format json
is_status 1
out_has '"same":false,"record_only":false'
out_has "{\"kind\":\"edited\",\"table\":\"spend\",\"key\":{\"line\":\"$line\"},\"record\":false,\"column\":\"amount\",\"before\":\"$was\",\"after\":\"12345.67\",\"difference\":"
true_that "it is JSON" python3 -m json.tool "$tmp/out"
ok "as JSON"

bcf convert "$tmp/old" "$tmp/posted"
sed -n '$s/^[^,]*/z1/p' "$tmp/old/postings.csv" >>"$tmp/posted/postings.csv"
run bcf diff "$tmp/old" "$tmp/posted"
is_status 1
out_has "All of it is record: it does not touch what was approved"
out_like "^  z1 / [0-9]+  added .*\(record: does not touch what was approved\)$"
run bcf diff "$tmp/old" "$tmp/posted" --format json
out_has '"record_only":true'
true_that "the plan digest is the same" test "$(grep -o '"plan_digest":"[^"]*"' "$tmp/out" | sort -u | wc -l)" -eq 1
ok "what is record is told from what was approved"

mkdir -p "$tmp/old/narrative" "$tmp/new/narrative"
awk -v words="The same words again and again, " 'BEGIN { for (i = 0; i < 20; i++) printf "%s", words; print "seven of them." }' >"$tmp/old/narrative/long.md"
sed 's/seven/eight/' "$tmp/old/narrative/long.md" >"$tmp/new/narrative/long.md"
run bcf diff "$tmp/old" "$tmp/new"
out_has "1 passage of the narrative changed"
out_like "^    - ….*seven of them\.$"
out_like "^    \+ ….*eight of them\.$"
out_has "  paragraph 1  The same words again and again, The same words again and…"
out_like "^    - …(The|same|words|again|and) "
ok "a long text is shortened to where it differs"

mkdir -p "$tmp/was" "$tmp/is"
for f in was is; do
	printf 'title,policy\nShared,2019-20\n' >"$tmp/$f/plan.csv"
done
printf 'scheme,title\ncarers,Support for carers\n' >"$tmp/was/schemes.csv"
printf 'scheme,title\nsupport,Support for carers\n' >"$tmp/is/schemes.csv"
printf 'line,scheme,amount\n1,carers,1830000\n' >"$tmp/was/spend.csv"
printf 'line,scheme,amount\n1,support,1910000\n' >"$tmp/is/spend.csv"
run bcf diff "$tmp/was" "$tmp/is"
out_like "^    Support for carers +£1,830,000 +£1,910,000 +\+£80,000$"
true_that "the scheme stands once" test "$(grep -c '^    Support for carers' "$tmp/out")" -eq 1
ok "the money of a scheme that was given another key is one line"

run bcf diff "$tmp/old" "$tmp/new" --quiet
is_status 1
out_empty
run bcf diff "$tmp/old" "$tmp/old" --quiet
is_status 0
out_empty
run bcf diff "$tmp/old" "$tmp/new" --quiet --format csv
out_has "kind,table,key"
ok "--quiet leaves the answer to the exit status"

run bcf diff "$tmp/old"
is_status 2
err_has "name the two plans to compare, the older first"
run bcf diff "$tmp/old" "$tmp/none"
is_status 2
out_empty
err_has "$tmp/none: there is no such file or folder"
ok "two plans have to be named, and be there"

run bcf diff examples/dorset-2015-16 examples/dorset-2016-17
is_status 1
err_empty
out_like "^[0-9,]+ rows? changed, "
ok "two years of a real plan"

printf '\033[2Jspoilt' >"$tmp/new/narrative/long.md"
run bcf diff "$tmp/old" "$tmp/new"
true_that "no control characters" test "$(tr -d '\n\t[:print:]' <"$tmp/out" | tr -d '\200-\377' | wc -c)" -eq 0
ok "nothing in a text reaches the terminal as a command"

finish
