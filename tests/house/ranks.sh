#!/bin/sh
# Who may include whom: each folder of src has a rank, and includes point to a lower rank or to the own folder.
. tests/house/house.sh

cat >"$tmp/ranks" <<'END'
base 0
format 1
sql 1
stat 1
policy 2
plan 3
metric 4
money 4
store 4
synth 4
figure 5
check 6
chart 7
desk 7
report 8
web 9
cmd 10
END

# file:line folder target, one line an include in quotes
while read -r f; do
	awk -v f="$f" '/^[ \t]*#[ \t]*include[ \t]*"/ {
		target = $0
		sub(/^[^"]*"/, "", target)
		sub(/".*$/, "", target)
		folder = f
		sub(/^src\//, "", folder)
		sub(/\/.*$/, "", folder)
		print f ":" FNR, folder, target
	}' "$f"
done <"$tmp/files" >"$tmp/includes"

sed 's|^src/\([^/]*\)/.*$|\1|; s|^src/[^/]*$|src|' "$tmp/files" | sort -u |
	awk 'NR == FNR { rank[$1] = $2; next } !($1 in rank) { print "src/" $1 " has no rank" }' "$tmp/ranks" - >"$tmp/unranked"
none "$tmp/unranked" "every file of src lies in a folder that has a rank"

awk '$3 !~ /\// { print $1 ": #include \"" $3 "\" does not name its folder" } $3 ~ /\.\./ { print $1 ": #include \"" $3 "\" climbs" }' "$tmp/includes" >"$tmp/bare"
none "$tmp/bare" "every include in quotes names its folder"

while read -r place folder target; do
	[ -f "src/$target" ] || [ "${target%%/*}" = "$target" ] || echo "$place: src/$target is not there"
done <"$tmp/includes" >"$tmp/absent"
none "$tmp/absent" "every include in quotes is a file of src"

awk 'NR == FNR { rank[$1] = $2; next }
	{ to = $3; sub(/\/.*$/, "", to) }
	to != $3 && to != $2 && rank[to] > rank[$2] { print $1 ": " $2 " (rank " rank[$2] ") includes " $3 " (rank " rank[to] ")" }
	' "$tmp/ranks" "$tmp/includes" >"$tmp/upwards"
none "$tmp/upwards" "no include points to a higher rank"

awk 'NR == FNR { rank[$1] = $2; next }
	{ to = $3; sub(/\/.*$/, "", to) }
	to != $3 && to != $2 && (to in rank) && rank[to] == rank[$2] { print $1 ": " $2 " includes " $3 ", of the same rank " rank[to] }
	' "$tmp/ranks" "$tmp/includes" >"$tmp/sideways"
none "$tmp/sideways" "folders of equal rank do not include each other"

grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<(base|format|sql|stat|policy|plan|metric|money|store|synth|figure|check|chart|desk|report|web|cmd)/' $(cat "$tmp/files") >"$tmp/angled"
none "$tmp/angled" "no file of src is included in angle brackets"

grep -nE '#[[:space:]]*include[[:space:]]*"[^"]*\.c"' $(cat "$tmp/files") >"$tmp/sources"
none "$tmp/sources" "no .c file is included"

finish
