#!/bin/bash
# What ./test does, once the packages are there.  Each suite prints TAP; this counts it.  See ./test --help.
set -u
cd "$(dirname "$0")/.." || exit 2
full=
fuzz_seconds=10
suite_seconds=300 # a suite that hangs is stopped, and then lacks tests
[ "${1:-}" = --full ] && full=yes fuzz_seconds=300 suite_seconds=7200

sanitized=
work=$(mktemp -d)
chmod 711 "$work" # where this is root, the PostgreSQL of the tests is another user
trap 'sh tests/store/postgres.sh stop "$work/postgres" >/dev/null 2>&1; rm -rf "$work"' EXIT
passed=0 failed=0
: >"$work/skipped"
start=$(date +%s)

# count NAME: adds up the TAP in $work/out and shows what failed.
count() {
	# cmocka says "not ok N # SKIP name" of a test that skips itself.
	sed -i 's/^not ok \([0-9]*\) # SKIP \(.*\)/ok \1 - \2 # SKIP what it needs is not here/' "$work/out"
	ok=$(grep -c '^ok ' "$work/out")
	bad=$(grep -c '^not ok ' "$work/out")
	skips=$(grep -ci '^ok .*# skip' "$work/out")
	grep -i '^ok .*# skip' "$work/out" | sed "s|^ok [0-9]*|$1:|" >>"$work/skipped"
	passed=$((passed + ok - skips))
	failed=$((failed + bad))
	# A plan that promises more than came, or nothing at all, is a failure too.
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$work/out" | awk '{ n += $1 } END { print n + 0 }')
	if [ "$planned" -ne $((ok + bad)) ] || [ "$planned" -eq 0 ]; then
		failed=$((failed + 1))
		bad=$((bad + 1))
		echo "not ok - $1: $planned tests were planned and $((ok + bad)) came" >>"$work/out"
	fi
	[ -n "$full" ] && case $1 in "drill "*) sed -n 's/^# /   /p' "$work/out" ;; esac
	if [ "$bad" -gt 0 ]; then
		echo "FAILED $1:"
		grep -A8 '^not ok' "$work/out" | sed 's/^/    /' | head -60
		[ -s "$work/err" ] && sed 's/^/    /' "$work/err" | tail -20
	fi
}

# suite NAME COMMAND...: runs something that prints TAP, beside others: as many as there are processors.  `together` waits for all and
# counts them in the order in which they were named.
started=0 counted=0 running=0
suite() {
	started=$((started + 1))
	echo "$1" >"$work/$started.name"
	shift
	while [ "$running" -ge "$(nproc)" ]; do
		wait -n
		running=$((running - 1))
	done
	timeout -k 10 "$suite_seconds" "$@" >"$work/$started.out" 2>"$work/$started.err" </dev/null &
	running=$((running + 1))
}
together() {
	wait
	running=0
	while [ "$counted" -lt "$started" ]; do
		counted=$((counted + 1))
		mv "$work/$counted.out" "$work/out"
		mv "$work/$counted.err" "$work/err"
		count "$(cat "$work/$counted.name")"
	done
}

# step SENTENCE COMMAND...: one test that passes when the command succeeds.
step() {
	sentence=$1
	shift
	if "$@" >"$work/err" 2>&1 </dev/null; then echo "ok 1 - $sentence" >"$work/out"; else echo "not ok 1 - $sentence" >"$work/out"; fi
	echo "1..1" >>"$work/out"
	count "$sentence"
}

say() { echo "== $1 ($(($(date +%s) - start)) s)"; }

build() { # build FOLDER MESON-OPTIONS...: sets the folder up once and builds it
	folder=$1
	shift
	if [ ! -f "$folder/build.ninja" ]; then
		meson setup "$folder" "$@" || return 1
	fi
	ninja -C "$folder"
}

units() { # units FOLDER LABEL
	for exe in "$1"/tests/test_*; do
		[ -x "$exe" ] && [ -f "$exe" ] && suite "$2 $(basename "$exe")" "$exe"
	done
	together
}

scripts() { # scripts BINARY LABEL SCRIPT...
	binary=$1 label=$2
	shift 2
	for script in "$@"; do
		case $script in */tap.sh | */house.sh) continue ;; esac # shared by the others
		suite "$label $(basename "$script")" env BCF="$binary" BCF_SANITIZED="$sanitized" sh "$script"
	done
	together
}

# One PostgreSQL for all tests of the store; each makes a database of its own.  Without one they say that they are skipped.
BCF_TEST_POSTGRES=$(sh tests/store/postgres.sh start "$work/postgres" 2>"$work/err") && export BCF_TEST_POSTGRES || { unset BCF_TEST_POSTGRES; cat "$work/err"; }
[ -n "$full" ] && export BCF_FULL=1

say "gcc: build, house rules, units, command line, policy packs"
step "gcc builds everything without a warning" build build-test/gcc -Dtests=true -Dbuildtype=release
scripts build-test/gcc/bcf house tests/house/*.sh
units build-test/gcc unit
scripts build-test/gcc/bcf cli tests/cli/[a-z]*.sh
scripts build-test/gcc/bcf drill tests/store/kill.sh tests/store/many_writers.sh tests/store/failover.sh tests/store/disk_full.sh tests/store/flip_bits.sh tests/store/operate.sh tests/store/patroni.sh
step "every case of every policy pack passes" build-test/gcc/bcf policy test

say "clang with the address and undefined-behaviour sanitizers: units, command line"
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:exitcode=99
step "clang builds everything without a warning, with sanitizers" env CC=clang sh -c '
	[ -f build-test/asan/build.ninja ] || meson setup build-test/asan -Dtests=true -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false || exit 1
	ninja -C build-test/asan'
units build-test/asan "asan unit"
sanitized=yes
scripts build-test/asan/bcf "asan cli" tests/cli/check.sh tests/cli/against.sh tests/cli/explain.sh tests/cli/convert.sh tests/cli/policy.sh tests/cli/policy_new.sh tests/cli/waive.sh tests/cli/bad_input.sh tests/cli/hostile.sh tests/cli/corpus.sh tests/cli/own_book.sh tests/cli/fill.sh tests/cli/findings_book.sh tests/cli/store.sh tests/cli/store_workbook.sh tests/cli/merge.sh tests/cli/diff.sh tests/cli/agree.sh tests/cli/privacy.sh

say "clang with the thread sanitizer: many plans at once"
step "clang builds everything with the thread sanitizer" env CC=clang sh -c '
	[ -f build-test/tsan/build.ninja ] || meson setup build-test/tsan -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false || exit 1
	ninja -C build-test/tsan bcf'
export TSAN_OPTIONS=exitcode=99:halt_on_error=1
step "sixty plans on four threads show no data race" sh -c '
	plans=
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do plans="$plans examples/doncaster-2019-20 examples/demo policy/2019-20/cases/complete examples/doncaster-2019-20"; done
	build-test/tsan/bcf check --threads 4 --format json $plans >/dev/null; [ $? -eq 1 ]'

step "plans compared with an older one on four threads show no data race" sh -c '
	build-test/tsan/bcf check --threads 4 --format json --against examples/dorset-2015-16 examples/dorset-2016-17 examples/dorset-2021-22 examples/dorset-2016-17 examples/dorset-2015-16 >/dev/null; [ $? -eq 1 ]'

step "workbooks read on four threads show no data race" sh -c '
	work=$(mktemp -d) && trap "rm -rf \"$work\"" EXIT
	build-test/tsan/bcf convert examples/demo "$work/a.xlsx" && build-test/tsan/bcf convert examples/doncaster-2019-20 "$work/b.xlsx" || exit 1
	for i in 1 2 3 4 5 6; do cp "$work/a.xlsx" "$work/a$i.xlsx"; cp "$work/b.xlsx" "$work/b$i.xlsx"; done
	build-test/tsan/bcf check --threads 4 --format xlsx -o "$work/found.xlsx" "$work"/[ab]*.xlsx >/dev/null; [ $? -eq 1 ] && [ -s "$work/found.xlsx" ]'

say "fuzzers: $fuzz_seconds s each on the kept corpus"
step "the fuzzers build" env CC=clang sh -c '
	[ -f build-test/fuzz/build.ninja ] || meson setup build-test/fuzz -Dfuzz=true || exit 1
	ninja -C build-test/fuzz tests/fuzz/fuzz_csv tests/fuzz/fuzz_json tests/fuzz/fuzz_printed tests/fuzz/fuzz_xlsx tests/fuzz/fuzz_xml tests/fuzz/fuzz_personal tests/fuzz/fuzz_delta'
for name in csv json printed xlsx xml personal delta; do
	mkdir -p "$work/found-$name"
	(build-test/fuzz/tests/fuzz/fuzz_$name -max_total_time=$fuzz_seconds -rss_limit_mb=2048 -artifact_prefix="$work/" "$work/found-$name" \
		tests/fuzz/corpus/$name >"$work/fuzz-$name" 2>&1; echo $? >"$work/fuzz-$name.rc") &
	case $name in json | xlsx | personal) wait ;; esac
done
wait
for name in csv json printed xlsx xml personal delta; do
	step "fuzz_$name ran $fuzz_seconds s without a finding" sh -c "grep -q '^Done ' $work/fuzz-$name && [ \$(cat $work/fuzz-$name.rc) = 0 ] || { tail -20 $work/fuzz-$name; exit 1; }"
	[ -n "$full" ] && grep '^Done ' "$work/fuzz-$name" | sed "s/^/fuzz_$name: /"
done

say "line coverage"
step "the coverage build passes its tests" sh -c '
	[ -f build-test/coverage/build.ninja ] || meson setup build-test/coverage -Dtests=true -Db_coverage=true -Dbuildtype=debug || exit 1
	ninja -C build-test/coverage && find build-test/coverage -name "*.gcda" -delete
	for exe in build-test/coverage/tests/test_*; do [ -f "$exe" ] && [ -x "$exe" ] || continue; "$exe" >/dev/null 2>&1 || { echo "$exe failed"; exit 1; }; done'
for folder in base plan figure check; do
	gcovr --root . --object-directory build-test/coverage -f "src/$folder/" -s build-test/coverage >"$work/cov" 2>/dev/null
	line=$(grep '^lines:' "$work/cov")
	echo "   src/$folder $line"
	step "line coverage of src/$folder is at least 95 % ($line)" sh -c "sed -n 's/^lines: \([0-9.]*\)%.*/\1/p' $work/cov | awk '{ exit !(\$1 >= 95) }'"
done

say "done"
if [ -s "$work/skipped" ]; then
	echo "Skipped:"
	sed 's/^/    /' "$work/skipped"
fi
if [ -n "$full" ]; then
	echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
