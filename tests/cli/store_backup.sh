#!/bin/sh
# bcf store backup and restore: a copy of everything from either engine, verified; and heads that tell of a past that was taken away.
. tests/cli/tap.sh
. tests/store/engine.sh
export BCF_BY="A Person"
export SOURCE_DATE_EPOCH=1568937600 # 20 September 2019, 00:00 UTC, is now

heads() {
	bcf store head "$1" | grep -v ' of -$'
}

for engine in sqlite postgres; do
	use_engine $engine || { skip "a backup of a PostgreSQL store" "PostgreSQL is not here"; continue; }
	new_store from
	from=$store backup=$tmp/$engine-backup.db
	clean_plan plan
	bcf store create "$from" --quiet
	bcf store import "$from" "$tmp/plan" --as one >"$tmp/out" || fault "not filled"
	bcf store import "$from" examples/demo --as two >"$tmp/out" || fault "not filled"
	run bcf store backup "$from" "$backup"
	is_status 0
	out_empty
	err_has "and verified"
	true_that "one file" test "$(ls "$tmp" | grep -c "^$engine-backup")" -eq 1
	heads "$from" >"$tmp/one"
	heads "$backup" >"$tmp/two"
	true_that "the same heads" cmp -s "$tmp/one" "$tmp/two"
	true_that "two of them" test "$(grep -c '^events' "$tmp/one")" -eq 2
	true_that "the same plan" test "$(digests_of "$from#two")" = "$(digests_of "$backup#two")"
	run bcf store log "$from" --all
	out_like "^[0-9]+ +2019-09-20 00:00 +A Person +backup +$backup +heads sha256:[0-9a-f]{64}$"
	ok "$engine: a backup holds everything, and the store says that it was made"

	run bcf store backup "$from" "$backup"
	is_status 2
	err_has "exists already"
	run bcf store backup "$from" "$tmp/nowhere/backup.db"
	is_status 2
	err_has "bcf: $tmp/nowhere/backup.db: the folder for it is not there"
	true_that "nothing made" test ! -e "$tmp/nowhere"
	ok "$engine: a file that is there, and a folder that is not, are refused"

	bcf store head "$from" >"$tmp/before"
	cp "$tmp/before" "$tmp/$engine-before"
	sed -i '/^3,/s/2000000.00/1999999.00/' "$tmp/plan/spend.csv"
	bcf store import "$from" "$tmp/plan" --as one --replace --quiet >"$tmp/out"
	bcf store head "$from" >"$tmp/after"
	new_store restored
	run bcf store restore "$backup" "$store"
	is_status 0
	err_has "and verified"
	run bcf store verify "$store"
	is_status 0
	run bcf store verify "$store" --head "$tmp/before"
	is_status 1
	heads "$store" >"$tmp/two"
	true_that "as it was backed up" cmp -s "$tmp/one" "$tmp/two"
	grep -v ' of -$' "$tmp/after" >"$tmp/after.plans"
	run bcf store verify "$store" --head "$tmp/after.plans"
	is_status 1
	out_has "DOES NOT HOLD  plan 'one' had 3 events on 2019-09-20, and event 3 is gone: its past was shortened"
	run bcf store log "$store" --all
	out_like " restore +$backup "
	run bcf store restore "$backup" "$store"
	is_status 2
	ok "$engine: a backup is restored where there is no store; heads that were kept tell what is lacking since"
done

use_engine sqlite
from=$tmp/from.db
(
	ulimit -f 64 2>/dev/null || exit 99
	trap '' XFSZ 2>/dev/null
	"$BCF" store backup "$from" "$tmp/full.db"
) >"$tmp/out" 2>"$tmp/err"
status=$? last="bcf store backup, with ulimit -f 64"
is_status 2
true_that "no file" test -z "$(ls "$tmp" | grep '^full')"
run bcf store backup "$from" "$tmp/full.db"
is_status 0
ok "a backup that fails leaves no file, and the next try works"

cp "$tmp/full.db" "$tmp/hurt.db"
size=$(stat -c %s "$tmp/hurt.db")
printf 'X' | dd of="$tmp/hurt.db" bs=1 seek=$((size * 2 / 3)) conv=notrunc 2>/dev/null
run bcf store restore "$tmp/hurt.db" "$tmp/never.db"
is_status 2
err_has "hurt.db"
err_has "is not restored"
true_that "no store" test ! -e "$tmp/never.db"
run bcf store restore "$tmp/plan/spend.csv" "$tmp/never.db"
is_status 2
true_that "no store" test ! -e "$tmp/never.db"
ok "a backup that was damaged is not restored"

run bcf store reindex "$from"
is_status 0
err_has "rebuilt; nothing had to be put right"
run bcf store verify "$from"
is_status 0
ok "reindexing leaves a store that verifies"

finish
