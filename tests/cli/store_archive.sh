#!/bin/sh
# bcf store export --all and import --all: everything as files and back, the same bytes from both engines; what was changed in between is named.
. tests/cli/tap.sh
. tests/store/engine.sh
export BCF_BY="A Person"
export SOURCE_DATE_EPOCH=1568937600 # 20 September 2019, 00:00 UTC, is now

# Three versions, a branch and an agreement to something, in $store.
fill_store() {
	clean_plan plan
	bcf store create "$store" --quiet &&
		bcf store import "$store" "$tmp/plan" --as one --message 'with "quotes", a comma
and a line' >/dev/null &&
		bcf store import "$store" examples/demo --as two >/dev/null &&
		sed -i '/^3,/s/2000000.00/1999999.00/; /^6,/s/2000000.00/2000001.00/' "$tmp/plan/spend.csv" &&
		bcf store import "$store" "$tmp/plan" --as one --replace --quiet >/dev/null &&
		bcf store branch "$store#one" less --quiet &&
		bcf waive "$store#one" RNG-01:exampleshire:2019-20 --reason r --by "C Person" --until 2020-03-31 --quiet
}

for engine in sqlite postgres; do
	use_engine $engine || { skip "everything out of a PostgreSQL store and back" "PostgreSQL is not here"; continue; }
	new_store from
	from=$store
	true_that "filled" fill_store
	run bcf store export "$from" --all "$tmp/$engine"
	is_status 0
	out_empty
	for f in README.txt packages.csv settings.csv events.csv packages/one/versions.csv packages/one/contents.csv packages/two/now/main/spend.csv packages/one/now/less/plan.csv; do
		true_that "$f" test -s "$tmp/$engine/$f"
	done
	true_that "a package to check" bcf check "$tmp/$engine/packages/one/now/main"
	ok "$engine: everything is there as files, and the newest version of each branch as a package"

	new_store back
	run bcf store import "$store" --all "$tmp/$engine"
	is_status 0
	run bcf store verify "$store"
	is_status 0
	run bcf store export "$store" --all "$tmp/$engine.again" --quiet
	diff -r "$tmp/$engine" "$tmp/$engine.again" >"$tmp/diff" || fault "it differs: $(head -n 3 "$tmp/diff" | tr '\n' ' ')"
	bcf store head "$from" >"$tmp/one"
	bcf store head "$store" >"$tmp/two"
	true_that "the same heads" cmp -s "$tmp/one" "$tmp/two"
	true_that "heads of three chains" test "$(grep -c '^events' "$tmp/one")" -eq 3
	ok "$engine: the store that is made of them is the same, down to its chains"

	run bcf store import "$store" --all "$tmp/$engine"
	is_status 2
	ok "$engine: a store that is there is not written over"
done
if [ -d "$tmp/postgres" ]; then
	diff -r "$tmp/sqlite" "$tmp/postgres" >"$tmp/diff" || fault "it differs: $(head -n 3 "$tmp/diff" | tr '\n' ' ')"
	ok "both engines give the same bytes"
fi

run bcf store export "$tmp/from.db" --all "$tmp/sqlite"
is_status 2
err_has "exists already"
ok "a folder that is there is not written into"

# changed FILE SED-SCRIPT WHAT-IS-SAID: in a copy, and the file that does not hold is named.
use_engine sqlite
changed() {
	rm -rf "$tmp/hurt" "$tmp/no.db"
	cp -R "$tmp/sqlite" "$tmp/hurt"
	sed -i "$2" "$tmp/hurt/$1"
	cmp -s "$tmp/hurt/$1" "$tmp/sqlite/$1" && fault "nothing was changed in $1"
	run bcf store import "$tmp/no.db" --all "$tmp/hurt"
	is_status 2
	err_has "$tmp/hurt/$3"
	err_has "$4"
	true_that "no store" test ! -e "$tmp/no.db"
}
text=$(cd "$tmp/sqlite" && grep -l 1999999.00 packages/one/content/*.csv | head -n 1)
changed "$text" 's/1999999.00/1999999.01/' "$text" "not what its name says"
changed packages/one/versions.csv 's/,A Person,/,B Person,/' packages/one/versions.csv "not what its digest says"
changed packages/one/events.csv '3s/A Person/B Person/' packages/one/events.csv:3 "not what its digest says"
changed packages/one/events.csv '$d' packages/one/events.csv "rows are missing"
changed packages/one/events.csv '3d' packages/one/events.csv:3 "a row is missing"
changed events.csv '2s/A Person/B Person/' events.csv:2 "not what its digest says"
changed packages/one/versions.csv '1s/author/writer/' packages/one/versions.csv:1 "the header is not"
changed packages.csv 's/^one,plan,3/one,plan,4/' packages/one/versions.csv "says 4"
changed settings.csv 's/schema,.*/schema,999/' settings.csv:2 "newer"
ok "a digest that does not hold is named with its file and line, and there is no store"

changed packages.csv 's/^one,/..\/one,/' packages.csv: "is no name of a plan"
changed packages/one/contents.csv 's/content\//..\/..\/..\//' packages/one/contents.csv:2 "not called as its digest is"
changed packages/one/branches.csv 's/^less,/..\/less,/' packages/one/branches.csv "no"
rm -rf "$tmp/hurt"
cp -R "$tmp/sqlite" "$tmp/hurt"
rm "$tmp/hurt/$text"
ln -s /etc/passwd "$tmp/hurt/$text"
run bcf store import "$tmp/no.db" --all "$tmp/hurt"
is_status 2
err_has "$text"
rm "$tmp/hurt/$text"
run bcf store import "$tmp/no.db" --all "$tmp/hurt"
is_status 2
err_has "$text"
run bcf store import "$tmp/no.db" --all "$tmp/plan"
is_status 2
err_has settings.csv
run bcf store import "$tmp/no.db" --all "$tmp/absent"
is_status 2
true_that "no store" test ! -e "$tmp/no.db"
ok "nothing in a file becomes a path unchecked, links are not followed, and a missing file is named"

finish
