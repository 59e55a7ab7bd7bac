#!/bin/sh
# bcf synthesise: a clean nation gives no finding in any policy year, the same numbers make the same nation, and planted faults
# are found.
. tests/cli/tap.sh

run bcf synthesise --areas 4 --years 12 --seed 5 --threads 2 "$tmp/nation"
is_status 0
out_empty
err_empty
true_that "there is a README that says it is made up" grep -q "made up" "$tmp/nation/README.md"
true_that "defects.csv has its header only" test "$(wc -l <"$tmp/nation/defects.csv")" -eq 1
true_that "a year without a pack got one" test -f "$tmp/nation/packs/2020-21/pack.json"
ok "four areas of twelve years are made"

run bcf check --format csv --policy-path "$tmp/nation/packs" "$tmp"/nation/20*/a*
is_status 0
true_that "there is no finding, and nothing undetermined" test "$(wc -l <"$tmp/out")" -eq 1
ok "a clean nation gives no finding and leaves nothing undetermined"

run bcf synthesise --areas 4 --years 12 --seed 5 --threads 1 "$tmp/again"
true_that "the two are the same" diff -r "$tmp/nation" "$tmp/again"
ok "the same numbers make the same nation with any number of threads"

run bcf synthesise --areas 1 --years 1 --seed 5 --first 2019-20 --format json "$tmp/json"
is_status 0
run bcf check "$tmp/json/2019-20/a001.json"
is_status 0
ok "a plan can be one JSON file"

run bcf synthesise --areas 12 --years 5 --seed 5 --defects entry_not_balanced,section_75_ends_early "$tmp/faulty"
is_status 0
planted=$(cut -d, -f1 "$tmp/faulty/defects.csv" | sed 1d | sort -u | wc -l)
true_that "some plans have a fault" test "$planted" -gt 10
run bcf check --format csv "$tmp"/faulty/20*/a*
is_status 1
found=$(sed 1d "$tmp/out" | grep -E 'POO-08|NAT-07' | cut -d, -f1 | sort -u | wc -l)
true_that "as many plans have findings" test "$found" -eq "$planted"
ok "planted faults are found where they were planted, and nowhere else"

run bcf synthesise --defects list
is_status 0
out_has source_overspent
out_like '^[a-z_0-9]+ +[A-Z0-9]+-[0-9]+ +(error|warning) '
ok "the kinds of faults are listed with their checks"

run bcf synthesise --areas 1 --years 1 --seed 5 "$tmp/nation"
is_status 2
err_has "that is not there yet"
ok "a folder that is there is not touched"

run bcf synthesise --areas 0 --years 1 --seed 5 "$tmp/none"
is_status 2
err_has "--areas takes a number from 1"
run bcf synthesise --areas 1 --years 1 "$tmp/none"
is_status 2
err_has "--seed takes a whole number"
run bcf synthesise --areas 1 --years 1 --seed 1 --defects nonsense "$tmp/none"
is_status 2
err_has "no kind of defect is called 'nonsense'"
run bcf synthesise --areas 1 --years 1 --seed 1 --first 2001-02 "$tmp/early"
is_status 2
err_has "no policy year is known that governs 2001-02 or an earlier year"
run bcf synthesise --areas 1 --years 1 --seed 1 --first soon "$tmp/soon"
is_status 2
err_has "--first soon is no policy year"
run bcf synthesise --areas 1 --years 1 --seed 1 --format csv "$tmp/none"
is_status 2
err_has "--format is folder or json here"
ok "what cannot be made is refused with a reason"

finish
