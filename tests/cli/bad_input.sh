#!/bin/sh
# What a user can hand over that cannot be read: one message that says where and what to do, exit 2, nothing on standard output.
. tests/cli/tap.sh
P=$tmp/plan
cd "$tmp" || exit 2

# A fresh copy of a plan that can be read.
fresh() {
	clean_plan plan
}

# One message, which begins with the place given.
refused_at() {
	is_status 2
	out_empty
	err_messages 1
	err_has "bcf: $1"
}

edit() {
	sed "$2" "$P/$1" >edited && cat edited >"$P/$1"
}

fresh
run bcf check plan --today 2019-09-20
is_status 0
err_empty
ok "the plan to spoil reads without a message"

run bcf check nowhere
refused_at 'nowhere: '
run bcf check nowhere.json
refused_at 'nowhere.json: '
: >notes.txt
run bcf check notes.txt
refused_at 'notes.txt: '
mkdir empty
run bcf check empty
refused_at 'empty: '
err_has "plan"
ok "a plan that is not there, or is none"

fresh
rm "$P/plan.csv"
run bcf check plan
refused_at 'plan: '
err_has "'plan'"
ok "a package without the table plan"

fresh
printf 'alpha,beta\n1,2\n' >"$P/spend.csv"
run bcf check plan
is_status 2
out_empty
err_has 'bcf: plan/spend.csv:1:'
ok "a header that is none of this table's"

fresh
: >"$P/spend.csv"
run bcf check plan
refused_at 'plan/spend.csv'
ok "a file with nothing in it, not even a header"

fresh
edit spend.csv '1s/description/descripton/'
run bcf check plan
refused_at 'plan/spend.csv:1:25: '
err_has "descripton"
err_has "'description'"
ok "an unknown column, with the nearest name"

fresh
edit spend.csv '1s/,amount,/,status,/'
run bcf check plan
is_status 2
out_empty
err_has 'bcf: plan/spend.csv:1:'
err_has "'status'"
ok "a column that stands twice"

fresh
edit spend.csv '1s/^line,area/area/; s/^[0-9]*,exampleshire/exampleshire/'
run bcf check plan
refused_at 'plan/spend.csv:1'
err_has "'line'"
ok "a table without its key"

# The line on which row $2 of table $1 stands, and the column (in characters, from 1) where $3 begins on it.
place_of() {
	awk -v key="$2" -v word="$3" 'index($0, key ",") == 1 { print NR ":" index($0, word); exit }' "$P/$1"
}

fresh
edit spend.csv '/^5,/s/800000\.00/about a lot/'
run bcf check plan
refused_at "plan/spend.csv:$(place_of spend.csv 5 'about a lot'): "
err_has 'about a lot'
ok "text where money belongs"

for wrong in 1.234 1e6 --5 '12,34' 99999999999999999999 NaN '1 000' '£' '5-'; do
	fresh
	edit spend.csv "/^5,/s/800000\\.00/\"$wrong\"/"
	run bcf check plan
	refused_at "plan/spend.csv:$(place_of spend.csv 5 "\"$wrong\""): "
done
ok "amounts that look like money and are none"

fresh
edit agreements.csv 's/2020-03-31/2020-03-32/'
run bcf check plan
refused_at "plan/agreements.csv:2:"
err_has 2020-03-32
for wrong in 2019-02-29 31/03/2020 2020-3-31 20200331 2020-00-10 tomorrow 0000-01-01; do
	fresh
	edit agreements.csv "s|2020-03-31|$wrong|"
	run bcf check plan
	refused_at "plan/agreements.csv:$(place_of agreements.csv s75_bcf "$wrong"): "
	err_has "$wrong"
done
ok "a date that is none"

for wrong in 2019-21 2019-20Q5 2019-13 19-20 2019/20 2020-03-31/2019-04-01; do
	fresh
	edit spend.csv "/^5,/s|2019-20|$wrong|"
	run bcf check plan
	refused_at "plan/spend.csv:$(place_of spend.csv 5 "$wrong"): "
	err_has "$wrong"
done
ok "a period that is none"

fresh
edit spend.csv 's/^6,/5,/'
run bcf check plan
refused_at 'plan/spend.csv:7:1: '
err_has "'5'"
ok "two rows with one key"

fresh
edit spend.csv '/^5,/s/$/,more/'
run bcf check plan
refused_at 'plan/spend.csv:6:'
fresh
edit spend.csv '/^5,/s/,existing$//'
run bcf check plan
refused_at 'plan/spend.csv:6'
ok "a row of the wrong width, too long or too short"

fresh
edit spend.csv '/^5,/s/Assessment/"Assessment/'
run bcf check plan
is_status 2
out_empty
err_has 'bcf: plan/spend.csv:6:'
ok "a quote that is never closed names the line on which it opens"

fresh
printf 'x1,exampleshire,2019-20,carers,caf\351,carers\n' >>"$P/spend.csv"
run bcf check plan
is_status 2
out_empty
err_has 'bcf: plan/spend.csv:17:'
err_has 'UTF-8'
fresh
printf 'caf\351\n' >"$P/narrative/a.md"
run bcf check plan
refused_at 'plan/narrative/a.md:1:4: '
err_has 'UTF-8'
ok "bytes that are not UTF-8, in a table and in prose"

fresh
edit spend.csv '/^5,/s/Assessment/Asse@ssment/'
tr '@' '\000' <"$P/spend.csv" >edited && cat edited >"$P/spend.csv"
run bcf check plan
refused_at "plan/spend.csv:6:"
err_has NUL
fresh
printf 'a\000b\n' >"$P/narrative/a.md"
run bcf check plan
refused_at 'plan/narrative/a.md:1:2: '
err_has NUL
ok "a NUL byte, in a table and in prose"

# Address space is guarded where the program runs at all within it (not when built with a sanitizer).  A file of 1 GB is
# read by mapping it, which needs address space and not memory: the guard leaves room for that and little more.
fresh
head -n 1 "$P/spend.csv" >long.csv
truncate -s 1G long.csv
mv long.csv "$P/spend.csv"
run_limited 10 600000 bcf --version
guard=600000
[ "$status" -eq 0 ] || guard=unlimited
run_limited 2 $guard bcf check plan
is_status 2
out_empty
err_messages 1
err_has 'plan/spend.csv'
ok "a line of 1 GB is refused within two seconds and 600 MB of address space"
{
	sed -n 1p "$here/policy/2019-20/cases/complete/spend.csv"
	printf '1,exampleshire,2019-20,carers,"'
	head -c 1048576 /dev/zero | tr '\0' a
	printf '"\n'
} >"$P/spend.csv"
run_limited 2 $guard bcf check plan
is_status 2
out_empty
err_messages 1
err_has 'plan/spend.csv:2'
ok "a line longer than a line may be is refused, with its number"
rm -f "$P/spend.csv"

fresh
edit plan.csv 's/,2019-20,/,1899-00,/'
run bcf check plan
is_status 2
out_empty
err_messages 1
err_has '1899-00'
err_has '2019-20'
err_has 'plan'
ok "an unknown policy year names the known ones"
for wrong in '../../etc' '.' '' 'common'; do
	fresh
	edit plan.csv "s|,2019-20,|,$wrong,|"
	run bcf check plan
	is_status 2
	out_empty
	err_messages 1
done
ok "a policy year that is no name of a pack"

fresh
mkdir outside
cp "$P/spend.csv" outside/spend.csv
rm "$P/spend.csv"
ln -s ../outside/spend.csv "$P/spend.csv"
run bcf check plan
refused_at 'plan/spend.csv: '
err_has link
fresh
mv "$P/narrative" outside/narrative
ln -s ../outside/narrative "$P/narrative"
run bcf check plan
refused_at 'plan/narrative: '
err_has link
ok "a symbolic link out of the folder is not followed"

fresh
mkdir "$P/spend.d"
rm "$P/spend.csv"
mkdir "$P/spend.csv"
run bcf check plan
refused_at 'plan/spend.csv: '
rmdir "$P/spend.csv"
mkfifo "$P/spend.csv"
run_limited 5 $guard bcf check plan
refused_at 'plan/spend.csv: '
ok "a folder or a pipe where a table belongs is refused, and nothing is waited for"

fresh
printf 'a,b\n' >"$P/spends.csv"
run bcf check plan
refused_at 'plan/spends.csv: '
err_has "'spend.csv'"
rm "$P/spends.csv"
printf 'a,b\n' >"$P/zzzzzzzz.csv"
run bcf check plan
refused_at 'plan/zzzzzzzz.csv: '
err_has 'bcf schema'
ok "a file of an unknown table, with the nearest name"

fresh
printf '{"bcf": {"format": 2}}\n' >"$P/datapackage.json"
run bcf check plan
refused_at 'plan/datapackage.json'
err_has 2
ok "a package of a newer format"

fresh
edit spend.csv '/^5,/s/800000\.00/lots/; /^7,/s/2019-20/2019-99/; s/^9,/8,/'
edit income.csv '/^2,/s/10000000\.00/many/'
edit agreements.csv 's/2020-03-31/never/'
run bcf check plan
is_status 2
out_empty
err_messages 5
err_has "bcf: plan/spend.csv:$(place_of spend.csv 5 lots): "
err_has "bcf: plan/spend.csv:$(place_of spend.csv 7 2019-99): "
err_has 'bcf: plan/spend.csv:10:1: '
err_has "bcf: plan/income.csv:$(place_of income.csv 2 many): "
err_has "bcf: plan/agreements.csv:$(place_of agreements.csv s75_bcf never): "
ok "several faults in several files are all named at once"

# ---- JSON ----

bcf convert "$here/policy/2019-20/cases/complete" whole.json
json_refused() {
	run bcf check spoilt.json
	refused_at "spoilt.json$1"
}
head -c 2000 whole.json >spoilt.json
json_refused ':'
sed 's/"800000\.00"/"lots"/' whole.json >spoilt.json
json_refused ':'
err_has lots
sed 's/"tables"/"tabels"/' whole.json >spoilt.json
run bcf check spoilt.json
is_status 2
out_empty
err_has 'spoilt.json'
sed 's/"format": *1/"format": 2/' whole.json >spoilt.json
json_refused ''
printf '\377\376{' >spoilt.json
json_refused ''
: >spoilt.json
json_refused ''
printf '[]' >spoilt.json
json_refused ''
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; print "" }' >spoilt.json
run_limited 5 $guard bcf check spoilt.json
refused_at 'spoilt.json:'
ok "JSON that is cut off, wrong, of a newer format, nested without end or none at all"

sed 's/"800000\.00"/800000.00/' whole.json >number.json
run bcf check number.json --today 2019-09-20
[ "$status" -eq 2 ] || true_that "the same digests" test "$(digests_of number.json)" = "$(digests_of whole.json)"
sed 's/"800000\.00"/8e5/' whole.json >number.json
run bcf check number.json --today 2019-09-20
is_status 2
sed 's/"800000\.00"/true/' whole.json >number.json
run bcf check number.json --today 2019-09-20
is_status 2
sed 's/"800000\.00"/["800000.00"]/' whole.json >number.json
run bcf check number.json --today 2019-09-20
is_status 2
out_empty
ok "a value of JSON that is no text is refused, or read as the same text"

# ---- policy packs ----

fresh
check_id=RNG-05
pack() {
	rm -rf packs
	mkdir packs
	cp -R "$here/policy/2019-20" packs/2019-20
	chmod -R u+w packs
}
# Replaces the query of the check by standard input, its header stays; $first is the line on which the query begins.
query() {
	pack
	grep '^--' "$here/policy/2019-20/checks/$check_id.sql" >head.sql
	first=$(($(wc -l <head.sql) + 1))
	cat head.sql - >"packs/2019-20/checks/$check_id.sql"
}
judge_with_pack() {
	run_limited 60 unlimited bcf check plan --policy-path packs --today 2019-09-20
}
pack_refused() {
	judge_with_pack
	is_status 2
	out_empty
	err_messages 1
	err_has "bcf: packs/2019-20/checks/$check_id.sql"
}
pack
judge_with_pack
is_status 0
ok "the pack to spoil works"

query <<'END'
select s.area, s.period,
       s.amuont as actual
from spend s;
END
pack_refused
err_has "$check_id.sql:$((first + 1))"
err_has amuont
query <<'END'
select s.area from spend s where
END
pack_refused
err_has "$check_id.sql:$first"
query <<'END'
select area, period from no_such_table;
END
pack_refused
err_has no_such_table
ok "a check with an SQL error names the file and the line"

for write in 'delete from spend' "insert into spend(line) values('9')" 'update spend set amount = 0' 'create table x(y)' 'drop table spend' \
	"with x as (select 1) insert into spend(line) select '9'" 'create trigger t after insert on spend begin select 1; end'; do
	printf '%s;\n' "$write" | query
	pack_refused
	err_has "$check_id.sql:"
done
ok "a query that writes is refused, with file and line"

for other in "attach 'stolen.db' as x" 'detach main' 'pragma writable_schema = 1' "vacuum into 'stolen.db'" 'begin' 'commit' "select load_extension('x')" \
	"select readfile('/etc/passwd') as area" "select area, period from pragma_database_list, scope" "select area, period, datetime('now') as actual from scope" \
	"select area, period, random() as actual from scope" "select area, period, round(1.5) as actual from scope" "select area, period, 1.5 as actual from scope" \
	"select area, period, current_date as actual from scope" "select area, period, sql as actual from sqlite_master, scope"; do
	printf '%s;\n' "$other" | query
	pack_refused
done
true_that "nothing was made" test ! -e stolen.db
ok "a query that attaches, loads, reads the clock, files or the engine's own tables, or counts in fractions is refused"

query <<'END'
select area, period from spend; delete from spend;
END
pack_refused
ok "two statements in one file are refused"

query <<'END'
with recursive n(i) as (select 1 union all select i + 1 from n)
select s.area, s.period, max(n.i) as actual from n, scope s;
END
pack_refused
err_has steps
true_that "stopped before the minute was over" test "$status" -ne 124
ok "a query that never ends is stopped"

query <<'END'
select area, period, hex(zeroblob(1000000000)) as actual from scope;
END
run_limited 20 unlimited bcf check plan --policy-path packs --today 2019-09-20
true_that "not crashed: exit $status" test "$status" -eq 2
out_empty
ok "a query that asks for a gigabyte is refused"

pack
printf -- '-- id: RNG-05\n-- titel: x\n' >packs/2019-20/checks/RNG-05.sql
judge_with_pack
is_status 2
out_empty
err_has 'packs/2019-20/checks/RNG-05.sql:2'
err_has titel
pack
sed 's/"periods"/"perods"/' "$here/policy/2019-20/pack.json" >packs/2019-20/pack.json
judge_with_pack
is_status 2
out_empty
err_has 'packs/2019-20/pack.json'
pack
sed 's/^dfg,/dfg,"/' "$here/policy/2019-20/sources.csv" >packs/2019-20/sources.csv
judge_with_pack
is_status 2
out_empty
err_has 'packs/2019-20/sources.csv:'
ok "a header, a manifest and a table of a pack that cannot be read are named"

# ---- the command line ----

run bcf frobnicate
is_status 2
out_empty
err_messages 1
err_has frobnicate
run bcf chekc
is_status 2
err_has "'check'"
ok "an unknown command is refused, with the nearest name"

for c in check explain convert schema policy waive; do
	run bcf $c --nonsense
	is_status 2
	out_empty
	err_messages 1
	err_has --nonsense
done
run bcf check plan --format xml
is_status 2
out_empty
err_has xml
run bcf check plan --format
is_status 2
out_empty
run bcf check plan --threads 0
is_status 2
out_empty
run bcf check plan --color red
is_status 2
out_empty
run bcf check plan --reason x
is_status 2
out_empty
ok "an unknown option, or a value that it does not take, is refused by name"

run bcf check plan --quiet=no
is_status 2
out_empty
err_has --quiet
ok "a value for an option that takes none is refused"

run bcf check plan --only ''
is_status 2
out_empty
run bcf check plan --only ,
is_status 2
out_empty
ok "an empty list of checks is refused, rather than nothing checked and success reported"

run bcf check -x
is_status 2
out_empty
err_has -x
ok "a short option that there is not is refused"

fresh
run bcf check nowhere plan --today 2019-09-20 --format json
is_status 2
err_messages 1
err_has 'nowhere: '
true_that "the plan that can be read is judged" test "$(wc -l <"$tmp/out")" -eq 1
ok "of two plans one of which cannot be read the other is judged, and the exit status is 2"

mkdir "$tmp/returned"
printf 'x' >"$tmp/returned/a.xlsx"
printf 'x' >"$tmp/returned/~\$a.xlsx"
run bcf check "$tmp/returned"
is_status 2
err_has "holds 2 workbooks and no plan of its own; name the workbooks: $tmp/returned/*.xlsx"
run bcf check "$tmp/returned/~\$a.xlsx"
is_status 2
err_has "is the mark that Excel leaves while a workbook is open"
ok "a folder of workbooks, and the mark of an open one, are told for what they are"

finish
