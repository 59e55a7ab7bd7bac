-- id: metric.plan_numerator
-- title: planned number behind a measure (admissions, days, people)
-- unit: count
-- combine: sum
-- by: metric
-- needs: observations
with numbers as (
       select o.area, o.period, o.metric, o.row_id, iif(o.numerator is null, null, o.row_id) as numbered, iif(o.numerator is null, o.row_id, null) as counted, coalesce(o.numerator, iif(m.unit in ('count', 'days'), o.value, null)) as value,
              substr(o.period, 1, 7) as year, instr(o.period, 'Q') as quarter
       from observations o left join policy_metrics m on m.metric = o.metric
       where o.kind = 'plan' and o.breakdown = '' and o.as_at = '')
select area, period, metric as "of", value, 0 as slack, numbered as at_observations__numerator, counted as at_observations__value
from numbers where value is not null and quarter = 0
union all
select area, year, metric, sum(value), 0, json_group_array(numbered) filter (where numbered is not null), json_group_array(counted) filter (where counted is not null)
from numbers q where quarter > 0 and value is not null
  and not exists (select 1 from numbers y where y.area = q.area and y.metric = q.metric and y.period = q.year and y.value is not null)
group by area, year, metric having count(*) = 4;
