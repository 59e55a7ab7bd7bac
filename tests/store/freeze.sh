#!/bin/sh
# freeze.sh BCF NUMBER: makes tests/store/frozen/NUMBER.db, a small store whose tables are those of that schema's number (0001), and
# NUMBER.txt, its versions and the digests of their content.  Made once, when a schema is released; tests/unit/test_migrations.c opens
# each of them with today's program.  Run it from the repository's root.
set -eu
[ $# = 2 ] || { echo "write: freeze.sh BCF NUMBER" >&2; exit 2; }
bcf=$1
frozen=tests/store/frozen/$2
[ ! -e "$frozen.db" ] || { echo "$frozen.db is there already: what was released does not change" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r examples/demo "$work/plan"
"$bcf" store create "$work/s.db" --by "A. Clerk"
"$bcf" store import "$work/s.db" "$work/plan" --as demo --by "A. Clerk" --message "first"
sed -i 's/20,000 more/25,000 more/' "$work/plan/actions.csv"
"$bcf" store import "$work/s.db" "$work/plan" --as demo --by "B. Commissioner" --message "five thousand more"
"$bcf" store branch "$work/s.db#demo" less --by "A. Clerk"
sed -i 's/kim_model,2019-09-10/kim_model,2019-09-11/' "$work/plan/actions.csv"
"$bcf" store import "$work/s.db" "$work/plan" --as demo --branch less --by "A. Clerk" --message "a day later"
mkdir -p "${frozen%/*}"
"$bcf" store log "$work/s.db#demo" --branch less --format json | tr '{' '\n' |
	sed -n 's/^"version":\([0-9]*\),.*"digest":"sha256:\([0-9a-f]*\)","plan_digest".*/\1 \2/p' >"$frozen.txt"
cp "$work/s.db" "$frozen.db"
