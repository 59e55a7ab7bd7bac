#!/bin/sh
# One bit flipped anywhere in a closed store file is reported.  A few hundred bits that are spread over the file; with --full every one.
. tests/store/drill.sh

drill_plan "$tmp/plan" 3
folder=$tmp
# Memory, where there is some to write to, spares the disk.
[ -w /dev/shm ] && folder=$(mktemp -d /dev/shm/bcf-flip.XXXXXX) && trap 'rm -rf "$folder" "$tmp"' EXIT
mkdir "$tmp/told"
run "$tools/writer" begin "$folder/a.db" "$tmp/plan" one
is_status 0
run "$tools/writer" run "$folder/a.db" one 2 3 100
is_status 0
[ ! -s "$folder/a.db-wal" ] || fault "the store is not closed"
cp "$folder/a.db" "$folder/b.db"
bits=$(($(wc -c <"$folder/a.db") * 8))
step=2
# An odd step that is no divisor of a page meets other bits in each page.
[ -n "$full" ] || step=$((bits / 400 | 1))
[ -n "$full" ] || step=$((step * 2))
second=$((step / 2))
# A page that is wrong is read again for a moment, for another program might be writing it: here none is.
export BCF_TEST_WAIT_MS=0
"$tools/flip" "$folder/a.db" 0 "$step" >"$tmp/half-a" 2>&1 &
half=$!
"$tools/flip" "$folder/b.db" "$second" "$step" >"$tmp/half-b" 2>&1
b=$?
wait "$half"
a=$?
cat "$tmp/half-a" "$tmp/half-b" >"$tmp/out"
[ "$a" -eq 0 ] && [ "$b" -eq 0 ] || fault "$(grep '^#' "$tmp/out" | head -n 5)"
echo "# $(tail -n 1 "$tmp/half-a"); $(tail -n 1 "$tmp/half-b")"
true_that "the file is what it was" cmp "$folder/a.db" "$folder/b.db"
ok "a bit flipped anywhere in a store file is reported"

finish
