#!/bin/sh
# docs/checks.md says which of the reference's 150 checks is carried out by what, and says the truth.
. tests/cli/tap.sh
doc=docs/checks.md
rows() {
	sed -n "/^| $1/s/^| [^|]*| \(.*\) |\$/\1/p" $doc
}
ids() {
	grep -o '[A-Z][A-Z0-9]*-[0-9][0-9]'
}
grep '^| ' $doc | sed 's/^| [^|]*|//; s/(once.*)//; s/ by [A-Z]*-[0-9]*//g' | ids | sort >"$tmp/ids"
true_that "150 entries, each once: $(wc -l <"$tmp/ids"), twice: $(uniq -d "$tmp/ids" | tr '\n' ' ')" test "$(sort -u "$tmp/ids" | wc -l)" = 150 -a "$(wc -l <"$tmp/ids")" = 150
ok "the page has each of the 150 once"

for id in $(rows 'the check of the same id, in every' | ids); do
	true_that "policy/common/checks/$id.sql or a pack has $id" sh -c "ls policy/*/checks/$id.sql >/dev/null 2>&1"
done
rows 'the check of the same id, in one' | tr ';' '\n' >"$tmp/packs"
while read -r line; do
	year=$(echo "$line" | sed 's/.*(\(.*\)).*/\1/')
	for id in $(echo "$line" | ids); do
		true_that "policy/$year/checks/$id.sql" test -f "policy/$year/checks/$id.sql"
	done
done <"$tmp/packs"
ok "what is said to be a check is one"

for figure in $(grep -o '`[a-z_]*\.[a-z_]*`\|`performance_payment`' $doc | tr -d '`' | sort -u); do
	true_that "figure $figure" test -f "policy/common/figures/$figure.sql"
done
ok "what is said to be a figure is one"

not=$(sed -n '/^| not yet/s/^| [^|]*|//p' $doc | ids | sort -u | wc -l)
true_that "the sum is right: 150 less $not" grep -q "^That is $((150 - not)) of 150" $doc
ok "and the page counts rightly"

for f in policy/*/checks/*.sql; do
	id=$(basename "$f" .sql)
	true_that "$id is on the page" grep -q "$id" $doc
done
ok "every check of every pack is on the page"
finish
