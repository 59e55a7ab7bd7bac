# What the scripts of tests/cli share: run a command, say what must be so of it, and print the outcome as TAP.
#
#   . tests/cli/tap.sh
#   run bcf check examples/demo        runs it; keeps its status, standard output ($tmp/out) and standard error ($tmp/err)
#   is_status 1
#   out_has "RNG-01:sampleton"
#   ok "a plan below a minimum is an error"     one TAP line for everything said since the last `ok`
#   finish                                      at the end: the TAP plan, and exit 1 if a test failed
#
# Scripts run from the repository's root.  BCF is the program (build/bcf).  Needed: a POSIX shell, coreutils, sed, awk, grep.

set -u
LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=
export LC_ALL TZ
unset NO_COLOR SOURCE_DATE_EPOCH
umask 022

here=$(pwd)
BCF=${BCF:-build/bcf}
case $BCF in
/*) ;;
*) BCF=$here/$BCF ;;
esac
tmp=$(mktemp -d "${TMPDIR:-/tmp}/bcf-cli.XXXXXX") || exit 2
trap 'chmod -R u+rwx "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

status=0
tests=0
failures=0
faults=
last=
: >"$tmp/out"
: >"$tmp/err"

if [ ! -x "$BCF" ]; then
	echo "Bail out! no program at $BCF; build it or set BCF"
	exit 2
fi

# `bcf ARGS` in a script means the program under test.
bcf() {
	"$BCF" "$@"
}

run() {
	last=$*
	"$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# Like run, with a limit on time (seconds) and address space (kB).
run_limited() {
	seconds=$1 kilobytes=$2
	shift 2
	# A sanitized program maps terabytes and runs slowly: there only the outcome is judged.
	[ -n "${BCF_SANITIZED:-}" ] && seconds=60 kilobytes=unlimited
	[ "$1" = bcf ] && { shift; set -- "$BCF" "$@"; }
	last=$*
	(
		ulimit -v "$kilobytes" 2>/dev/null
		exec timeout "$seconds" "$@"
	) >"$tmp/out" 2>"$tmp/err"
	status=$?
}

fault() {
	faults="$faults# $*
"
}

excerpt() {
	head -c 600 "$1" | head -n 8 | awk '{ print "#     " $0 }'
}

is_status() {
	[ "$status" -eq "$1" ] || fault "exit status $status, not $1, of: $last"
}

out_has() {
	grep -qF -e "$1" "$tmp/out" || fault "standard output lacks: $1"
}

out_lacks() {
	if grep -qF -e "$1" "$tmp/out"; then fault "standard output has, and should not: $1"; fi
}

# A pattern of grep -E on one line.
out_like() {
	grep -qE -e "$1" "$tmp/out" || fault "no line of standard output is like: $1"
}

# The text stands on exactly N lines.
out_count() {
	n=$(grep -cF -e "$2" "$tmp/out")
	[ "$n" -eq "$1" ] || fault "standard output has $n lines, not $1, with: $2"
}

# The whole of standard output is that file's content, or that text.
out_is() {
	if [ -f "$1" ]; then
		cmp -s "$1" "$tmp/out" || fault "standard output is not what is in $1"
	else
		printf '%s\n' "$1" >"$tmp/wanted"
		cmp -s "$tmp/wanted" "$tmp/out" || fault "standard output is not: $1"
	fi
}

out_empty() {
	[ ! -s "$tmp/out" ] || fault "there is something on standard output"
}

err_has() {
	grep -qF -e "$1" "$tmp/err" || fault "standard error lacks: $1"
}

err_empty() {
	[ ! -s "$tmp/err" ] || fault "there is something on standard error"
}

# Exactly N messages: lines that begin with the program's name.
err_messages() {
	n=$(grep -c '^bcf: ' "$tmp/err")
	[ "$n" -eq "$1" ] || fault "$n messages on standard error, not $1"
}

# Any other condition: true COMMAND...
true_that() {
	what=$1
	shift
	"$@" >/dev/null 2>&1 || fault "not so: $what"
}

ok() {
	tests=$((tests + 1))
	if [ -z "$faults" ]; then
		echo "ok $tests - $*"
		return 0
	fi
	failures=$((failures + 1))
	echo "not ok $tests - $*"
	printf '%s' "$faults"
	echo "#   last command: $last"
	echo "#   standard output:"
	excerpt "$tmp/out"
	echo "#   standard error:"
	excerpt "$tmp/err"
	faults=
	return 0
}

skip() {
	tests=$((tests + 1))
	faults=
	echo "ok $tests - $1 # SKIP $2"
}

finish() {
	echo "1..$tests"
	[ "$failures" -eq 0 ]
	exit $?
}

# The value of a text field of compact JSON on standard output: the first of that name at the start of an object or after a comma.
json_text() {
	sed -n 's/^.*[{,]"'"$1"'":"\([^"]*\)".*$/\1/p' "$tmp/out" | head -n 1
}

# The two digests of a plan, on one line.
digests_of() {
	bcf check "$1" --format json --today 2019-09-20 2>/dev/null |
		sed -n 's/^.*,"digest":"\([^"]*\)","plan_digest":"\([^"]*\)".*$/\1 \2/p'
}

# A folder of CSV files named $1 in the temporary folder: a copy of the small made-up plan that passes every check.
clean_plan() {
	rm -rf "${tmp:?}/$1"
	cp -R "$here/policy/2019-20/cases/complete" "$tmp/$1"
	chmod -R u+w "$tmp/$1"
}
