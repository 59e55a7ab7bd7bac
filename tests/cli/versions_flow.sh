#!/bin/sh
# The life of a shared plan, from the first draft to a restored backup, on both engines; docs/versions.md shows exactly this.
. tests/cli/tap.sh
. tests/store/engine.sh
mkdir "$tmp/show"
cd "$tmp/show" || exit 2
export BCF_BY="A Clerk" SOURCE_DATE_EPOCH=1568937600 # 20 September 2019, 00:00 UTC

# show COMMAND: what a person types, and what they then see.
show() {
	last=$1
	printf '$ %s\n' "$1" >>"$tmp/seen"
	eval "$(echo "$1" | sed "s|shared\.db\(#[a-z@-]*\)*|'$shared\1'|g; s|again\.db|'$again'|g")" >"$tmp/screen" 2>&1
	status=$?
	sed "s|$shared|shared.db|g; s|$again|again.db|g" "$tmp/screen" >>"$tmp/seen"
}
shows() {
	grep -qF -e "$1" "$tmp/screen" || fault "not shown: $1"
}

# edit BOOK LINE AMOUNT: what somebody does in Excel.
edit() {
	/usr/bin/python3 - "$@" 2>"$tmp/err" <<'PY' || fault "openpyxl: $(cat "$tmp/err")"
import sys
import openpyxl
name, line, amount = sys.argv[1:]
book = openpyxl.load_workbook(name)
rows = list(book["Spend"].iter_rows())
head = [c.value for c in next(r for r in rows if r[0].value == "Line")]
next(r for r in rows if r[0].value == line)[head.index("Amount")].value = float(amount)
book.save(name)
PY
}

flow() {
	# A first draft
	show 'bcf store create shared.db'
	show 'bcf store import shared.db draft --as exampleshire --message "first draft"'
	is_status 0

	# Two offline edits
	show 'bcf store export shared.db#exampleshire council.xlsx'
	show 'bcf store export shared.db#exampleshire nhs.xlsx'
	edit council.xlsx 3 2050000
	edit council.xlsx 4 480000
	edit nhs.xlsx 4 520000
	edit nhs.xlsx 8 330000
	show 'bcf store import shared.db council.xlsx --as exampleshire --by "B Council" --message "home care up, carers down"'
	is_status 0

	# One conflict
	show 'bcf store import shared.db nhs.xlsx --as exampleshire --by "C Commissioner" --message "carers up, GPs down"'
	is_status 1
	shows "spend[4].amount"
	show "bcf store import shared.db nhs.xlsx --as exampleshire --by \"C Commissioner\" --message \"carers up, GPs down\" --resolve 'spend[4].amount==500000.00'"
	is_status 0
	shows "merged with version 2"
	show 'bcf store log shared.db#exampleshire'

	# A branch
	show 'bcf store branch shared.db#exampleshire within-budget'
	show 'bcf store export shared.db#exampleshire@within-budget less.xlsx'
	edit less.xlsx 3 2020000
	show 'bcf store import shared.db less.xlsx --as exampleshire --branch within-budget --message "home care £30,000 less"'
	is_status 0
	show 'bcf store branch shared.db#exampleshire'
	show 'bcf compare shared.db#exampleshire'
	shows "EXP-03"
	show 'bcf store branch shared.db#exampleshire within-budget --into main'
	is_status 0

	# Lines agreed
	show 'bcf agree shared.db#exampleshire --organisation county_council --person "B Council" --all'
	is_status 0
	show 'bcf agree shared.db#exampleshire --organisation exampleshire_ccg --person "C Commissioner" --all'
	is_status 0
	shows "15 of 15 lines agreed by both"

	# A penny
	show 'bcf store export shared.db#exampleshire penny.xlsx'
	edit penny.xlsx 3 2020000.01
	show 'bcf store import shared.db penny.xlsx --as exampleshire --by "B Council" --message "a penny"'
	is_status 0
	show 'bcf agree shared.db#exampleshire'
	shows "14 of 15 lines agreed by both; 1 lapsed"

	# Is it true?
	show 'bcf store head shared.db -o heads-september.txt'
	show 'bcf store verify shared.db --head heads-september.txt'
	is_status 0

	# Backed up and restored
	show 'bcf store backup shared.db monday.db'
	is_status 0
	show 'bcf store restore monday.db again.db'
	is_status 0
	show 'bcf store verify again.db --head heads-september.txt'
	is_status 0
	show 'bcf store log again.db'
}

# What the page shows: its indented lines, from a command on.
awk '/^    \$ /{ on = 1 } on && /^$/{ blank++; next } on && /^    /{ for (; blank; blank--) print ""; print substr($0, 5); next } { on = blank = 0 }' "$here/docs/versions.md" >"$tmp/page"
for engine in sqlite postgres; do
	use_engine $engine || { skip "the life of a plan on PostgreSQL" "PostgreSQL is not here"; continue; }
	if [ $engine = sqlite ]; then
		shared=shared.db again=again.db
	else
		new_store shared
		shared=$store
		new_store again
		again=$store
	fi
	mkdir "$tmp/show/$engine"
	cd "$tmp/show/$engine" || exit 2
	cp -R "$here/policy/2019-20/cases/complete" draft
	: >"$tmp/seen"
	flow
	ok "$engine: drafted, edited offline, merged, branched, agreed, lapsed, verified, backed up and restored"
	cmp -s "$tmp/seen" "$tmp/page" || fault "docs/versions.md shows something else: $(diff "$tmp/seen" "$tmp/page" | head -n 6)"
	ok "$engine: docs/versions.md shows what is seen"
done
[ -z "${SEEN:-}" ] || cp "$tmp/seen" "$SEEN"
finish
