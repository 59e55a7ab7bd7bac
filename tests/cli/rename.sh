#!/bin/sh
# A policy year is data: a copy of a pack in which every id of its own bears another name works as well as the pack.  What
# fails here is a year's id that stands in policy/common or in the program.
. tests/cli/tap.sh
new=2099-00
all_classes="sources conditions metrics scheme_types maturity_changes requirements sections lists checks figures"

# The pack's own ids, by class.
column() {
	[ ! -e "$source/$1.csv" ] || awk -F, -v class="$1" 'NR > 1 { print class, $1 }' "$source/$1.csv"
}
# own_rules checks|figures: those that policy/common does not have.
own_rules() {
	for f in "$source/$1"/*.sql; do
		[ ! -e "$f" ] || [ -e "policy/common/$1/$(basename "$f")" ] || echo "$1 $(basename "$f" .sql)"
	done
}
# take PACK: from here on its ids are $tmp/ids, and $classes_there are the classes of which it has any.
take() {
	old=$1 source=policy/$1
	{
		for class in sources conditions metrics scheme_types maturity_changes requirements; do
			column $class
		done
		sed -n 's/^.*{"section": "\([^"]*\)".*$/sections \1/p' $source/pack.json
		sed -n '/"lists": {/,$p' $source/pack.json | sed '/_with_own_check"/,/\]/d; /"input_limits"/,/\]/d' | sed -n 's/^.*{"id": "\([^"]*\)".*$/lists \1/p'
		own_rules checks
		own_rules figures
	} | sort -u >"$tmp/ids"
	classes_there=
	for class in $all_classes; do
		! grep -q "^$class " "$tmp/ids" || classes_there="$classes_there $class"
	done
}

for pack in policy/*/pack.json; do
	take "$(basename "$(dirname "$pack")")"
	echo "$classes_there" | tr ' ' '\n'
done | sort -u >"$tmp/classes"
for class in $all_classes; do
	true_that "some pack has ids of its own of $class" grep -qx "$class" "$tmp/classes"
done
ok "between them the packs have ids of their own of every class"

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

proves() {
	run bcf policy test $new --policy-path "$tmp/packs"
	is_status 0
	out_has "$cases, 0 failed"
	err_empty
}

for pack in policy/*/pack.json; do
	take "$(basename "$(dirname "$pack")")"
	run bcf policy test "$old"
	is_status 0
	cases=$(sed -n 's/^.*; \([0-9]* cases passed\).*$/\1/p' "$tmp/out")
	true_that "there are cases" test -n "$cases"
	rename
	proves
	ok "a copy of $old under another id passes as many cases: $cases"

	for renamed in $classes_there; do
		rename $renamed
		true_that "something was renamed" grep -rqE '(^|[^a-z_])x_' "$tmp/packs/$new"
		proves
		ok "with its $renamed renamed $old passes as many cases"
	done

	rename $all_classes
	awk '{ print $2 }' "$tmp/ids" | grep -e '_' | sort -u | while read -r id; do
		grep -rnE "(['\"]|^|,)$id(['\"]|,|\$)" "$tmp/packs/$new" --include='*.sql' | grep -v "ring_fence = '$id'" | head -n 2
	done >"$tmp/left"
	true_that "no id keeps its name: $(sed "s|$tmp/packs/||" "$tmp/left" | head -n 3 | tr '\n' ' ')" test ! -s "$tmp/left"
	proves
	ok "with every id of its own renamed $old passes as many cases"
done

finish
