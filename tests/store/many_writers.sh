#!/bin/sh
# 64 writers at once: on one plan, each in a row of its own; on one plan, all in one cell; and each on a plan of its own.  In SQLite and in
# PostgreSQL every commit is there, or was reported as a conflict, or was refused within 10 seconds with "busy, nothing was saved".
. tests/store/drill.sh

many=64
each=2
[ -n "$full" ] && each=25
drill_plan "$tmp/plan" "$many"

# drill NAME KIND: KIND is rows, cell or plans
drill() {
	rm -rf "$tmp/told"
	mkdir "$tmp/told"
	ids=one
	[ "$2" = plans ] && ids=$(seq -f 'plan-%g' "$many")
	# shellcheck disable=SC2086
	"$tools/writer" begin "$store" "$tmp/plan" $ids 2>"$tmp/err" || fault "begin: $(cat "$tmp/err")"
	: >"$tmp/writers.err"
	started=$(date +%s%3N)
	writers=
	for w in $(seq "$many"); do
		id=one line=$w
		[ "$2" = plans ] && id=plan-$w
		[ "$2" = cell ] && line=1
		start_writer "$w" run "$store" "$id" "$line" $((w * 1000000)) "$each"
		writers="$writers $writer"
	done
	bad=0
	for writer in $writers; do wait "$writer" || bad=$((bad + 1)); done
	took=$(($(date +%s%3N) - started))
	[ "$bad" -eq 0 ] || fault "$bad writers were told something else: $(sort "$tmp/writers.err" | uniq -c | head -n 3)"
	saved=$(count_of ack "$tmp"/told/*) conflicts=$(count_of conflict "$tmp"/told/*) busy=$(count_of busy "$tmp"/told/*)
	wanted=$((many * each))
	[ $((saved + conflicts + busy)) -eq "$wanted" ] || fault "$wanted commits were tried and $((saved + conflicts + busy)) were answered"
	[ "$2" = cell ] || [ "$conflicts" -eq 0 ] || fault "$conflicts conflicts between rows that only one writer changes"
	[ "$2" != cell ] || [ "$conflicts" -gt 0 ] || fault "64 writers of one cell, and no conflict"
	# One line for each answer ends: ... MILLISECONDS; of busy the words follow.
	slowest=$(awk '$1 == "ack" || $1 == "conflict" { if ($7 > most) most = $7 } END { print most + 0 }' "$tmp"/told/*)
	refused=$(awk '$1 == "busy" { if ($5 > most) most = $5 } END { print most + 0 }' "$tmp"/told/*)
	[ "$refused" -le 11000 ] || fault "busy was said only after $refused ms"
	grep -h '^busy' "$tmp"/told/* | grep -v 'busy, nothing was saved' >"$tmp/out" && fault "a refusal says something else: $(head -n 1 "$tmp/out")"
	hold "$store" 0
	echo "# $1: $wanted commits in $took ms: $saved saved, $conflicts conflicts, $busy busy; slowest answer $slowest ms${busy:+, slowest refusal $refused ms}"
	ok "$1: every commit is there, or was reported as a conflict or busy"
}

# kept NAME KEEP IS-KEPT: while the command KEEP SECONDS keeps the store all 64 are refused; then the next is saved.
kept() {
	name=$1
	rm -rf "$tmp/told"
	mkdir "$tmp/told"
	"$tools/writer" begin "$store" "$tmp/plan" one 2>"$tmp/err" || fault "begin: $(cat "$tmp/err")"
	$2 "$seconds" >"$tmp/keeper" 2>&1 &
	keeper=$!
	tries=0
	until $3 || [ $((tries += 1)) -gt 200 ]; do sleep 0.05; done
	$3 || fault "nobody keeps the store: $(cat "$tmp/keeper")"
	writers=
	for w in $(seq "$many"); do
		start_writer "$w" run "$store" one "$w" $((w * 1000000)) 1
		writers="$writers $writer"
	done
	for writer in $writers; do wait "$writer"; done
	busy=$(grep -h '^busy' "$tmp"/told/* | grep -c 'busy, nothing was saved')
	refused=$(awk '$1 == "busy" { if ($5 > most) most = $5 } END { print most + 0 }' "$tmp"/told/*)
	[ "$busy" -eq "$many" ] || fault "$busy of $many were told that it is busy and nothing was saved; $(cat "$tmp"/told/* | grep -v '^busy' | head -n 1)"
	[ "$refused" -le 11000 ] || fault "busy was said only after $refused ms"
	wait "$keeper"
	hold "$store" 0
	run "$tools/writer" run "$store" one 5 3 500
	is_status 0
	grep '^ack' "$tmp/out" >>"$tmp/told/5"
	hold "$store" 0
	echo "# $name: $busy of $many refused, the last after $refused ms; $held"
	ok "$name are told in time that it is busy and nothing was saved, and nothing was"
}
keep_file() {
	{ printf '.timeout 10000\nBEGIN IMMEDIATE;\n'; sleep "$1"; } | sqlite3 "$store"
}
file_is_kept() {
	! sqlite3 "$store" "BEGIN IMMEDIATE; ROLLBACK" >/dev/null 2>&1
}
keep_server() {
	sql one "BEGIN; LOCK TABLE packages IN EXCLUSIVE MODE; SELECT pg_sleep($1); COMMIT" bcf
}
server_is_kept() {
	[ "$(sql one "SELECT count(*) FROM pg_locks WHERE mode = 'ExclusiveLock' AND granted AND relation = 'packages'::regclass" bcf)" = 1 ]
}
# They wait 10 seconds; the short form makes that 0.3.
seconds=1.5
[ -n "$full" ] && seconds=14
short_wait() {
	[ -n "$full" ] || export BCF_TEST_WAIT_MS=300
}
long_wait() {
	unset BCF_TEST_WAIT_MS
}

store=$tmp/many.db
for kind in "rows of one plan" "cell of one plan" "plans"; do
	rm -f "$store"*
	drill "SQLite, 64 writers, $kind" "${kind%% *}"
done
rm -f "$store"*
short_wait
kept "SQLite, 64 writers of a file that another program keeps" keep_file file_is_kept
long_wait

. tests/store/servers.sh
server_make one
server_start one || exit 2
store="postgresql://postgres@/bcf?host=$tmp/one"
for kind in "rows of one plan" "cell of one plan" "plans"; do
	sql one "DROP DATABASE IF EXISTS bcf" 2>/dev/null
	sql one "CREATE DATABASE bcf"
	drill "PostgreSQL, 64 writers, $kind" "${kind%% *}"
done
sql one "DROP DATABASE bcf"
sql one "CREATE DATABASE bcf"
short_wait
kept "PostgreSQL, 64 writers of a plan that another program keeps" keep_server server_is_kept

finish
