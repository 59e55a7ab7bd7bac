#!/bin/sh
# Patroni with etcd, as docs/operate.md describes it: the machine of the primary "dies" (kill -9 of Patroni and of the server) under load; Patroni promotes
# the synchronous standby by itself, the writers go on by their connection string, and no acknowledged commit is lost.  Only with --full, and
# where the Debian packages patroni and etcd-server are installed.
. tests/store/drill.sh
if [ -z "$full" ]; then
	skip "Patroni promotes the standby by itself" "it takes a minute; --full runs it"
	finish
fi
if ! command -v patroni >/dev/null || ! command -v etcd >/dev/null; then
	skip "Patroni promotes the standby by itself" "the packages patroni and etcd-server are not installed"
	finish
fi
. tests/store/servers.sh

base=$(random 20000 29000)
keeper= left= right=
stop_patroni() {
	[ -n "$left" ] && kill_machine left "$left"
	[ -n "$right" ] && kill_machine right "$right"
	[ -n "$keeper" ] && kill_now "$keeper"
	stop_all
}
trap stop_patroni EXIT

# kill -9 of Patroni and of its server.
kill_machine() {
	kill_now "$2"
	kill_family "$(head -n 1 "$tmp/$1/data/postmaster.pid" 2>/dev/null)"
}

# machine NAME NUMBER
settings() {
	mkdir "$tmp/$1"
	[ "$(id -u)" = 0 ] && chown postgres "$tmp/$1"
	cat >"$tmp/$1.yml" <<END
scope: bcf
name: $1
etcd3: { hosts: "127.0.0.1:$base" }
restapi: { listen: "127.0.0.1:$((base + 10 + $2))", connect_address: "127.0.0.1:$((base + 10 + $2))" }
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters: { wal_keep_size: 128MB, synchronous_commit: "on" }
  initdb: [data-checksums, { encoding: UTF8 }, { locale: C.UTF-8 }]
  pg_hba: ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
postgresql:
  listen: "127.0.0.1:$((base + 20 + $2))"
  connect_address: "127.0.0.1:$((base + 20 + $2))"
  data_dir: $tmp/$1/data
  bin_dir: $postgres_bin
  pgpass: $tmp/$1/pgpass
  parameters: { unix_socket_directories: "$tmp/$1" }
  authentication:
    superuser: { username: postgres, password: drill }
    replication: { username: replicator, password: drill }
    rewind: { username: postgres, password: drill }
END
}

start_machine() {
	$server_user patroni "$tmp/$1.yml" >>"$tmp/$1.log" 2>&1 &
	machine=$!
}

in_step() {
	[ "$("$postgres_bin/psql" -XAtq "$admin" -c "SELECT sync_state FROM pg_stat_replication" 2>/dev/null)" = sync ]
}
acknowledged() {
	[ "$(count_of ack "$tmp"/told/*)" -gt "$1" ]
}

etcd --data-dir "$tmp/etcd" --listen-client-urls "http://127.0.0.1:$base" --advertise-client-urls "http://127.0.0.1:$base" \
	--listen-peer-urls "http://127.0.0.1:$((base + 1))" --initial-advertise-peer-urls "http://127.0.0.1:$((base + 1))" \
	--initial-cluster "default=http://127.0.0.1:$((base + 1))" >"$tmp/etcd.log" 2>&1 &
keeper=$!
sleep 2
settings left 1
settings right 2
hosts="host=127.0.0.1,127.0.0.1&port=$((base + 21)),$((base + 22))&target_session_attrs=read-write"
admin="postgresql://postgres@/postgres?$hosts"
store="postgresql://postgres@/bcf?$hosts"
start_machine left
left=$machine
wait_for 60 "$postgres_bin/psql" -XAtq "$admin" -c "SELECT 1" >/dev/null 2>&1 || fault "the first server does not come up: $(tail -n 2 "$tmp/left.log")"
start_machine right
right=$machine
wait_for 60 in_step || fault "there is no synchronous standby: $(tail -n 2 "$tmp/right.log")"
ok "Patroni runs a primary and a synchronous standby"

"$postgres_bin/psql" -XAtq "$admin" -c "CREATE DATABASE bcf"
drill_plan "$tmp/plan" 8
mkdir "$tmp/told"
run "$tools/writer" begin "$store" "$tmp/plan" shared own-3 own-4
is_status 0
writers=
for w in 1 2 3 4; do
	case $w in 1 | 2) id=shared ;; *) id=own-$w ;; esac
	start_writer "$w" serve "$store" "$id" "$w" $((w * 100000000))
	writers="$writers $writer"
done
wait_for 20 acknowledged 100 || fault "nothing is acknowledged"
kill_machine left "$left"
killed=$(date +%s%3N)
left=
before=$(count_of ack "$tmp"/told/*)
promoted() {
	[ "$("$postgres_bin/psql" -XAtq "postgresql://postgres@127.0.0.1:$((base + 22))/postgres" -c "SELECT pg_is_in_recovery()" 2>/dev/null)" = f ]
}
wait_for 90 promoted || fault "Patroni did not promote: $(tail -n 2 "$tmp/right.log")"
promoted=$(($(date +%s%3N) - killed))
# In strict mode the new primary alone acknowledges nothing: the old one has to be back as its standby.
start_machine left
left=$machine
wait_for 90 acknowledged $((before + 20)) || fault "the writers did not go on: $(tail -n 2 "$tmp/left.log")"
took=$(($(date +%s%3N) - killed))
for writer in $writers; do kill_now "$writer"; done
wait_for 60 in_step || fault "the old primary is no standby: $(tail -n 2 "$tmp/left.log")"
hold "$store" 8
echo "# Patroni promoted the standby $promoted ms after the primary's machine was killed; with the old one back as standby writers went on after $took ms; $held"
ok "Patroni promotes the standby by itself, and no acknowledged commit is lost"
finish
