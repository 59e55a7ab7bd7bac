#!/bin/sh
# bcf convert: folder to JSON and back, without loss; what is there is not replaced unasked.
. tests/cli/tap.sh

same_files() {
	diff -r "$1" "$2" >"$tmp/diff" 2>&1 || fault "the folders differ: $(head -n 3 "$tmp/diff" | tr '\n' ' ')"
}

for plan in examples/doncaster-2019-20 examples/demo policy/2019-20/cases/complete; do
	name=$(basename $plan)
	run bcf convert $plan "$tmp/$name.json"
	is_status 0
	out_empty
	run bcf convert "$tmp/$name.json" "$tmp/$name"
	is_status 0
	out_empty
	before=$(digests_of $plan)
	true_that "a digest" test -n "$before"
	true_that "digests of the JSON" test "$before" = "$(digests_of "$tmp/$name.json")"
	true_that "digests of the folder" test "$before" = "$(digests_of "$tmp/$name")"
	ok "$name: folder, JSON and folder again have the same two digests"
	run bcf convert $plan "$tmp/$name.direct"
	is_status 0
	same_files "$tmp/$name" "$tmp/$name.direct"
	run bcf convert "$tmp/$name" "$tmp/$name.2.json"
	true_that "the same JSON" cmp -s "$tmp/$name.json" "$tmp/$name.2.json"
	ok "$name: by way of JSON or straight, every file is the same byte for byte"
done

for f in examples/demo/*.csv examples/demo/narrative/*.md; do
	cmp -s "$f" "$tmp/demo/${f#examples/demo/}" || fault "$f is not what comes back"
done
true_that "a descriptor" test -s "$tmp/demo/datapackage.json"
ok "a package that is written as the program writes comes back byte for byte, with its descriptor"

out=$tmp/demo.json
cp "$out" "$tmp/kept"
run bcf convert examples/doncaster-2019-20 "$out"
is_status 2
out_empty
err_has "$out"
err_has --force
err_messages 1
true_that "untouched" cmp -s "$out" "$tmp/kept"
ok "a JSON file that is there is not replaced"

cp -R "$tmp/demo" "$tmp/demo.kept"
run bcf convert examples/doncaster-2019-20 "$tmp/demo"
is_status 2
out_empty
err_has "$tmp/demo"
err_has --force
same_files "$tmp/demo" "$tmp/demo.kept"
ok "a folder that is there is not replaced"

run bcf convert examples/doncaster-2019-20 "$tmp/demo" --force
is_status 0
same_files "$tmp/demo" "$tmp/doncaster-2019-20"
run bcf convert examples/doncaster-2019-20 "$out" --force
is_status 0
true_that "replaced" cmp -s "$out" "$tmp/doncaster-2019-20.json"
ok "--force replaces a folder whole, and a file"

mkdir "$tmp/mine"
echo "my notes" >"$tmp/mine/notes.txt"
run bcf convert examples/demo "$tmp/mine" --force
true_that "the notes are there still" grep -q "my notes" "$tmp/mine/notes.txt"
ok "--force does not destroy a folder that holds other things than a plan"

run bcf convert examples/demo "$tmp/slash/"
is_status 0
true_that "a folder" test -s "$tmp/slash/plan.csv"
ok "a folder's name may end with a slash"

run bcf convert examples/demo "$tmp/nowhere/deep/x.json"
is_status 2
out_empty
err_has "$tmp/nowhere/deep/x.json"
true_that "nothing made" test ! -e "$tmp/nowhere"
run bcf convert examples/demo "$tmp/nowhere/deep/x"
is_status 2
out_empty
err_has "$tmp/nowhere/deep/x"
ok "a place that cannot be written to is named, and nothing is made"

run bcf convert "$tmp/absent" "$tmp/x.json"
is_status 2
out_empty
err_has "$tmp/absent"
true_that "nothing made" test ! -e "$tmp/x.json"
cp -R examples/demo "$tmp/broken"
chmod -R u+w "$tmp/broken"
sed 's/5000000.00/lots/' examples/demo/spend.csv >"$tmp/broken/spend.csv"
cp "$tmp/demo.json" "$tmp/kept"
run bcf convert "$tmp/broken" "$tmp/demo.json" --force
is_status 2
out_empty
err_has "$tmp/broken/spend.csv:2:"
true_that "untouched" cmp -s "$tmp/demo.json" "$tmp/kept"
ok "a plan that cannot be read replaces nothing, also with --force"

for ending in csv ods; do
	run bcf convert examples/demo "$tmp/x.$ending"
	is_status 2
	out_empty
	true_that "nothing made" test ! -e "$tmp/x.$ending"
done
run bcf convert examples/demo
is_status 2
out_empty
ok "an ending that is not known, and a missing target, are refused"

# A write that fails half way: no room (a limit on the size of files) leaves what was there.
cp "$tmp/demo.json" "$tmp/kept"
(
	ulimit -f 8 2>/dev/null || exit 99
	trap '' XFSZ 2>/dev/null
	"$BCF" convert examples/demo "$tmp/demo.json" --force
) >"$tmp/out" 2>"$tmp/err"
status=$? last="bcf convert examples/demo demo.json --force, with ulimit -f 8"
true_that "it failed" test "$status" -ne 0
true_that "what was there is there" cmp -s "$tmp/demo.json" "$tmp/kept"
true_that "no rest" test -z "$(ls -A "$tmp" | grep -e 'demo.json.' -e '^\.' )"
ok "a write to a JSON file that fails half way leaves what was there, and no rest"
cp -R "$tmp/demo" "$tmp/demo.kept2"
(
	ulimit -f 1 2>/dev/null || exit 99
	trap '' XFSZ 2>/dev/null
	"$BCF" convert examples/demo "$tmp/demo" --force
) >"$tmp/out" 2>"$tmp/err"
status=$? last="bcf convert examples/demo demo --force, with ulimit -f 1"
true_that "it failed" test "$status" -ne 0
same_files "$tmp/demo" "$tmp/demo.kept2"
true_that "no rest" test -z "$(ls -A "$tmp" | grep '^\.')"
ok "a write of a folder that fails half way leaves what was there, and no rest"

if [ "$(id -u)" -eq 0 ]; then
	skip "a folder without write permission keeps what is in it" "root may write everywhere"
else
	mkdir "$tmp/locked"
	cp "$tmp/demo.json" "$tmp/locked/demo.json"
	chmod 555 "$tmp/locked"
	run bcf convert examples/demo "$tmp/locked/demo.json" --force
	is_status 2
	out_empty
	err_has "$tmp/locked/demo.json"
	true_that "untouched" cmp -s "$tmp/locked/demo.json" "$tmp/demo.json"
	run bcf convert examples/demo "$tmp/locked/folder"
	is_status 2
	true_that "nothing made" test ! -e "$tmp/locked/folder"
	ok "a folder without write permission keeps what is in it"
fi

finish
