#!/bin/sh
# PostgreSQL with a synchronous standby: the primary is killed -9 under load and the standby promoted.  The writers reconnect by their
# connection string, which names both; no acknowledged commit is lost; the old primary comes back as the new standby.
. tests/store/drill.sh
. tests/store/servers.sh

# The standby is a copy of the primary, follows it, and every commit waits for it.  standby PRIMARY STANDBY
follow() {
	sql "$1" "ALTER SYSTEM SET synchronous_standby_names = '$2'" && sql "$1" "SELECT pg_reload_conf()" >/dev/null &&
		server_start "$2" && wait_for 30 in_step "$1"
}
in_step() {
	[ "$(sql "$1" "SELECT sync_state FROM pg_stat_replication")" = sync ]
}
copy_standby() {
	rm -rf "${tmp:?}/$2/data"
	as_server "$postgres_bin/pg_basebackup" -N -h "$tmp/$1" -U postgres -D "$tmp/$2/data" -R -c fast -X stream && follow "$1" "$2"
}
# Without copying everything again: what the old primary had and the new one never got is undone.  (-N here and above: the drill kills processes, not the machine.)
rewind_standby() {
	as_server "$postgres_bin/pg_rewind" -N -D "$tmp/$2/data" --source-server="host=$tmp/$1 user=postgres dbname=postgres" -R &&
		sql "$1" "CHECKPOINT" && follow "$1" "$2" # an idle primary keeps the end of its log, which the standby waits for, to itself for a while
}
promote() {
	as_server "$postgres_bin/pg_ctl" -D "$tmp/$1/data" -w promote && sql "$1" "ALTER SYSTEM RESET synchronous_standby_names" &&
		sql "$1" "SELECT pg_reload_conf()" && sql "$1" "CHECKPOINT" # which pg_rewind needs to see the new timeline
}

acknowledged() {
	[ "$(count_of ack "$tmp"/told/*)" -gt "$1" ]
}
now() {
	date +%s%3N
}

server_make left
server_folder right
server_start left || exit 2
sql left "CREATE DATABASE bcf"
run copy_standby left right
is_status 0
ok "a synchronous standby follows the primary"

store="postgresql://postgres@/bcf?host=$tmp/left,$tmp/right&target_session_attrs=read-write"
drill_plan "$tmp/plan" 8
mkdir "$tmp/told"
run "$tools/writer" begin "$store" "$tmp/plan" shared own-3 own-4
is_status 0

rounds=1
[ -n "$full" ] && rounds=10
primary=left standby=right longest=0 failed=0
for round in $(seq "$rounds"); do
	[ -z "$faults" ] || break
	writers=
	for w in 1 2 3 4; do
		case $w in 1 | 2) id=shared ;; *) id=own-$w ;; esac
		start_writer "$w" serve "$store" "$id" "$w" $((w * 100000000 + round * 100000))
		writers="$writers $writer"
	done
	wait_for 20 acknowledged $(($(count_of ack "$tmp"/told/*) + 20)) || fault "round $round: nothing is acknowledged"
	pause 0 500
	server_kill "$primary"
	killed=$(now)
	before=$(count_of ack "$tmp"/told/*)
	pause 0 300
	run promote "$standby"
	is_status 0
	wait_for 30 acknowledged $((before + 20)) || fault "round $round: the writers did not reconnect"
	took=$(($(now) - killed))
	[ "$took" -gt "$longest" ] && longest=$took
	for writer in $writers; do kill_now "$writer"; done
	failed=$(count_of failed "$tmp"/told/*)
	grep -h '^failed' "$tmp"/told/* | cut -d ' ' -f 6- | sort | uniq -c | sed 's/^/# told: /' >"$tmp/failures"
	# An answer may have been lost with the server, and one with the writer.
	hold "$store" $((round * 8))
	# The old primary is the new standby: copied anew and rewound in turn.
	if [ $((round % 2)) -eq 1 ]; then run rewind_standby "$standby" "$primary"; else run copy_standby "$standby" "$primary"; fi
	is_status 0
	swap=$primary primary=$standby standby=$swap
done
echo "# $round times the primary was killed; writers were at work again $longest ms after, at most; $failed commits failed with a message; $held"
cat "$tmp/failures"
ok "a primary that is killed under load and a standby that is promoted lose no acknowledged commit"

hold "$store" $((rounds * 8))
ok "the old primary follows the new one, and the store verifies"

# While the standby is away nothing is acknowledged: not by waiting, and not when somebody (a person, a time limit) cuts a wait or the connection
# short, though the commit can be read on the primary then, which may yet be lost with it.
patience=1.5
[ -n "$full" ] && patience=15
server_kill "$standby"
before=$(count_of ack "$tmp"/told/*)
start_writer 5 serve "$store" shared 5 500000000
sleep "$patience"
true_that "nothing was acknowledged without the standby" [ "$(count_of ack "$tmp"/told/*)" -eq "$before" ]
for how in pg_cancel_backend pg_terminate_backend; do
	cut=$(sql "$primary" "SELECT count($how(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
	[ "$cut" -ge 1 ] || fault "no commit waited for the standby"
	sleep "$patience"
	true_that "nothing was acknowledged without the standby after $how" [ "$(count_of ack "$tmp"/told/*)" -eq "$before" ]
done
server_start "$standby" || fault "the standby does not start"
wait_for 30 acknowledged $((before + 5)) || fault "nothing is acknowledged with the standby back"
kill_now "$writer"
echo "# with the standby away the writer was told: $(grep -v '^ack' "$tmp/told/5" | cut -d ' ' -f 1,6- | sort | uniq -c | tr '\n' ';')"
hold "$store" $((rounds * 8 + 8))
ok "while the standby is away no commit is acknowledged, also when waits and connections are cut; with the standby back they go on"

finish
