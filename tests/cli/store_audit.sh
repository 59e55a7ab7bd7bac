#!/bin/sh
# What the store's record says: when things were done by the clock, on what, and how conflicts were settled.
. tests/cli/tap.sh
. tests/store/engine.sh
export BCF_BY="A Person"
waiver=RNG-01:exampleshire:2019-20

for engine in sqlite postgres; do
	use_engine $engine || { skip "the record of a PostgreSQL store" "PostgreSQL is not here"; continue; }
	new_store audit
	export SOURCE_DATE_EPOCH=1568970000 # 20 September 2019, 09:00 UTC
	clean_plan plan
	bcf store create "$store" --quiet
	run bcf store import "$store" "$tmp/plan" --as one --today 2001-01-01
	is_status 0
	run bcf store log "$store#one"
	out_has "saved (UTC)"
	out_like "^1 +2019-09-20 09:00 +A Person "
	sed -i '/^3,/s/2000000.00/1999999.00/; /^6,/s/2000000.00/2000001.00/' "$tmp/plan/spend.csv"
	SOURCE_DATE_EPOCH=1568960000 run bcf store import "$store" "$tmp/plan" --as one --base 1 # a clock that is slow
	is_status 0
	run bcf store log "$store#one" --format csv
	out_like "^2,2019-09-20T09:00:00Z,A Person,"
	run bcf store log "$store#one" --all --format csv
	true_that "no event before the one before it" test "$(sed 1d "$tmp/out" | cut -d, -f2 | sort -u)" = 2019-09-20T09:00:00Z
	run bcf store verify "$store"
	is_status 0
	SOURCE_DATE_EPOCH="last week" run bcf store import "$store" "$tmp/plan" --as one --base 1
	is_status 2
	err_has "SOURCE_DATE_EPOCH: 'last week' is no time"
	ok "$engine: the record goes by the clock, whatever day is judged by, and never runs backwards"

	run bcf waive "$store#one@1" $waiver --reason r --by b --until 2030-01-01
	is_status 2
	run bcf agree "$store#one@1" --organisation county_council --person A --all
	is_status 2
	err_has "one: version 1 is not the newest of one, which is version 2; leave out @1"
	bcf store branch "$store#one" less --quiet
	run bcf agree "$store#one@less" --organisation county_council --person A --line 4
	is_status 0
	run bcf agree "$store#one@3" --organisation county_council --person A --line 5
	is_status 2
	err_has "version 3 is the newest of branch less: write @less to save there"
	run bcf waive "$store#one@2" $waiver --reason r --by b --until 2030-01-01
	is_status 0
	run bcf store log "$store#one" --all
	out_count 0 "county_council agrees 15 lines"
	ok "$engine: only the newest version of a branch is changed"

	clean_plan plan
	clean_plan ours
	clean_plan theirs
	sed -i '/^4,/s/500000.00/480000.00/; /^3,/s/2000000.00/1999999.00/' "$tmp/ours/spend.csv"
	sed -i '/^4,/s/500000.00/520000.00/; /^3,/s/2000000.00/1999998.00/' "$tmp/theirs/spend.csv"
	bcf store import "$store" "$tmp/plan" --as two --quiet >"$tmp/out"
	bcf store import "$store" "$tmp/ours" --as two --base 1 --quiet >"$tmp/out"
	run bcf store import "$store" "$tmp/theirs" --as two --base 1 --resolve 'spend[4].amount==500000.00' --resolve 'spend[3].amount=ours'
	is_status 0
	run bcf store log "$store#two" --all
	out_like " import +3 .*settled spend\\[3\\].amount=ours, spend\\[4\\].amount=value 500000.00"
	ok "$engine: how each conflict was settled is in the record"

	run bcf store log "$store" --all
	is_status 0
	out_has "when (UTC)"
	out_has "These are the acts of the store itself; those of a plan: bcf store log $store#ID --all"
	run bcf store log "$store" --all --format csv
	out_lacks "These are"
	ok "$engine: the store's own acts, and where those of a plan are"
done
: >"$tmp/empty.db"
run bcf store log "$tmp/empty.db"
is_status 2
err_has "empty.db: is empty, not a store"
ok "an empty file is called one"
finish
