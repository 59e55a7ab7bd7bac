# What scripts that try both engines share, after tests/cli/tap.sh:
#
#   for engine in sqlite postgres; do
#   	use_engine "$engine" || { skip "..." "PostgreSQL is not here"; continue; }
#   	new_store shared          $store is the name of a place that holds no store yet
#
# The server is the one that BCF_TEST_POSTGRES names (as tests/store/postgres.sh prints it), or one of the script's own.
postgres=${BCF_TEST_POSTGRES:-}
engine=sqlite

use_engine() {
	engine=$1
	if [ "$engine" = sqlite ] || [ -n "$postgres" ]; then return 0; fi
	chmod 711 "$tmp" # the server is another user
	postgres=$(sh "$here/tests/store/postgres.sh" start "$tmp/server" 2>"$tmp/server.err") || return 1
	trap 'sh "$here/tests/store/postgres.sh" stop "$tmp/server"; chmod -R u+rwx "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT
}

new_store() {
	if [ "$engine" = sqlite ]; then
		store=$tmp/$1.db
		return
	fi
	store=${postgres%%/\?*}/$1_$$?${postgres#*\?}
	psql -q -c "CREATE DATABASE $1_$$" "${postgres%%/\?*}/postgres?${postgres#*\?}" 2>"$tmp/server.err" || fault "no database: $(cat "$tmp/server.err")"
}
