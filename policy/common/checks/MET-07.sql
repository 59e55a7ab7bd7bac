-- id: MET-07
-- title: A quarter's plan is not last year's quarter with the change that the plan states
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: ambitions
-- rule: Where a change is planned quarter by quarter, each quarter's number is that of the same quarter a year before with the stated percentage taken off or added, rounded to the nearest whole number (pan-Dorset 2016/17, section 15: a reduction of 5 % calculated quarter by quarter takes 5,903 to 5,608; 5,626 is printed). An error between whole numbers.
-- message: {metric_title}, {period}: {base:count} a year earlier {way} {change:percent} is {expected:count}, and {actual:count} is planned.
-- fix: Correct the quarter's plan, the year before's number or the percentage of the ambition.
with asked as ( -- the percentage, below zero for a fall
       select a.area, a.metric, a.period, a.row_id, m.title, m.unit,
              case a.intent when 'reduce' then -abs(a.change_percent) when 'increase' then abs(a.change_percent) else a.change_percent end as change
       from ambitions a join policy_metrics m on m.metric = a.metric
       where a.each = 'quarter' and a.change_percent is not null),
     planned as (
       select a.area, a.metric, p.period, a.title, a.unit, a.change, a.row_id as ambition, p.row_id as row,
              coalesce(p.numerator, iif(a.unit in ('count', 'days'), p.value, null)) as number
       from asked a join observations p on p.area = a.area and p.metric = a.metric and p.kind = 'plan' and p.breakdown = '' and p.as_at = ''
                                       and p.period in (a.period || 'Q1', a.period || 'Q2', a.period || 'Q3', a.period || 'Q4')),
     known as ( -- every number of the same quarter a year before, and what it comes to at the plan's own precision
       select p.*, o.row_id as base_row, coalesce(o.numerator, iif(p.unit in ('count', 'days'), o.value, null)) as base,
              case 0 when p.number % 1000000 then 1000000 when p.number % 100000 then 100000 when p.number % 10000 then 10000 else 1000 end as step,
              row_number() over (partition by p.row order by case o.kind when 'actual' then 1 when 'forecast' then 2 else 3 end, o.as_at desc) as place
       from planned p join observations o on o.area = p.area and o.metric = p.metric and o.breakdown = '' and o.period = prior(p.period)
                                         and o.kind in ('actual', 'forecast', 'baseline')
       where p.number is not null and coalesce(o.numerator, iif(p.unit in ('count', 'days'), o.value, null)) between 0 and 9000000000000),
     made as (
       select *, iif(base % 1000000 = 0, -- in hundred-millionths, exact; else to the millionth
                     round_half_away(base / 1000000 * (100000000 + change), step * 100) / 100,
                     round_half_away(round_half_away(base * ((100000000 + change) / 100), 1000000) / 1000000, step)) as due
       from known)
select k.area, k.period, k.metric as "of", k.number as actual, k.due as expected, 'count' as unit, k.title as metric_title,
       iif(k.number % 1000000 = 0 and k.base % 1000000 = 0, 'error', 'warning') as severity,
       k.base as base, iif(k.change < 0, 'less', 'plus') as way, abs(k.change) as change,
       json_array(k.row, k.base_row) as at_observations__numerator, k.ambition as at_ambitions__change_percent,
       'fail' as result
from made k
where k.place = 1 and not exists (select 1 from made x where x.row = k.row and x.due = k.number)
union all select null, null, null, null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from asked);
