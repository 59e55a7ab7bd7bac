# What the scripts of tests/house share.  They print TAP, run from the repository's root and need a POSIX shell, find, grep, sed and awk.
set -u
LC_ALL=C
export LC_ALL
tests=0
failures=0

if [ ! -d src ]; then
	echo "Bail out! run from the repository's root; there is no src here"
	exit 2
fi
tmp=$(mktemp -d "${TMPDIR:-/tmp}/bcf-house.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
find src -name '*.c' -o -name '*.h' | sort >"$tmp/files"

# none FILE SENTENCE: passes when the file, a list of breaches, is empty.
none() {
	tests=$((tests + 1))
	if [ -s "$1" ]; then
		failures=$((failures + 1))
		echo "not ok $tests - $2"
		sed 's/^/# /' "$1"
	else
		echo "ok $tests - $2"
	fi
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

finish() {
	echo "1..$tests"
	[ "$failures" -eq 0 ]
	exit $?
}
