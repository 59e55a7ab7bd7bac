#!/bin/sh
# A policy year is data: a copy of a pack in which every id of its own bears another name works as well as the pack.  What
# fails here is a year's id that stands in policy/common or in the program.
. tests/cli/tap.sh
old=2019-20
new=2099-00
source=policy/$old

# The pack's own ids, by class.
column() {
	awk -F, -v class="$1" 'NR > 1 { print class, $1 }' "$source/$1.csv"
}
{
	for class in sources conditions metrics scheme_types maturity_changes requirements; do
		column $class
	done
	sed -n 's/^.*{"section": "\([^"]*\)".*$/sections \1/p' $source/pack.json
	sed -n '/"lists": {/,$p' $source/pack.json | sed '/"grants_with_own_check"/,/\]/d' | sed -n 's/^.*{"id": "\([^"]*\)".*$/lists \1/p'
	for f in $source/checks/*.sql; do
		echo "checks $(basename "$f" .sql)"
	done
	for f in $source/figures/*.sql; do
		echo "figures $(basename "$f" .sql)"
	done
} | sort -u >"$tmp/ids"
for class in sources conditions metrics scheme_types maturity_changes requirements sections lists checks figures; do
	true_that "ids of $class" grep -q "^$class " "$tmp/ids"
done
ok "the pack's own ids are found: $(wc -l <"$tmp/ids") of them"

# rename CLASSES: a copy of the pack as $tmp/packs/$new with the ids of those classes renamed.
rename() {
	classes=" $* "
	rm -rf "$tmp/packs"
	mkdir "$tmp/packs"
	cp -R $source "$tmp/packs/$new"
	chmod -R u+w "$tmp/packs"
	(cd "$tmp/packs/$new" && find . -type f | sort) >"$tmp/files"
	while read -r f; do
		f=${f#./}
		manifest=0 table=$(basename "$f")
		case $f in
		cases/*.csv) kind=plan_csv ;;
		*.csv) kind=pack_csv ;;
		pack.json) kind=json manifest=1 ;;
		*.json) kind=json ;;
		*.sql) kind=sql ;;
		*) continue ;;
		esac
		awk -v kind=$kind -v table="${table%.*}" -v classes="$classes" -v ids="$tmp/ids" -v pack=$new -v old_pack=$old -v in_manifest=$manifest \
			-f tests/cli/rename.awk "$source/$f" >"$tmp/packs/$new/$f" || { fault "cannot rename in $f"; break; }
	done <"$tmp/files"
	# files named after what they hold
	while read -r class id; do
		case $classes in
		*" $class "*) ;;
		*) continue ;;
		esac
		case $class in
		checks | figures)
			for f in "$tmp/packs/$new/$class/$id".*; do
				case $(basename "$f") in
				"$id.sql" | "$id.cases.json") mv "$f" "$tmp/packs/$new/$class/x_$(basename "$f")" ;;
				esac
			done
			;;
		sections)
			f=$tmp/packs/$new/cases/complete/narrative/$id.md
			[ ! -e "$f" ] || mv "$f" "$tmp/packs/$new/cases/complete/narrative/x_$id.md"
			;;
		esac
	done <"$tmp/ids"
}

run bcf policy test $old
is_status 0
cases=$(sed -n 's/^.*; \([0-9]* cases passed\).*$/\1/p' "$tmp/out")
true_that "there are cases" test -n "$cases"
ok "the pack itself passes: $cases"

proves() {
	run bcf policy test $new --policy-path "$tmp/packs"
	is_status 0
	out_has "$cases, 0 failed"
	err_empty
}

rename
proves
ok "a copy under another id passes as many cases"

for renamed in sources conditions metrics scheme_types maturity_changes requirements sections lists checks figures; do
	rename $renamed
	true_that "something was renamed" grep -rqE '(^|[^a-z_])x_' "$tmp/packs/$new"
	proves
	ok "with its $renamed renamed it passes as many cases"
done

rename sources conditions metrics scheme_types maturity_changes requirements sections lists checks figures
awk '{ print $2 }' "$tmp/ids" | grep -e '_' | sort -u | while read -r id; do
	grep -rnE "(['\"]|^|,)$id(['\"]|,|\$)" "$tmp/packs/$new" --include='*.sql' | head -n 2
done >"$tmp/left"
true_that "no id keeps its name: $(sed "s|$tmp/packs/||" "$tmp/left" | head -n 3 | tr '\n' ' ')" test ! -s "$tmp/left"
proves
ok "with every id of its own renamed it passes as many cases"

finish
