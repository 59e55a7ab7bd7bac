#!/bin/sh
# kill -9 at random moments: writers of an SQLite file, writers of a PostgreSQL database, and the PostgreSQL server itself.  After each kill every
# acknowledged commit is there, none is half-done, and the store verifies.
. tests/store/drill.sh
. tests/store/servers.sh

drill_plan "$tmp/plan" 8

# Four writers, two of them on one plan.  begin_writers MODE STORE ROUND
begin_writers() {
	writers=
	for w in 1 2 3 4; do
		case $w in 1 | 2) id=shared ;; *) id=own-$w ;; esac
		start_writer "$w" "$1" "$2" "$id" "$w" $((w * 100000000 + $3 * 100000))
		writers="$writers $writer"
	done
}

# The writers die one after the other, each while those that are left go on.
kill_writers() {
	for writer in $writers; do
		pause 0 25
		kill_now "$writer"
		kills=$((kills + 1))
	done
}

more() {
	[ -z "$faults" ] && { [ "$acknowledged" -lt "$target" ] || [ "$checks" -lt "$least" ]; }
}

# drill NAME STORE-MAKER TARGET LEAST ROUNDS-A-STORE SERVER: until TARGET commits are acknowledged, in LEAST rounds or more; SERVER: every second round
# kills the server.
drill() {
	name=$1 make=$2 target=$3 least=$4 each=$5 server=${6:-}
	acknowledged=0 kills=0 server_kills=0 stores=0 checks=0 unknown=0
	while more; do
		stores=$((stores + 1))
		rm -rf "$tmp/told"
		mkdir "$tmp/told"
		$make "$stores"
		"$tools/writer" begin "$store" "$tmp/plan" shared own-3 own-4 2>"$tmp/err" || { fault "begin: $(cat "$tmp/err")"; break; }
		round=0 most=0
		while [ "$round" -lt "$each" ] && more; do
			round=$((round + 1))
			before=$(count_of ack "$tmp"/told/*)
			if [ -n "$server" ] && [ $((round % 2)) -eq 0 ]; then
				begin_writers serve "$store" "$round"
				pause 50 300
				server_kill one
				server_kills=$((server_kills + 1))
				pause 0 300
				server_start one
				pause 100 300
				# Each writer may have lost one answer with the server, and one now.
				most=$((most + 4))
			else
				begin_writers run "$store" "$round"
				pause 10 80
			fi
			kill_writers
			most=$((most + 4))
			hold "$store" "$most" || break
			checks=$((checks + 1))
			acknowledged=$((acknowledged + $(count_of ack "$tmp"/told/*) - before))
		done
		unknown=$((unknown + $(echo "$held" | sed 's/.*acknowledged, \([0-9]*\) not.*/\1/')))
	done
	echo "# $name: $acknowledged commits acknowledged, $kills writers killed${server:+, $server_kills servers killed}, $unknown kept without an answer, $checks times verified, $stores stores"
	[ "$acknowledged" -ge "$target" ] || fault "only $acknowledged commits were acknowledged"
	[ "$(count_of conflict "$tmp"/told/*)" -eq 0 ] || fault "writers of different rows were told of a conflict"
	ok "$name: kill -9 through $acknowledged commits loses none that was acknowledged and leaves none half-done"
}

sqlite_store() {
	store=$tmp/kill-$1.db
	rm -f "$tmp"/kill-*.db*
}

if [ -n "$full" ]; then drill SQLite sqlite_store 5000 60 8; else drill SQLite sqlite_store 100 4 4; fi

server_make one
server_start one || exit 2
postgres_store() {
	store="postgresql://postgres@/bcf$1?host=$tmp/one"
	[ "$1" -gt 1 ] && sql one "DROP DATABASE bcf$(($1 - 1))"
	sql one "CREATE DATABASE bcf$1"
}
if [ -n "$full" ]; then drill PostgreSQL postgres_store 2000 40 8 server; else drill PostgreSQL postgres_store 100 4 4 server; fi

finish
