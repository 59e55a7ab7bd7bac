#!/bin/sh
# The commands of docs/operate.md do what the page says, on a file and on a PostgreSQL server: each line of its `sh` and `sql` fences is run, in order.
. tests/store/drill.sh
. tests/store/servers.sh

# One line each: the fence's language, a tab, the command.
awk '/^```/ { language = language == "" ? substr($0, 4) : ""; next } (language == "sh" || language == "sql") && NF { print language "\t" $0 }' \
	docs/operate.md >"$tmp/commands"
[ "$(wc -l <"$tmp/commands")" -ge 20 ] || fault "docs/operate.md has only $(wc -l <"$tmp/commands") commands"
ok "docs/operate.md has commands to run"

server_make one
server_start one || exit 2
export STORE="postgresql://bcf@/bcf?host=$tmp/one" SPARE="postgresql://bcf@/spare?host=$tmp/one"
mkdir "$tmp/bin" "$tmp/here"
ln -s "$BCF" "$tmp/bin/bcf"
ln -s "$here/examples" "$tmp/here/examples"
cd "$tmp/here" || exit 2
tab=$(printf '\t') spare=
while IFS=$tab read -r language command; do
	case $command in
	*'"$SPARE"') [ -n "$spare" ] || sql one "CREATE DATABASE spare OWNER bcf ENCODING 'UTF8' TEMPLATE template0" && spare=made ;;
	esac
	case $language in
	sql) run sql one "$command" ;;
	sh) run env PATH="$tmp/bin:$PATH" sh -c "$command" ;;
	esac
	is_status 0
	ok "$command"
done <"$tmp/commands"

"$postgres_bin/psql" -XAtq -h "$tmp/one" -U bcf bcf -c "SELECT count(*) FROM versions" >"$tmp/out"
out_is 1
ok "the version is in the server's database"
finish
