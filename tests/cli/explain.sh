#!/bin/sh
# bcf explain: a figure or a finding, down to rows and source.
. tests/cli/tap.sh
P=examples/demo
D=examples/doncaster-2019-20

# The line of a table's file on which a row begins.
line_of() {
	grep -n -e "^$2," "$1" | cut -d: -f1
}

run bcf explain $P 'spend.by_source[additional_la] exampleshire 2019-20'
is_status 0
err_empty
out_like '^  planned spend by funding source: £290,000$'
out_like '^  derived$'
out_like "^  90000\.00  spend e19 \(.*\)\.amount  $P/spend\.csv:$(line_of $P/spend.csv e19):[0-9]+$"
out_like "^  200000\.00  spend e20 \(.*\)\.amount  $P/spend\.csv:$(line_of $P/spend.csv e20):[0-9]+$"
out_lacks 'spend s14'
ok "a derived figure names each row that it comes from, with file, line and column"

out_has 'Definition (policy/common/figures/spend.by_source.sql:'
out_has 'select area, period, source as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,'
out_has 'from spend group by source, period, area'
ok "its definition is printed as it stands in the pack"

grep -v '^--' policy/common/figures/spend.by_source.sql | sed 's/;$//; s/^/  /' >"$tmp/query"
sed -n '/^Definition/,$p' "$tmp/out" | sed 1d | sed '/^$/d' >"$tmp/printed"
true_that "the query, line by line" cmp -s "$tmp/query" "$tmp/printed"
ok "every line of the definition is printed whole"

run bcf explain $D 'difference.total doncaster 2019-20'
is_status 0
out_has '−£60'
out_has 'partly derived: made from figures of which at least one is only stated'
out_like "income\.total doncaster 2019-20 = £42,281,723  \[derived\]"
out_like "spend\.total doncaster 2019-20 = £42,281,783  \[stated\]"
out_like "  23546940\.00  income [^ ]+\.amount  $D/income\.csv:3:[0-9]+$"
out_like "£42,281,783  stated [^ ]+\.printed  $D/stated\.csv:[0-9]+:[0-9]+$"
ok "a partly derived figure shows which of its figures is only stated, and where"

run bcf explain $D 'spend.by_source[ccg_minimum] doncaster 2019-20'
is_status 0
out_like '^  stated: '
n=$(line_of $D/stated.csv s052)
out_like "^  £23,547,000  stated s052\.printed  $D/stated\.csv:$n:[0-9]+$"
out_has 'As printed'
out_has 'read as £23,547,000'
ok "a stated figure shows its statement, where it stands and how it was read"

run bcf explain $P 'income.total * 2019-20'
is_status 0
out_has '£58,625,000'
out_has 'income i01.amount'
out_has 'income i13.amount'
ok "a figure of the partnership names the rows of every area"

run bcf explain $P 'income.by_source[dfg]'
is_status 0
true_that "three figures" test "$(grep -c '^income.by_source\[dfg\] ' "$tmp/out")" -eq 3
ok "without area and period every one of that figure is shown"

run bcf explain $D RNG-01:doncaster:2019-20
is_status 0
out_has '£85,610'
out_has 'Figures compared'
out_like 'ring_fence\.social_care doncaster 2019-20 = £7,689,000'
out_like "7774610\.00  requirements doncaster 2019-20 adult_social_care_minimum\.amount  $D/requirements\.csv:2:[0-9]+$"
out_has 'RNG-01.sql:'
ok "a finding shows the figures that it compared and their rows"

run bcf explain $D RNG-02:doncaster:2019-20
is_status 0
out_like 'RNG-02:doncaster:2019-20'
out_like 'passes'
ok "a finding that the plan does not give is explained as a check that passes"

run bcf explain $D
is_status 0
err_empty
out_like '^ +income\.total doncaster 2019-20 +£42,281,723 +\[derived\]$'
out_like '^ +spend\.total doncaster 2019-20 +£42,281,783 +\[stated\]$'
out_like '^ +difference\.total doncaster 2019-20 +−£60 +\[partly\]$'
ok "without a figure, all figures are listed with value and basis"

run bcf explain $D no.such_figure
is_status 2
out_empty
err_has "no.such_figure"
err_messages 1
ok "an unknown figure is refused by name"

run bcf explain $P activity.planned
is_status 2
out_empty
err_has 'activity.planned'
ok "a figure that has no value in this plan is said to have none"

run bcf explain $D 'income.total' --format json
is_status 0
out_has '"figure": "income.total"'
out_has '"value": "42281723.00"'
out_has '"unit": "GBP"'
out_has '"basis": "derived"'
out_like "\"source\": \"$D/income\.csv:3:[0-9]+\""
ok "--format json gives the figure, its cells and their source"

run bcf explain $D RNG-01:doncaster:2019-20 --format json
is_status 0
out_has '"id": "RNG-01:doncaster:2019-20"'
out_has '"difference": "-85610.00"'
ok "--format json gives a finding"

run bcf explain $D --format csv
is_status 0
true_that "header" test "$(head -n 1 "$tmp/out")" = figure,of,area,period,value,slack,unit,basis
out_has 'spend.by_source,ccg_minimum,doncaster,2019-20,23547000.00,0.50,GBP,stated'
ok "--format csv lists all figures"

mkdir "$tmp/scaled"
printf 'policy,title\n2019-20,Scaled\n' >"$tmp/scaled/plan.csv"
printf 'area,name\na,A\n' >"$tmp/scaled/areas.csv"
printf 'statement,area,period,figure,printed,heading,section\ns1,a,2019-20,fund.total,11.619,£m,2.1\ns2,a,2019-20,income.total,"£3,000",,2.2\n' >"$tmp/scaled/stated.csv"
run bcf explain "$tmp/scaled" 'fund.total a 2019-20'
is_status 0
out_has '11.619 under £m  (s1, 2.1)  read as £11,619,000'
out_like '^  11\.619 under £m  stated s1\.printed '
run bcf explain "$tmp/scaled" 'income.total a 2019-20'
out_has '£3,000  (s2, 2.2)  read as £3,000'
out_has 'stated: as the paper prints it; the rows to derive it are not all here'
run bcf explain examples/dorset-2016-17 'earmarked.by_purpose[care_act] * 2016-17'
is_status 0
out_has '  stated: as the paper prints it'
out_has 'stated only: no query derives it'
out_lacks 'the rows to derive it'
ok "the heading that scales a printed figure is shown with it, and rows are said to lack only where a query would read them"

run bcf explain
is_status 2
out_empty
err_has 'name a plan'
run bcf explain "$tmp/nowhere" income.total
is_status 2
out_empty
err_has "$tmp/nowhere"
ok "a plan that is not named or not there is refused"

cp -R $P "$tmp/wild"
esc=$(printf '\033[2J')
sed -i "s/Made-up plan/Made$esc-up/" "$tmp/wild/plan.csv"
sed -i "s/Sampleton (made up)/Sam$esc/" "$tmp/wild/areas.csv"
sed -i "s/Home care in/Home$esc$(printf '\302\233')5m care/" "$tmp/wild/spend.csv"
for words in "check $tmp/wild" "check $tmp/wild $tmp/wild" "explain $tmp/wild" "explain $tmp/wild RNG-01:sampleton:2019-20" \
	"explain $tmp/wild spend.total" "explain $tmp/wild RNG-02"; do
	# shellcheck disable=SC2086
	run bcf $words --today 2019-09-20
	true_that "it is told: $words" test -s "$tmp/out"
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037]\|\302\233')" "$tmp/out" && fault "control characters of: $words"
done
run bcf explain "$tmp/wild" spend.total --today 2019-09-20
out_has 'Home?[2J??5m care'
run bcf explain "$tmp/wild" RNG-01:sampleton:2019-20 --today 2019-09-20 --color always
true_that "colours stay" grep -q "$(printf '\033\[1;31mERROR')" "$tmp/out"
true_that "and nothing else" test "$(grep -c "$(printf '\033\[2J')" "$tmp/out")" -eq 0
ok "nothing in a plan reaches the terminal as a command"

finish
