#!/bin/sh
# postgres.sh start|stop|kill|again DIR: a PostgreSQL 15 of the tests' own, in the new folder DIR, on a private socket, without TCP.
# start prints its connection string, without a database's name at its end; again starts one that was stopped or killed.
# Exit 77, and why, when PostgreSQL is not installed.  A server does not run as root: then it is the user postgres.
set -eu
usage() { echo "write: postgres.sh start|stop|kill|again DIR" >&2; exit 2; }
[ $# = 2 ] || usage
act=$1
dir=$2
case $dir in /*) ;; *) dir=$(pwd)/$dir ;; esac
bin=/usr/lib/postgresql/15/bin
[ -x "$bin/initdb" ] || { echo "PostgreSQL 15 is not installed (script/bootstrap test)" >&2; exit 77; }
user=$(id -un)
[ "$(id -u)" != 0 ] || user=postgres

as_user() {
	if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@"); else "$@"; fi
}
begin() {
	as_user "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -s start >/dev/null 2>&1 </dev/null || {
		echo "PostgreSQL does not start:" >&2
		tail -n 5 "$dir/log" >&2
		exit 1
	}
}
case $act in
start)
	mkdir -p "$dir"
	[ "$(id -u)" != 0 ] || chown postgres: "$dir"
	chmod 700 "$dir"
	as_user "$bin/initdb" -D "$dir/data" -U "$user" -A trust -E UTF8 --locale=C --data-checksums -N >"$dir/initdb.log" 2>&1 </dev/null || {
		cat "$dir/initdb.log" >&2
		exit 1
	}
	as_user sh -c "cat >>'$dir/data/postgresql.conf'" <<END
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 200
shared_buffers = 32MB
fsync = on
END
	begin
	chmod 711 "$dir"
	echo "postgresql://$user@/?host=$dir"
	;;
again) begin ;;
stop) as_user "$bin/pg_ctl" -D "$dir/data" -m fast -w -s stop >/dev/null 2>&1 ;;
kill) as_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w -s stop >/dev/null 2>&1 ;;
*) usage ;;
esac
