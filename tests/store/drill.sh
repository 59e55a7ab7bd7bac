# What the drills of tests/store share: sh DRILL.sh [--full].  Without --full (or BCF_FULL=1) a small count that takes
# seconds.  BCF is the program; the tools writer, acks and flip stand beside it in tests/.
. tests/cli/tap.sh

full=${BCF_FULL:-}
[ "${1:-}" = --full ] && full=1
tools=$(dirname "$BCF")/tests
chmod 755 "$tmp" # the PostgreSQL server runs as another user

# A number from $1 to $2.
random() {
	od -An -N4 -tu4 /dev/urandom | awk -v low="$1" -v high="$2" '{ print low + $1 % (high - low + 1) }'
}

# Sleeps $1 to $2 milliseconds.
pause() {
	sleep "$(random "$1" "$2" | awk '{ printf "%.3f", $1 / 1000 }')"
}

# A small plan with $2 spending lines in folder $1.
drill_plan() {
	mkdir "$1"
	for name in plan areas organisations schemes; do cp "policy/2019-20/cases/complete/$name.csv" "$1"; done
	awk -v lines="$2" 'BEGIN {
		print "line,area,period,scheme,description,source,amount"
		for (i = 1; i <= lines; i++) print i ",exampleshire,2019-20,home_care,Home care " i ",ccg_minimum,1000.00"
	}' >"$1/spend.csv"
}

# How many lines of the files begin with a word.
count_of() {
	word=$1
	shift
	cat "$@" 2>/dev/null | grep -c "^$word "
}

# start_writer NAME MODE STORE ID LINE FIRST [COUNT]: writes what it is told to $tmp/told/NAME; sets $writer.
start_writer() {
	"$tools/writer" "$2" "$3" "$4" "$5" "${7:-1000000}" "$6" >>"$tmp/told/$1" 2>>"$tmp/writers.err" &
	writer=$!
}

# kill -9 of one process that this script started, and waits until it is gone.
kill_now() {
	case $1 in '' | 0 | 1 | *[!0-9]*) return 0 ;; esac # which would mean everybody
	kill -9 "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}

# hold STORE MOST: everything that was acknowledged in $tmp/told is in the store, nothing is half-done, and it verifies; at
# most MOST versions are there that nobody was told of.
hold() {
	run "$tools/acks" "$1" "$2" "$tmp"/told/*
	last="acks $1 $2, beside what the writers were told"
	held=$(tail -n 1 "$tmp/out")
	[ "$status" -eq 0 ] || fault "$(grep '^#' "$tmp/out" | head -n 5)"
	[ "$status" -eq 0 ]
}
