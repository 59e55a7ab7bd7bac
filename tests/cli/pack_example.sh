#!/bin/sh
# The worked example of docs/policy-packs.md does what it says: its fenced blocks, put where their info strings name, make a
# pack whose cases pass.
#
# A block whose info string is `sql FILE`, `json FILE` or `csv FILE` is a file; FILE is policy/<id>/..., or a path within the pack.
. tests/cli/tap.sh
doc=docs/policy-packs.md

awk '/^## / { inside = /^## A worked example/ } inside' $doc >"$tmp/section"
true_that "$doc has a section 'A worked example'" test -s "$tmp/section"
ok "there is a worked example"

mkdir "$tmp/blocks"
awk -v folder="$tmp/blocks" '
	/^```/ && !open { open = 1; file = ""; n = split($0, word, " "); sub(/^```/, "", word[1])
		if (n == 2 && word[1] ~ /^(sql|json|csv)$/ && word[2] !~ /(^|\/)\.\.(\/|$)|^\//) { file = folder "/" ++count; print count, word[2] > (folder "/list"); printf "" > file }
		next }
	/^```/ { open = 0; if (file != "") close(file); next }
	open && file != "" { print > file }
	END { if (open) exit 1 }' "$tmp/section" || fault "a block is not closed"
true_that "a block with SQL and a block with its cases" test -s "$tmp/blocks/list"
[ ! -s "$tmp/blocks/list" ] || {
	true_that "a block with SQL" grep -q '\.sql$' "$tmp/blocks/list"
	true_that "a block with cases" grep -q '\.cases\.json$' "$tmp/blocks/list"
}
ok "its blocks name the files that they are"

cp -R policy "$tmp/packs"
chmod -R u+w "$tmp/packs"
id=
[ -s "$tmp/blocks/list" ] && while read -r n file; do
	case $file in
	policy/*) file=${file#policy/} ;;
	figures/* | checks/*) file=2019-20/$file ;;
	esac
	mkdir -p "$tmp/packs/$(dirname "$file")"
	cp "$tmp/blocks/$n" "$tmp/packs/$file"
	[ "${file%%/*}" = common ] || id=${file%%/*}
done <"$tmp/blocks/list"
id=${id:-2019-20}
run bcf policy test "$id"
known=$(sed -n 's/^.*; \([0-9]*\) cases passed.*$/\1/p' "$tmp/out")
run bcf policy test "$id" --policy-path "$tmp/packs"
is_status 0
err_empty
out_has ', 0 failed'
now=$(sed -n 's/^.*; \([0-9]*\) cases passed.*$/\1/p' "$tmp/out")
true_that "more cases than without the example: ${now:-none}, ${known:-none}" test "${now:-0}" -gt "${known:-0}"
ok "with the example's files in place every case passes, and there are more than before"

if [ -s "$tmp/blocks/list" ]; then
	sed -n 's|^.* .*checks/\(.*\)\.sql$|\1|p' "$tmp/blocks/list" >"$tmp/checks"
else
	: >"$tmp/checks"
fi
true_that "the example has a check" test -s "$tmp/checks"
while read -r check; do
	run bcf policy show "$id" "$check" --policy-path "$tmp/packs"
	is_status 0
	out_has "$check: "
done <"$tmp/checks"
ok "its checks are part of the year"

finish
