-- id: EXP-25
-- title: A line lies outside the years of the plan
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: income, spend
-- rule: A plan's income and spend are of its own policy years; a line of another year counts in no total.
-- message: {what} line {line} is of {when}, and the plan is of {years}.
-- fix: Correct the period, or take the line out.
with lines as (
       select 'Income' as what, line, area, period, amount, 'income:' || row_id || ':period' as place from income
       union all select 'Spend', line, area, period, amount, 'spend:' || row_id || ':period' from spend)
select coalesce(l.area, '') as area, lower(l.what) || ' ' || l.line as finding, l.what as what, l.line as line, l.period as "when",
       (select group_concat(period, ', ') from policy_periods) as years, l.place as at_any
from lines l
where l.period not in (select period from policy_periods) and not exists (select 1 from policy_periods p where starts(l.period) >= starts(p.period) and ends(l.period) <= ends(p.period));
