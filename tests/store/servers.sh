# PostgreSQL servers for the drills, each in its own folder of $tmp with its own socket; they listen on no network port.  Functions take a
# server's name: its data are in $tmp/NAME/data, its socket in $tmp/NAME, its log is $tmp/NAME.log.

postgres_bin=${POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
servers=

if [ ! -x "$postgres_bin/initdb" ]; then
	skip "the drills on PostgreSQL" "PostgreSQL 15 is not installed in $postgres_bin"
	finish
fi

# The server refuses to run as root.
server_user=
[ "$(id -u)" = 0 ] && server_user="setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/var/lib/postgresql"
as_server() {
	$server_user "$@"
}

server_folder() {
	mkdir "$tmp/$1"
	[ "$(id -u)" = 0 ] && chown postgres "$tmp/$1"
	servers="$servers $1"
}

server_make() {
	server_folder "$1"
	as_server "$postgres_bin/initdb" -N -D "$tmp/$1/data" -k -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$tmp/$1.made" 2>&1 || {
		echo "Bail out! initdb: $(tail -n 3 "$tmp/$1.made" | tr '\n' ' ')"
		exit 2
	}
	# pg_rewind goes back to a checkpoint before the servers parted, so the log since then must still be there.
	echo "wal_keep_size = '128MB'" >>"$tmp/$1/data/postgresql.conf"
}

# server_start NAME: as a child of this script, and waits until it answers.
server_start() {
	$server_user "$postgres_bin/postgres" -D "$tmp/$1/data" -k "$tmp/$1" -c listen_addresses= -c max_connections=200 -c cluster_name="$1" \
		>>"$tmp/$1.log" 2>&1 &
	echo $! >"$tmp/$1.pid"
	wait_for 60 "$postgres_bin/pg_isready" -q -h "$tmp/$1" && return 0
	tail -n 20 "$tmp/$1.log" >&2
	return 1
}

# kill -9 of a server and its processes at once, by the server's process id.
kill_family() {
	# `kill -9 ""` and 0 would mean this script and all beside it.
	case $1 in '' | 0 | 1 | *[!0-9]*) return 0 ;; esac
	# shellcheck disable=SC2046
	kill -9 "$1" $(ps -o pid= --ppid "$1") 2>/dev/null
}
server_kill() {
	kill_family "$(cat "$tmp/$1.pid")"
	wait "$(cat "$tmp/$1.pid")" 2>/dev/null
	rm -f "$tmp/$1.pid"
}

server_stop() {
	[ -f "$tmp/$1.pid" ] || return 0
	kill -QUIT "$(cat "$tmp/$1.pid")" 2>/dev/null
	wait "$(cat "$tmp/$1.pid")" 2>/dev/null
	rm -f "$tmp/$1.pid"
}

# sql NAME STATEMENT [DATABASE]
sql() {
	"$postgres_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$tmp/$1" -U postgres "${3:-postgres}" -c "$2"
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
	tries_left=$(($1 * 10))
	shift
	until "$@"; do
		tries_left=$((tries_left - 1))
		[ "$tries_left" -gt 0 ] || return 1
		sleep 0.1
	done
}

stop_all() {
	for name in $servers; do server_stop "$name"; done
	chmod -R u+rwx "$tmp" 2>/dev/null
	rm -rf "$tmp"
}
trap stop_all EXIT
